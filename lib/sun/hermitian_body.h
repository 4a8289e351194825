/* Eigenvalues and eigenvectors of Hermitian matrices, one text for every
   number (lib/sun/matrix_body.h).

   H = V diag (w) V^+, V unitary to a few epsilon and H right to a few
   epsilon times its norm, also where eigenvalues meet.  Their order is not
   specified.  Nothing iterates for N = 2, 3; beyond, a fixed number of
   sweeps of Jacobi's rotations.  Norms between 1e-70 and 1e70; smaller ones
   count as 0.  */

#ifndef LGT_SUN_HERMITIAN_BODY_H
#define LGT_SUN_HERMITIAN_BODY_H

#include "matrix_body.h"

/* The matrix {{a, z}, {z^*, d}}, z = x + i y: eigenvalues m + r, m - r, and
   the first one's vector (p, q) = (c, s) up to phases, the second's
   (-q^*, p^*); c = p is real where a >= d, q is elsewhere.  */
LGT_BODY void
sun_hermitian_2 (num a, num d, num x, num y, num *w, num *pr, num *pi,
                 num *qr, num *qi)
{
  const num half = 0.5 * (a - d), mean = 0.5 * (a + d);
  const num zz = x * x + y * y, r = num_sqrt (half * half + zz);
  const num large = num_abs (half) + r;         /* no cancellation */
  const num square = large * large + zz;
  const num_mask some = square > 0.0, up = half >= 0.0;
  const num scale = 1.0 / num_sqrt (num_select (some, square, num_set (1)));
  const num c = num_select (some, large * scale, num_set (1));

  x = num_select (some, x * scale, num_set (0));
  y = num_select (some, y * scale, num_set (0));
  w[0] = mean + r;
  w[1] = mean - r;
  *pr = num_select (up, c, x);
  *pi = num_select (up, num_set (0), y);
  *qr = num_select (up, x, c);
  *qi = num_select (up, -y, num_set (0));
}

/* cos (acos (r) / 3) for 0 <= r <= 1, the largest root of 4 c^3 - 3 c = r: a
   polynomial with an error of 4e-5, and two of Newton's steps; the
   derivative is at least 6.  */
LGT_BODY num
sun_largest_root (num r)
{
  num c = 0.86606632953319174
          + r * (0.16533035022084505
                 + r * (-0.040691197422887224 + r * 0.0093196838974817422));

  SUN_UNROLL_DEVICE
  for (int i = 0; i < 2; i++)
    {
      const num t = c * c;

      c = c - (c * (4.0 * t - 3.0) - r) / (12.0 * t - 3.0);
    }
  return c;
}

/* The eigenvalue of a Hermitian 3 x 3 matrix which is farther from the two
   others, and its vector E, straight from the characteristic polynomial:
   that root is well conditioned.  */
LGT_BODY num
sun_isolated_3 (const num *h, num *e)
{
  const num mean = (h[0] + h[8] + h[16]) * (1.0 / 3);
  const num a = h[0] - mean, b = h[8] - mean, c = h[16] - mean;
  const num xr = h[2], xi = h[3], yr = h[4], yi = h[5], zr = h[10];
  const num zi = h[11];
  const num xx = xr * xr + xi * xi, yy = yr * yr + yi * yi;
  const num zz = zr * zr + zi * zi;
  const num pr = xr * zr - xi * zi, pi = xr * zi + xi * zr;
  const num p = (a * a + b * b + c * c + 2.0 * (xx + yy + zz)) * (1.0 / 6);
  const num q = 0.5 * (a * (b * c - zz) - b * yy - c * xx)
                + (pr * yr + pi * yi);
  const num root = num_sqrt (p), cube = p * root;
  /* So small that powers underflow: as if it were a multiple of 1.  */
  const num_mask none = cube < 1e-220;
  const num size = 2.0 * root
                   * sun_largest_root (num_select (none, num_set (0),
                                                   num_abs (q) / cube));
  const num x = num_select (q < 0.0, -size, size), t = x * x - 3.0 * p;
  /* K^2 + x K + x^2 - 3 p, a multiple of the projector.  */
  const num d0 = a * (a + x) + xx + yy + t, d1 = b * (b + x) + xx + zz + t;
  const num d2 = c * (c + x) + yy + zz + t;
  const num fr = xr * (x - c) + yr * zr + yi * zi;
  const num fi = xi * (x - c) + yi * zr - yr * zi;
  const num gr = yr * (x - b) + pr, gi = yi * (x - b) + pi;
  const num kr = zr * (x - a) + xr * yr + xi * yi;
  const num ki = zi * (x - a) + xr * yi - xi * yr;
  const num_mask first = d0 >= d1, last = d2 > num_select (first, d0, d1);
  num norm;

  e[0] = num_select (last, gr, num_select (first, d0, fr));
  e[1] = num_select (last, gi, num_select (first, num_set (0), fi));
  e[2] = num_select (last, kr, num_select (first, fr, d1));
  e[3] = num_select (last, ki, num_select (first, -fi, num_set (0)));
  e[4] = num_select (last, d2, num_select (first, gr, kr));
  e[5] = num_select (last, num_set (0), num_select (first, -gi, -ki));
  norm = 0.0 * e[0];
  SUN_UNROLL_DEVICE
  for (int i = 0; i < 6; i++)
    norm = norm + e[i] * e[i];
  norm = 1.0 / num_sqrt (num_select (none, num_set (1), norm));
  SUN_UNROLL_DEVICE
  for (int i = 0; i < 6; i++)
    e[i] = num_select (none, num_set (i == 0), e[i] * norm);
  return mean + x;
}

/* *RE + i *IM = sum a_i^* b_i over three complex numbers.  */
LGT_BODY void
sun_inner_3 (const num *a, const num *b, num *re, num *im)
{
  *re = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3] + a[4] * b[4]
        + a[5] * b[5];
  *im = a[0] * b[1] - a[1] * b[0] + a[2] * b[3] - a[3] * b[2] + a[4] * b[5]
        - a[5] * b[4];
}

/* N = 3: the isolated eigenvector, two more that are orthonormal to it (a
   reflection's columns), and the 2 x 2 problem that is left.  */
LGT_BODY void
sun_hermitian_3 (const num *h, num *w, num *v)
{
  num e[3][6], k[2][6], size, turn_r, turn_i, scale, b[4], lambda[2];
  num pr, pi, qr, qi;
  num_mask some;

  w[0] = sun_isolated_3 (h, e[0]);
  /* Turned so that its first component is real and not negative, the vector
     is -P e_1 with P = 1 - u u^+ / (1 + size), u = vector + e_1.  */
  size = num_sqrt (e[0][0] * e[0][0] + e[0][1] * e[0][1]);
  some = size > 0.0;
  scale = 1.0 / num_select (some, size, num_set (1));
  turn_r = num_select (some, e[0][0] * scale, num_set (1));
  turn_i = num_select (some, e[0][1] * scale, num_set (0));
  scale = 1.0 / (1.0 + size);
  SUN_UNROLL_DEVICE
  for (int i = 0; i < 6; i += 2)
    {
      const num r = e[0][i], s = e[0][i + 1];

      e[0][i] = r * turn_r + s * turn_i;
      e[0][i + 1] = s * turn_r - r * turn_i;
    }
  e[0][0] = size;
  e[0][1] = 0.0 * size;
  SUN_UNROLL_DEVICE
  for (int j = 1; j < 3; j++)
    {
      const num r = e[0][2 * j], s = -e[0][2 * j + 1];

      e[j][0] = -r;
      e[j][1] = -s;
      SUN_UNROLL_DEVICE
      for (int i = 1; i < 3; i++)
        {
          const num x = e[0][2 * i], y = e[0][2 * i + 1];

          e[j][2 * i] = (i == j) - (x * r - y * s) * scale;
          e[j][2 * i + 1] = -(x * s + y * r) * scale;
        }
    }
  SUN_UNROLL
  for (int j = 0; j < 2; j++)
    SUN_UNROLL
    for (int i = 0; i < 3; i++)
      {
        num re = num_set (0), im = re;

        SUN_UNROLL
        for (int m = 0; m < 3; m++)
          {
            const num x = h[6 * i + 2 * m], y = h[6 * i + 2 * m + 1];

            re = re + x * e[j + 1][2 * m] - y * e[j + 1][2 * m + 1];
            im = im + x * e[j + 1][2 * m + 1] + y * e[j + 1][2 * m];
          }
        k[j][2 * i] = re;
        k[j][2 * i + 1] = im;
      }
  sun_inner_3 (e[1], k[0], &b[0], &scale);
  sun_inner_3 (e[2], k[1], &b[1], &scale);
  sun_inner_3 (e[1], k[1], &b[2], &b[3]);
  sun_hermitian_2 (b[0], b[1], b[2], b[3], lambda, &pr, &pi, &qr, &qi);
  w[1] = lambda[0];
  w[2] = lambda[1];
  SUN_UNROLL_DEVICE
  for (int i = 0; i < 3; i++)
    {
      const num x = e[1][2 * i], y = e[1][2 * i + 1], s = e[2][2 * i];
      const num t = e[2][2 * i + 1];

      v[6 * i] = e[0][2 * i];
      v[6 * i + 1] = e[0][2 * i + 1];
      v[6 * i + 2] = x * pr - y * pi + s * qr - t * qi;
      v[6 * i + 3] = x * pi + y * pr + s * qi + t * qr;
      v[6 * i + 4] = s * pr + t * pi - x * qr - y * qi;
      v[6 * i + 5] = t * pr - s * pi - y * qr + x * qi;
    }
}

/* Columns I and J of V turned: (v_i, v_j) <- (v_i p + v_j q, v_j p^* - v_i
   q^*).  */
LGT_BODY void
sun_turn_columns (int n, num *v, int i, int j, num pr, num pi, num qr,
                  num qi)
{
  SUN_UNROLL_DEVICE
  for (int r = 0; r < n; r++)
    {
      num *a = v + 2 * (n * r + i), *b = v + 2 * (n * r + j);
      const num x = a[0], y = a[1], s = b[0], t = b[1];

      a[0] = x * pr - y * pi + s * qr - t * qi;
      a[1] = x * pi + y * pr + s * qi + t * qr;
      b[0] = s * pr + t * pi - x * qr - y * qi;
      b[1] = t * pr - s * pi - y * qr + x * qi;
    }
}

/* N > 3: cyclic Jacobi.  The angles are at most pi/4 (the nearer eigenvalue
   stays in its place), so that sweeps converge; from the fourth or fifth on
   quadratically.  */
enum { SUN_HERMITIAN_SWEEPS = 10 };
LGT_BODY void
sun_hermitian_n (int n, const num *h, num *w, num *v)
{
  num a[SUN_NUMBERS];

  SUN_UNROLL_DEVICE
  for (int i = 0; i < 2 * n * n; i++)
    a[i] = h[i];
  sun_unit (n, v, 1);
  for (int sweep = 0; sweep < SUN_HERMITIAN_SWEEPS; sweep++)
    SUN_UNROLL_DEVICE
    for (int i = 0; i < n - 1; i++)
      SUN_UNROLL_DEVICE
      for (int j = i + 1; j < n; j++)
        {
          num *row_i = a + 2 * n * i, *row_j = a + 2 * n * j;
          num l[2], pr, pi, qr, qi, sr, si;
          num_mask up;

          sun_hermitian_2 (row_i[2 * i], row_j[2 * j], row_i[2 * j],
                           row_i[2 * j + 1], l, &pr, &pi, &qr, &qi);
          /* Where a_ii < a_jj the large part was q: take the second vector
             first.  */
          up = row_i[2 * i] >= row_j[2 * j];
          sr = num_select (up, pr, -qr);
          si = num_select (up, pi, qi);
          qr = num_select (up, qr, pr);
          qi = num_select (up, qi, -pi);
          pr = sr;
          pi = si;
          sun_turn_columns (n, a, i, j, pr, pi, qr, qi);
          SUN_UNROLL_DEVICE
          for (int c = 0; c < n; c++)
            {
              const num x = row_i[2 * c], y = row_i[2 * c + 1];
              const num s = row_j[2 * c], t = row_j[2 * c + 1];

              row_i[2 * c] = x * pr + y * pi + s * qr + t * qi;
              row_i[2 * c + 1] = y * pr - x * pi + t * qr - s * qi;
              row_j[2 * c] = s * pr - t * pi - x * qr + y * qi;
              row_j[2 * c + 1] = t * pr + s * pi - y * qr - x * qi;
            }
          sun_turn_columns (n, v, i, j, pr, pi, qr, qi);
        }
  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    w[i] = a[2 * (n + 1) * i];
}

/* W (N) and V, eigenvectors as columns, of the Hermitian H.  */
LGT_BODY void
sun_hermitian (int n, const num *h, num *w, num *v)
{
  if (n == 2)
    {
      num pr, pi, qr, qi;

      sun_hermitian_2 (h[0], h[6], h[2], h[3], w, &pr, &pi, &qr, &qi);
      v[0] = pr;
      v[1] = pi;
      v[2] = -qr;
      v[3] = qi;
      v[4] = qr;
      v[5] = qi;
      v[6] = pr;
      v[7] = -pi;
    }
  else if (n == 3)
    sun_hermitian_3 (h, w, v);
  else
    sun_hermitian_n (n, h, w, v);
}

#endif
