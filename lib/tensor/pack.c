/* The only transposition: host order to lanes and back.  */

#include <lgt/context.h>

#include <stdlib.h>

static enum lgt_status
check (const char *what, const struct lgt_view *view, int64_t count,
       struct lgt_error *error)
{
  if (view->type != LGT_F32 && view->type != LGT_F64)
    return lgt_fail (error, LGT_EINVAL, "%s: a tensor of %s", what,
                     lgt_type_name (view->type));
  if (count < 1 || count > (int64_t) view->shape.packs * view->shape.lanes)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: %lld configurations for %d packs of %d", what,
                     (long long) count, view->shape.packs,
                     view->shape.lanes);
  return LGT_OK;
}

/* Bytes from the first element to the end of the last row.  */
static size_t
extent_bytes (const struct lgt_view *view)
{
  const struct lgt_shape *s = &view->shape;

  return lgt_type_size (view->type)
         * (size_t) ((s->packs - 1) * view->pack_stride
                     + (s->sites - 1) * view->site_stride
                     + (int64_t) s->comps * s->lanes);
}

static double
load (const struct lgt_view *view, const void *base, int64_t i)
{
  return view->type == LGT_F32 ? (double) ((const float *) base)[i]
                               : ((const double *) base)[i];
}

static void
store (const struct lgt_view *view, void *base, int64_t i, double x)
{
  if (view->type == LGT_F32)
    ((float *) base)[i] = (float) x;
  else
    ((double *) base)[i] = x;
}

enum lgt_status
lgt_pack (struct lgt_context *context, const double *host, int64_t count,
          struct lgt_view dst, struct lgt_error *error)
{
  const struct lgt_shape *s = &dst.shape;
  const int64_t each = (int64_t) s->sites * s->comps;
  const size_t bytes = extent_bytes (&dst);
  enum lgt_status status = check ("lgt_pack", &dst, count, error);
  char *copy;

  if (status != LGT_OK)
    return status;
  copy = malloc (bytes);
  if (!copy)
    return lgt_fail (error, LGT_ENOMEM, "lgt_pack: no memory for a copy");
  /* A window keeps what stands between its rows.  */
  if (dst.site_stride != (int64_t) s->comps * s->lanes
      || dst.pack_stride != dst.site_stride * s->sites)
    status = lgt_context_get (context, copy, dst.data, bytes, error);
  for (int64_t p = 0; p < s->packs; p++)
    for (int64_t x = 0; x < s->sites; x++)
      for (int64_t c = 0; c < s->comps; c++)
        for (int64_t l = 0; l < s->lanes; l++)
          {
            int64_t n = p * s->lanes + l;

            if (n >= count)
              n = count - 1;
            store (&dst, copy,
                   p * dst.pack_stride + x * dst.site_stride + c * s->lanes
                   + l, host[n * each + x * s->comps + c]);
          }
  if (status == LGT_OK)
    status = lgt_context_put (context, dst.data, copy, bytes, error);
  free (copy);
  return status;
}

enum lgt_status
lgt_unpack (struct lgt_context *context, struct lgt_view src, int64_t count,
            double *host, struct lgt_error *error)
{
  const struct lgt_shape *s = &src.shape;
  const int64_t each = (int64_t) s->sites * s->comps;
  const size_t bytes = extent_bytes (&src);
  enum lgt_status status = check ("lgt_unpack", &src, count, error);
  char *copy;

  if (status != LGT_OK)
    return status;
  copy = malloc (bytes);
  if (!copy)
    return lgt_fail (error, LGT_ENOMEM, "lgt_unpack: no memory for a copy");
  status = lgt_context_get (context, copy, src.data, bytes, error);
  if (status == LGT_OK)
    for (int64_t n = 0; n < count; n++)
      {
        const int64_t p = n / s->lanes, l = n % s->lanes;

        for (int64_t x = 0; x < s->sites; x++)
          for (int64_t c = 0; c < s->comps; c++)
            host[n * each + x * s->comps + c]
              = load (&src, copy, p * src.pack_stride + x * src.site_stride
                                  + c * s->lanes + l);
      }
  free (copy);
  return status;
}
