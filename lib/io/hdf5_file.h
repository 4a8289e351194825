/* What records and ensembles share of HDF5; not installed.

   Every function assumes that HDF5's printing is off (lgt_hdf5_quiet_).
   Failures of libhdf5 itself are LGT_EDATA when reading and LGT_EIO when
   writing, with the system's words if the system was the cause.  */

#ifndef LGT_IO_HDF5_FILE_H
#define LGT_IO_HDF5_FILE_H

#include <hdf5.h>

#include <lgt/io.h>

#include "block.h"
#include "driver.h"

/* HDF5's printing of errors, to be put back.  */
struct loudness
{
  H5E_auto2_t function;
  void *ctx;
};
struct loudness lgt_hdf5_quiet_ (void);
void lgt_hdf5_loud_ (struct loudness before);

/* An open file; begins as HDF5_CLOSED.  */
struct hdf5_file
{
  const char *path;       /* for words; the caller's */
  struct store store;
  int owned;              /* close store.fd in the end */
  hid_t driver, file;
};
#define HDF5_CLOSED { NULL, { -1, 0 }, 0, -1, -1 }

/* Begin an HDF5 file in the open file FD, leaving room for the block.  */
enum lgt_status lgt_hdf5_create_ (struct hdf5_file *file, int fd,
                                  const char *path, struct lgt_error *error);
/* Open PATH, check its block and all bytes, and let HDF5 see it.  */
enum lgt_status lgt_hdf5_open_ (struct hdf5_file *file, const char *path,
                                const char *kind, struct block *block,
                                struct lgt_error *error);
/* Close whatever is open; an error that came up at any time is told.  */
enum lgt_status lgt_hdf5_close_ (struct hdf5_file *file,
                                 struct lgt_error *error);
/* A failure: the system's words if it had any, else WHAT.  */
enum lgt_status lgt_hdf5_fail_ (const struct hdf5_file *file,
                                enum lgt_status status, const char *what,
                                struct lgt_error *error);

/* Types in the file, little endian, and in memory.  */
hid_t lgt_hdf5_file_type_ (enum lgt_record_type type);
hid_t lgt_hdf5_memory_type_ (enum lgt_record_type type);
/* Bytes of an array's element, of a number; 1 for texts.  */
size_t lgt_record_size_ (enum lgt_record_type type);

/* A list for a new dataset of EXTENT, every one at least 1: chunks of at
   most CHUNK bytes (at least one element) with checksums.  */
hid_t lgt_hdf5_chunked_ (int rank, const hsize_t *extent, size_t element,
                         size_t chunk);

/* Write a number or text as an attribute of the root group; read all of
   them into RECORD.  */
enum lgt_status lgt_hdf5_write_attribute_ (const struct hdf5_file *file,
                                           const struct lgt_entry *entry,
                                           struct lgt_error *error);
enum lgt_status lgt_hdf5_read_attributes_ (const struct hdf5_file *file,
                                           struct lgt_record *record,
                                           struct lgt_error *error);

#endif
