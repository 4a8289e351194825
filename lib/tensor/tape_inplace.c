/* Fields that are changed in place, and segments.  */

#include "tape_impl.h"

#include <string.h>

lgt_var
lgt_gather (struct lgt_tape *tape, lgt_var field,
            const struct lgt_sites *list, int block)
{
  struct lgt_list_params params;
  lgt_var values;

  memset (&params, 0, sizeof params);
  params.list = list;
  params.block = block;
  tape->keep = tape->gradients;
  lgt_tape_apply (tape, &lgt_op_gather, &params, sizeof params, &field,
                  &values);
  tape->keep = 0;
  return values;
}

/* The next version of the field whose newest one is FROM.  */
static lgt_var
next_version (struct lgt_tape *tape, int32_t from, int needs_grad)
{
  const struct lgt_view value = tape->variable[from].value;
  const int32_t root = tape->variable[from].field;
  lgt_var x;

  x.id = lgt_tape_new_variable (tape, &value,
                                needs_grad
                                || tape->variable[from].needs_grad);
  if (x.id >= 0)
    {
      tape->variable[x.id].scope = tape->variable[x.id].born = 0;
      tape->variable[x.id].field = root;
      tape->variable[root].newest = x.id;
    }
  return x;
}

static int
is_field (struct lgt_tape *tape, lgt_var x, const char *who)
{
  lgt_tape_operand (tape, x.id, who);
  if (tape->error.code == LGT_OK
      && (x.id < 0 || tape->variable[x.id].field < 0))
    lgt_tape_fail_ (tape, LGT_EINVAL, "%s: not a field", who);
  return tape->error.code == LGT_OK;
}

lgt_var
lgt_scatter (struct lgt_tape *tape, lgt_var field, lgt_var old_values,
             lgt_var new_values)
{
  struct lgt_view old, new, target;
  struct lgt_list_params params;
  struct node *node;
  lgt_var next = LGT_NONE;

  if (tape->error.code != LGT_OK || !is_field (tape, field, "scatter"))
    return next;
  old = lgt_tape_operand (tape, old_values.id, "scatter");
  new = lgt_tape_operand (tape, new_values.id, "scatter");
  if (tape->error.code != LGT_OK)
    return next;
  if (!old.data || !new.data || !lgt_shape_equal (old.shape, new.shape)
      || old.type != new.type || old.sites != new.sites)
    {
      lgt_tape_fail_ (tape, LGT_EINVAL,
                      "scatter: old and new values are not of one kind");
      return next;
    }
  memset (&params, 0, sizeof params);
  params.list = new.sites;
  params.block = new.shape.comps;
  target = tape->variable[field.id].value;
  lgt_tape_emit_op (tape, &lgt_op_scatter, &params, sizeof params, &new,
                    &target, 0);
  next = next_version (tape, field.id,
                       lgt_tape_needs_grad (tape, new_values.id));
  if (next.id < 0 || !tape->gradients)
    return next;
  node = lgt_tape_new_node (tape, NODE_SCATTER);
  if (node)
    {
      node->params = lgt_tape_keep_params (tape, &params, sizeof params);
      node->in[0] = field.id;
      node->in[1] = old_values.id;
      node->in[2] = new_values.id;
      node->out[0] = next.id;
    }
  return next;
}

lgt_var
lgt_accumulate (struct lgt_tape *tape, lgt_var total, lgt_var part)
{
  const struct lgt_linear_params params = { 1, 1 };
  struct lgt_view in[2];
  struct node *node;
  lgt_var next = LGT_NONE;

  if (tape->error.code != LGT_OK || !is_field (tape, total, "accumulate"))
    return next;
  in[0] = tape->variable[total.id].value;
  in[1] = lgt_tape_operand (tape, part.id, "accumulate");
  if (tape->error.code != LGT_OK)
    return next;
  lgt_tape_emit_op (tape, &lgt_op_linear, &params, sizeof params, in, in, 1);
  next = next_version (tape, total.id, lgt_tape_needs_grad (tape, part.id));
  if (next.id < 0 || !tape->gradients)
    return next;
  node = lgt_tape_new_node (tape, NODE_ACCUMULATE);
  if (node)
    {
      node->in[0] = total.id;
      node->in[1] = part.id;
      node->out[0] = next.id;
    }
  return next;
}

/* What leaves a segment: fields as they are, anything else by a copy at the
   low end.  */
static lgt_var
carry_out (struct lgt_tape *tape, lgt_var x)
{
  if (x.id < 0 || x.id >= tape->variables
      || tape->variable[x.id].scope == 0)
    return x;
  tape->keep = 1;
  x = lgt_linear (tape, 1, x, 0, LGT_NONE);
  tape->keep = 0;
  return x;
}

void
lgt_tape_segment (struct lgt_tape *tape, lgt_segment_fn *body, void *ctx,
                  int n_in, const lgt_var *in, int n_out, lgt_var *out)
{
  const int32_t first_node = tape->nodes;
  const int32_t first_instruction = tape->instructions;
  struct node *node;

  if (tape->scope)
    lgt_tape_fail_ (tape, LGT_EINVAL, "a segment inside a segment");
  for (int i = 0; i < n_in && tape->error.code == LGT_OK; i++)
    lgt_tape_operand (tape, in[i].id, "a segment");
  if (tape->error.code != LGT_OK)
    {
      for (int j = 0; j < n_out; j++)
        out[j] = LGT_NONE;
      return;
    }
  tape->scope = ++tape->segments;
  tape->fence = 1;
  tape->most = 0;
  body (tape, ctx, in, out);
  for (int j = 0; j < n_out; j++)
    out[j] = carry_out (tape, out[j]);
  tape->scope = 0;
  tape->fence = 1;
  if (tape->error.code != LGT_OK)
    return;
  if (tape->gradients)
    {
      node = lgt_tape_new_node (tape, NODE_SEGMENT);
      if (!node)
        return;
      node->first_node = first_node;
      node->first_instruction = first_instruction;
      node->end_instruction = tape->instructions;
      node->high = tape->high;
      node->most = tape->most;
      node->segment = tape->segments;
    }
  tape->high = 0;
}
