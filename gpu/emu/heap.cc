/* Device memory: the host's, but known to be the device's.  */

#include "heap.h"

#include <stdlib.h>
#include <string.h>

#include "checker.h"

#if LGT_EMU_ASAN
# include <sanitizer/asan_interface.h>
#endif

/* Sorted by address.  */
static struct lgt_emu_memory *memory;
static size_t count, room, used;

/* Where the first allocation that begins after P stands.  */
static size_t
after (const char *p)
{
  size_t low = 0, high = count;

  while (low < high)
    {
      const size_t middle = (low + high) / 2;

      if (memory[middle].begin > p)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

const struct lgt_emu_memory *
lgt_emu_find (const void *p, size_t bytes)
{
  const char *at = static_cast<const char *> (p);
  const size_t i = after (at);
  const struct lgt_emu_memory *m;

  if (i == 0)
    return NULL;
  m = &memory[i - 1];
  return at < m->begin + m->bytes
         && bytes <= m->bytes - (size_t) (at - m->begin) ? m : NULL;
}

int
lgt_emu_meets_device (const void *p, size_t bytes)
{
  const char *at = static_cast<const char *> (p);
  const size_t i = after (at);

  if (i > 0 && at < memory[i - 1].begin + memory[i - 1].bytes)
    return 1;
  return i < count && memory[i].begin < at + bytes;
}

void
lgt_emu_open (int open)
{
#if LGT_EMU_ASAN
  for (size_t i = 0; i < count; i++)
    if (open)
      __asan_unpoison_memory_region (memory[i].begin, memory[i].bytes);
    else
      __asan_poison_memory_region (memory[i].begin, memory[i].bytes);
#else
  (void) open;
#endif
}

/* ---- calls ---- */

static size_t
limit (void)
{
  return (size_t) lgt_emu_setting ("LGT_EMU_MEMORY", 16ull << 30);
}

static cudaError_t
allocate (void **p, size_t bytes)
{
  /* A gap to the next allocation, so that one past the end is nobody's; the
     address sanitizer has its own.  */
  const size_t gap = LGT_EMU_ASAN ? 0 : LGT_EMU_ALIGNMENT;
  void *data;
  size_t i;

  *p = NULL;
  if (bytes == 0)
    return cudaSuccess;
  if (bytes > limit () || used > limit () - bytes
      || posix_memalign (&data, LGT_EMU_ALIGNMENT, bytes + gap) != 0)
    return cudaErrorMemoryAllocation;
  memset (data, 0xff, bytes);   /* NaN, and far out as an index */
  if (count == room)
    {
      room = room ? 2 * room : 64;
      memory = static_cast<struct lgt_emu_memory *>
               (realloc (memory, room * sizeof *memory));
      if (!memory)
        abort ();
    }
  i = after (static_cast<char *> (data));
  memmove (memory + i + 1, memory + i, (count - i) * sizeof *memory);
  count++;
  memory[i] = { static_cast<char *> (data), bytes, lgt_emu_new_cells (bytes) };
  used += bytes;
  lgt_emu_open (0);
  *p = data;
  return cudaSuccess;
}

static cudaError_t
release (void *p)
{
  const size_t i = after (static_cast<char *> (p)) - 1;

  if (i >= count || memory[i].begin != p)
    return cudaErrorInvalidValue;
  lgt_emu_drain (NULL);
#if LGT_EMU_ASAN
  __asan_unpoison_memory_region (p, memory[i].bytes);
#endif
  used -= memory[i].bytes;
  free (memory[i].cells);
  memmove (memory + i, memory + i + 1, (count - i - 1) * sizeof *memory);
  count--;
  free (p);
  return lgt_emu_broken ();
}

cudaError_t
lgt_emu_malloc (void **p, size_t bytes)
{
  cudaError_t status;
  int device;

  lgt_emu_lock ();
  status = lgt_emu_get_device (&device);
  if (status == cudaSuccess)
    status = lgt_emu_broken ();
  if (status == cudaSuccess)
    status = lgt_emu_unsafe ();
  if (status == cudaSuccess)
    status = lgt_emu_result (allocate (p, bytes));
  lgt_emu_unlock ();
  return status;
}

cudaError_t
lgt_emu_free (void *p)
{
  cudaError_t status;

  if (!p)
    return cudaSuccess;
  lgt_emu_lock ();
  status = lgt_emu_unsafe ();
  if (status == cudaSuccess)
    status = lgt_emu_result (release (p));
  lgt_emu_unlock ();
  return status;
}

cudaError_t
lgt_emu_memory_info (size_t *left, size_t *total)
{
  *total = limit ();
  *left = used < *total ? *total - used : 0;
  return lgt_emu_broken ();
}

/* The host's memory that does not move: any does here.  */
cudaError_t
lgt_emu_host_alloc (void **p, size_t bytes)
{
  cudaError_t status = lgt_emu_unsafe ();

  if (status != cudaSuccess)
    return status;
  *p = malloc (bytes ? bytes : 1);
  return *p ? lgt_emu_broken () : lgt_emu_result (cudaErrorMemoryAllocation);
}

cudaError_t
lgt_emu_host_free (void *p)
{
  lgt_emu_drain (NULL);
  free (p);
  return lgt_emu_broken ();
}
