#include "private.h"
#include "run_folder.h"
#include "training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A row of train.tsv, summed up over the steps since the last one.  */
struct interval
{
  int steps;
  double loss, ess, norm;
};

struct loop
{
  struct lgt_training *t;
  struct lgt_objective *objective;
  struct lgt_progress bar;
  struct lgt_table table;
  struct interval interval;
  double log_z;           /* exact, at the beta of the action; or NAN */
  double beta;            /* present one */
  double started;
};

static const char *const columns[]
  = { "step", "stage", "rate", "beta", "loss", "kl", "ess_batch", "gradient",
      "skipped", "seconds" };
enum { COLUMNS = sizeof columns / sizeof columns[0] };

const char *
lgt_training_path (const struct lgt_training *t, const char *name, char *text)
{
  return lgt_run_path (t->folder, name, text);
}

/* What follows the gradient on the tape.  */
static void
record_step (struct lgt_tape *tape, void *ctx, const struct lgt_view *loss,
             const struct lgt_view *ess)
{
  struct lgt_training *t = ctx;
  struct lgt_slices *slices = lgt_model_slices (t->state.model);

  lgt_optim_record (t->state.optim, tape, &slices->values, &slices->grad,
                    loss, ess);
}

static struct lgt_objective_options
options_for (struct lgt_training *t, int stage)
{
  struct lgt_objective_options options = { 0 };

  options.batch = t->config.extra[stage].batch;
  options.estimator = t->config.extra[stage].estimator;
  options.seed = t->config.seed;
  options.after = record_step;
  options.ctx = t;
  return options;
}

enum lgt_status
lgt_training_forecast (struct lgt_training *t, FILE *stream,
                       struct lgt_error *error)
{
  struct lgt_tape_usage most = { 0 }, half;
  int at = 0;

  for (int s = 0; s < t->config.rates.stages; s++)
    {
      const struct lgt_objective_options options = options_for (t, s);
      struct lgt_tape_usage usage;
      enum lgt_status status
        = lgt_objective_forecast (t->state.model, &options, &usage, error);

      if (status != LGT_OK)
        return status;
      if (usage.arena_peak > most.arena_peak)
        {
          most = usage;
          at = s;
        }
    }
  if (stream)
    {
      struct lgt_objective_options options = options_for (t, at);

      fprintf (stream, "%s: needs %.1f MiB for a batch of %d", t->app->name,
               (double) most.arena_peak / 1048576, options.batch);
      options.batch /= 2;
      if (options.batch >= 2
          && lgt_objective_forecast (t->state.model, &options, &half, NULL)
             == LGT_OK)
        fprintf (stream, "; batch %d needs %.1f", options.batch,
                 (double) half.arena_peak / 1048576);
      fputc ('\n', stream);
    }
  return LGT_OK;
}

/* beta of STEP, and ln Z's place in the reports.  */
static enum lgt_status
set_beta (struct loop *loop, int stage, int64_t in_stage,
          struct lgt_error *error)
{
  const struct lgt_training *t = loop->t;
  const struct lgt_stage_extra *extra = &t->config.extra[stage];
  const int64_t n = t->config.stage[stage].steps;
  struct lgt_action *action = lgt_model_action (t->state.model);
  double beta = lgt_action_beta (action);

  if (extra->anneals)
    beta = extra->beta[0] + (extra->beta[1] - extra->beta[0])
           * (n > 1 ? (double) in_stage / (double) (n - 1) : 1);
  if (beta == loop->beta || isnan (beta))
    return LGT_OK;
  loop->beta = beta;
  return lgt_action_set_beta (action, beta, error);
}

/* The objective of STAGE, if the present one is of another kind.  */
static enum lgt_status
change_stage (struct loop *loop, int stage, int *current,
              struct lgt_error *error)
{
  struct lgt_training *t = loop->t;
  const struct lgt_objective_options options = options_for (t, stage);
  const struct lgt_stage_extra *old
    = *current >= 0 ? &t->config.extra[*current] : NULL;
  enum lgt_status status;

  *current = stage;
  if (old && old->batch == options.batch
      && old->estimator == options.estimator)
    return LGT_OK;
  lgt_objective_free (loop->objective);
  loop->objective = NULL;
  status = lgt_objective_new (t->state.model, &options, &loop->objective,
                              error);
  return lgt_session_hint (status, "train.batch", options.batch, error);
}

/* Whether beta is that of the action, or there is none to change.  */
static int
at_target (const struct loop *loop)
{
  const double beta
    = lgt_action_beta (lgt_model_action (loop->t->state.model));

  return isnan (beta) || loop->beta == beta;
}

/* Keep the weights if this interval's mean loss is the lowest.  Weights
   whose next step was skipped are no good.  */
static enum lgt_status
note_best (struct loop *loop, double loss, struct lgt_error *error)
{
  struct lgt_training_state *state = &loop->t->state;
  const struct lgt_slices *slices = lgt_model_slices (state->model);

  if (!(loss < state->best_loss) && state->best)
    return LGT_OK;
  if (!isfinite (loss) || state->progress.in_a_row > 0
      || !at_target (loop))
    return LGT_OK;
  if (!state->best)
    state->best = calloc ((size_t) slices->total, sizeof *state->best);
  if (!state->best)
    return lgt_fail (error, LGT_ENOMEM, "no memory for the best weights");
  state->best_loss = loss;
  state->best_step = state->progress.step;
  return lgt_slices_get (slices, &slices->values, state->best, error);
}

/* A row of the table and a note on the bar.  */
static enum lgt_status
report (struct loop *loop, int stage, struct lgt_error *error)
{
  const struct lgt_training *t = loop->t;
  const struct lgt_optim_progress *p = &t->state.progress;
  struct interval *i = &loop->interval;
  const double loss = i->steps ? i->loss / i->steps : NAN;
  const double kl = at_target (loop) ? loss + loop->log_z : NAN;
  char note[96];

  lgt_table_int (&loop->table, p->step);
  lgt_table_int (&loop->table, stage);
  lgt_table_real (&loop->table, lgt_rates_at (&t->config.rates, p->step - 1)
                                * ldexp (1, -p->attempt));
  lgt_table_real (&loop->table, loop->beta);
  lgt_table_real (&loop->table, loss);
  lgt_table_known (&loop->table, kl);
  lgt_table_real (&loop->table, i->steps ? i->ess / i->steps : NAN);
  lgt_table_real (&loop->table, i->steps ? i->norm / i->steps : NAN);
  lgt_table_int (&loop->table, p->skipped);
  lgt_table_real (&loop->table, lgt_app_clock () - loop->started);
  fflush (loop->table.stream);
  if (ferror (loop->table.stream))
    return lgt_fail (error, LGT_EIO, "%s/train.tsv cannot be written",
                     t->folder);
  if (isnan (kl))
    snprintf (note, sizeof note, "loss %.4f, batch ESS %.3f", loss,
              i->ess / i->steps);
  else
    snprintf (note, sizeof note, "KL %.4f, batch ESS %.3f", kl,
              i->ess / i->steps);
  lgt_progress_update (&loop->bar, p->step, note);
  memset (i, 0, sizeof *i);
  return note_best (loop, loss, error);
}

static enum lgt_status
save (struct loop *loop, struct lgt_error *error)
{
  char path[4096];

  return lgt_training_save (&loop->t->state,
                            lgt_training_path (loop->t, "checkpoint.h5",
                                               path), error);
}

/* The table up to STEP, for more rows.  */
static enum lgt_status
open_table (struct loop *loop, int64_t step, struct lgt_error *error)
{
  char path[4096];
  enum lgt_status status = LGT_OK;

  lgt_training_path (loop->t, "train.tsv", path);
  if (loop->table.stream)
    fclose (loop->table.stream);
  loop->table.stream = NULL;
  if (step >= 0)
    status = lgt_table_truncate (path, step, error);
  if (status != LGT_OK)
    return status;
  loop->table.stream = fopen (path, step >= 0 ? "a" : "w");
  if (!loop->table.stream)
    return lgt_fail (error, LGT_EIO, "%s cannot be written", path);
  lgt_table_begin (&loop->table, loop->table.stream, COLUMNS, columns,
                   step > 0);
  return LGT_OK;
}

/* Back to the last checkpoint, which was good when it was written.  */
static enum lgt_status
roll_back (struct loop *loop, struct lgt_error *error)
{
  struct lgt_training *t = loop->t;
  const struct lgt_optim_progress now = t->state.progress;
  struct lgt_optim_progress good;
  struct lgt_record *record;
  char path[4096];
  enum lgt_status status
    = lgt_checkpoint_load (&record,
                           lgt_training_path (t, "checkpoint.h5", path),
                           error);

  if (status != LGT_OK)
    return status;
  status = lgt_training_restore (&t->state, record, error);
  lgt_record_free (record);
  good = t->state.progress;
  t->state.progress = now;
  lgt_optim_roll_back (&t->state.progress, &good);
  lgt_progress_end (&loop->bar, NULL);
  lgt_app_message (t->app,
                   "%d steps in a row were not finite: back to step %lld "
                   "with half the rate", LGT_BAD_IN_A_ROW,
                   (long long) good.step);
  lgt_progress_begin (&loop->bar, t->quiet ? NULL : stderr, "train",
                      "steps", lgt_rates_steps (&t->config.rates),
                      good.step);
  memset (&loop->interval, 0, sizeof loop->interval);
  if (status == LGT_OK)
    status = open_table (loop, good.step, error);
  return status == LGT_OK ? save (loop, error) : status;
}

/* One step, without waiting for it.  */
static enum lgt_status
step (struct loop *loop, int64_t number, struct lgt_error *error)
{
  struct lgt_training *t = loop->t;
  const struct lgt_optim_progress *p = &t->state.progress;
  enum lgt_status status
    = lgt_optim_prepare (t->state.optim, &t->config.rates, p, 1, error);

  return status == LGT_OK
         ? lgt_objective_step (loop->objective, (uint32_t) number, p->attempt,
                               error)
         : status;
}

/* Wait for the steps that were made, and count them.  */
static enum lgt_status
read_steps (struct loop *loop, struct lgt_error *error)
{
  struct lgt_training *t = loop->t;
  struct lgt_optim_progress *p = &t->state.progress;
  struct lgt_outcome outcome[LGT_OPTIM_HISTORY];
  int count;
  enum lgt_status status
    = lgt_optim_read (t->state.optim, outcome, &count, error);

  for (int i = 0; status == LGT_OK && i < count; i++)
    {
      const struct lgt_outcome *o = &outcome[i];

      if (o->taken)
        {
          loop->interval.steps++;
          loop->interval.loss += o->loss;
          loop->interval.ess += o->note;
          loop->interval.norm += o->norm;
        }
      switch (lgt_optim_note (p, o))
        {
        case LGT_GO_ON:
          break;
        case LGT_ROLL_BACK:
          return roll_back (loop, error);
        case LGT_GIVE_UP:
          return lgt_fail (error, LGT_ENUM,
                           "training gave up at step %lld: %d steps in a "
                           "row were not finite after %d roll-backs; try a "
                           "smaller rate or a clip", (long long) p->step,
                           LGT_BAD_IN_A_ROW, LGT_MAX_ROLL_BACKS);
        }
    }
  return status;
}

/* Whether something at step NUMBER needs to know how all steps before it
   went.  */
static int
must_read (const struct loop *loop, int64_t number)
{
  const struct lgt_train_config *config = &loop->t->config;

  return lgt_optim_must_read (&config->rates, number)
         || number % config->report == 0 || number % config->checkpoint == 0;
}

/* What is due after the steps that were read.  */
static enum lgt_status
after_reading (struct loop *loop, int stage, struct lgt_error *error)
{
  const struct lgt_training *t = loop->t;
  const struct lgt_optim_progress *p = &t->state.progress;
  const int64_t steps = lgt_rates_steps (&t->config.rates);
  enum lgt_status status = LGT_OK;

  if (p->step % t->config.report == 0 || p->step == steps)
    status = report (loop, stage, error);
  if (status == LGT_OK && p->in_a_row == 0
      && p->step % t->config.checkpoint == 0 && p->step < steps)
    status = save (loop, error);
  return status;
}

/* All steps.  NUMBER is the step that comes next; up to LGT_OPTIM_HISTORY
   before it have not been read.  */
static enum lgt_status
run (struct loop *loop, struct lgt_error *error)
{
  struct lgt_training *t = loop->t;
  struct lgt_optim_progress *p = &t->state.progress;
  const int64_t steps = lgt_rates_steps (&t->config.rates);
  int64_t number = p->step;
  int current = -1;
  enum lgt_status status = LGT_OK;

  while (number < steps && status == LGT_OK && !lgt_app_signal ())
    {
      int64_t first;
      const int stage = lgt_rates_stage (&t->config.rates, number, &first);

      if (stage != current)
        status = change_stage (loop, stage, &current, error);
      if (status == LGT_OK)
        status = set_beta (loop, stage, number - first, error);
      if (status == LGT_OK)
        status = step (loop, number, error);
      if (status != LGT_OK)
        return status;
      number++;
      lgt_progress_update (&loop->bar, number, NULL);
      if (!must_read (loop, number))
        continue;
      status = read_steps (loop, error);
      if (status == LGT_OK && p->step == number)
        status = after_reading (loop, stage, error);
      number = p->step;         /* less after a roll-back */
    }
  /* A signal may have come between two readings.  */
  if (status == LGT_OK)
    status = read_steps (loop, error);
  if (status == LGT_OK)
    status = save (loop, error);
  if (status == LGT_OK && p->step < steps)
    return lgt_fail (error, LGT_ESTOP,
                     "stopped at step %lld; go on with --resume=%s",
                     (long long) p->step, t->folder);
  return status;
}

/* A line about skipped steps, if there were any.  */
static void
tell_skipped (const struct lgt_training *t)
{
  const struct lgt_optim_progress *p = &t->state.progress;

  if (p->skipped == 0 || t->quiet)
    return;
  if (p->guarded > 0)
    lgt_app_message (t->app, "%lld steps were skipped: %lld not finite, %lld "
                     "with a gradient of over %g times the median norm",
                     (long long) p->skipped,
                     (long long) (p->skipped - p->guarded),
                     (long long) p->guarded, t->config.rates.guard);
  else
    lgt_app_message (t->app, "%lld steps were not finite, and skipped",
                     (long long) p->skipped);
}

enum lgt_status
lgt_training_run (struct lgt_training *t, struct lgt_error *error)
{
  const int64_t steps = lgt_rates_steps (&t->config.rates);
  struct loop loop = { .t = t, .beta = NAN };
  enum lgt_status status
    = open_table (&loop, t->resumed ? t->state.progress.step : -1, error);

  if (status != LGT_OK)
    return status;
  loop.log_z = lgt_session_log_z (t->session);
  loop.started = lgt_app_clock ();
  /* There must be something to roll back to.  */
  if (!t->resumed)
    status = save (&loop, error);
  lgt_progress_begin (&loop.bar, t->quiet ? NULL : stderr, "train", "steps",
                      steps, t->state.progress.step);
  if (status == LGT_OK)
    status = run (&loop, error);
  lgt_progress_end (&loop.bar, NULL);
  tell_skipped (t);
  if (loop.table.stream && fclose (loop.table.stream) != 0
      && status == LGT_OK)
    status = lgt_fail (error, LGT_EIO, "%s/train.tsv cannot be written",
                       t->folder);
  lgt_objective_free (loop.objective);
  return status;
}
