/* "8x8x16" to a geometry.  */

#include <limits.h>

#include <lgt/geom.h>

enum lgt_status
lgt_geom_parse (struct lgt_geom *geom, const char *text,
                struct lgt_error *error)
{
  int extent[LGT_MAX_DIM];
  int ndim = 0;
  const char *p = text;

  for (;;)
    {
      const char *word = p;
      int64_t value = 0;

      for (; *p >= '0' && *p <= '9'; p++)
        if (value <= INT_MAX)
          value = 10 * value + (*p - '0');
      if (p == word)
        return lgt_fail (error, LGT_EINVAL,
                         "lattice '%.40s': a number is missing at character "
                         "%d; write extents such as 8x8", text,
                         (int) (p - text) + 1);
      if (value > INT_MAX)
        return lgt_fail (error, LGT_EINVAL,
                         "lattice '%.40s': the extent of direction %d is "
                         "larger than %d", text, ndim, INT_MAX);
      if (ndim == LGT_MAX_DIM)
        return lgt_fail (error, LGT_EINVAL,
                         "lattice '%.40s' has more than %d dimensions",
                         text, LGT_MAX_DIM);
      extent[ndim++] = (int) value;
      if (!*p)
        return lgt_geom_init (geom, ndim, extent, error);
      if (*p != 'x')
        return lgt_fail (error, LGT_EINVAL,
                         "lattice '%.40s': an x was expected at character "
                         "%d; write extents such as 8x8", text,
                         (int) (p - text) + 1);
      p++;
    }
}
