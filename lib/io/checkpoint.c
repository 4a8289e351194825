/* Checkpoints, and what every file tells about its origin.  */

#include <stdio.h>

#include <hdf5.h>
#include <xxhash.h>

#include <lgt/io.h>

static enum lgt_status
set_if_given (struct lgt_record *record, const char *name, const char *text,
              struct lgt_error *error)
{
  return text ? lgt_record_set_text (record, name, text, error) : LGT_OK;
}

enum lgt_status
lgt_record_set_provenance (struct lgt_record *record,
                           const struct lgt_provenance *from,
                           struct lgt_error *error)
{
  char libraries[400];
  unsigned major = 0, minor = 0, release = 0, xxhash = XXH_versionNumber ();
  enum lgt_status status;

  H5get_libversion (&major, &minor, &release);
  snprintf (libraries, sizeof libraries, "HDF5 %u.%u.%u, xxHash %u.%u.%u"
            "%s%s", major, minor, release, xxhash / 10000,
            xxhash / 100 % 100, xxhash % 100, from->libraries ? ", " : "",
            from->libraries ? from->libraries : "");
  status = set_if_given (record, "version", from->version, error);
  if (status == LGT_OK)
    status = set_if_given (record, "backend", from->backend, error);
  if (status == LGT_OK)
    status = set_if_given (record, "configuration", from->configuration,
                           error);
  if (status == LGT_OK)
#ifdef __clang__
    status = lgt_record_set_text (record, "compiler", __VERSION__, error);
#else
    status = lgt_record_set_text (record, "compiler", "GCC " __VERSION__,
                                  error);
#endif
  if (status == LGT_OK)
    status = lgt_record_set_text (record, "libraries", libraries, error);
  if (status == LGT_OK)
    status = lgt_record_set_integer (record, LGT_CHECKPOINT_SEED, from->seed,
                                     error);
  if (status == LGT_OK)
    status = lgt_record_set_integer (record, LGT_CHECKPOINT_LANES,
                                     from->lanes, error);
  return status;
}

static enum lgt_status
is_complete (const struct lgt_record *record, const char *path,
             enum lgt_status otherwise, struct lgt_error *error)
{
  struct lgt_error missing = { LGT_OK, "" };
  const char *text;
  int64_t number;

  if (lgt_record_get_integer (record, LGT_CHECKPOINT_STEP, &number, &missing)
      == LGT_OK
      && lgt_record_get_integer (record, LGT_CHECKPOINT_SEED, &number,
                                 &missing) == LGT_OK
      && lgt_record_get_text (record, "configuration", &text, &missing)
         == LGT_OK)
    {
      if (lgt_record_has_folder (record, LGT_CHECKPOINT_LAST))
        return LGT_OK;
      snprintf (missing.text, sizeof missing.text, "no weights");
    }
  return lgt_fail (error, otherwise, "%.120s: no complete checkpoint: %.80s",
                   path, missing.text);
}

enum lgt_status
lgt_checkpoint_save (const struct lgt_record *record, const char *path,
                     struct lgt_error *error)
{
  enum lgt_status status = is_complete (record, path, LGT_EINVAL, error);

  if (status == LGT_OK)
    status = lgt_record_save (record, path, LGT_CHECKPOINT, error);
  return status;
}

enum lgt_status
lgt_checkpoint_load (struct lgt_record **result, const char *path,
                     struct lgt_error *error)
{
  struct lgt_record *record;
  enum lgt_status status = lgt_record_load (&record, path, LGT_CHECKPOINT,
                                            error);

  if (status != LGT_OK)
    return status;
  status = is_complete (record, path, LGT_EDATA, error);
  if (status != LGT_OK)
    {
      lgt_record_free (record);
      return status;
    }
  *result = record;
  return LGT_OK;
}
