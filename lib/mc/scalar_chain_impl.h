/* The insides of a chain of scalar fields.  Internal to lib/mc.  */

#ifndef LGT_MC_SCALAR_CHAIN_IMPL_H
#define LGT_MC_SCALAR_CHAIN_IMPL_H

#include <lgt/ops.h>
#include <lgt/scalar_chain.h>

#include "decisions.h"
#include "recording.h"
#include "scalar_fourier.h"

/* Layers of the counters: what draws random numbers within a sweep.  */
enum
{
  LGT_SCALAR_LAYER_MOMENTA, LGT_SCALAR_LAYER_DECISION,
  LGT_SCALAR_LAYER_REFLECTION, LGT_SCALAR_LAYER_LENGTH,
  LGT_SCALAR_LAYER_START
};

struct lgt_scalar_chain
{
  struct lgt_context *context;
  struct lgt_geom geom;
  int packs, lanes;
  struct lgt_scalar_chain_options options;
  struct lgt_sites *lattice;
  struct lgt_mc_fourier *fourier;       /* NULL: K = 1 */
  struct lgt_view phi, old, momenta;
  struct lgt_view velocity;             /* K^{-1} momenta; with fourier */
  struct lgt_view coupling, step, random;
  /* One number a configuration.  */
  struct lgt_view kinetic, energy[2], delta, accepted, even_odds, reflected;
  double *host;                 /* one number a configuration */
  double *fields;               /* all fields, for measurements; or NULL */
  struct lgt_tape *tape;        /* of one sweep; NULL: not recorded */
  int64_t sweep;                /* the number of the next one */
  int moved;                    /* 1: DELTA and ACCEPTED are of a trajectory */
  int steps;
  double sums[LGT_CHAIN_SUMS];
};

/* Operations, put on TAPE, or without one executed at once: what the host does
   in between (Fourier transforms) cannot be on a tape.  */
struct lgt_scalar_run
{
  struct lgt_scalar_chain *chain;
  struct lgt_tape *tape;
  enum lgt_status status;
  struct lgt_error *error;
};

/* One sweep, and the steps of one trajectory; scalar_chain_sweep.c.  */
void lgt_scalar_run_sweep (struct lgt_scalar_run *run);
void lgt_scalar_run_momenta (struct lgt_scalar_run *run);
void lgt_scalar_run_steps (struct lgt_scalar_run *run);

#endif
