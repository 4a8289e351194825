/* Masks and sets of loops from the words of a command line.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/app.h>

#include "mask_print.h"

/* Read at most MAX comma-separated numbers from TEXT into VALUE; *COUNT says
   how many.  NAME is the option's.  */
static enum lgt_status
read_list (const char *name, const char *text, int max, int *value,
           int *count, struct lgt_error *error)
{
  const char *p = text;
  char word[32];

  for (*count = 0;; p++)
    {
      size_t n = strcspn (p, ",");
      int64_t number;
      enum lgt_status status;

      if (*count == max)
        return lgt_fail (error, LGT_EINVAL,
                         "%s=%.60s: at most %d number%s possible here",
                         name, text, max, max == 1 ? " is" : "s are");
      if (n >= sizeof word)
        n = sizeof word - 1;
      memcpy (word, p, n);
      word[n] = 0;
      status = lgt_parse_int64 (word, name, "[-2147483647, 2147483647]",
                                &number, error);
      if (status)
        return status;
      value[(*count)++] = (int) number;
      p += strcspn (p, ",");
      if (!*p)
        return LGT_OK;
    }
}

/* Text number I of TEXTS, the last one if there are fewer, FALLBACK if there
   is none.  */
static const char *
text_of (const struct lgt_texts *texts, int i, const char *fallback)
{
  if (!texts->count)
    return fallback;
  return texts->value[i < texts->count ? i : texts->count - 1];
}

/* Condition number I of the command line.  */
static enum lgt_status
read_condition (const struct lgt_mask_values *values,
                const struct lgt_geom *geom, int i,
                struct lgt_mask_condition *c, struct lgt_error *error)
{
  const char *directions
    = values->sites ? "none" : text_of (&values->directions, i, "0");
  const char *steps = text_of (&values->steps, i, NULL);
  int sites = strcmp (directions, "none") == 0;
  const char *width = text_of (&values->width, i, sites ? "2" : "4");
  int count;
  enum lgt_status status;

  *c = (struct lgt_mask_condition) { 0 };
  if (!sites)
    {
      status = read_list ("--directions", directions, LGT_MAX_DIM,
                          c->direction, &c->directions, error);
      if (status)
        return status;
    }
  if (steps)
    {
      status = read_list ("--steps", steps, LGT_MAX_DIM, c->steps, &count,
                          error);
      if (status)
        return status;
      if (count != geom->ndim)
        return lgt_fail (error, LGT_EINVAL,
                         "--steps=%.60s: %d numbers on a lattice of %d "
                         "directions: give one for each", steps, count,
                         geom->ndim);
    }
  else
    {
      for (int nu = 0; nu < geom->ndim; nu++)
        c->steps[nu] = 1;
      for (int k = 0; k < c->directions; k++)
        if (c->direction[k] >= 0 && c->direction[k] < geom->ndim)
          c->steps[c->direction[k]] = 2;
    }
  status = read_list ("--width", width, 1, &c->width, &count, error);
  if (status)
    return status;
  return read_list ("--offset", text_of (&values->offset, i, "0"),
                    sites ? 1 : LGT_MAX_DIM, c->offset, &c->offsets, error);
}

enum lgt_status
lgt_mask_read (const struct lgt_mask_values *values, struct lgt_mask *mask,
               struct lgt_error *error)
{
  const struct lgt_texts *texts[] = { &values->directions, &values->steps,
                                      &values->width, &values->offset };
  struct lgt_mask_condition condition[LGT_MASK_MAX_CONDITIONS];
  struct lgt_geom geom;
  int count = 1;
  enum lgt_status status;

  if (values->sites && values->directions.count)
    return lgt_fail (error, LGT_EINVAL,
                     "--sites and --directions exclude each other");
  for (int i = 0; i < 4; i++)
    if (texts[i]->count > count)
      count = texts[i]->count;
  if (count > LGT_MASK_MAX_CONDITIONS)
    return lgt_fail (error, LGT_EINVAL,
                     "%d conditions: at most %d are possible", count,
                     LGT_MASK_MAX_CONDITIONS);
  status = lgt_geom_parse (&geom, values->shape, error);
  for (int i = 0; i < count && !status; i++)
    status = read_condition (values, &geom, i, &condition[i], error);
  if (status)
    return status;
  return lgt_mask_init (mask, &geom, count, condition, error);
}

/* Loops of one WORD: a class, sides of rectangles, a path.  */
static enum lgt_status
read_set (const char *word, const struct lgt_geom *geom,
          struct lgt_loop_list *list, struct lgt_error *error)
{
  enum lgt_loop_class class_;
  struct lgt_loop loop;
  char *end;
  long a, b;
  enum lgt_status status;

  if (*word == '+' || *word == '-')
    {
      status = lgt_loop_parse (&loop, geom->ndim, NULL, word, error);
      return status ? status
                    : lgt_loop_list_orbit (geom->ndim, &loop, list, error);
    }
  if (lgt_loop_class_named (word, &class_) && class_ <= LGT_LOOP_CROWN)
    return lgt_loop_list_class (geom->ndim, class_, list, error);
  a = strtol (word, &end, 10);
  if (end != word && *end == 'x')
    {
      const char *second = end + 1;

      b = strtol (second, &end, 10);
      if (end != second && !*end && a >= 1 && a < LGT_LOOP_MAX && b >= 1
          && b < LGT_LOOP_MAX)
        return lgt_loop_list_rectangles (geom->ndim, (int) a, (int) b, list,
                                         error);
    }
  return lgt_fail (error, LGT_EINVAL, "--loops: '%.60s' is no class: "
                   "plaquette, rectangle, chair, crown, sides such as 2x2 "
                   "or a path such as +0+1-0-1 would do", word);
}

enum lgt_status
lgt_mask_read_loops (const char *text, const struct lgt_geom *geom,
                     struct lgt_mask_loops *loops, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;
  const char *p = text;

  *loops = (struct lgt_mask_loops) { .sets = 0 };
  for (;; p++)
    {
      struct lgt_mask_set *set = &loops->set[loops->sets];
      size_t n = strcspn (p, ",");

      if (loops->sets == LGT_MASK_SETS || n >= sizeof set->name)
        {
          status = lgt_fail (error, LGT_EINVAL, "--loops: at most %d words "
                             "of %d characters are possible", LGT_MASK_SETS,
                             (int) sizeof set->name - 1);
          break;
        }
      memcpy (set->name, p, n);
      set->name[n] = 0;
      status = read_set (set->name, geom, &set->list, error);
      if (status)
        break;
      loops->sets++;
      for (int k = 0; k < set->list.count && !status; k++)
        status = lgt_loop_list_add (&loops->all, &set->list.loop[k], error);
      p += n;
      if (status || !*p)
        break;
    }
  if (status)
    lgt_mask_loops_free (loops);
  else
    lgt_loop_list_normalize (&loops->all);
  return status;
}

void
lgt_mask_loops_free (struct lgt_mask_loops *loops)
{
  for (int i = 0; i < loops->sets; i++)
    lgt_loop_list_free (&loops->set[i].list);
  lgt_loop_list_free (&loops->all);
  *loops = (struct lgt_mask_loops) { .sets = 0 };
}
