#include "exact_tables.h"

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#ifdef LGT_WITH_GSL

#include <stdlib.h>

#include <lgt/exact.h>

static enum lgt_status
check_table (const struct lgt_layer_table *table, int layer,
             struct lgt_error *error)
{
  const int area = table->area, whole = table->condition_area;

  if (area == 0)
    return lgt_fail (error, LGT_EINVAL, "layer %d: the active loop encloses "
                     "no area in a plane, so its distribution is not known",
                     layer);
  if (whole != 0 && whole != 2 * area)
    return lgt_fail (error, LGT_EINVAL, "layer %d: the active loop has area "
                     "%d, its condition %d; twice as much, with the same "
                     "sign, would do", layer, area, whole);
  if (whole == 0 && table->angles != 1)
    return lgt_fail (error, LGT_EINVAL, "layer %d: a table for %d angles "
                     "without a condition; angles: 1 would do", layer,
                     table->angles);
  if (whole != 0 && table->angles < 4)
    return lgt_fail (error, LGT_EINVAL, "layer %d: a table for %d angles of "
                     "a condition; 64 or more would do", layer,
                     table->angles);
  return LGT_OK;
}

enum lgt_status
lgt_app_exact_tables (struct lgt_model *model, struct lgt_error *error)
{
  const int count = lgt_model_tables (model);
  const struct lgt_action *action = lgt_model_action (model);
  struct lgt_layer_table table, known = { 0 };
  double *values = NULL;
  enum lgt_status status = LGT_OK;
  int layer;

  if (count > 0 && (lgt_model_geom (model)->ndim != 2
                    || lgt_model_group (model)->n != 1
                    || !lgt_action_is_wilson (action)))
    return lgt_fail (error, LGT_EINVAL, "exact tables are known for U(1) in "
                     "two dimensions with the Wilson action alone");
  for (int i = 0; i < count && status == LGT_OK; i++)
    {
      status = lgt_model_table (model, i, &table, &layer, error);
      if (status == LGT_OK)
        status = check_table (&table, layer, error);
      if (status != LGT_OK)
        break;
      /* Layers that follow each other mostly want the same.  */
      if (!values || table.area != known.area || table.bins != known.bins
          || table.angles != known.angles)
        {
          free (values);
          values = malloc ((size_t) lgt_shape_count (table.values.shape)
                           * sizeof *values);
          if (!values)
            return lgt_fail (error, LGT_ENOMEM, "no memory for a table");
          status = lgt_exact_u1_table (lgt_action_beta (action),
                                       abs (table.area), table.angles,
                                       table.bins, values, error);
          known = table;
        }
      if (status == LGT_OK)
        status = lgt_model_set_table (model, i, values, error);
    }
  free (values);
  return status;
}

#else

enum lgt_status
lgt_app_exact_tables (struct lgt_model *model, struct lgt_error *error)
{
  if (lgt_model_tables (model) == 0)
    return LGT_OK;
  return lgt_fail (error, LGT_ENODEV,
                   "the tables of this flow need GSL; configure with it");
}

#endif
