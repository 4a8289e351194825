/* The loop of lgt-mc.  */

#include "mc.h"
#include "private.h"
#include "run_folder.h"

#include <stdio.h>
#include <string.h>

struct loop
{
  struct lgt_markov *m;
  struct lgt_table table;
  struct lgt_progress bar;
  double saved;           /* when */
};

/* The series that are columns of history.tsv.  */
static const enum lgt_markov_series columns[] = {
  LGT_MARKOV_PLAQUETTE, LGT_MARKOV_PHI2, LGT_MARKOV_ABS_M, LGT_MARKOV_M2,
  LGT_MARKOV_G1, LGT_MARKOV_ACTION, LGT_MARKOV_CHARGE, LGT_MARKOV_DELTA_H,
  LGT_MARKOV_ACCEPTED
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static int64_t
sweeps (const struct lgt_markov *m)
{
  return m->config.thermalization + m->config.measurements * m->config.every;
}

/* history.tsv with the rows of measurements that were made.  */
static enum lgt_status
open_history (struct loop *loop, struct lgt_error *error)
{
  const struct lgt_markov *m = loop->m;
  const char *names[COLUMNS + 2] = { "sweep", "chain" };
  char path[4096];
  int count = 2;
  enum lgt_status status = LGT_OK;

  if (!m->folder)
    return LGT_OK;
  for (int i = 0; i < COLUMNS; i++)
    if (m->series[columns[i]])
      names[count++] = lgt_markov_names[columns[i]];
  lgt_run_path (m->folder, "history.tsv", path);
  if (m->resumed)
    status = lgt_table_truncate (path, m->sweep, error);
  if (status != LGT_OK)
    return status;
  loop->table.stream = fopen (path, m->resumed ? "a" : "w");
  if (!loop->table.stream)
    return lgt_fail (error, LGT_EIO, "%s cannot be written", path);
  lgt_table_begin (&loop->table, loop->table.stream, count, names,
                   m->resumed);
  return LGT_OK;
}

/* The rows of the measurement just made.  */
static void
write_rows (struct loop *loop)
{
  const struct lgt_markov *m = loop->m;
  const int chains = m->config.chain.chains;

  for (int c = 0; loop->table.stream && c < chains; c++)
    {
      lgt_table_int (&loop->table, m->sweep);
      lgt_table_int (&loop->table, c);
      for (int i = 0; i < COLUMNS; i++)
        if (m->series[columns[i]])
          lgt_table_real (&loop->table, m->series[columns[i]]
                                        [(m->done - 1) * chains + c]);
    }
}

/* A checkpoint, with everything before it in files.  */
static enum lgt_status
save (struct loop *loop, struct lgt_error *error)
{
  struct lgt_markov *m = loop->m;
  enum lgt_status status;

  if (!m->folder)
    return LGT_OK;
  fflush (loop->table.stream);
  if (ferror (loop->table.stream))
    return lgt_fail (error, LGT_EIO, "%s/history.tsv cannot be written",
                     m->folder);
  status = lgt_markov_flush (m, error);
  if (status == LGT_OK)
    status = lgt_markov_save (m, error);
  /* Slow disks get no more than they can take.  */
  loop->saved = lgt_app_clock ();
  return status;
}

static void
show (struct loop *loop)
{
  const struct lgt_markov *m = loop->m;
  const int chains = m->config.chain.chains;
  char note[80] = "thermalization";

  if (m->quiet)
    return;
  if (m->done > 0)
    {
      const enum lgt_markov_series s = m->kind->shown[0];
      const double *last = m->series[s] + (m->done - 1) * chains;
      double sum = 0;

      for (int c = 0; c < chains; c++)
        sum += last[c];
      snprintf (note, sizeof note, "%s %.5f", lgt_markov_names[s],
                sum / chains);
    }
  lgt_progress_update (&loop->bar, m->sweep, note);
}

static enum lgt_status
run (struct loop *loop, struct lgt_error *error)
{
  struct lgt_markov *m = loop->m;
  enum lgt_status status = LGT_OK;
  int measured;

  while (m->done < m->config.measurements && status == LGT_OK
         && !lgt_app_signal ())
    {
      status = lgt_markov_sweep (m, &measured, error);
      if (status != LGT_OK)
        break;
      m->swept++;
      if (measured)
        {
          write_rows (loop);
          if (m->config.save && m->folder)
            status = lgt_markov_keep (m, error);
        }
      if (status == LGT_OK
          && lgt_app_clock () - loop->saved > m->config.checkpoint)
        status = save (loop, error);
      show (loop);
    }
  if (status == LGT_OK)
    status = save (loop, error);
  if (status != LGT_OK || m->done == m->config.measurements)
    return status;
  return m->folder
         ? lgt_fail (error, LGT_ESTOP, "stopped at sweep %lld; go on with "
                     "--resume=%s", (long long) m->sweep, m->folder)
         : lgt_fail (error, LGT_ESTOP, "stopped at sweep %lld; with --output "
                     "it could go on", (long long) m->sweep);
}

enum lgt_status
lgt_markov_run (struct lgt_markov *m, struct lgt_error *error)
{
  struct loop loop = { .m = m };
  const double started = lgt_app_clock ();
  enum lgt_status status = open_history (&loop, error);

  if (status != LGT_OK)
    return status;
  /* What cannot be written is found before the work; what was begun can be
     gone on with, to the end that -n may have moved.  */
  loop.saved = started;
  if (!m->resumed || m->done < m->config.measurements)
    status = save (&loop, error);
  lgt_progress_begin (&loop.bar, m->quiet ? NULL : stderr, m->label,
                      "sweeps", sweeps (m), m->sweep);
  if (status == LGT_OK)
    status = run (&loop, error);
  lgt_progress_end (&loop.bar, NULL);
  m->seconds = lgt_app_clock () - started;
  if (loop.table.stream && fclose (loop.table.stream) != 0
      && status == LGT_OK)
    status = lgt_fail (error, LGT_EIO, "%s/history.tsv cannot be written",
                       m->folder);
  lgt_ensemble_abort (m->part);
  m->part = NULL;
  return status;
}
