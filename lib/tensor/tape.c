/* A tape's life, variables, and memory.  */

#include "tape_impl.h"

#include <stdlib.h>
#include <string.h>

/* What a dry tape takes for the address of its arena.  */
#define DRY_ARENA ((char *) 4096)
#define DRY_BYTES ((size_t) 1 << 60)

void
lgt_tape_fail_ (struct lgt_tape *tape, enum lgt_status code,
                const char *format, ...)
{
  va_list arguments;

  if (tape->error.code != LGT_OK)
    return;
  tape->error.code = code;
  va_start (arguments, format);
  vsnprintf (tape->error.text, sizeof tape->error.text, format, arguments);
  va_end (arguments);
}

void
lgt_tape_fail (struct lgt_tape *tape, const struct lgt_error *error)
{
  lgt_tape_fail_ (tape, error->code, "%s", error->text);
}

struct lgt_tape *
lgt_tape_new (struct lgt_context *context,
              const struct lgt_tape_options *options,
              struct lgt_error *error)
{
  struct lgt_tape *tape;

  if (!options->dry && options->arena_bytes == 0)
    {
      lgt_fail (error, LGT_EINVAL, "a tape without an arena");
      return NULL;
    }
  tape = calloc (1, sizeof *tape);
  if (!tape)
    {
      lgt_fail (error, LGT_ENOMEM, "no memory for a tape");
      return NULL;
    }
  tape->context = context;
  tape->options = *options;
  tape->gradients = options->gradients;
  tape->parts = 1;
  if (lgt_context_backend (context)->parts)
    tape->parts
      = lgt_context_backend (context)->parts (lgt_context_queue (context));
  if (options->dry)
    {
      tape->arena = DRY_ARENA;
      tape->options.arena_bytes = DRY_BYTES;
    }
  else
    {
      tape->options.arena_bytes = (options->arena_bytes + 63) / 64 * 64;
      tape->arena = lgt_context_alloc (context, tape->options.arena_bytes,
                                       error);
      if (!tape->arena)
        {
          free (tape);
          return NULL;
        }
    }
  return tape;
}

void
lgt_tape_reset (struct lgt_tape *tape)
{
  const struct lgt_backend *backend = lgt_context_backend (tape->context);

  while (tape->blocks)
    {
      struct block *next = tape->blocks->next;

      free (tape->blocks);
      tape->blocks = next;
    }
  while (tape->ones)
    {
      struct block *next = tape->ones->next;
      void *data;

      memcpy (&data, tape->ones->data, sizeof data);
      lgt_context_release (tape->context, data);
      free (tape->ones);
      tape->ones = next;
    }
  if (tape->graph)
    backend->graph_free (lgt_context_queue (tape->context), tape->graph);
  tape->graph = NULL;
  tape->variables = tape->nodes = tape->instructions = tape->views = 0;
  tape->low = tape->high = tape->peak = tape->most = 0;
  tape->segments = tape->scope = tape->pulling = 0;
  tape->pulled = tape->keep = tape->fence = tape->eager = 0;
  tape->gradients = tape->options.gradients;
  tape->error.code = LGT_OK;
}

void
lgt_tape_free (struct lgt_tape *tape)
{
  if (!tape)
    return;
  lgt_tape_reset (tape);
  if (!tape->options.dry)
    lgt_context_release (tape->context, tape->arena);
  free (tape->variable);
  free (tape->node);
  free (tape->instruction);
  free (tape->view);
  free (tape);
}

struct lgt_context *
lgt_tape_context (const struct lgt_tape *tape)
{
  return tape->context;
}

void
lgt_tape_pause (struct lgt_tape *tape, int paused)
{
  if (tape->scope)
    lgt_tape_fail_ (tape, LGT_EINVAL, "a pause inside a segment");
  tape->gradients = tape->options.gradients && !paused;
}

int
lgt_tape_dry (const struct lgt_tape *tape)
{
  return tape->options.dry;
}

enum lgt_status
lgt_tape_status (const struct lgt_tape *tape, struct lgt_error *error)
{
  if (tape->error.code == LGT_OK)
    return LGT_OK;
  return lgt_fail (error, tape->error.code, "%s", tape->error.text);
}

struct lgt_tape_usage
lgt_tape_usage (const struct lgt_tape *tape)
{
  struct lgt_tape_usage usage = { 0 };

  usage.arena_peak = tape->peak;
  usage.arena_low = tape->low;
  usage.nodes = (size_t) tape->nodes;
  usage.instructions = (size_t) tape->instructions;
  for (int32_t i = 0; i < tape->instructions; i++)
    usage.flops += tape->instruction[i].flops;
  return usage;
}

static void
too_small (struct lgt_tape *tape)
{
  lgt_tape_fail_ (tape, LGT_ENOMEM,
                  "the tape's arena of %.1f MiB is too small",
                  (double) tape->options.arena_bytes / 1048576);
}

void
lgt_tape_reach (struct lgt_tape *tape, size_t high)
{
  if (tape->low + high > tape->options.arena_bytes)
    too_small (tape);
  if (tape->low + high > tape->peak)
    tape->peak = tape->low + high;
  if (high > tape->most)
    tape->most = high;
}

void *
lgt_tape_take (struct lgt_tape *tape, size_t bytes, int high)
{
  size_t *end = high ? &tape->high : &tape->low;
  const size_t room = tape->options.arena_bytes;

  bytes = (bytes + 63) / 64 * 64;
  if (bytes > room - tape->low - tape->high)
    {
      too_small (tape);
      return NULL;
    }
  *end += bytes;
  lgt_tape_reach (tape, tape->high);
  return tape->arena + (high ? room - tape->high : tape->low - bytes);
}

/* Room for one element more in a growing array.  */
static void *
grow (struct lgt_tape *tape, void *array, int32_t used, int32_t *room,
      size_t size)
{
  void *larger;
  int32_t more;

  if (used < *room)
    return array;
  more = *room ? 2 * *room : 64;
  larger = realloc (array, (size_t) more * size);
  if (!larger)
    {
      lgt_tape_fail_ (tape, LGT_ENOMEM, "no memory for a longer tape");
      return array;
    }
  *room = more;
  return larger;
}

int32_t
lgt_tape_new_variable (struct lgt_tape *tape, const struct lgt_view *value,
                       int needs_grad)
{
  struct variable *v;

  tape->variable = grow (tape, tape->variable, tape->variables,
                         &tape->variables_room, sizeof *tape->variable);
  if (tape->error.code != LGT_OK)
    return -1;
  v = &tape->variable[tape->variables];
  memset (v, 0, sizeof *v);
  v->value = *value;
  v->parent = v->field = v->newest = v->of = -1;
  v->scope = tape->keep ? 0 : tape->scope;
  v->born = tape->scope;
  v->needs_grad = needs_grad;
  return tape->variables++;
}

struct node *
lgt_tape_new_node (struct lgt_tape *tape, enum node_kind kind)
{
  struct node *n;

  tape->node = grow (tape, tape->node, tape->nodes, &tape->nodes_room,
                     sizeof *tape->node);
  if (tape->error.code != LGT_OK)
    return NULL;
  n = &tape->node[tape->nodes++];
  memset (n, 0, sizeof *n);
  n->kind = kind;
  for (int i = 0; i < LGT_MAX_IN; i++)
    n->in[i] = -1;
  for (int j = 0; j < LGT_MAX_OUT; j++)
    n->out[j] = -1;
  return n;
}

const void *
lgt_tape_keep_params (struct lgt_tape *tape, const void *params, size_t size)
{
  struct block *block;

  if (size == 0)
    return NULL;
  block = malloc (sizeof *block + size);
  if (!block)
    {
      lgt_tape_fail_ (tape, LGT_ENOMEM, "no memory for a longer tape");
      return NULL;
    }
  memcpy (block->data, params, size);
  block->next = tape->blocks;
  tape->blocks = block;
  return block->data;
}

static struct instruction *
append (struct lgt_tape *tape, int n_in, const struct lgt_view *in, int n_out,
        const struct lgt_view *out)
{
  struct instruction *instruction;

  for (int k = 0; k < n_in + n_out; k++)
    {
      tape->view = grow (tape, tape->view, tape->views, &tape->views_room,
                         sizeof *tape->view);
      if (tape->error.code != LGT_OK)
        return NULL;
      tape->view[tape->views++] = k < n_in ? in[k] : out[k - n_in];
    }
  tape->instruction = grow (tape, tape->instruction, tape->instructions,
                            &tape->instructions_room,
                            sizeof *tape->instruction);
  if (tape->error.code != LGT_OK)
    return NULL;
  instruction = &tape->instruction[tape->instructions++];
  memset (instruction, 0, sizeof *instruction);
  instruction->views = tape->views - n_in - n_out;
  instruction->n_in = n_in;
  instruction->n_out = n_out;
  return instruction;
}

/* Whether instruction I can be divided, and what must be done before it.  */
static void
settle (struct lgt_tape *tape, struct instruction *i)
{
  const struct lgt_view *view = tape->view + i->views;
  int32_t packs = 0;

  i->fence = tape->fence;
  tape->fence = 0;
  for (int k = 0; k < i->n_in + i->n_out; k++)
    if (view[k].data && view[k].shape.packs > packs)
      packs = view[k].shape.packs;
  for (int k = 0; k < i->n_in + i->n_out; k++)
    if (view[k].data && view[k].shape.packs != packs
        && (k >= i->n_in || view[k].shape.packs != 1))
      return;
  if (i->op && i->op->whole)
    return;
  /* Few packs that do not come out even are better divided by sites.  */
  if (tape->parts > 1
      && (packs >= 4 * tape->parts
          || (packs > 1 && packs % tape->parts == 0)))
    i->packs = packs;
}

void
lgt_tape_emit (struct lgt_tape *tape, const struct lgt_op *op,
               lgt_kernel_fn *fn, const void *params, int n_in,
               const struct lgt_view *in, int n_out,
               const struct lgt_view *out, void *scratch,
               size_t part_scratch, double flops, int once)
{
  struct instruction *i = append (tape, n_in, in, n_out, out);
  const int loose = scratch && !tape->scope && !tape->pulling;

  if (!i)
    return;
  i->op = op;
  i->fn = fn;
  i->params = params;
  i->scratch = scratch;
  i->part_scratch = part_scratch;
  i->flops = flops;
  i->once = once;
  /* Outside of segments scratch is lent from one to the next.  */
  tape->fence |= loose;
  settle (tape, i);
  tape->fence |= loose;
  if (!tape->options.dry)
    lgt_tape_execute (tape, i);
}

void
lgt_tape_emit_clear (struct lgt_tape *tape, const struct lgt_view *view)
{
  struct instruction *i = append (tape, 0, NULL, 1, view);

  if (!i)
    return;
  i->bytes = (size_t) lgt_shape_count (view->shape)
             * lgt_type_size (view->type);
  settle (tape, i);
  if (!tape->options.dry)
    lgt_tape_execute (tape, i);
}

void
lgt_tape_emit_again (struct lgt_tape *tape, int32_t from)
{
  struct instruction *i = append (tape, 0, NULL, 0, NULL);

  if (!i)
    return;
  *i = tape->instruction[from];         /* its views are shared */
  i->fence = tape->fence;
  tape->fence = 0;
  if (!tape->options.dry)
    lgt_tape_execute (tape, i);
}

/* Everything into a graph, once.  */
static enum lgt_status
capture (struct lgt_tape *tape, struct lgt_error *error)
{
  const struct lgt_backend *backend = lgt_context_backend (tape->context);
  struct lgt_queue *queue = lgt_context_queue (tape->context);
  struct lgt_error inner;
  enum lgt_status status = backend->capture (queue, 1, NULL, error), ended;

  if (status != LGT_OK)
    return status;
  lgt_tape_execute_all (tape);
  ended = backend->capture (queue, 0, &tape->graph, &inner);
  /* What an instruction says comes first: it may be why the capture ends as
     it does.  */
  status = lgt_tape_status (tape, error);
  if (status == LGT_OK && ended != LGT_OK)
    status = lgt_fail (error, ended, "a tape cannot be captured: %s",
                       inner.text);
  return status;
}

enum lgt_status
lgt_tape_replay (struct lgt_tape *tape, struct lgt_error *error)
{
  const struct lgt_backend *backend = lgt_context_backend (tape->context);
  struct lgt_queue *queue = lgt_context_queue (tape->context);
  enum lgt_status status = lgt_tape_status (tape, error);

  if (status != LGT_OK)
    return status;
  if (tape->options.dry)
    return lgt_fail (error, LGT_EINVAL, "a dry tape cannot be replayed");
  if (!backend->capture || tape->eager || tape->instructions == 0
      || !backend->captures (queue))
    {
      lgt_tape_execute_all (tape);
      return lgt_tape_status (tape, error);
    }
  if (!tape->graph)
    status = capture (tape, error);
  return status == LGT_OK ? backend->replay (queue, tape->graph, error)
                          : status;
}

struct lgt_view
lgt_tape_value (const struct lgt_tape *tape, lgt_var x)
{
  struct lgt_view none = { 0 };

  return x.id >= 0 && x.id < tape->variables ? tape->variable[x.id].value
                                             : none;
}
