/* Tables of a coupling layer, and the loops that condition them.  */

#ifndef LGT_FLOW_TABLES_H
#define LGT_FLOW_TABLES_H

#include <lgt/layer.h>
#include <lgt/loops.h>

/* The plaquettes that LOOP encloses, as struct lgt_layer_table counts
   them.  */
int lgt_loop_plane_area (const struct lgt_loop *loop);

/* Device memory for TABLE's values, set to the identity.  */
enum lgt_status lgt_table_allocate (struct lgt_context *context,
                                    struct lgt_layer_table *table,
                                    struct lgt_error *error);
void lgt_table_release (struct lgt_context *context,
                        struct lgt_layer_table *table);

/* The one loop that NODE (the value of "condition") names, based at the
   sites of LIST.  LGT_EINVAL at NODE if it is not one, or not frozen.  */
enum lgt_status lgt_condition_loop (const struct lgt_planner *planner,
                                    const struct lgt_active *active,
                                    const struct lgt_active_list *list,
                                    const struct lgt_config_node *node,
                                    struct lgt_path_set **set, int *area,
                                    struct lgt_error *error);

#endif
