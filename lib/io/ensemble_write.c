/* Ensembles on their way to one file or several.

   A file is begun with the first configuration that goes there, and is given
   its number only when one comes that no longer fits: so an ensemble that
   stays below the limit keeps the plain name, and the last of several files
   knows that it is the last.  */

#include "shard.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "replace.h"

enum
{
  CHUNK = 1 << 20,        /* bytes of a field's chunk */
  SERIES_CHUNK = 1 << 15, /* of a series' */
  RESERVE = 1 << 16       /* for what else HDF5 writes */
};

static void
free_writer (struct lgt_ensemble_writer *writer)
{
  free (writer->path);
  free (writer->stem);
  lgt_record_free (writer->attributes);
  free (writer);
}

/* A copy of the numbers and texts in FROM.  */
static enum lgt_status
copy_attributes (const struct lgt_record *from,
                 struct lgt_ensemble_writer *writer, struct lgt_error *error)
{
  static const char *const ours[] = { "first", "count", "shard", "last",
                                      "previous" };
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < from->entries && status == LGT_OK; i++)
    {
      const struct lgt_entry *e = &from->entry[i];

      for (size_t k = 0; k < sizeof ours / sizeof ours[0]; k++)
        if (strcmp (e->name, ours[k]) == 0)
          return lgt_fail (error, LGT_EINVAL, "an ensemble's attribute "
                           "cannot be called %s", e->name);
      writer->attribute_bytes += 400 + e->count;
      switch (e->type)
        {
        case LGT_RECORD_INTEGER:
          status = lgt_record_set_integer (writer->attributes, e->name,
                                           *(const int64_t *) e->data, error);
          break;
        case LGT_RECORD_REAL:
          status = lgt_record_set_real (writer->attributes, e->name,
                                        *(const double *) e->data, error);
          break;
        case LGT_RECORD_TEXT:
          status = lgt_record_set_text (writer->attributes, e->name, e->data,
                                        error);
          break;
        default:
          return lgt_fail (error, LGT_EINVAL, "%.150s: an ensemble's "
                           "attributes are numbers and texts", e->name);
        }
    }
  return status;
}

enum lgt_status
lgt_ensemble_create (struct lgt_ensemble_writer **result, const char *path,
                     const struct lgt_field_shape *shape,
                     const struct lgt_record *attributes, int64_t limit,
                     struct lgt_error *error)
{
  int64_t size = lgt_field_size_ (shape, error);
  struct lgt_ensemble_writer *writer;
  enum lgt_status status = LGT_OK;
  char *first;

  if (size < 0)
    return LGT_EINVAL;
  if (limit < 0)
    return lgt_fail (error, LGT_EINVAL, "files of %lld bytes; 0 (for 4 GiB) "
                     "or more would do", (long long) limit);
  first = lgt_shard_path_ (path, 1);
  if (first && access (first, F_OK) == 0)
    {
      status = lgt_fail (error, LGT_EINVAL, "%s exists: remove that ensemble "
                         "or choose another name", first);
      free (first);
      return status;
    }
  free (first);

  writer = calloc (1, sizeof *writer);
  if (!writer)
    return lgt_fail (error, LGT_ENOMEM, "%s: no memory", path);
  writer->path = strdup (path);
  writer->attributes = lgt_record_new ();
  writer->shape = *shape;
  strcpy (writer->name, shape->name);
  writer->shape.name = writer->name;
  writer->size = size;
  writer->limit = limit > 0 ? limit : (int64_t) 1 << 32;
  writer->chunk = writer->limit / 16 < CHUNK ? (size_t) writer->limit / 16
                                             : CHUNK;
  writer->series_chunk = writer->limit / 128 < SERIES_CHUNK
                         ? (size_t) writer->limit / 128 : SERIES_CHUNK;
  writer->shard = 1;
  writer->file = (struct hdf5_file) HDF5_CLOSED;
  writer->field = -1;
  for (int s = 0; s < SERIES; s++)
    writer->series[s] = -1;

  /* Begin at once: a folder that cannot be written to is to be heard of
     before the work is done.  */
  if (!writer->path || !writer->attributes)
    status = lgt_fail (error, LGT_ENOMEM, "%s: no memory", path);
  if (status == LGT_OK && attributes)
    status = copy_attributes (attributes, writer, error);
  if (status == LGT_OK)
    status = lgt_replace_begin (&writer->replace, path, error);
  if (status == LGT_OK)
    {
      writer->stem = strdup (lgt_replace_path_ (writer->replace));
      if (!writer->stem)
        status = lgt_fail (error, LGT_ENOMEM, "%s: no memory", path);
    }
  if (status != LGT_OK)
    {
      lgt_replace_abort (writer->replace);
      free_writer (writer);
      return status;
    }
  *result = writer;
  return LGT_OK;
}

/* ---- slabs ---- */

/* Append the N elements DATA to SET, which has COUNT.  */
static int
append (hid_t set, enum lgt_record_type type, int64_t count, int64_t n,
        const void *data)
{
  hsize_t extent[LGT_RECORD_MAX_RANK + 1];
  hsize_t start[LGT_RECORD_MAX_RANK + 1] = { 0 };
  hid_t space = H5Dget_space (set), memory = -1;
  int rank = space >= 0 ? H5Sget_simple_extent_dims (space, extent, NULL) : 0;
  int good = rank > 0;

  if (space >= 0)
    H5Sclose (space);
  space = -1;
  if (good)
    {
      extent[0] = (hsize_t) (count + n);
      good = H5Dset_extent (set, extent) >= 0;
    }
  if (good)
    {
      extent[0] = (hsize_t) n;
      start[0] = (hsize_t) count;
      space = H5Dget_space (set);
      memory = H5Screate_simple (rank, extent, NULL);
      good = space >= 0 && memory >= 0
             && H5Sselect_hyperslab (space, H5S_SELECT_SET, start, NULL,
                                     extent, NULL) >= 0
             && H5Dwrite (set, lgt_hdf5_memory_type_ (type), memory, space,
                          H5P_DEFAULT, data) >= 0;
    }
  if (space >= 0)
    H5Sclose (space);
  if (memory >= 0)
    H5Sclose (memory);
  return good;
}

static enum lgt_status
settle (struct lgt_ensemble_writer *writer, const struct lgt_slab *slab,
        struct lgt_error *error)
{
  int64_t bytes = writer->size * 8, room;

  for (int s = 0; s < SERIES; s++)
    {
      int has = lgt_slab_series_ (slab, s) != NULL;

      if (writer->settled && has != writer->has[s])
        return lgt_fail (error, LGT_EINVAL, "%s: %s is in some slabs and not "
                         "in others", writer->path, lgt_series_[s].name);
      writer->has[s] = has;
      bytes += 8 * has;
    }
  writer->settled = 1;
  /* The last chunk of each dataset is written whole.  */
  room = writer->limit - RESERVE - writer->attribute_bytes
         - (int64_t) (writer->chunk + SERIES * writer->series_chunk);
  writer->capacity = room > bytes ? room / bytes : 1;
  return LGT_OK;
}

static enum lgt_status
write_slab (struct lgt_ensemble_writer *writer, int64_t count,
            const struct lgt_slab *slab, struct lgt_error *error)
{
  int64_t done = 0;

  while (done < count)
    {
      int64_t n = count - done;
      enum lgt_status status = LGT_OK;
      int good;

      if (writer->file.file >= 0 && writer->count >= writer->capacity)
        {
          status = lgt_shard_end_ (writer, 0, error);
          writer->shard++;
        }
      if (status == LGT_OK && writer->file.file < 0)
        status = lgt_shard_begin_ (writer, error);
      if (status != LGT_OK)
        return status;

      if (n > writer->capacity - writer->count)
        n = writer->capacity - writer->count;
      good = append (writer->field, LGT_RECORD_F64, writer->count, n,
                     slab->field + done * writer->size);
      for (int s = 0; s < SERIES && good; s++)
        if (writer->has[s])     /* all are 8 bytes an element */
          good = append (writer->series[s], lgt_series_[s].type,
                         writer->count, n,
                         (const char *) lgt_slab_series_ (slab, s)
                         + done * 8);
      if (!good || writer->file.store.error != 0)
        return lgt_hdf5_fail_ (&writer->file, LGT_EIO,
                               "HDF5 cannot write a slab", error);
      writer->count += n;
      writer->total += n;
      done += n;
    }
  return LGT_OK;
}

enum lgt_status
lgt_ensemble_write (struct lgt_ensemble_writer *writer, int64_t count,
                    const struct lgt_slab *slab, struct lgt_error *error)
{
  struct loudness before;
  enum lgt_status status;

  if (count < 0 || (count > 0 && !slab->field))
    return lgt_fail (error, LGT_EINVAL, "%s: a slab of %lld configurations "
                     "without any", writer->path, (long long) count);
  if (count == 0)
    return LGT_OK;
  if (writer->failed)
    return lgt_fail (error, LGT_EINVAL, "%s: writing has failed before",
                     writer->path);
  status = settle (writer, slab, error);
  if (status != LGT_OK)
    return status;
  before = lgt_hdf5_quiet_ ();
  status = write_slab (writer, count, slab, error);
  lgt_hdf5_loud_ (before);
  writer->failed = status != LGT_OK;
  return status;
}

enum lgt_status
lgt_ensemble_commit (struct lgt_ensemble_writer *writer,
                     struct lgt_error *error)
{
  enum lgt_status status;
  struct loudness before;

  if (writer->failed || writer->total == 0)
    status = lgt_fail (error, LGT_EINVAL, "%s: %s", writer->path,
                       writer->failed ? "writing has failed before"
                       : "an ensemble of no configurations");
  else
    {
      before = lgt_hdf5_quiet_ ();
      status = lgt_shard_end_ (writer, 1, error);
      lgt_hdf5_loud_ (before);
    }
  /* The old ensemble's only file would hide the new one's.  */
  if (status == LGT_OK && writer->shard > 1 && unlink (writer->stem) != 0
      && errno != ENOENT)
    status = lgt_fail (error, LGT_EIO, "%s: the old ensemble cannot be "
                       "removed: %s", writer->path, strerror (errno));
  lgt_ensemble_abort (writer);
  return status;
}

void
lgt_ensemble_abort (struct lgt_ensemble_writer *writer)
{
  struct loudness before;

  if (!writer)
    return;
  before = lgt_hdf5_quiet_ ();
  lgt_shard_close_ (writer, NULL);
  lgt_hdf5_loud_ (before);
  lgt_replace_abort (writer->replace);
  free_writer (writer);
}
