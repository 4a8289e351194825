/* Replace a file as a whole or not at all.  */

#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct lgt_replace
{
  char *path, *temporary;
  FILE *stream;
};

static enum lgt_status
refuse (const char *path, const char *what, struct lgt_error *error)
{
  return lgt_fail (error, LGT_EIO, "%s: %s: %s", path, what,
                   strerror (errno));
}

static void
release (struct lgt_replace *replace)
{
  free (replace->path);
  free (replace->temporary);
  free (replace);
}

/* Make the folder's new entry survive a loss of power.  Some file systems
   cannot sync a folder, and say EINVAL.  */
static int
sync_folder (const char *path)
{
  char *copy = strdup (path);
  int fd = copy ? open (dirname (copy), O_RDONLY | O_CLOEXEC) : -1, result;

  free (copy);
  if (fd < 0)
    return -1;
  result = fsync (fd);
  if (result != 0 && (errno == EINVAL || errno == ENOTSUP))
    result = 0;
  close (fd);
  return result;
}

/* Open a name beside PATH that nobody has.  The process's number is in it,
   so others collide only by what they left behind.  */
static int
open_temporary (const char *path, char *temporary, size_t size)
{
  for (int i = 0; i < 1000; i++)
    {
      int fd;

      snprintf (temporary, size, "%s.tmp%ld-%d", path, (long) getpid (), i);
      fd = open (temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (fd >= 0 || errno != EEXIST)
        return fd;
    }
  return -1;
}

enum lgt_status
lgt_replace_begin (struct lgt_replace **result, const char *path,
                   struct lgt_error *error)
{
  struct lgt_replace *replace = calloc (1, sizeof *replace);
  struct stat old;
  int fd, exists = stat (path, &old) == 0;
  size_t size;

  if (!replace)
    return lgt_fail (error, LGT_ENOMEM, "%s: no memory", path);
  if (exists && !S_ISREG (old.st_mode))
    {
      free (replace);
      return lgt_fail (error, LGT_EIO, "%s: not a plain file; another name "
                       "would do", path);
    }
  replace->path = exists ? realpath (path, NULL) : strdup (path);
  size = replace->path ? strlen (replace->path) + 40 : 0;
  replace->temporary = size ? malloc (size) : NULL;
  if (!replace->temporary)
    {
      release (replace);
      return lgt_fail (error, LGT_ENOMEM, "%s: no memory", path);
    }

  /* Rename asks no leave of the file it replaces.  */
  if (exists && access (replace->path, W_OK) != 0)
    {
      release (replace);
      return refuse (path, "cannot be written", error);
    }
  fd = open_temporary (replace->path, replace->temporary, size);
  if (fd < 0)
    {
      release (replace);
      return refuse (path, "cannot be created", error);
    }
  replace->stream = fdopen (fd, "w+");
  if (!replace->stream || (exists && fchmod (fd, old.st_mode & 07777) != 0))
    {
      refuse (path, "cannot be created", error);
      if (!replace->stream)
        close (fd);
      else
        fclose (replace->stream);
      unlink (replace->temporary);
      release (replace);
      return LGT_EIO;
    }
  *result = replace;
  return LGT_OK;
}

FILE *
lgt_replace_stream (struct lgt_replace *replace)
{
  return replace->stream;
}

const char *
lgt_replace_temporary (const struct lgt_replace *replace)
{
  return replace->temporary;
}

const char *
lgt_replace_path_ (const struct lgt_replace *replace)
{
  return replace->path;
}

enum lgt_status
lgt_replace_retarget_ (struct lgt_replace *replace, const char *path,
                       struct lgt_error *error)
{
  char *copy = strdup (path);

  if (!copy)
    return lgt_fail (error, LGT_ENOMEM, "%s: no memory", path);
  free (replace->path);
  replace->path = copy;
  return LGT_OK;
}

enum lgt_status
lgt_replace_commit (struct lgt_replace *replace, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;
  int earlier;

  /* An earlier error of the stream may have lost its number.  */
  earlier = ferror (replace->stream);
  errno = earlier ? EIO : 0;
  if (fflush (replace->stream) != 0 || earlier
      || fsync (fileno (replace->stream)) != 0)
    status = refuse (replace->path, "cannot be written", error);
  if (fclose (replace->stream) != 0 && status == LGT_OK)
    status = refuse (replace->path, "cannot be written", error);
  if (status == LGT_OK && rename (replace->temporary, replace->path) != 0)
    status = refuse (replace->path, "cannot be renamed into place", error);
  if (status != LGT_OK)
    unlink (replace->temporary);
  else if (sync_folder (replace->path) != 0)
    status = refuse (replace->path, "its folder cannot be synced", error);
  release (replace);
  return status;
}

void
lgt_replace_abort (struct lgt_replace *replace)
{
  if (!replace)
    return;
  fclose (replace->stream);
  unlink (replace->temporary);
  release (replace);
}

enum lgt_status
lgt_replace_bytes (const char *path, const void *data, size_t size,
                   struct lgt_error *error)
{
  struct lgt_replace *replace;
  enum lgt_status status = lgt_replace_begin (&replace, path, error);

  if (status != LGT_OK)
    return status;
  errno = 0;
  if (size > 0 && fwrite (data, 1, size, replace->stream) != size)
    {
      status = refuse (path, "cannot be written", error);
      lgt_replace_abort (replace);
      return status;
    }
  return lgt_replace_commit (replace, error);
}
