/* Which link a value looks at, by NaN.  */

#include <stdlib.h>

#include <lgt/loop_counts.h>

enum lgt_status
lgt_loop_trace_links (const struct lgt_geom *geom,
                      const unsigned char *active, int block,
                      const double *links, int64_t values,
                      lgt_loop_evaluate_fn *evaluate, void *ctx,
                      int64_t *which, struct lgt_error *error)
{
  int64_t count = geom->volume * geom->ndim, n = 0, *link = NULL;
  unsigned char *part = NULL, *finite[2] = { NULL, NULL };
  int64_t *number = NULL;
  enum lgt_status status = LGT_OK;

  if (values < 1)
    return lgt_fail (error, LGT_EINVAL, "%lld values: at least 1 is needed",
                     (long long) values);
  if ((uint64_t) count <= SIZE_MAX / sizeof *link
      && (uint64_t) values <= SIZE_MAX / sizeof *number)
    {
      link = malloc ((size_t) count * sizeof *link);
      number = calloc ((size_t) values, sizeof *number);
      part = malloc ((size_t) count);
      finite[0] = malloc ((size_t) values);
      finite[1] = malloc ((size_t) values);
    }
  if (!link || !number || !part || !finite[0] || !finite[1])
    {
      status = lgt_fail (error, LGT_ENOMEM,
                         "no memory to trace %lld values on %lld links",
                         (long long) values, (long long) count);
      goto done;
    }
  for (int64_t i = 0; i < count; i++)
    if (active[i])
      link[n++] = i;

  status = lgt_loop_trace (geom, active, block, links, values, evaluate, ctx,
                           finite[0], error);
  for (int64_t v = 0; v < values && !status; v++)
    if (finite[0][v])
      number[v] = LGT_LOOP_NO_LINK;
  for (int digit = 0; !status && (n - 1) >> digit > 0; digit++)
    {
      for (int bit = 0; bit < 2 && !status; bit++)
        {
          int64_t k = 0;

          for (int64_t i = 0; i < count; i++)
            part[i] = (unsigned char)
              (active[i] && (k++ >> digit & 1) == bit);
          status = lgt_loop_trace (geom, part, block, links, values,
                                   evaluate, ctx, finite[bit], error);
        }
      for (int64_t v = 0; v < values && !status; v++)
        if (number[v] >= 0 && finite[0][v] == finite[1][v])
          number[v] = LGT_LOOP_MANY_LINKS;
        else if (number[v] >= 0 && finite[0][v])
          number[v] |= (int64_t) 1 << digit;
    }
  for (int64_t v = 0; v < values && !status; v++)
    which[v] = number[v] >= 0 ? link[number[v]] : number[v];

done:
  free (link);
  free (number);
  free (part);
  free (finite[0]);
  free (finite[1]);
  return status;
}
