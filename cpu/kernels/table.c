/* All kernels of one instruction set, from the one list of operations.  */

#include "isa.h"
#include "table.h"

#define LGT_TABLE_(isa) lgt_##isa##_kernels
#define LGT_TABLE(isa) LGT_TABLE_ (isa)

const struct lgt_kernel LGT_TABLE (LGT_ISA)[] =
{
#define LGT_OP(op)                                                      \
  { &lgt_op_##op,                                                       \
    { LGT_KERNEL (op, run, f32), LGT_KERNEL (op, run, f64) },           \
    { LGT_KERNEL (op, pull, f32), LGT_KERNEL (op, pull, f64) },         \
    { NULL, NULL }, NULL, 0 },
#define LGT_OP_SETTLED(op)                                              \
  { &lgt_op_##op,                                                       \
    { LGT_KERNEL (op, run, f32), LGT_KERNEL (op, run, f64) },           \
    { LGT_KERNEL (op, pull, f32), LGT_KERNEL (op, pull, f64) },         \
    { LGT_KERNEL (op, settle, f32), LGT_KERNEL (op, settle, f64) }, NULL, \
    0 },
#define LGT_OP_FORWARD(op)                                              \
  { &lgt_op_##op,                                                       \
    { LGT_KERNEL (op, run, f32), LGT_KERNEL (op, run, f64) },           \
    { NULL, NULL }, { NULL, NULL }, NULL, 0 },
#include <lgt/ops.def>
#undef LGT_OP
#undef LGT_OP_SETTLED
#undef LGT_OP_FORWARD
  { NULL, { NULL, NULL }, { NULL, NULL }, { NULL, NULL }, NULL, 0 }
};
