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

enum lgt_status
lgt_run_folder (const char *folder, const char *table,
                struct lgt_error *error)
{
  struct stat info;
  char path[4096];

  if (mkdir (folder, 0777) == 0)
    return LGT_OK;
  if (errno != EEXIST)
    return lgt_fail (error, LGT_EIO, "%s: %s", folder, strerror (errno));
  if (stat (lgt_run_path (folder, "checkpoint.h5", path), &info) == 0
      || stat (lgt_run_path (folder, table, path), &info) == 0)
    return lgt_fail (error, LGT_EINVAL,
                     "%s holds a run already; go on with it by --resume=%s, "
                     "or choose another --output", folder, folder);
  return LGT_OK;
}
