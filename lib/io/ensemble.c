/* What writer and reader of ensembles share.  */

#include "ensemble.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *
lgt_shard_path_ (const char *path, int shard)
{
  const char *slash = strrchr (path, '/'), *dot = strrchr (path, '.');
  size_t size = strlen (path) + 16;
  char *result = malloc (size);

  /* A dot in a folder's name, or one that begins a name, is no extension.  */
  if (!dot || dot == path || (slash && dot <= slash + 1))
    dot = path + strlen (path);
  if (result)
    snprintf (result, size, "%.*s.%04d%s", (int) (dot - path), path, shard,
              dot);
  return result;
}

int64_t
lgt_field_size_ (const struct lgt_field_shape *shape, struct lgt_error *error)
{
  int64_t size = 1;

  if (!shape->name || !shape->name[0] || strlen (shape->name) > 31
      || strpbrk (shape->name, "/."))
    {
      lgt_fail (error, LGT_EINVAL, "an ensemble's field needs a name of 1 to "
                "31 letters");
      return -1;
    }
  for (int s = 0; s < SERIES; s++)
    if (strcmp (shape->name, lgt_series_[s].name) == 0)
      {
        lgt_fail (error, LGT_EINVAL, "an ensemble's field cannot be called "
                  "%s", shape->name);
        return -1;
      }
  if (shape->rank < 1 || shape->rank > LGT_RECORD_MAX_RANK)
    {
      lgt_fail (error, LGT_EINVAL, "%d extents of %s; 1 to %d would do",
                shape->rank, shape->name, LGT_RECORD_MAX_RANK);
      return -1;
    }
  for (int r = 0; r < shape->rank; r++)
    if (shape->extent[r] < 1
        || __builtin_mul_overflow (size, shape->extent[r], &size)
        || size > INT64_MAX / 64)
      {
        lgt_fail (error, LGT_EINVAL, "extent %lld of %s; 1 or more would do",
                  (long long) shape->extent[r], shape->name);
        return -1;
      }
  return size;
}
