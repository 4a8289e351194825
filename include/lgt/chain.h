/* Markov chains of pure gauge theory, many at once in the lanes.

     S = -(1/N) sum_i c_i sum_x Re tr W_i (x),    p (U) ~ exp (-S),

   W_i (x) loop i based at x, U(1) with N = 1; the Wilson action has the
   plaquettes with c = beta.

     lgt_chain_options_default (&options);
     options.overrelaxation = 4;
     lgt_chain_new (context, &geom, 3, loops, coefficient, &options, &chain,
                    &error);
     lgt_chain_start (chain, LGT_CHAIN_COLD, &error);
     lgt_chain_run (chain, 1000, &error);
     lgt_chain_plaquette (chain, plaquette, &error);

   A sweep is one of:

   - heat bath: every link once by heat bath, then OVERRELAXATION times by
     overrelaxation;
   - local Metropolis: HITS proposals for every link, of width WIDTH;
   - HMC: a trajectory of length LENGTH in units where H = sum p_a^2 / 2 + S
     (lgt/ops_chain.h), in STEPS steps, and a decision.  Of U(1) on small
     lattices in two dimensions, with plaquettes and leapfrog, a trajectory
     is one operation.

   With INSTANTONS a sweep of U(1) in two dimensions ends with a proposal to
   add or take an instanton: theta_P of all plaquettes changes by 2 pi / V.
   Local updates and HMC all but never change the charge at large beta.

   The order of links is that of the lists: for each direction, links that
   share no loop of the action at once (lgt/split.h).

   Random numbers: Philox with the seed, stream LGT_STREAM_CHAIN; the step
   word is the sweep, the configuration word the chain.  So chains do not
   depend on how many there are, on lanes or threads, but for rounding; with
   one backend and lane count bits are equal, too, also after a restart.
   (lgt_chain_set_counter makes these words others.)  */

#ifndef LGT_CHAIN_H
#define LGT_CHAIN_H

#include <lgt/context.h>
#include <lgt/loops.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { LGT_CHAIN_LOOPS = 64 };  /* loops a site, at most */

enum lgt_chain_algorithm
{
  LGT_CHAIN_HEAT_BATH, LGT_CHAIN_HMC, LGT_CHAIN_METROPOLIS
};

/* Leapfrog, one kick a step; Omelyan, Mryglod and Folk (Comput. Phys. Comm.
   151 (2003) 272): of second order with two kicks a step, of fourth order
   with five.  All begin and end with a kick, shared by neighbouring steps. */
enum lgt_integrator { LGT_LEAPFROG, LGT_OMELYAN2, LGT_OMELYAN4 };

struct lgt_chain_options
{
  enum lgt_chain_algorithm algorithm;   /* heat bath */
  int chains;             /* 1 */
  int lanes;              /* 0: what the backend prefers */
  uint64_t seed;          /* 1 */
  int overrelaxation;     /* 0 */
  int hits;               /* of Metropolis; 4 */
  double width;           /* of Metropolis; 0.5 */
  enum lgt_integrator integrator;       /* LGT_OMELYAN4 */
  double length;          /* of a trajectory; 1 */
  int steps;              /* 3 */
  int instantons;         /* 0 */
  /* In the first TUNING sweeps STEPS (HMC; LENGTH stays) or WIDTH
     (Metropolis) is changed every ten so that a share TARGET is accepted.  */
  int64_t tuning;         /* 0 */
  double target;          /* 0.8; Metropolis is better off with 0.5 */
};
void lgt_chain_options_default (struct lgt_chain_options *options);

struct lgt_chain;

/* *CHAIN on GEOM for U(1) (N = 1) or SU(N) with COUNT loops (closed on the
   lattice; copied) and their COEFFICIENTs.  LGT_EINVAL: N, options or loops
   out of range; a local update, and a loop that passes a link twice;
   instantons not of U(1) in two dimensions; LGT_ENOMEM.  */
enum lgt_status lgt_chain_new (struct lgt_context *context,
                               const struct lgt_geom *geom, int n, int count,
                               const struct lgt_loop *loop,
                               const double *coefficient,
                               const struct lgt_chain_options *options,
                               struct lgt_chain **chain,
                               struct lgt_error *error);
void lgt_chain_free (struct lgt_chain *chain);

/* The Wilson action (C1 = 0) or an improved one, as loops and coefficients
   for lgt_chain_new: beta (1 - 8 c1) for plaquettes, beta c1 for 2 x 1
   rectangles.  COEFFICIENT has room for LGT_CHAIN_LOOPS.  */
enum lgt_status lgt_chain_action (int ndim, double beta, double c1,
                                  struct lgt_loop_list *loops,
                                  double *coefficient,
                                  struct lgt_error *error);

/* ---- configurations ---- */

/* All links 1, or from Haar measure; sweeps and sums begin at 0.  A new chain
   is cold.  */
enum lgt_chain_start { LGT_CHAIN_COLD, LGT_CHAIN_HOT };
enum lgt_status lgt_chain_start (struct lgt_chain *chain,
                                 enum lgt_chain_start start,
                                 struct lgt_error *error);

/* Links of all chains, a host array in C order [chain][site][mu][...] as in
   lgt/observables.h and lgt/observables_sun.h, in and out.  */
enum lgt_status lgt_chain_put (struct lgt_chain *chain, const double *links,
                               struct lgt_error *error);
enum lgt_status lgt_chain_get (const struct lgt_chain *chain, double *links,
                               struct lgt_error *error);
/* Numbers of one configuration.  */
int64_t lgt_chain_size (const struct lgt_chain *chain);
/* The field itself: [packs, sites, links, lanes].  */
struct lgt_view lgt_chain_links (const struct lgt_chain *chain);

/* ---- runs ---- */

/* What has happened in the sweeps since the start or lgt_chain_clear, of all
   chains.  */
struct lgt_chain_record
{
  int64_t decisions;      /* trajectories, or Metropolis sweeps, times chains */
  double accepted;        /* share of them, or of their proposals */
  double delta;           /* mean of dH */
  double exp_delta;       /* mean of exp (-dH): 1 in equilibrium */
  double exp_delta_error; /* its error as if trajectories were independent */
  int64_t shifts;         /* instanton proposals */
  double shifts_accepted;
};

enum lgt_status lgt_chain_run (struct lgt_chain *chain, int64_t sweeps,
                               struct lgt_error *error);
struct lgt_chain_record lgt_chain_record (const struct lgt_chain *chain);
void lgt_chain_clear (struct lgt_chain *chain);

/* Of the last trajectory, one number a chain: dH, and 1 or 0.  Either may be
   NULL.  LGT_EINVAL: there was none since the start or lgt_chain_restore.  */
enum lgt_status lgt_chain_last (const struct lgt_chain *chain, double *delta,
                                double *accepted, struct lgt_error *error);

/* One number a chain: the mean of Re tr P / N over all plaquettes, and S (of
   the coefficients given, whatever the scale).  */
enum lgt_status lgt_chain_plaquette (struct lgt_chain *chain,
                                     double *plaquette,
                                     struct lgt_error *error);
enum lgt_status lgt_chain_energy (struct lgt_chain *chain, double *action,
                                  struct lgt_error *error);

/* From now on the density is exp (-SCALE S): all coefficients times SCALE, of
   any sign, 1 in a new chain.  For annealing and tempering: nothing else
   changes, and nothing is recorded again.  The trajectories' dH is that of
   H = K + SCALE S; lgt_chain_start, lgt_chain_clear and lgt_chain_restore
   leave the scale as it is, and lgt_chain_state does not hold it.
   LGT_EINVAL: SCALE is not finite.  */
enum lgt_status lgt_chain_set_scale (struct lgt_chain *chain, double scale,
                                     struct lgt_error *error);
double lgt_chain_scale (const struct lgt_chain *chain);

/* The random numbers from now on: SEED, the next sweep has the number SWEEP
   (below 2^36), the chains are FIRST, FIRST + 1, ...  For a program that runs
   a large number of short chains in parts.  SEED and FIRST stay until the next
   call; lgt_chain_start sets the number of the next sweep to 0.
   lgt_chain_state does not hold SEED and FIRST: to go on after an interruption
   call lgt_chain_restore, then this.  Tuning goes by the sweep's number and is
   best left out.  LGT_EINVAL: SWEEP.  */
enum lgt_status lgt_chain_set_counter (struct lgt_chain *chain, uint64_t seed,
                                       int64_t sweep, uint32_t first,
                                       struct lgt_error *error);

/* What STEPS, WIDTH are at present.  */
int lgt_chain_steps (const struct lgt_chain *chain);
double lgt_chain_width (const struct lgt_chain *chain);

/* ---- interruptions ---- */

/* All that a chain made anew with the same arguments needs to go on, beside
   the links (lgt_chain_get): plain numbers.  */
struct lgt_chain_state
{
  int64_t sweep;
  int64_t steps;
  double width;
  double sums[8];         /* of the record and of tuning */
};
struct lgt_chain_state lgt_chain_save (const struct lgt_chain *chain);
enum lgt_status lgt_chain_restore (struct lgt_chain *chain,
                                   const struct lgt_chain_state *state,
                                   const double *links,
                                   struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
