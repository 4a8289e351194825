/* Paths as words: what is the same path, and how it is spelled.  */

#include <stdlib.h>
#include <string.h>

#include "loop_builder.h"

/* A forward step is a link, a backward one its conjugate.  */
static int
code_of (int step)
{
  return step > 0 ? 2 * (step - 1) : 2 * (-step - 1) + 1;
}

/* The path FROM, reduced, as the representative WORD of its class.  */
static void
represent (const struct lgt_loop_builder *b, const struct lgt_loop *from,
           struct lgt_loop_origin *origin, struct lgt_loop *word)
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

enum lgt_status
lgt_loop_builder_collect (struct lgt_loop_builder *b,
                          const struct lgt_loop *loop,
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

enum lgt_status
lgt_loop_builder_words (const struct lgt_loop_builder *b, int composed,
                        struct lgt_loop_words *words,
                        struct lgt_error *error)
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
