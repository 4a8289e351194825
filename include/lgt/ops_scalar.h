/* Operations on a real scalar field, and maps of the line; included by
   lgt/ops.h.

   One number a site: phi is [P, V, 1, B] on a periodic lattice of D
   dimensions.  The action is

     S = sum_x [-2 h sum_mu phi(x) phi(x+mu) + q phi(x)^2 + l phi(x)^4 + c],

   mu over the D directions, each link once (twice where the extent is 1 or
   2, as everywhere).  COEFFICIENT is [1, 1, LGT_SCALAR_COEFFICIENTS, 1]
   float64 on the device, so that couplings may change from step to step:

     mass          h = 1, q = m^2 + 2 D, l = lambda, c = 0:
                   S = sum_x [sum_mu phi (2 phi - phi(x+mu) - phi(x-mu))
                   + m^2 phi^2 + lambda phi^4] (arXiv:2101.08176)
     hopping       h = kappa, q = 1 - 2 lambda, l = lambda, c = 0:
                   S = sum_x [-2 kappa sum_mu phi phi(x+mu) + phi^2
                   + lambda (phi^2 - 1)^2], which has c = lambda
     Gaussian      h = 0, q = 1 / (2 sigma^2), l = 0,
                   c = log (2 pi sigma^2) / 2: S = -log density  */

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
  LGT_SCALAR_CONSTANT,    /* c, a site */
  LGT_SCALAR_COEFFICIENTS
};

/* S, [P, 1, 1, B] float64, of FIELD, float32 or float64.  The sites are cut
   into 64 fixed blocks; blocks are added in order.  No gradient for
   COEFFICIENT.  */
lgt_var lgt_scalar_action (struct lgt_tape *, lgt_var field,
                           lgt_var coefficient);

/* What a network sees of a field, in this order.  */
enum lgt_scalar_feature
{
  LGT_FEATURE_PHI = 1,     /* sign phi */
  LGT_FEATURE_PHI2 = 2     /* phi^2 */
};

/* The chosen features of FIELD at the sites of ROWS (the lattice or a list of
   sites), [P, rows, F, B] of type TO, and 0 in all of them at sites of the
   list ACTIVE (NULL: none).  Values are selected, never multiplied by the
   mask, so a NaN at an active site is not seen.  */
struct lgt_scalar_features_params
{
  const struct lgt_sites *rows, *active;
  unsigned features;      /* of enum lgt_scalar_feature; at least one */
  double sign;            /* 1, or -1 for the mirror image of the field */
  enum lgt_type to;
};
lgt_var lgt_scalar_features (struct lgt_tape *, lgt_var field,
                             struct lgt_scalar_features_params params);

/* F: how many there are.  */
int lgt_scalar_features_count (unsigned features);

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

/* ---- transformations of the line ---- */

/* y = f (x | raw) of numbers X [P, list, 1, B] float64, one-to-one for each.
   RAW [P, list, ..., B] is float32 or float64, and is turned into float64
   before any arithmetic.  *LOG_DET gets sum_list log |dy/dx|, [P, 1, 1, B]
   float64.  With inverse = 1, y is the preimage and *LOG_DET that of the
   inverse map.

   Affine (arXiv:1605.08803): raw has s and t; y = x exp (s) + t.

   Rational quadratic spline (arXiv:1906.04032): K bins on [-bound, bound],
   beyond which y = x; raw has 3 K - 1 components (K widths, K heights, K - 1
   slopes at the inner knots; the outer ones have slope 1).  Widths and
   heights are 2 bound (min_bin + (1 - K min_bin) softmax (raw)), slopes
   min_slope + (1 - min_slope) softplus (raw + ln (e - 1)); so raw = 0 is the
   identity.  */
enum { LGT_LINE_MAX = 64 };
struct lgt_line_params
{
  int inverse;
  int count;              /* RQS: bins K, 1 to LGT_LINE_MAX */
  double bound;           /* RQS: positive */
  double min_bin, min_slope;            /* RQS; 1e-3 both */
};
lgt_var lgt_line_affine (struct lgt_tape *, lgt_var x, lgt_var raw,
                         struct lgt_line_params, lgt_var *log_det);
lgt_var lgt_line_rqs (struct lgt_tape *, lgt_var x, lgt_var raw,
                      struct lgt_line_params, lgt_var *log_det);

/* Components of RAW that PARAMS ask for.  */
int lgt_line_rqs_raw (struct lgt_line_params params);

#ifdef __cplusplus
}
#endif

#endif
