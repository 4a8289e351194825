/* Records in files.  */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hdf5_file.h"
#include "record.h"

enum { CHUNK = 1 << 20 };

/* Create the groups that NAME lies in.  (HDF5 would do it by itself, but with
   the time of day in them.)  */
static int
make_groups (hid_t file, const char *name)
{
  char path[256];
  hid_t list = H5Pcreate (H5P_GROUP_CREATE), group;
  int good = list >= 0 && H5Pset_obj_track_times (list, 0) >= 0;

  for (const char *slash = strchr (name, '/'); slash && good;
       slash = strchr (slash + 1, '/'))
    {
      memcpy (path, name, (size_t) (slash - name));
      path[slash - name] = 0;
      if (H5Lexists (file, path, H5P_DEFAULT) > 0)
        continue;
      group = H5Gcreate2 (file, path, H5P_DEFAULT, list, H5P_DEFAULT);
      good = group >= 0 && H5Gclose (group) >= 0;
    }
  if (list >= 0)
    H5Pclose (list);
  return good;
}

static enum lgt_status
write_array (const struct hdf5_file *file, const struct lgt_entry *entry,
             struct lgt_error *error)
{
  hsize_t extent[LGT_RECORD_MAX_RANK];
  hid_t space = -1, list = -1, set = -1;
  int good = make_groups (file->file, entry->name);

  for (int r = 0; r < entry->rank; r++)
    extent[r] = (hsize_t) entry->extent[r];
  space = entry->rank > 0 ? H5Screate_simple (entry->rank, extent, NULL)
                          : H5Screate (H5S_SCALAR);
  if (entry->rank > 0 && entry->count > 0)
    list = lgt_hdf5_chunked_ (entry->rank, extent,
                              lgt_record_size_ (entry->type), CHUNK);
  else
    {
      list = H5Pcreate (H5P_DATASET_CREATE);
      good = good && list >= 0 && H5Pset_obj_track_times (list, 0) >= 0;
    }
  if (good && space >= 0 && list >= 0)
    set = H5Dcreate2 (file->file, entry->name,
                      lgt_hdf5_file_type_ (entry->type), space, H5P_DEFAULT,
                      list, H5P_DEFAULT);
  good = set >= 0
         && (entry->count == 0
             || H5Dwrite (set, lgt_hdf5_memory_type_ (entry->type), H5S_ALL,
                          H5S_ALL, H5P_DEFAULT, entry->data) >= 0);
  if (set >= 0 && H5Dclose (set) < 0)
    good = 0;
  if (list >= 0)
    H5Pclose (list);
  if (space >= 0)
    H5Sclose (space);
  if (!good || file->store.error != 0)
    {
      char what[300];

      snprintf (what, sizeof what, "HDF5 cannot write %s (is it an array and "
                "a folder at once?)", entry->name);
      return lgt_hdf5_fail_ (file, LGT_EIO, what, error);
    }
  return LGT_OK;
}

enum lgt_status
lgt_record_save (const struct lgt_record *record, const char *path,
                 const char *kind, struct lgt_error *error)
{
  struct hdf5_file file = HDF5_CLOSED;
  struct loudness before;
  struct lgt_replace *replace;
  struct block block;
  enum lgt_status status, closed;
  int fd;

  if (!lgt_block_kind_ (kind))
    return lgt_fail (error, LGT_EINVAL, "%s: \"%s\" is no kind of file", path,
                     kind);
  status = lgt_replace_begin (&replace, path, error);
  if (status != LGT_OK)
    return status;
  fd = fileno (lgt_replace_stream (replace));
  before = lgt_hdf5_quiet_ ();
  status = lgt_hdf5_create_ (&file, fd, path, error);
  for (int i = 0; i < record->entries && status == LGT_OK; i++)
    status = record->entry[i].type <= LGT_RECORD_I64
             ? write_array (&file, &record->entry[i], error)
             : lgt_hdf5_write_attribute_ (&file, &record->entry[i], error);
  closed = lgt_hdf5_close_ (&file, status == LGT_OK ? error : NULL);
  lgt_hdf5_loud_ (before);

  if (status == LGT_OK)
    status = closed;
  if (status == LGT_OK)
    status = lgt_block_write_ (fd, path, kind, &block, error);
  if (status == LGT_OK)
    return lgt_replace_commit (replace, error);
  lgt_replace_abort (replace);
  return status;
}

/* ---- reading ---- */

struct reader
{
  const struct hdf5_file *file;
  struct lgt_record *record;
  int64_t room;           /* bytes of the file: no array can have more */
  enum lgt_status status;
  struct lgt_error *error;
};

static int
type_of (hid_t set, enum lgt_record_type *type)
{
  hid_t found = H5Dget_type (set);
  int known = 0;

  for (int t = LGT_RECORD_F32; found >= 0 && t <= LGT_RECORD_I64; t++)
    if (H5Tequal (found, lgt_hdf5_file_type_ (t)) > 0)
      {
        *type = t;
        known = 1;
      }
  if (found >= 0)
    H5Tclose (found);
  return known;
}

/* Shape of SET; -1 unless it is an array of at most LGT_RECORD_MAX_RANK
   extents.  */
static int
shape_of (hid_t set, int64_t *extent)
{
  hsize_t found[LGT_RECORD_MAX_RANK];
  hid_t space = H5Dget_space (set);
  int rank = -1;

  if (space >= 0 && H5Sis_simple (space) > 0
      && H5Sget_simple_extent_ndims (space) <= LGT_RECORD_MAX_RANK)
    rank = H5Sget_simple_extent_dims (space, found, NULL);
  for (int r = 0; r < rank; r++)
    if (found[r] > INT64_MAX)
      rank = -1;
    else
      extent[r] = (int64_t) found[r];
  if (space >= 0)
    H5Sclose (space);
  return rank;
}

static enum lgt_status
read_array (struct reader *reader, hid_t set, const char *name)
{
  struct lgt_entry entry;
  int64_t extent[LGT_RECORD_MAX_RANK], bytes;
  enum lgt_record_type type = LGT_RECORD_F32;
  enum lgt_status status;
  int rank = shape_of (set, extent);

  if (rank < 0 || !type_of (set, &type))
    return lgt_fail (reader->error, LGT_EDATA, "%s: %.100s is of a type or "
                     "shape that is not for records", reader->file->path,
                     name);
  bytes = (int64_t) lgt_record_size_ (type);
  for (int r = 0; r < rank; r++)
    if (__builtin_mul_overflow (bytes, extent[r], &bytes)
        || bytes > reader->room)
      return lgt_fail (reader->error, LGT_EDATA, "%s: %.100s is larger than "
                       "the file", reader->file->path, name);
  status = lgt_record_entry_ (&entry, name, type, rank, extent,
                              reader->error);
  if (status == LGT_OK && entry.count > 0
      && H5Dread (set, lgt_hdf5_memory_type_ (type), H5S_ALL, H5S_ALL,
                  H5P_DEFAULT, entry.data) < 0)
    status = lgt_hdf5_fail_ (reader->file, LGT_EDATA, "HDF5 cannot read an "
                             "array", reader->error);
  if (status == LGT_OK)
    status = lgt_record_adopt_ (reader->record, &entry, reader->error);
  if (status != LGT_OK)
    free (entry.data);
  return status;
}

static herr_t
visit (hid_t root, const char *name, const H5L_info_t *info, void *ctx)
{
  struct reader *reader = ctx;
  hid_t object = -1;
  H5I_type_t kind;

  if (info->type == H5L_TYPE_HARD)
    object = H5Oopen (root, name, H5P_DEFAULT);
  kind = object >= 0 ? H5Iget_type (object) : H5I_BADID;
  if (kind == H5I_DATASET)
    reader->status = read_array (reader, object, name);
  else if (kind != H5I_GROUP)
    reader->status = lgt_fail (reader->error, LGT_EDATA, "%s: %.100s is "
                               "neither an array nor a group",
                               reader->file->path, name);
  if (object >= 0)
    H5Oclose (object);
  return reader->status == LGT_OK ? 0 : -1;
}

enum lgt_status
lgt_record_load (struct lgt_record **result, const char *path,
                 const char *kind, struct lgt_error *error)
{
  struct hdf5_file file = HDF5_CLOSED;
  struct loudness before = lgt_hdf5_quiet_ ();
  struct block block;
  struct lgt_record *record = lgt_record_new ();
  enum lgt_status status = LGT_OK;

  if (!record)
    status = lgt_fail (error, LGT_ENOMEM, "%s: no memory", path);
  if (status == LGT_OK)
    status = lgt_hdf5_open_ (&file, path, kind, &block, error);
  if (status == LGT_OK)
    {
      struct reader reader = { &file, record, block.length, LGT_OK, error };

      if (H5Lvisit (file.file, H5_INDEX_NAME, H5_ITER_INC, visit, &reader) < 0
          && reader.status == LGT_OK)
        reader.status = lgt_hdf5_fail_ (&file, LGT_EDATA,
                                        "HDF5 cannot walk through the file",
                                        error);
      status = reader.status;
    }
  if (status == LGT_OK)
    status = lgt_hdf5_read_attributes_ (&file, record, error);
  if (status == LGT_OK)
    status = lgt_hdf5_close_ (&file, error);
  else
    lgt_hdf5_close_ (&file, NULL);
  lgt_hdf5_loud_ (before);

  if (status != LGT_OK)
    {
      lgt_record_free (record);
      return status;
    }
  *result = record;
  return LGT_OK;
}

enum lgt_status
lgt_record_verify (const char *path, char kind[32], struct lgt_error *error)
{
  struct block block;
  enum lgt_status status;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0)
    return lgt_fail (error, LGT_EIO, "%s: %s", path, strerror (errno));
  status = lgt_block_check_ (fd, path, NULL, &block, error);
  close (fd);
  if (status == LGT_OK)
    snprintf (kind, 32, "%s", block.kind);
  return status;
}
