#include "tables.h"

#include <math.h>
#include <stdlib.h>

int
lgt_loop_plane_area (const struct lgt_loop *loop)
{
  int low = -1, high = -1, x = 0, y = 0, twice = 0;

  for (int i = 0; i < loop->length; i++)
    {
      const int mu = abs (loop->steps[i]) - 1;

      if (low < 0 || mu < low)
        low = mu;
      if (mu > high)
        high = mu;
    }
  for (int i = 0; i < loop->length; i++)
    {
      const int mu = abs (loop->steps[i]) - 1;
      const int sign = loop->steps[i] > 0 ? 1 : -1;

      if (mu == low)
        {
          twice -= sign * y;
          x += sign;
        }
      else if (mu == high)
        {
          twice += sign * x;
          y += sign;
        }
      else
        return 0;
    }
  return twice / 2;
}

enum lgt_status
lgt_table_allocate (struct lgt_context *context,
                    struct lgt_layer_table *table, struct lgt_error *error)
{
  const int bins = table->bins;
  const size_t row = 3 * (size_t) bins + 1;
  const size_t size = (size_t) table->angles * row;
  const struct lgt_shape shape = { 1, 1, (int32_t) size, 1 };
  double *host = calloc (size, sizeof *host);

  if (!host)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a table");
  for (size_t i = 0; i < size; i++)
    if (i % row < 2 * (size_t) bins)
      host[i] = 2 * M_PI / bins;
    else if (i % row < 3 * (size_t) bins)
      host[i] = 1;
  table->values = lgt_view_dense (lgt_context_table (context, host,
                                                     size * sizeof *host,
                                                     error),
                                  LGT_F64, shape, NULL);
  free (host);
  return table->values.data ? LGT_OK : LGT_ENOMEM;
}

void
lgt_table_release (struct lgt_context *context, struct lgt_layer_table *table)
{
  lgt_context_release (context, table->values.data);
}

enum lgt_status
lgt_condition_loop (const struct lgt_planner *planner,
                    const struct lgt_active *active,
                    const struct lgt_active_list *list,
                    const struct lgt_config_node *node,
                    struct lgt_path_set **set, int *area,
                    struct lgt_error *error)
{
  const struct lgt_loop_rows rows = { list->list->count, list->list->site,
                                      list->list->direction };
  struct lgt_loop_list loops = { 0 };
  struct lgt_path path = { 0 };
  unsigned char *traversals = malloc ((size_t) rows.count);
  enum lgt_status status = LGT_OK;

  if (!traversals)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for loops");
  if (status == LGT_OK)
    status = lgt_loops_from_config (node, "condition", planner->geom, &loops,
                                    error);
  if (status == LGT_OK && loops.count != 1)
    status = lgt_config_fail (error, node,
                              "condition: %d loops; give one, as { path: "
                              "\"+0 +1 -0 -1\" }", loops.count);
  if (status == LGT_OK)
    status = lgt_loop_traversals (planner->geom, active->links, rows, 1, 1,
                                  loops.loop, 0, traversals, error);
  for (int64_t i = 0; status == LGT_OK && i < rows.count; i++)
    if (traversals[i])
      status = lgt_config_fail (error, node,
                                "layer %d: the condition passes an active "
                                "link; a loop of frozen links would do",
                                planner->number);
  if (status == LGT_OK)
    {
      path.count = loops.loop->length;
      path.steps = loops.loop->steps;
      *area = lgt_loop_plane_area (loops.loop);
      status = lgt_path_set_new (planner->context, list->list, 1, 1, &path,
                                 NULL, set, error);
    }
  lgt_loop_list_free (&loops);
  free (traversals);
  return status;
}
