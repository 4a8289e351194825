/* Spectral coupling of SU(N) links.  */

#include "op_check.h"

int
lgt_sun_spectral_raw (struct lgt_sun_spectral_params params)
{
  return (3 * params.bins + 1 + (params.bias != 0))
         * (1 + (params.n - 2) * params.order);
}

static enum lgt_status
check_params (const struct lgt_sun_spectral_params *p,
              struct lgt_error *error)
{
  if (p->n < 2 || p->n > LGT_SUN_MAX)
    return lgt_fail (error, LGT_EINVAL,
                     "sun_spectral: N = %d, must be 2 to %d", p->n,
                     LGT_SUN_MAX);
  if (p->bins < 2 || p->bins > LGT_SUN_BINS_MAX)
    return lgt_fail (error, LGT_EINVAL,
                     "sun_spectral: %d bins, must be 2 to %d", p->bins,
                     LGT_SUN_BINS_MAX);
  if (p->order < 1 || p->order > LGT_SUN_ORDER_MAX)
    return lgt_fail (error, LGT_EINVAL,
                     "sun_spectral: order %d, must be 1 to %d", p->order,
                     LGT_SUN_ORDER_MAX);
  /* Written so that NaN fails.  */
  if (!(p->min_bin >= 0 && p->min_bin * p->bins < 1))
    return lgt_fail (error, LGT_EINVAL,
                     "sun_spectral: smallest bin %g of the interval, must be "
                     "at least 0 and below 1/%d", p->min_bin, p->bins);
  if (!(p->min_slope >= 0 && p->min_slope < 1))
    return lgt_fail (error, LGT_EINVAL,
                     "sun_spectral: smallest slope %g, must be at least 0 "
                     "and below 1", p->min_slope);
  if (p->conjugation && p->n > 3)
    return lgt_fail (error, LGT_EINVAL,
                     "sun_spectral: maps of SU(%d) that commute with complex "
                     "conjugation are not known, N must be 2 or 3", p->n);
  return LGT_OK;
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_sun_spectral_params *p = params;
  struct lgt_shape shape = in[0].shape;
  enum lgt_status status;

  if ((status = check_params (p, error))
      || (status = lgt_op_check_type ("sun_spectral", "u", &in[0], LGT_F64,
                                      error))
      || (status = lgt_op_check_type ("sun_spectral", "s", &in[1], LGT_F64,
                                      error)))
    return status;
  shape.comps = 2 * p->n * p->n;
  if ((status = lgt_op_check_shape ("sun_spectral", "u", &in[0], shape,
                                    error))
      || (status = lgt_op_check_shape ("sun_spectral", "s", &in[1], shape,
                                       error))
      || (status = lgt_op_check_sites ("sun_spectral", "s", &in[1],
                                       in[0].sites, error)))
    return status;
  out[0] = lgt_view_dense (NULL, LGT_F64, shape, in[0].sites);
  out[1] = lgt_op_result (LGT_F64, shape.packs, 1, 1, shape.lanes, NULL);

  shape.comps = 1;
  scratch[0] = lgt_shape_bytes (LGT_F64, shape);
  scratch[1] = 0;
  shape.comps = lgt_sun_spectral_raw (*p);
  if ((status = lgt_op_check_float ("sun_spectral", "raw", &in[2], error))
      || (status = lgt_op_check_shape ("sun_spectral", "raw", &in[2], shape,
                                       error))
      || (status = lgt_op_check_sites ("sun_spectral", "raw", &in[2],
                                       in[0].sites, error)))
    return status;
  *entry = in[2].type;
  return LGT_OK;
}

/* Three products of matrices; phases and vectors, 40 N^3 or the sweeps of
   Jacobi's method; for each coordinate two exponentials and some 20
   operations a bin and two operations a raw number; sines of all pairs.  */
static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_sun_spectral_params *p = params;
  double n = p->n, cube = n * n * n;

  return (24 * cube + (p->n <= 3 ? 20 * cube : 12 * 24 * cube)
          + (n - 1) * (60.0 * p->bins + 200)
          + 2 * lgt_sun_spectral_raw (*p) + 40 * n * (n - 1))
         * in[0].shape.packs * in[0].shape.sites * in[0].shape.lanes;
}

const struct lgt_op lgt_op_sun_spectral =
{
  .name = "sun_spectral",
  .n_in = 3,
  .n_out = 2,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1) | LGT_READS_IN (2),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_sun_spectral (struct lgt_tape *tape, lgt_var u, lgt_var s, lgt_var raw,
                  struct lgt_sun_spectral_params params, lgt_var *log_det)
{
  lgt_var in[3] = { u, s, raw }, out[2] = { LGT_NONE, LGT_NONE };

  lgt_tape_apply (tape, &lgt_op_sun_spectral, &params, sizeof params, in,
                  out);
  *log_det = out[1];
  return out[0];
}
