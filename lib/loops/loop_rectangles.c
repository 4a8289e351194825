/* Plaquettes and rectangles in every orientation.  */

#include <lgt/loops.h>

/* The rectangle of A steps along MU and B along NU.  */
static void
rectangle (int mu, int a, int nu, int b, struct lgt_loop *loop)
{
  const int step[4] = { mu + 1, nu + 1, -(mu + 1), -(nu + 1) };
  const int times[4] = { a, b, a, b };

  loop->length = 0;
  for (int side = 0; side < 4; side++)
    for (int i = 0; i < times[side]; i++)
      loop->steps[loop->length++] = step[side];
}

enum lgt_status
lgt_loop_list_rectangles (int ndim, int a, int b, struct lgt_loop_list *list,
                          struct lgt_error *error)
{
  struct lgt_loop_list result = { 0 };

  if (ndim < 1 || ndim > LGT_MAX_DIM)
    return lgt_fail (error, LGT_EINVAL,
                     "rectangles in %d dimensions: 1 to %d are possible",
                     ndim, LGT_MAX_DIM);
  if (a < 1 || b < 1 || a > LGT_LOOP_MAX / 2 - b)
    return lgt_fail (error, LGT_EINVAL,
                     "a rectangle of %d x %d: sides are at least 1 and add "
                     "up to at most %d", a, b, LGT_LOOP_MAX / 2);
  for (int mu = 0; mu < ndim; mu++)
    for (int nu = a == b ? mu + 1 : 0; nu < ndim; nu++)
      {
        struct lgt_loop loop;
        enum lgt_status status;

        if (nu == mu)
          continue;
        rectangle (mu, a, nu, b, &loop);
        status = lgt_loop_list_add (&result, &loop, error);
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
lgt_loop_list_plaquettes (int ndim, struct lgt_loop_list *list,
                          struct lgt_error *error)
{
  return lgt_loop_list_rectangles (ndim, 1, 1, list, error);
}
