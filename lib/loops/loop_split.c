/* Splitting a mask into samples: DSATUR colouring.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/split.h>

#include "conflicts.h"

#define WORD 64

struct colouring
{
  struct lgt_conflicts c;
  struct lgt_split *split;
  int words;                    /* of the set of samples around a link */
  uint64_t *around;             /* [links][words] */
  uint64_t *key;                /* greater: sooner */
  int32_t *heap, *place;        /* links by key; where each one is, or -1 */
  int32_t heaped;
  int32_t *other;
};

/* Put link I at place P of the heap or above.  */
static void
rise (struct colouring *g, int32_t p, int32_t i)
{
  while (p > 0 && g->key[g->heap[(p - 1) / 2]] < g->key[i])
    {
      g->heap[p] = g->heap[(p - 1) / 2];
      g->place[g->heap[p]] = p;
      p = (p - 1) / 2;
    }
  g->heap[p] = i;
  g->place[i] = p;
}

/* Take the link of the greatest key from the heap.  */
static int32_t
take_next (struct colouring *g)
{
  int32_t first = g->heap[0], last = g->heap[--g->heaped], p = 0;

  g->place[first] = -1;
  if (g->heaped)
    {
      for (int64_t child; (child = 2 * (int64_t) p + 1) < g->heaped;
           p = (int32_t) child)
        {
          if (child + 1 < g->heaped
              && g->key[g->heap[child + 1]] > g->key[g->heap[child]])
            child++;
          if (g->key[g->heap[child]] < g->key[last])
            break;
          g->heap[p] = g->heap[child];
          g->place[g->heap[p]] = p;
        }
      g->heap[p] = last;
      g->place[last] = p;
    }
  return first;
}

/* Give link I the first sample that no link around it has.  */
static void
colour (struct colouring *g, int32_t i)
{
  const uint64_t *mine = g->around + (int64_t) i * g->words;
  int s = 0, n = lgt_conflicts_of (&g->c, i, g->other);

  while (mine[s / WORD] >> s % WORD & 1)
    s++;
  g->split->sample[i] = s;
  if (s >= g->split->samples)
    g->split->samples = s + 1;
  for (int k = 0; k < n; k++)
    {
      int32_t j = g->other[k];
      uint64_t *word = g->around + (int64_t) j * g->words + s / WORD;
      uint64_t bit = (uint64_t) 1 << s % WORD;

      if (j == i)
        g->split->again = 1;
      else if (!(*word & bit))
        {
          *word |= bit;
          g->key[j] += (uint64_t) 1 << 48;
          if (g->place[j] >= 0)
            rise (g, g->place[j], j);
        }
    }
}

/* The largest clique found around links of the unit cell.  */
static enum lgt_status
find_bound (struct colouring *g, const struct lgt_mask *mask,
            struct lgt_error *error)
{
  struct lgt_mask cell;
  enum lgt_status status = lgt_mask_cell (mask, 1, &cell, error);
  int left = 256;               /* links: with 20000 steps each, a second */

  for (int32_t i = 0; i < g->c.links && left && !status; i++)
    {
      int coords[LGT_MAX_DIM], inside = 1, found;

      lgt_geom_coords (&mask->geom, g->c.site[i], coords);
      for (int nu = 0; nu < mask->geom.ndim; nu++)
        inside &= coords[nu] < cell.geom.extent[nu];
      if (!inside)
        continue;
      found = lgt_conflicts_clique (&g->c, i, 20000);
      if (found < 0)
        status = lgt_fail (error, LGT_ENOMEM, "no memory for the conflicts "
                           "of a link");
      if (found > g->split->bound)
        g->split->bound = found;
      left--;
    }
  return status;
}

enum lgt_status
lgt_split_new (const struct lgt_mask *mask, int loops,
               const struct lgt_loop *loop, struct lgt_split *split,
               struct lgt_error *error)
{
  struct lgt_split result = { .links = 0 };
  struct colouring g = { .split = &result };
  size_t links;
  enum lgt_status status = lgt_conflicts_new (mask, loops, loop, &g.c,
                                              error);

  if (status)
    return status;
  result.links = g.c.links;
  links = (size_t) g.c.links + 1;
  g.words = lgt_conflicts_most (&g.c) / WORD + 1;
  result.sample = malloc (links * sizeof *result.sample);
  g.around = calloc (links, (size_t) g.words * sizeof *g.around);
  g.key = malloc (links * sizeof *g.key);
  g.heap = malloc (links * sizeof *g.heap);
  g.place = malloc (links * sizeof *g.place);
  g.other = malloc (((size_t) lgt_conflicts_most (&g.c) + 1)
                    * sizeof *g.other);
  if (!result.sample || !g.around || !g.key || !g.heap || !g.place
      || !g.other)
    status = lgt_fail (error, LGT_ENOMEM, "no memory to split %ld links",
                       (long) g.c.links);
  else
    {
      for (int32_t i = 0; i < g.c.links; i++)
        {
          uint64_t n = (uint64_t) lgt_conflicts_of (&g.c, i, g.other);

          g.key[i] = (n < 0xffff ? n : 0xffff) << 32
                     | (0xffffffff - (uint32_t) i);
          rise (&g, g.heaped++, i);
        }
      while (g.heaped)
        colour (&g, take_next (&g));
      status = find_bound (&g, mask, error);
    }
  free (g.around);
  free (g.key);
  free (g.heap);
  free (g.place);
  free (g.other);
  lgt_conflicts_free (&g.c);
  if (status)
    free (result.sample);
  else
    *split = result;
  return status;
}

void
lgt_split_free (struct lgt_split *split)
{
  free (split->sample);
  *split = (struct lgt_split) { .links = 0 };
}
