/* The convolution that lgt-bench measures: forward, backward, clock.  */

#include "conv_trial.h"

/* One measurement repeats what is shorter than this.  */
static const double least_seconds = 0.02;

/* The direct one, whose activation is its own.  */
static enum lgt_status
forward_direct (const struct lgt_conv_trial *b, const struct lgt_conv_way *w,
                const struct lgt_view *pre, struct lgt_error *error)
{
  const struct lgt_view *t = b->tensor;
  const struct lgt_view in[3] = { t[TRIAL_X], t[TRIAL_WEIGHT],
                                  t[TRIAL_BIAS] };
  const struct lgt_view out[2] = { t[TRIAL_Y], *pre };

  return w->kernel->run[w->entry] (lgt_context_queue (b->context),
                                   &w->params, in, out, b->scratch, error);
}

static enum lgt_status
backward_direct (const struct lgt_conv_trial *b,
                 const struct lgt_conv_way *w, const struct lgt_view *pre,
                 struct lgt_error *error)
{
  const struct lgt_view *t = b->tensor;
  const struct lgt_view none = { 0 };
  const struct lgt_view in[7] = { t[TRIAL_X], t[TRIAL_WEIGHT],
                                  t[TRIAL_BIAS], t[TRIAL_Y], *pre,
                                  t[TRIAL_GRAD_Y], none };
  const struct lgt_view out[3]
    = { t[TRIAL_GRAD_X], t[TRIAL_GRAD_WEIGHT], t[TRIAL_GRAD_BIAS] };
  struct lgt_queue *queue = lgt_context_queue (b->context);
  enum lgt_status status = LGT_OK;

  if (b->activation.kind != LGT_IDENTITY && w->kernel->settle[w->entry])
    status = w->kernel->settle[w->entry] (queue, &w->params, in, &in[5],
                                          NULL, error);
  return status == LGT_OK
         ? w->kernel->pull[w->entry] (queue, &w->params, in, out, b->scratch,
                                      error)
         : status;
}

/* The others, with an activation after them.  */
static enum lgt_status
forward_plain (const struct lgt_conv_trial *b, const struct lgt_conv_way *w,
               struct lgt_error *error)
{
  const struct lgt_view *t = b->tensor;
  const int active = b->activation.kind != LGT_IDENTITY;
  const struct lgt_view *y = &t[active ? TRIAL_PRE : TRIAL_Y];
  const struct lgt_view in[3] = { t[TRIAL_X], t[TRIAL_WEIGHT],
                                  t[TRIAL_BIAS] };
  struct lgt_queue *queue = lgt_context_queue (b->context);
  enum lgt_status status
    = w->kernel->run[w->entry] (queue, &w->params, in, y, b->scratch, error);

  if (status == LGT_OK && active)
    status = b->activate->run[w->entry] (queue, &b->activation, y,
                                         &t[TRIAL_Y], NULL, error);
  return status;
}

static enum lgt_status
backward_plain (const struct lgt_conv_trial *b, const struct lgt_conv_way *w,
                struct lgt_error *error)
{
  const struct lgt_view *t = b->tensor;
  const struct lgt_view none = { 0 };
  const int active = b->activation.kind != LGT_IDENTITY;
  const struct lgt_view *g = &t[active ? TRIAL_GRAD_PRE : TRIAL_GRAD_Y];
  const struct lgt_view in[5] = { t[TRIAL_X], t[TRIAL_WEIGHT],
                                  t[TRIAL_BIAS], none, *g };
  const struct lgt_view out[3]
    = { t[TRIAL_GRAD_X], t[TRIAL_GRAD_WEIGHT], t[TRIAL_GRAD_BIAS] };
  struct lgt_queue *queue = lgt_context_queue (b->context);
  enum lgt_status status = LGT_OK;

  if (active)
    {
      const struct lgt_view back[3] = { t[TRIAL_PRE], none,
                                        t[TRIAL_GRAD_Y] };

      status = b->backend->clear (queue, g->data,
                                  lgt_shape_bytes (g->type, g->shape));
      if (status == LGT_OK)
        status = b->activate->pull[w->entry] (queue, &b->activation, back, g,
                                              NULL, error);
    }
  return status == LGT_OK
         ? w->kernel->pull[w->entry] (queue, &w->params, in, out, b->scratch,
                                      error)
         : status;
}

/* N calls; *SECONDS is what they took.  An activation changes the gradient
   of y in place: it is put back, which does not count.  */
static enum lgt_status
call (const struct lgt_conv_trial *b, const struct lgt_conv_way *w, int both,
      int n, double *seconds, struct lgt_error *error)
{
  const struct lgt_view *g = &b->tensor[TRIAL_GRAD_Y];
  const size_t bytes = lgt_shape_bytes (g->type, g->shape);
  struct lgt_queue *queue = lgt_context_queue (b->context);
  struct lgt_view pre = { 0 };
  enum lgt_status status = LGT_OK;
  const int direct = w->op == &lgt_op_conv;
  double start;

  if (direct)
    {
      struct lgt_view result[2] = { { 0 } };
      size_t scratch[2];
      enum lgt_type entry;

      w->op->infer (&w->params, b->tensor, result, scratch, &entry, NULL);
      if (result[1].shape.packs)
        pre = b->tensor[TRIAL_PRE];
    }
  *seconds = 0;
  start = lgt_app_clock ();
  for (int i = 0; i < n && status == LGT_OK; i++)
    {
      if (both && b->grad_y)
        {
          *seconds += lgt_app_clock () - start;
          status = lgt_context_put (b->context, g->data, b->grad_y, bytes,
                                    error);
          if (status != LGT_OK)
            return status;
          start = lgt_app_clock ();
        }
      status = direct ? forward_direct (b, w, &pre, error)
                      : forward_plain (b, w, error);
      if (both && status == LGT_OK)
        status = direct ? backward_direct (b, w, &pre, error)
                        : backward_plain (b, w, error);
    }
  if (status == LGT_OK)
    status = b->backend->sync (queue, error);
  *seconds += lgt_app_clock () - start;
  return status;
}

enum lgt_status
lgt_conv_trial_measure (struct lgt_conv_trial *b,
                        enum lgt_conv_algorithm algorithm, int both,
                        struct lgt_error *error)
{
  struct lgt_conv_way *w = &b->way[algorithm];
  struct bench_times *times = &w->times[both];
  double seconds = 0;
  enum lgt_status status = LGT_OK;

  if (w->calls[both] == 0)
    {
      for (int i = 0; i < 2 && status == LGT_OK; i++)
        status = call (b, w, both, 1, &seconds, error);
      w->calls[both] = seconds < least_seconds
                       ? (int) (least_seconds
                                / (seconds > 1e-6 ? seconds : 1e-6)) + 1
                       : 1;
    }
  if (status == LGT_OK)
    status = call (b, w, both, w->calls[both], &seconds, error);
  times->seconds[times->count++] = seconds / w->calls[both];
  return status;
}
