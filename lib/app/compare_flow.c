/* Rows of lgt-compare that are flows.  */

#include "compare.h"
#include "sample.h"
#include "table_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <lgt/metropolis.h>

enum { LEAST = 1000 };          /* proposals, however slow they are */
enum { MOST = 1 << 23 };

struct draws
{
  struct lgt_sampler *sampler;
  double *links, *log_q, *action;
  int batch;
  uint64_t seed;
};

/* COUNT proposals from FIRST on; *SECONDS grows by what they took.  */
static enum lgt_status
draw (struct draws *d, int64_t first, int count, double *seconds,
      struct lgt_error *error)
{
  const double start = lgt_compare_clock ();
  const enum lgt_status status
    = lgt_sampler_draw (d->sampler, d->seed, LGT_STREAM_SAMPLE, 0,
                        (uint32_t) first, count, d->links, d->log_q,
                        d->action, error);

  *seconds += lgt_compare_clock () - start;
  return lgt_session_hint (status, "--batch", d->batch, error);
}

static enum lgt_status
make_draws (struct lgt_compare *compare, struct lgt_session *session,
            struct draws *d, struct lgt_error *error)
{
  const size_t n = (size_t) compare->batch;
  const size_t size = (size_t) lgt_model_numbers (session->model);

  d->batch = compare->batch;
  d->seed = compare->seed;
  d->links = malloc (n * size * sizeof *d->links);
  d->log_q = malloc (n * sizeof *d->log_q);
  d->action = malloc (n * sizeof *d->action);
  if (!d->links || !d->log_q || !d->action)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a batch of %d",
                     d->batch);
  return lgt_sampler_new (session->model, d->batch, NULL, &d->sampler, error);
}

static void
free_draws (struct draws *d)
{
  lgt_sampler_free (d->sampler);
  free (d->links);
  free (d->log_q);
  free (d->action);
}

/* How many proposals the time is good for, from a trial of a batch that comes
   after the one in which the tape is recorded.  */
static enum lgt_status
plan (struct lgt_compare *compare, struct lgt_session *session,
      struct draws *d, int64_t *count, struct lgt_error *error)
{
  struct lgt_measured trial = { 0 };
  double unused = 0, start;
  enum lgt_status status = draw (d, 0, d->batch, &unused, error);

  if (status == LGT_OK)
    status = lgt_measured_new (&trial, session, d->batch, error);
  start = lgt_compare_clock ();
  if (status == LGT_OK)
    status = draw (d, 0, d->batch, &unused, error);
  if (status == LGT_OK)
    {
      lgt_measured_fill (&trial, session, 1, 0, d->batch, d->links, d->log_q,
                         d->action);
      *count = (int64_t) (compare->time * d->batch
                          / (lgt_compare_clock () - start + 1e-9));
      *count = *count < LEAST ? LEAST : *count > MOST ? MOST : *count;
    }
  lgt_measured_free (&trial);
  return status;
}

static enum lgt_status
draw_all (struct lgt_compare *compare, struct lgt_session *session,
          struct draws *d, struct lgt_measured *m, double *seconds,
          struct lgt_error *error)
{
  const double began = lgt_compare_clock ();
  enum lgt_status status = LGT_OK;

  for (int64_t first = 0; first < m->count && status == LGT_OK;
       first += d->batch)
    {
      const int count = (int) (m->count - first < d->batch ? m->count - first
                                                           : d->batch);

      status = draw (d, first, count, seconds, error);
      if (status != LGT_OK)
        return status;
      lgt_measured_fill (m, session, 1, first, count, d->links, d->log_q,
                         d->action);
      status = lgt_compare_progress (compare, lgt_compare_clock () - began,
                                     error);
    }
  return status;
}

/* Along the chain INDEX of proposals.  */
static enum lgt_status
analyse (const struct lgt_measured *m, const int64_t *index, double *buffer,
         struct lgt_compare_row *row, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int q = 0; q < LGT_COMPARE_QUANTITIES && status == LGT_OK; q++)
    {
      const double *from = q == LGT_COMPARE_Q2 ? m->charge : m->plaquette;

      if (!from)
        continue;
      for (int64_t i = 0; i < m->count; i++)
        buffer[i] = q == LGT_COMPARE_Q2 ? from[index[i]] * from[index[i]]
                                        : from[index[i]];
      row->quantity[q].measured = true;
      status = lgt_compare_gamma (buffer, 1, m->count,
                                  &row->quantity[q].gamma, error);
      /* A flow that knows one sector alone would look best of all.  */
      if (status == LGT_OK && q == LGT_COMPARE_Q2
          && !(row->quantity[q].gamma.naive_error > 0))
        {
          row->quantity[q].frozen = true;
          row->quantity[q].gamma.tau = (double) m->count;
          row->quantity[q].gamma.tau_error = NAN;
        }
    }
  return status;
}

static enum lgt_status
conclude (const struct lgt_compare *compare, const struct lgt_measured *m,
          struct lgt_compare_row *row, struct lgt_error *error)
{
  double *buffer = malloc ((size_t) m->count * sizeof *buffer);
  int64_t *index = malloc ((size_t) m->count * sizeof *index);
  struct lgt_weights_summary summary;
  struct lgt_metropolis metropolis;
  double start;
  enum lgt_status status = LGT_OK;

  if (!buffer || !index)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for the analysis");
  if (status == LGT_OK)
    status = lgt_weights_summary (m->log_w, m->count, 0, &summary, error);
  start = lgt_compare_clock ();
  if (status == LGT_OK)
    status = lgt_metropolis_independence (m->log_w, m->count, compare->seed,
                                          0, index, &metropolis, error);
  row->seconds += (lgt_compare_clock () - start) / (double) m->count;
  if (status == LGT_OK)
    {
      row->ess = summary.ess;
      row->acceptance = metropolis.acceptance.value;
      status = analyse (m, index, buffer, row, error);
    }
  free (buffer);
  free (index);
  return status;
}

enum lgt_status
lgt_compare_flow (struct lgt_compare *compare, struct lgt_session *session,
                  const char *name, double training, struct lgt_error *error)
{
  struct lgt_compare_row *row = lgt_compare_add (compare, name);
  struct draws draws = { 0 };
  struct lgt_measured measured = { 0 };
  int64_t count = 0;
  double seconds = 0;
  struct lgt_error inner;
  enum lgt_status status = make_draws (compare, session, &draws, error);

  row->is_flow = true;
  row->training = training;
  snprintf (row->detail, sizeof row->detail, "%d layers",
            lgt_model_layers (session->model));
  if (status == LGT_OK)
    status = plan (compare, session, &draws, &count, error);
  if (status == LGT_OK)
    status = lgt_measured_new (&measured, session, count, error);
  if (status == LGT_OK)
    status = draw_all (compare, session, &draws, &measured, &seconds, error);
  if (status == LGT_OK)
    {
      row->steps = count;
      row->seconds = seconds / (double) count;
      status = conclude (compare, &measured, row, &inner);
      if (status != LGT_OK)
        lgt_fail (error, status, "%.60s: %.160s", name, inner.text);
    }
  free_draws (&draws);
  lgt_measured_free (&measured);
  return status;
}

/* ---- training ---- */

double
lgt_compare_training (const char *run)
{
  const char *slash = strrchr (run, '/');
  struct stat info;
  char path[4096 + 16];
  struct lgt_columns columns = { 0 };
  double seconds = NAN;
  int number;

  if (stat (run, &info) == 0 && S_ISDIR (info.st_mode))
    snprintf (path, sizeof path, "%.4096s/train.tsv", run);
  else
    snprintf (path, sizeof path, "%.*strain.tsv",
              slash ? (int) (slash - run) + 1 : 0, run);
  if (lgt_columns_read (path, &columns, NULL) == LGT_OK
      && lgt_columns_find (&columns, path, "seconds", &number, NULL) == LGT_OK
      && columns.rows > 0)
    {
      const double *value = columns.column[number].value;

      /* A resumed run begins anew at 0.  */
      seconds = value[columns.rows - 1];
      for (int64_t i = 1; i < columns.rows; i++)
        if (value[i] < value[i - 1])
          seconds += value[i - 1];
    }
  lgt_columns_free (&columns);
  return seconds;
}
