/* Polyakov loops as a field, and their correlator.  Host side, for U(1)
   (N = 1: angles) and SU(N); configurations as in lgt/observables.h and
   lgt/observables_sun.h.

   Time is the last direction, so that the spatial sites are sites 0 ...
   V_s - 1 of the lattice, V_s = V / L_t, direction 0 fastest.

     lgt_mc_polyakov_field (&geom, 3, links, loops, &error);
     lgt_mc_polyakov_correlator (&geom, loops, lgt_fft_fftw (), c, &error);
     lgt_mc_axis_mean (&geom, c, most, by_distance, &error);  */

#ifndef LGT_POLYAKOV_H
#define LGT_POLYAKOV_H

#include <lgt/geom.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_fft;           /* lgt/fft.h */

/* P (x) = (1/N) tr of the product of the time links above spatial site x:
   LOOPS[2 x], LOOPS[2 x + 1] its real and imaginary part.  LGT_EINVAL: N, one
   dimension; LGT_ENOMEM.  */
enum lgt_status lgt_mc_polyakov_field (const struct lgt_geom *geom, int n,
                                       const double *links, double *loops,
                                       struct lgt_error *error);

/* C (r) = (1/V_s) sum_x Re P (x) P (x + r)^*, CORRELATOR[site of r].  By FFT
   (its plan is made and freed here: one thread at a time), or FFT NULL: the
   slow sum, O (V_s^2).  LGT_EINVAL: one dimension; LGT_ENOMEM.  */
enum lgt_status lgt_mc_polyakov_correlator (const struct lgt_geom *geom,
                                            const double *loops,
                                            const struct lgt_fft *fft,
                                            double *correlator,
                                            struct lgt_error *error);

/* VALUE[R], R = 0 ... MOST: the mean over spatial directions of a field at
   distance R along the axes, of those directions with R <= L / 2 (every
   direction has its mirror image).  LGT_EINVAL: MOST below 0 or over half
   the largest spatial extent.  */
enum lgt_status lgt_mc_axis_mean (const struct lgt_geom *geom,
                                  const double *field, int most,
                                  double *value, struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
