/* A closed path as a product of plaquettes.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/loop_plan.h>

/* The places FIRST < SECOND of two opposite steps of WORD that have the
   fewest steps between them; the leftmost ones of several.  */
static void
nearest_pair (const struct lgt_loop *word, int *first, int *second)
{
  for (int gap = 1; gap < word->length; gap++)
    for (int i = 0; i + gap < word->length; i++)
      if (word->steps[i + gap] == -word->steps[i])
        {
          *first = i;
          *second = i + gap;
          return;
        }
}

/* Add the plaquette that walks A and B, away and back, where the first
   LENGTH steps of WORD lead.  */
static enum lgt_status
add_factor (const struct lgt_loop *word, int length, int a, int b,
            int *count, struct lgt_loop_plaquette_at **factor,
            struct lgt_error *error)
{
  struct lgt_loop_plaquette_at *grown
    = realloc (*factor, ((size_t) *count + 1) * sizeof *grown);

  if (!grown)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d plaquettes",
                     *count + 1);
  *factor = grown;
  grown += (*count)++;
  grown->carrier.length = length;
  memcpy (grown->carrier.steps, word->steps,
          (size_t) length * sizeof word->steps[0]);
  grown->loop = (struct lgt_loop) { .length = 4, .steps = { a, b, -a, -b } };
  return LGT_OK;
}

enum lgt_status
lgt_loop_compose (const struct lgt_loop *loop, int *count,
                  struct lgt_loop_plaquette_at **factor,
                  struct lgt_error *error)
{
  struct lgt_loop_plaquette_at *result = NULL;
  struct lgt_loop word;
  int n = 0;
  enum lgt_status status = lgt_loop_check (loop, LGT_MAX_DIM, error);

  if (status)
    return status;
  if (!lgt_loop_closed (loop, NULL))
    return lgt_fail (error, LGT_EINVAL,
                     "a path that does not close is no product of "
                     "plaquettes");
  lgt_loop_reduce (loop, 0, &word);
  while (word.length)
    {
      int first = 0, second = 0;

      nearest_pair (&word, &first, &second);
      for (int at = first; at < second - 1; at++)
        {
          int a = word.steps[at], b = word.steps[at + 1];

          status = add_factor (&word, at, a, b, &n, &result, error);
          if (status)
            {
              free (result);
              return status;
            }
          word.steps[at] = b;
          word.steps[at + 1] = a;
        }
      lgt_loop_reduce (&word, 0, &word);
    }
  *count = n;
  *factor = result;
  return LGT_OK;
}
