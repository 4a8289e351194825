/* Tests of lgt/fft.h against sums written out.  */

#include "testutil.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/fft.h>
#include <lgt/ops.h>

#include "slowconvolver.h"

static const double pi = 3.14159265358979323846;

/* Numbers in [-1, 1) that look random.  */
static void
fill (double *x, int64_t n, uint32_t seed)
{
  uint32_t state = seed;

  for (int64_t i = 0; i < n; i++)
    {
      state = state * 1664525u + 1013904223u;
      x[i] = (double) (state >> 8) / (1 << 23) - 1;
    }
}

static const struct { int count, lags; } series[] = {
  { 1, 1 }, { 2, 2 }, { 7, 3 }, { 64, 64 }, { 101, 101 }, { 1000, 17 },
};
#define N_SERIES ((int) (sizeof series / sizeof series[0]))

START_TEST (test_autocorrelation_is_the_sum)
{
  const struct lgt_fft *fft = lgt_fft_fftw ();
  int count = series[_i].count, lags = series[_i].lags;
  double x[1000], result[1000];

  fill (x, count, 1);
  ck_assert_int_eq (fft->autocorrelation (x, count, lags, result, NULL),
                    LGT_OK);
  for (int k = 0; k < lags; k++)
    {
      double sum = 0;

      for (int i = 0; i + k < count; i++)
        sum += x[i] * x[i + k];
      ck_assert_double_eq_tol (result[k], sum, 1e-14 * (1 + count));
    }
}
END_TEST

START_TEST (test_autocorrelation_refuses)
{
  const struct lgt_fft *fft = lgt_fft_fftw ();
  double x[4] = { 1, 2, 3, 4 }, result[5] = { 9, 9, 9, 9, 9 };
  struct lgt_error error;

  ck_assert_int_eq (fft->autocorrelation (x, 4, 5, result, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (fft->autocorrelation (x, 4, 0, result, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (fft->autocorrelation (x, 0, 1, result, &error),
                    LGT_EINVAL);
  ck_assert_double_eq (result[0], 9);
}
END_TEST

static const struct { int dims, extent[6], many; } lattices[] = {
  { 1, { 1 }, 1 }, { 1, { 5 }, 3 }, { 2, { 4, 6 }, 1 }, { 2, { 5, 2 }, 2 },
  { 3, { 3, 4, 2 }, 1 }, { 4, { 2, 3, 1, 4 }, 2 },
};
#define N_LATTICES ((int) (sizeof lattices / sizeof lattices[0]))

/* exp (-i k x) by definition, site and mode given as numbers.  */
START_TEST (test_transforms)
{
  const struct lgt_fft *fft = lgt_fft_fftw ();
  int dims = lattices[_i].dims, many = lattices[_i].many;
  const int *extent = lattices[_i].extent;
  struct lgt_fft_plan *plan = NULL;
  int volume = 1, modes = (int) lgt_fft_modes (dims, extent);
  double *x, *y, *copy, *back;

  for (int mu = 0; mu < dims; mu++)
    volume *= extent[mu];
  x = calloc ((size_t) (volume * many), sizeof *x);
  back = calloc ((size_t) (volume * many), sizeof *x);
  y = calloc ((size_t) (modes * many * 2), sizeof *x);
  copy = calloc ((size_t) (modes * many * 2), sizeof *x);
  fill (x, volume * many, 7);
  ck_assert_int_eq (fft->plan_new (&plan, dims, extent, many, NULL), LGT_OK);
  fft->forward (plan, x, y);

  for (int n = 0; n < modes; n++)
    for (int j = 0; j < many; j++)
      {
        double re = 0, im = 0;

        for (int s = 0; s < volume; s++)
          {
            double phase = 0;
            int site = s, mode = n;

            for (int mu = 0; mu < dims; mu++)
              {
                int half = mu == 0 ? extent[0] / 2 + 1 : extent[mu];

                phase += 2 * pi * (site % extent[mu]) * (mode % half)
                         / extent[mu];
                site /= extent[mu];
                mode /= half;
              }
            re += x[s * many + j] * cos (phase);
            im -= x[s * many + j] * sin (phase);
          }
        ck_assert_double_eq_tol (y[(n * many + j) * 2], re, 1e-13);
        ck_assert_double_eq_tol (y[(n * many + j) * 2 + 1], im, 1e-13);
      }

  memcpy (copy, y, sizeof *y * (size_t) (modes * many * 2));
  fft->backward (plan, y, back);
  ck_assert_mem_eq (copy, y, sizeof *y * (size_t) (modes * many * 2));
  for (int i = 0; i < volume * many; i++)
    ck_assert_double_eq_tol (back[i], x[i], 1e-14);

  /* Another plan and other buffers, the same bits.  */
  fft->plan_free (plan);
  ck_assert_int_eq (fft->plan_new (&plan, dims, extent, many, NULL), LGT_OK);
  fft->forward (plan, x, copy);
  ck_assert_mem_eq (copy, y, sizeof *y * (size_t) (modes * many * 2));
  fft->plan_free (plan);
  free (x);
  free (y);
  free (copy);
  free (back);
}
END_TEST

START_TEST (test_plan_refuses)
{
  const struct lgt_fft *fft = lgt_fft_fftw ();
  struct lgt_fft_plan *plan = NULL;
  struct lgt_error error;

  ck_assert_int_eq (fft->plan_new (&plan, 0, (int[]) { 4 }, 1, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (fft->plan_new (&plan, 2, (int[]) { 4, 0 }, 1, &error),
                    LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "direction 1"));
  ck_assert_int_eq (fft->plan_new (&plan, 1, (int[]) { 4 }, 0, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (fft->plan_new (&plan, 2, (int[]) { 65536, 65536 }, 1,
                                   &error), LGT_EINVAL);
  ck_assert_ptr_null (plan);
  fft->plan_free (NULL);
  ck_assert_int_gt ((int) strlen (lgt_fft_version ()), 0);
}
END_TEST

/* ---- convolvers ---- */

/* Y, the stencil's output for X and a kernel W, as lgt/convolver.h says it is
   to be found: one channel, LANES fields.  */
static void
convolve (const struct lgt_convolver *c, const double *x, const double *w,
          double *y)
{
  const int lanes = c->lanes, rows = c->stencil->out->count;
  double *field = aligned_alloc (64, 64 + (size_t) c->points * lanes * 8 / 64
                                          * 64);
  double *kernel = aligned_alloc (64, 64 + (size_t) c->points * 8 / 64 * 64);
  double *xk = aligned_alloc (64, 64 + (size_t) c->modes * lanes * 16 / 64
                                       * 64);
  double *wk = aligned_alloc (64, 64 + (size_t) c->modes * 16 / 64 * 64);

  ck_assert (field && kernel && xk && wk);
  memset (field, 0, (size_t) c->points * lanes * 8);
  memset (kernel, 0, (size_t) c->points * 8);
  for (int i = 0; i < c->stencil->in->count; i++)
    for (int l = 0; l < lanes; l++)
      field[c->in_at[i] * lanes + l] = x[i * lanes + l];
  for (int t = 0; t < c->stencil->taps; t++)
    if (c->tap_at[t] >= 0)
      kernel[c->tap_at[t]] += w[t] / c->points;
  c->forward (c, lanes, field, xk);
  c->forward (c, 1, kernel, wk);
  for (int m = 0; m < c->modes; m++)
    for (int l = 0; l < lanes; l++)
      {
        double *z = xk + (m * lanes + l) * 2, re = z[0];

        z[0] = re * wk[2 * m] - z[1] * wk[2 * m + 1];
        z[1] = re * wk[2 * m + 1] + z[1] * wk[2 * m];
      }
  c->backward (c, lanes, xk, field);
  for (int i = 0; i < rows; i++)
    for (int l = 0; l < lanes; l++)
      y[i * lanes + l] = field[c->out_at[i] * lanes + l];
  free (field);
  free (kernel);
  free (xk);
  free (wk);
}

static const struct { int ndim, extent[3]; struct lgt_window window; }
windows[] = {
  { 1, { 1 }, { { 1 }, { 1 }, { 1 }, { LGT_CIRCULAR } } },
  { 1, { 7 }, { { 4 }, { 1 }, { 1 }, { LGT_CIRCULAR } } },
  { 1, { 3 }, { { 11 }, { 2 }, { 1 }, { LGT_CIRCULAR } } },
  { 2, { 5, 6 }, { { 3, 2 }, { 1, 2 }, { 2, 3 },
                   { LGT_ZERO, LGT_CIRCULAR } } },
  { 2, { 3, 4 }, { { 9, 8 }, { 1, 1 }, { 1, 2 }, { LGT_ZERO, LGT_ZERO } } },
  { 3, { 5, 4, 6 }, { { 3, 2, 5 }, { 2, 3, 1 }, { 1, 1, 2 },
                      { LGT_OPEN, LGT_OPEN, LGT_ZERO } } },
};
#define N_WINDOWS ((int) (sizeof windows / sizeof windows[0]))

/* FFTW's convolver puts out what sums written out do.  */
START_TEST (test_convolver)
{
  enum { LANES = 3, MOST = 500 };
  const struct lgt_backend *backend = NULL;
  const struct lgt_window *w = &windows[_i].window;
  struct lgt_context *context;
  struct lgt_sites *in, *out = NULL;
  struct lgt_stencil *stencil;
  struct lgt_convolver *fftw = NULL, *slow;
  double x[MOST * LANES], weight[MOST], y[2][MOST * LANES];
  int extent[3];

  ck_assert_int_eq (lgt_backend_find ("cpu", &backend, NULL), LGT_OK);
  context = lgt_context_new (backend, NULL, NULL);
  ck_assert_int_eq (lgt_sites_new (context, windows[_i].ndim,
                                   windows[_i].extent, &in, NULL), LGT_OK);
  ck_assert_int_eq (lgt_window_extents (w, windows[_i].ndim,
                                        windows[_i].extent, extent, NULL),
                    LGT_OK);
  if (memcmp (extent, windows[_i].extent,
              (size_t) windows[_i].ndim * sizeof *extent))
    ck_assert_int_eq (lgt_sites_new (context, windows[_i].ndim, extent, &out,
                                     NULL), LGT_OK);
  ck_assert_int_eq (lgt_stencil_new (context, in, out ? out : in, w,
                                     &stencil, NULL), LGT_OK);
  ck_assert_int_eq (lgt_fft_fftw ()->convolver_new (&fftw, stencil, LGT_F64,
                                                    LANES, NULL), LGT_OK);
  slow = slow_convolver (stencil, LGT_F64, LANES);
  fill (x, in->count * LANES, 3);
  fill (weight, stencil->taps, 4);
  convolve (fftw, x, weight, y[0]);
  convolve (slow, x, weight, y[1]);
  for (int i = 0; i < stencil->out->count * LANES; i++)
    ck_assert_double_eq_tol (y[0][i], y[1][i], 1e-13);
  lgt_convolver_free (fftw);
  lgt_convolver_free (slow);
  lgt_stencil_free (context, stencil);
  lgt_sites_free (context, out);
  lgt_sites_free (context, in);
  lgt_context_free (context);
}
END_TEST

START_TEST (test_convolver_refuses)
{
  const struct lgt_fft *fft = lgt_fft_fftw ();
  struct lgt_sites lattice = { .ndim = 1, .extent = { 1 << 20 },
                               .volume = 1 << 20, .count = 1 << 20 };
  struct lgt_stencil stencil = { .ndim = 1, .taps = 1,
                                 .window = lgt_window_cube (1, 1),
                                 .in = &lattice, .out = &lattice };
  struct lgt_convolver *made = NULL;
  struct lgt_error error;

  ck_assert_int_eq (fft->convolver_new (&made, &stencil, LGT_U32, 1, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (fft->convolver_new (&made, &stencil, LGT_F64, 0, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (fft->convolver_new (&made, &stencil, LGT_F64, 1 << 11,
                                        &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "points"));
  ck_assert_ptr_null (made);
  lgt_convolver_free (NULL);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("fft");
  TCase *tc = tcase_create ("fft");

  tcase_add_loop_test (tc, test_autocorrelation_is_the_sum, 0, N_SERIES);
  tcase_add_test (tc, test_autocorrelation_refuses);
  tcase_add_loop_test (tc, test_transforms, 0, N_LATTICES);
  tcase_add_test (tc, test_plan_refuses);
  tcase_add_loop_test (tc, test_convolver, 0, N_WINDOWS);
  tcase_add_test (tc, test_convolver_refuses);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
