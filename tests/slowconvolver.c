#include "slowconvolver.h"

#include "testutil.h"

#include <complex.h>
#include <math.h>

enum { MAX_DIM = LGT_STENCIL_MAX_DIM };

struct slow
{
  struct lgt_convolver base;
  int dims, extent[MAX_DIM];
  int32_t *tables;
};

/* z(k) = sum_x exp (sign 2 pi i k x / N) z(x) along direction D.  */
static void
along (const struct slow *s, int d, int sign, double complex *z)
{
  const int n = s->extent[d];
  double complex *phase = malloc ((size_t) n * sizeof *phase);
  double complex *line = malloc ((size_t) n * sizeof *line);
  int stride = 1;

  ck_assert (phase && line);
  for (int mu = 0; mu < d; mu++)
    stride *= s->extent[mu];
  for (int k = 0; k < n; k++)
    phase[k] = cexp (sign * 2 * acos (-1.) * I * k / n);
  for (int first = 0; first < s->base.points; first++)
    if (first / stride % n == 0)
      {
        for (int k = 0; k < n; k++)
          {
            line[k] = 0;
            for (int x = 0; x < n; x++)
              line[k] += phase[k * x % n] * z[first + x * stride];
          }
        for (int k = 0; k < n; k++)
          z[first + k * stride] = line[k];
      }
  free (phase);
  free (line);
}

static double
read_real (enum lgt_type type, const void *data, int64_t i)
{
  return type == LGT_F32 ? (double) ((const float *) data)[i]
                         : ((const double *) data)[i];
}

static void
write_real (enum lgt_type type, void *data, int64_t i, double x)
{
  if (type == LGT_F32)
    ((float *) data)[i] = (float) x;
  else
    ((double *) data)[i] = x;
}

static double complex *
field_new (const struct slow *s)
{
  double complex *z = malloc ((size_t) s->base.points * sizeof *z);

  ck_assert_ptr_nonnull (z);
  return z;
}

static void
forward (const struct lgt_convolver *base, int lanes, void *real, void *mode)
{
  const struct slow *s = (const void *) base;
  const int half = s->extent[0] / 2 + 1;
  double complex *z = field_new (s);

  for (int l = 0; l < lanes; l++)
    {
      for (int64_t p = 0; p < base->points; p++)
        z[p] = read_real (base->type, real, p * lanes + l);
      for (int d = 0; d < s->dims; d++)
        along (s, d, -1, z);
      for (int64_t m = 0; m < base->modes; m++)
        {
          const double complex value = z[m / half * s->extent[0] + m % half];

          write_real (base->type, mode, (m * lanes + l) * 2, creal (value));
          write_real (base->type, mode, (m * lanes + l) * 2 + 1,
                      cimag (value));
        }
    }
  free (z);
}

/* The mode -k of mode K.  */
static int
opposite (const struct slow *s, int k)
{
  int result = 0, stride = 1;

  for (int d = 0; d < s->dims; d++)
    {
      const int n = s->extent[d];

      result += stride * ((n - k % n) % n);
      stride *= n;
      k /= n;
    }
  return result;
}

static void
backward (const struct lgt_convolver *base, int lanes, void *mode, void *real)
{
  const struct slow *s = (const void *) base;
  const int half = s->extent[0] / 2 + 1;
  double complex *z = field_new (s);

  for (int l = 0; l < lanes; l++)
    {
      for (int p = 0; p < base->points; p++)
        {
          const int other = p % s->extent[0] >= half;
          const int k = other ? opposite (s, p) : p;
          const int64_t m = k / s->extent[0] * half + k % s->extent[0];
          const double complex value
            = read_real (base->type, mode, (m * lanes + l) * 2)
              + I * read_real (base->type, mode, (m * lanes + l) * 2 + 1);

          z[p] = other ? conj (value) : value;
        }
      for (int d = 0; d < s->dims; d++)
        along (s, d, 1, z);
      for (int64_t p = 0; p < base->points; p++)
        write_real (base->type, real, p * lanes + l, creal (z[p]));
    }
  /* The contract: destroyed.  */
  for (int64_t i = 0; i < (int64_t) base->modes * lanes * 2; i++)
    write_real (base->type, mode, i, NAN);
  free (z);
}

static void
release (struct lgt_convolver *base)
{
  struct slow *s = (void *) base;

  free (s->tables);
  free (s);
}

static int
shift (const struct lgt_window *w, int d, int t)
{
  return w->dilation[d]
         * (t - (w->boundary[d] == LGT_OPEN ? 0 : (w->kernel[d] - 1) / 2));
}

/* The point of SITE of a lattice of extents FROM, STRIDE apart.  */
static int32_t
point (const struct slow *s, int site, const int *from, const int *stride)
{
  int result = 0, step = 1;

  for (int d = 0; d < s->dims; d++)
    {
      result += step * (site % from[d]) * (stride ? stride[d] : 1);
      site /= from[d];
      step *= s->extent[d];
    }
  return result;
}

struct lgt_convolver *
slow_convolver (const struct lgt_stencil *stencil, enum lgt_type type,
                int lanes)
{
  const struct lgt_window *w = &stencil->window;
  const struct lgt_sites *in = stencil->in, *out = stencil->out;
  struct slow *s = calloc (1, sizeof *s);
  int32_t *at;

  ck_assert_ptr_nonnull (s);
  s->dims = stencil->ndim;
  s->base = (struct lgt_convolver) { .stencil = stencil, .type = type,
                                     .lanes = lanes, .points = 1,
                                     .forward = forward,
                                     .backward = backward,
                                     .release = release };
  for (int d = 0; d < s->dims; d++)
    {
      /* Twice the lattice is room for all that reaches it.  */
      s->extent[d] = (w->boundary[d] == LGT_ZERO ? 2 : 1) * in->extent[d];
      s->base.points *= s->extent[d];
    }
  s->base.modes = s->base.points / s->extent[0] * (s->extent[0] / 2 + 1);
  s->tables = malloc ((size_t) (in->count + out->count + stencil->taps)
                      * sizeof *s->tables);
  ck_assert_ptr_nonnull (s->tables);
  s->base.in_at = at = s->tables;
  for (int i = 0; i < in->count; i++)
    *at++ = point (s, in->site ? in->site[i] : i, in->extent, NULL);
  s->base.out_at = at;
  for (int i = 0; i < out->count; i++)
    *at++ = point (s, out->site ? out->site[i] : i, out->extent, w->stride);
  s->base.tap_at = at;
  for (int t = 0; t < stencil->taps; t++)
    {
      int rest = t, step = 1;

      *at = 0;
      for (int d = 0; d < s->dims; d++)
        {
          const int n = s->extent[d], by = shift (w, d, rest % w->kernel[d]);

          if (w->boundary[d] == LGT_ZERO && abs (by) >= in->extent[d])
            break;
          *at += step * (((-by % n) + n) % n);
          step *= n;
          rest /= w->kernel[d];
          if (d == s->dims - 1)
            step = 0;
        }
      *at = step == 0 ? *at : -1;
      at++;
    }
  return &s->base;
}
