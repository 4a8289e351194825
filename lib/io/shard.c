/* One file of an ensemble: begun, closed, completed.  */

#include "shard.h"

#include <stdlib.h>
#include <string.h>

#include "replace.h"

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

enum lgt_status
lgt_shard_begin_ (struct lgt_ensemble_writer *writer, struct lgt_error *error)
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

enum lgt_status
lgt_shard_close_ (struct lgt_ensemble_writer *writer,
                  struct lgt_error *error)
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

enum lgt_status
lgt_shard_end_ (struct lgt_ensemble_writer *writer, int last,
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
  closed = lgt_shard_close_ (writer, status == LGT_OK ? error : NULL);
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
