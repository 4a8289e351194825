/* Where the one active link of a single loop stands.  */

#include <string.h>

#include <lgt/loops.h>

/* The position of the only active link that LOOP passes from SITE on;
   LGT_LOOP_FROZEN or LGT_LOOP_MULTIPLE where there is none or there are
   more.  */
static int32_t
position_of (const struct lgt_geom *geom, const unsigned char *active,
             int64_t site, const struct lgt_loop *loop)
{
  int32_t found = LGT_LOOP_FROZEN;

  for (int i = 0; i < loop->length; i++)
    {
      const int step = loop->steps[i];
      const int mu = (step > 0 ? step : -step) - 1;
      int64_t link = site;

      site = lgt_geom_neighbour (geom, site, mu, step > 0 ? 1 : -1);
      if (step < 0)
        link = site;
      if (!active[link * geom->ndim + mu])
        continue;
      if (found != LGT_LOOP_FROZEN)
        return LGT_LOOP_MULTIPLE;
      found = i;
    }
  return found;
}

enum lgt_status
lgt_loop_single (const struct lgt_geom *geom, const unsigned char *active,
                 int paths, const struct lgt_loop *path, int32_t *position,
                 struct lgt_error *error)
{
  for (int k = 0; k < paths; k++)
    {
      enum lgt_status status = lgt_loop_check (&path[k], geom->ndim, error);

      if (status)
        return status;
    }
  for (int64_t site = 0; site < geom->volume; site++)
    for (int k = 0; k < paths; k++)
      position[site * paths + k]
        = position_of (geom, active, site, &path[k]);
  return LGT_OK;
}

void
lgt_loop_start_with (const struct lgt_loop *loop, int position,
                     struct lgt_loop *result, int *shift)
{
  struct lgt_loop turned;
  int steps[LGT_MAX_DIM] = { 0 };

  /* The base point moves along with the steps before the link; a link that
     is passed backward is left behind too, and is the reverse's first.  */
  for (int i = 0; i < position + (loop->steps[position] < 0); i++)
    {
      const int step = loop->steps[i];

      steps[(step > 0 ? step : -step) - 1] += step > 0 ? 1 : -1;
    }
  if (loop->steps[position] > 0)
    lgt_loop_rotate (loop, position, &turned);
  else
    {
      lgt_loop_reverse (loop, &turned);
      lgt_loop_rotate (&turned, loop->length - 1 - position, &turned);
    }
  *result = turned;
  memcpy (shift, steps, sizeof steps);
}
