#include "spectral.h"

#include <string.h>

struct cell_config
{
  int bins, order;
  bool bias, conjugation;
  double min_bin, min_slope;
};

static const struct lgt_key cell_keys[] = {
  { .name = "bins", .kind = LGT_KEY_INT, LGT_AT (struct cell_config, bins),
    .fallback = "8", .allowed = "[2, 64]",
    .help = "bins of the spline of each coordinate" },
  { .name = "bias", .kind = LGT_KEY_BOOL, LGT_AT (struct cell_config, bias),
    .fallback = "true", .help = "shift the logit of each coordinate" },
  { .name = "order", .kind = LGT_KEY_INT, LGT_AT (struct cell_config, order),
    .fallback = "2", .allowed = "[1, 8]",
    .help = "terms cos (m pi y), m = 0, 1, ..., by which the splines of the "
            "other coordinates depend on the image y of the first; N > 2" },
  { .name = "conjugation", .kind = LGT_KEY_BOOL,
    LGT_AT (struct cell_config, conjugation), .fallback = "false",
    .help = "let the map commute with complex conjugation (N <= 3); the "
            "network must then see even features alone, re_tr and re_tr_p2" },
  { .name = "min_bin", .kind = LGT_KEY_REAL,
    LGT_AT (struct cell_config, min_bin), .fallback = "0.001",
    .allowed = "[1e-6, 0.01]",
    .help = "smallest bin, in parts of the interval" },
  { .name = "min_slope", .kind = LGT_KEY_REAL,
    LGT_AT (struct cell_config, min_slope), .fallback = "0.001",
    .allowed = "[1e-6, 0.5]", .help = "smallest slope at a knot" },
  { .name = NULL }
};

const struct lgt_choice lgt_cell_transforms[] = {
  { .name = "cell_rqs", .keys = cell_keys,
    .help = "rational quadratic splines of the coordinates of the cell of "
            "phases" },
  { .name = NULL }
};

enum lgt_status
lgt_cell_params (const struct lgt_chosen *chosen, int n,
                 struct lgt_sun_spectral_params *params,
                 struct lgt_error *error)
{
  struct cell_config config;
  enum lgt_status status = lgt_config_fill_chosen (chosen, &config, error);

  if (status != LGT_OK)
    return status;
  if (config.conjugation && n > 3)
    return lgt_config_fail (error, chosen->node,
                            "conjugation: true is for SU(2) and SU(3), not "
                            "for SU(%d)", n);
  memset (params, 0, sizeof *params);
  params->n = n;
  params->bins = config.bins;
  params->bias = config.bias;
  params->order = config.order;
  params->conjugation = config.conjugation;
  params->min_bin = config.min_bin;
  params->min_slope = config.min_slope;
  return LGT_OK;
}
