/* Which values look at active links: NaN.  */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/loops.h>

enum lgt_status
lgt_loop_trace (const struct lgt_geom *geom, const unsigned char *active,
                int block, const double *links, int64_t values,
                lgt_loop_evaluate_fn *evaluate, void *ctx,
                unsigned char *finite, struct lgt_error *error)
{
  int64_t count = geom->volume * geom->ndim;
  double *poisoned = NULL, *value = NULL;
  enum lgt_status status;

  if (block < 1 || values < 1)
    return lgt_fail (error, LGT_EINVAL,
                     "%lld values of links of %d numbers: both must be at "
                     "least 1", (long long) values, block);
  if ((uint64_t) count <= SIZE_MAX / sizeof *value / (unsigned) block
      && (uint64_t) values <= SIZE_MAX / sizeof *value)
    {
      poisoned = malloc ((size_t) count * (size_t) block * sizeof *poisoned);
      value = malloc ((size_t) values * sizeof *value);
    }
  if (!poisoned || !value)
    {
      status = lgt_fail (error, LGT_ENOMEM,
                         "no memory to trace %lld values on %lld links",
                         (long long) values, (long long) count);
      goto done;
    }

  status = evaluate (ctx, links, value, error);
  if (status)
    goto done;
  for (int64_t i = 0; i < values; i++)
    if (!isfinite (value[i]))
      {
        status = lgt_fail (error, LGT_ENUM,
                           "value %lld is not finite on the links to begin "
                           "with, so NaN says nothing", (long long) i);
        goto done;
      }

  memcpy (poisoned, links,
          (size_t) count * (size_t) block * sizeof *poisoned);
  for (int64_t i = 0; i < count; i++)
    if (active[i])
      for (int b = 0; b < block; b++)
        poisoned[i * block + b] = NAN;
  status = evaluate (ctx, poisoned, value, error);
  if (status)
    goto done;
  for (int64_t i = 0; i < values; i++)
    finite[i] = isfinite (value[i]) != 0;

done:
  free (poisoned);
  free (value);
  return status;
}
