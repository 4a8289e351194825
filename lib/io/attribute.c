/* Numbers and texts as attributes of the root group.  */

#include <stdlib.h>
#include <string.h>

#include "hdf5_file.h"

/* Strings of UTF-8 with a length of their own, which h5py shows as str.  */
static hid_t
text_type (void)
{
  hid_t type = H5Tcopy (H5T_C_S1);

  if (type >= 0
      && (H5Tset_size (type, H5T_VARIABLE) < 0
          || H5Tset_cset (type, H5T_CSET_UTF8) < 0))
    {
      H5Tclose (type);
      type = -1;
    }
  return type;
}

enum lgt_status
lgt_hdf5_write_attribute_ (const struct hdf5_file *file,
                           const struct lgt_entry *entry,
                           struct lgt_error *error)
{
  int is_text = entry->type == LGT_RECORD_TEXT;
  hid_t type = is_text ? text_type () : lgt_hdf5_file_type_ (entry->type);
  hid_t memory = is_text ? type : lgt_hdf5_memory_type_ (entry->type);
  hid_t space = H5Screate (H5S_SCALAR), attribute = -1;
  const void *data = is_text ? (const void *) &entry->data : entry->data;
  int good;

  if (space >= 0 && type >= 0)
    attribute = H5Acreate2 (file->file, entry->name, type, space, H5P_DEFAULT,
                            H5P_DEFAULT);
  good = attribute >= 0 && H5Awrite (attribute, memory, data) >= 0;
  if (attribute >= 0 && H5Aclose (attribute) < 0)
    good = 0;
  if (is_text && type >= 0)
    H5Tclose (type);
  if (space >= 0)
    H5Sclose (space);
  if (!good || file->store.error != 0)
    return lgt_hdf5_fail_ (file, LGT_EIO, "HDF5 cannot write an attribute",
                           error);
  return LGT_OK;
}

struct reader
{
  struct lgt_record *record;
  enum lgt_status status;
  struct lgt_error *error;
};

/* Read the open ATTRIBUTE, a scalar, called NAME.  */
static enum lgt_status
read_one (struct reader *reader, hid_t attribute, const char *name)
{
  enum lgt_status status = LGT_EDATA;
  hid_t type = H5Aget_type (attribute), space = H5Aget_space (attribute);

  if (type >= 0 && space >= 0
      && H5Sget_simple_extent_type (space) == H5S_SCALAR)
    {
      if (H5Tequal (type, H5T_STD_I64LE) > 0)
        {
          int64_t value;

          if (H5Aread (attribute, H5T_NATIVE_INT64, &value) >= 0)
            status = lgt_record_set_integer (reader->record, name, value,
                                             reader->error);
        }
      else if (H5Tequal (type, H5T_IEEE_F64LE) > 0)
        {
          double value;

          if (H5Aread (attribute, H5T_NATIVE_DOUBLE, &value) >= 0)
            status = lgt_record_set_real (reader->record, name, value,
                                          reader->error);
        }
      else if (H5Tis_variable_str (type) > 0)
        {
          char *text = NULL;

          if (H5Aread (attribute, type, &text) >= 0)
            status = lgt_record_set_text (reader->record, name,
                                          text ? text : "", reader->error);
          if (text)
            H5free_memory (text);
        }
    }
  if (type >= 0)
    H5Tclose (type);
  if (space >= 0)
    H5Sclose (space);
  return status;
}

static herr_t
visit (hid_t root, const char *name, const H5A_info_t *info, void *ctx)
{
  struct reader *reader = ctx;
  hid_t attribute = H5Aopen (root, name, H5P_DEFAULT);

  (void) info;
  reader->status = LGT_EDATA;
  if (attribute >= 0)
    {
      reader->status = read_one (reader, attribute, name);
      H5Aclose (attribute);
    }
  return reader->status == LGT_OK ? 0 : -1;
}

enum lgt_status
lgt_hdf5_read_attributes_ (const struct hdf5_file *file,
                           struct lgt_record *record,
                           struct lgt_error *error)
{
  struct reader reader = { record, LGT_OK, error };

  if (H5Aiterate2 (file->file, H5_INDEX_NAME, H5_ITER_INC, NULL, visit,
                   &reader) < 0
      || reader.status != LGT_OK)
    {
      if (reader.status == LGT_ENOMEM)
        return LGT_ENOMEM;
      return lgt_hdf5_fail_ (file, LGT_EDATA, "an attribute cannot be read",
                             error);
    }
  return LGT_OK;
}
