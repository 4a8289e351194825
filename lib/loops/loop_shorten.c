/* Common sub-paths: the most frequent pair of neighbours becomes a product.

   This is grammar compression by pairs (Re-Pair: Larsson and Moffat, Proc.
   Data Compression Conf. 1999, 296), with A B and its conjugate B^+ A^+ taken
   for the same pair.  */

#include <stdlib.h>
#include <string.h>

#include "loop_words.h"

/* How often each pair occurs: an open hash table, empty where count = 0.  */
struct cell
{
  int pair[2];
  int count;
};

struct pairs
{
  uint32_t mask;                /* cells - 1, cells a power of 2 */
  struct cell *cell;
};

static uint64_t
mixed (uint64_t x)
{
  x = (x ^ x >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  x = (x ^ x >> 27) * UINT64_C (0x94d049bb133111eb);
  return x ^ x >> 31;
}

static uint64_t
key (const int *pair)
{
  return (uint64_t) (uint32_t) pair[0] << 32 | (uint32_t) pair[1];
}

/* A B or B^+ A^+, whichever comes first, into PAIR.  */
static void
either (int a, int b, int *pair)
{
  int forward = a < (b ^ 1) || (a == (b ^ 1) && b <= (a ^ 1));

  pair[0] = forward ? a : b ^ 1;
  pair[1] = forward ? b : a ^ 1;
}

static void
count_pair (struct pairs *pairs, const int *pair)
{
  uint32_t i = (uint32_t) mixed (key (pair)) & pairs->mask;

  while (pairs->cell[i].count
         && (pairs->cell[i].pair[0] != pair[0]
             || pairs->cell[i].pair[1] != pair[1]))
    i = (i + 1) & pairs->mask;
  memcpy (pairs->cell[i].pair, pair, 2 * sizeof pair[0]);
  pairs->cell[i].count++;
}

/* Number of neighbours in WORD that may still be joined.  */
static int
places (const struct lgt_loop_words *words, const struct lgt_loop_word *word)
{
  if (words->cyclic)
    return word->count > 2 ? word->count : 0;
  return word->count - 1;
}

/* Count all pairs; the most frequent one into BEST, how often it occurs is
   returned (0: every word is short enough).  */
static int
most_frequent (const struct lgt_loop_words *words, struct pairs *pairs,
               uint64_t order, int *best)
{
  const struct cell *found = NULL;
  uint64_t found_rank = 0;

  memset (pairs->cell, 0, ((size_t) pairs->mask + 1) * sizeof (struct cell));
  for (int i = 0; i < words->words; i++)
    {
      const struct lgt_loop_word *word = &words->word[i];
      int last[2] = { -1, -1 }, n = places (words, word);

      for (int k = 0; k < n; k++)
        {
          int pair[2];

          either (word->code[k], word->code[(k + 1) % word->count], pair);
          /* In A A A the pair A A can be joined once only.  */
          if (pair[0] == last[0] && pair[1] == last[1])
            {
              last[0] = -1;
              continue;
            }
          count_pair (pairs, pair);
          memcpy (last, pair, sizeof last);
        }
    }
  for (uint32_t i = 0; i <= pairs->mask; i++)
    {
      const struct cell *cell = &pairs->cell[i];
      uint64_t rank = order ? mixed (key (cell->pair) ^ mixed (order))
                            : key (cell->pair);

      if (!cell->count || (found && cell->count < found->count))
        continue;
      if (!found || cell->count > found->count || rank < found_rank)
        {
          found = cell;
          found_rank = rank;
        }
    }
  if (!found)
    return 0;
  memcpy (best, found->pair, sizeof found->pair);
  return found->count;
}

/* Put CODE for the pair A B (CODE ^ 1 for its conjugate) wherever it stands
   in WORD.  */
static void
replace (const struct lgt_loop_words *words, struct lgt_loop_word *word,
         int a, int b, int code)
{
  int *c = word->code, count = word->count, n = 0;

  /* Over the ends of a cyclic word: start at its last code.  */
  if (places (words, word) == count && count)
    {
      int x = c[count - 1], y = c[0], z = c[1];

      if (((x == a && y == b) || (x == (b ^ 1) && y == (a ^ 1)))
          && !((y == a && z == b) || (y == (b ^ 1) && z == (a ^ 1))))
        {
          for (int k = 0; k < count - 1; k++)
            lgt_loop_words_walk (words, c[k], word->base);
          memmove (c + 1, c, ((size_t) count - 1) * sizeof c[0]);
          c[0] = x;
        }
    }
  for (int k = 0; k < count; k++)
    if (k + 1 < count && c[k] == a && c[k + 1] == b)
      {
        c[n++] = code;
        k++;
      }
    else if (k + 1 < count && c[k] == (b ^ 1) && c[k + 1] == (a ^ 1))
      {
        c[n++] = code ^ 1;
        k++;
      }
    else
      c[n++] = c[k];
  word->count = n;
}

/* No pair occurs twice any more, and none will: join from the left.  */
static enum lgt_status
join_all (struct lgt_loop_words *words, int known, struct lgt_error *error)
{
  for (int i = 0; i < words->words; i++)
    while (places (words, &words->word[i]) > 0)
      {
        struct lgt_loop_word *word = &words->word[i];
        int code;
        enum lgt_status status
          = lgt_loop_words_product (words, known, word->code[0],
                                    word->code[1], &code, error);

        if (status)
          return status;
        word->code[1] = code;
        word->count--;
        memmove (word->code, word->code + 1,
                 (size_t) word->count * sizeof word->code[0]);
      }
  return LGT_OK;
}

enum lgt_status
lgt_loop_words_shorten (struct lgt_loop_words *words, uint64_t order,
                        struct lgt_error *error)
{
  struct pairs pairs = { .mask = 63 };
  size_t codes = 0;
  int known = words->sources;   /* a pair comes up once only */
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < words->words; i++)
    codes += (size_t) words->word[i].count;
  while (pairs.mask < 2 * codes && pairs.mask < UINT32_MAX / 4)
    pairs.mask = 2 * pairs.mask + 1;
  pairs.cell = codes < UINT32_MAX / 4
               ? calloc ((size_t) pairs.mask + 1, sizeof (struct cell)) : NULL;
  if (!pairs.cell)
    return lgt_fail (error, LGT_ENOMEM,
                     "no memory for a plan of %zu steps", codes);
  while (!status)
    {
      int pair[2], code;
      int count = most_frequent (words, &pairs, order, pair);

      if (!count)
        break;
      if (count == 1)
        {
          status = join_all (words, known, error);
          break;
        }
      status = lgt_loop_words_product (words, known, pair[0], pair[1],
                                       &code, error);
      for (int i = 0; i < words->words && !status; i++)
        if (places (words, &words->word[i]) > 0)
          replace (words, &words->word[i], pair[0], pair[1], code);
    }
  free (pairs.cell);
  return status;
}
