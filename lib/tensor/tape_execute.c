/* Execution: one instruction after the other, or many of them divided by
   packs.

   Packs do not know of each other, so a run of instructions all of whose
   views have the same number of packs (or are shared and only read) is
   handed to the backend in parts: each part takes its packs through all of
   them, and threads wait for each other once a run, not once an operation.
   Each pack's arithmetic is what it would be otherwise, so the bits are too.
   A run ends where memory is used again (a fence) and where packs are summed
   up.  */

#include "tape_impl.h"

void *
lgt_tape_scratch (struct lgt_tape *tape, const struct lgt_op *op,
                  const void *params, const struct lgt_view *in,
                  const struct lgt_view *out, int which, size_t bytes,
                  size_t *part_scratch)
{
  struct lgt_view part_in[LGT_MAX_IN], part_out[LGT_MAX_OUT] = { { 0 } };
  size_t scratch[2] = { 0, 0 };
  enum lgt_type entry = LGT_F64;
  int32_t packs = 1;
  void *memory;

  *part_scratch = 0;
  if (bytes && tape->parts > 1)
    {
      for (int i = 0; i < op->n_in; i++)
        if (in[i].shape.packs > packs)
          packs = in[i].shape.packs;
      for (int i = 0; i < op->n_in; i++)
        {
          part_in[i] = in[i];
          if (in[i].shape.packs == packs)
            part_in[i].shape.packs = (packs + tape->parts - 1) / tape->parts;
        }
      for (int j = 0; out && j < op->n_out; j++)
        {
          part_out[j] = out[j];
          if (out[j].shape.packs == packs)
            part_out[j].shape.packs = (packs + tape->parts - 1) / tape->parts;
        }
      if (packs > 1
          && op->infer (params, part_in, part_out, scratch, &entry, NULL)
             == LGT_OK)
        *part_scratch = (scratch[which] + 63) / 64 * 64;
      if (*part_scratch * (size_t) tape->parts > bytes)
        bytes = *part_scratch * (size_t) tape->parts;
    }
  memory = bytes ? lgt_tape_take (tape, bytes, 1) : NULL;
  if (memory && !tape->scope && !tape->pulling)
    tape->high -= (bytes + 63) / 64 * 64;
  return memory;
}

/* Instruction I on QUEUE with these VIEWS.  */
static enum lgt_status
call (const struct lgt_backend *backend, struct lgt_queue *queue,
      const struct instruction *i, const struct lgt_view *view,
      size_t bytes, void *scratch, struct lgt_error *error)
{
  enum lgt_status status;

  if (i->fn)
    return i->fn (queue, i->params, view, view + i->n_in, scratch, error);
  status = backend->clear (queue, view[i->n_in].data, bytes);
  return status == LGT_OK
         ? LGT_OK : lgt_fail (error, status, "memory cannot be cleared");
}

void
lgt_tape_execute (struct lgt_tape *tape, const struct instruction *i)
{
  struct lgt_error error;
  enum lgt_status status
    = call (lgt_context_backend (tape->context),
            lgt_context_queue (tape->context), i, tape->view + i->views,
            i->bytes, i->scratch, &error);

  if (status != LGT_OK)
    lgt_tape_fail_ (tape, status, "%s: %s", i->op ? i->op->name : "clear",
                    error.text);
}

/* A run of instructions on its way through the parts.  */
struct run
{
  const struct lgt_tape *tape;
  int32_t first, end;
  struct part             /* the first error of each part */
  {
    enum lgt_status status;
    int32_t at;
    struct lgt_error error;
  } part[LGT_MAX_PARTS];
};

static void
run_part (void *ctx, int part, struct lgt_queue *queue)
{
  struct run *run = ctx;
  const struct lgt_tape *tape = run->tape;
  const struct lgt_backend *backend = lgt_context_backend (tape->context);
  struct lgt_view view[LGT_MAX_IN + 2 * LGT_MAX_OUT + LGT_MAX_IN];
  struct part *p = &run->part[part];

  p->status = LGT_OK;
  for (int32_t n = run->first; n < run->end && p->status == LGT_OK; n++)
    {
      const struct instruction *i = &tape->instruction[n];
      const int first = (int) ((int64_t) i->packs * part / tape->parts);
      const int end = (int) ((int64_t) i->packs * (part + 1) / tape->parts);
      const struct lgt_view *whole = tape->view + i->views;
      char *scratch = i->scratch;

      for (int k = 0; k < i->n_in + i->n_out; k++)
        view[k] = whole[k].shape.packs == i->packs
                  ? lgt_view_packs (whole[k], first, end - first) : whole[k];
      if (scratch)
        scratch += (size_t) part * i->part_scratch;
      p->at = n;
      p->status = call (backend, queue, i, view,
                        i->bytes / (size_t) i->packs
                        * (size_t) (end - first), scratch, &p->error);
    }
}

void
lgt_tape_execute_all (struct lgt_tape *tape)
{
  const struct lgt_backend *backend = lgt_context_backend (tape->context);
  struct lgt_queue *queue = lgt_context_queue (tape->context);
  int32_t i = 0;

  while (i < tape->instructions && tape->error.code == LGT_OK)
    {
      struct run run;
      int32_t end = i;

      while (end < tape->instructions && tape->instruction[end].packs > 0
             && tape->instruction[end].packs == tape->instruction[i].packs
             && (end == i || !tape->instruction[end].fence))
        end++;
      if (end - i < 2)
        {
          lgt_tape_execute (tape, &tape->instruction[i++]);
          continue;
        }
      run.tape = tape;
      run.first = i;
      run.end = end;
      backend->run_parts (queue, tape->parts, run_part, &run);
      for (int part = 0; part < tape->parts; part++)
        if (run.part[part].status != LGT_OK)
          {
            const struct lgt_op *op
              = tape->instruction[run.part[part].at].op;

            lgt_tape_fail_ (tape, run.part[part].status, "%s: %s",
                            op ? op->name : "clear",
                            run.part[part].error.text);
          }
      i = end;
    }
}
