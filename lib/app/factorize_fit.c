/* Fits of all kernels of a convolution, and the search for a rank.  */

#include "factorize.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Trained kernels have no exact rank that would be worth a longer search.  */
enum { STARTS = 3, SWEEPS = 500 };

static void
forget_kernel (struct lgt_factorize_kernel *kernel)
{
  for (int d = 0; d < LGT_FACTORIZE_MAX_ORDER; d++)
    {
      free (kernel->factor[d]);
      kernel->factor[d] = NULL;
    }
  free (kernel->core);
  kernel->core = NULL;
  kernel->rank = 0;
}

void
lgt_factorize_forget (struct lgt_factorize_conv *conv)
{
  for (int k = 0; k < conv->kernels; k++)
    forget_kernel (&conv->kernel[k]);
}

int64_t
lgt_factorize_extent (const struct lgt_factorize_conv *conv, int d)
{
  int64_t least = INT64_MAX;

  for (int k = 0; k < conv->kernels; k++)
    if (conv->kernel[k].extent[d] < least)
      least = conv->kernel[k].extent[d];
  return least;
}

static enum lgt_status
fit_cp (const struct lgt_factorize *f, int order, int rank,
        struct lgt_factorize_kernel *kernel, struct lgt_error *error)
{
  double *factor[LGT_FACTORIZE_MAX_ORDER] = { NULL };
  const struct lgt_cp_options options = {
    .starts = STARTS, .iterations = SWEEPS, .seed = f->seed,
    .first_rank = kernel->rank,
    .first = kernel->rank && kernel->rank <= rank
             ? (const double *const *) kernel->factor : NULL
  };
  struct lgt_fit fit;
  enum lgt_status status = LGT_OK;

  for (int d = 0; d < order && status == LGT_OK; d++)
    {
      factor[d] = malloc ((size_t) (kernel->extent[d] * rank)
                          * sizeof (double));
      if (!factor[d])
        status = lgt_fail (error, LGT_ENOMEM, "no memory for factors");
    }
  if (status == LGT_OK)
    status = lgt_cp_fit (order, kernel->extent, kernel->value, rank,
                         &options, factor, &fit, error);
  if (status != LGT_OK)
    {
      for (int d = 0; d < order; d++)
        free (factor[d]);
      return status;
    }
  forget_kernel (kernel);
  memcpy (kernel->factor, factor, sizeof factor);
  kernel->rank = rank;
  kernel->error = fit.error;
  return LGT_OK;
}

/* Columns of the unit matrix, for a mode that a fit leaves alone.  */
static void
fill_unit (int64_t n, double *factor)
{
  for (int64_t i = 0; i < n * n; i++)
    factor[i] = i % (n + 1) == 0;
}

static enum lgt_status
fit_tucker (int order, int64_t in, int64_t out,
            struct lgt_factorize_kernel *kernel, struct lgt_error *error)
{
  const int64_t ranks[LGT_FACTORIZE_MAX_ORDER] = { out, in };
  struct lgt_fit fit;
  enum lgt_status status = LGT_OK;

  forget_kernel (kernel);
  kernel->core = malloc ((size_t) kernel->size * sizeof *kernel->core);
  for (int d = 0; d < 2; d++)
    kernel->factor[d] = malloc ((size_t) (kernel->extent[d] * ranks[d])
                                * sizeof (double));
  if (!kernel->core || !kernel->factor[0] || !kernel->factor[1])
    status = lgt_fail (error, LGT_ENOMEM, "no memory for factors");
  if (status == LGT_OK)
    status = lgt_tucker_fit (order, kernel->extent, kernel->value, ranks,
                             NULL, kernel->core, kernel->factor, &fit,
                             error);
  if (status != LGT_OK)
    return status;
  for (int d = 0; d < 2; d++)
    if (ranks[d] == kernel->extent[d])
      fill_unit (ranks[d], kernel->factor[d]);
  kernel->error = fit.error;
  return LGT_OK;
}

enum lgt_status
lgt_factorize_fit (const struct lgt_factorize *f,
                   struct lgt_factorize_conv *conv,
                   struct lgt_factorize_choice *choice,
                   struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;
  double sum = 0;

  choice->largest = 0;
  for (int k = 0; k < conv->kernels && status == LGT_OK; k++)
    {
      struct lgt_factorize_kernel *kernel = &conv->kernel[k];

      status = choice->method == LGT_FACTORIZE_CP
               ? fit_cp (f, conv->order, (int) choice->rank[0], kernel, error)
               : fit_tucker (conv->order, choice->rank[0], choice->rank[1],
                             kernel, error);
      if (status != LGT_OK)
        break;
      sum += kernel->error * kernel->error;
      choice->largest = fmax (choice->largest, kernel->error);
    }
  choice->rms = sqrt (sum / conv->kernels);
  conv->rank[0] = choice->rank[0];
  conv->rank[1] = choice->rank[1];
  return status;
}

/* Move the factors of a fit from FROM to TO, which may have older ones.  */
static void
move_fit (int kernels, struct lgt_factorize_kernel *from,
          struct lgt_factorize_kernel *to)
{
  for (int k = 0; k < kernels; k++)
    {
      forget_kernel (&to[k]);
      memcpy (to[k].factor, from[k].factor, sizeof to[k].factor);
      memset (from[k].factor, 0, sizeof from[k].factor);
      to[k].rank = from[k].rank;
      to[k].error = from[k].error;
      from[k].rank = 0;
    }
}

/* The rank doubles until it is enough, then the gap is halved.  */
static enum lgt_status
search_cp (const struct lgt_factorize *f, struct lgt_factorize_conv *conv,
           double largest, struct lgt_factorize_choice *choice,
           struct lgt_error *error)
{
  struct lgt_factorize_kernel *good
    = calloc ((size_t) conv->kernels, sizeof *good);
  struct lgt_factorize_choice try = *choice;
  int64_t low = 0, high = LGT_FACTORIZE_MAX_RANK + 1;
  enum lgt_status status
    = good ? LGT_OK : lgt_fail (error, LGT_ENOMEM, "no memory for factors");

  for (try.rank[0] = 1; status == LGT_OK && low + 1 < high;)
    {
      status = lgt_factorize_fit (f, conv, &try, error);
      if (status == LGT_OK && try.largest <= largest)
        {
          high = try.rank[0];
          *choice = try;
          move_fit (conv->kernels, conv->kernel, good);
        }
      else
        low = try.rank[0];
      try.rank[0] = high > LGT_FACTORIZE_MAX_RANK ? 2 * low
                                                  : (low + high) / 2;
    }
  if (status == LGT_OK && high > LGT_FACTORIZE_MAX_RANK)
    status = lgt_fail (error, LGT_ENUM, "%.40s conv%d: no CP of rank %d or "
                       "less has an error of at most %g", conv->network,
                       conv->number, LGT_FACTORIZE_MAX_RANK, largest);
  if (status == LGT_OK)
    {
      move_fit (conv->kernels, good, conv->kernel);
      conv->rank[0] = choice->rank[0];
    }
  for (int k = 0; good && k < conv->kernels; k++)
    forget_kernel (&good[k]);
  free (good);
  return status;
}

/* Ranks from the singular values of all kernels, then one less in turn, in
   and out, as long as that is enough.  */
static enum lgt_status
search_tucker (const struct lgt_factorize *f,
               struct lgt_factorize_conv *conv, double largest,
               struct lgt_factorize_choice *choice, struct lgt_error *error)
{
  static const unsigned char chosen[LGT_FACTORIZE_MAX_ORDER] = { 1, 1 };
  bool stuck[2] = { false, false };
  enum lgt_status status = LGT_OK;

  choice->rank[0] = choice->rank[1] = 1;
  for (int k = 0; k < conv->kernels && status == LGT_OK; k++)
    {
      int64_t rank[LGT_FACTORIZE_MAX_ORDER];

      status = lgt_tucker_ranks (conv->order, conv->kernel[k].extent,
                                 conv->kernel[k].value, chosen, largest,
                                 rank, error);
      for (int i = 0; i < 2 && status == LGT_OK; i++)
        if (rank[1 - i] > choice->rank[i])
          choice->rank[i] = rank[1 - i];
    }
  /* Of heads with different outputs the one with the fewest decides.  */
  for (int i = 0; i < 2; i++)
    if (choice->rank[i] > lgt_factorize_extent (conv, 1 - i))
      choice->rank[i] = lgt_factorize_extent (conv, 1 - i);
  for (int i = 0; status == LGT_OK && !(stuck[0] && stuck[1]); i = 1 - i)
    {
      struct lgt_factorize_choice less = *choice;

      less.rank[i]--;
      if (stuck[i] || less.rank[i] < 1)
        {
          stuck[i] = true;
          continue;
        }
      status = lgt_factorize_fit (f, conv, &less, error);
      if (less.largest <= largest)
        choice->rank[i]--;
      else
        stuck[i] = true;
    }
  if (status == LGT_OK)
    status = lgt_factorize_fit (f, conv, choice, error);
  if (status == LGT_OK && !(choice->largest <= largest))
    status = lgt_fail (error, LGT_ENUM, "%.40s conv%d: Tucker ranks that all "
                       "its kernels can have leave an error of %g",
                       conv->network, conv->number, choice->largest);
  return status;
}

enum lgt_status
lgt_factorize_search (const struct lgt_factorize *f,
                      struct lgt_factorize_conv *conv, double largest,
                      struct lgt_factorize_choice *choice,
                      struct lgt_error *error)
{
  lgt_factorize_forget (conv);
  return (choice->method == LGT_FACTORIZE_CP ? search_cp : search_tucker)
         (f, conv, largest, choice, error);
}

struct lgt_conv_cost
lgt_factorize_cost (const struct lgt_factorize_conv *conv,
                    const struct lgt_factorize_kernel *kernel,
                    const struct lgt_factorize_choice *choice)
{
  const int64_t out = kernel->extent[0], in = kernel->extent[1];
  const int64_t *k = kernel->extent + 2;
  const int ndim = conv->order - 2;

  if (!choice)
    return lgt_conv_cost_dense (out, in, ndim, k);
  if (choice->method == LGT_FACTORIZE_CP)
    return lgt_conv_cost_cp (out, in, ndim, k, choice->rank[0]);
  return lgt_conv_cost_tucker (out, in, ndim, k, choice->rank[0],
                               choice->rank[1]);
}
