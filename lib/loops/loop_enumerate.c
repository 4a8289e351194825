/* All closed loops of a length, without backtracking.  */

#include <lgt/loops.h>

struct search
{
  int ndim;
  struct lgt_loop loop;         /* its length is that of the whole loop */
  int at[LGT_MAX_DIM];          /* where the first steps lead */
  int distance;                 /* steps from there to the origin */
  struct lgt_loop_list list;
};

/* Extend the first DONE steps in all ways.  Steps are tried in dictionary
   order, so what is found is sorted; each class is taken once, when its
   canonical member comes along.  */
static enum lgt_status
extend (struct search *s, int done, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  if (done == s->loop.length)
    {
      struct lgt_loop canonical;

      if (s->loop.steps[done - 1] == -s->loop.steps[0])
        return LGT_OK;
      lgt_loop_canonical (&s->loop, &canonical);
      if (lgt_loop_compare (&canonical, &s->loop) != 0)
        return LGT_OK;
      return lgt_loop_list_add (&s->list, &s->loop, error);
    }
  for (int i = 0; i < 2 * s->ndim && !status; i++)
    {
      int sign = i < s->ndim ? 1 : -1, mu = i % s->ndim;
      int step = sign * (mu + 1);
      int outward = sign * s->at[mu] >= 0 ? 1 : -1;

      if (done && s->loop.steps[done - 1] == -step)
        continue;
      if (s->distance + outward > s->loop.length - done - 1)
        continue;
      s->loop.steps[done] = step;
      s->at[mu] += sign;
      s->distance += outward;
      status = extend (s, done + 1, error);
      s->at[mu] -= sign;
      s->distance -= outward;
    }
  return status;
}

enum lgt_status
lgt_loop_list_all (int ndim, int length, struct lgt_loop_list *list,
                   struct lgt_error *error)
{
  struct search s = { .ndim = ndim, .loop = { .length = length } };
  enum lgt_status status;

  if (ndim < 1 || ndim > LGT_MAX_DIM)
    return lgt_fail (error, LGT_EINVAL,
                     "loops in %d dimensions: 1 to %d are possible", ndim,
                     LGT_MAX_DIM);
  if (length < 4 || length > 10 || length % 2)
    return lgt_fail (error, LGT_EINVAL,
                     "all loops of length %d: even lengths from 4 to 10 are "
                     "possible", length);
  status = extend (&s, 0, error);
  if (status)
    lgt_loop_list_free (&s.list);
  else
    *list = s.list;
  return status;
}
