/* The transformations of the line that a configuration can name.  */

#include "line.h"

#include <string.h>

static int
identity (int *comp, int first, int n)
{
  for (int i = first; i < first + n; i++)
    comp[i] = i;
  return first + n;
}

/* ---- affine ---- */

static int
affine_raw (const void *config)
{
  (void) config;
  return 2;
}

static int
affine_mirror (const void *config, int *comp)
{
  (void) config;
  identity (comp, 0, 2);
  return 0;
}

static int
affine_has_shift (const void *config)
{
  (void) config;
  return 1;
}

static lgt_var
affine_apply (struct lgt_tape *tape, const void *config, lgt_var x,
              lgt_var raw, int inverse, lgt_var *log_det)
{
  const struct lgt_line_params params = { .inverse = inverse };

  (void) config;
  return lgt_line_affine (tape, x, raw, params, log_det);
}

static const struct lgt_line_type affine = {
  .raw = affine_raw,
  .mirror = affine_mirror,
  .has_shift = affine_has_shift,
  .apply = affine_apply
};

/* ---- rational quadratic spline, and an affine map behind it ---- */

struct rqs_config { int bins; double bound, min_bin, min_slope; bool affine; };

static const struct lgt_key rqs_keys[] = {
  { .name = "bins", .kind = LGT_KEY_INT, LGT_AT (struct rqs_config, bins),
    .fallback = "8", .allowed = "[2, 64]", .help = "bins of the spline" },
  { .name = "bound", .kind = LGT_KEY_REAL, LGT_AT (struct rqs_config, bound),
    .fallback = "3", .allowed = "(0, 1e6]",
    .help = "B: the spline maps [-B, B] to itself; beyond it nothing "
            "changes" },
  { .name = "affine", .kind = LGT_KEY_BOOL,
    LGT_AT (struct rqs_config, affine), .fallback = "true",
    .help = "an affine map after the spline" },
  { .name = "min_bin", .kind = LGT_KEY_REAL,
    LGT_AT (struct rqs_config, min_bin), .fallback = "0.001",
    .allowed = "[1e-6, 0.01]",
    .help = "smallest bin, in parts of the interval" },
  { .name = "min_slope", .kind = LGT_KEY_REAL,
    LGT_AT (struct rqs_config, min_slope), .fallback = "0.001",
    .allowed = "[1e-6, 0.5]", .help = "smallest slope at a knot" },
  { .name = NULL }
};

static struct lgt_line_params
rqs_params (const void *config, int inverse)
{
  const struct rqs_config *c = config;
  struct lgt_line_params params;

  memset (&params, 0, sizeof params);
  params.count = c->bins;
  params.inverse = inverse;
  params.bound = c->bound;
  params.min_bin = c->min_bin;
  params.min_slope = c->min_slope;
  return params;
}

static int
rqs_has_shift (const void *config)
{
  return ((const struct rqs_config *) config)->affine;
}

static int
rqs_raw (const void *config)
{
  return lgt_line_rqs_raw (rqs_params (config, 0))
         + 2 * rqs_has_shift (config);
}

/* Bins and knots in the opposite order.  */
static int
rqs_mirror (const void *config, int *comp)
{
  const int bins = ((const struct rqs_config *) config)->bins;

  for (int k = 0; k < bins; k++)
    {
      comp[k] = bins - 1 - k;
      comp[bins + k] = 2 * bins - 1 - k;
    }
  for (int k = 0; k < bins - 1; k++)
    comp[2 * bins + k] = 3 * bins - 2 - k;
  identity (comp, 3 * bins - 1, 2 * rqs_has_shift (config));
  return 1;
}

static lgt_var
rqs_apply (struct lgt_tape *tape, const void *config, lgt_var x, lgt_var raw,
           int inverse, lgt_var *log_det)
{
  const struct lgt_line_params params = rqs_params (config, inverse);
  const int count = lgt_line_rqs_raw (params);
  lgt_var bins = raw, rest, log_affine;

  if (!rqs_has_shift (config))
    return lgt_line_rqs (tape, x, raw, params, log_det);
  bins = lgt_tape_comps (tape, raw, 0, count);
  rest = lgt_tape_comps (tape, raw, count, 2);
  if (inverse)
    {
      x = lgt_line_affine (tape, x, rest, params, &log_affine);
      x = lgt_line_rqs (tape, x, bins, params, log_det);
    }
  else
    {
      x = lgt_line_rqs (tape, x, bins, params, log_det);
      x = lgt_line_affine (tape, x, rest, params, &log_affine);
    }
  *log_det = lgt_add (tape, *log_det, log_affine);
  return x;
}

static const struct lgt_line_type rqs = {
  .config_size = sizeof (struct rqs_config),
  .raw = rqs_raw,
  .mirror = rqs_mirror,
  .has_shift = rqs_has_shift,
  .apply = rqs_apply
};

const struct lgt_choice lgt_line_types[] = {
  { .name = "affine", .keys = lgt_no_keys, .type = &affine,
    .help = "phi exp (s) + t" },
  { .name = "rqs", .keys = rqs_keys, .type = &rqs,
    .help = "rational quadratic spline on an interval" },
  { .name = NULL }
};
