/* Pull-backs: the nodes in reverse order.  */

#include "tape_impl.h"

#include <stdlib.h>
#include <string.h>

/* Memory for a gradient of V; contents undefined.  */
static struct lgt_view
new_gradient (struct lgt_tape *tape, const struct variable *v)
{
  const size_t bytes = lgt_shape_bytes (v->value.type, v->value.shape);

  return lgt_view_dense (lgt_tape_take (tape, bytes, v->scope != 0),
                         v->value.type, v->value.shape, v->value.sites);
}

/* The variable that owns the gradient's memory: a window's parent, a
   field's first version.  */
static int32_t
gradient_owner (const struct lgt_tape *tape, int32_t id)
{
  while (tape->variable[id].parent >= 0)
    id = tape->variable[id].parent;
  return tape->variable[id].field >= 0 ? tape->variable[id].field : id;
}

struct lgt_view
lgt_tape_gradient (struct lgt_tape *tape, int32_t id, int make)
{
  const int32_t owner = gradient_owner (tape, id);
  struct variable *v = &tape->variable[owner];
  struct lgt_view grad;
  int32_t first = 0;

  if (!v->grad.data && make)
    {
      v->grad = new_gradient (tape, v);
      if (v->grad.data)
        lgt_tape_emit_clear (tape, v->grad.data,
                             lgt_shape_bytes (v->grad.type, v->grad.shape));
    }
  grad = tape->variable[owner].grad;
  for (int32_t i = id; tape->variable[i].parent >= 0;
       i = tape->variable[i].parent)
    first += tape->variable[i].first;
  if (tape->variable[id].parent >= 0 && grad.data)
    grad = lgt_view_comps (grad, first, tape->variable[id].value.shape.comps);
  return grad;
}

struct lgt_view
lgt_tape_grad (const struct lgt_tape *tape, lgt_var x)
{
  struct lgt_view none = { 0 };

  if (x.id < 0 || x.id >= tape->variables
      || tape->variable[x.id].scope != 0)
    return none;
  return lgt_tape_gradient ((struct lgt_tape *) tape, x.id, 0);
}

/* GRAD += 1 * G.  */
static void
add_to (struct lgt_tape *tape, const struct lgt_view *g,
        const struct lgt_view *grad)
{
  const struct lgt_linear_params params = { 1, 1 };
  const struct lgt_view in[2] = { *grad, *g };

  lgt_tape_emit_op (tape, &lgt_op_linear, &params, sizeof params, in, grad,
                    0);
}

static void
pull_op (struct lgt_tape *tape, const struct node *n)
{
  struct lgt_view in[LGT_MAX_IN + 2 * LGT_MAX_OUT], out[LGT_MAX_IN];
  const struct lgt_op *op = n->op;
  const struct lgt_view none = { 0 };
  void *scratch = NULL;
  int wanted = 0;

  for (int j = 0; j < op->n_out; j++)
    {
      struct lgt_view g = none;

      if (n->out[j] >= 0)
        g = lgt_tape_gradient (tape, n->out[j], 0);
      wanted |= g.data != NULL;
      in[op->n_in + op->n_out + j] = g;
      in[op->n_in + j] = n->out[j] >= 0 ? tape->variable[n->out[j]].value
                                        : none;
      if (!(op->pullback_reads & LGT_READS_OUT (j)))
        in[op->n_in + j].data = NULL;
    }
  if (!wanted)
    return;
  for (int i = 0; i < op->n_in; i++)
    {
      in[i] = n->in[i] >= 0 ? tape->variable[n->in[i]].value : none;
      if (!(op->pullback_reads & LGT_READS_IN (i)))
        in[i].data = NULL;
      out[i] = none;
      if (n->in[i] >= 0 && tape->variable[n->in[i]].needs_grad
          && !(op->no_gradient & 1u << i))
        out[i] = lgt_tape_gradient (tape, n->in[i], 1);
    }
  if (n->pull_scratch)
    {
      scratch = lgt_tape_take (tape, n->pull_scratch, 1);
      if (scratch)
        tape->high -= (n->pull_scratch + 63) / 64 * 64;
    }
  if (tape->error.code == LGT_OK)
    lgt_tape_emit (tape, op, n->kernel->pull[n->entry], n->params,
                   op->n_in + 2 * op->n_out, in, op->n_in, out, scratch,
                   op->flops ? 2 * op->flops (n->params, in) : 0, 0);
}

/* field <- old values: what the field held before the scatter N.  */
static void
restore (struct lgt_tape *tape, const struct node *n)
{
  lgt_tape_emit_op (tape, &lgt_op_scatter, n->params,
                    sizeof (struct lgt_list_params),
                    &tape->variable[n->in[1]].value,
                    &tape->variable[n->in[0]].value, 0);
}

static void
pull_scatter (struct lgt_tape *tape, const struct node *n)
{
  const int32_t new = n->in[2];
  const struct lgt_view field_grad = lgt_tape_gradient (tape, n->out[0], 0);
  const size_t size = sizeof (struct lgt_list_params);
  struct lgt_view part;

  restore (tape, n);
  if (!field_grad.data || tape->error.code != LGT_OK)
    return;
  if (tape->variable[new].needs_grad)
    {
      part = new_gradient (tape, &tape->variable[new]);
      if (!part.data)
        return;
      lgt_tape_emit_op (tape, &lgt_op_gather, n->params, size, &field_grad,
                        &part, 0);
      if (tape->variable[new].parent < 0
          && !lgt_tape_gradient (tape, new, 0).data)
        tape->variable[new].grad = part;
      else
        {
          const struct lgt_view grad = lgt_tape_gradient (tape, new, 1);

          add_to (tape, &part, &grad);
        }
    }
  if (tape->variable[n->in[0]].needs_grad)
    {
      /* What stood in these entries before has no effect any more.  */
      part = tape->variable[new].value;
      part = lgt_view_dense (lgt_tape_take (tape,
                                            lgt_shape_bytes (part.type,
                                                             part.shape), 1),
                             part.type, part.shape, part.sites);
      if (!part.data)
        return;
      tape->high -= lgt_shape_bytes (part.type, part.shape);
      lgt_tape_emit_clear (tape, part.data,
                           lgt_shape_bytes (part.type, part.shape));
      lgt_tape_emit_op (tape, &lgt_op_scatter, n->params, size, &part,
                        &field_grad, 0);
    }
}

static void
pull_accumulate (struct lgt_tape *tape, const struct node *n)
{
  const struct lgt_view total = lgt_tape_gradient (tape, n->out[0], 0);

  if (total.data && tape->variable[n->in[1]].needs_grad)
    {
      const struct lgt_view part = lgt_tape_gradient (tape, n->in[1], 1);

      if (part.data)
        add_to (tape, &total, &part);
    }
}

static void pull_nodes (struct lgt_tape *tape, int32_t first, int32_t end);

/* Put the fields back, run the insides again, pull them, drop them.  */
static void
pull_segment (struct lgt_tape *tape, int32_t index)
{
  const struct node segment = tape->node[index];

  for (int32_t i = index - 1; i >= segment.first_node; i--)
    if (tape->node[i].kind == NODE_SCATTER)
      restore (tape, &tape->node[i]);
  tape->high = segment.high;
  if (tape->low + tape->high > tape->options.arena_bytes)
    lgt_tape_take (tape, 1, 0);         /* says that the arena is too small */
  else if (tape->low + tape->high > tape->peak)
    tape->peak = tape->low + tape->high;
  for (int32_t i = segment.first_instruction;
       i < segment.end_instruction && tape->error.code == LGT_OK; i++)
    if (!tape->instruction[i].once)
      lgt_tape_emit_again (tape, i);
  pull_nodes (tape, segment.first_node, index);
  tape->high = 0;
}

static void
pull_nodes (struct lgt_tape *tape, int32_t first, int32_t end)
{
  for (int32_t i = end - 1; i >= first && tape->error.code == LGT_OK; i--)
    {
      const struct node node = tape->node[i];

      switch (node.kind)
        {
        case NODE_OP:
          pull_op (tape, &node);
          break;
        case NODE_SCATTER:
          pull_scatter (tape, &node);
          break;
        case NODE_ACCUMULATE:
          pull_accumulate (tape, &node);
          break;
        case NODE_SEGMENT:
          pull_segment (tape, i);
          i = node.first_node;
          break;
        }
    }
}

/* A tensor of ones like VIEW, for a seed.  */
static struct lgt_view
ones_like (struct lgt_tape *tape, const struct lgt_view *view)
{
  const size_t bytes = lgt_shape_bytes (view->type, view->shape);
  struct lgt_view ones;
  char *host;

  ones = lgt_view_dense (lgt_tape_take (tape, bytes, 0), view->type,
                         view->shape, view->sites);
  if (!ones.data || tape->options.dry)
    return ones;
  host = malloc (bytes);
  if (!host)
    {
      lgt_tape_fail_ (tape, LGT_ENOMEM, "no memory for a seed");
      return ones;
    }
  for (int64_t i = 0; i < lgt_shape_count (view->shape); i++)
    if (view->type == LGT_F32)
      ((float *) (void *) host)[i] = 1;
    else
      ((double *) (void *) host)[i] = 1;
  if (lgt_context_put (tape->context, ones.data, host, bytes, &tape->error))
    tape->error.code = LGT_EBACKEND;
  free (host);
  return ones;
}

void
lgt_tape_backward (struct lgt_tape *tape, int n, const struct lgt_seed *seeds)
{
  if (tape->error.code != LGT_OK)
    return;
  if (tape->pulled || tape->scope || !tape->options.gradients)
    {
      lgt_tape_fail_ (tape, LGT_EINVAL,
                      tape->pulled ? "a second backward pass on one tape"
                      : tape->scope ? "a backward pass inside a segment"
                      : "a backward pass on a tape without gradients");
      return;
    }
  tape->pulled = 1;
  for (int i = 0; i < n && tape->error.code == LGT_OK; i++)
    {
      const struct lgt_view value
        = lgt_tape_operand (tape, seeds[i].of.id, "a seed");
      struct lgt_view seed = seeds[i].grad, grad;

      if (tape->error.code != LGT_OK)
        return;
      if (!lgt_tape_needs_grad (tape, seeds[i].of.id))
        continue;
      if (!seed.data)
        seed = ones_like (tape, &value);
      grad = lgt_tape_gradient (tape, seeds[i].of.id, 1);
      if (tape->error.code == LGT_OK)
        add_to (tape, &seed, &grad);
    }
  pull_nodes (tape, 0, tape->nodes);
}
