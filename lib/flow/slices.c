#include <lgt/slices.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 16 };      /* elements: 64 bytes of the narrowest type */

void
lgt_slices_init (struct lgt_slices *slices, struct lgt_context *context,
                 enum lgt_type type)
{
  memset (slices, 0, sizeof *slices);
  slices->context = context;
  slices->type = type;
}

void
lgt_slices_free (struct lgt_slices *slices)
{
  if (slices->values.data)
    lgt_context_release (slices->context, slices->values.data);
  if (slices->grad.data)
    lgt_context_release (slices->context, slices->grad.data);
  for (int i = 0; i < slices->count; i++)
    free ((double *) slices->slice[i].pattern);
  free (slices->slice);
  memset (slices, 0, sizeof *slices);
}

enum lgt_status
lgt_slices_add (struct lgt_slices *slices, const struct lgt_slice *slice,
                int *index, struct lgt_error *error)
{
  struct lgt_slice *more;
  double *pattern = NULL;
  int64_t count = 1;

  if (slices->values.data)
    return lgt_fail (error, LGT_EINVAL, "%s: weights are allocated already",
                     slice->name);
  for (int i = 0; i < slices->count; i++)
    if (strcmp (slices->slice[i].name, slice->name) == 0)
      return lgt_fail (error, LGT_EINVAL, "two weights called %s",
                       slice->name);
  for (int d = 0; d < slice->ndim; d++)
    {
      if (slice->extent[d] < 1 || slice->extent[d] > INT32_MAX / count)
        return lgt_fail (error, LGT_EINVAL, "%s: too many weights",
                         slice->name);
      count *= slice->extent[d];
    }
  more = realloc (slices->slice,
                  ((size_t) slices->count + 1) * sizeof *more);
  if (!more)
    return lgt_fail (error, LGT_ENOMEM, "no memory for weights");
  slices->slice = more;
  if (slices->total + count > INT32_MAX - ALIGN)
    return lgt_fail (error, LGT_EINVAL, "%s: over 2^31 weights",
                     slice->name);
  if (slice->period)
    {
      pattern = malloc ((size_t) slice->period * sizeof *pattern);
      if (!pattern)
        return lgt_fail (error, LGT_ENOMEM, "no memory for weights");
      memcpy (pattern, slice->pattern,
              (size_t) slice->period * sizeof *pattern);
    }
  more += slices->count;
  *more = *slice;
  more->pattern = pattern;
  more->count = count;
  more->offset = slices->total;
  slices->parameters += count;
  slices->total += (count + ALIGN - 1) / ALIGN * ALIGN;
  *index = slices->count++;
  return LGT_OK;
}

enum lgt_status
lgt_slices_allocate (struct lgt_slices *slices, struct lgt_error *error)
{
  const int64_t total = slices->total ? slices->total : ALIGN;
  const struct lgt_shape shape = { 1, 1, (int32_t) total, 1 };
  const size_t bytes = lgt_shape_bytes (slices->type, shape);

  slices->total = total;
  slices->values = lgt_view_dense (lgt_context_alloc (slices->context, bytes,
                                                      error),
                                   slices->type, shape, NULL);
  if (!slices->values.data)
    return LGT_ENOMEM;
  slices->grad = lgt_view_dense (lgt_context_alloc (slices->context, bytes,
                                                    error),
                                 slices->type, shape, NULL);
  return slices->grad.data ? LGT_OK : LGT_ENOMEM;
}

/* Starting values of slice number I.  */
static void
start (const struct lgt_slice *slice, int number, uint64_t seed,
       double *values)
{
  const double gain = slice->gain > 0 ? slice->gain : 1;
  const double width = slice->fan_in
                       ? gain / sqrt ((double) slice->fan_in) : 0;
  uint32_t counter[4] = { lgt_random_word (LGT_STREAM_WEIGHTS, 0, 0, 0), 0,
                          (uint32_t) number, 0 };

  for (int64_t i = 0; i < slice->count; i++)
    {
      double uniform[2];

      if (slice->fan_in)
        {
          counter[1] = (uint32_t) i;
          lgt_random_pair (seed, counter, uniform);
          values[i] = width * (2 * uniform[0] - 1);
        }
      else
        values[i] = slice->period ? slice->pattern[i % slice->period] : 0;
    }
}

enum lgt_status
lgt_slices_start (struct lgt_slices *slices, uint64_t seed,
                  struct lgt_error *error)
{
  double *host = calloc ((size_t) slices->total, sizeof *host);
  enum lgt_status status;

  if (!host)
    return lgt_fail (error, LGT_ENOMEM, "no memory for weights");
  for (int i = 0; i < slices->count; i++)
    start (&slices->slice[i], i, seed, host + slices->slice[i].offset);
  status = lgt_slices_put (slices, &slices->values, host, error);
  free (host);
  return status;
}

struct lgt_view
lgt_slices_view (const struct lgt_slices *slices,
                 const struct lgt_view *array, int i)
{
  const struct lgt_slice *slice = &slices->slice[i];

  return lgt_view_comps (*array, (int) slice->offset, (int) slice->count);
}

enum lgt_status
lgt_slices_get (const struct lgt_slices *slices, const struct lgt_view *array,
                double *host, struct lgt_error *error)
{
  return lgt_unpack (slices->context, *array, 1, host, error);
}

enum lgt_status
lgt_slices_put (const struct lgt_slices *slices, const struct lgt_view *array,
                const double *host, struct lgt_error *error)
{
  return lgt_pack (slices->context, host, 1, *array, error);
}
