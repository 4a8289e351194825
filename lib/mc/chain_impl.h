/* The insides of a chain.  Internal to lib/mc.  */

#ifndef LGT_MC_CHAIN_IMPL_H
#define LGT_MC_CHAIN_IMPL_H

#include <lgt/chain.h>
#include <lgt/ops.h>

#include "decisions.h"

/* Layers of the counters: what draws random numbers within a sweep.  */
enum
{
  LGT_CHAIN_LAYER_LINKS, LGT_CHAIN_LAYER_MOMENTA, LGT_CHAIN_LAYER_DECISION,
  LGT_CHAIN_LAYER_SHIFT, LGT_CHAIN_LAYER_TRAJECTORY, LGT_CHAIN_LAYER_START
};

/* Links that are updated at once, and their staples.  */
struct lgt_chain_list
{
  struct lgt_sites *links;
  struct lgt_path_set *staples;
  struct lgt_view weight, accepted;
  double *unscaled;       /* WEIGHT at scale 1 */
};

struct lgt_chain
{
  struct lgt_context *context;
  struct lgt_geom geom;
  int n, packs, lanes;
  struct lgt_chain_options options;
  struct lgt_loop_list loops;
  double coefficient[LGT_CHAIN_LOOPS];
  double scale;                 /* the density is exp (-scale S) */
  struct lgt_sites *lattice;
  struct lgt_path_set *paths, *plaquettes;      /* of the action */
  int lists;
  struct lgt_chain_list *list;  /* local updates: by direction and sample;
                                   HMC of SU(N): one, of all links */
  /* FACTOR holds the scale: of the action in decisions; all weights are
     multiplied by it.  */
  struct lgt_view links, old, momenta, random, one, factor, step, width,
                  weight;
  struct lgt_view shift;
  /* One number a configuration.  */
  struct lgt_view kinetic, energy[2], delta, accepted, shift_delta,
                  shift_accepted, result;
  double *host;                 /* one number a configuration */
  double *room;                 /* the largest of the weights */
  struct lgt_tape *tape;        /* of one sweep; NULL: not recorded */
  int64_t sweep;                /* the number of the next one */
  uint32_t first;               /* the number of the first chain */
  int steps;
  double width_now;
  double sums[LGT_CHAIN_SUMS];
};

/* Lists of links and their staples; chain_lists.c.  */
enum lgt_status lgt_chain_make_lists (struct lgt_chain *chain,
                                      struct lgt_error *error);
void lgt_chain_free_lists (struct lgt_chain *chain);

/* A view in memory of its own.  */
enum lgt_status lgt_chain_view (struct lgt_chain *chain,
                                struct lgt_view *view, int packs, int sites,
                                int comps, int lanes,
                                const struct lgt_sites *where,
                                struct lgt_error *error);

/* One sweep on a tape, which executes it at once; chain_sweep.c.  */
void lgt_chain_record_sweep (const struct lgt_chain *chain,
                             struct lgt_tape *tape);
/* P -= FACTOR step dS, and all steps of a trajectory.  */
void lgt_chain_record_kick (const struct lgt_chain *chain,
                            struct lgt_tape *tape, double factor);
void lgt_chain_record_steps (const struct lgt_chain *chain,
                             struct lgt_tape *tape);
/* Whether HMC is one operation.  */
int lgt_chain_is_fused (const struct lgt_chain *chain);

/* The sum of -(coefficient / N) Re tr W on PATHS, times FACTOR, as an
   operation on the chain's links: one number a lane.  */
struct lgt_chain_action
{
  const struct lgt_op *op;
  union
  {
    struct lgt_u1_action_params u1;
    struct lgt_sun_action_params sun;
  } params;
  size_t size;
  struct lgt_view in[2];
};
struct lgt_chain_action lgt_chain_action_of (const struct lgt_chain *chain,
                                             const struct lgt_path_set *paths,
                                             const double *coefficient,
                                             const struct lgt_view *factor);

#endif
