/* Opening and closing HDF5 files; types and chunks.  */

#include "hdf5_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct loudness
lgt_hdf5_quiet_ (void)
{
  struct loudness before = { NULL, NULL };

  H5Eget_auto2 (H5E_DEFAULT, &before.function, &before.ctx);
  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
  return before;
}

void
lgt_hdf5_loud_ (struct loudness before)
{
  H5Eclear2 (H5E_DEFAULT);
  H5Eset_auto2 (H5E_DEFAULT, before.function, before.ctx);
}

enum lgt_status
lgt_hdf5_fail_ (const struct hdf5_file *file, enum lgt_status status,
                const char *what, struct lgt_error *error)
{
  if (file->store.error != 0)
    return lgt_fail (error, LGT_EIO, "%s: %s", file->path,
                     strerror (file->store.error));
  return lgt_fail (error, status, "%s: %s", file->path, what);
}

enum lgt_status
lgt_hdf5_close_ (struct hdf5_file *file, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  if (file->file >= 0 && H5Fclose (file->file) < 0)
    status = lgt_hdf5_fail_ (file, LGT_EIO, "HDF5 cannot close the file",
                             error);
  else if (file->store.error != 0)
    status = lgt_hdf5_fail_ (file, LGT_EIO, "", error);
  if (file->driver >= 0)
    H5FDunregister (file->driver);
  if (file->owned)
    close (file->store.fd);
  *file = (struct hdf5_file) HDF5_CLOSED;
  return status;
}

enum lgt_status
lgt_hdf5_create_ (struct hdf5_file *file, int fd, const char *path,
                  struct lgt_error *error)
{
  hid_t creation = H5Pcreate (H5P_FILE_CREATE), access;

  *file = (struct hdf5_file) HDF5_CLOSED;
  file->path = path;
  file->store.fd = fd;
  access = lgt_driver_access_ (&file->store, &file->driver);
  if (creation >= 0 && access >= 0
      && H5Pset_userblock (creation, BLOCK_SIZE) >= 0
      && H5Pset_obj_track_times (creation, 0) >= 0)
    file->file = H5Fcreate (path, H5F_ACC_TRUNC, creation, access);
  if (creation >= 0)
    H5Pclose (creation);
  if (access >= 0)
    H5Pclose (access);
  if (file->file < 0 || file->store.error != 0)
    {
      enum lgt_status status
        = lgt_hdf5_fail_ (file, LGT_EIO, "HDF5 cannot begin the file", error);

      lgt_hdf5_close_ (file, NULL);
      return status;
    }
  return LGT_OK;
}

enum lgt_status
lgt_hdf5_open_ (struct hdf5_file *file, const char *path, const char *kind,
                struct block *block, struct lgt_error *error)
{
  enum lgt_status status;
  hid_t access;

  *file = (struct hdf5_file) HDF5_CLOSED;
  file->path = path;
  file->store.fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file->store.fd < 0)
    return lgt_fail (error, LGT_EIO, "%s: %s", path, strerror (errno));
  file->owned = 1;
  status = lgt_block_check_ (file->store.fd, path, kind, block, error);
  if (status == LGT_OK)
    {
      access = lgt_driver_access_ (&file->store, &file->driver);
      if (access >= 0)
        {
          file->file = H5Fopen (path, H5F_ACC_RDONLY, access);
          H5Pclose (access);
        }
      if (file->file < 0)
        status = lgt_hdf5_fail_ (file, LGT_EDATA, "HDF5 cannot open the file",
                                 error);
    }
  if (status != LGT_OK)
    lgt_hdf5_close_ (file, NULL);
  return status;
}

hid_t
lgt_hdf5_file_type_ (enum lgt_record_type type)
{
  switch (type)
    {
    case LGT_RECORD_F32:
      return H5T_IEEE_F32LE;
    case LGT_RECORD_F64:
    case LGT_RECORD_REAL:
      return H5T_IEEE_F64LE;
    case LGT_RECORD_I64:
    case LGT_RECORD_INTEGER:
      return H5T_STD_I64LE;
    default:
      return -1;
    }
}

hid_t
lgt_hdf5_memory_type_ (enum lgt_record_type type)
{
  switch (type)
    {
    case LGT_RECORD_F32:
      return H5T_NATIVE_FLOAT;
    case LGT_RECORD_F64:
    case LGT_RECORD_REAL:
      return H5T_NATIVE_DOUBLE;
    case LGT_RECORD_I64:
    case LGT_RECORD_INTEGER:
      return H5T_NATIVE_INT64;
    default:
      return -1;
    }
}

hid_t
lgt_hdf5_chunked_ (int rank, const hsize_t *extent, size_t element,
                   size_t chunk)
{
  hsize_t shape[LGT_RECORD_MAX_RANK + 1];
  hsize_t room = chunk / element > 0 ? chunk / element : 1;
  hid_t list = H5Pcreate (H5P_DATASET_CREATE);

  /* Fill from the fastest direction.  */
  for (int r = rank - 1; r >= 0; r--)
    {
      shape[r] = extent[r] < room ? extent[r] : room;
      room /= shape[r];
      if (room < 1)
        room = 1;
    }
  if (list >= 0
      && (H5Pset_chunk (list, rank, shape) < 0
          || H5Pset_fletcher32 (list) < 0
          || H5Pset_obj_track_times (list, 0) < 0))
    {
      H5Pclose (list);
      list = -1;
    }
  return list;
}
