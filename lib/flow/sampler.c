/* Samples of a model, and log q of given configurations.  */

#include <lgt/objective.h>

#include "stochastic_draw.h"

#include <stdlib.h>
#include <string.h>

/* Two tapes: from the prior on, and from given links back.  */
struct tape_of
{
  struct lgt_tape *tape;
  struct lgt_view links, log_q, action;
  int recorded;
};

struct lgt_sampler
{
  struct lgt_model *model;
  int batch;
  int averaged;           /* VALUES were given */
  struct lgt_view values;
  struct lgt_view random;
  struct lgt_view given;  /* links to evaluate */
  lgt_var *weight;
  struct tape_of draw, evaluate;
  struct lgt_stochastic_draw *stochastic;       /* in the place of DRAW */
};

static void
record_draw (struct lgt_sampler *s, struct lgt_tape *tape)
{
  struct lgt_field field
    = lgt_model_draw (s->model, tape, s->batch, &s->random);
  lgt_var action, log_q;

  lgt_model_bind (s->model, tape, LGT_WEIGHTS_CONSTANT,
                  s->averaged ? &s->values : NULL, s->weight);
  lgt_model_forward (s->model, tape, s->weight, &field);
  action = lgt_action_apply (tape, lgt_model_action (s->model), field.links);
  log_q = lgt_linear (tape, -1, field.log_det, 0, LGT_NONE);
  s->draw.links = lgt_tape_value (tape, field.links);
  s->draw.action = lgt_tape_value (tape, action);
  s->draw.log_q = lgt_tape_value (tape, log_q);
}

static void
record_evaluate (struct lgt_sampler *s, struct lgt_tape *tape)
{
  lgt_var links = lgt_tape_bind (tape, &s->given, NULL);
  lgt_var action, log_q;

  lgt_model_bind (s->model, tape, LGT_WEIGHTS_CONSTANT,
                  s->averaged ? &s->values : NULL, s->weight);
  action = lgt_action_apply (tape, lgt_model_action (s->model), links);
  log_q = lgt_model_log_q (s->model, tape, s->weight, links);
  s->evaluate.action = lgt_tape_value (tape, action);
  s->evaluate.log_q = lgt_tape_value (tape, log_q);
}

/* A tape of the size that RECORD needs.  */
static enum lgt_status
make_tape (struct lgt_sampler *s,
           void (*record) (struct lgt_sampler *, struct lgt_tape *),
           struct tape_of *of, struct lgt_error *error)
{
  struct lgt_context *context = lgt_model_context (s->model);
  struct lgt_tape_options options = { 0, 1, 0 };
  struct lgt_tape *dry = lgt_tape_new (context, &options, error);
  enum lgt_status status;

  if (!dry)
    return LGT_ENOMEM;
  record (s, dry);
  status = lgt_tape_status (dry, error);
  options.dry = 0;
  options.arena_bytes = lgt_tape_usage (dry).arena_peak;
  lgt_tape_free (dry);
  if (status != LGT_OK)
    return status;
  of->tape = lgt_tape_new (context, &options, error);
  return of->tape ? LGT_OK : LGT_ENOMEM;
}

enum lgt_status
lgt_sampler_new (struct lgt_model *model, int batch,
                 const struct lgt_view *values, struct lgt_sampler **sampler,
                 struct lgt_error *error)
{
  struct lgt_context *context = lgt_model_context (model);
  const struct lgt_shape words = { 1, 1, LGT_RANDOM_WORDS, 1 };
  struct lgt_sampler *s;
  enum lgt_status status = LGT_OK;

  if (batch < 1)
    return lgt_fail (error, LGT_EINVAL, "a batch of %d", batch);
  s = calloc (1, sizeof *s);
  if (!s)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a sampler");
  s->model = model;
  s->batch = batch;
  s->averaged = values != NULL;
  if (values)
    s->values = *values;
  s->random = lgt_view_dense (lgt_context_alloc (context,
                                                 LGT_RANDOM_WORDS * 4,
                                                 error),
                              LGT_U32, words, NULL);
  s->weight = malloc (((size_t) lgt_model_slices (model)->count + 1)
                      * sizeof *s->weight);
  if (!s->random.data || !s->weight)
    {
      lgt_sampler_free (s);
      return lgt_fail (error, LGT_ENOMEM, "no memory for a sampler");
    }
  if (lgt_model_stochastic (model))
    status = lgt_stochastic_draw_new (model, batch, values, &s->stochastic,
                                      error);
  if (status == LGT_OK)
    *sampler = s;
  else
    lgt_sampler_free (s);
  return status;
}

void
lgt_sampler_free (struct lgt_sampler *s)
{
  struct lgt_context *context;

  if (!s)
    return;
  context = lgt_model_context (s->model);
  lgt_stochastic_draw_free (s->stochastic);
  lgt_tape_free (s->draw.tape);
  lgt_tape_free (s->evaluate.tape);
  lgt_context_release (context, s->random.data);
  lgt_context_release (context, s->given.data);
  free (s->weight);
  free (s);
}

/* Record on the first call, replay on later ones.  */
static enum lgt_status
run (struct lgt_sampler *s,
     void (*record) (struct lgt_sampler *, struct lgt_tape *),
     struct tape_of *of, struct lgt_error *error)
{
  if (of->recorded)
    return lgt_tape_replay (of->tape, error);
  of->recorded = 1;
  record (s, of->tape);
  return lgt_tape_status (of->tape, error);
}

static enum lgt_status
fetch (struct lgt_sampler *s, const struct tape_of *of, int count,
       double *log_q, double *action, struct lgt_error *error)
{
  struct lgt_context *context = lgt_model_context (s->model);
  enum lgt_status status = LGT_OK;

  if (log_q)
    status = lgt_unpack (context, of->log_q, count, log_q, error);
  if (status == LGT_OK && action)
    status = lgt_unpack (context, of->action, count, action, error);
  return status;
}

static enum lgt_status
check_count (const struct lgt_sampler *s, int count, struct lgt_error *error)
{
  if (count < 1 || count > s->batch)
    return lgt_fail (error, LGT_EINVAL, "%d configurations of a sampler for "
                     "%d", count, s->batch);
  return LGT_OK;
}

enum lgt_status
lgt_sampler_draw (struct lgt_sampler *s, uint64_t seed, int stream,
                  uint32_t step, uint32_t first, int count, double *links,
                  double *log_q, double *action, struct lgt_error *error)
{
  const uint32_t words[LGT_RANDOM_WORDS] = {
    (uint32_t) seed, (uint32_t) (seed >> 32), (uint32_t) stream, 0, step,
    first, 0, 0
  };
  struct lgt_context *context = lgt_model_context (s->model);
  enum lgt_status status = check_count (s, count, error);

  if (status == LGT_OK && s->stochastic)
    return lgt_stochastic_draw_run (s->stochastic, seed, stream, step, first,
                                    count, links, log_q, action, error);
  if (status == LGT_OK && !s->draw.tape)
    status = make_tape (s, record_draw, &s->draw, error);
  if (status == LGT_OK)
    status = lgt_context_put (context, s->random.data, words, sizeof words,
                              error);
  if (status == LGT_OK)
    status = run (s, record_draw, &s->draw, error);
  if (status == LGT_OK && links)
    status = lgt_unpack (context, s->draw.links, count, links, error);
  return status == LGT_OK ? fetch (s, &s->draw, count, log_q, action, error)
                          : status;
}

enum lgt_status
lgt_sampler_evaluate (struct lgt_sampler *s, const double *links, int count,
                      double *log_q, double *action, struct lgt_error *error)
{
  struct lgt_context *context = lgt_model_context (s->model);
  const struct lgt_shape shape = lgt_model_links_shape (s->model, s->batch);
  const enum lgt_type type = lgt_model_links_type (s->model);
  enum lgt_status status = check_count (s, count, error);

  if (status == LGT_OK && s->stochastic)
    return lgt_fail (error, LGT_EINVAL, "a flow with stochastic steps has no "
                     "log q of given configurations: many paths lead to each");
  if (status == LGT_OK && !s->given.data)
    {
      s->given = lgt_view_dense (lgt_context_alloc (context,
                                                    lgt_shape_bytes (type,
                                                                     shape),
                                                    error),
                                 type, shape, lgt_model_lattice (s->model));
      if (!s->given.data)
        status = LGT_ENOMEM;
    }
  if (status == LGT_OK && !s->evaluate.tape)
    status = make_tape (s, record_evaluate, &s->evaluate, error);
  if (status == LGT_OK)
    status = lgt_pack (context, links, count, s->given, error);
  if (status == LGT_OK)
    status = run (s, record_evaluate, &s->evaluate, error);
  return status == LGT_OK
         ? fetch (s, &s->evaluate, count, log_q, action, error) : status;
}
