/* SU(3): representations (p, q) with p + q <= size, and

     c_{p,q} = sum_k det_{ij} I_{m_j - j + i + k} (x),   x = beta / 3,
     m = (p + q, q, 0),

   k over all integers, which picks determinant 1 out of U(3).  */

#include "group.h"

#include <math.h>
#include <stdlib.h>

static int
count (int size)
{
  return (size + 1) * (size + 2) / 2;
}

static int
trivial (int size)
{
  (void) size;
  return 0;
}

/* Shells of equal p + q one after the other, q rising in each.  */
static int
number (int p, int q)
{
  return (p + q) * (p + q + 1) / 2 + q;
}

static void
labels (int r, int *p, int *q)
{
  int shell = 0;

  while ((shell + 1) * (shell + 2) / 2 <= r)
    shell++;
  *q = r - shell * (shell + 1) / 2;
  *p = shell - *q;
}

static double
dimension (int size, int r)
{
  int p, q;

  (void) size;
  labels (r, &p, &q);
  return (p + 1) * (q + 1) * (p + q + 2) / 2.0;
}

static int
neighbour (int size, int r, int k)
{
  static const struct { int p, q; } step[3] = {{ 1, 0 }, { -1, 1 }, { 0, -1 }};
  int p, q;

  labels (r, &p, &q);
  p += step[k].p;
  q += step[k].q;
  return p < 0 || q < 0 || p + q > size ? -1 : number (p, q);
}

/* BESSEL[n] = exp (-x) I_n (x) for 0 <= n <= LAST, 0 from there on.  */
struct bessel
{
  int last;
  double *value;
};

static double
bessel_at (const struct bessel *bessel, int n)
{
  n = abs (n);
  return n <= bessel->last ? bessel->value[n] : 0;
}

/* exp (-3 x) c_{p,q}.  */
static double
coefficient (const struct bessel *bessel, int p, int q)
{
  const int m[3] = { p + q, q, 0 };
  double sum = 0;

  for (int k = -bessel->last - p - q; k <= bessel->last; k++)
    {
      double a[3][3];

      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          a[i][j] = bessel_at (bessel, m[j] - j + i + k);
      sum += a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1])
             - a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0])
             + a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
    }
  return sum;
}

/* All exp (-x) I_n (x) above 1e-20, found from n = 0 on.  */
static enum lgt_status
bessel_new (double x, struct bessel *bessel, struct lgt_error *error)
{
  int room = 64 + (int) (10 * sqrt (x) + x);
  enum lgt_status status = LGT_OK;

  bessel->value = calloc ((size_t) room, sizeof *bessel->value);
  if (!bessel->value)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d numbers", room);
  for (int n = 0; n < room && status == LGT_OK; n++)
    {
      status = lgt_exact_bessel_ (n, x, &bessel->value[n], error);
      bessel->last = n;
      if (bessel->value[n] < 1e-20)
        break;
    }
  if (status != LGT_OK)
    free (bessel->value);
  return status;
}

static enum lgt_status
ratios (double beta, int size, double *rho, double *edge,
        struct lgt_error *error)
{
  struct bessel bessel;
  enum lgt_status status = bessel_new (beta / 3, &bessel, error);
  double c0;

  if (status != LGT_OK)
    return status;
  c0 = coefficient (&bessel, 0, 0);
  *edge = 0;
  for (int p = 0; p <= size; p++)
    for (int q = 0; q <= size - p; q++)
      {
        int r = number (p, q);

        /* Below this, what is left of the determinants is rounding.  */
        rho[r] = coefficient (&bessel, p, q) / (c0 * dimension (size, r));
        if (!(rho[r] > 1e-17))
          rho[r] = 0;
        if (p + q == size && rho[r] > *edge)
          *edge = rho[r];
      }
  free (bessel.value);
  return LGT_OK;
}

static enum lgt_status
log_trivial (double beta, double *result, struct lgt_error *error)
{
  struct bessel bessel;
  enum lgt_status status = bessel_new (beta / 3, &bessel, error);

  if (status != LGT_OK)
    return status;
  *result = beta + log (coefficient (&bessel, 0, 0));
  free (bessel.value);
  return LGT_OK;
}

const struct group lgt_exact_su3_ = {
  3, "SU(3)", 50, count, trivial, dimension, neighbour, ratios, log_trivial,
};
