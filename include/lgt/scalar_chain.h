/* Markov chains of a real scalar field, many at once in the lanes.

     S = sum_x [-2 h sum_mu phi (x) phi (x + mu) + q phi^2 + l phi^4 + c],
     p (phi) ~ exp (-S),

   couplings as in lgt/ops_scalar.h; phi^4 theory is h = 1, q = m^2 + 2 D,
   l = lambda, c = 0 (arXiv:2101.08176).

     lgt_scalar_chain_options_default (&options);
     options.fft = lgt_fft_fftw ();
     options.acceleration_mass = 0.1;
     lgt_scalar_phi4 (geom.ndim, m2, lambda, coupling);
     lgt_scalar_chain_new (context, &geom, coupling, &options, &chain,
                           &error);
     lgt_scalar_chain_run (chain, 1000, &error);
     lgt_scalar_chain_measure (chain, value, &error);

   A sweep is a trajectory of hybrid Monte Carlo with

     H = (1/2) sum_x p K^{-1} p + S

   of length LENGTH in STEPS steps, a decision, and a reflection.

   K = 1, or with Fourier acceleration (Batrouni et al., Phys. Rev. D 32
   (1985) 2736) K (k) = khat^2 + ACCELERATION_MASS^2, khat^2 = sum_mu 4 sin^2
   (k_mu / 2).  Then all modes of a free field with h = 1 and that mass move
   with the same frequency, sqrt 2, and none is slow: a quarter of the period,
   LENGTH = 1.11, makes the next field independent of this one.  Half a period
   returns to -phi; a little jitter keeps trajectories off such lengths.
   Acceleration needs a Fourier transform and the memory of the host.

   The reflection phi -> -phi is made with even odds: S does not change, and
   the sign of the magnetization is new in every sweep, where HMC alone would
   hardly ever pass from one well to the other.

   Random numbers: Philox with the seed, stream LGT_STREAM_CHAIN; the step
   word is the sweep, the configuration word the chain.  So chains do not
   depend on how many there are, on lanes or threads, but for rounding; with
   one backend and lane count bits are equal, too, also after a restart.  */

#ifndef LGT_SCALAR_CHAIN_H
#define LGT_SCALAR_CHAIN_H

#include <lgt/chain.h>
#include <lgt/observables_scalar.h>
#include <lgt/ops_scalar.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_scalar_chain_options
{
  int chains;             /* 1 */
  int lanes;              /* 0: what the backend prefers */
  uint64_t seed;          /* 1 */
  enum lgt_integrator integrator;       /* LGT_OMELYAN2 */
  double length;          /* of a trajectory; 1 */
  double jitter;          /* the length of each, the same for all chains, is
                             uniform in LENGTH (1 - JITTER, 1 + JITTER); 0 */
  int steps;              /* 8 */
  double acceleration_mass;     /* 0: no acceleration */
  const struct lgt_fft *fft;    /* NULL; for acceleration */
  int reflection;         /* 1 */
  /* In the first TUNING sweeps STEPS is changed every ten so that a share
     TARGET is accepted.  */
  int64_t tuning;         /* 0 */
  double target;          /* 0.8 */
};
void lgt_scalar_chain_options_default (struct lgt_scalar_chain_options *);

/* COUPLING[LGT_SCALAR_COEFFICIENTS] of phi^4 theory in NDIM dimensions, and
   with a hopping parameter (h = kappa, q = 1 - 2 lambda, l = lambda,
   c = 0).  */
void lgt_scalar_phi4 (int ndim, double m2, double lambda, double *coupling);
void lgt_scalar_hopping (double kappa, double lambda, double *coupling);

struct lgt_scalar_chain;

/* *CHAIN on GEOM.  LGT_EINVAL: options out of range; couplings that are not
   finite, l < 0, or l = 0 and a mode without a restoring force, q <= 2 h
   sum_mu cos k_mu; acceleration without FFT or on a backend with memory of its
   own.  LGT_ENOMEM.  */
enum lgt_status lgt_scalar_chain_new (struct lgt_context *context,
                                      const struct lgt_geom *geom,
                                      const double *coupling,
                                      const struct lgt_scalar_chain_options *,
                                      struct lgt_scalar_chain **chain,
                                      struct lgt_error *error);
void lgt_scalar_chain_free (struct lgt_scalar_chain *chain);

/* ---- configurations ---- */

/* phi = 0, or normal numbers of variance 1; sweeps and sums begin at 0.  A new
   chain is cold.  */
enum lgt_status lgt_scalar_chain_start (struct lgt_scalar_chain *chain,
                                        enum lgt_chain_start start,
                                        struct lgt_error *error);

/* Fields of all chains, a host array in C order [chain][site], in and
   out.  */
enum lgt_status lgt_scalar_chain_put (struct lgt_scalar_chain *chain,
                                      const double *phi,
                                      struct lgt_error *error);
enum lgt_status lgt_scalar_chain_get (const struct lgt_scalar_chain *chain,
                                      double *phi, struct lgt_error *error);
/* The field itself: [packs, sites, 1, lanes].  */
struct lgt_view lgt_scalar_chain_field (const struct lgt_scalar_chain *chain);

/* ---- runs ---- */

enum lgt_status lgt_scalar_chain_run (struct lgt_scalar_chain *chain,
                                      int64_t sweeps,
                                      struct lgt_error *error);
/* What has happened since the start or lgt_scalar_chain_clear; no shifts.  */
struct lgt_chain_record
lgt_scalar_chain_record (const struct lgt_scalar_chain *chain);
void lgt_scalar_chain_clear (struct lgt_scalar_chain *chain);

/* Of the last trajectory, one number a chain: dH, and 1 or 0.  Either may be
   NULL.  LGT_EINVAL: there was none since the start or
   lgt_scalar_chain_restore.  */
enum lgt_status lgt_scalar_chain_last (const struct lgt_scalar_chain *chain,
                                       double *delta, double *accepted,
                                       struct lgt_error *error);

/* VALUE[chains][LGT_SCALAR_QUANTITIES] (lgt/observables_scalar.h); S, one
   number a chain.  */
enum lgt_status lgt_scalar_chain_measure (struct lgt_scalar_chain *chain,
                                          double *value,
                                          struct lgt_error *error);
enum lgt_status lgt_scalar_chain_energy (struct lgt_scalar_chain *chain,
                                         double *action,
                                         struct lgt_error *error);

/* What STEPS is at present.  */
int lgt_scalar_chain_steps (const struct lgt_scalar_chain *chain);

/* ---- interruptions ---- */

/* All that a chain made anew with the same arguments needs to go on, beside
   the fields (lgt_scalar_chain_get).  WIDTH of the state is not used.  */
struct lgt_chain_state
lgt_scalar_chain_save (const struct lgt_scalar_chain *chain);
enum lgt_status lgt_scalar_chain_restore (struct lgt_scalar_chain *chain,
                                          const struct lgt_chain_state *state,
                                          const double *phi,
                                          struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
