/* Words of products: storage.  */

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "loop_words.h"

static enum lgt_status
no_memory (struct lgt_error *error)
{
  return lgt_fail (error, LGT_ENOMEM, "no memory for a plan of loops");
}

enum lgt_status
lgt_loop_words_init (struct lgt_loop_words *words, int ndim, int cyclic,
                     int count, struct lgt_error *error)
{
  struct lgt_loop_words w = { .ndim = ndim, .cyclic = cyclic,
                              .sources = ndim, .capacity = 64 };

  w.source = calloc ((size_t) w.capacity, sizeof w.source[0]);
  w.word = calloc ((size_t) count, sizeof w.word[0]);
  if (!w.source || !w.word)
    {
      lgt_loop_words_free (&w);
      return no_memory (error);
    }
  for (int mu = 0; mu < ndim; mu++)
    w.source[mu].end[mu] = 1;
  *words = w;
  return LGT_OK;
}

void
lgt_loop_words_free (struct lgt_loop_words *words)
{
  for (int i = 0; i < words->words; i++)
    free (words->word[i].code);
  free (words->word);
  free (words->source);
  *words = (struct lgt_loop_words) { 0 };
}

enum lgt_status
lgt_loop_words_copy (const struct lgt_loop_words *from,
                     struct lgt_loop_words *to, struct lgt_error *error)
{
  struct lgt_loop_words w = *from;

  w.words = 0;
  w.source = malloc ((size_t) w.capacity * sizeof w.source[0]);
  w.word = calloc ((size_t) from->words, sizeof w.word[0]);
  if (!w.source || !w.word)
    {
      lgt_loop_words_free (&w);
      return no_memory (error);
    }
  memcpy (w.source, from->source, (size_t) w.sources * sizeof w.source[0]);
  for (int i = 0; i < from->words; i++)
    {
      enum lgt_status status
        = lgt_loop_words_add (&w, from->word[i].count, from->word[i].code,
                              from->word[i].base, error);

      if (status)
        {
          lgt_loop_words_free (&w);
          return status;
        }
    }
  *to = w;
  return LGT_OK;
}

enum lgt_status
lgt_loop_words_add (struct lgt_loop_words *words, int count, const int *code,
                    const int *base, struct lgt_error *error)
{
  struct lgt_loop_word *word = &words->word[words->words];
  int n = 0, first = 0;

  word->code = malloc (((size_t) count + 1) * sizeof word->code[0]);
  if (!word->code)
    return no_memory (error);
  words->words++;
  memcpy (word->base, base, (size_t) words->ndim * sizeof base[0]);
  for (int i = 0; i < count; i++)
    if (n && word->code[n - 1] == (code[i] ^ 1))
      n--;
    else
      word->code[n++] = code[i];
  if (words->cyclic)
    for (; n - first >= 2 && word->code[n - 1] == (word->code[first] ^ 1);
         n--)
      lgt_loop_words_walk (words, word->code[first++], word->base);
  word->count = n - first;
  memmove (word->code, word->code + first,
           (size_t) word->count * sizeof word->code[0]);
  return LGT_OK;
}

enum lgt_status
lgt_loop_words_product (struct lgt_loop_words *words, int known, int a,
                        int b, int *code, struct lgt_error *error)
{
  struct lgt_loop_source *new_source;

  for (int k = words->ndim; k < known; k++)
    {
      const int *pair = words->source[k].pair;

      if (pair[0] == a && pair[1] == b)
        return *code = 2 * k, LGT_OK;
      if (pair[0] == (b ^ 1) && pair[1] == (a ^ 1))
        return *code = 2 * k + 1, LGT_OK;
    }
  if (words->sources == words->capacity)
    {
      struct lgt_loop_source *grown = NULL;

      if (words->capacity <= INT_MAX / 8)
        grown = realloc (words->source,
                         2 * (size_t) words->capacity * sizeof *grown);
      if (!grown)
        return no_memory (error);
      words->source = grown;
      words->capacity *= 2;
    }
  new_source = &words->source[words->sources];
  *new_source = (struct lgt_loop_source) { .pair = { a, b } };
  lgt_loop_words_walk (words, a, new_source->end);
  lgt_loop_words_walk (words, b, new_source->end);
  *code = 2 * words->sources++;
  return LGT_OK;
}
