#include "array.h"

/* A weight is used once for each output site, so both counts agree.  */
static struct lgt_conv_cost
both (int64_t count)
{
  return (struct lgt_conv_cost) { count, count };
}

struct lgt_conv_cost
lgt_conv_cost_dense (int64_t out, int64_t in, int ndim,
                     const int64_t *kernel)
{
  return both (out * in * lgt_array_size_ (kernel, 0, ndim));
}

struct lgt_conv_cost
lgt_conv_cost_cp (int64_t out, int64_t in, int ndim, const int64_t *kernel,
                  int64_t rank)
{
  int64_t sum = 0;

  for (int d = 0; d < ndim; d++)
    sum += kernel[d];
  return both (in * rank + rank * sum + rank * out);
}

struct lgt_conv_cost
lgt_conv_cost_tucker (int64_t out, int64_t in, int ndim,
                      const int64_t *kernel, int64_t rank_in,
                      int64_t rank_out)
{
  return both (in * rank_in
               + rank_in * rank_out * lgt_array_size_ (kernel, 0, ndim)
               + rank_out * out);
}
