/* The convolutions of a model, one after the other: what each is, how it is
   computed, and what is to be used again instead of a choice.  Those over
   channels alone are left out: there is nothing to choose.  */

#ifndef LGT_FLOW_CONVOLUTIONS_H
#define LGT_FLOW_CONVOLUTIONS_H

#include "convolution.h"

struct lgt_convolutions
{
  int count, room;
  struct lgt_convolution_place
  {
    struct lgt_convolution *conv;
    int stage;
  } *of;
  /* Settled before, for a number of packs.  */
  int kept, kept_room;
  struct lgt_kept_algorithm
  {
    int weight, packs;    /* the weights' slice */
    enum lgt_conv_algorithm algorithm;
  } *keep;
};

/* How a convolution on so many packs and lanes is computed.  */
struct lgt_convolution_choice
{
  struct lgt_wisdom_key key;
  enum lgt_conv_algorithm algorithm;    /* never auto */
  int known;              /* wisdom has it, or it was settled before */
};

/* Add the stages of CONV, which must stay where it is.  LIST NULL: nothing
   is done.  LGT_ENOMEM.  */
enum lgt_status lgt_convolutions_add (struct lgt_convolutions *list,
                                      struct lgt_convolution *conv,
                                      struct lgt_error *error);
void lgt_convolutions_free (struct lgt_convolutions *list);

/* Settle the algorithm of the stage with slice WEIGHT on PACKS packs.
   LGT_ENOMEM.  */
enum lgt_status lgt_convolutions_keep (struct lgt_convolutions *list,
                                       int weight, int packs,
                                       enum lgt_conv_algorithm algorithm,
                                       struct lgt_error *error);

/* What stage S of CONV takes on BACKEND; the fields of X that are looked at
   are its type, packs and lanes.  */
struct lgt_convolution_choice
lgt_convolution_choose (const struct lgt_convolution *conv, int s,
                        const char *backend, const struct lgt_view *x);

#endif
