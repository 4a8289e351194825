#include "checkpoint.h"
#include "session.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The slices as parts of a record.  */
static struct lgt_part *
make_parts (const struct lgt_slices *slices)
{
  struct lgt_part *part = calloc ((size_t) slices->count + 1, sizeof *part);

  for (int i = 0; part && i < slices->count; i++)
    {
      const struct lgt_slice *slice = &slices->slice[i];

      part[i].name = slice->name;
      part[i].rank = slice->ndim;
      memcpy (part[i].extent, slice->extent,
              (size_t) slice->ndim * sizeof *slice->extent);
      part[i].offset = slice->offset;
    }
  return part;
}

/* Narrow or copy TOTAL doubles to TYPE.  */
static void *
typed_copy (const double *from, int64_t total, enum lgt_type type)
{
  void *copy = malloc ((size_t) total * lgt_type_size (type));

  if (copy && type == LGT_F64)
    memcpy (copy, from, (size_t) total * sizeof *from);
  else if (copy)
    for (int64_t i = 0; i < total; i++)
      ((float *) copy)[i] = (float) from[i];
  return copy;
}

static enum lgt_record_type
record_type (enum lgt_type type)
{
  return type == LGT_F64 ? LGT_RECORD_F64 : LGT_RECORD_F32;
}

static enum lgt_status
save_host (struct lgt_record *record, const struct lgt_slices *slices,
           const struct lgt_part *part, const char *folder,
           enum lgt_type type, const double *host, struct lgt_error *error)
{
  void *typed = typed_copy (host, slices->total, type);
  enum lgt_status status
    = typed ? lgt_record_set_parts (record, folder, record_type (type),
                                    slices->count, part, typed, error)
            : lgt_fail (error, LGT_ENOMEM, "no memory for a checkpoint");

  free (typed);
  return status;
}

static enum lgt_status
save_array (struct lgt_record *record, const struct lgt_slices *slices,
            const struct lgt_part *part, const char *folder,
            const struct lgt_view *array, struct lgt_error *error)
{
  double *host = malloc ((size_t) slices->total * sizeof *host);
  enum lgt_status status
    = host ? lgt_slices_get (slices, array, host, error)
           : lgt_fail (error, LGT_ENOMEM, "no memory for a checkpoint");

  if (status == LGT_OK)
    status = save_host (record, slices, part, folder, array->type, host,
                        error);
  free (host);
  return status;
}

static enum lgt_status
load_array (const struct lgt_record *record, const struct lgt_slices *slices,
            const char *folder, enum lgt_type type, double *host,
            struct lgt_error *error)
{
  struct lgt_part *part = make_parts (slices);
  void *typed = calloc ((size_t) slices->total, lgt_type_size (type));
  enum lgt_status status
    = part && typed
      ? lgt_record_get_parts (record, folder, record_type (type),
                              slices->count, part, typed, error)
      : lgt_fail (error, LGT_ENOMEM, "no memory for a checkpoint");

  for (int64_t i = 0; status == LGT_OK && i < slices->total; i++)
    host[i] = type == LGT_F64 ? ((double *) typed)[i]
                              : (double) ((float *) typed)[i];
  free (part);
  free (typed);
  return status;
}

/* FOLDER of RECORD, in which it has TYPE, to the device.  */
static enum lgt_status
restore_array (const struct lgt_record *record,
               const struct lgt_slices *slices, const char *folder,
               enum lgt_type type, const struct lgt_view *array,
               struct lgt_error *error)
{
  double *host = calloc ((size_t) slices->total, sizeof *host);
  enum lgt_status status
    = host ? load_array (record, slices, folder, type, host, error)
           : lgt_fail (error, LGT_ENOMEM, "no memory for a checkpoint");

  if (status == LGT_OK)
    status = lgt_slices_put (slices, array, host, error);
  free (host);
  return status;
}

/* Where a state of the optimizer is kept.  */
static const char *
state_folder (const char *name)
{
  static const struct { const char *name, *folder; } folders[] = {
    { "m", LGT_CHECKPOINT_M }, { "v", LGT_CHECKPOINT_V },
    { "vmax", LGT_CHECKPOINT_VMAX }, { "average", LGT_CHECKPOINT_AVERAGE }
  };

  for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
    if (strcmp (folders[i].name, name) == 0)
      return folders[i].folder;
  return name;
}

static enum lgt_status
save_numbers (struct lgt_record *record,
              const struct lgt_training_state *state,
              struct lgt_error *error)
{
  const struct { const char *name; int64_t value; } integers[] = {
    { LGT_CHECKPOINT_STEP, state->progress.step },
    { LGT_CHECKPOINT_UPDATES, state->progress.updates },
    { LGT_CHECKPOINT_SKIPPED, state->progress.skipped },
    { LGT_CHECKPOINT_GUARDED, state->progress.guarded },
    { LGT_CHECKPOINT_IN_A_ROW, state->progress.in_a_row },
    { LGT_CHECKPOINT_ATTEMPT, state->progress.attempt },
    { LGT_CHECKPOINT_BATCH, state->batch },
    { LGT_CHECKPOINT_BEST_STEP, state->best_step }
  };
  const struct lgt_backend *backend
    = lgt_context_backend (lgt_model_context (state->model));
  const int64_t norms = LGT_GUARD_KEPT;
  char libraries[120];
  struct lgt_provenance provenance = {
    .version = lgt_version (), .backend = backend->name,
    .configuration = state->configuration, .libraries = libraries,
    .seed = (int64_t) state->seed, .lanes = lgt_model_lanes (state->model)
  };
  enum lgt_status status;

  lgt_session_libraries (libraries, sizeof libraries);
  status = lgt_record_set_provenance (record, &provenance, error);
  for (size_t i = 0; status == LGT_OK
                     && i < sizeof integers / sizeof integers[0]; i++)
    status = lgt_record_set_integer (record, integers[i].name,
                                     integers[i].value, error);
  if (status == LGT_OK)
    status = lgt_record_set_array (record, LGT_CHECKPOINT_NORMS,
                                   LGT_RECORD_F64, 1, &norms,
                                   state->progress.norm, error);
  if (status == LGT_OK && state->algorithms)
    status = lgt_record_set_text (record, LGT_CHECKPOINT_CONVOLUTIONS,
                                  state->algorithms, error);
  if (status == LGT_OK && state->best)
    status = lgt_record_set_real (record, LGT_CHECKPOINT_BEST_METRIC,
                                  state->best_loss, error);
  return status;
}

enum lgt_status
lgt_training_save (const struct lgt_training_state *state, const char *path,
                   struct lgt_error *error)
{
  const struct lgt_slices *slices = lgt_model_slices (state->model);
  struct lgt_record *record = lgt_record_new ();
  struct lgt_part *part = make_parts (slices);
  enum lgt_status status = LGT_OK;

  if (!record || !part)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a checkpoint");
  if (status == LGT_OK)
    status = save_numbers (record, state, error);
  if (status == LGT_OK)
    status = save_array (record, slices, part, LGT_CHECKPOINT_LAST,
                         &slices->values, error);
  if (status == LGT_OK && state->best)
    status = save_host (record, slices, part, LGT_CHECKPOINT_BEST,
                        slices->type, state->best, error);
  for (int i = 0; status == LGT_OK && i < state->optim->states; i++)
    status = save_array (record, slices, part,
                         state_folder (state->optim->state[i].name),
                         &state->optim->state[i].view, error);
  if (status == LGT_OK)
    status = lgt_checkpoint_save (record, path, error);
  lgt_record_free (record);
  free (part);
  return status;
}

/* What the guard remembers; a checkpoint from before there was one has
   nothing, and the guard waits until it has seen enough.  */
static void
restore_guard (struct lgt_optim_progress *progress,
               const struct lgt_record *record)
{
  const struct lgt_entry *norms
    = lgt_record_find (record, LGT_CHECKPOINT_NORMS);

  progress->guarded = 0;
  lgt_record_get_integer (record, LGT_CHECKPOINT_GUARDED, &progress->guarded,
                          NULL);
  memset (progress->norm, 0, sizeof progress->norm);
  if (norms && norms->type == LGT_RECORD_F64
      && norms->count == LGT_GUARD_KEPT)
    memcpy (progress->norm, norms->data, sizeof progress->norm);
}

static enum lgt_status
restore_numbers (struct lgt_training_state *state,
                 const struct lgt_record *record, struct lgt_error *error)
{
  int64_t in_a_row, attempt;
  enum lgt_status status;

  if ((status = lgt_record_get_integer (record, LGT_CHECKPOINT_STEP,
                                        &state->progress.step, error))
      || (status = lgt_record_get_integer (record, LGT_CHECKPOINT_UPDATES,
                                           &state->progress.updates, error))
      || (status = lgt_record_get_integer (record, LGT_CHECKPOINT_SKIPPED,
                                           &state->progress.skipped, error))
      || (status = lgt_record_get_integer (record, LGT_CHECKPOINT_IN_A_ROW,
                                           &in_a_row, error))
      || (status = lgt_record_get_integer (record, LGT_CHECKPOINT_ATTEMPT,
                                           &attempt, error))
      || (status = lgt_record_get_integer (record, LGT_CHECKPOINT_BEST_STEP,
                                           &state->best_step, error)))
    return status;
  state->progress.in_a_row = (int32_t) in_a_row;
  state->progress.attempt = (int32_t) attempt;
  restore_guard (&state->progress, record);
  return LGT_OK;
}

enum lgt_status
lgt_training_restore (struct lgt_training_state *state,
                      const struct lgt_record *record,
                      struct lgt_error *error)
{
  const struct lgt_slices *slices = lgt_model_slices (state->model);
  enum lgt_status status = restore_numbers (state, record, error);

  if (status == LGT_OK)
    status = restore_array (record, slices, LGT_CHECKPOINT_LAST,
                            slices->type, &slices->values, error);
  for (int i = 0; status == LGT_OK && i < state->optim->states; i++)
    status = restore_array (record, slices,
                            state_folder (state->optim->state[i].name),
                            state->optim->state[i].view.type,
                            &state->optim->state[i].view, error);
  if (status == LGT_OK)
    status = lgt_optim_resume (state->optim, &state->progress, error);
  if (status != LGT_OK)
    return status;
  if (!lgt_record_has_folder (record, LGT_CHECKPOINT_BEST))
    {
      free (state->best);
      state->best = NULL;
      return LGT_OK;
    }
  if (!state->best)
    state->best = calloc ((size_t) slices->total, sizeof *state->best);
  if (!state->best)
    return lgt_fail (error, LGT_ENOMEM, "no memory for the best weights");
  status = load_array (record, slices, LGT_CHECKPOINT_BEST, slices->type,
                       state->best, error);
  if (status == LGT_OK)
    status = lgt_record_get_real (record, LGT_CHECKPOINT_BEST_METRIC,
                                  &state->best_loss, error);
  return status;
}

/* The type of the first array in FOLDER; FALLBACK if there is none.  */
static enum lgt_type
type_of_folder (const struct lgt_record *record, const char *folder,
                enum lgt_type fallback)
{
  const size_t length = strlen (folder);

  for (int i = 0; i < record->entries; i++)
    if (strncmp (record->entry[i].name, folder, length) == 0
        && record->entry[i].name[length] == '/')
      return record->entry[i].type == LGT_RECORD_F64 ? LGT_F64 : LGT_F32;
  return fallback;
}

enum lgt_status
lgt_weights_load (struct lgt_slices *slices, const struct lgt_record *record,
                  enum lgt_which_weights which, struct lgt_error *error)
{
  static const char *const folders[] = {
    LGT_CHECKPOINT_LAST, LGT_CHECKPOINT_BEST, LGT_CHECKPOINT_AVERAGE
  };
  const char *folder = folders[which];

  if (which == LGT_WEIGHTS_BEST && !lgt_record_has_folder (record, folder))
    folder = LGT_CHECKPOINT_LAST;
  if (!lgt_record_has_folder (record, folder))
    return lgt_fail (error, LGT_EDATA,
                     "the checkpoint has no averaged weights; train with "
                     "train.average above 0");
  if (lgt_weights_fit (slices, record, folder, error) != LGT_OK)
    return LGT_EDATA;
  return restore_array (record, slices, folder,
                        type_of_folder (record, folder, slices->type),
                        &slices->values, error);
}

enum lgt_status
lgt_checkpoint_open (const char *path, struct lgt_record **record,
                     struct lgt_error *error)
{
  struct stat info;
  char file[4096];

  if (stat (path, &info) != 0 && errno == ENOENT)
    return lgt_fail (error, LGT_EIO, "%s: there is no such run or checkpoint; "
                     "lgt-train --output=%s would make one", path, path);
  if (stat (path, &info) == 0 && S_ISDIR (info.st_mode))
    {
      snprintf (file, sizeof file, "%s/checkpoint.h5", path);
      path = file;
    }
  return lgt_checkpoint_load (record, path, error);
}

static bool
is_yaml (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot && (strcmp (dot, ".yaml") == 0 || strcmp (dot, ".yml") == 0);
}

enum lgt_status
lgt_run_config (struct lgt_session *session, const char *run,
                const struct lgt_texts *sets, struct lgt_record **record,
                struct lgt_error *error)
{
  const char *text;
  enum lgt_status status;

  if (is_yaml (run))
    return lgt_session_config (session, run, sets, error);
  status = lgt_checkpoint_open (run, record, error);
  if (status == LGT_OK)
    status = lgt_record_get_text (*record, "configuration", &text, error);
  if (status == LGT_OK)
    status = lgt_config_parse (run, text, strlen (text), &session->config,
                               error);
  for (int i = 0; status == LGT_OK && i < sets->count; i++)
    status = lgt_config_set (session->config, sets->value[i], error);
  return status;
}
