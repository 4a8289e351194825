/* Stochastic steps of a flow: sweeps of a Markov chain between its layers or
   after them (arXiv:2002.06707; for gauge theory arXiv:2201.08862).

   Step k = 1, ..., n makes SWEEPS that leave exp (-t_k S) as it is.  It takes
   U_k to U'_k, the layers take U'_k to U_{k+1} and z to U_1, and the last
   configuration U is sampled with

     log w = -S (U) - log r (z) + sum log |det J|
             + sum_k t_k (S (U'_k) - S (U_k)).

   Then <w> = Z and <w O (U)> / Z = <O>, whatever layers, steps and t_k are
   (Jarzynski's equality: -log w is a work); with good ones w scatters little.
   Without layers it is annealed importance sampling.  The density of U itself
   is not known, only that of its path: log q is here -S - log w, and ESS and
   KL are those of the space of paths, where the one is smaller and the other
   larger than they would be for U.

   In the configuration of a model:

     stochastic:
       every: 4              # a step after every 4 layers, and
       steps: 16             # 16 more after the last one
       schedule: linear      # t_k = from + (1 - from) k / n; or n numbers,
                             # 32 at most
       from: 0.0
       sweeps: 1             # a step
       algorithm: { heat_bath: { overrelaxation: 1 } }

   Steps have no weights, so it fits any trained model: one trained at beta =
   2 goes on to 4 with beta 4, steps: 16 and from: 0.5.  Then layers come from
   where they were trained, and annealing does the rest.  Steps between
   layers (every) suit flows without training, or one whose layers go through
   exp (-t_k S) on their way; such training is not here: an objective refuses a
   model with steps.  stochastic: none is a model without.

   Of links alone, in float64.  Random numbers are those of lgt/chain.h: the
   configuration word is that of the sampler, sweeps are counted over all steps
   of a draw.  */

#ifndef LGT_STOCHASTIC_H
#define LGT_STOCHASTIC_H

#include <lgt/chain.h>
#include <lgt/config.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_stochastic
{
  int layers;             /* of the flow */
  int every;              /* layers to a step; 0: none between layers */
  int after;              /* steps after the last layer */
  int sweeps;             /* a step */
  double from;
  int given;              /* numbers in T; 0: linear */
  double t[LGT_CONFIG_MAX_LIST];
  struct lgt_chain_options chain;       /* algorithm and its parameters */
};

/* The keys, and those of each algorithm, for the manual.  */
extern const struct lgt_key lgt_stochastic_keys[];
extern const struct lgt_choice lgt_stochastic_algorithms[];

/* The steps of a flow of LAYERS from the mapping NODE, completed in place.
   LGT_EINVAL with the place: a wrong value, no step at all, a list of another
   length.  */
enum lgt_status lgt_stochastic_read (struct lgt_config_node *node, int layers,
                                     struct lgt_stochastic *stochastic,
                                     struct lgt_error *error);

/* n, and of step k = 1, ..., n: t_k and the number of layers before it.  */
int lgt_stochastic_steps (const struct lgt_stochastic *stochastic);
double lgt_stochastic_t (const struct lgt_stochastic *stochastic, int k);
int lgt_stochastic_layer (const struct lgt_stochastic *stochastic, int k);

#ifdef __cplusplus
}
#endif

#endif
