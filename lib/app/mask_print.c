/* lgt-mask-print: the active links of a mask, as a picture or a table, and
   what can be asked about it.  */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lgt/app.h>

#include "mask_print.h"

#define VALUES struct lgt_mask_values

static const struct lgt_option options[] = {
  { .name = "shape", .kind = LGT_OPTION_TEXT, LGT_AT (VALUES, shape),
    .argument = "L0xL1x...",
    .help = "extents of the lattice (default 8x8)" },
  { .name = "directions", .kind = LGT_OPTION_TEXTS,
    LGT_AT (VALUES, directions), .argument = "MU,...",
    .help = "directions of the active links, or none: a condition on sites "
            "(default 0)" },
  { .name = "steps", .kind = LGT_OPTION_TEXTS, LGT_AT (VALUES, steps),
    .argument = "S0,S1,...",
    .help = "growth of the phase per site, one number a direction (default "
            "2 in the active directions, 1 in the others; sites: 1)" },
  { .name = "width", .kind = LGT_OPTION_TEXTS, LGT_AT (VALUES, width),
    .argument = "W",
    .help = "a link is active where phase mod W = 0 (default 4; sites: 2)" },
  { .name = "offset", .kind = LGT_OPTION_TEXTS,
    LGT_AT (VALUES, offset), .argument = "O[,...]",
    .help = "phase at the origin, one for all or one a listed direction "
            "(default 0)" },
  { .name = "sites", .kind = LGT_OPTION_FLAG, LGT_AT (VALUES, sites),
    .help = "a mask of sites: no directions at all" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (VALUES, format), .argument = "FORMAT",
    .allowed = "text tsv",
    .help = "text: a picture (default); tsv: the active links, one a line" },
  { .name = "color", .kind = LGT_OPTION_NAME, LGT_AT (VALUES, colour),
    .argument = "WHEN", .allowed = "auto always never",
    .help = "colour the picture: auto (default), always, never" },
  { .name = "loops", .kind = LGT_OPTION_TEXT,
    LGT_AT (VALUES, loops), .argument = "CLASS,...",
    .help = "loops for what follows: plaquette (default), rectangle, chair, "
            "crown, sides such as 2x2, paths such as +0+1-0-1" },
  { .name = "count", .kind = LGT_OPTION_FLAG,
    LGT_AT (VALUES, count),
    .help = "count loops with no, one and several active links" },
  { .name = "nan", .kind = LGT_OPTION_FLAG,
    LGT_AT (VALUES, nan),
    .help = "the same by tracing NaN, and whether both agree" },
  { .name = "split", .kind = LGT_OPTION_FLAG,
    LGT_AT (VALUES, split),
    .help = "split the active links into samples that share no loop" },
  { .name = "coverage", .kind = LGT_OPTION_FLAG,
    LGT_AT (VALUES, coverage),
    .help = "make a sweep of the mask: its layers and what they cover" },
  { .name = "search", .kind = LGT_OPTION_FLAG,
    LGT_AT (VALUES, search),
    .help = "rank all masks of width 2 to W (default 8) of the shape" },
  { .name = "plot", .kind = LGT_OPTION_TEXT,
    LGT_AT (VALUES, plot), .argument = "FILE",
    .help = "picture of a mask and loops in 2 or 3 dimensions, .svg or "
            ".png; data beside it in .tsv" },
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

/* Whether to colour, given --color.  */
static int
use_colour (int when)
{
  const char *terminal = getenv ("TERM"), *no = getenv ("NO_COLOR");

  if (when != LGT_MASK_AUTO)
    return when == LGT_MASK_ALWAYS;
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

/* What is to be done with MASK or instead of a mask; -1: nothing was asked
   for.  */
static int
report (const struct lgt_mask_values *values, const struct lgt_mask *mask,
        const struct lgt_mask_loops *loops)
{
  int tsv = values->format == LGT_MASK_TSV, status = -1;
  struct lgt_error error;

  if (values->count)
    status = lgt_mask_print_counts (mask, loops, tsv, &error);
  if (values->nan && status <= 0)
    status = lgt_mask_print_traced (mask, loops, tsv, &error);
  if (values->split && status <= 0)
    status = lgt_mask_print_split (mask, loops, tsv, &error);
  if (values->coverage && status <= 0)
    status = lgt_mask_print_coverage (mask, loops, tsv, &error);
  if (values->plot && status <= 0)
    status = lgt_mask_plot (mask, loops, values->plot, &error);
  if (status == LGT_ENODEV)     /* no gnuplot: the data are there */
    {
      lgt_app_message (&app, "%s", error.text);
      return 0;
    }
  if (status > 0)
    return lgt_app_fail (&app, &error);
  return status;
}

/* --search.  */
static int
search (const struct lgt_mask_values *values)
{
  struct lgt_mask_loops loops = { .sets = 0 };
  struct lgt_error error;
  struct lgt_geom geom;
  enum lgt_status status;

  if (values->sites || values->directions.count || values->steps.count
      || values->offset.count || values->count || values->nan
      || values->split || values->plot)
    return lgt_app_usage (&app, "--search goes with --shape, --width, "
                          "--loops, --coverage and --format only");
  status = lgt_geom_parse (&geom, values->shape, &error);
  if (!status)
    status = lgt_mask_read_loops (values->loops, &geom, &loops, &error);
  if (!status)
    status = lgt_mask_print_search (values, &geom, &loops, &error);
  lgt_mask_loops_free (&loops);
  return status ? lgt_app_fail (&app, &error) : 0;
}

/* Sites of a picture on the terminal.  */
enum { MAX_DRAWN = 1 << 20 };

int
lgt_mask_print_main (int argc, char **argv)
{
  struct lgt_mask_values values = { .shape = "8x8", .loops = "plaquette" };
  struct lgt_mask_loops loops = { .sets = 0 };
  struct lgt_operands operands;
  struct lgt_mask mask;
  struct lgt_error error;
  int status = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (status >= 0)
    return status;
  if (values.search)
    return lgt_app_close (&app, search (&values));
  if (lgt_mask_read (&values, &mask, &error)
      || lgt_mask_read_loops (values.loops, &mask.geom, &loops, &error))
    return lgt_app_fail (&app, &error);
  if ((values.count || values.nan || values.split || values.coverage
       || values.plot) && mask.sites_only)
    status = lgt_app_usage (&app, "loops pass links: a mask of sites can be "
                            "drawn and listed only");
  else
    status = report (&values, &mask, &loops);
  lgt_mask_loops_free (&loops);
  if (status < 0 && values.format == LGT_MASK_TSV)
    print_table (&mask);
  else if (status < 0 && mask.geom.volume > MAX_DRAWN)
    return lgt_app_usage (&app, "a lattice of %lld sites is too large to draw "
                          "(at most %d); use --format=tsv or --count",
                          (long long) mask.geom.volume, MAX_DRAWN);
  else if (status < 0)
    {
      lgt_mask_draw (&mask, use_colour (values.colour), stdout);
      print_count (&mask);
    }
  return lgt_app_close (&app, status < 0 ? 0 : status);
}
