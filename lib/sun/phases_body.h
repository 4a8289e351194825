/* Eigenphases and eigenvectors of U in SU(N), one text for every number.

   Beside what matrix_body.h needs: num_abs, num_max (the second where one is
   NaN), num_select, num_sqrt, num_atan2 (y, x).  Nothing branches on a num and
   every loop has a fixed end, so that NaN gives NaN.

   Phases come out ascending with sum 0, theta_N <= theta_1 + 2 pi.  Errors
   are a few epsilon absolute, in gaps too, and vectors are orthonormal to a
   few epsilon, wherever eigenvalues meet: each method turns to a Hermitian
   matrix with the same eigenvectors, and diagonalizes it by unitary steps.  */

#ifndef LGT_SUN_PHASES_BODY_H
#define LGT_SUN_PHASES_BODY_H

#include "matrix_body.h"

#define SUN_PI 3.14159265358979323846

/* To the nearest integer, |x| < 2^51.  */
LGT_BODY num
sun_round (num x)
{
  return (x + 6755399441055744.0) - 6755399441055744.0;
}

LGT_BODY num
sun_not_below (num low, num x)
{
  return num_select (x < low, low, x);
}

/* The phases from the first N - 1 gaps, and the last gap, from spread to
   2 pi.  */
LGT_BODY void
sun_phases_of_gaps (int n, num *theta, num *gap)
{
  num first = num_set (0), spread = first;

  for (int j = 0; j < n - 1; j++)
    {
      first = first - (double) (n - 1 - j) / n * gap[j];
      spread = spread + gap[j];
    }
  theta[0] = first;
  for (int j = 0; j < n - 1; j++)
    theta[j + 1] = theta[j] + gap[j];
  if (n > 3)
    {
      /* What rounding has left of the sum.  */
      first = theta[0];
      for (int j = 1; j < n; j++)
        first = first + theta[j];
      for (int j = 0; j < n; j++)
        theta[j] = theta[j] - first * (1.0 / n);
    }
  gap[n - 1] = sun_not_below (num_set (0), 2 * SUN_PI - spread);
}

/* ---- N = 2: U = a + i b.sigma ---- */

LGT_BODY void
sun_phases_2 (const num *u, num *theta, num *gap, num *v)
{
  num a = 0.5 * (u[0] + u[6]), b3 = 0.5 * (u[1] - u[7]);
  num b1 = 0.5 * (u[3] + u[5]), b2 = 0.5 * (u[2] - u[4]);
  num square = b1 * b1 + b2 * b2 + b3 * b3, r = num_sqrt (square);

  gap[0] = 2.0 * num_atan2 (r, a);
  sun_phases_of_gaps (2, theta, gap);
  if (v)
    {
      /* The vector of +r is (r + b3, z), or for b3 < 0 that of -r is
         (r - b3, -z), z = b1 + i b2; the other one is orthogonal.  */
      num_mask up = b3 >= 0.0, none = square < 1e-200;
      num w = num_select (none, num_set (1), r + num_abs (b3)), x, y;
      num norm = 1.0 / num_sqrt (w * w + b1 * b1 + b2 * b2);

      w = w * norm;
      norm = num_select (up, norm, -norm);
      x = b1 * norm;
      y = b2 * norm;
      /* Columns: -, +.  */
      v[0] = num_select (up, -x, w);
      v[1] = num_select (up, y, num_set (0));
      v[4] = num_select (up, w, x);
      v[5] = num_select (up, num_set (0), y);
      v[2] = num_select (up, w, -x);
      v[3] = num_select (up, num_set (0), y);
      v[6] = num_select (up, x, w);
      v[7] = num_select (up, y, num_set (0));
    }
}

/* ---- N = 3 ---- */

/* The Cayley transform H = i (2 (1 + W)^{-1} - 1) of W = e^{-i phi} U is
   Hermitian with eigenvalues tan ((theta - phi) / 2).  With Z = e^{i phi/2} U,
   D = cos (3 phi/2) + Re tr Z, which is det (1 + W) / 2 up to a phase,

     H = ((Z - Z^+) / i - sin (3 phi/2) - Im tr Z) / D:

   no product, no inverse.  phi is the one of eight angles where |D| is
   largest: then |H| < 5.  K is the traceless part.  */
struct sun_cayley
{
  num k0, k1, k2, x01, y01, x02, y02, x12, y12, mean, phi;
};

LGT_BODY void
sun_cayley_3 (const num *u, struct sun_cayley *h)
{
  /* cos and sin of j pi / 8, and of 3 j pi / 8.  */
  static const double c1[8] = { 1, 0.92387953251128674, 0.70710678118654752,
                                0.38268343236508977, 0, -0.38268343236508977,
                                -0.70710678118654752, -0.92387953251128674 };
  static const double s1[8] = { 0, 0.38268343236508977, 0.70710678118654752,
                                0.92387953251128674, 1, 0.92387953251128674,
                                0.70710678118654752, 0.38268343236508977 };
  static const double c3[8] = { 1, 0.38268343236508977, -0.70710678118654752,
                                -0.92387953251128674, 0, 0.92387953251128674,
                                0.70710678118654752, -0.38268343236508977 };
  num re = u[0] + u[8] + u[16], im = u[1] + u[9] + u[17];
  num d = 1.0 + re, best = num_abs (d), c = num_set (1), s = num_set (0);
  num f, fc, fs, third;

  h->phi = s;
  for (int j = 1; j < 8; j++)
    {
      num here = c3[j] + c1[j] * re - s1[j] * im, size = num_abs (here);
      num_mask better = size > best;

      best = num_select (better, size, best);
      d = num_select (better, here, d);
      c = num_select (better, num_set (c1[j]), c);
      s = num_select (better, num_set (s1[j]), s);
      h->phi = num_select (better, num_set (j * (SUN_PI / 4)), h->phi);
    }
  f = 1.0 / d;
  fc = f * c;
  fs = f * s;
  third = (fc * im + fs * re) * (1.0 / 3);
  h->mean = -third - f * s * (3.0 - 4.0 * s * s);
  h->k0 = 2.0 * (fc * u[1] + fs * u[0] - third);
  h->k1 = 2.0 * (fc * u[9] + fs * u[8] - third);
  h->k2 = 2.0 * (fc * u[17] + fs * u[16] - third);
  h->x01 = fs * (u[2] + u[6]) + fc * (u[3] + u[7]);
  h->y01 = fs * (u[3] - u[7]) - fc * (u[2] - u[6]);
  h->x02 = fs * (u[4] + u[12]) + fc * (u[5] + u[13]);
  h->y02 = fs * (u[5] - u[13]) - fc * (u[4] - u[12]);
  h->x12 = fs * (u[10] + u[14]) + fc * (u[11] + u[15]);
  h->y12 = fs * (u[11] - u[15]) - fc * (u[10] - u[14]);
}

/* The root of k^3 - 3 p k = det K that is farthest from the other two,
   2 sqrt p cos (acos (r) / 3) for r = |det K| / 2 p^{3/2}: well conditioned.
   The cosine solves 4 c^3 - 3 c = r; a cubic starts within 3e-4, and each
   step squares the error.  */
LGT_BODY num
sun_isolated_root (const struct sun_cayley *h)
{
  num n01 = h->x01 * h->x01 + h->y01 * h->y01;
  num n02 = h->x02 * h->x02 + h->y02 * h->y02;
  num n12 = h->x12 * h->x12 + h->y12 * h->y12;
  num p = (h->k0 * h->k0 + h->k1 * h->k1 + h->k2 * h->k2) * (1.0 / 6)
          + (n01 + n02 + n12) * (1.0 / 3);
  num det = h->k0 * (h->k1 * h->k2 - n12) - h->k1 * n02 - h->k2 * n01
            + 2.0 * (h->x02 * (h->x01 * h->x12 - h->y01 * h->y12)
                     + h->y02 * (h->x01 * h->y12 + h->y01 * h->x12));
  num root, r, c;

  /* All three meet: K does not matter then, but must not be divided by.  */
  p = sun_not_below (num_set (1e-60), p);
  root = num_sqrt (p);
  r = 0.5 * num_abs (det) / (p * root);
  r = num_select (r > 1.0, num_set (1), r);
  c = 0.86602540378443865
      + r * (0.16666666666666667 + r * (-0.0425207 + r * 0.0098286));
  for (int i = 0; i < 3; i++)
    {
      num square = c * c;

      c = (8.0 * square * c + r) / (12.0 * square - 3.0);
    }
  c = 2.0 * root * c;
  return num_select (det < 0.0, -c, c);
}

/* The unit vector of eigenvalue X, (v0, v1, v2) with v0 >= 0: a column of
   adj (K - X) = positive number times v v^+, the one with the largest
   diagonal element.  */
struct sun_vector { num v0, x1, y1, x2, y2; };

LGT_BODY void
sun_isolated_vector (const struct sun_cayley *h, num x, struct sun_vector *v)
{
  num k0 = h->k0 - x, k1 = h->k1 - x, k2 = h->k2 - x;
  num m00 = k1 * k2 - h->x12 * h->x12 - h->y12 * h->y12;
  num m11 = k0 * k2 - h->x02 * h->x02 - h->y02 * h->y02;
  num m22 = k0 * k1 - h->x01 * h->x01 - h->y01 * h->y01;
  num x01 = h->x02 * h->x12 + h->y02 * h->y12 - h->x01 * k2;
  num y01 = h->y02 * h->x12 - h->x02 * h->y12 - h->y01 * k2;
  num x02 = h->x01 * h->x12 - h->y01 * h->y12 - h->x02 * k1;
  num y02 = h->x01 * h->y12 + h->y01 * h->x12 - h->y02 * k1;
  num x12 = h->x02 * h->x01 + h->y02 * h->y01 - h->x12 * k0;
  num y12 = h->y02 * h->x01 - h->x02 * h->y01 - h->y12 * k0;
  num_mask one = m11 > m00, two = m22 > num_select (one, m11, m00), none;
  num a0 = num_select (two, x02, num_select (one, x01, m00));
  num b0 = num_select (two, y02, num_select (one, y01, num_set (0)));
  num a1 = num_select (two, x12, num_select (one, m11, x01));
  num b1 = num_select (two, y12, num_select (one, num_set (0), -y01));
  num a2 = num_select (two, m22, num_select (one, x12, x02));
  num b2 = num_select (two, num_set (0), num_select (one, -y12, -y02));
  num first = a0 * a0 + b0 * b0, norm, c, s;

  norm = first + (a1 * a1 + b1 * b1) + (a2 * a2 + b2 * b2);
  none = first < 1e-40 * norm;          /* v0 = 0: any phase */
  c = 1.0 / num_sqrt (norm * num_select (none, num_set (1), first));
  v->v0 = num_select (none, num_set (0), first * c);
  s = num_select (none, num_set (0), -b0 * c);
  c = num_select (none, c, a0 * c);
  v->x1 = a1 * c - b1 * s;
  v->y1 = a1 * s + b1 * c;
  v->x2 = a2 * c - b2 * s;
  v->y2 = a2 * s + b2 * c;
}

/* [[delta, x + i y], [x - i y, -delta]] = K in the basis (b, c) of the
   complement of V, up to its mean: b and c are the columns of the Householder
   reflection along V + e_0, b = (-v1*, 1 - beta |v1|^2, -beta v1* v2),
   beta = 1 / (1 + v0), c likewise.  K v = X v leaves few terms.  */
LGT_BODY void
sun_complement (const struct sun_cayley *h, num x, const struct sun_vector *v,
                num beta, num *delta, num *re, num *im)
{
  num g = beta * (2.0 * x - beta * (x + 2.0 * x * v->v0 + h->k0));
  num n1 = v->x1 * v->x1 + v->y1 * v->y1;
  num n2 = v->x2 * v->x2 + v->y2 * v->y2;

  *delta = 0.5 * (h->k1 - h->k2 - g * (n1 - n2))
           - beta * ((v->x1 * h->x01 - v->y1 * h->y01)
                     - (v->x2 * h->x02 - v->y2 * h->y02));
  *re = h->x12 - g * (v->x1 * v->x2 + v->y1 * v->y2)
        - beta * (v->x1 * h->x02 - v->y1 * h->y02
                  + v->x2 * h->x01 - v->y2 * h->y01);
  *im = h->y12 - g * (v->y1 * v->x2 - v->x1 * v->y2)
        - beta * (v->x1 * h->y02 + v->y1 * h->x02
                  - v->x2 * h->y01 - v->y2 * h->x01);
}

/* Columns FIRST and SECOND (3 complex numbers each) of the eigenvectors in
   the complement: of + R and - R if SIGN (of delta) is 1, else the other way
   round.  The eigenvector with the larger first component is (w, sign z*) /
   norm in the basis (b, c), w = R + |delta|.  */
LGT_BODY void
sun_complement_vectors (const struct sun_vector *v, num beta, num sign,
                        num w, num x, num y, num *first, num *second)
{
  num norm = 1.0 / num_sqrt (w * w + x * x + y * y);
  num b1 = 1.0 - beta * (v->x1 * v->x1 + v->y1 * v->y1);
  num c2 = 1.0 - beta * (v->x2 * v->x2 + v->y2 * v->y2);
  num b2x = -beta * (v->x1 * v->x2 + v->y1 * v->y2);
  num b2y = -beta * (v->x1 * v->y2 - v->y1 * v->x2);

  w = w * norm;
  norm = norm * sign;
  x = x * norm;
  y = -y * norm;                        /* zeta = x + i y = sign z* / norm */
  /* first = w b + zeta c, second = w c - zeta* b; c1 = b2*.  */
  first[0] = -w * v->x1 - x * v->x2 - y * v->y2;
  first[1] = w * v->y1 + x * v->y2 - y * v->x2;
  first[2] = w * b1 + x * b2x + y * b2y;
  first[3] = y * b2x - x * b2y;
  first[4] = w * b2x + x * c2;
  first[5] = w * b2y + y * c2;
  second[0] = -w * v->x2 + x * v->x1 - y * v->y1;
  second[1] = w * v->y2 - x * v->y1 - y * v->x1;
  second[2] = w * b2x - x * b1;
  second[3] = y * b1 - w * b2y;
  second[4] = w * c2 - x * b2x - y * b2y;
  second[5] = y * b2x - x * b2y;
}

LGT_BODY void
sun_phases_3 (const num *u, num *theta, num *gap, num *v)
{
  struct sun_cayley h;
  struct sun_vector iso;
  num x, beta, delta, re, im, square, r, top, low, high, a, b, c, m;
  num_mask above, at_low, at_high;

  sun_cayley_3 (u, &h);
  x = sun_isolated_root (&h);
  sun_isolated_vector (&h, x, &iso);
  beta = 1.0 / (1.0 + iso.v0);
  sun_complement (&h, x, &iso, beta, &delta, &re, &im);
  square = delta * delta + re * re + im * im;
  r = num_sqrt (square);

  /* Half the gaps on the circle: a from the isolated eigenvalue up to low,
     b from low to high, c from high back to the isolated one, which is above
     the others or below them.  */
  top = h.mean + x;
  low = h.mean - 0.5 * x - r;
  high = h.mean - 0.5 * x + r;
  above = x > 0.0;
  b = num_atan2 (2.0 * r, 1.0 + low * high);
  c = num_atan2 (1.5 * num_abs (x) - r,
                 1.0 + top * num_select (above, high, low));
  a = sun_not_below (num_set (0), SUN_PI - b - c);
  x = num_select (above, a, c);
  c = num_select (above, c, a);
  a = x;

  /* Counted from the lowest eigenvalue of H the phases have the sum 2 pi m;
     with the M largest ones put below the others it is 0.  R says where to
     begin: 0 at the isolated one, 1 at low, -1 at high.  */
  m = 3.0 * (0.5 * h.phi
             + num_atan2 (num_select (above, low, top), num_set (1)))
      + num_select (above, 2.0 * b + c, 2.0 * a + b);
  m = num_select (above, num_set (1), num_set (0))
      - sun_round (m * (1 / SUN_PI));
  m = m - 3.0 * sun_round (m * (1.0 / 3));
  at_low = m > 0.5;
  at_high = m < -0.5;
  gap[0] = 2.0 * num_select (at_low, b, num_select (at_high, c, a));
  gap[1] = 2.0 * num_select (at_low, c, num_select (at_high, a, b));
  sun_phases_of_gaps (3, theta, gap);

  if (v)
    {
      num first[6], second[6], all[6] = { iso.v0, num_set (0), iso.x1,
                                          iso.y1, iso.x2, iso.y2 };
      num_mask plus = delta >= 0.0;
      num w = num_select (square < 1e-200, num_set (1),
                          r + num_abs (delta));

      sun_complement_vectors (&iso, beta,
                              num_select (plus, num_set (1), num_set (-1)),
                              w, re, im, first, second);
      SUN_UNROLL
      for (int i = 0; i < 3; i++)
        SUN_UNROLL
        for (int k = 0; k < 2; k++)
          {
            num e = all[2 * i + k], *to = v + 6 * i + k;
            num lo = num_select (plus, second[2 * i + k], first[2 * i + k]);
            num hi = num_select (plus, first[2 * i + k], second[2 * i + k]);

            to[0] = num_select (at_low, lo, num_select (at_high, hi, e));
            to[2] = num_select (at_low, hi, num_select (at_high, e, lo));
            to[4] = num_select (at_low, e, num_select (at_high, lo, hi));
          }
    }
}

/* ---- all N: Jacobi rotations ---- */

/* Rows and columns P and Q of W <- J^+ W J, V <- V J, for the unitary J =
   [[c, -s*], [s, c]] of the plane (P, Q), c real, s = sx + i sy.  */
LGT_BODY void
sun_rotate_columns (int n, num *w, int p, int q, num c, num sx, num sy)
{
  for (int i = 0; i < n; i++)
    {
      num *a = w + 2 * (n * i + p), *b = w + 2 * (n * i + q);
      num ax = a[0], ay = a[1], bx = b[0], by = b[1];

      a[0] = c * ax + sx * bx - sy * by;
      a[1] = c * ay + sx * by + sy * bx;
      b[0] = c * bx - sx * ax - sy * ay;
      b[1] = c * by - sx * ay + sy * ax;
    }
}

LGT_BODY void
sun_rotate_rows (int n, num *w, int p, int q, num c, num sx, num sy)
{
  for (int i = 0; i < n; i++)
    {
      num *a = w + 2 * (n * p + i), *b = w + 2 * (n * q + i);
      num ax = a[0], ay = a[1], bx = b[0], by = b[1];

      a[0] = c * ax + sx * bx + sy * by;
      a[1] = c * ay + sx * by - sy * bx;
      b[0] = c * bx - sx * ax + sy * ay;
      b[1] = c * by - sx * ay - sy * ax;
    }
}

/* The rotation that makes the plane (P, Q) of the unitary W as diagonal as
   it can be.  W = C + i S, both Hermitian, differs from its mean in the plane
   by real three-vectors (half difference of the diagonal, re, im of (p, q))
   of C and of S; the combination cos t C + sin t S whose vector is longest is
   diagonalized as in Jacobi's method (Bunse-Gerstner, Byers and Mehrmann,
   SIAM J. Matrix Anal. Appl. 14 (1993) 927).  */
LGT_BODY void
sun_jacobi_angle (int n, const num *w, int p, int q, num *c, num *sx, num *sy)
{
  const num *pp = w + 2 * (n * p + p), *qq = w + 2 * (n * q + q);
  const num *pq = w + 2 * (n * p + q), *qp = w + 2 * (n * q + p);
  num cd = 0.5 * (pp[0] - qq[0]), sd = 0.5 * (pp[1] - qq[1]);
  num cx = 0.5 * (pq[0] + qp[0]), cy = 0.5 * (pq[1] - qp[1]);
  num sr = 0.5 * (pq[1] + qp[1]), si = 0.5 * (qp[0] - pq[0]);
  num cc = cd * cd + cx * cx + cy * cy, ss = sd * sd + sr * sr + si * si;
  num cs = cd * sd + cx * sr + cy * si;
  /* tan 2t = 2 cs / (cc - ss), cos t and sin t up to a common factor.  */
  num e = 0.5 * (cc - ss);
  num f = num_sqrt (e * e + cs * cs) + num_abs (e) + 1e-60;
  num_mask upper = e >= 0.0;
  num ct = num_select (upper, f, cs), st = num_select (upper, cs, f);
  num d, x, y, r, norm;
  /* Two that meet are left alone: turning them by chance would never end.  */
  num_mask none = cc + ss < 1e-30, minus;

  d = ct * cd + st * sd;
  x = ct * cx + st * sr;
  y = ct * cy + st * si;
  r = num_sqrt (d * d + x * x + y * y) + num_abs (d);
  r = num_select (none, num_set (1), r);
  norm = 1.0 / num_sqrt (r * r + x * x + y * y);
  *c = r * norm;
  minus = d < 0.0;
  norm = num_select (none, num_set (0), num_select (minus, -norm, norm));
  *sx = x * norm;
  *sy = -y * norm;
}

/* Sweeps after which all N <= 8 are diagonal to rounding (9 or 10 where
   many meet), with two to spare.  */
enum { SUN_PHASES_SWEEPS = 12 };

LGT_BODY void
sun_exchange (num_mask swap, num *a, num *b)
{
  num x = num_select (swap, *b, *a);

  *b = num_select (swap, *a, *b);
  *a = x;
}

LGT_BODY void
sun_phases_n (int n, const num *u, num *theta, num *gap, num *v)
{
  num w[SUN_NUMBERS], sum = num_set (0);

  sun_copy (n, w, 1, u, 1, SUN_PLAIN);
  if (v)
    sun_unit (n, v, 1);
  for (int sweep = 0; sweep < SUN_PHASES_SWEEPS; sweep++)
    for (int p = 0; p < n; p++)
      for (int q = p + 1; q < n; q++)
        {
          num c, sx, sy;

          sun_jacobi_angle (n, w, p, q, &c, &sx, &sy);
          sun_rotate_columns (n, w, p, q, c, sx, sy);
          sun_rotate_rows (n, w, p, q, c, sx, sy);
          if (v)
            sun_rotate_columns (n, v, p, q, c, sx, sy);
        }
  for (int j = 0; j < n; j++)
    {
      theta[j] = num_atan2 (w[2 * (n + 1) * j + 1], w[2 * (n + 1) * j]);
      sum = sum + theta[j];
    }

  /* Ascending, by exchanges of neighbours.  */
  for (int last = n - 1; last > 0; last--)
    for (int j = 0; j < last; j++)
      {
        num_mask swap = theta[j] > theta[j + 1];

        sun_exchange (swap, &theta[j], &theta[j + 1]);
        for (int i = 0; v && i < 2 * n; i++)
          {
            num *at = v + 2 * n * (i / 2) + 2 * j + i % 2;

            sun_exchange (swap, &at[0], &at[2]);
          }
      }

  /* The sum is 2 pi m, |m| <= N/2: the m largest go down by 2 pi, or the
     smallest go up, one at a time.  */
  sum = sun_round (sum * (0.5 / SUN_PI));
  for (int step = 0; step < n / 2; step++)
    {
      num_mask down = sum > 0.5, up = sum < -0.5;
      num old[SUN_MAX];

      sum = num_select (down, sum - 1.0, num_select (up, sum + 1.0, sum));
      for (int j = 0; j < n; j++)
        old[j] = theta[j];
      for (int j = 0; j < n; j++)
        {
          num from_below = old[(j + n - 1) % n], from_above = old[(j + 1) % n];

          if (j == 0)
            from_below = from_below - 2 * SUN_PI;
          if (j == n - 1)
            from_above = from_above + 2 * SUN_PI;
          theta[j] = num_select (down, from_below,
                                 num_select (up, from_above, old[j]));
        }
      for (int i = 0; v && i < 2 * n; i++)
        {
          num *at = v + 2 * n * (i / 2) + i % 2;

          for (int j = 0; j < n; j++)
            old[j] = at[2 * j];
          for (int j = 0; j < n; j++)
            at[2 * j] = num_select (down, old[(j + n - 1) % n],
                                    num_select (up, old[(j + 1) % n],
                                                old[j]));
        }
    }
  for (int j = 0; j < n - 1; j++)
    gap[j] = theta[j + 1] - theta[j];
  sun_phases_of_gaps (n, theta, gap);
}

/* Eigenphases THETA of U, GAP[j] = THETA[j + 1] - THETA[j] and GAP[N - 1] =
   2 pi - (THETA[N - 1] - THETA[0]); V, if it is not NULL, gets eigenvectors
   as columns, U = V diag (e^{i theta}) V^+.  U and V are matrices with stride
   1; V is not U.  */
LGT_BODY void
sun_phases (int n, const num *u, num *theta, num *gap, num *v)
{
  if (n == 2)
    sun_phases_2 (u, theta, gap, v);
  else if (n == 3)
    sun_phases_3 (u, theta, gap, v);
  else
    sun_phases_n (n, u, theta, gap, v);
}

#endif
