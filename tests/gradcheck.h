/* Compare a gradient with finite differences.  */

#ifndef LGT_GRADCHECK_H
#define LGT_GRADCHECK_H

#include <stddef.h>

typedef double scalar_fn (const double *x, size_t n, void *context);

/* The largest |numeric - GRAD_i| / max (1, |GRAD_i|) over the N components
   at X, with numeric the five-point central difference of step H,

     (f(x - 2h) - 8 f(x - h) + 8 f(x + h) - f(x + 2h)) / 12 h;

   its error is of order H^4 f''''' + epsilon f / H, so H near 1e-3 is good
   for about 1e-11 in double.  NaN anywhere gives NaN: test with
   !(error <= tolerance).  X is written to, and restored before the
   return.  */
double grad_error (scalar_fn *f, void *context, double *x,
                   const double *grad, size_t n, double h);

#endif
