/* The active links of a mask, one list of sites for each direction.  */

#include <lgt/layer.h>

#include <stdlib.h>
#include <string.h>

static enum lgt_status
fill (const struct lgt_planner *planner, int64_t count,
      struct lgt_active *active, struct lgt_error *error)
{
  int32_t *site = malloc ((size_t) count * sizeof *site);
  int32_t *direction = calloc ((size_t) count, sizeof *direction);
  int32_t *part = malloc ((size_t) count * sizeof *part);
  int32_t *part_direction = malloc ((size_t) count * sizeof *part);
  enum lgt_status status = LGT_OK;

  if (!site || !direction || !part || !part_direction)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a mask");
  if (status == LGT_OK)
    status = lgt_mask_list (&planner->mask, site, direction, error);
  for (int mu = 0; status == LGT_OK && mu < planner->geom->ndim; mu++)
    {
      struct lgt_active_list *list = &active->of[active->count];
      int32_t n = 0;

      for (int64_t i = 0; i < count; i++)
        if (direction[i] == mu)
          {
            part[n] = site[i];
            part_direction[n++] = mu;
          }
      if (n == 0)
        continue;
      list->mu = mu;
      status = lgt_sites_list (planner->context, planner->lattice, n, part,
                               planner->mask.sites_only ? NULL
                               : part_direction, &list->list, error);
      if (status == LGT_OK)
        active->count++;
    }
  free (site);
  free (direction);
  free (part);
  free (part_direction);
  return status;
}

enum lgt_status
lgt_active_new (const struct lgt_planner *planner,
                const struct lgt_config_node *node,
                struct lgt_active *active, struct lgt_error *error)
{
  const int64_t count = lgt_mask_count (&planner->mask);
  enum lgt_status status;

  memset (active, 0, sizeof *active);
  if (count == 0)
    return lgt_config_fail (error, node,
                            "the mask of layer %d has no active link; "
                            "choose an offset that gcd(steps, width) "
                            "divides", planner->number);
  active->links = malloc ((size_t) planner->geom->volume
                          * (size_t) planner->group->directions);
  if (!active->links)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a mask");
  if (planner->group->n == 0)
    lgt_mask_sites (&planner->mask, active->links);
  else
    lgt_mask_links (&planner->mask, active->links);
  status = fill (planner, count, active, error);
  if (status != LGT_OK)
    lgt_active_free (planner->context, active);
  return status;
}

void
lgt_active_free (struct lgt_context *context, struct lgt_active *active)
{
  for (int i = 0; i < active->count; i++)
    lgt_sites_free (context, active->of[i].list);
  free (active->links);
  memset (active, 0, sizeof *active);
}
