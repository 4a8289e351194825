/* lgt-loops: classes of loops, lists of them, plans that evaluate them.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/app.h>

#include "loops.h"

enum format { FORMAT_TEXT, FORMAT_TSV };
enum { MAX_PLAN = 10000 };

struct values
{
  int dims, max_length;
  const char *shape;
  struct lgt_texts classes, orbits;
  bool list;
  int plan, format;
};

static const struct lgt_option options[] = {
  { .name = "dims", .kind = LGT_OPTION_INT, LGT_AT (struct values, dims),
    .argument = "D", .allowed = "[1, 6]",
    .help = "dimensions of the lattice (default 4, or those of --shape)" },
  { .name = "max-length", .kind = LGT_OPTION_INT,
    LGT_AT (struct values, max_length), .argument = "N",
    .allowed = "[4, 10]",
    .help = "all loops of at most N steps, N even (default 6)" },
  { .name = "class", .kind = LGT_OPTION_TEXTS,
    LGT_AT (struct values, classes), .argument = "NAME[,...]",
    .help = "instead of all loops those of a name: plaquette, rectangle, "
            "RxT (such as 3x2), chair, crown, staple_pairs, line (needs "
            "--shape)" },
  { .name = "orbit", .kind = LGT_OPTION_TEXTS,
    LGT_AT (struct values, orbits), .argument = "PATH",
    .help = "the loop \"+0 +1 -0 -1\" and all that it becomes by rotations "
            "and reflections" },
  { .name = "shape", .kind = LGT_OPTION_TEXT, LGT_AT (struct values, shape),
    .argument = "L0xL1x...",
    .help = "extents of a lattice around which lines and paths may close" },
  { .name = "list", .kind = LGT_OPTION_FLAG, LGT_AT (struct values, list),
    .help = "every loop in its canonical form, one a line" },
  { .name = "plan", .kind = LGT_OPTION_NAME, LGT_AT (struct values, plan),
    .argument = "[KIND]", .allowed = "traces based",
    .help = "how to multiply the loops out together: traces of all loops "
            "(default), or matrices based where they begin" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, format), .argument = "FORMAT",
    .allowed = "text tsv",
    .help = "text (default), or tsv: a table with a header line" },
  { .name = NULL }
};

static const struct lgt_app app = {
  .name = "lgt-loops",
  .summary = "Count, list and draw the closed loops of a lattice. Loops are "
             "counted a site, up to rotation and reversal, without "
             "backtracking. --class and --orbit may be given several times.",
  .usage = "[OPTION]...",
  .options = options,
  .example = "Example: lgt-loops --dims=3 --class=crown --list"
};

/* ---- which loops ---- */

/* Move the loops of FROM that close on GEOM (NULL: all) to LIST.  */
static enum lgt_status
append (struct lgt_loop_list *list, struct lgt_loop_list *from,
        const struct lgt_geom *geom, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < from->count && !status; i++)
    if (!geom || lgt_loop_closed (&from->loop[i], geom))
      status = lgt_loop_list_add (list, &from->loop[i], error);
  lgt_loop_list_free (from);
  return status;
}

/* The loops of all names in TEXT, which are separated by commas.  */
static enum lgt_status
add_classes (const char *text, int ndim, const struct lgt_geom *geom,
             struct lgt_loop_list *list, struct lgt_error *error)
{
  for (const char *p = text;; p++)
    {
      size_t n = strcspn (p, ",");
      struct lgt_loop_list some;
      char name[64];
      enum lgt_status status;

      snprintf (name, sizeof name, "%.*s", n > 60 ? 60 : (int) n, p);
      status = lgt_loop_list_named (ndim, geom, name, &some, error);
      if (!status)
        status = append (list, &some, NULL, error);
      if (status)
        return status;
      p += n;
      if (!*p)
        return LGT_OK;
    }
}

static enum lgt_status
add_orbit (const char *text, int ndim, const struct lgt_geom *geom,
           struct lgt_loop_list *list, struct lgt_error *error)
{
  struct lgt_loop_list some;
  struct lgt_loop loop;
  enum lgt_status status = lgt_loop_parse (&loop, ndim, geom, text, error);

  if (!status)
    status = lgt_loop_list_orbit (ndim, &loop, &some, error);
  return status ? status : append (list, &some, geom, error);
}

/* The loops that the command line asks for, canonical and sorted.  */
static enum lgt_status
choose_loops (const struct values *values, int ndim,
              const struct lgt_geom *geom, struct lgt_loop_list *list,
              struct lgt_error *error)
{
  int named = values->classes.count + values->orbits.count;
  int longest = values->max_length ? values->max_length : 6;
  enum lgt_status status = LGT_OK;

  if (named && values->max_length)
    return lgt_fail (error, LGT_EINVAL, "--max-length asks for all loops: "
                     "leave out --class and --orbit");
  if (longest % 2)
    return lgt_fail (error, LGT_EINVAL,
                     "--max-length=%d: loops have an even number of steps, "
                     "%d or %d", longest, longest - 1, longest + 1);
  for (int i = 0; i < values->classes.count && !status; i++)
    status = add_classes (values->classes.value[i], ndim, geom, list, error);
  for (int i = 0; i < values->orbits.count && !status; i++)
    status = add_orbit (values->orbits.value[i], ndim, geom, list, error);
  for (int length = 4; !named && length <= longest && !status; length += 2)
    {
      struct lgt_loop_list some;

      status = lgt_loop_list_all (ndim, length, &some, error);
      if (!status)
        status = append (list, &some, NULL, error);
    }
  if (!status)
    lgt_loop_list_normalize (list);
  return status;
}

/* ---- what is printed ---- */

static void
print_list (const struct lgt_loop_list *list, int format)
{
  char words[4 * LGT_LOOP_MAX];

  if (format == FORMAT_TSV)
    puts ("#length\tclass\tpath");
  for (int i = 0; i < list->count; i++)
    {
      const struct lgt_loop *loop = &list->loop[i];
      const char *name = lgt_loop_class_name (lgt_loop_classify (loop));

      lgt_loop_print (loop, words, sizeof words);
      if (format == FORMAT_TSV)
        printf ("%d\t%s\t%s\n", loop->length, name, words);
      else
        printf ("%-10s %s\n", name, words);
    }
}

/* One class in words: COUNT loops like LOOP.  */
static enum lgt_status
print_class (const struct lgt_loop *loop, int count, struct lgt_error *error)
{
  char words[4 * LGT_LOOP_MAX];
  enum lgt_status status;

  lgt_loop_print (loop, words, sizeof words);
  printf ("\n%s: %d a site, such as %s\n",
          lgt_loop_class_name (lgt_loop_classify (loop)), count, words);
  status = lgt_loop_print_composed (loop, stdout, error);
  if (!status)
    {
      putchar ('\n');
      if (!lgt_loop_draw (loop, stdout))
        puts ("    (too large to draw)");
    }
  return status;
}

/* How many loops of each class there are.  */
static enum lgt_status
print_classes (const struct lgt_loop_list *list, int ndim, int format,
               struct lgt_error *error)
{
  int *orbit = malloc (((size_t) list->count + 1) * sizeof *orbit);
  int orbits = 0, length = 0;
  enum lgt_status status;

  if (!orbit)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d loops",
                     list->count);
  status = lgt_loop_list_orbits (ndim, list, orbit, &orbits, error);
  if (!status && format == FORMAT_TSV)
    puts ("#length\tclass\tcount\tpath");
  else if (!status)
    printf ("%d loop%s a site in %d dimension%s, %d class%s\n", list->count,
            list->count == 1 ? "" : "s", ndim, ndim == 1 ? "" : "s", orbits,
            orbits == 1 ? "" : "es");
  for (int i = 0, next = 0; i < list->count && !status; i++)
    {
      const struct lgt_loop *loop = &list->loop[i];
      int count = 0, same_length = 0;
      char words[4 * LGT_LOOP_MAX];

      if (orbit[i] != next)
        continue;
      for (int k = i; k < list->count; k++)
        {
          count += orbit[k] == next;
          same_length += list->loop[k].length == loop->length;
        }
      next++;
      if (format == FORMAT_TEXT)
        {
          if (loop->length != length)
            printf ("\nlength %d: %d a site\n", loop->length, same_length);
          length = loop->length;
          status = print_class (loop, count, error);
          continue;
        }
      lgt_loop_print (loop, words, sizeof words);
      printf ("%d\t%s\t%d\t%s\n", loop->length,
              lgt_loop_class_name (lgt_loop_classify (loop)), count, words);
    }
  free (orbit);
  return status;
}

static enum lgt_status
print_plan (const struct lgt_loop_list *list, int ndim, int kind, int format,
            struct lgt_error *error)
{
  struct lgt_loop_plan *plan;
  enum lgt_status status;

  if (!list->count)
    return lgt_fail (error, LGT_EINVAL,
                     "no such loops in %d dimensions, so no plan", ndim);
  if (list->count > MAX_PLAN)
    return lgt_fail (error, LGT_EINVAL,
                     "a plan for %d loops: at most %d are possible",
                     list->count, MAX_PLAN);
  status = lgt_loop_plan_new (ndim, list->count, list->loop,
                              kind ? LGT_LOOP_PLAN_BASED
                              : LGT_LOOP_PLAN_TRACES,
                              LGT_LOOP_PLAN_CHEAPER, &plan, error);
  if (status)
    return status;
  if (format == FORMAT_TSV)
    lgt_loop_print_plan_table (plan, list, stdout);
  else
    lgt_loop_print_plan (plan, list, stdout);
  lgt_loop_plan_free (plan);
  return LGT_OK;
}

int
lgt_loops_main (int argc, char **argv)
{
  struct values values = { .plan = -1 };
  struct lgt_loop_list list = { 0 };
  struct lgt_operands operands;
  struct lgt_geom geom;
  struct lgt_error error;
  enum lgt_status result = LGT_OK;
  int ndim, status = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (status >= 0)
    return status;
  if (values.list && values.plan >= 0)
    return lgt_app_usage (&app, "--list and --plan exclude each other");
  if (values.shape && lgt_geom_parse (&geom, values.shape, &error))
    return lgt_app_fail (&app, &error);
  ndim = values.dims ? values.dims : values.shape ? geom.ndim : 4;
  if (values.shape && geom.ndim != ndim)
    return lgt_app_usage (&app, "--dims=%d and --shape=%.60s, which has %d "
                          "dimensions", ndim, values.shape, geom.ndim);
  result = choose_loops (&values, ndim, values.shape ? &geom : NULL, &list,
                         &error);
  if (!result && values.plan >= 0)
    result = print_plan (&list, ndim, values.plan, values.format, &error);
  else if (!result && values.list)
    print_list (&list, values.format);
  else if (!result)
    result = print_classes (&list, ndim, values.format, &error);
  lgt_loop_list_free (&list);
  if (result)
    return lgt_app_fail (&app, &error);
  return lgt_app_close (&app, 0);
}
