/* Memory of a CP fit.  */

#include "array.h"
#include "cp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where to cut: a sweep's work beside the products with T is least.  */
static int
best_split (int order, const int64_t *extent)
{
  double least = INFINITY;
  int at = 1;

  for (int split = 1; split < order; split++)
    {
      const double work
        = (double) lgt_array_size_ (extent, 0, split) * split
          + (double) lgt_array_size_ (extent, split, order)
            * (order - split);

      if (work < least)
        {
          least = work;
          at = split;
        }
    }
  return at;
}

static double *
room (int64_t a, int64_t b, int *failed)
{
  double *p = a <= INT64_MAX / 16 / b
              ? calloc ((size_t) (a * b), sizeof *p) : NULL;

  *failed |= !p;
  return p;
}

enum lgt_status
lgt_als_new_ (int order, const int64_t *extent, int rank,
              const double *tensor, double limit, struct lgt_als *als,
              struct lgt_error *error)
{
  int failed = 0;
  int64_t most;

  memset (als, 0, sizeof *als);
  als->order = order;
  memcpy (als->extent, extent, (size_t) order * sizeof *extent);
  als->rank = rank;
  als->size = lgt_array_size_ (extent, 0, order);
  als->tensor = tensor;
  als->split = best_split (order, extent);
  als->rows = lgt_array_size_ (extent, 0, als->split);
  als->columns = lgt_array_size_ (extent, als->split, order);
  als->best_error = INFINITY;
  als->limit = limit;
  most = als->rows > als->columns ? als->rows : als->columns;
  for (int d = 0; d < order; d++)
    {
      als->factor[d] = room (extent[d], rank, &failed);
      als->before[d] = room (extent[d], rank, &failed);
      als->best[d] = room (extent[d], rank, &failed);
      als->gram[d] = room (rank, rank, &failed);
    }
  als->left = room (als->rows, rank, &failed);
  als->right = room (als->columns, rank, &failed);
  als->partial = room (most, rank, &failed);
  als->normal = room (rank, rank, &failed);
  /* A sweep keeps PARTIAL's copy here too.  */
  als->model = room (als->size > most * rank ? als->size : most * rank, 1,
                     &failed);
  return failed ? lgt_fail (error, LGT_ENOMEM, "no memory for a CP fit of "
                            "rank %d", rank) : LGT_OK;
}

void
lgt_als_free_ (struct lgt_als *als)
{
  for (int d = 0; d < als->order; d++)
    {
      free (als->factor[d]);
      free (als->before[d]);
      free (als->best[d]);
      free (als->gram[d]);
    }
  free (als->left);
  free (als->right);
  free (als->partial);
  free (als->normal);
  free (als->model);
}
