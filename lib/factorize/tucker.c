/* Tucker: HOSVD, then HOOI (De Lathauwer, De Moor, Vandewalle, SIAM J.
   Matrix Anal. Appl. 21 (2000) 1253 and 1324).  */

#include "array.h"
#include "tucker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The leading vectors that were found become factor D.  */
static void
take_vectors (struct lgt_tucker_work *w, int d)
{
  for (int64_t i = 0; i < w->extent[d]; i++)
    memcpy (w->factor[d] + i * w->rank[d], w->vectors + i * w->extent[d],
            (size_t) w->rank[d] * sizeof (double));
}

/* T with all modes but SKIP (-1: none) projected on their factors; its
   extents are EXTENT.  The result is A, B or T itself.  */
static const double *
project (struct lgt_tucker_work *w, int skip, int64_t *extent)
{
  const double *now = w->tensor;
  double *next = w->a;

  memcpy (extent, w->extent, sizeof w->extent);
  for (int d = 0; d < w->order; d++)
    if (d != skip && w->factor[d])
      {
        lgt_array_apply_ (w->order, extent, d, w->rank[d], w->factor[d], 1,
                          now, next);
        extent[d] = w->rank[d];
        now = next;
        next = next == w->a ? w->b : w->a;
      }
  return now;
}

/* Sweeps until ||C||^2 stops rising; SWEEPS gets how many.  */
static enum lgt_status
sweep (struct lgt_tucker_work *w, const struct lgt_tucker_options *options,
       int *sweeps, struct lgt_error *error)
{
  const int most = options && options->iterations ? options->iterations : 50;
  const double tolerance = options && options->tolerance
                           ? options->tolerance : 1e-10;
  double before = 0;
  int modes = 0;

  for (int d = 0; d < w->order; d++)
    modes += w->factor[d] != NULL;
  for (*sweeps = 1; *sweeps <= most; ++*sweeps)
    {
      double after = 0;

      for (int d = 0; d < w->order; d++)
        {
          int64_t extent[LGT_FACTORIZE_MAX_ORDER];
          const double *now;
          enum lgt_status status;

          if (!w->factor[d])
            continue;
          now = project (w, d, extent);
          status = lgt_array_vectors_ (w->order, extent, d, now, w->vectors,
                                       w->sigma, error);
          if (status != LGT_OK)
            return status;
          take_vectors (w, d);
          after = 0;
          for (int64_t i = 0; i < w->rank[d]; i++)
            after += w->sigma[i] / w->norm * (w->sigma[i] / w->norm);
        }
      /* One mode: its singular vectors are the best ones.  */
      if (modes < 2 || !(after - before > tolerance))
        return LGT_OK;
      before = after;
    }
  *sweeps = most;
  return LGT_OK;
}

static enum lgt_status
set_ranks (struct lgt_tucker_work *w, const int64_t *rank,
           unsigned char *chosen, struct lgt_error *error)
{
  for (int d = 0; d < w->order; d++)
    {
      if (rank[d] < 0 || rank[d] > w->extent[d])
        return lgt_fail (error, LGT_EINVAL, "Tucker rank %lld of a mode of "
                         "extent %lld", (long long) rank[d],
                         (long long) w->extent[d]);
      chosen[d] = rank[d] && rank[d] < w->extent[d];
      w->rank[d] = chosen[d] ? rank[d] : w->extent[d];
      if (!chosen[d])
        continue;
      w->factor[d] = malloc ((size_t) (w->extent[d] * rank[d])
                             * sizeof (double));
      if (!w->factor[d])
        return lgt_fail (error, LGT_ENOMEM, "no memory for a factor");
    }
  return LGT_OK;
}

enum lgt_status
lgt_tucker_fit (int order, const int64_t *extent, const double *tensor,
                const int64_t *rank, const struct lgt_tucker_options *options,
                double *core, double *const *factor, struct lgt_fit *fit,
                struct lgt_error *error)
{
  struct lgt_tucker_work w;
  unsigned char chosen[LGT_FACTORIZE_MAX_ORDER];
  int64_t small[LGT_FACTORIZE_MAX_ORDER], count;
  const double *now;
  int sweeps = 0;
  enum lgt_status status
    = lgt_tucker_reserve_ (order, extent, tensor, &w, error);

  if (status == LGT_OK)
    status = set_ranks (&w, rank, chosen, error);
  if (status == LGT_OK)
    status = lgt_tucker_reserve_vectors_ (&w, chosen, error);
  for (int d = 0; d < order && status == LGT_OK; d++)
    if (chosen[d])
      {
        status = lgt_array_vectors_ (order, extent, d, tensor, w.vectors,
                                     w.sigma, error);
        if (status == LGT_OK)
          take_vectors (&w, d);
      }
  if (status == LGT_OK && w.norm > 0)
    status = sweep (&w, options, &sweeps, error);
  if (status != LGT_OK)
    goto done;
  now = project (&w, -1, small);
  count = lgt_array_size_ (small, 0, order);
  memcpy (core, now, (size_t) count * sizeof *core);
  for (int d = 0; d < order; d++)
    if (chosen[d])
      memcpy (factor[d], w.factor[d],
              (size_t) (extent[d] * w.rank[d]) * sizeof (double));
  if (fit)
    {
      now = lgt_tucker_expand_ (order, small, core,
                                (const double *const *) w.factor, extent,
                                w.a, w.b);
      fit->error = lgt_array_error_ (w.size, tensor, now, w.norm);
      fit->iterations = sweeps;
    }
 done:
  lgt_tucker_free_ (&w);
  return status;
}
