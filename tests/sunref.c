#include "sunref.h"

#include <string.h>

#include "testutil.h"

double
uniform (uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;

  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (double) ((z ^ z >> 31) >> 11) * 0x1p-53 + 0x1p-54;
}

void
within (double error, double bound, const char *what, int n)
{
  if (!(error <= bound))
    ck_abort_msg ("N = %d: %s: %g, not within %g", n, what, error, bound);
}

void
any_matrix (int n, double *a, uint64_t *state)
{
  for (int i = 0; i < 2 * n * n; i++)
    a[i] = 2 * uniform (state) - 1;
}

void
any_group (int n, double *u, uint64_t *state)
{
  double numbers[NUMBERS];

  for (int i = 0; i < 2 * n * n; i++)
    numbers[i] = uniform (state);
  lgt_sun_random (n, numbers, u);
}

lc
element (int n, const double *a, int dagger, int i, int j)
{
  const double *e = &a[2 * (dagger ? n * j + i : n * i + j)];

  return dagger ? e[0] - e[1] * (lc) I : e[0] + e[1] * (lc) I;
}

void
to_long (int n, const double *a, lc *l)
{
  for (int i = 0; i < n * n; i++)
    l[i] = a[2 * i] + a[2 * i + 1] * (lc) I;
}

void
long_multiply (int n, lc *c, const lc *a, const lc *b)
{
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        lc s = 0;

        for (int k = 0; k < n; k++)
          s += a[n * i + k] * b[n * k + j];
        c[n * i + j] = s;
      }
}

double
distance (int n, const double *a, const lc *l)
{
  double worst = 0;

  for (int i = 0; i < n * n; i++)
    {
      double d = (double) cabsl (l[i] - element (n, a, 0, i / n, i % n));

      worst = d > worst || d != d ? d : worst;
    }
  return worst;
}

double
difference (int n, const double *a, const double *b)
{
  lc l[MAX * MAX];

  to_long (n, b, l);
  return distance (n, a, l);
}

double
norm (int n, const double *a)
{
  double s = 0;

  for (int i = 0; i < 2 * n * n; i++)
    s = hypot (s, a[i]);
  return s;
}

void
conjugate (int n, const double *v, const lc *d, double *a)
{
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        lc s = 0;

        for (int k = 0; k < n; k++)
          s += element (n, v, 0, i, k) * d[k]
               * conjl (element (n, v, 0, j, k));
        a[2 * (n * i + j)] = (double) creall (s);
        a[2 * (n * i + j) + 1] = (double) cimagl (s);
      }
}

/* ---- eigenvalues that meet ---- */

enum { KINDS = 8 };

/* Ascending angles with sum 0 and spread <= 2 pi: 0 any, 1 the first two at
   the distance DELTA, 2 all within DELTA, 3 all within DELTA of the centre's
   element number TURN, 4 pairs, 5 the spread 2 pi - DELTA, 6 exactly the
   centre, 7 two that are equal.  */
static void
angles (int n, int kind, double delta, int turn, long double *t,
        uint64_t *state)
{
  long double mean = 0;

  for (int i = 0; i < n; i++)
    t[i] = 5.9L * i / n + 0.5L * uniform (state) / n;
  if (kind == 1)
    t[1] = t[0] + delta;
  if (kind == 2 || kind == 3)
    for (int i = 0; i < n; i++)
      t[i] = delta * (double) t[i];
  if (kind == 4)
    for (int i = 1; i < n; i += 2)
      t[i] = t[i - 1] + delta;
  if (kind == 5)
    t[n - 1] = t[0] + 2 * PI - delta;
  if (kind == 6)
    for (int i = 0; i < n; i++)
      t[i] = 0;
  if (kind == 7)
    t[1] = t[0];
  for (int i = 0; i < n; i++)
    mean += t[i] / n;
  for (int i = 0; i < n; i++)
    t[i] -= mean;
  /* The last TURN by 2 pi down, and the rest up for the sum.  */
  if (kind == 3 || kind == 6)
    {
      long double old[MAX];

      turn %= n;
      memcpy (old, t, sizeof old);
      for (int i = 0; i < n; i++)
        t[i] = i < turn ? old[n - turn + i] - 2 * PI + 2 * PI * turn / n
                        : old[i - turn] + 2 * PI * turn / n;
    }
}

void
special (int n, int c, long double *t, double *v, uint64_t *state)
{
  static const double delta[14] = { 0, 1e-17, 1e-16, 3e-16, 1e-15, 1e-14,
                                    1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-5,
                                    1e-3, 0.1 };

  any_group (n, v, state);
  if (c % 5 == 4)
    lgt_sun_identity (n, v);
  angles (n, c % KINDS, delta[c / KINDS], c, t, state);
}

void
group_of (int n, const double *v, const long double *t, double *u)
{
  lc d[MAX];

  for (int k = 0; k < n; k++)
    d[k] = cosl (t[k]) + sinl (t[k]) * (lc) I;
  conjugate (n, v, d, u);
}

void
algebra_of (int n, const double *v, const long double *t, double *x)
{
  lc d[MAX];

  for (int k = 0; k < n; k++)
    d[k] = t[k] * (lc) I;
  conjugate (n, v, d, x);
  lgt_sun_algebra (n, x, x);
}
