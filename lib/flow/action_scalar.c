#include "action_scalar.h"

#include <string.h>

#include <lgt/scalar_chain.h>

struct phi4_config { double m2, lambda; };
struct hopping_config { double kappa, lambda; };

const struct lgt_key lgt_phi4_keys[] = {
  { .name = "m2", .kind = LGT_KEY_REAL, LGT_AT (struct phi4_config, m2),
    .allowed = "(-inf, inf)", .help = "mass squared, of any sign" },
  { .name = "lambda", .kind = LGT_KEY_REAL,
    LGT_AT (struct phi4_config, lambda), .allowed = "[0, inf)",
    .help = "coupling" },
  { .name = NULL }
};

const struct lgt_key lgt_phi4_hopping_keys[] = {
  { .name = "kappa", .kind = LGT_KEY_REAL,
    LGT_AT (struct hopping_config, kappa), .allowed = "(-inf, inf)",
    .help = "hopping parameter" },
  { .name = "lambda", .kind = LGT_KEY_REAL,
    LGT_AT (struct hopping_config, lambda), .allowed = "[0, inf)",
    .help = "coupling" },
  { .name = NULL }
};

enum lgt_status
lgt_phi4_read (const struct lgt_chosen *chosen, int hopping, int ndim,
               double value[LGT_SCALAR_COEFFICIENTS],
               struct lgt_error *error)
{
  struct phi4_config mass;
  struct hopping_config kappa;
  double c[LGT_SCALAR_COEFFICIENTS] = { 0 };
  enum lgt_status status
    = hopping ? lgt_config_fill_chosen (chosen, &kappa, error)
              : lgt_config_fill_chosen (chosen, &mass, error);

  if (status != LGT_OK)
    return status;
  if (hopping)
    lgt_scalar_hopping (kappa.kappa, kappa.lambda, c);
  else
    lgt_scalar_phi4 (ndim, mass.m2, mass.lambda, c);
  /* With q > 2 D |h| the quadratic form is positive at every momentum.  */
  if (c[LGT_SCALAR_QUARTIC] == 0
      && !(c[LGT_SCALAR_QUADRATIC] > 2 * ndim
           * (c[LGT_SCALAR_HOPPING] < 0 ? -c[LGT_SCALAR_HOPPING]
                                        : c[LGT_SCALAR_HOPPING])))
    return lgt_config_fail (error, chosen->node,
                            hopping ? "with lambda = 0 there is no theory "
                            "unless |kappa| < 1 / (2 D)"
                            : "with lambda = 0 there is no theory unless "
                            "m2 > 0");
  memcpy (value, c, sizeof c);
  return LGT_OK;
}
