/* The factor before the action, and which random numbers a chain
   gets: what annealing changes between sweeps.  */

#include "chain_impl.h"

#include <math.h>
#include <stdlib.h>

/* TO, COUNT weights on the device, = SCALE times FROM; ROOM has space for
   them.  */
static enum lgt_status
put_scaled (struct lgt_chain *chain, const struct lgt_view *to,
            const double *from, double scale, double *room,
            struct lgt_error *error)
{
  const int64_t count = lgt_shape_count (to->shape);

  for (int64_t i = 0; i < count; i++)
    room[i] = scale * from[i];
  return lgt_context_put (chain->context, to->data, room,
                          (size_t) count * sizeof *room, error);
}

enum lgt_status
lgt_chain_set_scale (struct lgt_chain *chain, double scale,
                     struct lgt_error *error)
{
  int64_t most = lgt_shape_count (chain->weight.shape);
  double *room;
  enum lgt_status status;

  if (!isfinite (scale))
    return lgt_fail (error, LGT_EINVAL, "a chain's action times %g", scale);
  for (int i = 0; i < chain->lists; i++)
    if (lgt_shape_count (chain->list[i].weight.shape) > most)
      most = lgt_shape_count (chain->list[i].weight.shape);
  room = malloc ((size_t) most * sizeof *room);
  if (!room)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld weights",
                     (long long) most);
  status = put_scaled (chain, &chain->weight, chain->coefficient, scale,
                       room, error);
  for (int i = 0; i < chain->lists && status == LGT_OK; i++)
    status = put_scaled (chain, &chain->list[i].weight,
                         chain->list[i].unscaled, scale, room, error);
  free (room);
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
