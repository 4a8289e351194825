/* The unit cell of a mask.  */

#include <lgt/mask.h>

enum lgt_status
lgt_mask_cell (const struct lgt_mask *mask, int least, struct lgt_mask *cell,
               struct lgt_error *error)
{
  int extent[LGT_MAX_DIM];
  struct lgt_geom geom;
  enum lgt_status status;

  for (int nu = 0; nu < mask->geom.ndim; nu++)
    {
      int length = mask->geom.extent[nu];

      /* LENGTH itself fits, so the search ends there.  */
      for (int e = 1; e <= length; e++)
        {
          int fits = length % e == 0 && (e >= least || e == length);

          for (int i = 0; i < mask->conditions && fits; i++)
            fits = (int64_t) mask->condition[i].steps[nu] * e
                   % mask->condition[i].width == 0;
          extent[nu] = e;
          if (fits)
            break;
        }
    }
  status = lgt_geom_init (&geom, mask->geom.ndim, extent, error);
  if (status)
    return status;
  *cell = *mask;
  cell->geom = geom;
  return LGT_OK;
}
