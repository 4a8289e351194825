/* The order of kicks and drifts.  */

#include "integrator.h"

int
lgt_mc_drifts_ (enum lgt_integrator integrator)
{
  static const int drifts[3] = { 1, 2, 5 };

  return drifts[integrator];
}

void
lgt_mc_integrate_ (enum lgt_integrator integrator, int steps,
                   const struct lgt_mc_moves *moves)
{
  /* Omelyan et al.: lambda of second order; of fourth order theta, rho,
     lambda, chi with five forces a step.  */
  const double lambda2 = 0.1931833275037836;
  const double a = 0.08398315262876693, b = 0.2539785108410595;
  const double c = 0.6822365335719091, d = -0.03230286765269967;
  const double k[3][6] = {
    { 0.5, 0.5 },
    { lambda2, 1 - 2 * lambda2, lambda2 },
    { a, c, 0.5 - a - c, 0.5 - a - c, c, a }
  };
  const double r[3][5] = {
    { 1 }, { 0.5, 0.5 }, { b, d, 1 - 2 * (b + d), d, b }
  };
  const int i = integrator, drifts = lgt_mc_drifts_ (integrator);

  moves->kick (moves->ctx, k[i][0]);
  for (int s = 0; s < steps; s++)
    for (int j = 0; j < drifts; j++)
      {
        const int shared = j == drifts - 1 && s + 1 < steps;

        moves->drift (moves->ctx, r[i][j]);
        moves->kick (moves->ctx, shared ? 2 * k[i][0] : k[i][j + 1]);
      }
}
