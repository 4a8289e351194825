/* A file driver that remembers errors.

   libhdf5 1.10 crashes in H5Fclose when the disk is full.  So this driver
   never tells it that writing failed: it keeps the first error for us to
   report and pretends success from then on.  (The file is thrown away
   anyhow.)  And it reads from the very descriptor whose bytes were checked,
   whatever happens to the name in between.  */

#include "driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if H5_VERSION_GE (1, 13, 0)
#include <H5FDdevelop.h>
#endif

struct file
{
  H5FD_t parent;          /* libhdf5's; must be first */
  struct store *store;
  haddr_t eoa, eof;       /* ends of what is allocated, and written */
};

static void
note (struct store *store)
{
  if (store->error == 0)
    store->error = errno ? errno : EIO;
}

static H5FD_t *
driver_open (const char *name, unsigned flags, hid_t access, haddr_t limit)
{
  struct store *const *info = H5Pget_driver_info (access);
  struct file *file = info ? calloc (1, sizeof *file) : NULL;
  off_t end;

  (void) name;
  (void) limit;
  if (!file)
    return NULL;
  file->store = *info;
  if (flags & H5F_ACC_TRUNC && ftruncate (file->store->fd, 0) != 0)
    note (file->store);
  end = lseek (file->store->fd, 0, SEEK_END);
  if (end < 0)
    note (file->store);
  file->eof = end < 0 ? 0 : (haddr_t) end;
  return &file->parent;
}

static herr_t
driver_close (H5FD_t *parent)
{
  free (parent);
  return 0;
}

static herr_t
driver_query (const H5FD_t *parent, unsigned long *flags)
{
  (void) parent;
  *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA
           | H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA;
  return 0;
}

static haddr_t
driver_get_eoa (const H5FD_t *parent, H5FD_mem_t type)
{
  (void) type;
  return ((const struct file *) parent)->eoa;
}

static herr_t
driver_set_eoa (H5FD_t *parent, H5FD_mem_t type, haddr_t eoa)
{
  (void) type;
  ((struct file *) parent)->eoa = eoa;
  return 0;
}

static haddr_t
driver_get_eof (const H5FD_t *parent, H5FD_mem_t type)
{
  (void) type;
  return ((const struct file *) parent)->eof;
}

/* What lies beyond the end reads as zeros.  */
static herr_t
driver_read (H5FD_t *parent, H5FD_mem_t type, hid_t transfer, haddr_t address,
             size_t size, void *buffer)
{
  struct store *store = ((struct file *) parent)->store;
  size_t done = 0;

  (void) type;
  (void) transfer;
  while (done < size)
    {
      ssize_t n = pread (store->fd, (char *) buffer + done, size - done,
                         (off_t) (address + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          note (store);
          return -1;
        }
      if (n == 0)
        {
          memset ((char *) buffer + done, 0, size - done);
          break;
        }
      done += (size_t) n;
    }
  return 0;
}

static herr_t
driver_write (H5FD_t *parent, H5FD_mem_t type, hid_t transfer,
              haddr_t address, size_t size, const void *buffer)
{
  struct file *file = (struct file *) parent;
  struct store *store = file->store;
  size_t done = 0;

  (void) type;
  (void) transfer;
  while (done < size && store->error == 0)
    {
      ssize_t n = pwrite (store->fd, (const char *) buffer + done,
                          size - done, (off_t) (address + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        note (store);
      else
        done += (size_t) n;
    }
  if (address + size > file->eof)
    file->eof = address + size;
  return 0;
}

static herr_t
driver_truncate (H5FD_t *parent, hid_t transfer, hbool_t closing)
{
  struct file *file = (struct file *) parent;

  (void) transfer;
  (void) closing;
  if (file->eoa != file->eof)
    {
      if (file->store->error == 0
          && ftruncate (file->store->fd, (off_t) file->eoa) != 0)
        note (file->store);
      file->eof = file->eoa;
    }
  return 0;
}

hid_t
lgt_driver_access_ (struct store *store, hid_t *driver)
{
  static const H5FD_class_t class = {
#if H5_VERSION_GE (1, 13, 0)
    .version = H5FD_CLASS_VERSION,
    .value = 600,         /* from the range for drivers of programs */
#endif
    .name = "lgt",
    .maxaddr = INT64_MAX,
    .fc_degree = H5F_CLOSE_STRONG,
    .fapl_size = sizeof (struct store *),
    .open = driver_open,
    .close = driver_close,
    .query = driver_query,
    .get_eoa = driver_get_eoa,
    .set_eoa = driver_set_eoa,
    .get_eof = driver_get_eof,
    .read = driver_read,
    .write = driver_write,
    .truncate = driver_truncate,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
  };
  hid_t access = H5Pcreate (H5P_FILE_ACCESS);

  *driver = H5FDregister (&class);
  if (access < 0 || *driver < 0
      || H5Pset_driver (access, *driver, &store) < 0
      || H5Pset_libver_bounds (access, H5F_LIBVER_LATEST,
                               H5F_LIBVER_LATEST) < 0)
    {
      if (access >= 0)
        H5Pclose (access);
      if (*driver >= 0)
        H5FDunregister (*driver);
      return -1;
    }
  return access;
}
