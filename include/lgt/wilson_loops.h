/* Wilson loops of all sizes at once, and what follows from their averages:
   static potential and Creutz ratios.  Host side, for U(1) (N = 1: angles)
   and SU(N); configurations as in lgt/observables.h, lgt/observables_sun.h.

     double w[8 * 8];

     lgt_mc_wilson_loops (&geom, 3, LGT_LOOPS_TEMPORAL, 8, 8, links, w,
                          &error);
     w[(3 - 1) * 8 + 2 - 1]                            W (R = 3, T = 2)

   Time is the last direction.  */

#ifndef LGT_WILSON_LOOPS_H
#define LGT_WILSON_LOOPS_H

#include <lgt/geom.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lgt_loop_planes
{
  LGT_LOOPS_TEMPORAL,     /* R along a spatial direction, T along time */
  LGT_LOOPS_SPATIAL       /* both spatial: three dimensions at least */
};

/* VALUES[(r - 1) T + t - 1] = W (r, t), r = 1 ... R, t = 1 ... T: the mean
   over all sites and all such planes of (1/N) Re tr of the rectangle with r
   links along the one direction and t along the other.  Longer than the
   lattice it winds.

   Time: two products of matrices for each site, plane and size.  Memory: R +
   T fields of a matrix a site.  LGT_EINVAL: N, a size below 1, no such
   planes; LGT_ENOMEM.  */
enum lgt_status lgt_mc_wilson_loops (const struct lgt_geom *geom, int n,
                                     enum lgt_loop_planes planes, int r,
                                     int t, const double *links,
                                     double *values,
                                     struct lgt_error *error);

/* ---- from averages ---- */

/* Functions of the averages MEAN in the same order, of the type
   lgt_derived_fn (lgt/statistics.h), at (R, T) of CTX, a struct
   lgt_loop_size.  NaN: not in the table, or the logarithm of a number that is
   not positive.

   Potential: a V (R) = ln W (R, T) / W (R, T + 1) at this T.
   Creutz ratio: chi (R, T) = -ln W (R, T) W (R - 1, T - 1)
   / (W (R, T - 1) W (R - 1, T)), W (0, .) = W (., 0) = 1; it is V (R) -
   V (R - 1) at T - 1, the force in units of a^2.  */
struct lgt_loop_size
{
  int r_max, t_max;       /* of the table */
  int r, t;
};
double lgt_loop_potential (const double *mean, void *ctx);
double lgt_loop_creutz (const double *mean, void *ctx);

#ifdef __cplusplus
}
#endif

#endif
