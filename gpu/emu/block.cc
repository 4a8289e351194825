/* A thread that never waits shares its fiber with the next one: kernels
   without barriers never switch.  A thread that waits keeps the fiber and
   stands in a list until what it waits for has come.  */

#include "block.h"

#include <stdlib.h>

#include "fiber.h"

struct thread
{
  struct thread *next;          /* of those that wait, or can go on */
  struct fiber *fiber;
  struct uint3 index;
  unsigned number;
  unsigned meetings;
};

struct fiber
{
  struct lgt_emu_fiber stack;
  struct fiber *next;           /* of those that no thread has */
};

struct list
{
  struct thread *first, *last;
};

/* Lanes that meet under one mask, again and again.  The values of one round
   are read while those of the next are written.  */
struct meeting
{
  struct meeting *next;
  unsigned mask, in, round;
  enum lgt_emu_meet_kind kind;
  unsigned came[2], odd[2];
  uint64_t value[2][LGT_EMU_WARP];
  struct list waiting;
};

struct warp
{
  struct meeting *meetings;
  unsigned returned;            /* lanes that ended */
};

/* The block that this thread of the host runs, and what is kept from one to
   the next.  */
struct block
{
  const struct lgt_emu_call *call;
  unsigned count, started, ended;
  struct thread *running;
  struct list ready;
  struct lgt_emu_fiber host;
  struct fiber *idle;
  struct meeting *unused;
  /* The barrier.  */
  struct list waiting;
  unsigned arrived, barriers;
  unsigned counted[2];
  const char *file;
  int line;
  /* By set_order.  */
  struct dim3 shape;
  unsigned order;
  struct warp warp[LGT_EMU_THREADS / LGT_EMU_WARP];
  struct thread thread[LGT_EMU_THREADS];
  unsigned short turn[LGT_EMU_THREADS];
};

static __thread struct block *block;
__thread struct lgt_emu_now lgt_emu_now = {};

/* ---- lists ---- */

static void
append (struct list *list, struct thread *t)
{
  t->next = NULL;
  if (list->last)
    list->last->next = t;
  else
    list->first = t;
  list->last = t;
}

/* All of LIST can go on: in the order in which they came, or the other way
   round.  */
static void
wake (struct list *list)
{
  struct thread *next;

  for (struct thread *t = list->first; t; t = next)
    {
      next = t->next;
      if (block->order && block->ready.first)
        {
          t->next = block->ready.first;
          block->ready.first = t;
        }
      else
        append (&block->ready, t);
    }
  list->first = list->last = NULL;
}

/* ---- warps ---- */

static void
complete (struct meeting *m)
{
  m->in = 0;
  m->round++;
  m->came[m->round & 1] = m->odd[m->round & 1] = 0;
  wake (&m->waiting);
}

/* Nobody waits for a lane that has returned.  */
static void
lane_returned (struct warp *w, unsigned lane)
{
  w->returned |= 1u << lane;
  for (struct meeting *m = w->meetings; m; m = m->next)
    if (m->in && ((m->in | w->returned) & m->mask) == m->mask)
      complete (m);
}

static struct meeting *
meeting_of (struct warp *w, unsigned mask)
{
  struct meeting *m;

  for (m = w->meetings; m; m = m->next)
    if (m->mask == mask)
      return m;
  m = block->unused;
  if (m)
    block->unused = m->next;
  else
    m = static_cast<struct meeting *> (lgt_emu_get (sizeof *m));
  m->mask = mask;
  m->in = m->round = 0;
  m->came[0] = m->odd[0] = 0;
  m->waiting.first = m->waiting.last = NULL;
  m->next = w->meetings;
  w->meetings = m;
  return m;
}

static void
drop_meetings (struct warp *w)
{
  while (w->meetings)
    {
      struct meeting *m = w->meetings;

      w->meetings = m->next;
      m->next = block->unused;
      block->unused = m;
    }
  w->returned = 0;
}

/* ---- threads and fibers ---- */

/* Back to the scheduler, until THREAD's turn comes again.  */
static void
wait_in (struct list *list)
{
  struct thread *t = block->running;

  append (list, t);
  lgt_emu_fiber_switch (&t->fiber->stack, &block->host);
}

static void
become (struct thread *t)
{
  block->running = t;
  lgt_emu_now.thread = t->index;
  lgt_emu_now.number = t->number;
}

/* What a fiber does: one thread after the other, while there are any.  */
static void
body (void)
{
  struct fiber *self;

  lgt_emu_fiber_begin ();
  self = block->idle;
  for (;;)
    {
      block->idle = self->next;
      while (block->started < block->count)
        {
          struct thread *t = &block->thread[block->turn[block->started++]];

          t->fiber = self;
          t->meetings = 0;
          become (t);
          block->call->run (block->call->args);
          block->ended++;
          lane_returned (&block->warp[t->number / LGT_EMU_WARP],
                         t->number % LGT_EMU_WARP);
        }
      self->next = block->idle;
      block->idle = self;
      lgt_emu_fiber_switch (&self->stack, &block->host);
    }
}

/* The first idle fiber is the one that runs next.  */
static struct fiber *
idle_fiber (void)
{
  if (!block->idle)
    {
      block->idle = static_cast<struct fiber *>
                    (lgt_emu_get (sizeof *block->idle));
      block->idle->next = NULL;
      lgt_emu_fiber_init (&block->idle->stack, body);
    }
  return block->idle;
}

/* Threads wait, and none of them can go on.  */
[[noreturn]] static void
deadlock (void)
{
  if (block->arrived)
    {
      become (block->waiting.first);
      lgt_emu_fault ("a barrier that not all threads of the block reach",
                     block->file, block->line, 0);
    }
  for (unsigned w = 0; w < LGT_EMU_THREADS / LGT_EMU_WARP; w++)
    for (struct meeting *m = block->warp[w].meetings; m; m = m->next)
      if (m->waiting.first)
        {
          become (m->waiting.first);
          lgt_emu_fault ("lanes of a warp's mask that never come", NULL, 0,
                         0);
        }
  abort ();
}

void
lgt_emu_run_block (const struct lgt_emu_call *call)
{
  struct block *b = block;

  b->call = call;
  b->started = b->ended = b->arrived = 0;
  b->counted[0] = b->counted[1] = 0;
  b->barriers++;
  for (unsigned w = 0; w <= (b->count - 1) / LGT_EMU_WARP; w++)
    drop_meetings (&b->warp[w]);
  lgt_emu_now.inside = 1;
  while (b->ended < b->count)
    if (b->started < b->count)
      lgt_emu_fiber_switch (&b->host, &idle_fiber ()->stack);
    else if (b->ready.first)
      {
        struct thread *t = b->ready.first;

        b->ready.first = t->next;
        if (!t->next)
          b->ready.last = NULL;
        become (t);
        lgt_emu_fiber_switch (&b->host, &t->fiber->stack);
      }
    else
      deadlock ();
  lgt_emu_now.inside = 0;
}

void
lgt_emu_set_order (struct dim3 threads, unsigned order)
{
  const unsigned count = threads.x * threads.y * threads.z;
  unsigned state = order;

  if (!block)
    block = static_cast<struct block *> (lgt_emu_get (sizeof *block));
  if (block->count == count && block->shape.x == threads.x
      && block->shape.y == threads.y && block->order == order)
    return;
  block->shape = threads;
  block->order = order;
  block->count = count;
  for (unsigned i = 0; i < count; i++)
    {
      block->thread[i].index = { i % threads.x, i / threads.x % threads.y,
                                 i / threads.x / threads.y };
      block->thread[i].number = i;
      block->turn[i] = (unsigned short) (order == 1 ? count - 1 - i : i);
    }
  for (unsigned i = count; order > 1 && i > 1; i--)
    {
      unsigned j;
      unsigned short turn = block->turn[i - 1];

      state = state * 1664525u + 1013904223u;
      j = (state >> 8) % i;
      block->turn[i - 1] = block->turn[j];
      block->turn[j] = turn;
    }
}

/* ---- what kernels call ---- */

int
lgt_emu_barrier (int predicate, const char *file, int line)
{
  struct block *b = block;
  const unsigned k = b->barriers & 1;
  unsigned counted;

  if (b->ended)
    lgt_emu_fault ("a barrier after a thread of the block has returned", file,
                   line, 0);
  if (b->arrived && b->line != line)
    lgt_emu_fault ("threads of a block at different barriers", file, line,
                   b->line);
  b->file = file;
  b->line = line;
  b->counted[k] += predicate != 0;
  if (++b->arrived < b->count)
    wait_in (&b->waiting);
  else
    {
      b->arrived = 0;
      b->barriers++;
      b->counted[b->barriers & 1] = 0;
      wake (&b->waiting);
    }
  counted = b->counted[k];
  return (int) counted;
}

uint64_t
lgt_emu_meet (enum lgt_emu_meet_kind kind, unsigned mask, uint64_t value,
              unsigned source, unsigned *ballot)
{
  struct thread *t = block->running;
  struct warp *w = &block->warp[t->number / LGT_EMU_WARP];
  const unsigned lane = t->number % LGT_EMU_WARP;
  const unsigned lanes = block->count - (t->number - lane);
  struct meeting *m;
  unsigned k;

  if (lanes < LGT_EMU_WARP)
    mask &= (1u << lanes) - 1;
  if (!(mask >> lane & 1))
    lgt_emu_fault_at ("a lane that is not in the mask it gives",
                      __builtin_return_address (0));
  m = meeting_of (w, mask);
  if (m->in && m->kind != kind)
    lgt_emu_fault_at ("lanes of a warp at different operations",
                      __builtin_return_address (0));
  m->kind = kind;
  k = m->round & 1;
  m->value[k][lane] = value;
  m->came[k] |= 1u << lane;
  m->odd[k] |= (unsigned) (value & 1) << lane;
  m->in |= 1u << lane;
  if (((m->in | w->returned) & mask) == mask)
    complete (m);
  else
    wait_in (&m->waiting);
  t->meetings++;
  *ballot = m->odd[k];
  /* A lane that brought nothing: CUDA leaves it open.  */
  return m->came[k] >> source % LGT_EMU_WARP & 1
         ? m->value[k][source % LGT_EMU_WARP] : ~(uint64_t) 0;
}

/* ---- what the checker asks ---- */

unsigned
lgt_emu_barriers (void)
{
  return block->barriers;
}

unsigned
lgt_emu_meetings (void)
{
  return block->running->meetings;
}

int
lgt_emu_on_stack (const void *p)
{
  const char *at = static_cast<const char *> (p);
  const struct lgt_emu_fiber *f = &block->running->fiber->stack;

  return at >= f->stack && at < f->stack + f->bytes;
}
