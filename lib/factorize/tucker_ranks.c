/* Ranks for an error, from the singular values of the unfoldings.  */

#include "array.h"
#include "tucker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum lgt_status
lgt_tucker_ranks (int order, const int64_t *extent, const double *tensor,
                  const unsigned char *chosen, double largest_error,
                  int64_t *rank, struct lgt_error *error)
{
  struct lgt_tucker_work w;
  double *sigma[LGT_FACTORIZE_MAX_ORDER] = { NULL }, left_out = 0;
  enum lgt_status status
    = lgt_tucker_reserve_ (order, extent, tensor, &w, error);

  if (status == LGT_OK && !(largest_error >= 0 && largest_error < 1))
    status = lgt_fail (error, LGT_EINVAL, "a relative error of %g; it must "
                       "be in [0, 1)", largest_error);
  if (status == LGT_OK)
    status = lgt_tucker_reserve_vectors_ (&w, chosen, error);
  for (int d = 0; d < order && status == LGT_OK; d++)
    if (chosen[d])
      {
        const size_t bytes = (size_t) extent[d] * sizeof *sigma[d];

        sigma[d] = malloc (bytes);
        status = sigma[d] ? lgt_array_vectors_ (order, extent, d, tensor,
                                                w.vectors, sigma[d], error)
                 : lgt_fail (error, LGT_ENOMEM, "no memory for singular "
                             "values");
      }
  for (int d = 0; d < order && status == LGT_OK; d++)
    rank[d] = sigma[d] ? extent[d] : 0;
  while (status == LGT_OK)
    {
      double least = INFINITY;
      int at = -1;

      for (int d = 0; d < order; d++)
        if (sigma[d] && rank[d] > 1 && sigma[d][rank[d] - 1] < least)
          {
            least = sigma[d][rank[d] - 1];
            at = d;
          }
      if (at < 0)
        break;
      if (w.norm > 0)
        left_out += least / w.norm * (least / w.norm);
      if (!(left_out <= largest_error * largest_error))
        break;
      rank[at]--;
    }
  for (int d = 0; d < LGT_FACTORIZE_MAX_ORDER; d++)
    free (sigma[d]);
  lgt_tucker_free_ (&w);
  return status;
}
