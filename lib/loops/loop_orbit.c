/* Images of a loop under the hypercubic group.  */

#include <lgt/loops.h>

/* Turn ORDER[0..N-1] into the next permutation; 0 after the last one.  */
static int
next_permutation (int n, int *order)
{
  int i = n - 2, j = n - 1, swap;

  while (i >= 0 && order[i] > order[i + 1])
    i--;
  if (i < 0)
    return 0;
  while (order[j] < order[i])
    j--;
  swap = order[i];
  order[i] = order[j];
  order[j] = swap;
  for (i++, j = n - 1; i < j; i++, j--)
    {
      swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
  return 1;
}

/* Send direction mu to ORDER[mu], reflected where bit mu of SIGNS is set.  */
static void
transform (const struct lgt_loop *loop, const int *order, unsigned signs,
           struct lgt_loop *result)
{
  result->length = loop->length;
  for (int i = 0; i < loop->length; i++)
    {
      int step = loop->steps[i];
      int mu = (step > 0 ? step : -step) - 1;
      int sign = (step > 0 ? 1 : -1) * (signs >> mu & 1 ? -1 : 1);

      result->steps[i] = sign * (order[mu] + 1);
    }
}

enum lgt_status
lgt_loop_list_orbit (int ndim, const struct lgt_loop *loop,
                     struct lgt_loop_list *list, struct lgt_error *error)
{
  struct lgt_loop_list result = { 0 };
  int order[LGT_MAX_DIM];
  enum lgt_status status;

  if (ndim < 1 || ndim > LGT_MAX_DIM)
    return lgt_fail (error, LGT_EINVAL,
                     "loops in %d dimensions: 1 to %d are possible", ndim,
                     LGT_MAX_DIM);
  status = lgt_loop_check (loop, ndim, error);
  if (status)
    return status;
  for (int mu = 0; mu < ndim; mu++)
    order[mu] = mu;
  do
    for (unsigned signs = 0; signs < 1u << ndim; signs++)
      {
        struct lgt_loop image;

        transform (loop, order, signs, &image);
        status = lgt_loop_list_add (&result, &image, error);
        if (status)
          {
            lgt_loop_list_free (&result);
            return status;
          }
      }
  while (next_permutation (ndim, order));
  lgt_loop_list_normalize (&result);
  *list = result;
  return LGT_OK;
}
