/* The block that guards an HDF5 file: kind, length, digest.

   The block itself is guarded by a digest of its own, and by being equal,
   byte for byte, to the block that would be written from its contents.  */

#include "block.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include <lgt/io.h>

enum { VERSION = 1, BUFFER = 1 << 20 };

int
lgt_block_kind_ (const char *kind)
{
  size_t length = strspn (kind, "abcdefghijklmnopqrstuvwxyz"
                          "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

  return length >= 1 && length < KIND_SIZE && kind[length] == 0;
}

/* Bytes read at OFFSET, fewer than SIZE only at the end; -1 and errno.  */
static ssize_t
read_at (int fd, void *buffer, size_t size, off_t offset)
{
  size_t done = 0;

  while (done < size)
    {
      ssize_t n = pread (fd, (char *) buffer + done, size - done,
                         offset + (off_t) done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      done += (size_t) n;
    }
  return (ssize_t) done;
}

/* XXH3-128 of all that follows the block, in hexadecimal.  */
static enum lgt_status
digest (int fd, const char *path, char result[DIGEST_SIZE],
        struct lgt_error *error)
{
  XXH3_state_t *state = XXH3_createState ();
  char *buffer = malloc (BUFFER);
  enum lgt_status status = LGT_OK;
  off_t offset = BLOCK_SIZE;
  XXH128_canonical_t canonical;
  ssize_t n = 0;

  if (!state || !buffer)
    status = lgt_fail (error, LGT_ENOMEM, "%s: no memory", path);
  else
    {
      XXH3_128bits_reset (state);
      while ((n = read_at (fd, buffer, BUFFER, offset)) > 0)
        {
          XXH3_128bits_update (state, buffer, (size_t) n);
          offset += n;
        }
      if (n < 0)
        status = lgt_fail (error, LGT_EIO, "%s: cannot be read: %s", path,
                           strerror (errno));
    }
  if (status == LGT_OK)
    {
      XXH128_canonicalFromHash (&canonical, XXH3_128bits_digest (state));
      for (int i = 0; i < 16; i++)
        snprintf (result + 2 * i, 3, "%02x", canonical.digest[i]);
    }
  free (buffer);
  XXH3_freeState (state);
  return status;
}

/* BLOCK as it stands in a file.  */
static void
print (const struct block *block, char text[BLOCK_SIZE])
{
  int length;

  memset (text, 0, BLOCK_SIZE);
  length = snprintf (text, BLOCK_SIZE, "lgt %s %d\nbytes %" PRId64
                     "\nxxh3-128 %s\n", block->kind, block->version,
                     block->length, block->digest);
  snprintf (text + length, (size_t) (BLOCK_SIZE - length),
            "block %016" PRIx64 "\n",
            (uint64_t) XXH3_64bits (text, (size_t) length));
}

enum lgt_status
lgt_block_write_ (int fd, const char *path, const char *kind,
                  struct block *block, struct lgt_error *error)
{
  char text[BLOCK_SIZE];
  struct stat file;
  size_t done = 0;
  enum lgt_status status;

  memset (block, 0, sizeof *block);
  if (!lgt_block_kind_ (kind))
    return lgt_fail (error, LGT_EINVAL, "%s: \"%s\" is no kind of file; 1 to "
                     "31 letters, digits and '-' would do", path, kind);
  snprintf (block->kind, sizeof block->kind, "%s", kind);
  block->version = VERSION;
  if (fstat (fd, &file) != 0)
    return lgt_fail (error, LGT_EIO, "%s: %s", path, strerror (errno));
  block->length = file.st_size;
  status = digest (fd, path, block->digest, error);
  if (status != LGT_OK)
    return status;
  print (block, text);
  while (done < BLOCK_SIZE)
    {
      ssize_t n = pwrite (fd, text + done, BLOCK_SIZE - done, (off_t) done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return lgt_fail (error, LGT_EIO, "%s: cannot be written: %s", path,
                         strerror (errno));
      done += (size_t) n;
    }
  return LGT_OK;
}

/* Fill BLOCK from TEXT; whether it is one, of any version.  */
static int
parse (const char text[BLOCK_SIZE], struct block *block)
{
  char copy[BLOCK_SIZE + 1];

  memcpy (copy, text, BLOCK_SIZE);
  copy[BLOCK_SIZE] = 0;
  memset (block, 0, sizeof *block);
  return sscanf (copy, "lgt %31[-a-zA-Z0-9] %9d bytes %18" SCNd64
                 " xxh3-128 %32[0-9a-f]", block->kind, &block->version,
                 &block->length, block->digest) == 4;
}

enum lgt_status
lgt_block_check_ (int fd, const char *path, const char *kind,
                  struct block *block, struct lgt_error *error)
{
  char text[BLOCK_SIZE], expected[BLOCK_SIZE], found[DIGEST_SIZE];
  struct stat file;
  ssize_t n;
  enum lgt_status status;

  if (fstat (fd, &file) != 0)
    return lgt_fail (error, LGT_EIO, "%s: %s", path, strerror (errno));
  if (!S_ISREG (file.st_mode))
    return lgt_fail (error, LGT_EIO, "%s: not a plain file", path);
  n = read_at (fd, text, BLOCK_SIZE, 0);
  if (n < 0)
    return lgt_fail (error, LGT_EIO, "%s: cannot be read: %s", path,
                     strerror (errno));
  if (n < 4 || memcmp (text, "lgt ", 4) != 0)
    return lgt_fail (error, LGT_EDATA, "%s: %s", path, n == 0 ? "empty"
                     : "not an lgt file, or its beginning was altered");
  if (n < BLOCK_SIZE)
    return lgt_fail (error, LGT_EDATA, "%s: %lld bytes, less than the first "
                     "block: cut short", path, (long long) n);

  /* A later version may have another layout from the second line on.  */
  if (!parse (text, block))
    return lgt_fail (error, LGT_EDATA, "%s: the first %d bytes were altered, "
                     "or are of a version that this program does not know",
                     path, BLOCK_SIZE);
  print (block, expected);
  if (memcmp (text, expected, BLOCK_SIZE) != 0)
    return lgt_fail (error, LGT_EDATA, "%s: the first %d bytes were altered",
                     path, BLOCK_SIZE);
  if (block->version != VERSION)
    return lgt_fail (error, LGT_EDATA, "%s: version %d of the layout; this "
                     "program reads version %d", path, block->version,
                     VERSION);
  if (kind && strcmp (kind, block->kind) != 0)
    return lgt_fail (error, LGT_EDATA, "%s: holds \"%s\", should hold "
                     "\"%s\"", path, block->kind, kind);
  if (file.st_size != block->length)
    return lgt_fail (error, LGT_EDATA, "%s: %lld bytes, should be %lld: %s",
                     path, (long long) file.st_size,
                     (long long) block->length,
                     file.st_size < block->length ? "cut short"
                     : "something was appended");
  status = digest (fd, path, found, error);
  if (status != LGT_OK)
    return status;
  if (strcmp (found, block->digest) != 0)
    return lgt_fail (error, LGT_EDATA, "%s: altered: its digest is %s, "
                     "should be %s", path, found, block->digest);
  return LGT_OK;
}
