/* The run with factorized convolutions: configuration and checkpoint.  */

#include "checkpoint.h"
#include "factorize.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum lgt_status
lgt_factorize_check_output (const char *output, struct lgt_error *error)
{
  struct stat info;

  if (lstat (output, &info) == 0)
    return lgt_fail (error, LGT_EINVAL, "%.150s is there already; choose "
                     "another --output", output);
  return LGT_OK;
}

/* The configuration with the key "weights" where it is due; *TEXT is to be
   freed.  */
static enum lgt_status
make_config (const struct lgt_factorize *f, enum lgt_factorize_method method,
             char **text, struct lgt_error *error)
{
  struct lgt_config *config = NULL;
  const char *old;
  enum lgt_status status
    = lgt_record_get_text (f->record, "configuration", &old, error);

  if (status == LGT_OK)
    status = lgt_config_parse ("configuration", old, strlen (old), &config,
                               error);
  for (int i = 0; i < f->convs && status == LGT_OK; i++)
    {
      const struct lgt_factorize_conv *conv = &f->conv[i];
      struct lgt_config_node *node = lgt_config_root (config);

      if (!conv->rank[0])
        continue;
      if (!(node = lgt_config_child (node, "networks"))
          || !(node = lgt_config_child (node, conv->network))
          || !(node = lgt_config_child (node, "layers"))
          || !(node = lgt_config_item (node, conv->number))
          || !(node = lgt_config_item (node, 0)))
        status = lgt_fail (error, LGT_EDATA, "the run's configuration has "
                           "no layer %d of network %.60s", conv->number,
                           conv->network);
      else if (method == LGT_FACTORIZE_CP)
        status = lgt_config_add (node, "weights", NULL, error,
                                 "{ cp: { rank: %lld } }",
                                 (long long) conv->rank[0]);
      else
        status = lgt_config_add (node, "weights", NULL, error,
                                 "{ tucker: { ranks: [%lld, %lld] } }",
                                 (long long) conv->rank[0],
                                 (long long) conv->rank[1]);
    }
  if (status == LGT_OK)
    status = lgt_config_text (config, text, error);
  lgt_config_free (config);
  return status;
}

/* Set the array FOLDER/NAME of TYPE, zeros where VALUE is NULL.  */
static enum lgt_status
set_array (struct lgt_record *record, const char *folder, const char *name,
           enum lgt_record_type type, int rank, const int64_t *extent,
           const double *value, struct lgt_error *error)
{
  char path[256];
  int64_t count = 1;
  void *typed;
  enum lgt_status status;

  for (int d = 0; d < rank; d++)
    count *= extent[d];
  typed = calloc ((size_t) count + 1, sizeof (double));
  if (!typed)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a checkpoint");
  for (int64_t i = 0; value && i < count; i++)
    if (type == LGT_RECORD_F64)
      ((double *) typed)[i] = value[i];
    else
      ((float *) typed)[i] = (float) value[i];
  snprintf (path, sizeof path, "%s/%s", folder, name);
  status = lgt_record_set_array (record, path, type, rank, extent, typed,
                                 error);
  free (typed);
  return status;
}

/* Factor D of KERNEL as stored, [rank][extent]: the library has it the other
   way.  ZERO: a moment of that shape.  */
static enum lgt_status
set_rows (struct lgt_record *record, const char *folder,
          enum lgt_record_type type,
          const struct lgt_factorize_kernel *kernel, int d, int64_t rank,
          const char *what, bool zero, struct lgt_error *error)
{
  const int64_t extent[] = { rank, kernel->extent[d] };
  double *rows = malloc ((size_t) (rank * extent[1]) * sizeof *rows);
  char name[128];
  enum lgt_status status;

  if (!rows)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a checkpoint");
  for (int64_t r = 0; r < rank; r++)
    for (int64_t i = 0; i < extent[1]; i++)
      rows[r * extent[1] + i] = kernel->factor[d][i * rank + r];
  snprintf (name, sizeof name, "%s.%s", kernel->prefix, what);
  status = set_array (record, folder, name, type, 2, extent,
                      zero ? NULL : rows, error);
  free (rows);
  return status;
}

static enum lgt_status
set_cp (struct lgt_record *record, const char *folder,
        enum lgt_record_type type, const struct lgt_factorize_conv *conv,
        const struct lgt_factorize_kernel *kernel, bool zero,
        struct lgt_error *error)
{
  const int64_t rank = conv->rank[0];
  const int64_t output[] = { kernel->extent[0], rank };
  char name[128];
  enum lgt_status status = set_rows (record, folder, type, kernel, 1, rank,
                                     "cp.input", zero, error);

  for (int d = 2; d < conv->order && status == LGT_OK; d++)
    {
      snprintf (name, sizeof name, "cp.direction%d", conv->order - 1 - d);
      status = set_rows (record, folder, type, kernel, d, rank, name, zero,
                         error);
    }
  snprintf (name, sizeof name, "%s.cp.output", kernel->prefix);
  return status == LGT_OK
         ? set_array (record, folder, name, type, 2, output,
                      zero ? NULL : kernel->factor[0], error) : status;
}

static enum lgt_status
set_tucker (struct lgt_record *record, const char *folder,
            enum lgt_record_type type, const struct lgt_factorize_conv *conv,
            const struct lgt_factorize_kernel *kernel, bool zero,
            struct lgt_error *error)
{
  const int64_t in = conv->rank[0], out = conv->rank[1];
  const int64_t output[] = { kernel->extent[0], out };
  int64_t core[LGT_FACTORIZE_MAX_ORDER] = { out, in };
  char name[128];
  enum lgt_status status = set_rows (record, folder, type, kernel, 1, in,
                                     "tucker.input", zero, error);

  for (int d = 2; d < conv->order; d++)
    core[d] = kernel->extent[d];
  snprintf (name, sizeof name, "%s.tucker.core", kernel->prefix);
  if (status == LGT_OK)
    status = set_array (record, folder, name, type, conv->order, core,
                        zero ? NULL : kernel->core, error);
  snprintf (name, sizeof name, "%s.tucker.output", kernel->prefix);
  return status == LGT_OK
         ? set_array (record, folder, name, type, 2, output,
                      zero ? NULL : kernel->factor[0], error) : status;
}

/* The kernel whose weight is called NAME, if it has been factorized.  */
static const struct lgt_factorize_kernel *
find_kernel (const struct lgt_factorize *f, const char *name,
             const struct lgt_factorize_conv **conv)
{
  for (int i = 0; i < f->convs; i++)
    for (int k = 0; f->conv[i].rank[0] && k < f->conv[i].kernels; k++)
      {
        const struct lgt_factorize_kernel *kernel = &f->conv[i].kernel[k];
        const size_t length = strlen (kernel->prefix);

        *conv = &f->conv[i];
        if (strncmp (kernel->prefix, name, length) == 0
            && strcmp (name + length, ".weight") == 0)
          return kernel;
      }
  return NULL;
}

/* The arrays below F's folder, to FOLDER of RECORD, in TYPE.  ZERO: arrays
   of their shapes, without their values.  */
static enum lgt_status
set_folder (const struct lgt_factorize *f, enum lgt_factorize_method method,
            struct lgt_record *record, const char *folder,
            enum lgt_record_type type, bool zero, struct lgt_error *error)
{
  const size_t length = strlen (f->folder);
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < f->record->entries && status == LGT_OK; i++)
    {
      const struct lgt_entry *entry = &f->record->entry[i];
      const struct lgt_factorize_kernel *kernel;
      const struct lgt_factorize_conv *conv;
      const char *name = entry->name + length + 1;
      double *value;

      if (entry->type > LGT_RECORD_F64
          || strncmp (entry->name, f->folder, length) != 0
          || entry->name[length] != '/')
        continue;
      kernel = find_kernel (f, name, &conv);
      if (kernel)
        {
          status = (method == LGT_FACTORIZE_CP ? set_cp : set_tucker)
                   (record, folder, type, conv, kernel, zero, error);
          continue;
        }
      value = malloc (((size_t) entry->count + 1) * sizeof *value);
      if (!value)
        return lgt_fail (error, LGT_ENOMEM, "no memory for a checkpoint");
      for (int64_t k = 0; k < entry->count; k++)
        value[k] = entry->type == LGT_RECORD_F64
                   ? ((const double *) entry->data)[k]
                   : (double) ((const float *) entry->data)[k];
      status = set_array (record, folder, name, type, entry->rank,
                          entry->extent, zero ? NULL : value, error);
      free (value);
    }
  return status;
}

/* The type of the arrays in FOLDER of the old checkpoint; false: it has no
   such folder.  */
static bool
folder_type (const struct lgt_factorize *f, const char *folder,
             enum lgt_record_type *type)
{
  const size_t length = strlen (folder);

  for (int i = 0; i < f->record->entries; i++)
    {
      const struct lgt_entry *entry = &f->record->entry[i];

      if (entry->type <= LGT_RECORD_F64
          && strncmp (entry->name, folder, length) == 0
          && entry->name[length] == '/')
        {
          *type = entry->type;
          return true;
        }
    }
  return false;
}

/* Numbers and words of the new checkpoint: a training that has not begun. */
static enum lgt_status
set_numbers (const struct lgt_factorize *f, const char *config,
             struct lgt_record *record, struct lgt_error *error)
{
  static const char *const zeros[]
    = { LGT_CHECKPOINT_STEP, LGT_CHECKPOINT_UPDATES, LGT_CHECKPOINT_SKIPPED,
        LGT_CHECKPOINT_IN_A_ROW, LGT_CHECKPOINT_ATTEMPT,
        LGT_CHECKPOINT_BEST_STEP };
  char libraries[120];
  struct lgt_provenance provenance = {
    .version = lgt_version (), .configuration = config,
    .libraries = libraries
  };
  int64_t batch;
  enum lgt_status status;

  lgt_session_libraries (libraries, sizeof libraries);
  lgt_record_get_text (f->record, "backend", &provenance.backend, NULL);
  if ((status = lgt_record_get_integer (f->record, LGT_CHECKPOINT_SEED,
                                        &provenance.seed, error))
      || (status = lgt_record_get_integer (f->record, LGT_CHECKPOINT_LANES,
                                           &provenance.lanes, error))
      || (status = lgt_record_get_integer (f->record, LGT_CHECKPOINT_BATCH,
                                           &batch, error))
      || (status = lgt_record_set_provenance (record, &provenance, error))
      || (status = lgt_record_set_integer (record, LGT_CHECKPOINT_BATCH,
                                           batch, error)))
    return status;
  for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]
                     && status == LGT_OK; i++)
    status = lgt_record_set_integer (record, zeros[i], 0, error);
  return status;
}

static enum lgt_status
make_record (const struct lgt_factorize *f, enum lgt_factorize_method method,
             const char *config, struct lgt_record *record,
             struct lgt_error *error)
{
  /* What a training continues from; zeros are fresh moments.  */
  static const struct { const char *folder; bool zero; } folders[] = {
    { LGT_CHECKPOINT_LAST, false }, { LGT_CHECKPOINT_AVERAGE, false },
    { LGT_CHECKPOINT_M, true }, { LGT_CHECKPOINT_V, true },
    { LGT_CHECKPOINT_VMAX, true }
  };
  enum lgt_status status = set_numbers (f, config, record, error);

  for (size_t i = 0; i < sizeof folders / sizeof folders[0]
                     && status == LGT_OK; i++)
    {
      enum lgt_record_type type;

      if (folder_type (f, folders[i].folder, &type))
        status = set_folder (f, method, record, folders[i].folder, type,
                             folders[i].zero, error);
    }
  return status;
}

enum lgt_status
lgt_factorize_write (const struct lgt_factorize *f,
                     enum lgt_factorize_method method, const char *output,
                     struct lgt_error *error)
{
  struct lgt_record *record = lgt_record_new ();
  char *config = NULL, yaml[4096], checkpoint[4096];
  enum lgt_status status
    = record ? make_config (f, method, &config, error)
             : lgt_fail (error, LGT_ENOMEM, "no memory for a checkpoint");

  if (status == LGT_OK)
    status = make_record (f, method, config, record, error);
  snprintf (yaml, sizeof yaml, "%.4000s/config.yaml", output);
  snprintf (checkpoint, sizeof checkpoint, "%.4000s/checkpoint.h5", output);
  if (status == LGT_OK && mkdir (output, 0777) != 0)
    status = lgt_fail (error, LGT_EIO, "%.120s: %s", output,
                       strerror (errno));
  else if (status == LGT_OK)
    {
      status = lgt_replace_bytes (yaml, config, strlen (config), error);
      if (status == LGT_OK)
        status = lgt_checkpoint_save (record, checkpoint, error);
      if (status != LGT_OK)
        {
          unlink (yaml);
          rmdir (output);
        }
    }
  lgt_record_free (record);
  free (config);
  return status;
}
