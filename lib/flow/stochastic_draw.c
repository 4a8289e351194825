/* Draws of a flow with stochastic steps: parts of the flow, each a tape, and
   sweeps of a chain between them.  Links are those of the chain; tapes take
   them from there and put them back.  */

#include "stochastic_draw.h"
#include "model_impl.h"

#include <stdlib.h>
#include <string.h>

/* Layers FROM ... TO - 1; the first part begins with the draw from the prior,
   the last one ends with S.  */
struct part
{
  int from, to, is_first, is_last;
  struct lgt_tape *tape;        /* NULL: nothing to do */
  int recorded;
};

struct lgt_stochastic_draw
{
  struct lgt_model *model;
  const struct lgt_stochastic *steps;
  int batch, averaged, parts;
  struct lgt_view values;
  struct lgt_view random, links, log_det;
  struct lgt_view action;       /* in the last part's arena */
  lgt_var *weight;
  struct part *part;            /* before step 1, ..., after step n */
  struct lgt_chain *chain;
  /* One number a configuration: S before and after a step, sum of t dS.  */
  double *before, *after, *work;
};

/* ---- parts ---- */

/* TO = FROM, on TAPE.  */
static void
copy (struct lgt_tape *tape, const struct lgt_view *to,
      const struct lgt_view *from)
{
  const struct lgt_linear_params params = { 1, 0 };
  const struct lgt_view in[2] = { *from, { 0 } };

  lgt_tape_run (tape, &lgt_op_linear, &params, sizeof params, in, to);
}

static void
record (struct lgt_stochastic_draw *d, const struct part *p,
        struct lgt_tape *tape)
{
  struct lgt_field field;
  struct lgt_view view;

  if (!p->is_first && p->from == p->to)
    {
      /* Without layers: S of the links as they are.  */
      field.links = lgt_tape_bind (tape, &d->links, NULL);
      d->action = lgt_tape_value (tape, lgt_action_apply (tape,
                                                          d->model->action,
                                                          field.links));
      return;
    }
  if (p->is_first)
    field = lgt_model_draw (d->model, tape, d->batch, &d->random);
  else
    {
      field.links = lgt_tape_field_of (tape, lgt_tape_bind (tape, &d->links,
                                                            NULL));
      field.log_det
        = lgt_tape_field_of (tape, lgt_tape_bind (tape, &d->log_det, NULL));
    }
  lgt_model_bind (d->model, tape, LGT_WEIGHTS_CONSTANT,
                  d->averaged ? &d->values : NULL, d->weight);
  lgt_model_forward_part (d->model, tape, d->weight, p->from, p->to, &field);
  if (p->is_last)
    d->action = lgt_tape_value (tape, lgt_action_apply (tape,
                                                        d->model->action,
                                                        field.links));
  view = lgt_tape_value (tape, field.links);
  copy (tape, &d->links, &view);
  view = lgt_tape_value (tape, field.log_det);
  copy (tape, &d->log_det, &view);
}

static enum lgt_status
make_tape (struct lgt_stochastic_draw *d, struct part *p,
           struct lgt_error *error)
{
  struct lgt_context *context = lgt_model_context (d->model);
  struct lgt_tape_options options = { 0, 1, 0 };
  struct lgt_tape *dry = lgt_tape_new (context, &options, error);
  enum lgt_status status;

  if (!dry)
    return LGT_ENOMEM;
  record (d, p, dry);
  status = lgt_tape_status (dry, error);
  options.dry = 0;
  options.arena_bytes = lgt_tape_usage (dry).arena_peak;
  lgt_tape_free (dry);
  if (status != LGT_OK)
    return status;
  p->tape = lgt_tape_new (context, &options, error);
  return p->tape ? LGT_OK : LGT_ENOMEM;
}

static enum lgt_status
run_part (struct lgt_stochastic_draw *d, struct part *p,
          struct lgt_error *error)
{
  if (!p->tape)
    return LGT_OK;
  if (p->recorded)
    return lgt_tape_replay (p->tape, error);
  p->recorded = 1;
  record (d, p, p->tape);
  return lgt_tape_status (p->tape, error);
}

/* ---- new ---- */

static enum lgt_status
make_chain (struct lgt_stochastic_draw *d, struct lgt_error *error)
{
  struct lgt_chain_options options = d->steps->chain;
  struct lgt_loop_list loops = { 0 };
  double coefficient[LGT_ACTION_LOOPS];
  enum lgt_status status = lgt_action_loops (d->model->action, &loops,
                                             coefficient, error);

  options.chains = d->batch;
  options.lanes = lgt_model_lanes (d->model);
  if (status == LGT_OK)
    status = lgt_chain_new (lgt_model_context (d->model), &d->model->geom,
                            d->model->group.n, loops.count, loops.loop,
                            coefficient, &options, &d->chain, error);
  lgt_loop_list_free (&loops);
  if (status != LGT_OK)
    return status;
  /* The same lattice, by the model's name.  */
  d->links = lgt_chain_links (d->chain);
  d->links.sites = lgt_model_lattice (d->model);
  return LGT_OK;
}

static enum lgt_status
make_views (struct lgt_stochastic_draw *d, struct lgt_error *error)
{
  struct lgt_context *context = lgt_model_context (d->model);
  const struct lgt_shape words = { 1, 1, LGT_RANDOM_WORDS, 1 };
  const struct lgt_shape each = { d->links.shape.packs, 1, 1,
                                  d->links.shape.lanes };

  d->random = lgt_view_dense (lgt_context_alloc (context,
                                                 LGT_RANDOM_WORDS * 4,
                                                 error),
                              LGT_U32, words, NULL);
  d->log_det = lgt_view_dense (lgt_context_alloc (context,
                                                  lgt_shape_bytes (LGT_F64,
                                                                   each),
                                                  error),
                               LGT_F64, each, NULL);
  return d->random.data && d->log_det.data ? LGT_OK : LGT_ENOMEM;
}

static enum lgt_status
make_parts (struct lgt_stochastic_draw *d, struct lgt_error *error)
{
  int from = 0;
  enum lgt_status status = LGT_OK;

  for (int k = 0; k < d->parts && status == LGT_OK; k++)
    {
      struct part *p = &d->part[k];

      p->is_first = k == 0;
      p->is_last = k == d->parts - 1;
      p->from = from;
      p->to = p->is_last ? lgt_model_layers (d->model)
                         : lgt_stochastic_layer (d->steps, k + 1);
      from = p->to;
      if (p->is_first || p->is_last || p->from < p->to)
        status = make_tape (d, p, error);
    }
  return status;
}

static enum lgt_status
build (struct lgt_stochastic_draw *d, struct lgt_error *error)
{
  enum lgt_status status;

  d->parts = lgt_stochastic_steps (d->steps) + 1;
  d->part = calloc ((size_t) d->parts, sizeof *d->part);
  d->before = malloc (3 * (size_t) d->batch * sizeof *d->before);
  d->weight = malloc (((size_t) lgt_model_slices (d->model)->count + 1)
                      * sizeof *d->weight);
  if (!d->part || !d->before || !d->weight)
    return lgt_fail (error, LGT_ENOMEM, "no memory for stochastic steps");
  d->after = d->before + d->batch;
  d->work = d->after + d->batch;
  status = make_chain (d, error);
  if (status == LGT_OK)
    status = make_views (d, error);
  return status == LGT_OK ? make_parts (d, error) : status;
}

enum lgt_status
lgt_stochastic_draw_new (struct lgt_model *model, int batch,
                         const struct lgt_view *values,
                         struct lgt_stochastic_draw **draw,
                         struct lgt_error *error)
{
  struct lgt_stochastic_draw *d = calloc (1, sizeof *d);
  enum lgt_status status;

  if (!d)
    return lgt_fail (error, LGT_ENOMEM, "no memory for stochastic steps");
  d->model = model;
  d->steps = lgt_model_stochastic (model);
  d->batch = batch;
  d->averaged = values != NULL;
  if (values)
    d->values = *values;
  status = build (d, error);
  if (status == LGT_OK)
    *draw = d;
  else
    lgt_stochastic_draw_free (d);
  return status;
}

void
lgt_stochastic_draw_free (struct lgt_stochastic_draw *d)
{
  struct lgt_context *context;

  if (!d)
    return;
  context = lgt_model_context (d->model);
  for (int k = 0; d->part && k < d->parts; k++)
    lgt_tape_free (d->part[k].tape);
  free (d->part);
  lgt_chain_free (d->chain);
  lgt_context_release (context, d->random.data);
  lgt_context_release (context, d->log_det.data);
  free (d->before);
  free (d->weight);
  free (d);
}

/* ---- draws ---- */

/* Step K; FRESH: layers have changed S since the last one.  */
static enum lgt_status
run_step (struct lgt_stochastic_draw *d, int k, int fresh,
          struct lgt_error *error)
{
  const double t = lgt_stochastic_t (d->steps, k);
  enum lgt_status status = LGT_OK;

  if (fresh)
    status = lgt_chain_energy (d->chain, d->before, error);
  if (status == LGT_OK)
    status = lgt_chain_set_scale (d->chain, t, error);
  if (status == LGT_OK)
    status = lgt_chain_run (d->chain, d->steps->sweeps, error);
  if (status == LGT_OK)
    status = lgt_chain_energy (d->chain, d->after, error);
  for (int i = 0; i < d->batch && status == LGT_OK; i++)
    {
      d->work[i] += t * (d->after[i] - d->before[i]);
      d->before[i] = d->after[i];
    }
  return status;
}

/* The counters of a draw: the stream in the word of attempts, sweeps from 1
   (0 is that of decisions in lgt/metropolis.h).  */
static enum lgt_status
set_counters (struct lgt_stochastic_draw *d, uint64_t seed, int stream,
              uint32_t step, uint32_t first, struct lgt_error *error)
{
  const uint32_t words[LGT_RANDOM_WORDS] = {
    (uint32_t) seed, (uint32_t) (seed >> 32), (uint32_t) stream, 0, step,
    first, 0, 0
  };
  const int64_t sweeps = (int64_t) (d->parts - 1) * d->steps->sweeps;
  enum lgt_status status;

  if (stream < 0 || stream > 15)
    return lgt_fail (error, LGT_EINVAL, "stream %d of random numbers",
                     stream);
  if (sweeps + 1 > ((int64_t) 1 << 32) / ((int64_t) step + 1))
    return lgt_fail (error, LGT_EINVAL, "step %lu with %lld sweeps a draw: "
                     "the counters end at 2^32", (unsigned long) step,
                     (long long) sweeps);
  status = lgt_context_put (lgt_model_context (d->model), d->random.data,
                            words, sizeof words, error);
  return status == LGT_OK
         ? lgt_chain_set_counter (d->chain, seed,
                                  ((int64_t) stream << 32) + 1
                                  + step * sweeps, first, error)
         : status;
}

enum lgt_status
lgt_stochastic_draw_run (struct lgt_stochastic_draw *d, uint64_t seed,
                         int stream, uint32_t step, uint32_t first, int count,
                         double *links, double *log_q, double *action,
                         struct lgt_error *error)
{
  struct lgt_context *context = lgt_model_context (d->model);
  enum lgt_status status = set_counters (d, seed, stream, step, first, error);

  memset (d->work, 0, (size_t) d->batch * sizeof *d->work);
  for (int k = 0; k < d->parts && status == LGT_OK; k++)
    {
      status = run_part (d, &d->part[k], error);
      if (status == LGT_OK && k < d->parts - 1)
        status = run_step (d, k + 1, d->part[k].tape != NULL, error);
    }
  if (status == LGT_OK && links)
    status = lgt_unpack (context, d->links, count, links, error);
  if (status == LGT_OK && action)
    status = lgt_unpack (context, d->action, count, action, error);
  if (status == LGT_OK && log_q)
    status = lgt_unpack (context, d->log_det, count, log_q, error);
  for (int i = 0; status == LGT_OK && log_q && i < count; i++)
    log_q[i] = -log_q[i] - d->work[i];
  return status;
}
