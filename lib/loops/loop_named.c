/* Lists of loops by the names that users write.  */

#include <string.h>

#include <lgt/loops.h>

enum lgt_status
lgt_loop_list_lines (const struct lgt_geom *geom, struct lgt_loop_list *list,
                     struct lgt_error *error)
{
  struct lgt_loop_list result = { 0 };

  for (int mu = 0; mu < geom->ndim; mu++)
    {
      struct lgt_loop line = { .length = geom->extent[mu] };
      enum lgt_status status;

      if (line.length > LGT_LOOP_MAX)
        status = lgt_fail (error, LGT_EINVAL,
                           "a line around an extent of %d: loops have at "
                           "most %d steps", line.length, LGT_LOOP_MAX);
      else
        {
          for (int i = 0; i < line.length; i++)
            line.steps[i] = mu + 1;
          status = lgt_loop_list_add (&result, &line, error);
        }
      if (status)
        {
          lgt_loop_list_free (&result);
          return status;
        }
    }
  lgt_loop_list_normalize (&result);
  *list = result;
  return LGT_OK;
}

enum lgt_status
lgt_loop_list_staple_pairs (int ndim, struct lgt_loop_list *list,
                            struct lgt_error *error)
{
  struct lgt_loop pairs[(LGT_MAX_DIM - 1) * (2 * LGT_MAX_DIM - 3)];
  struct lgt_loop_list result = { 0 };
  int count = ndim > 1 ? (ndim - 1) * (2 * ndim - 3) : 0;

  if (ndim < 1 || ndim > LGT_MAX_DIM)
    return lgt_fail (error, LGT_EINVAL,
                     "loops in %d dimensions: 1 to %d are possible", ndim,
                     LGT_MAX_DIM);
  for (int mu = 0; mu < ndim && count; mu++)
    {
      lgt_loop_staple_pairs_of (ndim, mu, pairs);
      for (int i = 0; i < count; i++)
        {
          enum lgt_status status
            = lgt_loop_list_add (&result, &pairs[i], error);

          if (status)
            {
              lgt_loop_list_free (&result);
              return status;
            }
        }
    }
  lgt_loop_list_normalize (&result);
  *list = result;
  return LGT_OK;
}

/* Read a side of at most three digits; NULL if *TEXT is none.  */
static const char *
read_side (const char *text, int *side)
{
  int digits = 0;

  for (*side = 0; text[digits] >= '0' && text[digits] <= '9'; digits++)
    if (digits < 3)
      *side = 10 * *side + (text[digits] - '0');
  return digits && digits <= 3 ? text + digits : NULL;
}

enum lgt_status
lgt_loop_list_named (int ndim, const struct lgt_geom *geom, const char *name,
                     struct lgt_loop_list *list, struct lgt_error *error)
{
  enum lgt_loop_class class_;
  const char *rest;
  int a, b;

  if (strcmp (name, "staple_pairs") == 0)
    return lgt_loop_list_staple_pairs (ndim, list, error);
  rest = read_side (name, &a);
  rest = rest && *rest == 'x' ? read_side (rest + 1, &b) : NULL;
  if (rest && !*rest)
    return lgt_loop_list_rectangles (ndim, a, b, list, error);
  if (!lgt_loop_class_named (name, &class_) || class_ == LGT_LOOP_OTHER)
    return lgt_fail (error, LGT_EINVAL,
                     "no loops are called '%.40s': there are plaquette, "
                     "rectangle, RxT (such as 3x2), chair, crown, "
                     "staple_pairs and line", name);
  if (class_ != LGT_LOOP_LINE)
    return lgt_loop_list_class (ndim, class_, list, error);
  if (!geom || geom->ndim != ndim)
    return lgt_fail (error, LGT_EINVAL,
                     "lines close around a lattice: its extents are needed");
  return lgt_loop_list_lines (geom, list, error);
}
