/* The factor before the action, and which random numbers a chain
   gets: what annealing changes between sweeps.  */

#include "chain_impl.h"

#include <math.h>

/* TO, weights on the device, = SCALE times FROM.  */
static enum lgt_status
put_scaled (struct lgt_chain *chain, const struct lgt_view *to,
            const double *from, double scale, struct lgt_error *error)
{
  const int64_t count = lgt_shape_count (to->shape);

  for (int64_t i = 0; i < count; i++)
    chain->room[i] = scale * from[i];
  return lgt_context_put (chain->context, to->data, chain->room,
                          (size_t) count * sizeof *chain->room, error);
}

enum lgt_status
lgt_chain_set_scale (struct lgt_chain *chain, double scale,
                     struct lgt_error *error)
{
  enum lgt_status status;

  if (!isfinite (scale))
    return lgt_fail (error, LGT_EINVAL, "a chain's action times %g", scale);
  status = put_scaled (chain, &chain->weight, chain->coefficient, scale,
                       error);
  for (int i = 0; i < chain->lists && status == LGT_OK; i++)
    status = put_scaled (chain, &chain->list[i].weight,
                         chain->list[i].unscaled, scale, error);
  if (status == LGT_OK)
    status = lgt_context_put (chain->context, chain->factor.data, &scale,
                              sizeof scale, error);
  if (status == LGT_OK)
    chain->scale = scale;
  return status;
}

double
lgt_chain_scale (const struct lgt_chain *chain)
{
  return chain->scale;
}

enum lgt_status
lgt_chain_set_counter (struct lgt_chain *chain, uint64_t seed, int64_t sweep,
                       uint32_t first, struct lgt_error *error)
{
  if (sweep < 0 || sweep >> 36)
    return lgt_fail (error, LGT_EINVAL, "sweep number %lld is not in 0 to "
                     "2^36 - 1", (long long) sweep);
  chain->options.seed = seed;
  chain->sweep = sweep;
  chain->first = first;
  return LGT_OK;
}
