/* Loops that begin with a given link.  */

#include <lgt/loops.h>

int
lgt_loop_positions (const struct lgt_loop *loop, int mu,
                    struct lgt_loop *result)
{
  struct lgt_loop way = *loop;
  int n = 0;

  for (int turn = 0; turn < 2; turn++)
    {
      for (int i = 0; i < way.length; i++)
        {
          int k = 0;

          if (way.steps[i] != mu + 1)
            continue;
          lgt_loop_rotate (&way, i, &result[n]);
          while (lgt_loop_compare (&result[k], &result[n]) != 0)
            k++;
          n += k == n;
        }
      lgt_loop_reverse (&way, &way);
    }
  return n;
}

enum lgt_status
lgt_loop_list_through (int count, const struct lgt_loop *loop, int mu,
                       struct lgt_loop_list *list, struct lgt_error *error)
{
  struct lgt_loop_list result = { 0 };
  struct lgt_loop position[LGT_LOOP_MAX];

  for (int i = 0; i < count; i++)
    {
      int n = lgt_loop_positions (&loop[i], mu, position);

      for (int j = 0; j < n; j++)
        {
          int k = 0;
          enum lgt_status status;

          while (k < result.count
                 && lgt_loop_compare (&result.loop[k], &position[j]) != 0)
            k++;
          if (k < result.count)
            continue;
          status = lgt_loop_list_add (&result, &position[j], error);
          if (status)
            {
              lgt_loop_list_free (&result);
              return status;
            }
        }
    }
  *list = result;
  return LGT_OK;
}

void
lgt_loop_plaquette (int mu, int nu, enum lgt_loop_side side,
                    struct lgt_loop *loop)
{
  int across = side == LGT_LOOP_AHEAD ? nu + 1 : -(nu + 1);

  loop->length = 4;
  loop->steps[0] = mu + 1;
  loop->steps[1] = across;
  loop->steps[2] = -(mu + 1);
  loop->steps[3] = -across;
}

void
lgt_loop_plaquettes_of (int ndim, int mu, struct lgt_loop *loop)
{
  int n = 0;

  for (int nu = 0; nu < ndim; nu++)
    if (nu != mu)
      {
        lgt_loop_plaquette (mu, nu, LGT_LOOP_AHEAD, &loop[n++]);
        lgt_loop_plaquette (mu, nu, LGT_LOOP_BEHIND, &loop[n++]);
      }
}

void
lgt_loop_staple_pairs_of (int ndim, int mu, struct lgt_loop *loop)
{
  struct lgt_loop staple[2 * LGT_MAX_DIM];
  int staples = 2 * (ndim - 1), n = 0;

  lgt_loop_plaquettes_of (ndim, mu, staple);
  for (int i = 0; i < staples; i++)
    lgt_loop_staple (&staple[i], &staple[i]);
  for (int i = 0; i < staples; i++)
    for (int j = i + 1; j < staples; j++, n++)
      {
        lgt_loop_reverse (&staple[j], &loop[n]);
        for (int k = 0; k < staple[i].length; k++)
          loop[n].steps[loop[n].length++] = staple[i].steps[k];
      }
}
