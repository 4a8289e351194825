/* Lists of loops.  */

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include <lgt/loops.h>

void
lgt_loop_list_free (struct lgt_loop_list *list)
{
  free (list->loop);
  *list = (struct lgt_loop_list) { 0 };
}

enum lgt_status
lgt_loop_list_add (struct lgt_loop_list *list, const struct lgt_loop *loop,
                   struct lgt_error *error)
{
  if (list->count == list->capacity)
    {
      int capacity = list->capacity ? list->capacity : 8;
      struct lgt_loop *grown = NULL;

      if (capacity <= INT_MAX / 2)
        capacity *= 2;
      if (capacity > list->count
          && (size_t) capacity <= SIZE_MAX / sizeof *grown)
        grown = realloc (list->loop, (size_t) capacity * sizeof *grown);
      if (!grown)
        return lgt_fail (error, LGT_ENOMEM,
                         "no memory for more than %d loops", list->count);
      list->loop = grown;
      list->capacity = capacity;
    }
  list->loop[list->count++] = *loop;
  return LGT_OK;
}

static int
compare (const void *a, const void *b)
{
  return lgt_loop_compare (a, b);
}

void
lgt_loop_list_normalize (struct lgt_loop_list *list)
{
  int n = 0;

  if (!list->count)
    return;
  for (int i = 0; i < list->count; i++)
    lgt_loop_canonical (&list->loop[i], &list->loop[i]);
  qsort (list->loop, (size_t) list->count, sizeof list->loop[0], compare);
  for (int i = 1; i < list->count; i++)
    if (lgt_loop_compare (&list->loop[n], &list->loop[i]) != 0)
      list->loop[++n] = list->loop[i];
  list->count = n + 1;
}
