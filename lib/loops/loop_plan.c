/* Plans: from the shortest words to products and values.  */

#include <stdlib.h>
#include <string.h>

#include "loop_builder.h"

/* Number of products that the words use; USED[source] = 1 for those.  */
static int
count_used (const struct lgt_loop_words *words, unsigned char *used)
{
  int count = 0;

  memset (used, 0, (size_t) words->sources);
  for (int i = 0; i < words->words; i++)
    for (int k = 0; k < words->word[i].count; k++)
      used[words->word[i].code[k] / 2] = 1;
  for (int s = words->sources - 1; s >= words->ndim; s--)
    if (used[s])
      {
        used[words->source[s].pair[0] / 2] = 1;
        used[words->source[s].pair[1] / 2] = 1;
        count++;
      }
  return count;
}

/* The shortest words in *BEST, in several orders.  *BEST is empty or holds
   words to be beaten, with *PRODUCTS products; *COMPOSED is set to COMPOSED
   if they were.  */
static enum lgt_status
shorten (const struct lgt_loop_builder *b, int composed,
         struct lgt_loop_words *best, int *products, int *best_composed,
         struct lgt_error *error)
{
  struct lgt_loop_words start, words;
  int64_t codes = 0;
  uint64_t orders;
  enum lgt_status status = lgt_loop_builder_words (b, composed, &start,
                                                   error);

  if (status)
    return status;
  for (int i = 0; i < start.words; i++)
    codes += start.word[i].count;
  /* One order takes a time that grows as codes^2.  */
  orders = (uint64_t) (((int64_t) 1 << 22) / (codes * codes + 1) + 1);
  if (orders > 64)
    orders = 64;
  for (uint64_t order = 0; order < orders && !status; order++)
    {
      unsigned char *used;
      int count;

      status = lgt_loop_words_copy (&start, &words, error);
      if (status)
        break;
      status = lgt_loop_words_shorten (&words, order, error);
      used = status ? NULL : malloc ((size_t) words.sources);
      if (!used)
        {
          lgt_loop_words_free (&words);
          if (!status)
            status = lgt_fail (error, LGT_ENOMEM,
                               "no memory for a plan of loops");
          break;
        }
      count = count_used (&words, used);
      free (used);
      if (best->word && count >= *products)
        lgt_loop_words_free (&words);
      else
        {
          lgt_loop_words_free (best);
          *best = words;
          *products = count;
          *best_composed = composed;
        }
    }
  lgt_loop_words_free (&start);
  return status;
}

/* The factor of CODE that starts at AT; AT moves to its end.  NUMBER[s] is
   the source that s has become.  */
static void
make_factor (const struct lgt_loop_words *words, const int *number, int code,
             int *at, struct lgt_loop_factor *factor)
{
  const int *start = at;
  int moved[LGT_MAX_DIM] = { 0 };

  memcpy (moved, at, (size_t) words->ndim * sizeof at[0]);
  lgt_loop_words_walk (words, code, moved);
  if (code % 2)
    start = moved;
  *factor = (struct lgt_loop_factor) { .source = number[code / 2],
                                       .dagger = code % 2 };
  memcpy (factor->shift, start, (size_t) words->ndim * sizeof at[0]);
  memcpy (at, moved, (size_t) words->ndim * sizeof at[0]);
}

/* Append to PATH what FACTOR walks.  */
static void
append_path (const struct lgt_loop_plan *plan,
             const struct lgt_loop_factor *factor, struct lgt_loop *path)
{
  struct lgt_loop piece = { .length = 1, .steps = { factor->source + 1 } };

  if (factor->source >= plan->ndim)
    piece = plan->product[factor->source - plan->ndim].path;
  if (factor->dagger)
    lgt_loop_reverse (&piece, &piece);
  for (int i = 0; i < piece.length && path->length < LGT_LOOP_MAX; i++)
    path->steps[path->length++] = piece.steps[i];
}

/* The value of path I: its word's, moved, and conjugate if reversed.  */
static void
make_value (const struct lgt_loop_words *words, const int *number,
            const struct lgt_loop_origin *origin, struct lgt_loop_value *value)
{
  const struct lgt_loop_word *word = &words->word[origin->word];
  int at[LGT_MAX_DIM], n = word->count;

  memset (value, 0, sizeof *value);
  value->factors = n;
  for (int mu = 0; mu < words->ndim; mu++)
    at[mu] = word->base[mu] + origin->offset[mu];
  for (int k = 0; k < n; k++)
    {
      int place = origin->reversed ? n - 1 - k : k;
      struct lgt_loop_factor *factor = &value->factor[place];

      make_factor (words, number, word->code[k], at, factor);
      factor->dagger ^= origin->reversed;
      if (factor->source - words->ndim + 1 > value->after)
        value->after = factor->source - words->ndim + 1;
    }
}

/* Give each product an array that is free while it is needed.  */
static enum lgt_status
place_products (struct lgt_loop_plan *plan, struct lgt_error *error)
{
  int n = plan->products;
  int *last = malloc (2 * ((size_t) n + 1) * sizeof *last);
  int *spare = last + n + 1, spares = 0;

  if (!last)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a plan of loops");
  /* The last product during or after which each one is looked at.  */
  for (int m = 0; m < n; m++)
    {
      last[m] = m;
      for (int k = 0; k < 2; k++)
        if (plan->product[m].factor[k].source >= plan->ndim)
          last[plan->product[m].factor[k].source - plan->ndim] = m;
    }
  for (int i = 0; i < plan->loops; i++)
    for (int k = 0; k < plan->loop[i].factors; k++)
      {
        int source = plan->loop[i].factor[k].source - plan->ndim;

        if (source >= 0 && last[source] < plan->loop[i].after - 1)
          last[source] = plan->loop[i].after - 1;
      }
  for (int m = 0; m < n; m++)
    {
      plan->product[m].array = spares ? spare[--spares] : plan->arrays++;
      for (int k = 0; k <= m; k++)
        if (last[k] == m)
          spare[spares++] = plan->product[k].array;
    }
  free (last);
  return LGT_OK;
}

static enum lgt_status
make_plan (const struct lgt_loop_builder *b, const struct lgt_loop *loop,
           const struct lgt_loop_words *words, int products,
           struct lgt_loop_plan *plan, struct lgt_error *error)
{
  unsigned char *used = malloc ((size_t) words->sources);
  int *number = malloc ((size_t) words->sources * sizeof *number);
  int next = b->ndim;

  plan->product = malloc (((size_t) products + 1) * sizeof plan->product[0]);
  plan->loop = malloc ((size_t) b->paths * sizeof plan->loop[0]);
  if (!used || !number || !plan->product || !plan->loop)
    {
      free (used);
      free (number);
      return lgt_fail (error, LGT_ENOMEM, "no memory for a plan of %d paths",
                       b->paths);
    }
  count_used (words, used);
  plan->products = products;
  for (int s = 0; s < words->sources; s++)
    {
      struct lgt_loop_product *product;
      int at[LGT_MAX_DIM] = { 0 };

      number[s] = s < b->ndim ? s : next;
      if (s < b->ndim || !used[s])
        continue;
      product = &plan->product[next++ - b->ndim];
      product->path.length = 0;
      for (int k = 0; k < 2; k++)
        {
          make_factor (words, number, words->source[s].pair[k], at,
                       &product->factor[k]);
          append_path (plan, &product->factor[k], &product->path);
        }
      lgt_loop_reduce (&product->path, 0, &product->path);
    }
  plan->loops = b->paths;
  for (int i = 0; i < b->paths; i++)
    {
      make_value (words, number, &b->origin[i], &plan->loop[i]);
      lgt_loop_end (&loop[i], b->ndim, plan->loop[i].end);
    }
  free (used);
  free (number);
  return place_products (plan, error);
}

enum lgt_status
lgt_loop_plan_new (int ndim, int count, const struct lgt_loop *loop,
                   enum lgt_loop_plan_kind kind,
                   enum lgt_loop_plan_method method,
                   struct lgt_loop_plan **plan, struct lgt_error *error)
{
  struct lgt_loop_builder b = { .ndim = ndim, .kind = kind, .paths = count };
  struct lgt_loop_words best = { 0 };
  struct lgt_loop_plan *result = NULL;
  int products = 0, composed = 0;
  enum lgt_status status = LGT_OK;

  if (ndim < 1 || ndim > LGT_MAX_DIM || count < 1)
    return lgt_fail (error, LGT_EINVAL,
                     "a plan for %d paths in %d dimensions: at least 1, and "
                     "1 to %d, are possible", count, ndim, LGT_MAX_DIM);
  for (int i = 0; i < count; i++)
    {
      status = lgt_loop_check (&loop[i], ndim, error);
      if (status)
        return status;
    }
  status = lgt_loop_builder_collect (&b, loop, error);
  if (!status && method != LGT_LOOP_PLAN_PLAQUETTES)
    status = shorten (&b, 0, &best, &products, &composed, error);
  if (!status && method != LGT_LOOP_PLAN_PATHS)
    status = shorten (&b, 1, &best, &products, &composed, error);
  if (!status)
    {
      result = calloc (1, sizeof *result);
      if (!result)
        status = lgt_fail (error, LGT_ENOMEM, "no memory for a plan");
    }
  if (!status)
    {
      result->ndim = ndim;
      result->kind = kind;
      result->composed = composed;
      result->naive = b.naive;
      status = make_plan (&b, loop, &best, products, result, error);
    }
  if (status)
    lgt_loop_plan_free (result);
  else
    *plan = result;
  lgt_loop_words_free (&best);
  free (b.origin);
  free (b.word);
  return status;
}

void
lgt_loop_plan_free (struct lgt_loop_plan *plan)
{
  if (!plan)
    return;
  free (plan->product);
  free (plan->loop);
  free (plan);
}
