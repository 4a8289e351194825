/* SU(N) links drawn from Haar measure: the documented numbers, what the host
   makes of the same counters, and moments.  */

#include "sunfield.h"

#include <lgt/sun.h>

/* What the host's library makes of the same counters.  */
static void
check_host (const double *u, int n, uint32_t link, uint32_t configuration)
{
  double uniform[NUMBERS], expected[NUMBERS];

  for (int e = 0; e < n * n; e++)
    {
      const uint32_t counter[4]
        = { lgt_random_word (LGT_STREAM_TEST, 1, 3, 7 + e), link,
            configuration, 99 };

      lgt_random_pair ((uint64_t) 42 << 32 | 17, counter, uniform + 2 * e);
    }
  lgt_sun_random (n, uniform, expected);
  for (int i = 0; i < 2 * n * n; i++)
    ck_assert_double_eq_tol (u[i], expected[i], 1e-12);
}

/* The rows are Gram and Schmidt's of Gaussian numbers from the documented
   counters; the last one follows from the others and det = 1.  */
static void
check_matrix (const double *u, int n, uint32_t link, uint32_t configuration)
{
  double a[NUMBERS], re, im, det[2] = { 1, 0 };

  for (int i = 0; i + 1 < n; i++)
    {
      double *row = a + 2 * n * i, norm = 0;

      for (int j = 0; j < n; j++)
        {
          const uint32_t counter[4]
            = { lgt_random_word (LGT_STREAM_TEST, 1, 3, 7 + n * i + j), link,
                configuration, 99 };
          double pair[2], radius;

          lgt_random_pair ((uint64_t) 42 << 32 | 17, counter, pair);
          radius = sqrt (-2 * log (pair[0]));
          row[2 * j] = radius * cos (2 * 3.14159265358979323846 * pair[1]);
          row[2 * j + 1] = radius
                           * sin (2 * 3.14159265358979323846 * pair[1]);
        }
      for (int k = 0; k < i; k++)
        {
          const double *b = a + 2 * n * k;

          re = im = 0;
          for (int j = 0; j < 2 * n; j += 2)
            {
              re += row[j] * b[j] + row[j + 1] * b[j + 1];
              im += row[j + 1] * b[j] - row[j] * b[j + 1];
            }
          for (int j = 0; j < 2 * n; j += 2)
            {
              row[j] -= re * b[j] - im * b[j + 1];
              row[j + 1] -= re * b[j + 1] + im * b[j];
            }
        }
      for (int j = 0; j < 2 * n; j++)
        norm += row[j] * row[j];
      for (int j = 0; j < 2 * n; j++)
        {
          row[j] /= sqrt (norm);
          ck_assert_double_eq_tol (u[2 * n * i + j], row[j], 1e-12);
        }
    }
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      {
        re = im = 0;
        for (int j = 0; j < n; j++)
          {
            const double *x = u + 2 * (n * i + j), *y = u + 2 * (n * k + j);

            re += x[0] * y[0] + x[1] * y[1];
            im += x[1] * y[0] - x[0] * y[1];
          }
        ck_assert_double_eq_tol (re, i == k, 4e-15);
        ck_assert_double_eq_tol (im, 0, 4e-15);
      }
  /* Determinant, by elimination in the columns' order of size.  */
  memcpy (a, u, (size_t) (2 * n * n) * sizeof *a);
  for (int k = 0; k < n; k++)
    {
      int best = k;
      double p, q, t;

      for (int i = k + 1; i < n; i++)
        if (hypot (a[2 * (n * i + k)], a[2 * (n * i + k) + 1])
            > hypot (a[2 * (n * best + k)], a[2 * (n * best + k) + 1]))
          best = i;
      for (int j = 0; j < 2 * n && best != k; j++)
        {
          t = a[2 * n * k + j];
          a[2 * n * k + j] = -a[2 * n * best + j];
          a[2 * n * best + j] = t;
        }
      p = a[2 * (n + 1) * k];
      q = a[2 * (n + 1) * k + 1];
      t = det[0] * p - det[1] * q;
      det[1] = det[0] * q + det[1] * p;
      det[0] = t;
      for (int i = k + 1; i < n; i++)
        {
          const double *x = a + 2 * (n * i + k);
          const double s = p * p + q * q;
          const double f = (x[0] * p + x[1] * q) / s;
          const double g = (x[1] * p - x[0] * q) / s;

          for (int j = k + 1; j < n; j++)
            {
              const double *b = a + 2 * (n * k + j);

              a[2 * (n * i + j)] -= f * b[0] - g * b[1];
              a[2 * (n * i + j) + 1] -= f * b[1] + g * b[0];
            }
        }
    }
  ck_assert_double_eq_tol (det[0], 1, 1e-14);
  ck_assert_double_eq_tol (det[1], 0, 1e-14);
}

START_TEST (haar_is_documented)
{
  const int kind = _i % 7, backend = _i / 7;
  const int n = 2 + kind;
  double *first = NULL;

  for (int k = 0; k < 4; k++)
    {
      const int numbers = 2 * n * n;
      struct field f;

      if (!field_new (&f, backend, 1 + k % 2, 2, extents[0], n,
                      lane_counts[k]))
        return;
      for (uint32_t c = 0; c < CONFIGS && k == 0; c++)
        for (uint32_t link = 0; link < 24; link++)
          {
            const double *u = f.host + (c * 24 + link) * (uint32_t) numbers;

            check_matrix (u, n, link, 1000 + c);
            check_host (u, n, link, 1000 + c);
          }
      if (first)
        {
          ck_assert_mem_eq (f.host, first, (size_t) (CONFIGS * 24 * numbers)
                                           * sizeof *first);
          free (f.host);
        }
      else
        first = f.host;
      f.host = NULL;
      field_free (&f);
    }
  free (first);
}
END_TEST

/* Averages over N_DRAWN matrices: tr U, |tr U|^2 = 1, |U_00|^2 = 1/N, |U_00|^4
   = 2/(N (N + 1)), and Re tr U^2 = -1 for N = 2, else 0; within five
   standard deviations.  */
START_TEST (haar_moments)
{
  const int kind = _i % 3, backend = _i / 3;
  const int n = 2 + kind, extent[4] = { 4, 4, 4, 4 }, numbers = 2 * n * n;
  const double expected[] = { 0, 0, 1, 1.0 / n, 2.0 / (n * (n + 1)),
                              n == 2 ? -1 : 0 };
  enum { MOMENTS = sizeof expected / sizeof *expected };
  double sum[MOMENTS] = { 0 }, squares[MOMENTS] = { 0 };
  struct field f;
  int64_t count;

  if (!field_new (&f, backend, 2, 4, extent, n, 16))
    return;
  count = CONFIGS * f.geom.volume * 4;
  for (int64_t i = 0; i < count; i++)
    {
      const double *u = f.host + i * numbers;
      double z[4], value[MOMENTS];

      features_of (n, u, z);
      value[0] = n * z[0];
      value[1] = n * z[1];
      value[2] = n * n * (z[0] * z[0] + z[1] * z[1]);
      value[3] = u[0] * u[0] + u[1] * u[1];
      value[4] = value[3] * value[3];
      value[5] = n * z[2];
      for (int k = 0; k < MOMENTS; k++)
        {
          sum[k] += value[k];
          squares[k] += value[k] * value[k];
        }
    }
  for (int k = 0; k < MOMENTS; k++)
    {
      const double mean = sum[k] / (double) count;
      const double variance = squares[k] / (double) count - mean * mean;
      const double sigma = sqrt (variance / (double) count);

      /* Im tr U of SU(2) is 0 to rounding.  */
      ck_assert_msg (fabs (mean - expected[k]) <= 5 * sigma + 1e-14,
                     "N = %d, moment %d: %g +- %g, expected %g", n, k, mean,
                     sigma, expected[k]);
    }
  field_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("haar");
  TCase *t = tcase_create ("haar");

  tcase_add_loop_test (t, haar_is_documented, 0, 7 * n_backends ());
  tcase_add_loop_test (t, haar_moments, 0, 3 * n_backends ());
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}
