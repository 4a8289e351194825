/* Whether an optimizer's step is taken.  Inputs: squared norm of the gradient,
   loss, note; outputs, in place: control, history.  */

#include "op_check.h"

static enum lgt_status
check_number (const char *what, const struct lgt_view *view,
              struct lgt_error *error)
{
  const struct lgt_shape one = { 1, 1, 1, 1 };
  enum lgt_status status = lgt_op_check_type ("optimizer_decide", what, view,
                                              LGT_F64, error);

  return status == LGT_OK
         ? lgt_op_check_shape ("optimizer_decide", what, view, one, error)
         : status;
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_optimizer_params *p = params;
  const int numbers = out[1].shape.comps;
  enum lgt_status status;

  if ((status = check_number ("norm", &in[0], error))
      || (status = check_number ("loss", &in[1], error))
      || (in[2].data && (status = check_number ("note", &in[2], error))))
    return status;
  if (!(p->beta1 >= 0 && p->beta1 < 1)
      || (p->kind != LGT_SGD && !(p->beta2 >= 0 && p->beta2 < 1)))
    return lgt_fail (error, LGT_EINVAL,
                     "optimizer_decide: beta1 %g, beta2 %g; both must be at "
                     "least 0 and less than 1", p->beta1, p->beta2);
  if (numbers < LGT_HISTORY_NUMBERS || numbers % LGT_HISTORY_NUMBERS != 0)
    return lgt_fail (error, LGT_EINVAL,
                     "optimizer_decide: a history of %d numbers; rows have "
                     "%d", numbers, LGT_HISTORY_NUMBERS);
  out[0] = lgt_op_result (LGT_F64, 1, 1, 16, 1, NULL);
  out[1] = lgt_op_result (LGT_F64, 1, 1, numbers, 1, NULL);
  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  return LGT_OK;
}

const struct lgt_op lgt_op_optimizer_decide =
{
  .name = "optimizer_decide",
  .n_in = 3,
  .n_out = 2,
  .infer = infer
};

void
lgt_optimizer_decide (struct lgt_tape *tape,
                      struct lgt_optimizer_params params,
                      const struct lgt_view *norm,
                      const struct lgt_view *loss,
                      const struct lgt_view *note,
                      const struct lgt_view *control,
                      const struct lgt_view *history)
{
  const struct lgt_view absent = { 0 };
  const struct lgt_view in[3] = { *norm, *loss, note ? *note : absent };
  const struct lgt_view out[2] = { *control, *history };

  lgt_tape_run (tape, &lgt_op_optimizer_decide, &params, sizeof params, in,
                out);
}
