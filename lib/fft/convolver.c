/* Where a stencil's rows and taps are on a lattice that is padded so that
   the convolution becomes a periodic one.  */

#include <stdlib.h>

#include <lgt/fft.h>

#include "convolver.h"
#include "fft.h"

/* How far from stride x tap T of direction D reads, as in lgt/sites.h.  */
static int64_t
shift (const struct lgt_window *w, int d, int t)
{
  const int centre = w->boundary[d] == LGT_OPEN ? 0 : (w->kernel[d] - 1) / 2;

  return (int64_t) w->dilation[d] * (t - centre);
}

/* Whether tap T never reads a site: it reaches beyond both ends.  */
static int
misses (const struct lgt_window *w, int d, int t, int extent)
{
  return w->boundary[d] == LGT_ZERO && llabs (shift (w, d, t)) >= extent;
}

/* The least length >= N without a prime factor over 7, which FFTW transforms
   fast.  */
static int64_t
fast_length (int64_t n)
{
  for (;; n++)
    {
      int64_t rest = n;

      for (int p = 2; p <= 7; p++)
        while (rest % p == 0)
          rest /= p;
      if (rest == 1)
        return n;
    }
}

/* The padded extent of direction D.  Reading past an end must find zeros, on
   whichever side it comes back.  */
static int64_t
padded (const struct lgt_stencil *s, int d)
{
  const int extent = s->in->extent[d];
  int64_t most = 0;

  if (s->window.boundary[d] != LGT_ZERO)
    return extent;
  for (int t = 0; t < s->window.kernel[d]; t++)
    if (!misses (&s->window, d, t, extent)
        && llabs (shift (&s->window, d, t)) > most)
      most = llabs (shift (&s->window, d, t));
  return most ? fast_length (extent + most) : extent;
}

/* The points of LIST's rows, STRIDE sites of the input apart.  */
static void
fill_rows (const struct lgt_sites *list, const int *stride,
           const int *extent, int32_t *at)
{
  for (int32_t i = 0; i < list->count; i++)
    {
      int32_t site = list->site ? list->site[i] : i, step = 1;

      at[i] = 0;
      for (int d = 0; d < list->ndim; d++)
        {
          at[i] += step * stride[d] * (site % list->extent[d]);
          site /= list->extent[d];
          step *= extent[d];
        }
    }
}

/* Of the taps: the kernel is turned round.  */
static void
fill_taps (const struct lgt_stencil *s, const int *extent, int32_t *at)
{
  for (int t = 0; t < s->taps; t++)
    {
      int32_t step = 1;
      int rest = t;

      at[t] = 0;
      for (int d = 0; d < s->ndim && at[t] >= 0; d++)
        {
          const int along = rest % s->window.kernel[d];
          const int64_t n = extent[d];

          if (misses (&s->window, d, along, s->in->extent[d]))
            at[t] = -1;
          else
            at[t] += step * (int32_t) ((n - shift (&s->window, d, along) % n)
                                       % n);
          rest /= s->window.kernel[d];
          step *= extent[d];
        }
    }
}

static void
release (struct lgt_convolver *base)
{
  struct lgt_fft_convolver *c = (void *) base;

  if (base->type == LGT_F32)
    lgt_fft_convolver_forget_f32_ (c);
  else
    lgt_fft_convolver_forget_f64_ (c);
  free (c->tables);
  free (c);
}

enum lgt_status
lgt_fft_convolver_new_ (struct lgt_convolver **convolver,
                        const struct lgt_stencil *s, enum lgt_type type,
                        int lanes, struct lgt_error *error)
{
  static const int ones[LGT_STENCIL_MAX_DIM] = { 1, 1, 1, 1, 1, 1 };
  const size_t tables = (size_t) s->in->count + (size_t) s->out->count
                        + (size_t) s->taps;
  int extent[LGT_STENCIL_MAX_DIM];
  struct lgt_fft_convolver *c;
  int64_t points = 1;

  if ((type != LGT_F32 && type != LGT_F64) || lanes < 1)
    return lgt_fail (error, LGT_EINVAL, "a convolver for numbers of type %d "
                     "in %d lanes", (int) type, lanes);
  for (int d = 0; d < s->ndim; d++)
    {
      const int64_t length = padded (s, d);

      points *= length;
      if (points * lanes > INT32_MAX / 2)
        return lgt_fail (error, LGT_EINVAL, "a convolver on more than %d "
                         "points and lanes", INT32_MAX / 2);
      extent[d] = (int) length;
    }
  c = calloc (1, sizeof *c);
  if (c)
    c->tables = malloc (tables * sizeof *c->tables);
  if (!c || !c->tables)
    {
      free (c);
      return lgt_fail (error, LGT_ENOMEM, "no memory for a convolver");
    }
  c->base = (struct lgt_convolver) {
    .stencil = s, .type = type, .lanes = lanes, .points = (int32_t) points,
    .modes = (int32_t) lgt_fft_modes (s->ndim, extent), .in_at = c->tables,
    .out_at = c->tables + s->in->count,
    .tap_at = c->tables + s->in->count + s->out->count, .release = release
  };
  fill_rows (s->in, ones, extent, c->tables);
  fill_rows (s->out, s->window.stride, extent, c->tables + s->in->count);
  fill_taps (s, extent, c->tables + s->in->count + s->out->count);
  if (!(type == LGT_F32 ? lgt_fft_convolver_plan_f32_ (c, extent)
                        : lgt_fft_convolver_plan_f64_ (c, extent)))
    {
      release (&c->base);
      return lgt_fail (error, LGT_ENOMEM, "no memory for a convolver");
    }
  *convolver = &c->base;
  return LGT_OK;
}
