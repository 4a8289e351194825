/* Observables of U(1) gauge fields on the host: plain loops over one
   configuration, an independent check of the tensor operations, and what
   measuring programs call.

   A configuration is an array of doubles in C order
   [x_{D-1}] ... [x_0] [mu], the sites numbered as in lgt/geom.h:

     link (x, mu) = links[site (x) * D + mu],

   an angle; the link goes from x to x + mu.  Plaquette angle, mu < nu:

     theta_{mu nu} (x) = link (x, mu) + link (x + mu, nu)
                         - link (x + nu, mu) - link (x, nu).

   Links that are not finite give results that are not finite.  */

#ifndef LGT_OBSERVABLES_H
#define LGT_OBSERVABLES_H

#include <stdint.h>

#include <lgt/geom.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ANGLE reduced to (-pi, pi].  */
double lgt_mc_u1_reduce (double angle);

/* Mean of cos theta over all plaquettes.  LGT_EINVAL: D = 1.  */
enum lgt_status lgt_mc_u1_plaquette (const struct lgt_geom *geom,
                                     const double *links, double *mean,
                                     struct lgt_error *error);

/* Wilson action S = -beta sum_x sum_{mu < nu} cos theta; 0 for D = 1.  */
double lgt_mc_u1_action (const struct lgt_geom *geom, double beta,
                         const double *links);

/* Topological charge Q = (1 / 2 pi) sum_x theta_01 (x), the angles reduced
   to (-pi, pi]; an integer, 0 never -0.  LGT_EINVAL: D is not 2.  */
enum lgt_status lgt_mc_u1_charge (const struct lgt_geom *geom,
                                  const double *links, double *charge,
                                  struct lgt_error *error);

/* Wilson loop: mean over all x of cos of the angle of the rectangle with R
   links along MU and T links along NU; longer than the lattice it winds.
   LGT_EINVAL: MU or NU not a direction, MU = NU, R or T below 1.  */
enum lgt_status lgt_mc_u1_wilson_loop (const struct lgt_geom *geom, int mu,
                                       int nu, int r, int t,
                                       const double *links, double *mean,
                                       struct lgt_error *error);

/* Polyakov loop along MU: mean over all lines of exp (i sum of links), as
   REAL and IMAGINARY part.  LGT_EINVAL: MU not a direction.  */
enum lgt_status lgt_mc_u1_polyakov (const struct lgt_geom *geom, int mu,
                                    const double *links, double *real,
                                    double *imaginary,
                                    struct lgt_error *error);

/* Gauge transformation in place: link (x, mu) becomes
   alpha (x) + link (x, mu) - alpha (x + mu), reduced; ALPHA has one angle a
   site.  */
void lgt_mc_u1_transform (const struct lgt_geom *geom, const double *alpha,
                          double *links);

/* The same with random angles, uniform on the circle: Philox with SEED and
   stream LGT_STREAM_TEST (lgt/ops.h), link word the site, configuration word
   NUMBER.  LGT_ENOMEM.  */
enum lgt_status lgt_mc_u1_transform_random (const struct lgt_geom *geom,
                                            uint64_t seed, uint32_t number,
                                            double *links,
                                            struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
