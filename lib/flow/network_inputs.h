/* What a network sees: features of frozen loops, or of a scalar field where it
   is frozen.

   Either loops based at the sites of a lattice, for convolutions to look
   around in; or the star of each active link: all frozen loops that touch its
   staples, gathered into one vector a link, and pairs of its own staples.  */

#ifndef LGT_FLOW_NETWORK_INPUTS_H
#define LGT_FLOW_NETWORK_INPUTS_H

#include <lgt/layer.h>

#include "network_recipe.h"

struct lgt_net_source
{
  int n;                        /* of SU(N); 1: U(1); 0: scalar field */
  unsigned features;            /* of enum lgt_sun_feature, or of enum
                                   lgt_scalar_feature */
  enum lgt_type type;           /* of the network */
  struct lgt_path_set *loops;   /* or NULL: none */
  struct lgt_sites *sites;      /* where loops are based, if made for them */
  struct lgt_collection *star;  /* from there to the links; NULL: stay */
  struct lgt_path_set *pairs;   /* U(1): loops of two staples; SU(N): staples;
                                   NULL: none */
  const struct lgt_sites *rows, *active;        /* of a scalar field */
  int channels;
};

/* Loops of RECIPE that ACTIVE leaves frozen, at the sites ROWS; where one is
   not frozen the network sees the unit element.  Of a scalar field: the field
   itself, and 0 where it is active.  LGT_EINVAL: none is frozen anywhere.  On failure nothing is left allocated, here and below.  */
enum lgt_status lgt_net_source_fields (const struct lgt_planner *planner,
                                       const struct lgt_recipe *recipe,
                                       const struct lgt_active *active,
                                       const struct lgt_sites *rows,
                                       struct lgt_net_source *source,
                                       struct lgt_error *error);

/* The stars of the links of LIST: the loops of RECIPE that touch one of a
   link's staples and are frozen at some link, in the order of struct
   lgt_star; then, with staple_pairs, the pairs of its staples, i < j, i
   slowest.  LGT_EINVAL: there is nothing to see, or a staple holds an active
   link.  */
enum lgt_status lgt_net_source_star (const struct lgt_planner *planner,
                                     const struct lgt_recipe *recipe,
                                     const struct lgt_active *active,
                                     const struct lgt_active_list *list,
                                     struct lgt_net_source *source,
                                     struct lgt_error *error);

void lgt_net_source_free (struct lgt_context *context,
                          struct lgt_net_source *source);

/* Whether what SOURCE sees stays the same when all links go over to their
   complex conjugates.  */
int lgt_net_source_is_even (const struct lgt_net_source *source);

/* [P, rows or list, channels, B].  Of a scalar field with SIGN, 1 or -1.  */
lgt_var lgt_net_source_apply (struct lgt_tape *tape,
                              const struct lgt_net_source *source,
                              double sign, lgt_var links);

#endif
