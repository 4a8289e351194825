/* Paths as words of products, inside lib/loops.

   A source is a link (0 <= source < ndim) or a product of two sources.  A
   code is 2 source + dagger, and stands for V_source or its conjugate.  A
   word is a string of codes, each of which starts where the one before it
   ends, so that places need not be stored.  Codes c and c ^ 1 are inverse to
   each other.  */

#ifndef LGT_LOOP_WORDS_H
#define LGT_LOOP_WORDS_H

#include <stdint.h>

#include <lgt/geom.h>

struct lgt_loop_source
{
  int pair[2];                  /* codes, of products only */
  int end[LGT_MAX_DIM];         /* where it leads from 0 */
};

struct lgt_loop_word
{
  int count;
  int *code;                    /* owned */
  int base[LGT_MAX_DIM];        /* where it starts */
};

struct lgt_loop_words
{
  int ndim;
  int cyclic;                   /* words may be rotated; stop at 2 codes */
  int sources, capacity;
  struct lgt_loop_source *source;
  int words;
  struct lgt_loop_word *word;
};

/* Move AT by what CODE does.  */
static inline void
lgt_loop_words_walk (const struct lgt_loop_words *words, int code, int *at)
{
  const int *end = words->source[code / 2].end;

  for (int mu = 0; mu < words->ndim; mu++)
    at[mu] += code % 2 ? -end[mu] : end[mu];
}

/* No words, and the links alone; room for WORDS words.  */
enum lgt_status lgt_loop_words_init (struct lgt_loop_words *words, int ndim,
                                     int cyclic, int count,
                                     struct lgt_error *error);
enum lgt_status lgt_loop_words_copy (const struct lgt_loop_words *from,
                                     struct lgt_loop_words *to,
                                     struct lgt_error *error);
void lgt_loop_words_free (struct lgt_loop_words *words);

/* Append a word of COUNT codes (copied) that starts at BASE; codes next to
   their inverse are dropped, of a cyclic word at its ends too.  */
enum lgt_status lgt_loop_words_add (struct lgt_loop_words *words, int count,
                                    const int *code, const int *base,
                                    struct lgt_error *error);

/* The product of codes A and B as a code: one of the first KNOWN sources, or
   a new one.  */
enum lgt_status lgt_loop_words_product (struct lgt_loop_words *words,
                                        int known, int a, int b, int *code,
                                        struct lgt_error *error);

/* Shorten all words to one code (cyclic: two) by products.  ORDER, any
   number, decides among pairs that are equally frequent.  */
enum lgt_status lgt_loop_words_shorten (struct lgt_loop_words *words,
                                        uint64_t order,
                                        struct lgt_error *error);

#endif
