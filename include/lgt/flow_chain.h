/* Markov chains that mix a flow's proposals with local updates, many chains
   at once.

     lgt_flow_chain_options_default (&options);
     options.chains = 64;
     options.sweeps = 2;
     lgt_flow_chain_new (model, &options, &chain, &error);
     lgt_flow_chain_run (chain, 1000, &error);
     links = lgt_flow_chain_links (chain);

   A step is, for every chain,

   - a proposal U' of the flow in the place of U, accepted with probability
     min (1, w' / w), log w = -S - log q (arXiv:1904.12072);
   - SWEEPS sweeps of lgt/chain.h.

   Each leaves exp (-S) as it is, so both together do, however bad the flow;
   a bad one is accepted rarely, no more.  Sweeps take a chain away from where
   a flow with too small a q would hold it for long; proposals change what
   sweeps do not, topology above all.  After sweeps log q of U comes from the
   inverse of the flow, without any from the proposal that it was.

   Random numbers: Philox with SEED; proposals of step s are those of
   lgt_sampler_draw, LGT_STREAM_SAMPLE, step s, first 0; sweeps are those of
   lgt/chain.h, decisions a layer of LGT_STREAM_CHAIN that it does not use.  So
   chains do not depend on how many there are or on lanes, but for rounding,
   and bits not on threads.  */

#ifndef LGT_FLOW_CHAIN_H
#define LGT_FLOW_CHAIN_H

#include <lgt/chain.h>
#include <lgt/model.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_flow_chain_options
{
  int chains;             /* 1 */
  uint64_t seed;          /* 1 */
  int sweeps;             /* after each proposal; 1.  0: proposals alone */
  struct lgt_chain_options local;       /* what a sweep is: heat bath and one
                             overrelaxation; chains, lanes, seed are set from
                             here and from the model */
  const struct lgt_view *values;        /* of the weights; NULL: the model's */
};
void lgt_flow_chain_options_default (struct lgt_flow_chain_options *options);

struct lgt_flow_chain;

/* *CHAIN for MODEL and its action, which must both live as long.  LGT_EINVAL:
   the number of chains or sweeps; with sweeps, what lgt_chain_new refuses,
   and links that are not float64; stochastic steps in the model.  */
enum lgt_status lgt_flow_chain_new (struct lgt_model *model,
                                    const struct lgt_flow_chain_options *,
                                    struct lgt_flow_chain **chain,
                                    struct lgt_error *error);
void lgt_flow_chain_free (struct lgt_flow_chain *chain);

/* STEPS more steps.  In the first of all every proposal is accepted: it is
   the start.  A proposal whose log w is not finite is rejected, and a start
   whose log w is NaN is left by the first that is finite.  LGT_EINVAL: more
   than 2^32 - 1 steps in all.  */
enum lgt_status lgt_flow_chain_run (struct lgt_flow_chain *chain,
                                    int64_t steps, struct lgt_error *error);

/* Where the chains are: an array of the chain's own in file order, [chains]
   [lgt_model_numbers]; and of the last proposals, 1 or 0 each.  */
const double *lgt_flow_chain_links (const struct lgt_flow_chain *chain);
const double *lgt_flow_chain_accepted (const struct lgt_flow_chain *chain);

/* The sweeps' record; all 0 or NAN without sweeps.  */
struct lgt_chain_record
lgt_flow_chain_record (const struct lgt_flow_chain *chain);

#ifdef __cplusplus
}
#endif

#endif
