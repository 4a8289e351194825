/* Which loops of a list are the same but for rotations and reflections.  */

#include <stdlib.h>

#include <lgt/loops.h>

static int
compare (const void *a, const void *b)
{
  return lgt_loop_compare (a, b);
}

enum lgt_status
lgt_loop_list_orbits (int ndim, const struct lgt_loop_list *list, int *orbit,
                      int *orbits, struct lgt_error *error)
{
  int count = 0;

  for (int i = 0; i < list->count; i++)
    orbit[i] = -1;
  for (int i = 0; i < list->count; i++)
    {
      struct lgt_loop_list images;
      enum lgt_status status;

      if (orbit[i] >= 0)
        continue;
      status = lgt_loop_list_orbit (ndim, &list->loop[i], &images, error);
      if (status)
        return status;
      for (int k = 0; k < images.count; k++)
        {
          const struct lgt_loop *found
            = bsearch (&images.loop[k], list->loop, (size_t) list->count,
                       sizeof list->loop[0], compare);

          if (found)
            orbit[found - list->loop] = count;
        }
      lgt_loop_list_free (&images);
      count++;
    }
  *orbits = count;
  return LGT_OK;
}
