/* The transformations that a configuration can name.  */

#include "transform.h"

#include <string.h>

/* ---- circular rational quadratic spline ---- */

struct rqs_config { int bins; bool bias; double min_bin, min_slope; };

static const struct lgt_key rqs_keys[] = {
  { .name = "bins", .kind = LGT_KEY_INT, LGT_AT (struct rqs_config, bins),
    .fallback = "8", .allowed = "[2, 64]", .help = "bins of the spline" },
  { .name = "bias", .kind = LGT_KEY_BOOL, LGT_AT (struct rqs_config, bias),
    .fallback = "true", .help = "add a shift, modulo 2 pi" },
  { .name = "min_bin", .kind = LGT_KEY_REAL,
    LGT_AT (struct rqs_config, min_bin), .fallback = "0.001",
    .allowed = "[1e-6, 0.01]",
    .help = "smallest bin, in parts of the circle" },
  { .name = "min_slope", .kind = LGT_KEY_REAL,
    LGT_AT (struct rqs_config, min_slope), .fallback = "0.001",
    .allowed = "[1e-6, 0.5]", .help = "smallest slope at a knot" },
  { .name = NULL }
};

static struct lgt_circular_params
rqs_params (const void *config, int inverse)
{
  const struct rqs_config *c = config;
  struct lgt_circular_params params = { 0 };

  params.count = c->bins;
  params.bias = c->bias;
  params.inverse = inverse;
  params.min_bin = c->min_bin;
  params.min_slope = c->min_slope;
  return params;
}

static int
rqs_raw (const void *config)
{
  return lgt_circular_rqs_raw (rqs_params (config, 0));
}

static lgt_var
rqs_apply (struct lgt_tape *tape, const void *config,
           const struct lgt_transform_input *in, int inverse,
           lgt_var *log_det)
{
  return lgt_circular_rqs (tape, in->link, in->staple, in->raw,
                           rqs_params (config, inverse), log_det);
}

static const struct lgt_transform_type rqs = {
  .config_size = sizeof (struct rqs_config),
  .raw = rqs_raw,
  .apply = rqs_apply
};

/* ---- mixture of non-compact projections ---- */

struct ncp_config { int components; };

static const struct lgt_key ncp_keys[] = {
  { .name = "components", .kind = LGT_KEY_INT,
    LGT_AT (struct ncp_config, components), .fallback = "2",
    .allowed = "[1, 32]", .help = "components of the mixture" },
  { .name = NULL }
};

static struct lgt_circular_params
ncp_params (const void *config, int inverse)
{
  const struct ncp_config *c = config;
  struct lgt_circular_params params = { 0 };

  params.count = c->components;
  params.bias = 1;
  params.inverse = inverse;
  return params;
}

static int
ncp_raw (const void *config)
{
  return lgt_circular_ncp_raw (ncp_params (config, 0));
}

/* Components that begin equal stay equal for ever.  */
static const double *
ncp_start (const void *config, double *pattern, int *count)
{
  const struct ncp_config *c = config;

  for (int i = 0; i < c->components; i++)
    pattern[i] = c->components == 1 ? 0 : i % 2 ? -0.1 : 0.1;
  pattern[c->components] = 0;
  *count = c->components + 1;
  return pattern;
}

static lgt_var
ncp_apply (struct lgt_tape *tape, const void *config,
           const struct lgt_transform_input *in, int inverse,
           lgt_var *log_det)
{
  return lgt_circular_ncp (tape, in->link, in->staple, in->raw,
                           ncp_params (config, inverse), log_det);
}

static const struct lgt_transform_type ncp = {
  .config_size = sizeof (struct ncp_config),
  .raw = ncp_raw,
  .start = ncp_start,
  .apply = ncp_apply
};

/* ---- set from a table, without training ---- */

struct table_config { int bins, angles; };

static const struct lgt_key table_keys[] = {
  { .name = "bins", .kind = LGT_KEY_INT, LGT_AT (struct table_config, bins),
    .fallback = "128", .allowed = "[2, 4096]",
    .help = "bins of the spline" },
  { .name = "angles", .kind = LGT_KEY_INT,
    LGT_AT (struct table_config, angles), .fallback = "128",
    .allowed = "[1, 4096]",
    .help = "condition angles that the table knows; 1: no condition" },
  { .name = NULL }
};

static void
table_size (const void *config, int *bins, int *angles)
{
  const struct table_config *c = config;

  *bins = c->bins;
  *angles = c->angles;
}

static lgt_var
table_apply (struct lgt_tape *tape, const void *config,
             const struct lgt_transform_input *in, int inverse,
             lgt_var *log_det)
{
  const struct table_config *c = config;
  struct lgt_circular_table_params params;

  memset (&params, 0, sizeof params);
  params.bins = c->bins;
  params.angles = c->angles;
  params.inverse = inverse;
  return lgt_circular_table (tape, in->link, in->staple, in->condition,
                             in->table, params, log_det);
}

static const struct lgt_transform_type table = {
  .config_size = sizeof (struct table_config),
  .table = table_size,
  .apply = table_apply
};

const struct lgt_choice lgt_transforms[] = {
  { .name = "circular_rqs", .keys = rqs_keys, .type = &rqs,
    .help = "rational quadratic spline on the circle" },
  { .name = "ncp", .keys = ncp_keys, .type = &ncp,
    .help = "mixture of non-compact projections" },
  { .name = "tabulated_conditional", .keys = table_keys, .type = &table,
    .help = "map set from a known distribution, given the angle of the "
            "loop \"condition\"; no network" },
  { .name = NULL }
};
