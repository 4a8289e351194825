/* Pull-backs: the nodes in reverse order.  */

#include "tape_impl.h"

#include <stdlib.h>
#include <string.h>

/* Memory for a gradient of V; contents undefined.  What the segment that is
   being pulled back made itself, kept values included, has no gradient yet
   from what came after, nor after the segment.  */
static struct lgt_view
new_gradient (struct lgt_tape *tape, const struct variable *v)
{
  const size_t bytes = lgt_shape_bytes (v->value.type, v->value.shape);
  const int high = tape->pulling && v->born == tape->pulling;

  return lgt_view_dense (lgt_tape_take (tape, bytes, high),
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
        lgt_tape_emit_clear (tape, &v->grad);
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
  const struct lgt_view none = { 0 };
  struct lgt_view grad;

  if (x.id < 0 || x.id >= tape->variables
      || !tape->variable[x.id].needs_grad)
    return none;
  grad = lgt_tape_gradient ((struct lgt_tape *) tape, x.id, 0);
  /* What was at the high end was dropped with its segment.  */
  if ((char *) grad.data >= tape->arena + tape->low
      && (char *) grad.data < tape->arena + tape->options.arena_bytes)
    return none;
  return grad;
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

/* Which gradients a pull-back is to make.  */
enum share { ALL, OF_PACKS, SHARED };

/* Whether OP, pulled back as IN and OUT say, makes gradients of both kinds:
   of what each pack has for itself, and of what all packs share (weights).
   The former can be divided by packs.  */
static int
is_mixed (const struct lgt_op *op, const struct lgt_view *out)
{
  int packs = 0, shared = 0;

  for (int i = 0; i < op->n_in; i++)
    if (out[i].data)
      {
        packs |= out[i].shape.packs > 1;
        shared |= out[i].shape.packs == 1;
      }
  return packs && shared;
}

static void
emit_pull (struct lgt_tape *tape, const struct node *n,
           const struct lgt_view *in, const struct lgt_view *out,
           enum share share)
{
  const struct lgt_op *op = n->op;
  struct lgt_view part[LGT_MAX_IN];
  size_t part_scratch;
  void *scratch;

  for (int i = 0; i < op->n_in; i++)
    {
      part[i] = out[i];
      if ((share == OF_PACKS && out[i].shape.packs == 1)
          || (share == SHARED && out[i].shape.packs > 1))
        part[i].data = NULL;
    }
  scratch = lgt_tape_scratch (tape, op, n->params, in, NULL, 1,
                              n->pull_scratch, &part_scratch);
  if (tape->error.code == LGT_OK)
    lgt_tape_emit (tape, op, n->kernel->pull[n->entry], n->params,
                   op->n_in + 2 * op->n_out, in, op->n_in, part, scratch,
                   part_scratch,
                   op->flops ? (share == ALL ? 2 : 1) * op->flops (n->params,
                                                                   in)
                             : 0, 0);
}

/* Whether N reads a field, which will have changed by the time that shared
   gradients are made.  */
static int
reads_field (const struct lgt_tape *tape, const struct node *n)
{
  for (int i = 0; i < n->op->n_in; i++)
    if (n->in[i] >= 0 && n->op->pullback_reads & LGT_READS_IN (i))
      {
        int32_t id = n->in[i];

        while (tape->variable[id].parent >= 0)
          id = tape->variable[id].parent;
        if (tape->variable[id].field >= 0
            && tape->variable[id].value.shape.packs > 1)
          return 1;
      }
  return 0;
}

/* Pull N back.  Of a mixed one the shared gradients come on a second call
   with LATER = 1, at the end of the segment, so that everything before can
   be divided by packs without a wait.  Returns whether that is needed.  */
static int
pull_op (struct lgt_tape *tape, const struct node *n, int later)
{
  struct lgt_view in[LGT_MAX_IN + 2 * LGT_MAX_OUT], out[LGT_MAX_IN];
  const struct lgt_op *op = n->op;
  const struct lgt_view none = { 0 };
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
    return 0;
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
  if (n->kernel->settle[n->entry] && !later && tape->error.code == LGT_OK)
    lgt_tape_emit (tape, op, n->kernel->settle[n->entry], n->params,
                   op->n_in + 2 * op->n_out, in, op->n_out,
                   in + op->n_in + op->n_out, NULL, 0, 0, 0);
  if (later)
    emit_pull (tape, n, in, out, SHARED);
  else if (!is_mixed (op, out))
    emit_pull (tape, n, in, out, ALL);
  else
    {
      emit_pull (tape, n, in, out, OF_PACKS);
      if (tape->pulling && !reads_field (tape, n))
        return 1;
      emit_pull (tape, n, in, out, SHARED);
    }
  return 0;
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
      if (gradient_owner (tape, new) == new
          && !tape->variable[new].grad.data)
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
      if (!tape->pulling)
        {
          tape->high -= lgt_shape_bytes (part.type, part.shape);
          tape->fence = 1;
        }
      lgt_tape_emit_clear (tape, &part);
      lgt_tape_emit_op (tape, &lgt_op_scatter, n->params, size, &part,
                        &field_grad, 0);
      tape->fence |= !tape->pulling;
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

  tape->fence = 1;
  for (int32_t i = index - 1; i >= segment.first_node; i--)
    if (tape->node[i].kind == NODE_SCATTER)
      restore (tape, &tape->node[i]);
  tape->high = segment.high;
  tape->pulling = segment.segment;
  lgt_tape_reach (tape, segment.most);
  for (int32_t i = segment.first_instruction;
       i < segment.end_instruction && tape->error.code == LGT_OK; i++)
    if (!tape->instruction[i].once)
      lgt_tape_emit_again (tape, i);
  pull_nodes (tape, segment.first_node, index);
  for (int32_t i = index - 1; i >= segment.first_node; i--)
    if (tape->node[i].later && tape->error.code == LGT_OK)
      {
        const struct node node = tape->node[i];

        pull_op (tape, &node, 1);
      }
  tape->fence = 1;
  tape->high = 0;
  tape->pulling = 0;
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
          tape->node[i].later = pull_op (tape, &node, 0);
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

/* A tensor of ones like VIEW, for a seed.  It is written once and not again
   in a replay, so it cannot be in the arena, where each replay's forward
   scratch may pass over it.  */
static struct lgt_view
ones_like (struct lgt_tape *tape, const struct lgt_view *view)
{
  const size_t bytes = lgt_shape_bytes (view->type, view->shape);
  struct lgt_view ones = lgt_view_dense (tape->arena, view->type,
                                         view->shape, view->sites);
  struct lgt_error error;
  struct block *block;
  char *host;

  if (tape->options.dry)
    return ones;
  host = calloc (1, bytes);
  block = malloc (sizeof *block + sizeof ones.data);
  ones.data = NULL;
  if (!host || !block)
    lgt_tape_fail_ (tape, LGT_ENOMEM, "no memory for a seed");
  else
    {
      for (int64_t i = 0; i < lgt_shape_count (view->shape); i++)
        if (view->type == LGT_F32)
          ((float *) (void *) host)[i] = 1;
        else
          ((double *) (void *) host)[i] = 1;
      ones.data = lgt_context_table (tape->context, host, bytes, &error);
      if (!ones.data)
        lgt_tape_fail (tape, &error);
    }
  free (host);
  if (!ones.data)
    {
      free (block);
      return ones;
    }
  memcpy (block->data, &ones.data, sizeof ones.data);
  block->next = tape->ones;
  tape->ones = block;
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
