/* Actions: S(U) as operations on a tape.

     S = -(beta/N) ((1 - 8 c1) sum_x sum_{mu<nu} Re tr P_{mu nu} (x)
                    + c1 sum_x sum Re tr R (x))
         - sum_loops (c/N) sum_x Re tr W (x),     p(U) ~ exp (-S(U)),

   R the 2 x 1 rectangles; c1 = 0 is the Wilson action.  U(1) is N = 1.

   A scalar field has one of

     phi4           S = sum_x [sum_mu phi(x) (2 phi(x) - phi(x+mu) - phi(x-mu))
                               + m2 phi^2 + lambda phi^4]
     phi4_hopping   S = sum_x [-2 kappa sum_mu phi(x) phi(x+mu)
                               + (1 - 2 lambda) phi^2 + lambda phi^4].  */

#ifndef LGT_ACTION_H
#define LGT_ACTION_H

#include <lgt/layer.h>
#include <lgt/loops.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_action;

/* The keys of one term (the value of "action" is a sequence of these).  */
extern const struct lgt_choice lgt_action_terms[];

/* Plan the terms in the sequence NODE, which lgt_config_fill has checked
   against lgt_action_terms.  */
enum lgt_status lgt_action_new (struct lgt_context *context,
                                const struct lgt_geom *geom,
                                const struct lgt_sites *lattice,
                                const struct lgt_group *group,
                                const struct lgt_config_node *node,
                                struct lgt_action **action,
                                struct lgt_error *error);
void lgt_action_free (struct lgt_action *action);

/* The action as loops, S = -(1/N) sum_i c_i sum_x Re tr W_i (x), beta as
   configured: what lgt_chain_new (lgt/chain.h) takes.  COEFFICIENT has room
   for LGT_ACTION_LOOPS; *LOOPS, which was empty, is to be freed by
   lgt_loop_list_free.  LGT_EINVAL: it is that of a scalar field.  */
enum { LGT_ACTION_LOOPS = 128 };
enum lgt_status lgt_action_loops (const struct lgt_action *action,
                                  struct lgt_loop_list *loops,
                                  double *coefficient,
                                  struct lgt_error *error);

/* S, [P, 1, 1, B] float64.  */
lgt_var lgt_action_apply (struct lgt_tape *tape, const struct lgt_action *,
                          lgt_var links);

/* beta of the Wilson or improved term as configured (NAN if there is none),
   and its present value on the device, which annealing changes between
   steps.  */
double lgt_action_beta (const struct lgt_action *action);
enum lgt_status lgt_action_set_beta (struct lgt_action *action, double beta,
                                     struct lgt_error *error);

/* The coefficients h, q, l, c of a scalar field's action (lgt/ops_scalar.h)
   as configured.  LGT_EINVAL: it is an action of links.  */
enum lgt_status lgt_action_coefficients
  (const struct lgt_action *action,
   double coefficient[LGT_SCALAR_COEFFICIENTS], struct lgt_error *error);

/* Whether the action is the Wilson term alone: exact answers exist then in
   two dimensions.  */
int lgt_action_is_wilson (const struct lgt_action *action);

#ifdef __cplusplus
}
#endif

#endif
