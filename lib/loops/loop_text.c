/* Loops in words: "+0 +1 -0 -1".  */

#include <lgt/loops.h>

enum lgt_status
lgt_loop_parse_path (struct lgt_loop *path, int ndim, const char *text,
                     struct lgt_error *error)
{
  struct lgt_loop result;
  const char *p = text;

  if (ndim < 1 || ndim > LGT_MAX_DIM)
    return lgt_fail (error, LGT_EINVAL,
                     "a path in %d dimensions: 1 to %d are possible", ndim,
                     LGT_MAX_DIM);
  result.length = 0;
  for (;;)
    {
      int sign, mu = 0;
      const char *digits;

      while (*p == ' ' || *p == '\t')
        p++;
      if (!*p)
        break;
      if (*p != '+' && *p != '-')
        return lgt_fail (error, LGT_EINVAL,
                         "path '%.60s': + or - was expected at character %d",
                         text, (int) (p - text) + 1);
      sign = *p++ == '+' ? 1 : -1;
      for (digits = p; *p >= '0' && *p <= '9'; p++)
        if (mu < ndim)
          mu = 10 * mu + (*p - '0');
      if (p == digits)
        return lgt_fail (error, LGT_EINVAL,
                         "path '%.60s': the number of a direction was "
                         "expected at character %d", text,
                         (int) (p - text) + 1);
      if (mu >= ndim)
        return lgt_fail (error, LGT_EINVAL,
                         "path '%.60s': no direction %.*s at character %d: "
                         "in %d dimensions they are 0 to %d", text,
                         p - digits > 9 ? 9 : (int) (p - digits), digits,
                         (int) (digits - text) + 1, ndim, ndim - 1);
      if (result.length == LGT_LOOP_MAX)
        return lgt_fail (error, LGT_EINVAL,
                         "path '%.60s...' has more than %d steps", text,
                         LGT_LOOP_MAX);
      result.steps[result.length++] = sign * (mu + 1);
    }
  if (!result.length)
    return lgt_fail (error, LGT_EINVAL,
                     "an empty path: write steps such as +0 +1 -0 -1");
  *path = result;
  return LGT_OK;
}

enum lgt_status
lgt_loop_parse (struct lgt_loop *loop, int ndim, const struct lgt_geom *geom,
                const char *text, struct lgt_error *error)
{
  struct lgt_loop path;
  int end[LGT_MAX_DIM];
  char place[LGT_MAX_DIM * 6 + 1];
  int n = 0;
  enum lgt_status status;

  if (geom && geom->ndim != ndim)
    return lgt_fail (error, LGT_EINVAL,
                     "a loop in %d dimensions on a lattice of %d", ndim,
                     geom->ndim);
  status = lgt_loop_parse_path (&path, ndim, text, error);
  if (status)
    return status;
  if (!lgt_loop_closed (&path, geom))
    {
      lgt_loop_end (&path, ndim, end);
      for (int mu = 0; mu < ndim; mu++)
        n += snprintf (place + n, sizeof place - (size_t) n, "%s%d",
                       mu ? ", " : "", end[mu]);
      return lgt_fail (error, LGT_EINVAL,
                       "path '%.60s' does not close: from the origin it "
                       "leads to (%s)", text, place);
    }
  *loop = path;
  return LGT_OK;
}

int
lgt_loop_print (const struct lgt_loop *loop, char *text, size_t size)
{
  int n = 0;

  if (size)
    text[0] = 0;
  for (int i = 0; i < loop->length; i++)
    {
      int step = loop->steps[i];
      size_t left = (size_t) n < size ? size - (size_t) n : 0;

      n += snprintf (left ? text + n : NULL, left, "%s%c%d", i ? " " : "",
                     step > 0 ? '+' : '-', (step > 0 ? step : -step) - 1);
    }
  return n;
}
