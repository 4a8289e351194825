/* Checkpoints of lgt-mc.  A record of the kind LGT_MARKOV_CHECKPOINT with the
   names of lgt_record_set_provenance and

     sweep, done, steps, width   where the chains are (lgt/chain.h)
     sums      [8]               of the record
     U         [chains, ...]     links; SU(N) in four dimensions or more
                                 [chains, numbers]; a scalar field is phi
     series/NAME [done + 1, chains]  what was measured, and the sums of the
                                 measurement that has been begun  */

#include "mc.h"
#include "run_folder.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { SUMS = sizeof ((struct lgt_chain_state *) 0)->sums / sizeof (double) };

static void
series_name (int s, char name[64])
{
  snprintf (name, 64, "series/%s", lgt_markov_names[s]);
}

enum lgt_status
lgt_markov_set_provenance (const struct lgt_markov *m,
                           struct lgt_record *record, struct lgt_error *error)
{
  char libraries[120];
  const struct lgt_provenance provenance = {
    .version = lgt_version (),
    .backend = lgt_context_backend (m->session->context)->name,
    .configuration = m->configuration, .libraries = libraries,
    .seed = (int64_t) m->config.chain.seed,
    .lanes = m->kind->lanes (m)
  };

  lgt_session_libraries (libraries, sizeof libraries);
  return lgt_record_set_provenance (record, &provenance, error);
}

static enum lgt_status
set_chain (struct lgt_record *record, const struct lgt_markov *m,
           struct lgt_error *error)
{
  const struct lgt_chain_state state = m->kind->save (m);
  const int64_t sums = SUMS;
  struct lgt_field_shape shape;
  int64_t extent[LGT_RECORD_MAX_RANK];
  enum lgt_status status
    = lgt_record_set_integer (record, "sweep", state.sweep, error);

  /* Matrices in four dimensions leave no axis for the chains.  */
  m->kind->shape (m, &shape);
  extent[0] = m->config.chain.chains;
  extent[1] = m->size;
  if (shape.rank < LGT_RECORD_MAX_RANK)
    memcpy (extent + 1, shape.extent, (size_t) shape.rank * sizeof *extent);
  else
    shape.rank = 1;
  if (status == LGT_OK)
    status = lgt_record_set_integer (record, "steps", state.steps, error);
  if (status == LGT_OK)
    status = lgt_record_set_real (record, "width", state.width, error);
  if (status == LGT_OK)
    status = lgt_record_set_array (record, "sums", LGT_RECORD_F64, 1, &sums,
                                   state.sums, error);
  return status == LGT_OK
         ? lgt_record_set_array (record, shape.name, LGT_RECORD_F64,
                                 shape.rank + 1, extent, m->fields, error)
         : status;
}

enum lgt_status
lgt_markov_save (const struct lgt_markov *m, struct lgt_error *error)
{
  const int64_t extent[2] = { m->done + 1, m->config.chain.chains };
  struct lgt_record *record = lgt_record_new ();
  char name[64], path[4096];
  enum lgt_status status
    = record ? m->kind->get (m, error)
             : lgt_fail (error, LGT_ENOMEM, "no memory for a checkpoint");

  if (status == LGT_OK)
    status = lgt_markov_set_provenance (m, record, error);
  if (status == LGT_OK)
    status = set_chain (record, m, error);
  if (status == LGT_OK)
    status = lgt_record_set_integer (record, "done", m->done, error);
  for (int s = 0; s < LGT_MARKOV_SERIES && status == LGT_OK; s++)
    if (m->series[s])
      {
        series_name (s, name);
        status = lgt_record_set_array (record, name, LGT_RECORD_F64, 2,
                                       extent, m->series[s], error);
      }
  if (status == LGT_OK)
    status = lgt_record_save (record, lgt_run_path (m->folder,
                                                    "checkpoint.h5", path),
                              LGT_MARKOV_CHECKPOINT, error);
  lgt_record_free (record);
  return status;
}

/* Array NAME of COUNT numbers to VALUE.  */
static enum lgt_status
get_array (const struct lgt_record *record, const char *name, int64_t count,
           double *value, struct lgt_error *error)
{
  const struct lgt_entry *entry = lgt_record_find (record, name);

  if (!entry || entry->type != LGT_RECORD_F64 || entry->count != count)
    return lgt_fail (error, LGT_EDATA, "the checkpoint has no array %s of "
                     "%lld numbers", name, (long long) count);
  memcpy (value, entry->data, (size_t) count * sizeof *value);
  return LGT_OK;
}

static enum lgt_status
get_series (struct lgt_markov *m, const struct lgt_record *record,
            struct lgt_error *error)
{
  const int64_t chains = m->config.chain.chains;
  const int64_t after = m->sweep - m->config.thermalization;
  char name[64];
  enum lgt_status status
    = lgt_record_get_integer (record, "done", &m->done, error);

  if (status != LGT_OK)
    return status;
  if (m->done > m->config.measurements)
    return lgt_fail (error, LGT_EINVAL, "the run has %lld measurements "
                     "already; --number must be at least that",
                     (long long) m->done);
  if (m->done != (after > 0 ? after / m->config.every : 0))
    return lgt_fail (error, LGT_EDATA, "the checkpoint has %lld measurements "
                     "at sweep %lld", (long long) m->done,
                     (long long) m->sweep);
  status = lgt_markov_room (m, m->done + 1, error);
  for (int s = 0; s < LGT_MARKOV_SERIES && status == LGT_OK; s++)
    if (m->series[s])
      {
        series_name (s, name);
        status = get_array (record, name, (m->done + 1) * chains,
                            m->series[s], error);
      }
  return status;
}

enum lgt_status
lgt_markov_restore (struct lgt_markov *m, const struct lgt_record *record,
                    struct lgt_error *error)
{
  struct lgt_chain_state state = { 0 };
  enum lgt_status status
    = lgt_record_get_integer (record, "sweep", &state.sweep, error);

  if (status == LGT_OK)
    status = lgt_record_get_integer (record, "steps", &state.steps, error);
  if (status == LGT_OK)
    status = lgt_record_get_real (record, "width", &state.width, error);
  if (status == LGT_OK)
    status = get_array (record, "sums", SUMS, state.sums, error);
  if (status == LGT_OK)
    status = get_array (record, m->kind->field,
                        m->config.chain.chains * m->size, m->fields, error);
  m->sweep = state.sweep;
  if (status == LGT_OK)
    status = get_series (m, record, error);
  return status == LGT_OK
         ? m->kind->restore (m, &state, error) : status;
}

enum lgt_status
lgt_markov_open (const char *folder, struct lgt_record **record,
                 struct lgt_error *error)
{
  struct stat info;
  char path[4096];

  lgt_run_path (folder, "checkpoint.h5", path);
  if (stat (path, &info) != 0 && (errno == ENOENT || errno == ENOTDIR))
    return lgt_fail (error, LGT_EIO, "%s: there is no such run; lgt-mc "
                     "--output=%s would make one", folder, folder);
  return lgt_record_load (record, path, LGT_MARKOV_CHECKPOINT, error);
}
