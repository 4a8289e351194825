/* lgt-mask-print: the active links of a mask, as a picture or a table.  */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lgt/app.h>
#include <lgt/mask.h>

#include "mask_print.h"

enum format { FORMAT_TEXT, FORMAT_TSV };
enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct values
{
  const char *shape;
  struct lgt_texts directions, steps, width, offset;
  bool sites;
  int format, colour;
};

static const struct lgt_option options[] = {
  { .name = "shape", .kind = LGT_OPTION_TEXT, LGT_AT (struct values, shape),
    .argument = "L0xL1x...",
    .help = "extents of the lattice (default 8x8)" },
  { .name = "directions", .kind = LGT_OPTION_TEXTS,
    LGT_AT (struct values, directions), .argument = "MU,...",
    .help = "directions of the active links, or none: a condition on sites "
            "(default 0)" },
  { .name = "steps", .kind = LGT_OPTION_TEXTS, LGT_AT (struct values, steps),
    .argument = "S0,S1,...",
    .help = "growth of the phase per site, one number a direction (default "
            "2 in the active directions, 1 in the others; sites: 1)" },
  { .name = "width", .kind = LGT_OPTION_TEXTS, LGT_AT (struct values, width),
    .argument = "W",
    .help = "a link is active where phase mod W = 0 (default 4; sites: 2)" },
  { .name = "offset", .kind = LGT_OPTION_TEXTS,
    LGT_AT (struct values, offset), .argument = "O[,...]",
    .help = "phase at the origin, one for all or one a listed direction "
            "(default 0)" },
  { .name = "sites", .kind = LGT_OPTION_FLAG, LGT_AT (struct values, sites),
    .help = "a mask of sites: no directions at all" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, format), .argument = "FORMAT",
    .allowed = "text tsv",
    .help = "text: a picture (default); tsv: the active links, one a line" },
  { .name = "color", .kind = LGT_OPTION_NAME, LGT_AT (struct values, colour),
    .argument = "WHEN", .allowed = "auto always never",
    .help = "colour the picture: auto (default), always, never" },
  { .name = NULL }
};

static const struct lgt_app app = {
  .name = "lgt-mask-print",
  .summary = "Show which links of a periodic lattice a mask makes active. "
             "--directions, --steps, --width and --offset may be given "
             "several times: the first of each make one condition, the "
             "second of each another, and so on; an option that is given "
             "less often repeats its last value. A link is active where all "
             "conditions hold.",
  .usage = "[OPTION]...",
  .options = options,
  .example = "Example: lgt-mask-print --shape=8x8 --directions=1 "
             "--steps=1,2 --width=4"
};

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
read_condition (const struct values *values, const struct lgt_geom *geom,
                int i, struct lgt_mask_condition *c, struct lgt_error *error)
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

static enum lgt_status
read_mask (const struct values *values, struct lgt_mask *mask,
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

/* Whether to colour, given --color.  */
static int
use_colour (int when)
{
  const char *terminal = getenv ("TERM"), *no = getenv ("NO_COLOR");

  if (when != COLOUR_AUTO)
    return when == COLOUR_ALWAYS;
  return isatty (STDOUT_FILENO) && terminal && strcmp (terminal, "dumb") != 0
         && !(no && *no);
}

/* The active links, one a line; of site masks the sites.  */
static void
print_table (const struct lgt_mask *mask)
{
  const struct lgt_geom *geom = &mask->geom;
  int links = mask->sites_only ? 1 : geom->ndim;

  for (int mu = 0; mu < geom->ndim; mu++)
    printf ("%sx%d", mu ? "\t" : "#", mu);
  puts (mask->sites_only ? "" : "\tmu");
  for (int64_t site = 0; site < geom->volume; site++)
    {
      int coords[LGT_MAX_DIM];

      lgt_geom_coords (geom, site, coords);
      for (int mu = 0; mu < links; mu++)
        if (lgt_mask_active_at (mask, coords, mu))
          {
            for (int nu = 0; nu < geom->ndim; nu++)
              printf ("%s%d", nu ? "\t" : "", coords[nu]);
            if (!mask->sites_only)
              printf ("\t%d", mu);
            putchar ('\n');
          }
    }
}

/* How many are active; if none, which offsets would do.  */
static void
print_count (const struct lgt_mask *mask)
{
  const struct lgt_mask_condition *c = &mask->condition[0];
  int64_t count = lgt_mask_count (mask);
  int64_t all = mask->geom.volume
                * (mask->sites_only ? 1 : mask->geom.ndim);

  printf ("%lld of %lld %s active\n", (long long) count, (long long) all,
          mask->sites_only ? "sites" : "links");
  if (!count && mask->conditions == 1)
    printf ("offsets that are multiples of %d give active ones\n",
            lgt_mask_gcd (mask->geom.ndim, c->steps, c->width));
}

int
lgt_mask_print_main (int argc, char **argv)
{
  struct values values = { .shape = "8x8" };
  struct lgt_operands operands;
  struct lgt_mask mask;
  struct lgt_error error;
  int status = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (status >= 0)
    return status;
  if (read_mask (&values, &mask, &error))
    return lgt_app_fail (&app, &error);
  if (values.format == FORMAT_TSV)
    print_table (&mask);
  else
    {
      lgt_mask_draw (&mask, use_colour (values.colour), stdout);
      print_count (&mask);
    }
  return lgt_app_close (&app, 0);
}
