/* Chains with known autocorrelations, for tests of error analysis.

   x_{i+1} = a x_i + sqrt (1 - a^2) eta_i, stationary from the start: mean 0,
   variance 1, rho (t) = a^t, tau_int = (1 + a) / (2 (1 - a)).  */

#ifndef LGT_TESTS_AR1_H
#define LGT_TESTS_AR1_H

#include "normal.h"

static inline void
test_ar1 (double *x, int64_t n, double a, struct normal *source)
{
  x[0] = test_normal (source);
  for (int64_t i = 1; i < n; i++)
    x[i] = a * x[i - 1] + sqrt (1 - a * a) * test_normal (source);
}

static inline double
test_ar1_tau (double a)
{
  return (1 + a) / (2 * (1 - a));
}

#endif
