/* Observables of SU(N) gauge fields on the host, the counterpart of
   lgt/observables.h: plain loops over one configuration.

   A configuration is an array of doubles in C order
   [x_{D-1}] ... [x_0] [mu] [row] [column] [re, im]: with sites numbered as
   in lgt/geom.h, link (x, mu) is the matrix (lgt/sun.h) at

     links + (site (x) * D + mu) * 2 N^2

   and goes from x to x + mu.  Backward it is its Hermitian conjugate,
   whether or not it is unitary.

   All functions: N is 2 to LGT_SUN_N_MAX, else LGT_EINVAL (NaN from
   functions that return a number).  Links that are not finite give results
   that are not finite.  */

#ifndef LGT_OBSERVABLES_SUN_H
#define LGT_OBSERVABLES_SUN_H

#include <stdint.h>

#include <lgt/geom.h>
#include <lgt/loops.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- observables ---- */

/* Mean of (1/N) Re tr P over all plaquettes.  LGT_EINVAL: D = 1.  */
enum lgt_status lgt_mc_sun_plaquette (const struct lgt_geom *geom, int n,
                                      const double *links, double *mean,
                                      struct lgt_error *error);

/* Wilson action S = -(beta/N) sum_x sum_{mu < nu} Re tr P; 0 for D = 1.  */
double lgt_mc_sun_action (const struct lgt_geom *geom, int n, double beta,
                          const double *links);

/* S = -(1/N) sum_i C_i sum_x Re tr W_i (x), W_i the product of links along
   LOOP[i] from x: improved actions.  LGT_EINVAL: a step out of range, or a
   path that does not close on this lattice.  */
enum lgt_status lgt_mc_sun_loop_action (const struct lgt_geom *geom, int n,
                                        int count,
                                        const struct lgt_loop *loop,
                                        const double *coefficient,
                                        const double *links, double *action,
                                        struct lgt_error *error);

/* Wilson loop: mean over all x of (1/N) Re tr of the rectangle with R links
   along MU and T links along NU; longer than the lattice it winds.
   LGT_EINVAL: MU or NU not a direction, MU = NU, R or T below 1.  */
enum lgt_status lgt_mc_sun_wilson_loop (const struct lgt_geom *geom, int n,
                                        int mu, int nu, int r, int t,
                                        const double *links, double *mean,
                                        struct lgt_error *error);

/* Polyakov loop along MU: mean over all lines of (1/N) tr of the product of
   links, as REAL and IMAGINARY part.  LGT_EINVAL: MU not a direction.  */
enum lgt_status lgt_mc_sun_polyakov (const struct lgt_geom *geom, int n,
                                     int mu, const double *links,
                                     double *real, double *imaginary,
                                     struct lgt_error *error);

/* ---- gauge transformations ---- */

/* In place: link (x, mu) becomes G (x) link (x, mu) G (x + mu)^+; G has one
   matrix a site.  */
enum lgt_status lgt_mc_sun_transform (const struct lgt_geom *geom, int n,
                                      const double *g, double *links,
                                      struct lgt_error *error);

/* The same with random matrices from Haar measure (lgt_sun_random): Philox
   with SEED and stream LGT_STREAM_TEST (lgt/ops.h), the N^2 pairs of a
   matrix from draws 0 to N^2 - 1, link word the site, configuration word
   NUMBER.  LGT_ENOMEM.  */
enum lgt_status lgt_mc_sun_transform_random (const struct lgt_geom *geom,
                                             int n, uint64_t seed,
                                             uint32_t number, double *links,
                                             struct lgt_error *error);

/* ---- a check ---- */

/* *LARGEST (may be NULL) = the largest lgt_sun_deviation of a link; NaN or
   infinity if one is not finite.  LGT_EDATA: that is more than MOST, or not
   finite; the sentence names the first such link:

     link (site 3,0,1,2, direction 1) is off SU(3) by 0.02; at most 1e-06

   a site's coordinates being x_0 first.  */
enum lgt_status lgt_mc_sun_check (const struct lgt_geom *geom, int n,
                                  double most, const double *links,
                                  double *largest, struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
