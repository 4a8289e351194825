/* The largest clique around a link: branch and bound over its neighbours.  */

#include <stdlib.h>
#include <string.h>

#include "conflicts.h"

struct search
{
  int count, best;
  int64_t steps;
  const unsigned char *pair;    /* count x count: in conflict */
};

/* Extend a set of SIZE links by some of the COUNT in CANDIDATE, which is
   followed by room for those of deeper levels.  */
static void
extend (struct search *s, int size, int count, int *candidate)
{
  if (size > s->best)
    s->best = size;
  for (; count > 0 && size + count > s->best && s->steps > 0; count--)
    {
      int chosen = candidate[count - 1], n = 0;

      s->steps--;
      for (int k = 0; k < count - 1; k++)
        if (s->pair[(size_t) chosen * (size_t) s->count
                    + (size_t) candidate[k]])
          candidate[count + n++] = candidate[k];
      extend (s, size + 1, n, candidate + count);
    }
}

static int
ascending (const void *a, const void *b)
{
  int32_t x = *(const int32_t *) a, y = *(const int32_t *) b;

  return (x > y) - (x < y);
}

int
lgt_conflicts_clique (const struct lgt_conflicts *c, int32_t i,
                      int64_t steps)
{
  size_t most = (size_t) lgt_conflicts_most (c) + 1;
  int32_t *link = malloc (most * sizeof *link);
  int32_t *other = malloc (most * sizeof *other);
  int *candidate = malloc (most * (most + 1) / 2 * sizeof *candidate);
  unsigned char *pair = calloc (most, most);
  struct search s = { .steps = steps, .pair = pair };
  int n = 0;

  if (!link || !other || !candidate || !pair)
    {
      s.best = -1;
      goto done;
    }
  /* The neighbours of I, each once, without I itself.  */
  n = lgt_conflicts_of (c, i, other);
  qsort (other, (size_t) n, sizeof *other, ascending);
  for (int k = 0; k < n; k++)
    if (other[k] != i && (!k || other[k] != other[k - 1]))
      link[s.count++] = other[k];
  for (int k = 0; k < s.count; k++)
    {
      n = lgt_conflicts_of (c, link[k], other);
      for (int l = 0; l < n; l++)
        {
          const int32_t *found = bsearch (&other[l], link,
                                          (size_t) s.count, sizeof *link,
                                          ascending);

          if (found)
            pair[(size_t) k * (size_t) s.count + (size_t) (found - link)]
              = 1;
        }
      candidate[k] = k;
    }
  extend (&s, 1, s.count, candidate);

done:
  free (link);
  free (other);
  free (candidate);
  free (pair);
  return s.best;
}
