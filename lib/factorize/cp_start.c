/* Start values of CP, and the best of what comes of them.  */

#include "array.h"
#include "cp.h"

#include <stdlib.h>
#include <string.h>

enum { LONG = 2048 };   /* extents above have no singular vectors here */

double
lgt_cp_random_ (uint64_t *state)
{
  uint64_t z = *state += UINT64_C (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C (0x94d049bb133111eb);
  z ^= z >> 31;
  return ((double) (z >> 11) + 0.5) * 0x1p-52 - 1;
}

static void
fill_random (const struct lgt_cp_task *t, double *const *factor, int from,
             double size, uint64_t *state)
{
  for (int d = 0; d < t->order; d++)
    for (int64_t i = 0; i < t->extent[d]; i++)
      for (int r = from; r < t->rank; r++)
        factor[d][i * t->rank + r] = size * lgt_cp_random_ (state);
}

/* The leading left singular vectors of each unfolding, random columns where
   there are no more of them, or the mode is so long that they would take
   too much time.  */
static enum lgt_status
fill_singular (const struct lgt_cp_task *t, double *const *factor,
               struct lgt_error *error)
{
  int64_t most = 1;
  double *vectors;
  enum lgt_status status = LGT_OK;

  for (int d = 0; d < t->order; d++)
    if (t->extent[d] > most && t->extent[d] <= LONG)
      most = t->extent[d];
  vectors = malloc ((size_t) (most * most + most) * sizeof *vectors);
  if (!vectors)
    return lgt_fail (error, LGT_ENOMEM, "no memory for singular vectors");
  for (int d = 0; d < t->order && status == LGT_OK; d++)
    {
      const int64_t n = t->extent[d];

      if (n > LONG)
        continue;
      status = lgt_array_vectors_ (t->order, t->extent, d, t->tensor,
                                   vectors, vectors + n * n, error);
      for (int64_t i = 0; i < n && status == LGT_OK; i++)
        for (int64_t r = 0; r < n && r < t->rank; r++)
          factor[d][i * t->rank + r] = vectors[i * n + r];
    }
  free (vectors);
  return status;
}

/* Begin with the caller's components: as they are, to have something to fall
   back on; then with others added.  */
static void
fill_given (const struct lgt_cp_task *t, const struct lgt_cp_options *options,
            const double *first_norm, struct lgt_als *als, uint64_t *state)
{
  const int given = options->first_rank, rank = t->rank;

  for (int d = 0; d < t->order; d++)
    for (int64_t i = 0; i < t->extent[d]; i++)
      for (int r = 0; r < rank; r++)
        als->factor[d][i * rank + r]
          = r >= given ? 0
            : options->first[t->mode[d]][i * given + r]
              * (d == 0 ? first_norm[r] / t->norm : 1);
  lgt_als_offer_ (als);
  fill_random (t, als->factor, given, 0.1, state);
}

enum lgt_status
lgt_cp_iterate_ (struct lgt_cp_task *t, const struct lgt_cp_options *o,
                 const double *first_norm, int *sweeps,
                 struct lgt_error *error)
{
  struct lgt_als als;
  uint64_t state = o->seed;
  const int given = o->first && o->first_rank > 0;
  enum lgt_status status
    = lgt_als_new_ (t->order, t->extent, t->rank, t->tensor, o->limit, &als,
                    error);

  for (int start = given ? -1 : 0; status == LGT_OK && start < o->starts
                                   && !(als.best_error < 1e-12); start++)
    {
      const double before = als.best_error;
      int done;

      fill_random (t, als.factor, 0, 1, &state);
      if (start == 0)
        status = fill_singular (t, als.factor, error);
      else if (start < 0)
        fill_given (t, o, first_norm, &als, &state);
      if (status != LGT_OK)
        break;
      done = lgt_als_run_ (&als, o->iterations, o->tolerance);
      if (als.best_error < before)
        *sweeps = done;
    }
  for (int d = 0; status == LGT_OK && d < t->order; d++)
    memcpy (t->factor[d], als.best[d],
            (size_t) (t->extent[d] * t->rank) * sizeof (double));
  lgt_als_free_ (&als);
  return status;
}
