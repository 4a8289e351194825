/* Optimizer states on a context, and the recording of one step.  */

#include <lgt/optim.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CONTROLS = 16 };

/* Which states a kind keeps.  */
static const struct kind
{
  const char *name;
  double beta1, decay;
  int has_v, has_vmax;
} kinds[] = {
  [LGT_SGD] = { "sgd", 0, 0, 0, 0 },
  [LGT_ADAM] = { "adam", 0.9, 0, 1, 0 },
  [LGT_ADAMW] = { "adamw", 0.9, 0.01, 1, 0 },
  [LGT_AMSGRAD] = { "amsgrad", 0.9, 0, 1, 1 },
};

static const struct kind *
find_kind (enum lgt_optimizer_kind kind)
{
  size_t i = (size_t) kind;

  return i < sizeof kinds / sizeof kinds[0] ? &kinds[i] : NULL;
}

const char *
lgt_optimizer_name (enum lgt_optimizer_kind kind)
{
  const struct kind *found = find_kind (kind);

  return found ? found->name : NULL;
}

struct lgt_optimizer_params
lgt_optimizer_defaults (enum lgt_optimizer_kind kind)
{
  const struct kind *found = find_kind (kind);

  return (struct lgt_optimizer_params)
    { .kind = kind, .beta1 = found ? found->beta1 : 0, .beta2 = 0.999,
      .epsilon = 1e-8, .decay = found ? found->decay : 0 };
}

static enum lgt_status
check (const struct lgt_optimizer_params *params, double average_decay,
       const struct lgt_view *weights, struct lgt_error *error)
{
  struct lgt_shape shape = weights->shape;

  if (!find_kind (params->kind))
    return lgt_fail (error, LGT_EINVAL, "optimizer number %d; there are 0 to "
                     "%d", (int) params->kind, LGT_AMSGRAD);
  if (!(params->beta1 >= 0 && params->beta1 < 1))
    return lgt_fail (error, LGT_EINVAL, "beta1 is %g; it must be at least 0 "
                     "and below 1", params->beta1);
  if (!(params->beta2 >= 0 && params->beta2 < 1))
    return lgt_fail (error, LGT_EINVAL, "beta2 is %g; it must be at least 0 "
                     "and below 1", params->beta2);
  if (!(params->epsilon > 0 && isfinite (params->epsilon)))
    return lgt_fail (error, LGT_EINVAL, "epsilon is %g; it must be greater "
                     "than 0", params->epsilon);
  if (!(params->decay >= 0 && isfinite (params->decay)))
    return lgt_fail (error, LGT_EINVAL, "weight decay is %g; it must be at "
                     "least 0", params->decay);
  if (!(average_decay >= 0 && average_decay < 1))
    return lgt_fail (error, LGT_EINVAL, "the average's decay is %g; it must "
                     "be at least 0 and below 1", average_decay);
  if (shape.packs != 1 || shape.sites != 1 || shape.lanes != 1
      || weights->type == LGT_U32)
    return lgt_fail (error, LGT_EINVAL, "weights must be a flat array of "
                     "floating-point numbers");
  return LGT_OK;
}

/* A cleared flat array of COUNT elements.  */
static enum lgt_status
make_view (struct lgt_context *context, enum lgt_type type, int count,
           struct lgt_view *view, struct lgt_error *error)
{
  struct lgt_shape shape = { 1, 1, count, 1 };
  void *data = lgt_context_alloc (context, lgt_shape_bytes (type, shape),
                                  error);

  if (!data)
    return LGT_ENOMEM;
  *view = lgt_view_dense (data, type, shape, NULL);
  return LGT_OK;
}

static enum lgt_status
add_state (struct lgt_optim *optim, const char *name, enum lgt_type type,
           int count, struct lgt_error *error)
{
  struct lgt_optim_state *state = &optim->state[optim->states];
  enum lgt_status status = make_view (optim->context, type, count,
                                      &state->view, error);

  if (status == LGT_OK)
    {
      state->name = name;
      optim->states++;
    }
  return status;
}

struct lgt_optim *
lgt_optim_new (struct lgt_context *context, struct lgt_optimizer_params params,
               double average_decay, const struct lgt_view *weights,
               struct lgt_error *error)
{
  struct lgt_optim *optim;
  int count = weights->shape.comps;

  if (check (&params, average_decay, weights, error) != LGT_OK)
    return NULL;
  optim = calloc (1, sizeof *optim);
  if (!optim)
    {
      lgt_fail (error, LGT_ENOMEM, "no memory for an optimizer");
      return NULL;
    }
  optim->context = context;
  optim->params = params;
  optim->average_decay = average_decay;

  if (((kinds[params.kind].has_v || params.beta1 > 0)
       && add_state (optim, "m", LGT_F64, count, error))
      || (kinds[params.kind].has_v
          && add_state (optim, "v", LGT_F64, count, error))
      || (kinds[params.kind].has_vmax
          && add_state (optim, "vmax", LGT_F64, count, error))
      || (average_decay > 0
          && (add_state (optim, "average", weights->type, count, error)
              || lgt_optim_restart_average (optim, weights, error)))
      || make_view (context, LGT_F64, 1, &optim->norm, error)
      || make_view (context, LGT_F64, CONTROLS, &optim->control, error)
      || make_view (context, LGT_F64, LGT_OPTIM_HISTORY * LGT_HISTORY_NUMBERS,
                    &optim->history, error))
    {
      lgt_optim_free (optim);
      return NULL;
    }
  return optim;
}

void
lgt_optim_free (struct lgt_optim *optim)
{
  if (!optim)
    return;
  for (int i = 0; i < optim->states; i++)
    lgt_context_release (optim->context, optim->state[i].view.data);
  lgt_context_release (optim->context, optim->norm.data);
  lgt_context_release (optim->context, optim->control.data);
  lgt_context_release (optim->context, optim->history.data);
  free (optim);
}

struct lgt_view
lgt_optim_find (const struct lgt_optim *optim, const char *name)
{
  for (int i = 0; i < optim->states; i++)
    if (strcmp (optim->state[i].name, name) == 0)
      return optim->state[i].view;
  return (struct lgt_view) { .data = NULL };
}

enum lgt_status
lgt_optim_restart_average (struct lgt_optim *optim,
                           const struct lgt_view *weights,
                           struct lgt_error *error)
{
  struct lgt_view average = lgt_optim_find (optim, "average");
  size_t bytes = lgt_type_size (weights->type) * (size_t) weights->shape.comps;
  enum lgt_status status;
  void *host;

  if (!average.data)
    return LGT_OK;
  if (average.type != weights->type
      || !lgt_shape_equal (average.shape, weights->shape))
    return lgt_fail (error, LGT_EINVAL, "these weights are not those that the "
                     "optimizer was made for");
  host = malloc (bytes);
  if (!host)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a copy of the weights");
  status = lgt_context_get (optim->context, host, weights->data, bytes, error);
  if (status == LGT_OK)
    status = lgt_context_put (optim->context, average.data, host, bytes,
                              error);
  free (host);
  return status;
}

void
lgt_optim_record (struct lgt_optim *optim, struct lgt_tape *tape,
                  const struct lgt_view *weights, const struct lgt_view *grad,
                  const struct lgt_view *loss, const struct lgt_view *note)
{
  struct lgt_view m = lgt_optim_find (optim, "m");
  struct lgt_view v = lgt_optim_find (optim, "v");
  struct lgt_view vmax = lgt_optim_find (optim, "vmax");
  struct lgt_view average = lgt_optim_find (optim, "average");

  lgt_norm_squared (tape, grad, &optim->norm);
  lgt_optimizer_decide (tape, optim->params, &optim->norm, loss, note,
                        &optim->control, &optim->history);
  lgt_optimizer_step (tape, optim->params, weights, grad, &m, &v, &vmax,
                      &optim->control);
  if (average.data)
    lgt_average_step (tape, optim->average_decay, &average, weights,
                      &optim->control);
}

void
lgt_optim_control (const struct lgt_rates *rates,
                   const struct lgt_optim_progress *progress, int pending,
                   double scale, double control[LGT_CONTROL_HOST])
{
  control[LGT_CONTROL_RATE]
    = ldexp (lgt_rates_at (rates, progress->step + pending),
             -progress->attempt);
  control[LGT_CONTROL_CLIP] = rates->clip;
  control[LGT_CONTROL_CLIP_VALUE] = rates->clip_value;
  control[LGT_CONTROL_SCALE] = scale;
  control[LGT_CONTROL_GUARD] = lgt_optim_guard (rates, progress);
  control[LGT_CONTROL_ROW] = pending;
}

enum lgt_status
lgt_optim_prepare (struct lgt_optim *optim, const struct lgt_rates *rates,
                   const struct lgt_optim_progress *progress, double scale,
                   struct lgt_error *error)
{
  double control[LGT_CONTROL_HOST];

  if (optim->pending >= LGT_OPTIM_HISTORY)
    return lgt_fail (error, LGT_EINVAL, "%d optimizer steps have not been "
                     "read, and there is no room for more", optim->pending);
  lgt_optim_control (rates, progress, optim->pending++, scale, control);
  return lgt_context_put (optim->context, optim->control.data, control,
                          sizeof control, error);
}

enum lgt_status
lgt_optim_read (struct lgt_optim *optim,
                struct lgt_outcome outcome[LGT_OPTIM_HISTORY], int *count,
                struct lgt_error *error)
{
  double row[LGT_OPTIM_HISTORY][LGT_HISTORY_NUMBERS];
  enum lgt_status status
    = lgt_context_get (optim->context, row, optim->history.data,
                       (size_t) optim->pending * sizeof row[0], error);

  *count = 0;
  if (status != LGT_OK)
    return status;
  for (int i = 0; i < optim->pending; i++)
    {
      outcome[i].taken = row[i][LGT_HISTORY_OUTCOME] == LGT_STEP_TAKEN;
      outcome[i].guarded = row[i][LGT_HISTORY_OUTCOME] == LGT_STEP_GUARDED;
      outcome[i].norm = row[i][LGT_HISTORY_NORM];
      outcome[i].loss = row[i][LGT_HISTORY_LOSS];
      outcome[i].note = row[i][LGT_HISTORY_NOTE];
    }
  *count = optim->pending;
  optim->pending = 0;
  return LGT_OK;
}

enum lgt_status
lgt_optim_resume (struct lgt_optim *optim,
                  const struct lgt_optim_progress *progress,
                  struct lgt_error *error)
{
  const double updates = (double) progress->updates;

  optim->pending = 0;
  return lgt_context_put (optim->context, (double *) optim->control.data
                                          + LGT_CONTROL_UPDATES, &updates,
                          sizeof updates, error);
}
