/* Observables of U(1) gauge fields on the host: plain loops over one
   configuration, an independent check of the tensor operations, and what
   measuring programs call.

   A configuration is an array of doubles in C order
   [x_{D-1}] ... [x_0] [mu]: the site index has direction 0 fastest,

     link (x, mu) = links[(x_0 + L_0 (x_1 + L_1 (...))) * D + mu],

   an angle; the link goes from x to x + mu, periodically.  DIMS = D is 1 to
   LGT_OBSERVABLES_MAX_DIM and EXTENT[0 .. D) are the L, each at least 1;
   anything else is LGT_EINVAL.  Plaquette angle, mu < nu:

     theta_{mu nu} (x) = link (x, mu) + link (x + mu, nu)
                         - link (x + nu, mu) - link (x, nu).

   Links that are not finite give results that are not finite.  */

#ifndef LGT_OBSERVABLES_H
#define LGT_OBSERVABLES_H

#include <stdint.h>

#include <lgt/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { LGT_OBSERVABLES_MAX_DIM = 6 };

/* ANGLE reduced to (-pi, pi].  */
double lgt_mc_u1_reduce (double angle);

/* Mean of cos theta over all plaquettes; needs D >= 2.  */
enum lgt_status lgt_mc_u1_plaquette (int dims, const int *extent,
                                     const double *links, double *mean,
                                     struct lgt_error *error);

/* Wilson action S = -beta sum_x sum_{mu < nu} cos theta; 0 for D = 1.  */
enum lgt_status lgt_mc_u1_action (int dims, const int *extent, double beta,
                                  const double *links, double *action,
                                  struct lgt_error *error);

/* Topological charge Q = (1 / 2 pi) sum_x theta_01 (x), the angles reduced
   to (-pi, pi]; an integer up to rounding.  D = 2 only.  */
enum lgt_status lgt_mc_u1_charge (int dims, const int *extent,
                                  const double *links, double *charge,
                                  struct lgt_error *error);

/* Wilson loop: the mean over all x of cos of the angle of the rectangle of R
   links along MU and T links along NU, MU != NU, R and T at least 1 (longer
   than the lattice: it winds).  */
enum lgt_status lgt_mc_u1_wilson_loop (int dims, const int *extent, int mu,
                                       int nu, int r, int t,
                                       const double *links, double *mean,
                                       struct lgt_error *error);

/* Polyakov loop along MU: mean over all lines of cos and of sin of the angle
   summed along the line.  */
enum lgt_status lgt_mc_u1_polyakov (int dims, const int *extent, int mu,
                                    const double *links, double *real,
                                    double *imaginary,
                                    struct lgt_error *error);

/* Gauge transformation in place: link (x, mu) becomes
   alpha (x) + link (x, mu) - alpha (x + mu), reduced; ALPHA has one angle a
   site.  */
enum lgt_status lgt_mc_u1_transform (int dims, const int *extent,
                                     const double *alpha, double *links,
                                     struct lgt_error *error);

/* The same with random alpha, uniform on the circle: Philox with SEED, stream
   LGT_STREAM_TEST (lgt/ops.h), configuration word NUMBER.  */
enum lgt_status lgt_mc_u1_transform_random (int dims, const int *extent,
                                            uint64_t seed, uint32_t number,
                                            double *links,
                                            struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
