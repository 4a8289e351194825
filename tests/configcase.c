#include "configcase.h"

#include "testutil.h"

#include <string.h>

const struct lgt_key spline_keys[] = {
  { .name = "bins", .kind = LGT_KEY_INT, LGT_AT (struct spline, bins),
    .fallback = "8", .allowed = "[2, 64]", .help = "bins of the spline" },
  { .name = "bias", .kind = LGT_KEY_BOOL, LGT_AT (struct spline, bias),
    .fallback = "true" },
  { .name = "width", .kind = LGT_KEY_REAL, LGT_AT (struct spline, width),
    .fallback = "0.5", .allowed = "(0, 1]" },
  { .name = NULL }
};

const struct lgt_choice transforms[] = {
  { .name = "circular_rqs", .keys = spline_keys, .help = "a spline" },
  { .name = "identity", .keys = lgt_no_keys },
  { .name = "path", .keys = NULL },
  { .name = NULL }
};

const struct lgt_key stage_keys[] = {
  { .name = "steps", .kind = LGT_KEY_INT64, LGT_AT (struct stage, steps),
    .allowed = "[1, inf)", .help = "number of steps" },
  { .name = "rate", .kind = LGT_KEY_REAL, LGT_AT (struct stage, rate),
    .fallback = "1e-3", .allowed = "(0, inf)" },
  { .name = NULL }
};

static const struct lgt_key precision_keys[] = {
  { .name = "links", .kind = LGT_KEY_NAME, LGT_AT (struct precision, links),
    .allowed = "float32 float64", .fallback = "float64" },
  { .name = "network", .kind = LGT_KEY_NAME,
    LGT_AT (struct precision, network), .allowed = "float32 float64",
    .fallback = "float32" },
  { .name = "ends", .kind = LGT_KEY_NAMES, LGT_AT (struct precision, ends),
    .allowed = "joined zero", .fallback = "joined", .length_max = 3 },
  { .name = NULL }
};

const struct lgt_key model_keys[] = {
  { .name = "lgt", .kind = LGT_KEY_INT, LGT_AT (struct model, version) },
  { .name = "shape", .kind = LGT_KEY_INTS, LGT_AT (struct model, shape),
    .allowed = "[1, inf)", .length_min = 1, .length_max = 6 },
  { .name = "channels", .kind = LGT_KEY_INT, LGT_AT (struct model, channels),
    .fallback = "output", .words = "input output", .allowed = "[1, inf)" },
  { .name = "kernel", .kind = LGT_KEY_INTS, LGT_AT (struct model, kernel),
    .fallback = "3", .allowed = "[1, 99]" },
  { .name = "directions", .kind = LGT_KEY_INTS,
    LGT_AT (struct model, directions), .fallback = "each", .words = "each" },
  { .name = "weights", .kind = LGT_KEY_REALS, LGT_AT (struct model, weights),
    .fallback = "[0.25, 1e-3]" },
  { .name = "title", .kind = LGT_KEY_TEXT, LGT_AT (struct model, title),
    .fallback = "" },
  { .name = "precision", .kind = LGT_KEY_TABLE,
    LGT_AT (struct model, precision), .table = precision_keys,
    .fallback = "{}" },
  { .name = "stages", .kind = LGT_KEY_LIST, LGT_AT (struct model, stages),
    .table = stage_keys, .fallback = "[{ steps: 10 }]", .length_min = 1 },
  { .name = "named", .kind = LGT_KEY_NAMED, LGT_AT (struct model, named),
    .table = spline_keys, .fallback = "{}" },
  { .name = "action", .kind = LGT_KEY_CHOICES, LGT_AT (struct model, action),
    .choices = transforms, .fallback = "[]" },
  { .name = "transform", .kind = LGT_KEY_CHOICE,
    LGT_AT (struct model, transform), .choices = transforms,
    .fallback = "circular_rqs" },
  { .name = "free", .kind = LGT_KEY_NODE, LGT_AT (struct model, free),
    .fallback = "" },
  { .name = NULL }
};

enum lgt_status
understand (const char *text, struct model *model,
            struct lgt_config **config, struct lgt_error *error)
{
  enum lgt_status status = lgt_config_parse ("f.yaml", text, strlen (text),
                                             config, error);

  if (status != LGT_OK)
    {
      *config = NULL;
      return status;
    }
  status = lgt_config_version (*config, error);
  if (status == LGT_OK)
    status = lgt_config_fill (lgt_config_root (*config), model_keys, model,
                              error);
  return status;
}

struct lgt_config *
parse (const char *text)
{
  struct lgt_error error = { .text = "" };
  struct lgt_config *config = NULL;

  if (lgt_config_parse ("f.yaml", text, strlen (text), &config, &error))
    ck_abort_msg ("%s", error.text);
  return config;
}
