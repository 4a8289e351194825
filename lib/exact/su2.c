/* SU(2): representations by dimension d = 1 .. size + 1,
   l_d = 2 I_d (beta) / beta.  */

#include "group.h"

#include <math.h>

static int
count (int n, int size)
{
  (void) n;
  return size + 1;
}

static int
trivial (int n, int size)
{
  (void) n;
  (void) size;
  return 0;
}

static double
dimension (int n, int size, int r)
{
  (void) n;
  (void) size;
  return r + 1;
}

static int
neighbour (int n, int size, int r, int k)
{
  int s = k == 0 ? r + 1 : r - 1;

  (void) n;
  return s <= size ? s : -1;
}

static enum lgt_status
ratios (int n, double beta, double power, int size, double *rho,
        double *edge, struct lgt_error *error)
{
  double l1, l;
  enum lgt_status status = lgt_exact_bessel_ (1, beta, &l1, error);

  (void) n;
  (void) power;
  for (int r = 0; r <= size && status == LGT_OK; r++)
    {
      status = lgt_exact_bessel_ (r + 1, beta, &l, error);
      if (status == LGT_OK)
        *edge = rho[r] = l1 > 0 ? l / l1 : r == 0;
    }
  return status;
}

static enum lgt_status
log_trivial (int n, double beta, double *result, struct lgt_error *error)
{
  double l1;
  enum lgt_status status = lgt_exact_bessel_ (1, beta, &l1, error);

  (void) n;
  if (status == LGT_OK)         /* 2 I_1 (x) / x = 1 + x^2/8 + ... */
    *result = beta < 1e-100 ? 0 : beta + log (2 * (l1 / beta));
  return status;
}

const struct group lgt_exact_su2_ = {
  2, "SU(2)", 1e4, count, trivial, dimension, neighbour, ratios, log_trivial,
};
