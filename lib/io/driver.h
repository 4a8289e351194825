/* A file driver for libhdf5 on an open file descriptor; not installed.  */

#ifndef LGT_IO_DRIVER_H
#define LGT_IO_DRIVER_H

#include <hdf5.h>

/* The file behind; it must outlive what libhdf5 opens on it.  */
struct store
{
  int fd;
  int error;              /* errno of the first failure; 0: none yet */
};

/* A file access list for STORE, and in *DRIVER what to unregister when all
   is closed.  Negative: failure.  */
hid_t lgt_driver_access_ (struct store *store, hid_t *driver);

#endif
