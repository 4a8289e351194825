/* Kernels are compiled with -fsanitize=thread, so that they call a function
   before every load and store, and linked without its library: the functions
   are here.

   Memory is divided into cells of four bytes, each with its last write, its
   last reads and which bytes were ever written.  Two accesses, one of them a
   write and not both atomic, are in order if a launch ends between them, or if
   the same block makes both and the same thread does, or a barrier, or a
   meeting of the warp's lanes, lies between.  Else they are a race, whether or
   not it did harm in the order in which they came here.  */

#include "checker.h"

#if LGT_EMU_CHECKS

#include <link.h>
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "heap.h"

/* Who a reader is if there were several.  */
enum { WARP_OF = 1 << 14, MANY = 1 << 15 };

struct stamp
{
  uint32_t launch;              /* 0: never */
  uint32_t block;               /* 0: several */
  uint32_t barriers;
  uint32_t meetings;
  uint16_t thread;
  uint8_t bytes;                /* bit i: byte i of the cell */
  uint8_t atomic;
};

struct lgt_emu_cell
{
  struct stamp write, read;
  uint32_t block;               /* shared memory: whose marks these are */
  uint8_t written;              /* bit i: byte i has a value */
};

enum { CELL = 4, ALL = 15 };

static uint32_t launch, block;
/* The block's variables are in this thread's storage.  */
static char *statics;
static size_t statics_bytes;
static struct lgt_emu_cell *static_cells;
static struct lgt_emu_cell *dynamic_cells;
static size_t dynamic_bytes;

extern "C" char __executable_start, _end;

static size_t
cells_of (size_t bytes)
{
  return (bytes + CELL - 1) / CELL;
}

struct lgt_emu_cell *
lgt_emu_new_cells (size_t bytes)
{
  return static_cast<struct lgt_emu_cell *>
         (lgt_emu_get (cells_of (bytes) * sizeof (struct lgt_emu_cell)));
}

/* ---- what is where ---- */

static int
find_statics (struct dl_phdr_info *info, size_t, void *)
{
  for (int i = 0; i < info->dlpi_phnum; i++)
    if (info->dlpi_phdr[i].p_type == PT_TLS && info->dlpi_tls_data)
      {
        const size_t bytes = info->dlpi_phdr[i].p_memsz;

        if (bytes != statics_bytes)
          {
            free (static_cells);
            static_cells = lgt_emu_new_cells (bytes + CELL);
          }
        statics = static_cast<char *> (info->dlpi_tls_data);
        statics_bytes = bytes;
      }
  return 1;                     /* the program comes first */
}

void
lgt_emu_check_launch (const struct lgt_emu_call *call)
{
  launch++;
  dl_iterate_phdr (find_statics, NULL);
  if (cells_of (call->shared) > cells_of (dynamic_bytes))
    {
      free (dynamic_cells);
      dynamic_cells = lgt_emu_new_cells (call->shared);
    }
  dynamic_bytes = call->shared;
}

void
lgt_emu_check_block (void)
{
  block++;
}

/* The program's own bytes: constants, and what __constant__ became.  */
static int
in_program (const char *p)
{
  return p >= &__executable_start && p < &_end;
}

static int
within (const char *p, const void *begin, size_t bytes)
{
  return p >= begin && p < static_cast<const char *> (begin) + bytes;
}

/* ---- order ---- */

static struct stamp
now (uint8_t bytes, int atomic)
{
  return { launch, block, lgt_emu_barriers (), lgt_emu_meetings (),
           (uint16_t) lgt_emu_now.number, bytes, (uint8_t) atomic };
}

/* Whether what made the mark THEN is sure to come before NOW.  */
static int
in_order (const struct stamp *then, const struct stamp *now)
{
  if (then->launch != now->launch)
    return 1;
  if (then->block != now->block)
    return 0;
  if (then->barriers != now->barriers || then->thread == now->thread)
    return 1;
  if (then->thread & MANY)
    return 0;
  return (then->thread & ~WARP_OF) / LGT_EMU_WARP
         == now->thread / LGT_EMU_WARP && then->meetings < now->meetings;
}

static int
clash (const struct stamp *then, const struct stamp *now)
{
  return then->bytes & now->bytes && !(then->atomic && now->atomic)
         && !in_order (then, now);
}

/* Add the reader NOW to those that are marked.  */
static void
add_reader (struct stamp *read, const struct stamp *now)
{
  struct stamp all = *now;

  if (read->bytes && read->launch == now->launch)
    {
      if (read->block != now->block)
        all.block = 0;
      else if (read->barriers == now->barriers
               && read->thread != now->thread)
        {
          const int warp = now->thread / LGT_EMU_WARP * LGT_EMU_WARP;

          all.thread = (uint16_t)
            (!(read->thread & MANY)
             && (read->thread & ~WARP_OF) / LGT_EMU_WARP
                == now->thread / LGT_EMU_WARP ? WARP_OF | warp : MANY);
          if (read->meetings > all.meetings)
            all.meetings = read->meetings;
        }
      all.bytes |= read->bytes;
    }
  *read = all;
}

/* ---- one access ---- */

static void
check_cell (struct lgt_emu_cell *c, const struct stamp *now, int write,
            int shared, const void *pc)
{
  if (shared && c->block != block)
    {
      memset (c, 0, sizeof *c);
      c->block = block;
    }
  if ((!write || now->atomic) && (c->written & now->bytes) != now->bytes)
    lgt_emu_fault_at (shared ? "read of shared memory that was not written"
                      : "read of device memory that was not written", pc);
  if (clash (&c->write, now))
    lgt_emu_fault_at (write ? "race: two writes" : "race: a write and a read",
                      pc);
  if (write && clash (&c->read, now))
    lgt_emu_fault_at ("race: a read and a write", pc);
  if (write)
    {
      c->write = *now;
      c->written |= now->bytes;
    }
  else
    add_reader (&c->read, now);
}

/* Cells of [at, at + bytes), AT counted from the first one.  */
static void
check_cells (struct lgt_emu_cell *cells, size_t at, size_t bytes, int write,
             int atomic, int shared, const void *pc)
{
  struct stamp stamp = now (ALL, atomic);

  for (size_t c = at / CELL; c * CELL < at + bytes; c++)
    {
      stamp.bytes = ALL;
      if (c * CELL < at)
        stamp.bytes &= ALL << (at - c * CELL);
      if ((c + 1) * CELL > at + bytes)
        stamp.bytes &= ALL >> ((c + 1) * CELL - at - bytes);
      check_cell (&cells[c], &stamp, write, shared, pc);
    }
}

void
lgt_emu_check (const void *p, size_t bytes, int write, int atomic,
               const void *pc)
{
  const char *at = static_cast<const char *> (p);
  const struct lgt_emu_memory *m;

  if (!lgt_emu_now.inside)
    {
      /* Host code beside the kernels.  */
      if (lgt_emu_find (p, 1))
        lgt_emu_fault_at ("the host's access to device memory", pc);
      return;
    }
  if (lgt_emu_on_stack (p) || within (at, &lgt_emu_now, sizeof lgt_emu_now))
    return;
  if (within (at, lgt_emu_now.shared, dynamic_bytes)
      && within (at + bytes - 1, lgt_emu_now.shared, dynamic_bytes))
    {
      check_cells (dynamic_cells,
                   (size_t) (at - static_cast<char *> (lgt_emu_now.shared)),
                   bytes, write, atomic, 1, pc);
      return;
    }
  if (within (at, statics, statics_bytes))
    {
      check_cells (static_cells, (size_t) (at - statics), bytes, write,
                   atomic, 1, pc);
      return;
    }
  m = lgt_emu_find (p, bytes);
  if (m)
    check_cells (m->cells, (size_t) (at - m->begin), bytes, write, atomic, 0,
                 pc);
  else if (write || !in_program (at))
    lgt_emu_fault_at (write ? "write out of bounds or to the host's memory"
                      : "read out of bounds or of the host's memory", pc);
}

/* ---- copies ---- */

void
lgt_emu_check_written (void *p, size_t bytes)
{
  lgt_emu_check_copy (p, NULL, bytes);
}

/* What was not written is copied as such.  */
void
lgt_emu_check_copy (void *to, const void *from, size_t bytes)
{
  const struct lgt_emu_memory *m = lgt_emu_find (to, bytes);
  const struct lgt_emu_memory *source = from ? lgt_emu_find (from, bytes)
                                             : NULL;

  if (!m)
    return;
  for (size_t i = 0; i < bytes; i++)
    {
      const size_t at = (size_t) (static_cast<char *> (to) - m->begin) + i;
      int is = 1;

      if (source)
        {
          const size_t have = (size_t) (static_cast<const char *> (from)
                                        - source->begin) + i;

          is = source->cells[have / CELL].written >> have % CELL & 1;
        }
      m->cells[at / CELL].written
        = (uint8_t) ((m->cells[at / CELL].written & ~(1 << at % CELL))
                     | is << at % CELL);
    }
}

/* ---- what the compiler calls ---- */

#define HERE __builtin_return_address (0)
#define ACCESS(name, write, bytes)                                      \
  extern "C" void __tsan_##name (void *p);                              \
  void                                                                  \
  __tsan_##name (void *p)                                               \
  {                                                                     \
    lgt_emu_check (p, bytes, write, 0, HERE);                           \
  }
#define ACCESSES(bytes)                                                 \
  ACCESS (read##bytes, 0, bytes)                                        \
  ACCESS (write##bytes, 1, bytes)
#define UNALIGNED(bytes)                                                \
  ACCESS (unaligned_read##bytes, 0, bytes)                              \
  ACCESS (unaligned_write##bytes, 1, bytes)
ACCESSES (1)
ACCESSES (2)
ACCESSES (4)
ACCESSES (8)
ACCESSES (16)
UNALIGNED (2)
UNALIGNED (4)
UNALIGNED (8)
UNALIGNED (16)

extern "C"
{
void
__tsan_read_range (void *p, unsigned long bytes)
{
  lgt_emu_check (p, bytes, 0, 0, HERE);
}
void
__tsan_write_range (void *p, unsigned long bytes)
{
  lgt_emu_check (p, bytes, 1, 0, HERE);
}
void __tsan_init (void) {}
void __tsan_func_entry (void *) {}
void __tsan_func_exit (void) {}
}

#endif
