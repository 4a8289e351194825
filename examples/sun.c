/* A random SU(3) matrix, a step along its own generator, and its phases.  */
#include <stdio.h>
#include <stdlib.h>
#include <lgt/sun.h>

int
main (void)
{
  double uniform[18], u[18], x[18], step[18], moved[18];
  double theta[3], before[2], after[2];

  srand (1);
  for (int i = 0; i < 18; i++)
    uniform[i] = (rand () + 0.5) / (RAND_MAX + 1.0);
  lgt_sun_random (3, uniform, u);

  /* The steepest way to a larger Re tr U.  */
  lgt_sun_algebra (3, u, x);
  for (int i = 0; i < 18; i++)
    x[i] *= -0.1;
  lgt_sun_exp (3, x, step);
  lgt_sun_multiply (3, moved, step, 0, u, 0);

  lgt_sun_tr (3, u, before);
  lgt_sun_tr (3, moved, after);
  lgt_sun_phases (3, moved, theta, NULL);
  printf ("Re tr U %.6f -> %.6f, phases %.4f %.4f %.4f, deviation %.0e\n",
          before[0], after[0], theta[0], theta[1], theta[2],
          lgt_sun_deviation (3, moved));
  return !(after[0] > before[0] && lgt_sun_deviation (3, moved) < 1e-14);
}
