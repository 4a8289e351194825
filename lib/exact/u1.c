/* U(1): representations n = -size .. size, l_n = I_n (beta).  */

#include "group.h"

#include <math.h>

static int
count (int n, int size)
{
  (void) n;
  return 2 * size + 1;
}

static int
trivial (int n, int size)
{
  (void) n;
  return size;
}

static double
dimension (int n, int size, int r)
{
  (void) n;
  (void) size;
  (void) r;
  return 1;
}

static int
neighbour (int n, int size, int r, int k)
{
  (void) n;
  (void) k;
  return r < 2 * size ? r + 1 : -1;
}

static enum lgt_status
ratios (int n, double beta, double power, int size, double *rho,
        double *edge, struct lgt_error *error)
{
  double l0, l;
  enum lgt_status status = lgt_exact_bessel_ (0, beta, &l0, error);

  (void) n;
  (void) power;
  for (int r = 0; r <= size && status == LGT_OK; r++)
    {
      status = lgt_exact_bessel_ (r, beta, &l, error);
      if (status == LGT_OK)
        *edge = rho[size - r] = rho[size + r] = l / l0;
    }
  return status;
}

static enum lgt_status
log_trivial (int n, double beta, double *result, struct lgt_error *error)
{
  double l0;
  enum lgt_status status = lgt_exact_bessel_ (0, beta, &l0, error);

  (void) n;
  if (status == LGT_OK)
    *result = beta + log (l0);
  return status;
}

const struct group lgt_exact_u1_ = {
  1, "U(1)", 1e4, count, trivial, dimension, neighbour, ratios, log_trivial,
};
