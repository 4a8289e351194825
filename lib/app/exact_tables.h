/* Tables of flows that are exact without training.  */

#ifndef LGT_APP_EXACT_TABLES_H
#define LGT_APP_EXACT_TABLES_H

#include <lgt/model.h>

/* Set all tables of MODEL (lgt_model_set_table) from the exact solution of
   U(1) in two dimensions at its beta: a table without a condition to the
   distribution of a loop of its area, one whose condition is a loop of twice
   that area to the distribution of one half.  Nothing to do, and LGT_OK,
   where the model has no tables.  LGT_EINVAL: another theory, or areas that
   stand in no such relation (the layer is named); LGT_ENODEV: built without
   GSL.  */
enum lgt_status lgt_app_exact_tables (struct lgt_model *model,
                                      struct lgt_error *error);

#endif
