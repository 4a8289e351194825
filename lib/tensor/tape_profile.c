/* Where a tape's time goes: every instruction by itself, with a wait after
   it, added up by operation.  */

#include "tape_impl.h"

#include <string.h>
#include <time.h>

static double
seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static enum lgt_tape_pass
pass_of (const struct lgt_tape *tape, const struct instruction *i)
{
  const struct lgt_kernel *k
    = i->op ? lgt_context_kernel (tape->context, i->op) : NULL;

  for (int type = 0; k && type < 2; type++)
    if (i->fn == k->pull[type])
      return LGT_TAPE_PULL;
    else if (i->fn == k->settle[type])
      return LGT_TAPE_SETTLE;
  return LGT_TAPE_RUN;
}

/* What cannot be avoided: every input read once, every output written once,
   and read before by what adds to it.  */
static double
bytes_of (const struct lgt_tape *tape, const struct instruction *i,
          enum lgt_tape_pass pass)
{
  const struct lgt_view *view = tape->view + i->views;
  double bytes = 0;

  if (!i->fn)
    return (double) i->bytes;
  for (int k = 0; k < i->n_in + i->n_out; k++)
    if (view[k].data)
      bytes += (double) lgt_shape_count (view[k].shape)
               * (double) lgt_type_size (view[k].type)
               * (k >= i->n_in && pass != LGT_TAPE_RUN ? 2 : 1);
  return bytes;
}

/* The row of instruction I among the first *COUNT, made if it is new; NULL
   if there is no room.  */
static struct lgt_tape_cost *
row_of (const struct lgt_tape *tape, const struct instruction *i,
        struct lgt_tape_cost *row, int room, int *count)
{
  const char *name = i->op ? i->op->name : "clear";
  const enum lgt_tape_pass pass = pass_of (tape, i);

  for (int n = 0; n < *count; n++)
    if (row[n].pass == pass && strcmp (row[n].op, name) == 0)
      return &row[n];
  if (*count == room)
    return NULL;
  row[*count] = (struct lgt_tape_cost) { .op = name, .pass = pass };
  return &row[(*count)++];
}

enum lgt_status
lgt_tape_profile (struct lgt_tape *tape, int repeat,
                  struct lgt_tape_cost *row, int room, int *rows,
                  struct lgt_error *error)
{
  const struct lgt_backend *backend = lgt_context_backend (tape->context);
  struct lgt_queue *queue = lgt_context_queue (tape->context);
  enum lgt_status status = lgt_tape_status (tape, error);
  double started = 0;

  *rows = 0;
  if (status == LGT_OK && tape->options.dry)
    status = lgt_fail (error, LGT_EINVAL, "a dry tape has no time to measure");
  for (int r = 0; r < repeat && status == LGT_OK; r++)
    for (int32_t n = 0; n < tape->instructions && status == LGT_OK; n++)
      {
        const struct instruction *i = &tape->instruction[n];
        struct lgt_tape_cost *cost = row_of (tape, i, row, room, rows);

        started = seconds ();
        lgt_tape_execute (tape, i);
        status = lgt_tape_status (tape, error);
        if (status == LGT_OK)
          status = backend->sync (queue, error);
        if (!cost)
          continue;
        cost->seconds += (seconds () - started) / repeat;
        if (r > 0)
          continue;
        cost->calls++;
        cost->flops += i->flops;
        cost->bytes += bytes_of (tape, i, cost->pass);
      }
  return status;
}
