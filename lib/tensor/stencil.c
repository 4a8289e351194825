#include <lgt/sites.h>

#include <stdlib.h>
#include <string.h>

static int
reduce (int64_t x, int extent)
{
  return (int) (((x % extent) + extent) % extent);
}

/* How far ahead of stride x tap T of direction D reads.  */
static int64_t
shift (const struct lgt_window *w, int d, int t)
{
  const int centre = w->boundary[d] == LGT_OPEN ? 0 : (w->kernel[d] - 1) / 2;

  return (int64_t) w->dilation[d] * (t - centre);
}

/* The input coordinate that tap T of output X reads in direction D, or
   -1.  */
static int
read_at (const struct lgt_stencil *s, int d, int x, int t)
{
  const struct lgt_window *w = &s->window;
  const int64_t at = (int64_t) w->stride[d] * x + shift (w, d, t);

  if (w->boundary[d] == LGT_CIRCULAR)
    return reduce (at, s->in->extent[d]);
  return at >= 0 && at < s->in->extent[d] ? (int) at : -1;
}

/* The output coordinate whose tap T reads input X in direction D, or -1.
   There is one at most: outputs are less than an extent apart.  */
static int
read_by (const struct lgt_stencil *s, int d, int x, int t)
{
  const struct lgt_window *w = &s->window;
  int64_t from = x - shift (w, d, t);

  if (w->boundary[d] == LGT_CIRCULAR)
    from = reduce (from, s->in->extent[d]);
  if (from < 0 || from % w->stride[d]
      || from / w->stride[d] >= s->out->extent[d])
    return -1;
  return (int) (from / w->stride[d]);
}

/* One of the two tables; AT gets where each direction begins.  *HOLES is set
   if there are any.  */
static const int32_t *
fill (struct lgt_context *context, struct lgt_stencil *s, int transposed,
      int *at, int *holes, struct lgt_error *error)
{
  const struct lgt_sites *from = transposed ? s->in : s->out;
  const struct lgt_sites *to = transposed ? s->out : s->in;
  size_t entries = 0, n = 0;
  int64_t stride = 1;
  int32_t *table, *device;

  for (int d = 0; d < s->ndim; d++)
    {
      at[d] = (int) entries;
      entries += (size_t) from->extent[d] * (size_t) s->window.kernel[d];
    }
  entries += LGT_STENCIL_PAD;
  table = calloc (entries, sizeof *table);
  if (!table)
    {
      lgt_fail (error, LGT_ENOMEM, "no memory for a stencil");
      return NULL;
    }
  for (int d = 0; d < s->ndim; stride *= to->extent[d], d++)
    for (int x = 0; x < from->extent[d]; x++)
      for (int t = 0; t < s->window.kernel[d]; t++)
        {
          const int y = transposed ? read_by (s, d, x, t)
                                   : read_at (s, d, x, t);

          table[n++] = y < 0 ? -1 : (int32_t) (stride * y);
          *holes |= y < 0;
        }
  s->bytes += entries * sizeof *table;
  device = lgt_context_table (context, table, entries * sizeof *table, error);
  free (table);
  return device;
}

/* A list's rows by lattice site; *HOST gets a copy to be freed.  */
static enum lgt_status
fill_rows (struct lgt_context *context, struct lgt_stencil *s,
           const struct lgt_sites *list, const int32_t **device,
           int32_t **host, struct lgt_error *error)
{
  const size_t bytes = (size_t) list->volume * sizeof **host;

  if (!list->site)
    return LGT_OK;
  *host = malloc (bytes);
  if (!*host)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a stencil");
  for (int32_t i = 0; i < list->volume; i++)
    (*host)[i] = -1;
  for (int32_t i = 0; i < list->count; i++)
    {
      if ((*host)[list->site[i]] >= 0)
        return lgt_fail (error, LGT_EINVAL, "a stencil on a list with "
                         "several links at site %d", list->site[i]);
      (*host)[list->site[i]] = i;
    }
  s->bytes += bytes;
  *device = lgt_context_table (context, *host, bytes, error);
  return *device ? LGT_OK : LGT_ENOMEM;
}

/* Whether IN, whose rows are ROW, has all sites that OUT reads.  */
static enum lgt_status
check_rows (const struct lgt_stencil *s, const int32_t *row,
            struct lgt_error *error)
{
  for (int32_t o = 0; o < s->out->count; o++)
    for (int t = 0; t < s->taps; t++)
      {
        const int32_t from = s->out->site ? s->out->site[o] : o;
        int32_t site = from;
        int64_t stride = 1, read = 0;
        int tap = t;

        for (int d = 0; d < s->ndim && read >= 0; d++)
          {
            const int y = read_at (s, d, site % s->out->extent[d],
                                   tap % s->window.kernel[d]);

            read = y < 0 ? -1 : read + stride * y;
            stride *= s->in->extent[d];
            site /= s->out->extent[d];
            tap /= s->window.kernel[d];
          }
        if (read >= 0 && row[read] < 0)
          return lgt_fail (error, LGT_EINVAL, "a stencil at site %d reads "
                           "site %d, which its input list has not", from,
                           (int) read);
      }
  return LGT_OK;
}

static enum lgt_status
check_lattices (const struct lgt_sites *in, const struct lgt_sites *out,
                const int *extent, struct lgt_error *error)
{
  const int ndim = in->ndim;
  const size_t size = (size_t) ndim * sizeof *extent;

  if (in->lattice == out->lattice
      && memcmp (extent, in->extent, size) == 0)
    return LGT_OK;
  if (memcmp (extent, in->extent, size) == 0)
    return lgt_fail (error, LGT_EINVAL,
                     "a stencil between two different lattices");
  if (out->ndim != ndim)
    return lgt_fail (error, LGT_EINVAL, "a stencil from %d to %d dimensions",
                     ndim, out->ndim);
  for (int d = 0; d < ndim; d++)
    if (out->extent[d] != extent[d])
      return lgt_fail (error, LGT_EINVAL, "a stencil's outputs have extent "
                       "%d in direction %d; with this stride and boundary "
                       "it must be %d", out->extent[d], d, extent[d]);
  return LGT_OK;
}

enum lgt_status
lgt_stencil_new (struct lgt_context *context, const struct lgt_sites *in,
                 const struct lgt_sites *out, const struct lgt_window *window,
                 struct lgt_stencil **stencil, struct lgt_error *error)
{
  int extent[LGT_STENCIL_MAX_DIM];
  int32_t *rows = NULL, *outputs = NULL;
  struct lgt_stencil *s;
  enum lgt_status status;

  if ((status = lgt_window_extents (window, in->ndim, in->extent, extent,
                                    error))
      || (status = check_lattices (in, out, extent, error)))
    return status;
  s = calloc (1, sizeof *s);
  if (!s)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a stencil");
  s->ndim = in->ndim;
  s->window = *window;
  s->in = in;
  s->out = out;
  s->taps = 1;
  for (int d = 0; d < s->ndim; d++)
    s->taps *= window->kernel[d];
  s->forward = fill (context, s, 0, s->forward_at, &s->forward_holes, error);
  s->transposed = fill (context, s, 1, s->transposed_at,
                        &s->transposed_holes, error);
  status = s->forward && s->transposed ? LGT_OK : LGT_ENOMEM;
  if (status == LGT_OK)
    status = fill_rows (context, s, in, &s->in_row, &rows, error);
  if (status == LGT_OK)
    status = fill_rows (context, s, out, &s->out_row, &outputs, error);
  if (status == LGT_OK && rows)
    status = check_rows (s, rows, error);
  s->transposed_holes |= out->count < out->volume;
  free (rows);
  free (outputs);
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
  lgt_context_release (context, (void *) stencil->in_row);
  lgt_context_release (context, (void *) stencil->out_row);
  free (stencil);
}
