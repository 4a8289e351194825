/* Priors: what a flow begins with (lgt/model.h).  */

#ifndef LGT_FLOW_PRIOR_H
#define LGT_FLOW_PRIOR_H

#include <lgt/config.h>
#include <lgt/ops.h>

struct lgt_model;
struct lgt_prior;

/* The alternatives of the key "prior".  */
extern const struct lgt_choice lgt_priors[];

/* MODEL's prior, of its lattice and group.  LGT_EINVAL: links are Haar
   distributed, a scalar field is not.  */
enum lgt_status lgt_prior_new (struct lgt_model *model,
                               const struct lgt_chosen *chosen,
                               struct lgt_error *error);
void lgt_prior_free (struct lgt_context *context, struct lgt_prior *prior);

/* For scalar fields.  Record a draw: FIELD is filled with white noise, and
   what is drawn is a field too, maybe the same.  */
lgt_var lgt_prior_draw (struct lgt_tape *tape, const struct lgt_prior *prior,
                        lgt_var field, const struct lgt_view *random);

/* -log r (FIELD), [P, 1, 1, B] float64.  */
lgt_var lgt_prior_minus_log (struct lgt_tape *tape,
                             const struct lgt_prior *prior, lgt_var field);

#endif
