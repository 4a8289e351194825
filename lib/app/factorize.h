/* The parts of lgt-factorize.  Private to lib/app.  */

#ifndef LGT_APP_FACTORIZE_H
#define LGT_APP_FACTORIZE_H

#include "session.h"

#include <lgt/factorize.h>
#include <lgt/io.h>

enum lgt_factorize_method { LGT_FACTORIZE_CP, LGT_FACTORIZE_TUCKER };

enum { LGT_FACTORIZE_TEXT, LGT_FACTORIZE_TSV };

/* The command line.  */
struct lgt_factorize_values
{
  int method;             /* -1: both */
  int format, weights;
  struct lgt_ints rank, ranks;
  double error;           /* 0: the ranks are given */
  const char *layers, *network, *output;
  int64_t seed;
};

/* The weights of one convolution of one flow layer, or of one direction's
   head, and what was fitted to them last.  */
struct lgt_factorize_kernel
{
  char prefix[64];        /* "layer3.conv1", "layer3.conv2.direction0" */
  int64_t extent[LGT_FACTORIZE_MAX_ORDER];      /* out, in, k_{D-1} .. k_0 */
  int64_t size;
  double *value;
  double *factor[LGT_FACTORIZE_MAX_ORDER], *core;
  int rank;               /* of a CP in FACTOR; 0: there is none */
  double error;
};

/* A convolution of a network's recipe: every flow layer with that network
   has weights of its own for it.  */
struct lgt_factorize_conv
{
  const char *network;    /* the configuration's */
  int number;             /* in the recipe: conv2 is 2 */
  int order;
  int kernels;
  struct lgt_factorize_kernel *kernel;
  bool pointwise;         /* all kernel extents are 1 */
  bool grouped;
  int64_t rank[2];        /* of what was fitted last: CP: rank; Tucker: in,
                             out */
};

/* A method with its ranks, and what it gives for one convolution.  */
struct lgt_factorize_choice
{
  enum lgt_factorize_method method;
  int64_t rank[2];        /* CP: rank, 0; Tucker: in, out */
  double largest, rms;    /* of the kernels' relative errors */
};

struct lgt_factorize
{
  const struct lgt_app *app;
  struct lgt_session *session;
  const struct lgt_record *record;
  const char *folder;     /* of RECORD: "weights/best" */
  const char *network, *layers;         /* what is asked for; NULL: all */
  uint64_t seed;
  int convs;
  struct lgt_factorize_conv *conv;
};

/* Fill CONV with the dense convolutions of the run that were asked for.
   LGT_EINVAL: no such network or layer, with those that there are.  */
enum lgt_status lgt_factorize_find (struct lgt_factorize *f,
                                    struct lgt_error *error);
void lgt_factorize_free (struct lgt_factorize *f);

/* Fit all kernels of CONV by CHOICE's method and ranks, and fill in its
   errors.  A CP fit begins with the factors of the last one, if that had a
   smaller rank.  */
enum lgt_status lgt_factorize_fit (const struct lgt_factorize *f,
                                   struct lgt_factorize_conv *conv,
                                   struct lgt_factorize_choice *choice,
                                   struct lgt_error *error);

/* Forget the last fit.  */
void lgt_factorize_forget (struct lgt_factorize_conv *conv);

/* The smallest ranks found whose largest error is at most LARGEST; they are
   fitted.  */
enum lgt_status lgt_factorize_search (const struct lgt_factorize *f,
                                      struct lgt_factorize_conv *conv,
                                      double largest,
                                      struct lgt_factorize_choice *choice,
                                      struct lgt_error *error);

/* What a kernel costs: dense (CHOICE NULL) or factorized.  */
struct lgt_conv_cost
lgt_factorize_cost (const struct lgt_factorize_conv *conv,
                    const struct lgt_factorize_kernel *kernel,
                    const struct lgt_factorize_choice *choice);

/* The smallest extent of mode D among the kernels of CONV.  */
int64_t lgt_factorize_extent (const struct lgt_factorize_conv *conv, int d);

/* Fit and print all rows; PRINTED gets how many convolutions there were.
   LGT_EINVAL, before anything is printed: ranks that are too large.  */
enum lgt_status
lgt_factorize_table (struct lgt_factorize *f,
                     const struct lgt_factorize_values *values, int *printed,
                     struct lgt_error *error);

/* Make the folder OUTPUT with the run's configuration and a checkpoint in
   which the convolutions that were chosen have the factors fitted last.  */
enum lgt_status lgt_factorize_write (const struct lgt_factorize *f,
                                     enum lgt_factorize_method method,
                                     const char *output,
                                     struct lgt_error *error);

/* LGT_EINVAL if OUTPUT is there already.  */
enum lgt_status lgt_factorize_check_output (const char *output,
                                            struct lgt_error *error);

#endif
