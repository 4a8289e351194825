/* The heat kernel of SU(2) and SU(3).

   Large t: the sum over representations.  Small t: the same by Poisson's
   summation, where the terms are Gaussians around all images theta + 2 pi k,
   k integers with sum 0,

     K = c e^{t (N^2 - 1) N / 48} (2 pi t)^{-(N^2 - 1)/2}
         sum_k e^{-|theta + 2 pi k|^2 / t}
         prod_{i<j} (v_i - v_j) / (2 sin ((theta_i - theta_j)/2)),

   v = theta + 2 pi k, c the volume of SU(N) in the coordinates x_a.  */

#include <complex.h>
#include <math.h>

#include <lgt/sun.h>

#define PI 3.14159265358979323846

/* Where the two sums meet: both have few terms and cancel little there.  */
#define LARGE 4.0

/* ---- SU(2), phases -theta and theta ---- */

/* sum_n n sin (n theta) / sin theta e^{-t (n^2 - 1)/8}.  */
static double
characters_2 (double theta, double t)
{
  double sum = 0, chi = 1, last = 0;

  for (int n = 1; n < 20; n++)
    {
      const double next = 2 * cos (theta) * chi - last;

      sum += n * chi * exp (-t * (n * n - 1) / 8);
      last = chi;
      chi = next;
    }
  return log (sum);
}

/* e^{-w} sinh (z) / z.  */
static double
scaled_sinhc (double z, double w)
{
  return z > 0 ? exp (z - w) * -expm1 (-2 * z) / (2 * z) : exp (-w);
}

/* With X = theta, images at the distances B = 0, 2 pi, ... from the unit
   matrix; beyond pi/2 with X = pi - theta, B = pi, 3 pi, ... from its
   negative.  Those at B + X and B - X are taken together, so that the zero of
   the sine goes into sinh (z) / z.  Everything relative to
   e^{-2 theta^2 / t}.  */
static double
windings_2 (double theta, double t)
{
  const int far = theta > PI / 2;
  const double x = far ? PI - theta : theta;
  double sum = far ? 0 : 1;

  for (int k = far ? 0 : 1; k < 3; k++)
    {
      const double b = far ? (2 * k + 1) * PI : 2 * k * PI, z = 4 * b * x / t;
      const double w = far ? (2 * (b * b - PI * PI) + 4 * PI * x) / t
                           : 2 * b * b / t;
      const double term = exp (z - w) + exp (-z - w)
                          - 8 * b * b / t * scaled_sinhc (z, w);

      sum += far ? -term : term;
    }
  return 0.125 * t + log (sum * (x > 0 ? x / sin (x) : 1))
         + 0.5 * log (32 * PI) - 1.5 * log (t) - 2 * theta * theta / t;
}

/* ---- SU(3) ---- */

/* Representations (p, q), of dimension (p + 1)(q + 1)(p + q + 2)/2; the
   characters h_{p+q} h_q - h_{p+q+1} h_{q-1} by the complete symmetric
   polynomials h_k, which know nothing of phases that meet.  */
static double
characters_3 (const double *theta, double t)
{
  enum { MOST = 16 };
  double complex h[MOST + 4] = { 0 }, *at = h + 2, e;
  double sum = 0;

  e = cexp (theta[0] * I) + cexp (theta[1] * I) + cexp (theta[2] * I);
  at[0] = 1;
  for (int k = 1; k <= MOST + 1; k++)
    at[k] = e * at[k - 1] - (k > 1 ? conj (e) * at[k - 2] : 0)
            + (k > 2 ? at[k - 3] : 0);
  for (int p = 0; p <= MOST; p++)
    for (int q = 0; p + q <= MOST; q++)
      {
        const double dimension = 0.5 * (p + 1) * (q + 1) * (p + q + 2);
        const double casimir = (p * p + q * q + p * q) / 3.0 + p + q;

        sum += dimension * exp (-0.5 * t * casimir)
               * creal (at[p + q] * at[q] - at[p + q + 1] * at[q - 1]);
      }
  return log (sum);
}

/* The sum over windings relative to e^{-|THETA|^2 / t}, at THETA + Z (-1, 0,
   1).  */
static double complex
images_3 (const double *theta, double complex z, double t)
{
  double complex sum = 0;
  const double complex a = theta[1] - theta[0] + z, b = theta[2] - theta[1] + z;
  const double complex sines = 8 * csin (0.5 * a) * csin (0.5 * b)
                               * csin (0.5 * (a + b));

  for (int i = -4; i <= 4; i++)
    for (int j = -4; j <= 4; j++)
      {
        const int k = -i - j;
        const double square = i * i + j * j + k * k;
        const double along = theta[0] * i + theta[1] * j + theta[2] * k;
        const double complex p = a + 2 * PI * (j - i), q = b + 2 * PI * (k - j);
        /* |v|^2 - |theta|^2, v = theta + z (-1, 0, 1) + 2 pi (i, j, k).  */
        const double complex grows
          = 4 * PI * (along + z * (k - i)) + 4 * PI * PI * square
            + 2 * z * (theta[2] - theta[0] + z);

        if (creal (grows) < 50 * t)
          sum += i || j || k || cabs (sines) > 0
                 ? p * q * (p + q) * cexp (-grows / t) / sines : 1;
      }
  return sum;
}

/* Where phases meet, terms are infinite and their sum is not: there it is
   the mean of its values on a circle in the complex plane around Z = 0, as
   for any analytic function.  The radius is small enough for Gaussians of
   this width and avoids the points where other phases meet.  */
static double
windings_3 (const double *theta, double t)
{
  enum { POINTS = 32 };
  const double gap[3] = { theta[1] - theta[0], theta[2] - theta[1],
                          0.5 * (2 * PI - theta[2] + theta[0]) };
  double sum = 0, square = 0, radius = 0, best = -1;

  for (int i = 0; i < 3; i++)
    square += theta[i] * theta[i];
  if (gap[0] > 0.1 * t && gap[1] > 0.1 * t && gap[2] > 0.1 * t)
    sum = creal (images_3 (theta, 0, t));
  else
    {
      for (double r = 0.2 * t; r > 0.08 * t; r *= 0.8)
        {
          double away = 1;

          for (int i = 0; i < 3; i++)
            away = fmin (away, fabs (gap[i] / r - 1));
          if (away > best)
            {
              best = away;
              radius = r;
            }
        }
      /* The other half of the circle has the conjugate values.  */
      for (int m = 0; m < POINTS / 2; m++)
        sum += creal (images_3 (theta, radius
                                       * cexp ((2 * m + 1) * PI / POINTS * I),
                                t)) / (POINTS / 2);
    }
  return 0.5 * t + log (16 * sqrt (3) * PI * sum) - 4 * log (t) - square / t;
}

double
lgt_sun_heat_kernel (int n, const double *theta, double t)
{
  if (n == 2)
    return t > LARGE ? characters_2 (theta[1], t) : windings_2 (theta[1], t);
  if (n == 3)
    return t > LARGE ? characters_3 (theta, t) : windings_3 (theta, t);
  return NAN;
}
