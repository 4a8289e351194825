/* Plans: from paths to words, from the shortest words to a plan.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/loop_plan.h>

#include "loop_words.h"

/* Which word a path is: the word, or its conjugate (REVERSED), based where
   the path is based plus OFFSET.  */
struct origin
{
  int word;
  int reversed;
  int offset[LGT_MAX_DIM];
};

/* A different path, once for all that are equal to it.  */
struct builder
{
  int ndim;
  enum lgt_loop_plan_kind kind;
  int paths;
  struct origin *origin;        /* one a path */
  int words;
  struct lgt_loop *word;
  int64_t naive;
};

/* A forward step is a link, a backward one its conjugate.  */
static int
code_of (int step)
{
  return step > 0 ? 2 * (step - 1) : 2 * (-step - 1) + 1;
}

/* The path FROM, reduced, as the representative WORD of its class.  */
static void
represent (const struct builder *b, const struct lgt_loop *from,
           struct origin *origin, struct lgt_loop *word)
{
  struct lgt_loop path, there, back;
  int removed;

  memset (origin->offset, 0, sizeof origin->offset);
  lgt_loop_reduce (from, 0, &path);
  lgt_loop_reverse (&path, &back);
  if (b->kind == LGT_LOOP_PLAN_BASED)
    {
      origin->reversed = lgt_loop_compare (&back, &path) < 0;
      if (origin->reversed)
        lgt_loop_end (&path, b->ndim, origin->offset);
      *word = origin->reversed ? back : path;
      return;
    }
  lgt_loop_reduce (&path, 1, &there);
  removed = (path.length - there.length) / 2;
  path.length = removed;
  lgt_loop_end (&path, b->ndim, origin->offset);
  lgt_loop_reverse (&there, &back);
  lgt_loop_canonical (&there, word);
  for (int k = 0; k < there.length; k++)
    for (int reversed = 0; reversed < 2; reversed++)
      {
        struct lgt_loop rotated;
        int moved[LGT_MAX_DIM] = { 0 };

        lgt_loop_rotate (reversed ? &back : &there, k, &rotated);
        if (lgt_loop_compare (&rotated, word) != 0)
          continue;
        origin->reversed = reversed;
        path = reversed ? back : there;
        path.length = k;
        lgt_loop_end (&path, b->ndim, moved);
        for (int mu = 0; mu < b->ndim; mu++)
          origin->offset[mu] += moved[mu];
        return;
      }
  origin->reversed = 0;
}

struct entry
{
  struct lgt_loop word;
  int path;
};

static int
compare_entries (const void *a, const void *b)
{
  const struct entry *x = a, *y = b;
  int difference = lgt_loop_compare (&x->word, &y->word);

  return difference ? difference : (x->path > y->path) - (x->path < y->path);
}

/* Set up what differs among the COUNT paths LOOP.  */
static enum lgt_status
collect (struct builder *b, const struct lgt_loop *loop,
         struct lgt_error *error)
{
  struct entry *entry = malloc ((size_t) b->paths * sizeof *entry);
  int shortest = b->kind == LGT_LOOP_PLAN_TRACES ? 2 : 1;

  b->origin = calloc ((size_t) b->paths, sizeof b->origin[0]);
  b->word = malloc ((size_t) b->paths * sizeof b->word[0]);
  if (!entry || !b->origin || !b->word)
    {
      free (entry);
      return lgt_fail (error, LGT_ENOMEM, "no memory for a plan of %d paths",
                       b->paths);
    }
  for (int i = 0; i < b->paths; i++)
    {
      represent (b, &loop[i], &b->origin[i], &entry[i].word);
      entry[i].path = i;
      if (entry[i].word.length > shortest)
        b->naive += entry[i].word.length - shortest;
    }
  qsort (entry, (size_t) b->paths, sizeof entry[0], compare_entries);
  for (int i = 0; i < b->paths; i++)
    {
      if (!i || lgt_loop_compare (&entry[i].word, &entry[i - 1].word) != 0)
        b->word[b->words++] = entry[i].word;
      b->origin[entry[i].path].word = b->words - 1;
    }
  free (entry);
  return LGT_OK;
}

/* The codes of LOOP's steps into CODE; returns how many.  */
static int
spell (const struct lgt_loop *loop, int *code)
{
  for (int i = 0; i < loop->length; i++)
    code[i] = code_of (loop->steps[i]);
  return loop->length;
}

/* The plaquette of LOOP, four steps, as codes: it is rotated to begin with
   two forward steps, and the steps before those are walked there and
   back.  */
static enum lgt_status
spell_plaquette (struct lgt_loop_words *words, const struct lgt_loop *loop,
                 int *code, int *count, struct lgt_error *error)
{
  const int *s = loop->steps;
  int first = 0, a, b, flip, corner[2], plaquette, n = 0;
  enum lgt_status status;

  while (s[first] < 0 || s[(first + 1) % 4] < 0)
    first++;
  a = code_of (s[first]);
  b = code_of (s[(first + 1) % 4]);
  flip = a > b;
  if (flip)
    {
      int swap = a;

      a = b;
      b = swap;
    }
  status = lgt_loop_words_product (words, words->sources, a, b, &corner[0],
                                   error);
  if (!status)
    status = lgt_loop_words_product (words, words->sources, b, a,
                                     &corner[1], error);
  if (!status)
    status = lgt_loop_words_product (words, words->sources, corner[0],
                                     corner[1] ^ 1, &plaquette, error);
  if (status)
    return status;
  for (int i = 0; i < first; i++)
    code[n++] = code_of (s[i]);
  code[n++] = flip ? plaquette ^ 1 : plaquette;
  for (int i = first; i-- > 0;)
    code[n++] = code_of (s[i]) ^ 1;
  *count = n;
  return LGT_OK;
}

/* Append LOOP to WORDS by way of its plaquettes; *DONE = 0 if that is a
   longer walk than LGT_LOOP_MAX.  */
static enum lgt_status
add_composed (struct lgt_loop_words *words, const struct lgt_loop *loop,
              int *done, struct lgt_error *error)
{
  struct lgt_loop_plaquette_at *factor;
  int code[LGT_LOOP_MAX], base[LGT_MAX_DIM] = { 0 }, count, n = 0;
  int steps = 0;
  enum lgt_status status = lgt_loop_compose (loop, &count, &factor, error);

  *done = !status;
  for (int i = 0; i < count && *done && !status; i++)
    {
      const struct lgt_loop *carrier = &factor[i].carrier;
      int added;

      /* A plaquette is at most 10 steps, 7 codes.  */
      steps += 2 * carrier->length + 10;
      *done = steps <= LGT_LOOP_MAX;
      if (!*done)
        break;
      n += spell (carrier, code + n);
      status = spell_plaquette (words, &factor[i].loop, code + n, &added,
                                error);
      if (status)
        break;
      n += added;
      for (int k = carrier->length; k-- > 0;)
        code[n++] = code_of (carrier->steps[k]) ^ 1;
    }
  free (count ? factor : NULL);
  if (!status && *done)
    status = lgt_loop_words_add (words, n, code, base, error);
  return status;
}

/* The words of B as codes, plaquettes first if COMPOSED.  */
static enum lgt_status
begin_words (const struct builder *b, int composed,
             struct lgt_loop_words *words, struct lgt_error *error)
{
  int base[LGT_MAX_DIM] = { 0 }, code[LGT_LOOP_MAX];
  enum lgt_status status
    = lgt_loop_words_init (words, b->ndim, b->kind == LGT_LOOP_PLAN_TRACES,
                           b->words, error);

  for (int i = 0; i < b->words && !status; i++)
    {
      int done = 0;

      if (composed && lgt_loop_closed (&b->word[i], NULL))
        status = add_composed (words, &b->word[i], &done, error);
      if (!status && !done)
        status = lgt_loop_words_add (words, spell (&b->word[i], code), code,
                                     base, error);
      if (status)
        lgt_loop_words_free (words);
    }
  return status;
}

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
shorten (const struct builder *b, int composed, struct lgt_loop_words *best,
         int *products, int *best_composed, struct lgt_error *error)
{
  struct lgt_loop_words start, words;
  int64_t codes = 0;
  uint64_t orders;
  enum lgt_status status = begin_words (b, composed, &start, error);

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
            const struct origin *origin, struct lgt_loop_value *value)
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
make_plan (const struct builder *b, const struct lgt_loop *loop,
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
  struct builder b = { .ndim = ndim, .kind = kind, .paths = count };
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
  status = collect (&b, loop, error);
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
