/* Unfoldings, projections, expansions.  */

#include "array.h"
#include "tucker.h"

#include <stdlib.h>
#include <string.h>

void
lgt_tucker_free_ (struct lgt_tucker_work *w)
{
  free (w->a);
  free (w->b);
  free (w->vectors);
  free (w->sigma);
  for (int d = 0; d < w->order; d++)
    free (w->factor[d]);
}

enum lgt_status
lgt_tucker_reserve_ (int order, const int64_t *extent, const double *tensor,
                     struct lgt_tucker_work *w, struct lgt_error *error)
{
  enum lgt_status status;

  memset (w, 0, sizeof *w);
  status = lgt_array_check_ (order, extent, error);
  if (status != LGT_OK)
    return status;
  w->order = order;
  w->tensor = tensor;
  w->size = lgt_array_size_ (extent, 0, order);
  memcpy (w->extent, extent, (size_t) order * sizeof *extent);
  for (int d = 0; d < order; d++)
    if (extent[d] > w->largest)
      w->largest = extent[d];
  status = lgt_array_norm_ (w->size, tensor, &w->norm, error);
  if (status != LGT_OK)
    return status;
  w->a = malloc ((size_t) w->size * sizeof *w->a);
  w->b = malloc ((size_t) w->size * sizeof *w->b);
  w->sigma = malloc ((size_t) w->largest * sizeof *w->sigma);
  return w->a && w->b && w->sigma
         ? LGT_OK : lgt_fail (error, LGT_ENOMEM, "no memory for a tensor of "
                              "%lld elements", (long long) w->size);
}

enum lgt_status
lgt_tucker_reserve_vectors_ (struct lgt_tucker_work *w,
                             const unsigned char *chosen,
                             struct lgt_error *error)
{
  int64_t n = 1;

  for (int d = 0; d < w->order; d++)
    if (chosen[d] && w->extent[d] > n)
      n = w->extent[d];
  if (n <= LGT_FACTORIZE_MAX_SIZE / n)
    w->vectors = malloc ((size_t) (n * n) * sizeof *w->vectors);
  return w->vectors ? LGT_OK : lgt_fail (error, LGT_ENOMEM, "no memory for "
                                         "%lld singular vectors",
                                         (long long) n);
}

const double *
lgt_tucker_expand_ (int order, const int64_t *rank, const double *core,
                    const double *const *factor, const int64_t *full,
                    double *a, double *b)
{
  const double *now = core;
  double *next = a;
  int64_t extent[LGT_FACTORIZE_MAX_ORDER];

  memcpy (extent, rank, (size_t) order * sizeof *extent);
  for (int d = 0; d < order; d++)
    if (factor[d])
      {
        lgt_array_apply_ (order, extent, d, full[d], factor[d], 0, now,
                          next);
        extent[d] = full[d];
        now = next;
        next = next == a ? b : a;
      }
  return now;
}

enum lgt_status
lgt_tucker_tensor (int order, const int64_t *extent, const int64_t *rank,
                   const double *core, const double *const *factor,
                   double *tensor, struct lgt_error *error)
{
  const double *used[LGT_FACTORIZE_MAX_ORDER] = { NULL }, *now;
  int64_t small[LGT_FACTORIZE_MAX_ORDER], size;
  double *a, *b;
  enum lgt_status status = lgt_array_check_ (order, extent, error);

  for (int d = 0; d < order && status == LGT_OK; d++)
    {
      if (rank[d] < 0 || rank[d] > extent[d])
        status = lgt_fail (error, LGT_EINVAL, "Tucker rank %lld of a mode of "
                           "extent %lld", (long long) rank[d],
                           (long long) extent[d]);
      small[d] = rank[d] ? rank[d] : extent[d];
      used[d] = small[d] < extent[d] ? factor[d] : NULL;
    }
  if (status != LGT_OK)
    return status;
  size = lgt_array_size_ (extent, 0, order);
  a = malloc ((size_t) size * sizeof *a);
  b = malloc ((size_t) size * sizeof *b);
  if (a && b)
    {
      now = lgt_tucker_expand_ (order, small, core, used, extent, a, b);
      memcpy (tensor, now, (size_t) size * sizeof *tensor);
    }
  else
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a tensor of %lld "
                       "elements", (long long) size);
  free (a);
  free (b);
  return status;
}
