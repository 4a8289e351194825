#include "run_folder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const char *
lgt_run_path (const char *folder, const char *name, char *text)
{
  snprintf (text, 4096, "%s/%s", folder, name);
  return text;
}

static int
is_there (const char *folder, const char *name)
{
  struct stat info;
  char path[4096];

  return stat (lgt_run_path (folder, name, path), &info) == 0;
}

enum lgt_status
lgt_run_folder (const char *folder, const char *const *names,
                struct lgt_error *error)
{
  if (mkdir (folder, 0777) == 0)
    return LGT_OK;
  if (errno != EEXIST)
    return lgt_fail (error, LGT_EIO, "%s: %s", folder, strerror (errno));
  if (is_there (folder, "checkpoint.h5"))
    return lgt_fail (error, LGT_EINVAL,
                     "%s holds a run already; go on with it by --resume=%s, "
                     "or choose another --output", folder, folder);
  for (; *names; names++)
    if (is_there (folder, *names))
      return lgt_fail (error, LGT_EINVAL, "%s holds %s already; choose "
                       "another --output", folder, *names);
  return LGT_OK;
}
