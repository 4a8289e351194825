/* Traces of SU(N) loops: a network's inputs.  */

#include <string.h>

#include "op_sun.h"

static int
feature_count (unsigned features)
{
  int count = 0;

  for (; features; features >>= 1)
    count += features & 1;
  return count;
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_sun_traces_params *p = params;
  enum lgt_status status = lgt_op_check_sun_links ("sun_traces", p->paths,
                                                   p->n, &in[0], error);

  if (status != LGT_OK)
    return status;
  if (p->features == 0 || p->features > 15)
    return lgt_fail (error, LGT_EINVAL,
                     "sun_traces: features are %#x, must be some of 0xf",
                     p->features);
  if (p->to != LGT_F32 && p->to != LGT_F64)
    return lgt_fail (error, LGT_EINVAL,
                     "sun_traces: the output must be float32 or float64");
  out[0] = lgt_op_result (p->to, in[0].shape.packs, p->paths->rows->count,
                          feature_count (p->features) * p->paths->paths,
                          in[0].shape.lanes, p->paths->rows);
  scratch[0] = scratch[1] = 0;
  *entry = p->to;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_sun_traces_params *p = params;

  /* Without W^2 the last product is only a trace.  */
  return lgt_op_sun_flops (p->paths, p->n, &in[0],
                           p->features > 3 ? 1 : 2);
}

const struct lgt_op lgt_op_sun_traces =
{
  .name = "sun_traces",
  .n_in = 1,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_sun_traces (struct lgt_tape *tape, lgt_var links,
                const struct lgt_path_set *paths, int n, unsigned features,
                enum lgt_type to)
{
  struct lgt_sun_traces_params params;
  lgt_var out = LGT_NONE;

  memset (&params, 0, sizeof params);
  params.paths = paths;
  params.n = n;
  params.features = features;
  params.to = to;
  lgt_tape_apply (tape, &lgt_op_sun_traces, &params, sizeof params, &links,
                  &out);
  return out;
}
