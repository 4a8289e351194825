/* All operations, from the one list.  */

#include <lgt/ops.h>

static const struct lgt_op *const list[] =
{
#define LGT_OP(op) &lgt_op_##op,
#define LGT_OP_SETTLED(op) &lgt_op_##op,
#define LGT_OP_FORWARD(op) &lgt_op_##op,
#include <lgt/ops.def>
#undef LGT_OP
#undef LGT_OP_SETTLED
#undef LGT_OP_FORWARD
  NULL
};

const struct lgt_op *const *
lgt_op_list (void)
{
  return list;
}
