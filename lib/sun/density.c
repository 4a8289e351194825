/* Haar measure of eigenphases.  */

#include <math.h>

#include <lgt/sun.h>

/* Weyl: prod |e^{i theta_i} - e^{i theta_j}|^2 / (N! (2 pi)^{N-1}) on the
   torus, which has N! cells.  */
double
lgt_sun_haar_density (int n, const double *theta)
{
  double sum = (1 - n) * 1.8378770664093454836; /* log 2 pi */

  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++)
      sum += 2 * log (fabs (2 * sin (0.5 * (theta[j] - theta[i]))));
  return sum;
}
