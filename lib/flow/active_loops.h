/* The active loops of a coupling layer, from its configuration.  */

#ifndef LGT_FLOW_ACTIVE_LOOPS_H
#define LGT_FLOW_ACTIVE_LOOPS_H

#include <lgt/layer.h>
#include <lgt/loops.h>

/* The loops through a link of direction MU that NODE (the value of
   "active") names, each beginning with that link, undaggered; EACH = 0: only
   the first one.  Besides the names of lgt_loops_from_config there are
   { plaquette: { nu: 1, side: ahead } }, staple (plaquettes) and staple5
   (rectangles, chairs, crowns).  */
enum lgt_status lgt_active_loops (struct lgt_config_node *node,
                                  const struct lgt_geom *geom, int mu,
                                  int each, struct lgt_loop_list *loops,
                                  struct lgt_error *error);

/* Of LOOPS (as lgt_active_loops makes them, for LIST's direction) keep those
   that hold no second active link, wherever in LIST they begin.  LGT_EINVAL
   at NODE if none is left.  */
enum lgt_status lgt_active_keep_single (const struct lgt_planner *planner,
                                        const struct lgt_active *active,
                                        const struct lgt_active_list *list,
                                        const struct lgt_config_node *node,
                                        struct lgt_loop_list *loops,
                                        struct lgt_error *error);

/* Staples of LOOPS based on the links of LIST, as a set of paths for
   operations.  LGT_EINVAL at NODE if one of the loops holds a second active
   link.  */
enum lgt_status lgt_active_staples (const struct lgt_planner *planner,
                                    const struct lgt_active *active,
                                    const struct lgt_active_list *list,
                                    const struct lgt_loop_list *loops,
                                    const struct lgt_config_node *node,
                                    struct lgt_path_set **staples,
                                    struct lgt_error *error);

#endif
