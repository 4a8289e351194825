/* Ensembles on their way to one file or several.

   A file is begun with the first configuration that goes there, and is given
   its number only when one comes that no longer fits: so an ensemble that
   stays below the limit keeps the plain name, and the last of several files
   knows that it is the last.  */

#include "ensemble.h"

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

struct lgt_ensemble_writer
{
  char *path, *stem;      /* as given; links followed */
  struct lgt_field_shape shape;
  char name[32];          /* the field's */
  int64_t size;           /* doubles a configuration */
  struct lgt_record *attributes;
  int64_t limit, attribute_bytes;
  size_t chunk, series_chunk;

  int settled, has[SERIES];
  int64_t capacity;       /* configurations a file */
  int64_t total;          /* configurations in all files */

  /* The file at work; replace is NULL before its first configuration.  */
  int shard;
  int64_t first, count;
  struct lgt_replace *replace;
  struct hdf5_file file;
  hid_t field, series[SERIES];
  char previous[DIGEST_SIZE];
  int failed;
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

/* ---- one file ---- */

/* An empty dataset that grows along its first direction, RANK extents behind
   it.  */
static hid_t
make_set (const struct lgt_ensemble_writer *writer, const char *name,
          enum lgt_record_type type, int rank, const int64_t *behind,
          size_t chunk)
{
  hsize_t extent[LGT_RECORD_MAX_RANK + 1], most[LGT_RECORD_MAX_RANK + 1];
  hid_t space, list, access = H5Pcreate (H5P_DATASET_ACCESS), set = -1;

  extent[0] = H5S_UNLIMITED;
  for (int r = 0; r < rank; r++)
    extent[r + 1] = (hsize_t) behind[r];
  memcpy (most, extent, sizeof most);
  list = lgt_hdf5_chunked_ (rank + 1, extent, 8, chunk);
  extent[0] = 0;
  space = H5Screate_simple (rank + 1, extent, most);
  if (space >= 0 && list >= 0 && access >= 0
      && H5Pset_chunk_cache (access, 101, 4 * chunk + 64, 1) >= 0)
    set = H5Dcreate2 (writer->file.file, name, lgt_hdf5_file_type_ (type),
                      space, H5P_DEFAULT, list, access);
  if (space >= 0)
    H5Sclose (space);
  if (list >= 0)
    H5Pclose (list);
  if (access >= 0)
    H5Pclose (access);
  return set;
}

static enum lgt_status
begin_file (struct lgt_ensemble_writer *writer, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;
  int good;

  if (!writer->replace)
    {
      char *path = lgt_shard_path_ (writer->stem, writer->shard);

      status = path ? lgt_replace_begin (&writer->replace, path, error)
                    : lgt_fail (error, LGT_ENOMEM, "%s: no memory",
                                writer->path);
      free (path);
      if (status != LGT_OK)
        return status;
    }
  status = lgt_hdf5_create_ (&writer->file,
                             fileno (lgt_replace_stream (writer->replace)),
                             writer->path, error);
  if (status != LGT_OK)
    return status;
  writer->first = writer->total;
  writer->count = 0;
  writer->field = make_set (writer, writer->name, LGT_RECORD_F64,
                            writer->shape.rank, writer->shape.extent,
                            writer->chunk);
  good = writer->field >= 0;
  for (int s = 0; s < SERIES && good; s++)
    if (writer->has[s])
      {
        writer->series[s] = make_set (writer, lgt_series_[s].name,
                                      lgt_series_[s].type, 0, NULL,
                                      writer->series_chunk);
        good = writer->series[s] >= 0;
      }
  if (!good)
    return lgt_hdf5_fail_ (&writer->file, LGT_EIO, "HDF5 cannot make a "
                           "dataset", error);
  for (int i = 0; i < writer->attributes->entries && status == LGT_OK; i++)
    status = lgt_hdf5_write_attribute_ (&writer->file,
                                        &writer->attributes->entry[i], error);
  return status;
}

/* Close what libhdf5 has open of the file at work.  */
static enum lgt_status
close_file (struct lgt_ensemble_writer *writer, struct lgt_error *error)
{
  int good = 1;
  enum lgt_status status;

  for (int s = 0; s < SERIES; s++)
    {
      if (writer->series[s] >= 0 && H5Dclose (writer->series[s]) < 0)
        good = 0;
      writer->series[s] = -1;
    }
  if (writer->field >= 0 && H5Dclose (writer->field) < 0)
    good = 0;
  writer->field = -1;
  status = lgt_hdf5_close_ (&writer->file, error);
  if (status == LGT_OK && !good)
    status = lgt_fail (error, LGT_EIO, "%s: HDF5 cannot close a dataset",
                       writer->path);
  return status;
}

/* Complete the file at work.  */
static enum lgt_status
end_file (struct lgt_ensemble_writer *writer, int last,
          struct lgt_error *error)
{
  struct lgt_record *ours = lgt_record_new ();
  struct lgt_replace *replace = writer->replace;
  enum lgt_status status = LGT_OK, closed;
  struct block block;

  if (!ours)
    status = lgt_fail (error, LGT_ENOMEM, "%s: no memory", writer->path);
  if (status == LGT_OK)
    status = lgt_record_set_integer (ours, "first", writer->first, error);
  if (status == LGT_OK)
    status = lgt_record_set_integer (ours, "count", writer->count, error);
  if (status == LGT_OK)
    status = lgt_record_set_integer (ours, "shard", writer->shard, error);
  if (status == LGT_OK)
    status = lgt_record_set_integer (ours, "last", last, error);
  if (status == LGT_OK)
    status = lgt_record_set_text (ours, "previous", writer->previous, error);
  for (int i = 0; status == LGT_OK && i < ours->entries; i++)
    status = lgt_hdf5_write_attribute_ (&writer->file, &ours->entry[i],
                                        error);
  lgt_record_free (ours);
  closed = close_file (writer, status == LGT_OK ? error : NULL);
  if (status == LGT_OK)
    status = closed;
  if (status == LGT_OK)
    status = lgt_block_write_ (fileno (lgt_replace_stream (replace)),
                               writer->path, LGT_ENSEMBLE, &block, error);
  if (status == LGT_OK && !last && writer->shard == 1)
    {
      char *path = lgt_shard_path_ (writer->stem, 1);

      status = path ? lgt_replace_retarget_ (replace, path, error)
                    : lgt_fail (error, LGT_ENOMEM, "%s: no memory",
                                writer->path);
      free (path);
    }
  if (status != LGT_OK)
    return status;
  writer->replace = NULL;
  memcpy (writer->previous, block.digest, sizeof block.digest);
  return lgt_replace_commit (replace, error);
}

/* ---- slabs ---- */

/* Append N elements of BYTES each, which lie at DATA + SKIP elements.  */
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
          status = end_file (writer, 0, error);
          writer->shard++;
        }
      if (status == LGT_OK && writer->file.file < 0)
        status = begin_file (writer, error);
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
      status = end_file (writer, 1, error);
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
  close_file (writer, NULL);
  lgt_hdf5_loud_ (before);
  lgt_replace_abort (writer->replace);
  free_writer (writer);
}
