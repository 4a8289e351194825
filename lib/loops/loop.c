/* One path: where it ends, its rotations, its canonical form.  */

#include <string.h>

#include <lgt/loops.h>

enum lgt_status
lgt_loop_check (const struct lgt_loop *loop, int ndim,
                struct lgt_error *error)
{
  if (loop->length < 0 || loop->length > LGT_LOOP_MAX)
    return lgt_fail (error, LGT_EINVAL,
                     "a path of %d steps: 0 to %d are possible",
                     loop->length, LGT_LOOP_MAX);
  for (int i = 0; i < loop->length; i++)
    {
      int step = loop->steps[i];

      if (step == 0 || step > ndim || step < -ndim)
        return lgt_fail (error, LGT_EINVAL,
                         "step %d of a path is %d: in %d dimensions steps "
                         "are +-1 to +-%d", i, step, ndim, ndim);
    }
  return LGT_OK;
}

void
lgt_loop_end (const struct lgt_loop *path, int ndim, int *end)
{
  memset (end, 0, (size_t) ndim * sizeof end[0]);
  for (int i = 0; i < path->length; i++)
    {
      int step = path->steps[i];

      if (step > 0)
        end[step - 1]++;
      else
        end[-step - 1]--;
    }
}

int
lgt_loop_closed (const struct lgt_loop *path, const struct lgt_geom *geom)
{
  int end[LGT_MAX_DIM];

  lgt_loop_end (path, LGT_MAX_DIM, end);
  for (int mu = 0; mu < LGT_MAX_DIM; mu++)
    if (geom ? end[mu] % geom->extent[mu] : end[mu])
      return 0;
  return 1;
}

void
lgt_loop_rotate (const struct lgt_loop *loop, int first,
                 struct lgt_loop *result)
{
  struct lgt_loop r;
  int tail = loop->length - first;

  r.length = loop->length;
  memcpy (r.steps, loop->steps + first, (size_t) tail * sizeof r.steps[0]);
  memcpy (r.steps + tail, loop->steps, (size_t) first * sizeof r.steps[0]);
  result->length = r.length;
  memcpy (result->steps, r.steps, (size_t) r.length * sizeof r.steps[0]);
}

void
lgt_loop_reverse (const struct lgt_loop *loop, struct lgt_loop *result)
{
  int n = loop->length;

  for (int i = 0, j = n - 1; i <= j; i++, j--)
    {
      int step = loop->steps[i];

      result->steps[i] = -loop->steps[j];
      result->steps[j] = -step;
    }
  result->length = n;
}

void
lgt_loop_reduce (const struct lgt_loop *loop, int cyclic,
                 struct lgt_loop *result)
{
  int n = 0, first = 0, length = loop->length;

  for (int i = 0; i < length; i++)
    {
      int step = loop->steps[i];

      if (n && result->steps[n - 1] == -step)
        n--;
      else
        result->steps[n++] = step;
    }
  if (cyclic)
    for (; n - first >= 2 && result->steps[n - 1] == -result->steps[first];
         n--)
      first++;
  memmove (result->steps, result->steps + first,
           (size_t) (n - first) * sizeof result->steps[0]);
  result->length = n - first;
}

/* Place of STEP in the alphabet +0 < +1 < ... < -0 < -1 < ...  */
static int
letter (int step)
{
  return step > 0 ? step : LGT_MAX_DIM - step;
}

int
lgt_loop_compare (const struct lgt_loop *a, const struct lgt_loop *b)
{
  if (a->length != b->length)
    return a->length < b->length ? -1 : 1;
  for (int i = 0; i < a->length; i++)
    {
      int difference = letter (a->steps[i]) - letter (b->steps[i]);

      if (difference)
        return difference;
    }
  return 0;
}

/* The place I from which the rotation of LOOP is smallest.  */
static int
smallest_rotation (const struct lgt_loop *loop)
{
  int n = loop->length, best = 0;

  for (int i = 1; i < n; i++)
    for (int k = 0; k < n; k++)
      {
        int difference = letter (loop->steps[(i + k) % n])
                         - letter (loop->steps[(best + k) % n]);

        if (difference < 0)
          best = i;
        if (difference)
          break;
      }
  return best;
}

void
lgt_loop_canonical (const struct lgt_loop *loop, struct lgt_loop *result)
{
  struct lgt_loop there, back;

  lgt_loop_reverse (loop, &back);
  lgt_loop_rotate (&back, smallest_rotation (&back), &back);
  lgt_loop_rotate (loop, smallest_rotation (loop), &there);
  *result = lgt_loop_compare (&there, &back) <= 0 ? there : back;
}

void
lgt_loop_staple (const struct lgt_loop *loop, struct lgt_loop *result)
{
  int n = loop->length > 0 ? loop->length - 1 : 0;

  memmove (result->steps, loop->steps + 1,
           (size_t) n * sizeof result->steps[0]);
  result->length = n;
}
