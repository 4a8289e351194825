/* Pictures and words of loops, inside lib/app.  */

#ifndef LGT_APP_LOOPS_H
#define LGT_APP_LOOPS_H

#include <stdio.h>

#include <lgt/loop_plan.h>

/* Draw LOOP on STREAM: the directions it goes along in ascending order to
   the right, upward, and (isometric) backward, a fourth one forward.  Sites
   are o, the base O.  Returns 0 and draws nothing if there are more
   directions or the picture would not fit a screen.  */
int lgt_loop_draw (const struct lgt_loop *loop, FILE *stream);

/* LOOP as a product of plaquettes, "+0 (+0 +1 -0 -1) -0 ...", and a newline
   if it is one.  */
enum lgt_status lgt_loop_print_composed (const struct lgt_loop *loop,
                                         FILE *stream,
                                         struct lgt_error *error);

/* PLAN, made for LIST, in words or as a table.  */
void lgt_loop_print_plan (const struct lgt_loop_plan *plan,
                          const struct lgt_loop_list *list, FILE *stream);
void lgt_loop_print_plan_table (const struct lgt_loop_plan *plan,
                                const struct lgt_loop_list *list,
                                FILE *stream);

#endif
