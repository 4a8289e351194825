/* SU(N), N >= 3: representations by their Young diagrams, rows of
   m_1 >= ... >= m_{N-1} >= m_N = 0 boxes, m_1 <= size, and

     c_m = sum_k det_{ij} I_{m_j - j + i + k} (x),   x = beta / N,

   k over all integers, which picks determinant 1 out of U(N).

   At weak coupling the determinants cancel, to some x^{-N(N-1)/2} of their
   terms, so they are computed in twice the precision; what remains after
   that limits beta.  */

#include "group.h"
#include "pair.h"

#include <math.h>
#include <stdlib.h>

enum { N_MAX = 8, MAX_COUNT = 1 << 18 };

/* ---- numbers of Young diagrams ---- */

static double
binomial (int n, int k)
{
  double result = 1;

  for (int i = 1; i <= k; i++)
    result = result * (n - k + i) / i;
  return n < k ? 0 : result;
}

static int
count (int n, int size)
{
  double all = binomial (size + n - 1, n - 1);

  return all > MAX_COUNT ? 0 : (int) all;
}

static int
trivial (int n, int size)
{
  (void) n;
  (void) size;
  return 0;
}

/* m_i + N - 1 - i falls strictly, and sets of N - 1 integers are numbered by
   sums of binomial coefficients: shells of equal m_1 follow each other, so
   that a number does not depend on SIZE.  Rows count from 0 from here on.  */
static int
number (int n, const int *m)
{
  double sum = 0;

  for (int i = 0; i < n - 1; i++)
    sum += binomial (m[i] + n - 2 - i, n - 1 - i);
  return (int) sum;
}

static void
rows (int n, int r, int *m)
{
  double rest = r;

  for (int i = 0; i < n - 1; i++)
    {
      int top = n - 2 - i;

      while (binomial (top + 1, n - 1 - i) <= rest)
        top++;
      rest -= binomial (top, n - 1 - i);
      m[i] = top - (n - 2 - i);
    }
  m[n - 1] = 0;
}

static double
dimension_of (int n, const int *m)
{
  double result = 1;

  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++)
      result *= (m[i] - m[j] + j - i) / (double) (j - i);
  return result;
}

static double
dimension (int n, int size, int r)
{
  int m[N_MAX];

  (void) size;
  rows (n, r, m);
  return dimension_of (n, m);
}

/* A box more in row K; a column of N boxes is none.  */
static int
neighbour (int n, int size, int r, int k)
{
  int m[N_MAX];

  rows (n, r, m);
  if (k > 0 && m[k - 1] == m[k])
    return -1;
  m[k]++;
  for (int i = 0; k == n - 1 && i < n; i++)
    m[i]--;
  return m[0] > size ? -1 : number (n, m);
}

/* ---- Bessel functions ---- */

/* VALUE[i] = exp (-x) I_i (x) for 0 <= i <= LAST, 0 from there on.  */
struct bessel
{
  int last;
  struct pair *value;
};

/* Ratios I_{i+1} / I_i from a continued fraction, all terms positive, and
   the sum of all, which is 1.  */
static enum lgt_status
bessel_new (double x, struct bessel *bessel, struct lgt_error *error)
{
  int room = 80 + (int) (14 * sqrt (x) + x), last = 0;
  struct pair *value = calloc ((size_t) room, sizeof *value);
  struct pair ratio = { 0, 0 }, sum = { 0.5, 0 };

  if (!value)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d numbers", room);
  for (int i = room - 1; i > 0; i--)
    {
      struct pair a = pair_over ((struct pair) { 2.0 * i, 0 },
                                 (struct pair) { x, 0 });

      ratio = pair_over ((struct pair) { 1, 0 }, pair_add (a, ratio));
      value[i] = ratio;
    }
  value[0] = (struct pair) { 1, 0 };
  for (int i = 1; i < room; i++)
    {
      value[i] = pair_times (value[i], value[i - 1]);
      sum = pair_add (sum, value[i]);
      if (value[i].high < 1e-45)
        break;
      last = i;
    }
  sum = pair_add (sum, sum);
  for (int i = 0; i <= last; i++)
    value[i] = pair_over (value[i], sum);
  *bessel = (struct bessel) { last, value };
  return LGT_OK;
}

static struct pair
bessel_at (const struct bessel *bessel, int i)
{
  i = abs (i);
  return i <= bessel->last ? bessel->value[i] : (struct pair) { 0, 0 };
}

/* ---- determinants ---- */

/* det A by elimination; A is lost.  */
static double
determinant (int n, struct pair a[N_MAX][N_MAX])
{
  struct pair result = { 1, 0 };

  for (int k = 0; k < n; k++)
    {
      int pivot = k;

      for (int i = k + 1; i < n; i++)
        if (fabs (a[i][k].high) > fabs (a[pivot][k].high))
          pivot = i;
      if (a[pivot][k].high == 0)
        return 0;
      for (int j = k; j < n && pivot != k; j++)
        {
          struct pair swap = a[k][j];

          a[k][j] = a[pivot][j];
          a[pivot][j] = pair_minus (swap);
        }
      result = pair_times (result, a[k][k]);
      for (int i = k + 1; i < n; i++)
        {
          struct pair factor = pair_minus (pair_over (a[i][k], a[k][k]));

          for (int j = k + 1; j < n; j++)
            a[i][j] = pair_add (a[i][j], pair_times (factor, a[k][j]));
        }
    }
  return result.high;
}

static double
term (const struct bessel *bessel, int n, const int *m, int k)
{
  struct pair a[N_MAX][N_MAX];

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      a[i][j] = bessel_at (bessel, m[j] - j + i + k);
  return determinant (n, a);
}

/* exp (-N x) c_m.  The terms are those of U(N), positive, largest where the
   charge sum_i (m_i + k) is nearest to 0.  */
static double
coefficient (const struct bessel *bessel, int n, const int *m)
{
  int boxes = 0, middle, most = bessel->last + m[0] + n;
  double sum, next;

  for (int i = 0; i < n; i++)
    boxes += m[i];
  middle = -(int) lrint ((double) boxes / n);
  sum = term (bessel, n, m, middle);
  for (int way = -1; way <= 1; way += 2)
    for (int k = middle + way; abs (k) <= most; k += way)
      {
        next = term (bessel, n, m, k);
        sum += next;
        if (!(next > 1e-18 * sum))
          break;
      }
  return sum;
}

/* ---- the expansion ---- */

/* Whether a column can be taken away that leaves something negligible: then
   so is M, for rho falls with each column (as exp (-t C_m) does, C_m the
   quadratic Casimir).  */
static int
is_beyond (int n, const int *m, const double *rho, double least)
{
  for (int height = 1; height < n; height++)
    if (m[height - 1] > m[height])
      {
        int parent[N_MAX];

        for (int i = 0; i < n; i++)
          parent[i] = m[i] - (i < height);
        if (rho[number (n, parent)] < least)
          return 1;
      }
  return 0;
}

static enum lgt_status
ratios (int n, double beta, double power, int size, double *rho, double *edge,
        struct lgt_error *error)
{
  /* Sums need rho^power above 1e-17 = exp (-39), and their neighbours.  */
  const double least = fmax (1e-40, exp (-100 / power));
  const int all = count (n, size);
  struct bessel bessel;
  double c0 = 0;
  enum lgt_status status = bessel_new (beta / n, &bessel, error);

  if (status != LGT_OK)
    return status;
  *edge = 0;
  for (int r = 0; r < all; r++)
    {
      int m[N_MAX];

      rows (n, r, m);
      if (is_beyond (n, m, rho, least))
        continue;
      rho[r] = coefficient (&bessel, n, m);
      if (r == 0)
        c0 = rho[0];
      rho[r] /= c0 * dimension_of (n, m);
      if (!(rho[r] > 0))
        rho[r] = 0;
      if (m[0] == size && rho[r] > *edge)
        *edge = rho[r];
    }
  free (bessel.value);
  return LGT_OK;
}

static enum lgt_status
log_trivial (int n, double beta, double *result, struct lgt_error *error)
{
  static const int none[N_MAX] = { 0 };
  struct bessel bessel;
  enum lgt_status status = bessel_new (beta / n, &bessel, error);

  if (status != LGT_OK)
    return status;
  *result = beta + log (coefficient (&bessel, n, none));
  free (bessel.value);
  return LGT_OK;
}

#define SUN(n, name, max_beta)                                          \
  { n, name, max_beta, count, trivial, dimension, neighbour, ratios,    \
    log_trivial }

const struct group lgt_exact_sun_[6] = {
  SUN (3, "SU(3)", 1000), SUN (4, "SU(4)", 500), SUN (5, "SU(5)", 300),
  SUN (6, "SU(6)", 150), SUN (7, "SU(7)", 100), SUN (8, "SU(8)", 90),
};
