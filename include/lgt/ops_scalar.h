/* Operations on a real scalar field; included by lgt/ops.h.

   One number a site: phi is [P, V, 1, B] on a periodic lattice of D
   dimensions.  The action is

     S = sum_x [ -2 h sum_mu phi(x) phi(x+mu) + q phi(x)^2 + l phi(x)^4 ],

   mu over the D directions, each link once (twice where the extent is 1 or
   2, as everywhere).  COEFFICIENT is [1, 1, LGT_SCALAR_COEFFICIENTS, 1]
   float64 on the device, so that couplings may change from step to step:

     phi4 (arXiv:2101.08176)          h = 1, q = m^2 + 2 D, l = lambda
     hopping parameter                h = kappa, q = 1 - 2 lambda, l = lambda

   The first is S = sum_x [sum_mu phi (2 phi - phi(x+mu) - phi(x-mu)) + m^2
   phi^2 + lambda phi^4]; the second S = sum_x [-2 kappa sum_mu phi phi(x+mu)
   + phi^2 + lambda (phi^2 - 1)^2] without its constant lambda V.  */

#ifndef LGT_OPS_SCALAR_H
#define LGT_OPS_SCALAR_H

#include <lgt/tape.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lgt_scalar_coefficient
{
  LGT_SCALAR_HOPPING,     /* h */
  LGT_SCALAR_QUADRATIC,   /* q */
  LGT_SCALAR_QUARTIC,     /* l */
  LGT_SCALAR_COEFFICIENTS
};

/* S [P, 1, 1, B] float64 of FIELD, float32 or float64.  The sites are cut
   into 64 fixed blocks; blocks are added in order.  No gradient for
   COEFFICIENT.  */
lgt_var lgt_scalar_action (struct lgt_tape *, lgt_var field,
                           lgt_var coefficient);

/* ---- molecular dynamics ---- */

/* H = sum_x p^2 / 2 + S; in place, float64, no pull-backs.  Times are FACTOR
   times STEP, [1, 1, 1, 1] float64, as for links (lgt/ops_chain.h).  FIELD
   and MOMENTA are [P, V, 1, B] on one lattice.

   Drift: phi += FACTOR STEP p.  Kick: p -= FACTOR STEP dS/dphi,
   dS/dphi(x) = -2 h sum_mu [phi(x+mu) + phi(x-mu)] + 2 q phi + 4 l phi^3.  */
struct lgt_scalar_step_params { double factor; };
void lgt_scalar_drift (struct lgt_tape *, const struct lgt_view *field,
                       const struct lgt_view *momenta,
                       const struct lgt_view *step, double factor);
void lgt_scalar_kick (struct lgt_tape *, const struct lgt_view *momenta,
                      const struct lgt_view *field,
                      const struct lgt_view *coefficient,
                      const struct lgt_view *step, double factor);

#ifdef __cplusplus
}
#endif

#endif
