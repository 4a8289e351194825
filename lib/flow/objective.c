#include <lgt/objective.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct lgt_objective
{
  struct lgt_model *model;
  struct lgt_objective_options options;
  struct lgt_tape *tape;
  lgt_var *weight;        /* room for two bindings of all slices */
  struct lgt_view random; /* words of the draw, on the device */
  struct lgt_view share;  /* 1/batch, or 0 in a spare lane */
  struct lgt_view loss, ess;
  lgt_var log_w;          /* log q + S, one a configuration */
  int recorded;
};

/* log q + S of FIELD.  */
static lgt_var
log_ratio (const struct lgt_objective *o, struct lgt_tape *tape,
           lgt_var links, double sign, lgt_var log_det)
{
  lgt_var action = lgt_action_apply (tape, lgt_model_action (o->model),
                                     links);

  return lgt_linear (tape, 1, action, sign, log_det);
}

/* Keep VALUE's mean as the loss.  */
static lgt_var
mean (const struct lgt_objective *o, struct lgt_tape *tape, lgt_var value)
{
  return lgt_weighted_sum (tape, value, lgt_tape_bind (tape, &o->share,
                                                       NULL));
}

static lgt_var
reparametrization (struct lgt_objective *o, struct lgt_tape *tape,
                   struct lgt_field *field, struct lgt_seed *seed)
{
  lgt_var value, loss;

  lgt_model_bind (o->model, tape, LGT_WEIGHTS_TRAINED, NULL, o->weight);
  lgt_model_forward (o->model, tape, o->weight, field);
  value = log_ratio (o, tape, field->links, -1, field->log_det);
  loss = mean (o, tape, value);
  seed->of = loss;
  o->log_w = value;
  return loss;
}

/* log q of the sampled links with weights that count as constant: what is
   left of the gradient is the path through the links.  */
static lgt_var
path_gradient (struct lgt_objective *o, struct lgt_tape *tape,
               struct lgt_field *field, struct lgt_seed *seed)
{
  lgt_var *constant = o->weight + lgt_model_slices (o->model)->count;
  lgt_var log_q, value, loss;

  lgt_model_bind (o->model, tape, LGT_WEIGHTS_TRAINED, NULL, o->weight);
  lgt_model_bind (o->model, tape, LGT_WEIGHTS_CONSTANT, NULL, constant);
  lgt_model_forward (o->model, tape, o->weight, field);
  log_q = lgt_model_log_q (o->model, tape, constant, field->links);
  value = log_ratio (o, tape, field->links, 1, log_q);
  loss = mean (o, tape, value);
  seed->of = loss;
  o->log_w = value;
  return loss;
}

/* sum_i (f_i - mean f) / (n - 1) grad log q (U_i), U_i fixed.  */
static lgt_var
reinforce (struct lgt_objective *o, struct lgt_tape *tape,
           struct lgt_field *field, struct lgt_seed *seed)
{
  lgt_var *constant = o->weight + lgt_model_slices (o->model)->count;
  const double n = o->options.batch;
  lgt_var value, loss, ones, centred, coefficient, log_q;

  lgt_tape_pause (tape, 1);
  lgt_model_bind (o->model, tape, LGT_WEIGHTS_CONSTANT, NULL, constant);
  lgt_model_forward (o->model, tape, constant, field);
  value = log_ratio (o, tape, field->links, -1, field->log_det);
  loss = mean (o, tape, value);
  /* 0 times a value that is not finite would be lost; the loss tells.  */
  ones = lgt_linear (tape, n, lgt_tape_bind (tape, &o->share, NULL), 0,
                     LGT_NONE);
  centred = lgt_linear (tape, 1, value, -1, lgt_scale (tape, ones, loss));
  coefficient = lgt_linear (tape, n / (n > 1 ? n - 1 : 1),
                            lgt_multiply (tape, centred,
                                          lgt_tape_bind (tape, &o->share,
                                                         NULL)), 0,
                            LGT_NONE);
  lgt_tape_pause (tape, 0);
  lgt_model_bind (o->model, tape, LGT_WEIGHTS_TRAINED, NULL, o->weight);
  log_q = lgt_model_log_q (o->model, tape, o->weight, field->links);
  seed->of = lgt_weighted_sum (tape, log_q, coefficient);
  o->log_w = value;
  return loss;
}

/* Everything of a step onto TAPE.  */
static void
record (struct lgt_objective *o, struct lgt_tape *tape)
{
  static lgt_var (*const method[]) (struct lgt_objective *,
                                    struct lgt_tape *, struct lgt_field *,
                                    struct lgt_seed *)
    = { reparametrization, path_gradient, reinforce };
  struct lgt_slices *slices = lgt_model_slices (o->model);
  struct lgt_field field;
  struct lgt_seed seed = { LGT_NONE, { 0 } };
  struct lgt_view value;
  lgt_var loss;

  lgt_tape_clear (tape, &slices->grad);
  field = lgt_model_draw (o->model, tape, o->options.batch, &o->random);
  loss = method[o->options.estimator] (o, tape, &field, &seed);
  lgt_tape_backward (tape, 1, &seed);
  o->loss = lgt_tape_value (tape, loss);
  if (!o->options.after)
    return;
  value = lgt_tape_value (tape, o->log_w);
  lgt_batch_ess (tape, &value, &o->share, &o->ess);
  o->options.after (tape, o->options.ctx, &o->loss, &o->ess);
}

/* Device memory that does not depend on the tape.  */
static enum lgt_status
allocate (struct lgt_objective *o, struct lgt_error *error)
{
  struct lgt_context *context = lgt_model_context (o->model);
  const int lanes = lgt_model_lanes (o->model);
  const int packs = lgt_packs_for (o->options.batch, lanes);
  const struct lgt_shape words = { 1, 1, LGT_RANDOM_WORDS, 1 };
  const struct lgt_shape each = { packs, 1, 1, lanes };
  const struct lgt_shape one = { 1, 1, 1, 1 };
  const int count = packs * lanes;
  double *share = calloc ((size_t) count, sizeof *share);

  if (!share)
    return lgt_fail (error, LGT_ENOMEM, "no memory for an objective");
  for (int i = 0; i < o->options.batch; i++)
    share[i] = 1.0 / o->options.batch;
  o->share = lgt_view_dense (lgt_context_table (context, share,
                                                (size_t) count
                                                * sizeof *share, error),
                             LGT_F64, each, NULL);
  free (share);
  o->random = lgt_view_dense (lgt_context_alloc (context,
                                                 LGT_RANDOM_WORDS * 4,
                                                 error),
                              LGT_U32, words, NULL);
  o->ess = lgt_view_dense (lgt_context_alloc (context, sizeof (double), error),
                           LGT_F64, one, NULL);
  o->weight = malloc ((2 * (size_t) lgt_model_slices (o->model)->count + 1)
                      * sizeof *o->weight);
  if (!o->weight)
    lgt_fail (error, LGT_ENOMEM, "no memory for an objective");
  return o->share.data && o->random.data && o->ess.data && o->weight
         ? LGT_OK : LGT_ENOMEM;
}

static struct lgt_objective *
new_objective (struct lgt_model *model,
               const struct lgt_objective_options *options,
               struct lgt_error *error)
{
  struct lgt_objective *o;

  if (lgt_model_stochastic (model))
    {
      lgt_fail (error, LGT_EINVAL, "stochastic steps are not trained: train "
                "the layers with stochastic: none, and sample with the steps");
      return NULL;
    }
  if (options->batch < 1
      || (options->estimator == LGT_REINFORCE && options->batch < 2))
    {
      lgt_fail (error, LGT_EINVAL, "a batch of %d%s", options->batch,
                options->batch == 1 ? "; reinforce needs 2" : "");
      return NULL;
    }
  o = calloc (1, sizeof *o);
  if (!o)
    {
      lgt_fail (error, LGT_ENOMEM, "no memory for an objective");
      return NULL;
    }
  o->model = model;
  o->options = *options;
  if (allocate (o, error) != LGT_OK)
    {
      lgt_objective_free (o);
      return NULL;
    }
  return o;
}

/* The arena that O needs.  */
static enum lgt_status
measure (struct lgt_objective *o, struct lgt_tape_usage *usage,
         struct lgt_error *error)
{
  const struct lgt_tape_options dry = { 0, 1, 1 };
  struct lgt_tape *tape = lgt_tape_new (lgt_model_context (o->model), &dry,
                                        error);
  enum lgt_status status;

  if (!tape)
    return LGT_ENOMEM;
  record (o, tape);
  status = lgt_tape_status (tape, error);
  if (status == LGT_OK)
    *usage = lgt_tape_usage (tape);
  lgt_tape_free (tape);
  return status;
}

enum lgt_status
lgt_objective_forecast (struct lgt_model *model,
                        const struct lgt_objective_options *options,
                        struct lgt_tape_usage *usage, struct lgt_error *error)
{
  struct lgt_objective *o = new_objective (model, options, error);
  enum lgt_status status;

  if (!o)
    return error ? error->code : LGT_EINVAL;
  status = measure (o, usage, error);
  lgt_objective_free (o);
  return status;
}

enum lgt_status
lgt_objective_new (struct lgt_model *model,
                   const struct lgt_objective_options *options,
                   struct lgt_objective **objective, struct lgt_error *error)
{
  struct lgt_objective *o = new_objective (model, options, error);
  struct lgt_tape_usage usage;
  struct lgt_tape_options wet = { 0, 0, 1 };
  enum lgt_status status;

  if (!o)
    return error ? error->code : LGT_EINVAL;
  status = measure (o, &usage, error);
  if (status == LGT_OK)
    {
      wet.arena_bytes = usage.arena_peak;
      o->tape = lgt_tape_new (lgt_model_context (model), &wet, error);
      if (!o->tape)
        status = LGT_ENOMEM;
    }
  if (status == LGT_OK)
    *objective = o;
  else
    lgt_objective_free (o);
  return status;
}

void
lgt_objective_free (struct lgt_objective *o)
{
  struct lgt_context *context;

  if (!o)
    return;
  context = lgt_model_context (o->model);
  lgt_tape_free (o->tape);
  lgt_context_release (context, o->share.data);
  lgt_context_release (context, o->random.data);
  lgt_context_release (context, o->ess.data);
  free (o->weight);
  free (o);
}

enum lgt_status
lgt_objective_step (struct lgt_objective *o, uint32_t step, int attempt,
                    struct lgt_error *error)
{
  const uint32_t words[LGT_RANDOM_WORDS] = {
    (uint32_t) o->options.seed, (uint32_t) (o->options.seed >> 32),
    LGT_STREAM_TRAIN, (uint32_t) attempt, step, 0, 0, 0
  };
  enum lgt_status status
    = lgt_context_put (lgt_model_context (o->model), o->random.data, words,
                       sizeof words, error);

  if (status != LGT_OK)
    return status;
  if (o->recorded)
    return lgt_tape_replay (o->tape, error);
  o->recorded = 1;
  record (o, o->tape);
  return lgt_tape_status (o->tape, error);
}

enum lgt_status
lgt_objective_result (const struct lgt_objective *o, double *loss,
                      double *log_w, struct lgt_error *error)
{
  struct lgt_context *context = lgt_model_context (o->model);
  enum lgt_status status
    = lgt_context_get (context, loss, o->loss.data, sizeof *loss, error);

  if (status != LGT_OK || !log_w)
    return status;
  status = lgt_unpack (context, lgt_tape_value (o->tape, o->log_w),
                       o->options.batch, log_w, error);
  for (int i = 0; status == LGT_OK && i < o->options.batch; i++)
    log_w[i] = -log_w[i];
  return status;
}

struct lgt_tape_usage
lgt_objective_usage (const struct lgt_objective *o)
{
  return lgt_tape_usage (o->tape);
}

struct lgt_tape *
lgt_objective_tape (struct lgt_objective *o)
{
  return o->tape;
}
