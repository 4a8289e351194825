/* SU(N) in tests: one complex matrix in C order, N <= 8.  */

#ifndef LGT_TESTS_UNITARY_H
#define LGT_TESTS_UNITARY_H

#include <complex.h>
#include <math.h>
#include <string.h>

typedef double complex cplx;

enum how { PLAIN, DAGGER };

static inline void
multiply (int n, cplx *c, const cplx *a, enum how how_a, const cplx *b,
          enum how how_b)
{
  cplx r[64];

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        cplx sum = 0;

        for (int k = 0; k < n; k++)
          sum += (how_a ? conj (a[k * n + i]) : a[i * n + k])
                 * (how_b ? conj (b[j * n + k]) : b[k * n + j]);
        r[i * n + j] = sum;
      }
  memcpy (c, r, sizeof (cplx) * (size_t) (n * n));
}

static inline cplx
determinant (int n, const cplx *a)
{
  cplx m[64], det = 1;

  memcpy (m, a, sizeof (cplx) * (size_t) (n * n));
  for (int k = 0; k < n; k++)
    {
      int top = k;

      for (int i = k; i < n; i++)
        if (cabs (m[i * n + k]) > cabs (m[top * n + k]))
          top = i;
      for (int j = 0; j < n; j++)
        {
          cplx x = m[k * n + j];

          m[k * n + j] = m[top * n + j];
          m[top * n + j] = x;
        }
      det *= top == k ? m[k * n + k] : -m[k * n + k];
      for (int i = k + 1; i < n; i++)
        for (int j = n - 1; j >= k; j--)
          m[i * n + j] -= m[i * n + k] / m[k * n + k] * m[k * n + j];
    }
  return det;
}

/* Into SU(N), by Gram-Schmidt twice.  */
static inline void
unitarize (int n, cplx *a)
{
  cplx det;

  for (int i = 0; i < n; i++)
    for (int twice = 0; twice < 2; twice++)
      {
        double norm = 0;

        for (int k = 0; k < i; k++)
          {
            cplx s = 0;

            for (int j = 0; j < n; j++)
              s += conj (a[k * n + j]) * a[i * n + j];
            for (int j = 0; j < n; j++)
              a[i * n + j] -= s * a[k * n + j];
          }
        for (int j = 0; j < n; j++)
          norm += creal (a[i * n + j] * conj (a[i * n + j]));
        for (int j = 0; j < n; j++)
          a[i * n + j] /= sqrt (norm);
      }
  det = determinant (n, a);
  for (int j = 0; j < n; j++)
    a[j] /= det;
}

/* V diag (e^{i theta}) V^+.  */
static inline void
with_phases (int n, const cplx *v, const double *theta, cplx *p)
{
  cplx t[64];

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      t[i * n + j] = v[i * n + j] * cexp (I * theta[j]);
  multiply (n, p, t, PLAIN, v, DAGGER);
}

static inline double
distance (int n, const cplx *a, const cplx *b)
{
  double worst = 0;

  for (int i = 0; i < n * n; i++)
    if (!(cabs (a[i] - b[i]) <= worst))
      worst = cabs (a[i] - b[i]);
  return worst;
}

/* A <- exp (i t T_k) A; T_k runs over N (N - 1) elements off the diagonal and
   N - 1 on it, all orthogonal and normalized.  */
static inline void
move (int n, cplx *a, int k, double t)
{
  int pairs = n * (n - 1);

  if (k >= pairs)
    {
      int last = k - pairs + 1;
      double norm = 1 / sqrt (last * (last + 1.0));

      for (int i = 0; i <= last; i++)
        for (int j = 0; j < n; j++)
          a[i * n + j] *= cexp (I * t * norm * (i < last ? 1 : -last));
      return;
    }
  for (int p = 0, at = 0; p < n; p++)
    for (int q = p + 1; q < n; q++, at += 2)
      if (at / 2 == k / 2)
        for (int j = 0; j < n; j++)
          {
            cplx x = a[p * n + j], y = a[q * n + j];
            cplx s = sin (t / sqrt (2)) * (k % 2 ? 1 : I);

            a[p * n + j] = cos (t / sqrt (2)) * x + s * y;
            a[q * n + j] = cos (t / sqrt (2)) * y - conj (s) * x;
          }
}

/* D = i T_k A.  */
static inline void
tangent (int n, const cplx *a, int k, cplx *d)
{
  cplx up[64], down[64];
  const double t = 1e-5;

  memcpy (up, a, sizeof (cplx) * (size_t) (n * n));
  memcpy (down, up, sizeof (cplx) * (size_t) (n * n));
  move (n, up, k, t);
  move (n, down, k, -t);
  for (int i = 0; i < n * n; i++)
    d[i] = (up[i] - down[i]) / (2 * t);
}

#endif
