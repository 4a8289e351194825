#include <lgt/sites.h>

#include <stdlib.h>
#include <string.h>

static int
reduce (int64_t x, int extent)
{
  return (int) (((x % extent) + extent) % extent);
}

/* Where tap T of direction D reads, seen from x (way = 1), or which x reads
   the site through it (way = -1).  */
static int
along (const struct lgt_stencil *s, int d, int x, int t, int way)
{
  const int64_t shift
    = (int64_t) s->dilation[d] * (t - (s->kernel[d] - 1) / 2);

  return reduce (x + way * shift, s->in->extent[d]);
}

static enum lgt_status
fill_separable (struct lgt_context *context, struct lgt_stencil *s,
                struct lgt_error *error)
{
  int32_t *table[2] = { NULL, NULL };
  size_t entries = 0, at = 0;
  enum lgt_status status = LGT_ENOMEM;

  for (int d = 0; d < s->ndim; d++)
    {
      s->offset[d] = (int) entries;
      entries += (size_t) s->in->extent[d] * (size_t) s->kernel[d];
    }
  table[0] = malloc (entries * sizeof **table);
  table[1] = malloc (entries * sizeof **table);
  if (!table[0] || !table[1])
    lgt_fail (error, LGT_ENOMEM, "no memory for a stencil");
  else
    {
      int64_t stride = 1;

      for (int d = 0; d < s->ndim; stride *= s->in->extent[d], d++)
        for (int x = 0; x < s->in->extent[d]; x++)
          for (int t = 0; t < s->kernel[d]; t++, at++)
            {
              table[0][at] = (int32_t) (stride * along (s, d, x, t, 1));
              table[1][at] = (int32_t) (stride * along (s, d, x, t, -1));
            }
      s->forward = lgt_context_table (context, table[0],
                                      entries * sizeof **table, error);
      s->transposed = lgt_context_table (context, table[1],
                                         entries * sizeof **table, error);
      if (s->forward && s->transposed)
        status = LGT_OK;
    }
  free (table[0]);
  free (table[1]);
  return status;
}

/* The lattice site that tap T reads, seen from SITE.  */
static int32_t
read_site (const struct lgt_stencil *s, int32_t site, int tap)
{
  int64_t stride = 1, result = 0;

  for (int d = 0; d < s->ndim; d++)
    {
      const int extent = s->in->extent[d];

      result += stride * along (s, d, site % extent, tap % s->kernel[d], 1);
      stride *= extent;
      site /= extent;
      tap /= s->kernel[d];
    }
  return (int32_t) result;
}

static enum lgt_status
fill_explicit (struct lgt_context *context, struct lgt_stencil *s,
               struct lgt_error *error)
{
  const size_t n_out = (size_t) s->out->count * (size_t) s->taps;
  const size_t n_in = (size_t) s->in->count * (size_t) s->taps;
  int32_t *rows = malloc (n_out * sizeof *rows);
  int32_t *back = malloc (n_in * sizeof *back);
  int32_t *entry = malloc ((size_t) s->in->volume * sizeof *entry);
  enum lgt_status status = LGT_ENOMEM;

  if (!rows || !back || !entry)
    {
      lgt_fail (error, LGT_ENOMEM, "no memory for a stencil");
      goto done;
    }
  for (int32_t i = 0; i < s->in->volume; i++)
    entry[i] = s->in->site ? -1 : i;
  for (int32_t i = 0; s->in->site && i < s->in->count; i++)
    entry[s->in->site[i]] = i;
  for (size_t i = 0; i < n_in; i++)
    back[i] = -1;
  for (int32_t o = 0; o < s->out->count; o++)
    for (int t = 0; t < s->taps; t++)
      {
        const int32_t from = s->out->site ? s->out->site[o] : o;
        const int32_t row = entry[read_site (s, from, t)];

        if (row < 0)
          {
            status = lgt_fail (error, LGT_EINVAL,
                               "a stencil at site %d reads site %d, which "
                               "its input list has not", from,
                               read_site (s, from, t));
            goto done;
          }
        rows[(size_t) o * (size_t) s->taps + (size_t) t] = row;
        back[(size_t) row * (size_t) s->taps + (size_t) t] = o;
      }
  s->forward = lgt_context_table (context, rows, n_out * sizeof *rows, error);
  s->transposed = lgt_context_table (context, back, n_in * sizeof *back,
                                     error);
  if (s->forward && s->transposed)
    status = LGT_OK;
 done:
  free (rows);
  free (back);
  free (entry);
  return status;
}

enum lgt_status
lgt_stencil_new (struct lgt_context *context, const struct lgt_sites *in,
                 const struct lgt_sites *out, const int *kernel,
                 const int *dilation, struct lgt_stencil **stencil,
                 struct lgt_error *error)
{
  struct lgt_stencil *s;
  int64_t taps = 1;
  enum lgt_status status;

  if (in->lattice != out->lattice)
    return lgt_fail (error, LGT_EINVAL,
                     "a stencil between two different lattices");
  if (in->directions > 1 || out->directions > 1)
    for (int side = 0; side < 2; side++)
      {
        const struct lgt_sites *l = side ? out : in;

        for (int32_t i = 1; l->site && i < l->count; i++)
          if (l->site[i] == l->site[i - 1])
            return lgt_fail (error, LGT_EINVAL,
                             "a stencil on a list with several directions "
                             "at site %d", l->site[i]);
      }
  for (int d = 0; d < in->ndim; d++)
    {
      if (kernel[d] < 1 || dilation[d] < 1)
        return lgt_fail (error, LGT_EINVAL,
                         "kernel extent %d with dilation %d in direction %d; "
                         "both must be at least 1", kernel[d], dilation[d],
                         d);
      taps *= kernel[d];
      if (taps > 1 << 20)
        return lgt_fail (error, LGT_EINVAL, "a kernel of over 2^20 taps");
    }
  s = calloc (1, sizeof *s);
  if (!s)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a stencil");
  s->ndim = in->ndim;
  memcpy (s->kernel, kernel, (size_t) in->ndim * sizeof *kernel);
  memcpy (s->dilation, dilation, (size_t) in->ndim * sizeof *dilation);
  s->taps = (int) taps;
  s->in = in;
  s->out = out;
  s->separable = in == in->lattice && out == in;
  status = s->separable ? fill_separable (context, s, error)
                        : fill_explicit (context, s, error);
  if (status == LGT_OK)
    *stencil = s;
  else
    lgt_stencil_free (context, s);
  return status;
}

void
lgt_stencil_free (struct lgt_context *context, struct lgt_stencil *stencil)
{
  if (!stencil)
    return;
  lgt_context_release (context, (void *) stencil->forward);
  lgt_context_release (context, (void *) stencil->transposed);
  free (stencil);
}
