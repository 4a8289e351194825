/* Which masks leave the most loops frozen around an active link.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/schedule.h>

#define WIDEST 16

/* The classes of lgt_schedule_score, and the loops to be transformed.  */
struct judge
{
  int ndim;
  struct lgt_star star[4];
  struct lgt_loop_list through;
};

static void
judge_free (struct judge *j)
{
  for (int c = 0; c < 4; c++)
    lgt_star_free (&j->star[c]);
  lgt_loop_list_free (&j->through);
}

static enum lgt_status
judge_new (int ndim, int loops, const struct lgt_loop *loop,
           struct judge *j, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  *j = (struct judge) { .ndim = ndim };
  for (int k = 0; k < loops && !status; k++)
    status = lgt_loop_check (&loop[k], ndim, error);
  if (!status)
    status = lgt_loop_list_through (loops, loop, 0, &j->through, error);
  for (int c = 0; c < 4 && !status; c++)
    {
      struct lgt_loop_list list;

      status = lgt_loop_list_class (ndim, (enum lgt_loop_class) c, &list,
                                    error);
      if (status)
        break;
      status = lgt_star_new (ndim, 0, list.count, list.loop, &j->star[c],
                             error);
      lgt_loop_list_free (&list);
    }
  if (status)
    judge_free (j);
  return status;
}

/* Active links that LOOP passes from the origin on.  */
static int
passed (const struct lgt_mask *mask, const struct lgt_loop *loop)
{
  int x[LGT_MAX_DIM] = { 0 }, count = 0;

  for (int i = 0; i < loop->length; i++)
    {
      int mu = abs (loop->steps[i]) - 1;

      x[mu] -= loop->steps[i] < 0;
      count += lgt_mask_active_at (mask, x, mu);
      x[mu] += loop->steps[i] > 0;
    }
  return count;
}

static enum lgt_status
score_of (const struct judge *j, const int *steps, int width,
          struct lgt_schedule_score *score, struct lgt_error *error)
{
  struct lgt_schedule_score s = { .width = width };
  struct lgt_mask_condition c = { .directions = 1, .width = width,
                                  .offsets = 1 };
  int extent[LGT_MAX_DIM], origin[LGT_MAX_DIM] = { 0 };
  struct lgt_geom geom;
  struct lgt_mask mask;
  enum lgt_status status;

  if (width < 1)
    return lgt_fail (error, LGT_EINVAL, "the width is %d: it must be at "
                     "least 1", width);
  for (int nu = 0; nu < j->ndim; nu++)
    {
      c.steps[nu] = s.steps[nu] = steps[nu];
      extent[nu] = width;
    }
  status = lgt_geom_init (&geom, j->ndim, extent, error);
  if (!status)
    status = lgt_mask_init (&mask, &geom, 1, &c, error);
  if (status)
    return status;
  s.layers = j->ndim * (width / lgt_mask_gcd (j->ndim, steps, width));
  s.through = j->through.count;
  for (int k = 0; k < s.through; k++)
    s.single += passed (&mask, &j->through.loop[k]) == 1;
  for (int k = 0; k < 4; k++)
    {
      s.all[k] = j->star[k].loops;
      s.frozen[k] = lgt_star_frozen (&j->star[k], &mask, origin);
    }
  *score = s;
  return LGT_OK;
}

enum lgt_status
lgt_schedule_score (int ndim, const int *steps, int width, int loops,
                    const struct lgt_loop *loop,
                    struct lgt_schedule_score *score,
                    struct lgt_error *error)
{
  struct judge j;
  enum lgt_status status = judge_new (ndim, loops, loop, &j, error);

  if (status)
    return status;
  status = score_of (&j, steps, width, score, error);
  judge_free (&j);
  return status;
}

/* The sign of B / B_PER - A / A_PER.  */
static int
fraction_order (int a, int a_per, int b, int b_per)
{
  int64_t x = (int64_t) a * b_per, y = (int64_t) b * a_per;

  return (y > x) - (y < x);
}

int
lgt_schedule_score_compare (const struct lgt_schedule_score *a,
                            const struct lgt_schedule_score *b)
{
  static const int order[] = { LGT_LOOP_PLAQUETTE, LGT_LOOP_CHAIR,
                               LGT_LOOP_RECTANGLE };
  int sign = fraction_order (a->single, a->through, b->single, b->through);

  for (int k = 0; k < 3 && !sign; k++)
    sign = fraction_order (a->frozen[order[k]], a->layers,
                           b->frozen[order[k]], b->layers);
  return sign ? sign : a->layers - b->layers;
}

/* The same with an order of their own for equals.  */
static int
qsort_order (const void *x, const void *y)
{
  const struct lgt_schedule_score *a = x, *b = y;
  int sign = lgt_schedule_score_compare (a, b);

  for (int nu = 0; nu < LGT_MAX_DIM && !sign; nu++)
    sign = a->steps[nu] - b->steps[nu];
  return sign;
}

static int
int_order (const void *x, const void *y)
{
  return *(const int *) x - *(const int *) y;
}

/* The smaller of S and -S modulo WIDTH.  */
static int
folded (int s, int width)
{
  s %= width;
  return s <= width - s ? s : width - s;
}

/* Whether no factor makes STEPS a list that comes before it.  */
static int
is_first (int ndim, const int *steps, int width)
{
  for (int factor = 2; factor < width; factor++)
    {
      int other[LGT_MAX_DIM];

      if (lgt_mask_gcd (1, &factor, width) != 1)
        continue;
      for (int nu = 0; nu < ndim; nu++)
        other[nu] = folded (factor * steps[nu], width);
      qsort (other + 1, (size_t) ndim - 1, sizeof *other, int_order);
      for (int nu = 0; nu < ndim; nu++)
        if (other[nu] != steps[nu])
          {
            if (other[nu] < steps[nu])
              return 0;
            break;
          }
    }
  return 1;
}

/* Whether the masks of every direction fit GEOM.  */
static int
fits (const struct lgt_geom *geom, const int *steps, int width)
{
  for (int mu = 0; mu < geom->ndim; mu++)
    {
      int turned[LGT_MAX_DIM];

      lgt_mask_steps_for (geom->ndim, steps, mu, turned);
      for (int nu = 0; nu < geom->ndim; nu++)
        if ((int64_t) geom->extent[nu] * turned[nu] % width)
          return 0;
    }
  return 1;
}

/* The next list of steps from 0 to WIDTH / 2, the transverse ones ascending;
   0 after the last.  */
static int
next_steps (int ndim, int width, int *steps)
{
  int nu = ndim - 1;

  while (nu > 0 && steps[nu] == width / 2)
    nu--;
  if (++steps[nu] > width / 2)
    return 0;
  for (int k = nu + 1; k < ndim; k++)
    steps[k] = nu ? steps[nu] : 0;
  return 1;
}

enum lgt_status
lgt_schedule_search (const struct lgt_geom *geom, int widest, int loops,
                     const struct lgt_loop *loop,
                     struct lgt_schedule_score **score, int *count,
                     struct lgt_error *error)
{
  struct lgt_schedule_score *found = NULL;
  struct judge j;
  int n = 0, room = 0;
  enum lgt_status status;

  if (widest < 2 || widest > WIDEST)
    return lgt_fail (error, LGT_EINVAL, "widths up to %d: 2 to %d are "
                     "possible", widest, WIDEST);
  status = judge_new (geom->ndim, loops, loop, &j, error);
  if (status)
    return status;
  for (int width = 2; width <= widest && !status; width++)
    {
      int steps[LGT_MAX_DIM] = { 0 };

      do
        {
          struct lgt_schedule_score s;

          if (lgt_mask_gcd (geom->ndim, steps, width) != 1
              || !fits (geom, steps, width)
              || !is_first (geom->ndim, steps, width))
            continue;
          status = score_of (&j, steps, width, &s, error);
          if (status || !s.single)
            continue;
          if (n == room)
            {
              struct lgt_schedule_score *more;

              room = room ? 2 * room : 64;
              more = realloc (found, (size_t) room * sizeof *found);
              if (!more)
                {
                  status = lgt_fail (error, LGT_ENOMEM, "no memory for %d "
                                     "masks", room);
                  break;
                }
              found = more;
            }
          found[n++] = s;
        }
      while (!status && next_steps (geom->ndim, width, steps));
    }
  judge_free (&j);
  if (status)
    {
      free (found);
      return status;
    }
  if (n)
    qsort (found, (size_t) n, sizeof *found, qsort_order);
  *score = found;
  *count = n;
  return LGT_OK;
}
