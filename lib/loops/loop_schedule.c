/* Sweeps: which masks, in which order.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/schedule.h>

#include "schedule_box.h"

#define MOST_MASKS 4096
#define MOST_LINKS 1024         /* of a mask that its place is judged by */

/* Add to PASSED[a] the frozen loops around the star of the link (COORDS, mu)
   of mask B that pass an active link of mask a.  */
static void
add_loops (const struct lgt_schedule_box *box, const struct lgt_star *star,
           int b, const int *coords, int64_t *passed)
{
  int64_t link[LGT_LOOP_MAX];

  for (int k = 0; k < star->loops; k++)
    {
      int n = lgt_schedule_box_loop (&box->geom, star, k, coords, link);
      int i = 0;

      while (i < n && !box->active[b][link[i]])
        i++;
      if (i < n)
        continue;
      for (int a = 0; a < box->count; a++)
        {
          for (i = 0; i < n && !box->active[a][link[i]]; i++)
            continue;
          passed[a] += i < n;
        }
    }
}

/* PASSED[b * count + a] = loops that mask b conditions on and that mask a
   changes.  */
static void
judge_pairs (const struct lgt_schedule_box *box, const struct lgt_star *star,
             int64_t *passed)
{
  for (int b = 0; b < box->count; b++)
    {
      int left = MOST_LINKS;

      for (int64_t x = 0; x < box->geom.volume && left; x++)
        for (int mu = 0; mu < box->geom.ndim && left; mu++)
          if (box->active[b][x * box->geom.ndim + mu])
            {
              int coords[LGT_MAX_DIM];

              lgt_geom_coords (&box->geom, x, coords);
              add_loops (box, &star[mu], b, coords,
                         passed + (size_t) b * (size_t) box->count);
              left--;
            }
    }
}

/* The direction of a mask of one, else -1.  */
static int
direction_of (const struct lgt_mask *mask)
{
  return mask->condition[0].directions == 1
         ? mask->condition[0].direction[0] : -1;
}

/* Put SCHEDULE's masks in order.  */
static enum lgt_status
arrange (struct lgt_schedule *schedule, int loops,
         const struct lgt_loop *loop, struct lgt_error *error)
{
  int count = schedule->count, used[LGT_MAX_DIM + 1] = { 0 };
  size_t pairs = (size_t) count * (size_t) count;
  int64_t *passed = calloc (pairs + 1, sizeof *passed);
  struct lgt_mask *sorted = malloc (((size_t) count + 1) * sizeof *sorted);
  int *done = calloc ((size_t) count + 1, sizeof *done);
  struct lgt_star star[LGT_MAX_DIM] = { { .loops = 0 } };
  struct lgt_schedule_box box = { .count = 0 };
  enum lgt_status status;
  int last = 0;

  if (!passed || !sorted || !done)
    {
      status = lgt_fail (error, LGT_ENOMEM, "no memory to order %d masks",
                         count);
      goto done;
    }
  status = lgt_schedule_stars (schedule->mask[0].geom.ndim, loops, loop,
                               star, error);
  if (!status)
    status = lgt_schedule_box_new (schedule, &box, error);
  if (status)
    goto done;
  judge_pairs (&box, star, passed);
  for (int k = 0; k < count; k++)
    {
      int best = -1;

      for (int b = 0; b < count; b++)
        {
          int64_t better;

          if (done[b])
            continue;
          if (best >= 0 && k)
            {
              better = passed[(size_t) b * (size_t) count + (size_t) last]
                       - passed[(size_t) best * (size_t) count
                                + (size_t) last];
              if (!better)
                better = used[direction_of (&schedule->mask[best]) + 1]
                         - used[direction_of (&schedule->mask[b]) + 1];
              if (better <= 0)
                continue;
            }
          else if (best >= 0)
            continue;
          best = b;
        }
      sorted[k] = schedule->mask[best];
      done[best] = 1;
      used[direction_of (&sorted[k]) + 1] = k + 1;
      last = best;
    }
  memcpy (schedule->mask, sorted, (size_t) count * sizeof *sorted);

done:
  free (passed);
  free (sorted);
  free (done);
  lgt_schedule_box_free (&box);
  for (int mu = 0; mu < LGT_MAX_DIM; mu++)
    lgt_star_free (&star[mu]);
  return status;
}

/* Append the masks of CONDITION with 0, ..., width - 1 added to its offsets,
   without the empty ones.  */
static enum lgt_status
add_offsets (const struct lgt_geom *geom,
             const struct lgt_mask_condition *condition,
             struct lgt_schedule *schedule, struct lgt_error *error)
{
  int width = condition->width;
  int g = width < 1 ? 1 : lgt_mask_gcd (geom->ndim, condition->steps, width);
  struct lgt_mask *more;
  struct lgt_mask mask;
  enum lgt_status status = lgt_mask_init (&mask, geom, 1, condition, error);

  if (status)
    return status;
  if (schedule->count + (int64_t) width > MOST_MASKS)
    return lgt_fail (error, LGT_EINVAL, "a sweep of more than %d masks",
                     MOST_MASKS);
  more = realloc (schedule->mask, (size_t) (schedule->count + width)
                                  * sizeof *more);
  if (!more)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d masks",
                     schedule->count + width);
  schedule->mask = more;
  for (int o = 0; o < width; o++)
    {
      int some = 0;

      for (int k = 0; k < mask.condition[0].offsets; k++)
        {
          int offset = (int) (((int64_t) condition->offset[k] % width + width
                               + o) % width);

          mask.condition[0].offset[k] = offset;
          some |= offset % g == 0;
        }
      if (some)
        schedule->mask[schedule->count++] = mask;
    }
  return LGT_OK;
}

/* Order *SCHEDULE, or free it after STATUS.  */
static enum lgt_status
finish (enum lgt_status status, int loops, const struct lgt_loop *loop,
        struct lgt_schedule *result, struct lgt_schedule *schedule,
        struct lgt_error *error)
{
  if (!status)
    status = arrange (result, loops, loop, error);
  if (status)
    lgt_schedule_free (result);
  else
    *schedule = *result;
  return status;
}

enum lgt_status
lgt_schedule_sweep (const struct lgt_geom *geom, const int *steps, int width,
                    int loops, const struct lgt_loop *loop,
                    struct lgt_schedule *schedule, struct lgt_error *error)
{
  struct lgt_schedule result = { .count = 0 };
  enum lgt_status status = LGT_OK;

  for (int mu = 0; mu < geom->ndim && !status; mu++)
    {
      struct lgt_mask_condition c = { .directions = 1, .direction = { mu },
                                      .width = width, .offsets = 1 };

      lgt_mask_steps_for (geom->ndim, steps, mu, c.steps);
      status = add_offsets (geom, &c, &result, error);
    }
  return finish (status, loops, loop, &result, schedule, error);
}

enum lgt_status
lgt_schedule_from (const struct lgt_mask *mask, int loops,
                   const struct lgt_loop *loop,
                   struct lgt_schedule *schedule, struct lgt_error *error)
{
  const struct lgt_mask_condition *c = &mask->condition[0];
  int ndim = mask->geom.ndim, steps[LGT_MAX_DIM];
  struct lgt_schedule result = { .count = 0 };

  if (mask->sites_only || mask->conditions != 1
      || (c->directions != 1 && c->directions != ndim))
    return lgt_fail (error, LGT_EINVAL, "a sweep is made of one condition on "
                     "links of one direction, or of all");
  if (c->directions == 1)
    {
      for (int k = 0; k < ndim; k++)
        steps[k] = c->steps[(c->direction[0] + k) % ndim];
      return lgt_schedule_sweep (&mask->geom, steps, c->width, loops, loop,
                                 schedule, error);
    }
  return finish (add_offsets (&mask->geom, c, &result, error), loops, loop,
                 &result, schedule, error);
}

void
lgt_schedule_free (struct lgt_schedule *schedule)
{
  free (schedule->mask);
  *schedule = (struct lgt_schedule) { .count = 0 };
}
