/* log q of configurations that somebody else made.  */

#include "sample.h"

#include <stdlib.h>
#include <string.h>

#include <lgt/io.h>

static void
shape_text (const struct lgt_field_shape *shape, char text[160])
{
  size_t used = (size_t) snprintf (text, 160, "%s[n", shape->name);

  for (int r = 0; r < shape->rank && used < 140; r++)
    used += (size_t) snprintf (text + used, 160 - used, ", %lld",
                               (long long) shape->extent[r]);
  snprintf (text + used, 160 - used, "]");
}

static enum lgt_status
check_shape (const struct lgt_sampling *s, const struct lgt_field_shape *has,
             struct lgt_error *error)
{
  struct lgt_field_shape wanted;
  char has_text[160], wanted_text[160];
  int same;

  lgt_sampling_shape (s->session, &wanted);
  same = wanted.rank == has->rank && strcmp (wanted.name, has->name) == 0;
  for (int r = 0; same && r < wanted.rank; r++)
    same = wanted.extent[r] == has->extent[r];
  if (same)
    return LGT_OK;
  shape_text (has, has_text);
  shape_text (&wanted, wanted_text);
  return lgt_fail (error, LGT_EDATA, "%s holds %s, the model needs %s",
                   s->evaluate, has_text, wanted_text);
}

/* The chain's numbers, all within the ensemble.  */
static enum lgt_status
read_chain (struct lgt_sampling *s, const struct lgt_ensemble *ensemble,
            struct lgt_error *error)
{
  struct lgt_slab slab = { 0 };
  enum lgt_status status;

  if (!ensemble->has_chain)
    return LGT_OK;
  s->chain = malloc ((size_t) ensemble->count * sizeof *s->chain);
  if (!s->chain)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a chain");
  slab.chain = s->chain;
  status = lgt_ensemble_read (ensemble, 0, ensemble->count, &slab, error);
  for (int64_t i = 0; status == LGT_OK && i < ensemble->count; i++)
    if (s->chain[i] < 0 || s->chain[i] >= ensemble->count)
      status = lgt_fail (error, LGT_EDATA, "%s: the chain holds number %lld "
                         "of %lld configurations", s->evaluate,
                         (long long) s->chain[i],
                         (long long) ensemble->count);
  return status;
}

/* Evaluate numbers FIRST ... FIRST + COUNT - 1.  BUFFER has room for links,
   log q and S of a batch.  */
static enum lgt_status
one_slab (struct lgt_sampling *s, const struct lgt_ensemble *ensemble,
          int64_t first, int count, double *buffer,
          struct lgt_ensemble_writer *writer, struct lgt_error *error)
{
  double *log_q = buffer + s->batch * ensemble->size;
  double *action = log_q + s->batch;
  struct lgt_slab slab = { .field = buffer };
  enum lgt_status status
    = lgt_ensemble_read (ensemble, first, count, &slab, error);

  if (status == LGT_OK)
    status = lgt_measured_check (s->session, s->evaluate, first, count,
                                 buffer, error);
  if (status == LGT_OK)
    status = lgt_sampler_evaluate (s->sampler, buffer, count, log_q, action,
                                   error);
  if (status != LGT_OK)
    return lgt_session_hint (status, "--batch", s->batch, error);
  lgt_measured_fill (&s->given, s->session, s->threads, first, count, buffer,
                     log_q, action);
  slab.log_q = log_q;
  slab.action = action;
  slab.log_w = s->given.log_w + first;
  slab.chain = s->chain ? s->chain + first : NULL;
  return writer ? lgt_ensemble_write (writer, count, &slab, error) : LGT_OK;
}

static enum lgt_status
evaluate (struct lgt_sampling *s, const struct lgt_ensemble *ensemble,
          double *buffer, struct lgt_ensemble_writer *writer,
          struct lgt_error *error)
{
  const int64_t n = ensemble->count;
  struct lgt_progress bar;
  enum lgt_status status = LGT_OK;
  int64_t bad, first_bad;

  lgt_progress_begin (&bar, s->quiet ? NULL : stderr, "evaluate",
                      "configurations", n, 0);
  for (int64_t first = 0; status == LGT_OK && first < n; first += s->batch)
    {
      const int count = (int) (n - first < s->batch ? n - first : s->batch);

      if (lgt_app_signal ())
        status = lgt_fail (error, LGT_ESTOP, "stopped after %lld of %lld "
                           "configurations; nothing was written",
                           (long long) first, (long long) n);
      else
        status = one_slab (s, ensemble, first, count, buffer, writer, error);
      lgt_progress_update (&bar, first + count, NULL);
    }
  lgt_progress_end (&bar, NULL);
  if (status != LGT_OK)
    return status;
  bad = lgt_count_not_finite (s->given.log_w, n, &first_bad);
  if (bad)
    return lgt_fail (error, LGT_ENUM, "%lld of %lld configurations of %s "
                     "have a log-weight that is not finite, the first is "
                     "number %lld; nothing was written", (long long) bad,
                     (long long) n, s->evaluate, (long long) first_bad);
  return LGT_OK;
}

enum lgt_status
lgt_sampling_evaluate (struct lgt_sampling *s, struct lgt_error *error)
{
  struct lgt_ensemble_writer *writer = NULL;
  struct lgt_ensemble *ensemble;
  double *buffer = NULL;
  enum lgt_status status
    = lgt_ensemble_open (&ensemble, s->evaluate, error);

  if (status != LGT_OK)
    return status;
  status = check_shape (s, &ensemble->shape, error);
  if (status == LGT_OK)
    status = read_chain (s, ensemble, error);
  if (status == LGT_OK)
    status = lgt_measured_new (&s->given, s->session, ensemble->count, error);
  if (status == LGT_OK)
    {
      buffer = malloc ((size_t) s->batch * (size_t) (ensemble->size + 2)
                       * sizeof *buffer);
      if (!buffer)
        status = lgt_fail (error, LGT_ENOMEM, "no memory for a batch of %d",
                           s->batch);
    }
  if (status == LGT_OK && s->output && s->count == 0)
    status = lgt_sampling_create (s, &writer, error);
  if (status == LGT_OK)
    status = evaluate (s, ensemble, buffer, writer, error);
  if (status == LGT_OK && writer)
    status = lgt_ensemble_commit (writer, error);
  else
    lgt_ensemble_abort (writer);
  free (buffer);
  lgt_ensemble_close (ensemble);
  return status;
}
