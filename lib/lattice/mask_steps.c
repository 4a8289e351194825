/* Steps of a mask that turn with the direction of its links.  */

#include <lgt/mask.h>

void
lgt_mask_steps_for (int ndim, const int *list, int mu, int *steps)
{
  for (int nu = 0; nu < ndim; nu++)
    steps[nu] = list[((nu - mu) % ndim + ndim) % ndim];
}

void
lgt_mask_steps_along (int ndim, int along, int across, int mu, int *steps)
{
  for (int nu = 0; nu < ndim; nu++)
    steps[nu] = nu == mu ? along : across;
}
