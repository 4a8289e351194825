/* lgt-bench conv --tune: what was measured, into a file of wisdom; and the
   convolutions of a whole flow, one after the other.  */

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <lgt/io.h>

#include "checkpoint.h"
#include "conv_trial.h"
#include "session.h"
#include "train_config.h"
#include "tuning.h"

const char *
lgt_bench_wisdom_file (const struct bench_values *v)
{
  return v->wisdom ? v->wisdom : lgt_app_wisdom_file ();
}

struct lgt_wisdom_key
lgt_conv_trial_key (const struct lgt_conv_trial *t)
{
  return lgt_wisdom_key (t->backend->name, &t->params, &t->tensor[TRIAL_X],
                         &t->tensor[TRIAL_WEIGHT]);
}

enum lgt_status
lgt_conv_trial_take_all (struct lgt_conv_trial *t, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int a = LGT_CONV_DIRECT; a <= LGT_CONV_FFT && status == LGT_OK; a++)
    if (a != LGT_CONV_FFT || t->params.fft)
      status = lgt_conv_trial_take (t, (enum lgt_conv_algorithm) a, error);
  return status;
}

/* The least times, forward and backward.  */
static void
least (const struct lgt_conv_trial *t, double milliseconds[LGT_CONV_FFT + 1])
{
  milliseconds[LGT_CONV_AUTO] = 0;
  for (int a = LGT_CONV_DIRECT; a <= LGT_CONV_FFT; a++)
    {
      const struct bench_times *times = &t->way[a].times[1];

      milliseconds[a] = 0;
      for (int i = 0; i < times->count; i++)
        if (i == 0 || 1e3 * times->seconds[i] < milliseconds[a])
          milliseconds[a] = 1e3 * times->seconds[i];
    }
}

enum lgt_status
lgt_conv_trial_keep (const struct lgt_conv_trial *t,
                     enum lgt_conv_algorithm *best, struct lgt_error *error)
{
  const char *file = lgt_bench_wisdom_file (t->values);
  const struct lgt_wisdom_key key = lgt_conv_trial_key (t);
  struct lgt_wisdom *wisdom = lgt_wisdom_new ();
  double milliseconds[LGT_CONV_FFT + 1];
  FILE *there = fopen (file, "r");
  enum lgt_status status = LGT_OK;
  char *text = NULL;

  if (!wisdom)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for wisdom");
  if (there)
    fclose (there);
  if (there && status == LGT_OK)
    status = lgt_wisdom_load (wisdom, file, error);
  least (t, milliseconds);
  if (status == LGT_OK)
    status = lgt_wisdom_add (wisdom, &key, milliseconds, error);
  if (status == LGT_OK)
    status = lgt_wisdom_text (wisdom, &text, error);
  if (status == LGT_OK)
    status = lgt_replace_bytes (file, text, strlen (text), error);
  if (status == LGT_OK)
    *best = lgt_wisdom_find (wisdom, &key);
  free (text);
  lgt_wisdom_free (wisdom);
  return status;
}

/* ---- a flow ---- */

static const char *const columns[] = {
  "channels", "taps", "sites", "batch", "direct_ms", "sum_ms", "gemm_ms",
  "fft_ms", "algorithm"
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static void
header (struct bench_report *report)
{
  if (report->values->format == 1)
    lgt_table_begin (&report->table, stdout, COLUMNS, columns, false);
  else
    printf ("%-10s %-10s %-16s %6s %10s %10s %10s %10s  %s\n", "channels",
            "taps", "sites", "batch", "direct ms", "sum ms", "gemm ms",
            "fft ms", "algorithm");
}

static void
row (struct bench_report *report, const struct lgt_wisdom_key *k, int batch,
     const double *milliseconds, enum lgt_conv_algorithm best)
{
  const char *words = lgt_conv_algorithm_name (best);
  char channels[48], taps[64] = "", sites[48];
  size_t used = 0;

  if (k->groups > 1)
    snprintf (channels, sizeof channels, "%d->%d/%d", k->ins, k->outs,
              k->groups);
  else
    snprintf (channels, sizeof channels, "%d->%d", k->ins, k->outs);
  for (int d = 0; d < k->ndim && used < sizeof taps; d++)
    used += (size_t) snprintf (taps + used, sizeof taps - used, "%s%d",
                               d ? "x" : "", k->window.kernel[d]);
  snprintf (sites, sizeof sites, "%d->%d", k->rows[0], k->rows[1]);
  if (report->values->format == 1)
    {
      lgt_table_text (&report->table, channels);
      lgt_table_text (&report->table, taps);
      lgt_table_text (&report->table, sites);
      lgt_table_int (&report->table, batch);
      for (int a = LGT_CONV_DIRECT; a <= LGT_CONV_FFT; a++)
        if (milliseconds[a] > 0)
          lgt_table_real (&report->table, milliseconds[a]);
        else
          lgt_table_text (&report->table, NULL);
      lgt_table_text (&report->table, words);
      return;
    }
  printf ("%-10s %-10s %-16s %6d", channels, taps, sites, batch);
  for (int a = LGT_CONV_DIRECT; a <= LGT_CONV_FFT; a++)
    if (milliseconds[a] > 0)
      printf (" %10.4f", milliseconds[a]);
    else
      printf (" %10s", "-");
  printf ("  %s\n", words);
  fflush (stdout);
}

/* Measure one shape and keep it.  */
static enum lgt_status
tune (const struct lgt_session *session, const struct bench_values *values,
      const struct lgt_app_shape *shape, struct bench_report *report,
      struct lgt_error *error)
{
  const struct lgt_wisdom_key *key = &shape->of.key;
  struct bench_values complete = *values;
  struct lgt_conv_trial *t = calloc (1, sizeof *t);
  enum lgt_conv_algorithm best = LGT_CONV_AUTO;
  double milliseconds[LGT_CONV_FFT + 1];
  enum lgt_status status;

  if (!t)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a measurement");
  complete.in = key->ins;
  complete.out = key->outs;
  complete.groups = key->groups;
  complete.type = (int) key->type;
  complete.lanes = key->lanes;
  complete.batch = shape->batch;
  status = lgt_conv_trial_begin_on (t, &complete, session->context,
                                    shape->of.params.stencil, error);
  if (status == LGT_OK)
    status = lgt_conv_trial_take_all (t, error);
  for (int i = 0; i < values->repeat && status == LGT_OK; i++)
    for (int a = LGT_CONV_DIRECT; a <= LGT_CONV_FFT && status == LGT_OK; a++)
      if (t->way[a].op)
        status = lgt_conv_trial_measure (t, (enum lgt_conv_algorithm) a, 1,
                                         error);
  if (status == LGT_OK)
    status = lgt_conv_trial_keep (t, &best, error);
  if (status == LGT_OK)
    {
      least (t, milliseconds);
      row (report, key, shape->batch, milliseconds, best);
    }
  lgt_conv_trial_end (t);
  free (t);
  return status;
}

/* The configuration: a YAML file, or that of a run's folder or checkpoint. */
static enum lgt_status
load (struct lgt_session *session, const struct bench_values *values,
      struct lgt_error *error)
{
  const char *file = values->file, *dot = strrchr (file, '.'), *text;
  struct lgt_record *record = NULL;
  struct stat info;
  char lanes[32];
  enum lgt_status status;

  if ((stat (file, &info) == 0 && S_ISDIR (info.st_mode))
      || (dot && strcmp (dot, ".h5") == 0))
    {
      status = lgt_checkpoint_open (file, &record, error);
      if (status == LGT_OK)
        status = lgt_record_get_text (record, "configuration", &text, error);
      if (status == LGT_OK)
        status = lgt_config_parse (file, text, strlen (text),
                                   &session->config, error);
      for (int i = 0; status == LGT_OK && i < values->sets.count; i++)
        status = lgt_config_set (session->config, values->sets.value[i],
                                 error);
      lgt_record_free (record);
    }
  else
    status = lgt_session_config (session, file, &values->sets, error);
  if (status == LGT_OK && values->lanes)
    {
      snprintf (lanes, sizeof lanes, "memory.lanes=%d", values->lanes);
      status = lgt_config_set (session->config, lanes, error);
    }
  session->settled = 1;         /* no wisdom is needed to make some */
  return status;
}

enum lgt_status
lgt_bench_tune (const struct bench_values *values,
                struct bench_report *report, struct lgt_error *error)
{
  struct lgt_session session = { 0 };
  struct lgt_train_config *config = calloc (1, sizeof *config);
  struct lgt_app_shape *shapes = NULL;
  int batch[LGT_MAX_STAGES] = { values->batch }, batches = 1, count = 0;
  enum lgt_status status
    = config ? lgt_session_open (&session, values->backend, values->threads,
                                 NULL, error)
             : lgt_fail (error, LGT_ENOMEM, "no memory for a configuration");

  if (status == LGT_OK)
    status = load (&session, values, error);
  if (status == LGT_OK)
    status = lgt_session_model (&session, NULL, error);
  if (status == LGT_OK)
    status = lgt_train_config (lgt_config_child (lgt_config_root
                                                 (session.config), "train"),
                               config, error);
  if (status == LGT_OK && !values->batch)
    {
      batches = config->rates.stages;
      for (int s = 0; s < batches; s++)
        batch[s] = config->extra[s].batch;
    }
  if (status == LGT_OK)
    status = lgt_app_shapes (session.model, batch, batches, &shapes, &count,
                             error);
  if (status == LGT_OK)
    header (report);
  for (int i = 0; i < count && status == LGT_OK; i++)
    status = tune (&session, values, &shapes[i], report, error);
  if (status == LGT_OK)
    lgt_bench_note (report, "%s: %d shapes; %s, %d lanes",
                    lgt_bench_wisdom_file (values), count,
                    lgt_context_backend (session.context)->name,
                    lgt_model_lanes (session.model));
  free (shapes);
  free (config);
  lgt_session_close (&session);
  return status;
}
