/* Ensembles read back, from one file or several.  */

#include "ensemble.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file of the ensemble.  libhdf5 holds on to the address of FILE.STORE:
   each of these is allocated alone.  */
struct lgt_ensemble_file
{
  struct lgt_ensemble_file *next;
  char *path;
  struct hdf5_file file;
  struct block block;
  int64_t first, count;   /* within what is open */
};

void
lgt_ensemble_close (struct lgt_ensemble *ensemble)
{
  struct loudness before;

  if (!ensemble)
    return;
  before = lgt_hdf5_quiet_ ();
  while (ensemble->file)
    {
      struct lgt_ensemble_file *file = ensemble->file;

      ensemble->file = file->next;
      lgt_hdf5_close_ (&file->file, NULL);
      free (file->path);
      free (file);
    }
  lgt_hdf5_loud_ (before);
  lgt_record_free (ensemble->attributes);
  free ((char *) ensemble->shape.name);
  free (ensemble);
}

/* Rank and EXTENT (room for LGT_RECORD_MAX_RANK + 1) of the dataset NAME of
   TYPE; 0 if it is not there, -1 if it is something else.  */
static int
extents (hid_t file, const char *name, enum lgt_record_type type,
         hsize_t *extent)
{
  hid_t set, found, space;
  int rank = -1;

  if (H5Lexists (file, name, H5P_DEFAULT) <= 0)
    return 0;
  set = H5Dopen2 (file, name, H5P_DEFAULT);
  if (set < 0)
    return -1;
  found = H5Dget_type (set);
  space = H5Dget_space (set);
  if (found >= 0 && space >= 0
      && H5Tequal (found, lgt_hdf5_file_type_ (type)) > 0
      && H5Sget_simple_extent_ndims (space) >= 1
      && H5Sget_simple_extent_ndims (space) <= LGT_RECORD_MAX_RANK + 1)
    rank = H5Sget_simple_extent_dims (space, extent, NULL);
  if (found >= 0)
    H5Tclose (found);
  if (space >= 0)
    H5Sclose (space);
  H5Dclose (set);
  return rank;
}

struct search
{
  char name[32];
  int found;
};

/* The one dataset that is no series is the field.  */
static herr_t
visit (hid_t root, const char *name, const H5L_info_t *info, void *ctx)
{
  struct search *search = ctx;

  (void) root;
  (void) info;
  for (int s = 0; s < SERIES; s++)
    if (strcmp (name, lgt_series_[s].name) == 0)
      return 0;
  search->found++;
  snprintf (search->name, sizeof search->name, "%s", name);
  return 0;
}

/* What one file says of itself.  */
struct content
{
  struct search search;
  int rank;
  hsize_t extent[LGT_RECORD_MAX_RANK + 1];
  int has[SERIES];
};

static enum lgt_status
read_content (const struct lgt_ensemble_file *file, struct content *content,
              struct lgt_error *error)
{
  hid_t id = file->file.file;
  hsize_t length[LGT_RECORD_MAX_RANK + 1];
  int good;

  memset (content, 0, sizeof *content);
  good = H5Literate (id, H5_INDEX_NAME, H5_ITER_INC, NULL, visit,
                     &content->search) >= 0
         && content->search.found == 1;
  if (good)
    {
      content->rank = extents (id, content->search.name, LGT_RECORD_F64,
                               content->extent);
      good = content->rank >= 2;
    }
  for (int s = 0; s < SERIES && good; s++)
    {
      int rank = extents (id, lgt_series_[s].name, lgt_series_[s].type,
                          length);

      content->has[s] = rank != 0;
      good = rank == 0 || (rank == 1 && length[0] == content->extent[0]);
    }
  if (!good)
    return lgt_fail (error, LGT_EDATA, "%s: the datasets are not those of an "
                     "ensemble", file->path);
  return LGT_OK;
}

/* Check that FILE, number SHARD, follows what ENSEMBLE has; PREVIOUS is the
   digest of the file before, NULL if FILE stands alone.  *LAST is set.  */
static enum lgt_status
join (struct lgt_ensemble *ensemble, struct lgt_ensemble_file *file,
      int shard, const char *previous, int *last, struct lgt_error *error)
{
  struct lgt_record *record = lgt_record_new ();
  struct content content;
  const char *digest;
  int64_t first, count, number, is_last;
  enum lgt_status status = LGT_OK;

  if (!record)
    return lgt_fail (error, LGT_ENOMEM, "%s: no memory", file->path);
  status = lgt_hdf5_read_attributes_ (&file->file, record, error);
  if (status == LGT_OK)
    status = read_content (file, &content, error);
  if (status == LGT_OK
      && (lgt_record_get_integer (record, "first", &first, NULL) != LGT_OK
          || lgt_record_get_integer (record, "count", &count, NULL) != LGT_OK
          || lgt_record_get_integer (record, "shard", &number, NULL)
             != LGT_OK
          || lgt_record_get_integer (record, "last", &is_last, NULL)
             != LGT_OK
          || lgt_record_get_text (record, "previous", &digest, NULL)
             != LGT_OK
          || count < 1 || content.extent[0] != (hsize_t) count))
    status = lgt_fail (error, LGT_EDATA, "%s: the attributes are not those "
                       "of an ensemble", file->path);
  if (status == LGT_OK && previous
      && (number != shard || first != ensemble->count
          || strcmp (digest, previous) != 0))
    status = lgt_fail (error, LGT_EDATA, "%s: does not follow the file "
                       "before it: it is of another ensemble", file->path);
  if (status != LGT_OK)
    {
      lgt_record_free (record);
      return status;
    }

  if (!ensemble->shape.name)
    {
      ensemble->shape.name = strdup (content.search.name);
      ensemble->shape.rank = content.rank - 1;
      ensemble->size = 1;
      for (int r = 0; r < content.rank - 1; r++)
        {
          ensemble->shape.extent[r] = (int64_t) content.extent[r + 1];
          ensemble->size *= ensemble->shape.extent[r];
        }
      ensemble->has_log_q = content.has[LOG_Q];
      ensemble->has_action = content.has[ACTION];
      ensemble->has_log_w = content.has[LOG_W];
      ensemble->has_chain = content.has[CHAIN];
      ensemble->attributes = record;
      if (!ensemble->shape.name)
        return lgt_fail (error, LGT_ENOMEM, "%s: no memory", file->path);
    }
  else
    lgt_record_free (record);

  file->first = ensemble->count;
  file->count = count;
  ensemble->count += count;
  ensemble->files++;
  *last = is_last != 0;
  return LGT_OK;
}

/* Append file PATH, which becomes the ensemble's.  */
static enum lgt_status
add (struct lgt_ensemble *ensemble, char *path,
     struct lgt_ensemble_file **added, struct lgt_error *error)
{
  struct lgt_ensemble_file *file = calloc (1, sizeof *file);
  struct lgt_ensemble_file **end = &ensemble->file;

  if (!file || !path)
    {
      free (file);
      free (path);
      return lgt_fail (error, LGT_ENOMEM, "no memory");
    }
  while (*end)
    end = &(*end)->next;
  *end = *added = file;
  file->path = path;
  file->file = (struct hdf5_file) HDF5_CLOSED;
  return lgt_hdf5_open_ (&file->file, path, LGT_ENSEMBLE, &file->block,
                         error);
}

static enum lgt_status
open_all (struct lgt_ensemble *ensemble, const char *path,
          struct lgt_error *error)
{
  struct lgt_ensemble_file *file = NULL;
  const char *previous = "";
  enum lgt_status status;
  int last = 0;

  /* One file by its name; a single one of several, too.  */
  if (access (path, F_OK) == 0 || errno != ENOENT)
    {
      status = add (ensemble, strdup (path), &file, error);
      if (status == LGT_OK)
        status = join (ensemble, file, 1, NULL, &last, error);
      return status;
    }
  for (int shard = 1; !last; shard++)
    {
      char *name = lgt_shard_path_ (path, shard);

      if (name && access (name, F_OK) != 0)
        {
          if (shard == 1)
            status = lgt_fail (error, LGT_EIO, "%s: no such file", path);
          else
            status = lgt_fail (error, LGT_EDATA, "%s is missing: the "
                               "ensemble is incomplete", name);
          free (name);
          return status;
        }
      status = add (ensemble, name, &file, error);
      if (status == LGT_OK)
        status = join (ensemble, file, shard, previous, &last, error);
      if (status != LGT_OK)
        return status;
      previous = file->block.digest;
    }
  return LGT_OK;
}

enum lgt_status
lgt_ensemble_open (struct lgt_ensemble **result, const char *path,
                   struct lgt_error *error)
{
  struct lgt_ensemble *ensemble = calloc (1, sizeof *ensemble);
  struct loudness before;
  enum lgt_status status;

  if (!ensemble)
    return lgt_fail (error, LGT_ENOMEM, "%s: no memory", path);
  before = lgt_hdf5_quiet_ ();
  status = open_all (ensemble, path, error);
  lgt_hdf5_loud_ (before);
  if (status != LGT_OK)
    {
      lgt_ensemble_close (ensemble);
      return status;
    }
  *result = ensemble;
  return LGT_OK;
}

/* ---- slabs ---- */

/* N elements of the dataset NAME from FIRST on.  */
static int
read_set (const struct lgt_ensemble_file *file, const char *name,
          enum lgt_record_type type, int64_t first, int64_t n, void *data)
{
  hsize_t extent[LGT_RECORD_MAX_RANK + 1];
  hsize_t start[LGT_RECORD_MAX_RANK + 1] = { 0 };
  hid_t set = H5Dopen2 (file->file.file, name, H5P_DEFAULT);
  hid_t space = set >= 0 ? H5Dget_space (set) : -1, memory = -1;
  int rank = space >= 0 ? H5Sget_simple_extent_dims (space, extent, NULL) : 0;
  int good = 0;

  if (rank > 0)
    {
      start[0] = (hsize_t) first;
      extent[0] = (hsize_t) n;
      memory = H5Screate_simple (rank, extent, NULL);
      good = memory >= 0
             && H5Sselect_hyperslab (space, H5S_SELECT_SET, start, NULL,
                                     extent, NULL) >= 0
             && H5Dread (set, lgt_hdf5_memory_type_ (type), memory, space,
                         H5P_DEFAULT, data) >= 0;
    }
  if (memory >= 0)
    H5Sclose (memory);
  if (space >= 0)
    H5Sclose (space);
  if (set >= 0)
    H5Dclose (set);
  return good;
}

/* Configurations FROM .. FROM + N - 1 of FILE, to place DONE of SLAB.  */
static enum lgt_status
read_file (const struct lgt_ensemble *ensemble,
           const struct lgt_ensemble_file *file, int64_t from, int64_t n,
           int64_t done, const struct lgt_slab *slab, struct lgt_error *error)
{
  int good = 1;

  if (slab->field)
    good = read_set (file, ensemble->shape.name, LGT_RECORD_F64, from, n,
                     slab->field + done * ensemble->size);
  for (int s = 0; s < SERIES && good; s++)
    if (lgt_slab_series_ (slab, s))
      good = read_set (file, lgt_series_[s].name, lgt_series_[s].type, from,
                       n, (char *) lgt_slab_series_ (slab, s) + done * 8);
  if (!good)
    return lgt_hdf5_fail_ (&file->file, LGT_EDATA, "HDF5 cannot read a slab",
                           error);
  return LGT_OK;
}

enum lgt_status
lgt_ensemble_read (const struct lgt_ensemble *ensemble, int64_t first,
                   int64_t count, const struct lgt_slab *slab,
                   struct lgt_error *error)
{
  const int has[SERIES] = { ensemble->has_log_q, ensemble->has_action,
                            ensemble->has_log_w, ensemble->has_chain };
  struct loudness before;
  enum lgt_status status = LGT_OK;

  if (first < 0 || count < 0 || first > ensemble->count - count)
    return lgt_fail (error, LGT_EINVAL, "configurations %lld to %lld of "
                     "%lld", (long long) first, (long long) (first + count),
                     (long long) ensemble->count);
  for (int s = 0; s < SERIES; s++)
    if (lgt_slab_series_ (slab, s) && !has[s])
      return lgt_fail (error, LGT_EINVAL, "the ensemble has no %s",
                       lgt_series_[s].name);

  before = lgt_hdf5_quiet_ ();
  for (const struct lgt_ensemble_file *file = ensemble->file;
       file && status == LGT_OK; file = file->next)
    {
      int64_t from = first > file->first ? first : file->first;
      int64_t to = first + count < file->first + file->count
                   ? first + count : file->first + file->count;

      if (from < to)
        status = read_file (ensemble, file, from - file->first, to - from,
                            from - first, slab, error);
    }
  lgt_hdf5_loud_ (before);
  return status;
}
