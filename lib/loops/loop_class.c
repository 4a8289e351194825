/* Names of loops.  */

#include <string.h>

#include <lgt/loops.h>

static const char *const names[] = {
  [LGT_LOOP_PLAQUETTE] = "plaquette", [LGT_LOOP_RECTANGLE] = "rectangle",
  [LGT_LOOP_CHAIR] = "chair", [LGT_LOOP_CROWN] = "crown",
  [LGT_LOOP_LINE] = "line", [LGT_LOOP_OTHER] = "other"
};

enum { CLASSES = sizeof names / sizeof names[0] };

/* Number of equal steps at the beginning of STEPS[0..N-1].  */
static int
run (const int *steps, int n)
{
  int i = 0;

  while (i < n && steps[i] == steps[0])
    i++;
  return i;
}

/* The canonical LOOP goes along mu, nu, back along mu, back along nu.  */
static int
is_rectangle (const struct lgt_loop *loop)
{
  const int *steps = loop->steps;
  int half = loop->length / 2;
  int a = run (steps, loop->length);

  if (a >= half || run (steps + a, half - a) != half - a)
    return 0;
  for (int i = 0; i < half; i++)
    if (steps[i + half] != -steps[i])
      return 0;
  return 1;
}

/* The closed LOOP of length 6 has steps i and i + 3 opposite.  */
static int
is_crown (const struct lgt_loop *loop)
{
  for (int i = 0; i < 3; i++)
    if (loop->steps[i + 3] != -loop->steps[i])
      return 0;
  return 1;
}

enum lgt_loop_class
lgt_loop_classify (const struct lgt_loop *loop)
{
  struct lgt_loop l;

  lgt_loop_reduce (loop, 1, &l);
  if (!l.length)
    return LGT_LOOP_OTHER;
  if (run (l.steps, l.length) == l.length)
    return LGT_LOOP_LINE;
  if (!lgt_loop_closed (&l, NULL))
    return LGT_LOOP_OTHER;
  lgt_loop_canonical (&l, &l);
  if (is_rectangle (&l))
    return l.length == 4 ? LGT_LOOP_PLAQUETTE : LGT_LOOP_RECTANGLE;
  if (l.length == 6)
    return is_crown (&l) ? LGT_LOOP_CROWN : LGT_LOOP_CHAIR;
  return LGT_LOOP_OTHER;
}

const char *
lgt_loop_class_name (enum lgt_loop_class class_)
{
  return names[class_];
}

int
lgt_loop_class_named (const char *name, enum lgt_loop_class *class_)
{
  for (int i = 0; i < CLASSES; i++)
    if (strcmp (name, names[i]) == 0)
      {
        *class_ = (enum lgt_loop_class) i;
        return 1;
      }
  return 0;
}

enum lgt_status
lgt_loop_list_class (int ndim, enum lgt_loop_class class_,
                     struct lgt_loop_list *list, struct lgt_error *error)
{
  struct lgt_loop_list all;
  enum lgt_status status;
  int n = 0;

  if (class_ == LGT_LOOP_PLAQUETTE)
    return lgt_loop_list_plaquettes (ndim, list, error);
  if (class_ == LGT_LOOP_RECTANGLE)
    return lgt_loop_list_rectangles (ndim, 2, 1, list, error);
  if (class_ != LGT_LOOP_CHAIR && class_ != LGT_LOOP_CROWN)
    return lgt_fail (error, LGT_EINVAL,
                     "no list of all loops of the class '%s'",
                     lgt_loop_class_name (class_));
  status = lgt_loop_list_all (ndim, 6, &all, error);
  if (status)
    return status;
  for (int i = 0; i < all.count; i++)
    if (lgt_loop_classify (&all.loop[i]) == class_)
      all.loop[n++] = all.loop[i];
  all.count = n;
  *list = all;
  return LGT_OK;
}
