/* Calls of operations, recorded and executed.  */

#include "tape_impl.h"

#include <string.h>

lgt_var
lgt_tape_bind (struct lgt_tape *tape, const struct lgt_view *value,
               const struct lgt_view *grad)
{
  const int needs_grad = grad && grad->data && tape->gradients;
  lgt_var x = LGT_NONE;

  if (tape->error.code != LGT_OK)
    return x;
  x.id = lgt_tape_new_variable (tape, value, needs_grad);
  if (x.id >= 0)
    {
      tape->variable[x.id].scope = tape->variable[x.id].born = 0;
      tape->variable[x.id].field = tape->variable[x.id].newest = x.id;
      if (needs_grad)
        tape->variable[x.id].grad = *grad;
    }
  return x;
}

lgt_var
lgt_tape_field (struct lgt_tape *tape, enum lgt_type type,
                struct lgt_shape shape, const struct lgt_sites *sites)
{
  struct lgt_view view = lgt_view_dense (NULL, type, shape, sites);
  lgt_var x = LGT_NONE;

  if (tape->error.code != LGT_OK)
    return x;
  if (tape->scope)
    {
      lgt_tape_fail_ (tape, LGT_EINVAL, "a field was made inside a segment");
      return x;
    }
  view.data = lgt_tape_take (tape, lgt_shape_bytes (type, shape), 0);
  if (view.data)
    x.id = lgt_tape_new_variable (tape, &view, 0);
  if (x.id >= 0)
    tape->variable[x.id].field = tape->variable[x.id].newest = x.id;
  return x;
}

lgt_var
lgt_tape_field_of (struct lgt_tape *tape, lgt_var x)
{
  lgt_var copy;

  tape->keep = 1;
  copy = lgt_linear (tape, 1, x, 0, LGT_NONE);
  tape->keep = 0;
  if (copy.id >= 0)
    tape->variable[copy.id].field = tape->variable[copy.id].newest = copy.id;
  return copy;
}

lgt_var
lgt_tape_comps (struct lgt_tape *tape, lgt_var x, int first, int n)
{
  const struct lgt_view whole = lgt_tape_operand (tape, x.id, "a window");
  struct lgt_view view;
  lgt_var window = LGT_NONE;

  if (tape->error.code != LGT_OK)
    return window;
  if (!whole.data || first < 0 || n < 1 || first + n > whole.shape.comps)
    {
      lgt_tape_fail_ (tape, LGT_EINVAL,
                      "components %d to %d of a tensor with %d", first,
                      first + n - 1, whole.shape.comps);
      return window;
    }
  view = lgt_view_comps (whole, first, n);
  window.id = lgt_tape_new_variable (tape, &view,
                                     lgt_tape_needs_grad (tape, x.id));
  if (window.id >= 0)
    {
      tape->variable[window.id].parent = x.id;
      tape->variable[window.id].first = first;
      tape->variable[window.id].scope = tape->variable[x.id].scope;
    }
  return window;
}

lgt_var
lgt_tape_constant (struct lgt_tape *tape, lgt_var x)
{
  const struct lgt_view view = lgt_tape_operand (tape, x.id, "a constant");
  lgt_var constant = LGT_NONE;

  if (tape->error.code != LGT_OK)
    return constant;
  constant.id = lgt_tape_new_variable (tape, &view, 0);
  if (constant.id >= 0)
    {
      tape->variable[constant.id].scope = tape->variable[x.id].scope;
      tape->variable[constant.id].of = x.id < 0 ? -1 : x.id;
    }
  return constant;
}

/* The variable whose memory X is a window on, or a constant copy of.  */
static int32_t
owner (const struct lgt_tape *tape, int32_t id)
{
  const struct variable *v = &tape->variable[id];

  while (v->parent >= 0 || v->of >= 0)
    {
      id = v->parent >= 0 ? v->parent : v->of;
      v = &tape->variable[id];
    }
  return id;
}

struct lgt_view
lgt_tape_operand (struct lgt_tape *tape, int32_t id, const char *who)
{
  const struct lgt_view none = { 0 };
  const struct variable *v;

  if (id < 0)
    return none;
  if (id >= tape->variables)
    {
      lgt_tape_fail_ (tape, LGT_EINVAL, "%s: a variable of another tape",
                      who);
      return none;
    }
  v = &tape->variable[owner (tape, id)];
  if (v->scope != 0 && v->scope != tape->scope)
    lgt_tape_fail_ (tape, LGT_EINVAL,
                    "%s: a variable of a segment that was closed", who);
  if (v->field >= 0
      && tape->variable[v->field].newest != owner (tape, id))
    lgt_tape_fail_ (tape, LGT_EINVAL,
                    "%s: an old version of a field that was changed since",
                    who);
  return tape->variable[id].value;
}

int
lgt_tape_needs_grad (const struct lgt_tape *tape, int32_t id)
{
  return id >= 0 && id < tape->variables && tape->variable[id].needs_grad;
}

/* Shape inference with everything that can be wrong.  */
static const struct lgt_kernel *
infer (struct lgt_tape *tape, const struct lgt_op *op, const void *params,
       const struct lgt_view *in, struct lgt_view *out, size_t scratch[2],
       enum lgt_type *entry)
{
  const struct lgt_kernel *kernel = lgt_context_kernel (tape->context, op);
  struct lgt_error error;
  enum lgt_status status;

  if (!kernel)
    {
      lgt_tape_fail_ (tape, LGT_EBACKEND, "%s has no kernel for %s",
                      lgt_context_backend (tape->context)->name, op->name);
      return NULL;
    }
  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  status = op->infer (params, in, out, scratch, entry, &error);
  if (status != LGT_OK)
    {
      lgt_tape_fail_ (tape, status, "%s", error.text);
      return NULL;
    }
  if (kernel->scratch)
    kernel->scratch (params, in, scratch);
  tape->eager |= kernel->eager;
  return kernel;
}

void
lgt_tape_emit_op (struct lgt_tape *tape, const struct lgt_op *op,
                  const void *params, size_t params_size,
                  const struct lgt_view *in, const struct lgt_view *out,
                  int once)
{
  struct lgt_view expected[LGT_MAX_OUT] = { { 0 } };
  size_t scratch[2], part_scratch;
  enum lgt_type entry;
  const struct lgt_kernel *kernel;
  const void *kept = lgt_tape_keep_params (tape, params, params_size);
  void *memory;

  if (tape->error.code != LGT_OK)
    return;
  for (int j = 0; j < op->n_out; j++)
    expected[j] = out[j];
  kernel = infer (tape, op, kept, in, expected, scratch, &entry);
  if (!kernel)
    return;
  for (int j = 0; j < op->n_out; j++)
    if (!lgt_shape_equal (expected[j].shape, out[j].shape)
        || (expected[j].shape.packs && expected[j].type != out[j].type))
      {
        lgt_tape_fail_ (tape, LGT_EINVAL, "%s: output %d does not fit",
                        op->name, j);
        return;
      }
  memory = lgt_tape_scratch (tape, op, kept, in, out, 0, scratch[0],
                             &part_scratch);
  if (tape->error.code == LGT_OK)
    lgt_tape_emit (tape, op, kernel->run[entry], kept, op->n_in, in,
                   op->n_out, out, memory, part_scratch,
                   op->flops ? op->flops (kept, in) : 0, once);
}

void
lgt_tape_run (struct lgt_tape *tape, const struct lgt_op *op,
              const void *params, size_t params_size,
              const struct lgt_view *in, const struct lgt_view *out)
{
  if (tape->error.code == LGT_OK)
    lgt_tape_emit_op (tape, op, params, params_size, in, out, 0);
}

void
lgt_tape_clear (struct lgt_tape *tape, const struct lgt_view *view)
{
  if (tape->error.code == LGT_OK)
    lgt_tape_emit_clear (tape, view);
}

void
lgt_tape_apply (struct lgt_tape *tape, const struct lgt_op *op,
                const void *params, size_t params_size, const lgt_var *in,
                lgt_var *out)
{
  struct lgt_view in_view[LGT_MAX_IN], out_view[LGT_MAX_OUT];
  const struct lgt_kernel *kernel;
  lgt_var given[LGT_MAX_IN];            /* IN may be OUT */
  const void *kept;
  struct node *node;
  enum lgt_type entry;
  size_t scratch[2], part_scratch;
  void *memory;
  int needs_grad = 0;

  memcpy (given, in, (size_t) op->n_in * sizeof *in);
  in = given;
  for (int j = 0; j < op->n_out; j++)
    out[j] = LGT_NONE;
  if (tape->error.code != LGT_OK)
    return;
  memset (out_view, 0, sizeof out_view);
  for (int i = 0; i < op->n_in; i++)
    {
      in_view[i] = lgt_tape_operand (tape, in[i].id, op->name);
      if (!(op->no_gradient & 1u << i))
        needs_grad |= lgt_tape_needs_grad (tape, in[i].id);
    }
  kept = lgt_tape_keep_params (tape, params, params_size);
  if (tape->error.code != LGT_OK)
    return;
  kernel = infer (tape, op, kept, in_view, out_view, scratch, &entry);
  if (!kernel)
    return;
  needs_grad = needs_grad && tape->gradients
               && kernel->pull[entry] != NULL;
  for (int j = 0; j < op->n_out; j++)
    {
      struct lgt_view *o = &out_view[j];

      if (o->shape.packs == 0)
        continue;
      *o = lgt_view_dense (lgt_tape_take (tape,
                                          lgt_shape_bytes (o->type, o->shape),
                                          tape->scope && !tape->keep),
                           o->type, o->shape, o->sites);
      if (!o->data)
        return;
      out[j].id = lgt_tape_new_variable (tape, o, needs_grad);
    }
  memory = lgt_tape_scratch (tape, op, kept, in_view, NULL, 0, scratch[0],
                             &part_scratch);
  if (tape->error.code != LGT_OK)
    return;
  if (needs_grad)
    {
      node = lgt_tape_new_node (tape, NODE_OP);
      if (!node)
        return;
      node->op = op;
      node->kernel = kernel;
      node->entry = entry;
      node->params = kept;
      node->pull_scratch = scratch[1];
      for (int i = 0; i < op->n_in; i++)
        node->in[i] = in[i].id;
      for (int j = 0; j < op->n_out; j++)
        node->out[j] = out[j].id;
    }
  lgt_tape_emit (tape, op, kernel->run[entry], kept, op->n_in, in_view,
                 op->n_out, out_view, memory, part_scratch,
                 op->flops ? op->flops (kept, in_view) : 0, 0);
}
