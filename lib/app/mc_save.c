/* The ensemble of lgt-mc.

   An ensemble that has begun cannot be gone on with by another process, so
   what is measured between two checkpoints is an ensemble of its own, a part
   that is complete before the checkpoint is written: ensemble.part-M.h5, M
   the measurement that it begins with.  At the end they become ensemble.h5.
   A part of measurements that the checkpoint does not know is written over by
   the run that goes on from there.

   Configurations are in the order of measurements, all chains of the first
   one first: number M * chains + C is that of chain C.  */

#include "mc.h"
#include "run_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
part_path (const struct lgt_markov *m, int64_t first, char path[4096])
{
  char name[64];

  snprintf (name, sizeof name, "ensemble.part-%lld.h5", (long long) first);
  return lgt_run_path (m->folder, name, path);
}

/* Begin to write PATH, of at most LIMIT bytes a file.  */
static enum lgt_status
create (const struct lgt_markov *m, const char *path, int64_t limit,
        struct lgt_ensemble_writer **writer, struct lgt_error *error)
{
  char algorithm[120];
  const struct { const char *name; int64_t value; } integers[] = {
    { "chains", m->config.chain.chains }, { "every", m->config.every },
    { "thermalization", m->config.thermalization }
  };
  struct lgt_record *attributes = lgt_record_new ();
  struct lgt_field_shape shape;
  enum lgt_status status
    = attributes ? LGT_OK : lgt_fail (error, LGT_ENOMEM, "no memory");

  m->kind->algorithm (m, algorithm);
  m->kind->shape (m, &shape);
  if (status == LGT_OK)
    status = lgt_markov_set_provenance (m, attributes, error);
  if (status == LGT_OK)
    status = lgt_record_set_text (attributes, "algorithm", algorithm, error);
  for (int i = 0; i < 3 && status == LGT_OK; i++)
    status = lgt_record_set_integer (attributes, integers[i].name,
                                     integers[i].value, error);
  if (status == LGT_OK)
    status = lgt_ensemble_create (writer, path, &shape, attributes, limit,
                                  error);
  lgt_record_free (attributes);
  return status;
}

enum lgt_status
lgt_markov_keep (struct lgt_markov *m, struct lgt_error *error)
{
  const int chains = m->config.chain.chains;
  const int64_t row = m->done - 1;
  const struct lgt_slab slab = {
    .field = m->fields,
    .action = m->series[LGT_MARKOV_ACTION] + row * chains
  };
  char path[4096];
  enum lgt_status status = LGT_OK;

  if (!m->part)
    status = create (m, part_path (m, row, path), INT64_MAX, &m->part, error);
  return status == LGT_OK ? lgt_ensemble_write (m->part, chains, &slab, error)
                          : status;
}

enum lgt_status
lgt_markov_flush (struct lgt_markov *m, struct lgt_error *error)
{
  struct lgt_ensemble_writer *part = m->part;

  m->part = NULL;
  return part ? lgt_ensemble_commit (part, error) : LGT_OK;
}

/* Part FIRST, and the measurement that comes after it.  */
static enum lgt_status
open_part (const struct lgt_markov *m, int64_t first,
           struct lgt_ensemble **part, int64_t *next, struct lgt_error *error)
{
  const int chains = m->config.chain.chains;
  char path[4096];
  enum lgt_status status
    = lgt_ensemble_open (part, part_path (m, first, path), error);

  if (status != LGT_OK)
    return status;
  *next = first + (*part)->count / chains;
  if ((*part)->count > 0 && (*part)->count % chains == 0
      && (*part)->size == m->size && (*part)->has_action
      && *next <= m->done)
    return LGT_OK;
  lgt_ensemble_close (*part);
  return lgt_fail (error, LGT_EDATA, "%.120s is not of this run", path);
}

/* Whether ensemble.h5 has all that was measured.  As long as the first part
   is there, it is not known to: an ensemble beside it may be of a shorter
   run, and joining once more does no harm.  */
static int
is_joined (const struct lgt_markov *m)
{
  struct lgt_ensemble *whole;
  struct stat info;
  char path[4096];
  int complete;

  if (stat (part_path (m, 0, path), &info) == 0
      || lgt_ensemble_open (&whole, lgt_run_path (m->folder, "ensemble.h5",
                                                  path), NULL) != LGT_OK)
    return 0;
  complete = whole->count == m->done * m->config.chain.chains;
  lgt_ensemble_close (whole);
  return complete;
}

/* The ensemble of a run that was complete and is to be longer becomes the
   first part.  */
static enum lgt_status
reopen (const struct lgt_markov *m, struct lgt_error *error)
{
  char whole[4096], path[4096];

  lgt_run_path (m->folder, "ensemble.h5", whole);
  return rename (whole, part_path (m, 0, path)) == 0 ? LGT_OK
         : lgt_fail (error, LGT_EIO, "%.100s: %s: an ensemble of several "
                     "files cannot grow", whole, strerror (errno));
}

enum lgt_status
lgt_markov_check_parts (const struct lgt_markov *m, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  if (m->done > 0 && is_joined (m))
    return m->done == m->config.measurements ? LGT_OK : reopen (m, error);
  for (int64_t first = 0, next; first < m->done && status == LGT_OK;
       first = next)
    {
      struct lgt_ensemble *part;

      status = open_part (m, first, &part, &next, error);
      if (status == LGT_OK)
        lgt_ensemble_close (part);
    }
  return status;
}

/* ---- joining ---- */

static enum lgt_status
copy_part (const struct lgt_markov *m, const struct lgt_ensemble *part,
           struct lgt_ensemble_writer *writer, double *action,
           struct lgt_error *error)
{
  const int chains = m->config.chain.chains;
  const struct lgt_slab slab = { .field = m->fields, .action = action };
  enum lgt_status status = LGT_OK;

  for (int64_t at = 0; at < part->count && status == LGT_OK; at += chains)
    {
      status = lgt_ensemble_read (part, at, chains, &slab, error);
      if (status == LGT_OK)
        status = lgt_ensemble_write (writer, chains, &slab, error);
    }
  return status;
}

/* Remove the parts, the first one first: without it they are joined.  Some may
   be there that the checkpoint never knew of.  */
static void
remove_parts (const struct lgt_markov *m)
{
  struct dirent *entry;
  char path[4096];
  DIR *folder;

  unlink (part_path (m, 0, path));
  folder = opendir (m->folder);
  while (folder && (entry = readdir (folder)))
    {
      long long first;

      if (sscanf (entry->d_name, "ensemble.part-%lld.h5", &first) == 1)
        unlink (part_path (m, first, path));
    }
  if (folder)
    closedir (folder);
}

/* Remove ensemble.0001.h5 and so on, which a joining that died has left.  */
static void
remove_numbered (const struct lgt_markov *m)
{
  char name[64], path[4096];
  int number = 1;

  do
    snprintf (name, sizeof name, "ensemble.%04d.h5", number++);
  while (unlink (lgt_run_path (m->folder, name, path)) == 0);
}

enum lgt_status
lgt_markov_join (const struct lgt_markov *m, struct lgt_error *error)
{
  const int chains = m->config.chain.chains;
  struct lgt_ensemble_writer *writer = NULL;
  double *action;
  char path[4096];
  enum lgt_status status;

  if (is_joined (m))
    {
      remove_parts (m);
      return LGT_OK;
    }
  action = malloc ((size_t) chains * sizeof *action);
  if (!action)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d chains", chains);
  /* The parts, which are complete, have all of it.  */
  remove_numbered (m);
  status = create (m, lgt_run_path (m->folder, "ensemble.h5", path), 0,
                   &writer, error);
  for (int64_t first = 0, next = 0; first < m->done && status == LGT_OK;
       first = next)
    {
      struct lgt_ensemble *part;

      status = open_part (m, first, &part, &next, error);
      if (status != LGT_OK)
        break;
      status = copy_part (m, part, writer, action, error);
      lgt_ensemble_close (part);
    }
  if (status == LGT_OK)
    status = lgt_ensemble_commit (writer, error);
  else
    lgt_ensemble_abort (writer);
  free (action);
  if (status == LGT_OK)
    remove_parts (m);
  return status;
}
