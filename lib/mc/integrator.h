/* Symmetric integrators of molecular dynamics.  Internal to lib/mc.  */

#ifndef LGT_MC_INTEGRATOR_H
#define LGT_MC_INTEGRATOR_H

#include <lgt/chain.h>

/* Momenta change, and fields, for FACTOR of a step.  */
struct lgt_mc_moves
{
  void (*kick) (void *ctx, double factor);
  void (*drift) (void *ctx, double factor);
  void *ctx;
};

/* A trajectory of STEPS steps: kicks and drifts in turn, the first and last a
   kick, shared by neighbouring steps.  */
void lgt_mc_integrate_ (enum lgt_integrator integrator, int steps,
                        const struct lgt_mc_moves *moves);

/* Drifts in a step.  */
int lgt_mc_drifts_ (enum lgt_integrator integrator);

#endif
