/* The field strength from clover leaves: energy density and topological
   charge.  Host side, for U(1) (N = 1: angles) and SU(N); configurations as in
   lgt/observables.h and lgt/observables_sun.h.

     G_{mu nu} (x) = traceless part of (Q - Q^+) / 8,

   Q the sum of the four plaquettes in the plane that begin and end at x, all
   with the same orientation; for U(1) without "traceless".  */

#ifndef LGT_FIELD_STRENGTH_H
#define LGT_FIELD_STRENGTH_H

#include <lgt/geom.h>

#ifdef __cplusplus
extern "C" {
#endif

/* *ENERGY = the mean over x of -sum_{mu < nu} tr G_{mu nu} G_{mu nu}, half of
   that for U(1): G^a_{mu nu} G^a_{mu nu} / 4, as E of lgt/gradient_flow.h.
   LGT_EINVAL: one dimension.

   *CHARGE (NULL: not wanted) = -(1/32 pi^2) sum_x eps_{mu nu rho sigma} tr
   G_{mu nu} G_{rho sigma}, eps_{0123} = 1: an integer up to O(a^2) where the
   field is smooth, as the gradient flow makes it, and little else than noise
   before.  LGT_EINVAL: wanted, and not in four dimensions.

   Also LGT_EINVAL: N; LGT_ENOMEM.  Memory: two matrices and N^2 - 1 numbers a
   site (U(1): 1), six times those numbers with CHARGE.  */
enum lgt_status lgt_mc_clover (const struct lgt_geom *geom, int n,
                               const double *links, double *energy,
                               double *charge, struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
