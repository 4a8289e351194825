/* The backend's table and that of its kernels, from the one list of
   operations.  */

#include "action_scratch.h"
#include "backend.h"
#include "conv.h"
#include "circular_scratch.h"
#include "device.h"
#include "kernel.h"

/* Kernels whose scratch is not what the operation asks for.  */
template <const struct lgt_op *op>
static constexpr lgt_scratch_fn *scratch = nullptr;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_conv> = conv_scratch_bytes;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_conv_gemm> = conv_scratch_bytes;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_conv_sum> = conv_scratch_bytes;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_u1_action> = lgt_u1_action_scratch;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_sun_action> = lgt_site_sums_scratch;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_scalar_action>
  = lgt_site_sums_scratch;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_sun_spectral>
  = lgt_site_sums_scratch;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_sun_stout> = lgt_site_sums_scratch;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_circular_ncp>
  = lgt_circular_scratch;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_circular_rqs>
  = lgt_circular_scratch;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_line_affine> = lgt_circular_scratch;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_line_rqs> = lgt_circular_scratch;
template <>
constexpr lgt_scratch_fn *scratch<&lgt_op_circular_table>
  = lgt_circular_scratch;

static const struct lgt_kernel kernels[] =
{
#define LGT_ROW(name, pull32, pull64, settle32, settle64)               \
  {                                                                     \
    .op = &lgt_op_##name,                                               \
    .run = { LGT_KERNEL (name, run, f32), LGT_KERNEL (name, run, f64) },  \
    .pull = { pull32, pull64 },                                         \
    .settle = { settle32, settle64 },                                   \
    .scratch = scratch<&lgt_op_##name>,                                 \
    .eager = 0                                                          \
  },
#define LGT_OP(op)                                                      \
  LGT_ROW (op, LGT_KERNEL (op, pull, f32), LGT_KERNEL (op, pull, f64),  \
           nullptr, nullptr)
#define LGT_OP_SETTLED(op)                                              \
  LGT_ROW (op, LGT_KERNEL (op, pull, f32), LGT_KERNEL (op, pull, f64),  \
           LGT_KERNEL (op, settle, f32), LGT_KERNEL (op, settle, f64))
#define LGT_OP_FORWARD(op)                                              \
  LGT_ROW (op, nullptr, nullptr, nullptr, nullptr)
#include <lgt/ops.def>
#undef LGT_OP
#undef LGT_OP_SETTLED
#undef LGT_OP_FORWARD
  {}
};

/* A warp holds one row's lanes.  */
extern "C" const struct lgt_backend LGT_GPU_BACKEND =
{
  .name = LGT_GPU_TITLE,
  .lanes = { LGT_WARP, LGT_WARP },
  .probe = LGT_GPU_NAME (probe),
  .queue_new = LGT_GPU_NAME (queue_new),
  .queue_free = LGT_GPU_NAME (queue_free),
  .alloc = LGT_GPU_NAME (alloc),
  .release = LGT_GPU_NAME (release),
  .put = LGT_GPU_NAME (put),
  .get = LGT_GPU_NAME (get),
  .clear = LGT_GPU_NAME (clear),
  .sync = LGT_GPU_NAME (sync),
  .captures = LGT_GPU_NAME (captures),
  .capture = LGT_GPU_NAME (capture),
  .replay = LGT_GPU_NAME (replay),
  .graph_free = LGT_GPU_NAME (graph_free),
  .describe = LGT_GPU_NAME (describe),
  .fourier = 0,
  .memory = LGT_GPU_NAME (memory),
  .parts = nullptr,
  .run_parts = nullptr,
  .kernels = kernels
};
