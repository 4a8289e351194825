/* One launch: its configuration, and its blocks on the host's threads.  */

#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
# include <omp.h>
#endif

#include "block.h"
#include "checker.h"

/* Threads of a launch from which on the host's own threads share its blocks:
   to wake them takes as long as some thousand threads take.  */
enum { SHARED_OUT = 16384 };

/* ---- limits ---- */

/* What cudaFuncSetAttribute was told.  */
struct shared_limit
{
  struct shared_limit *next;
  const void *kernel;
  size_t bytes;
};
static struct shared_limit *limits;

static size_t
shared_limit (const void *kernel)
{
  for (struct shared_limit *l = limits; l; l = l->next)
    if (l->kernel == kernel)
      return l->bytes;
  return LGT_EMU_SHARED;
}

cudaError_t
lgt_emu_shared_limit (const void *kernel, int bytes)
{
  struct shared_limit *l;

  if (bytes < 0 || bytes > LGT_EMU_SHARED_MOST)
    return lgt_emu_result (cudaErrorInvalidValue);
  lgt_emu_lock ();
  for (l = limits; l && l->kernel != kernel; l = l->next)
    ;
  if (!l)
    {
      l = static_cast<struct shared_limit *> (lgt_emu_get (sizeof *l));
      l->kernel = kernel;
      l->next = limits;
      limits = l;
    }
  l->bytes = (size_t) bytes;
  lgt_emu_unlock ();
  return lgt_emu_broken ();
}

static cudaError_t
check (const struct lgt_emu_call *call)
{
  const struct dim3 g = call->grid, b = call->block;

  if (!call->kernel)
    return cudaErrorInvalidDeviceFunction;
  if (g.x == 0 || g.y == 0 || g.z == 0 || g.x > 0x7fffffffu || g.y > 65535
      || g.z > 65535)
    return cudaErrorInvalidConfiguration;
  if (b.x == 0 || b.y == 0 || b.z == 0 || b.x > 1024 || b.y > 1024
      || b.z > 64 || b.x * b.y * b.z > LGT_EMU_THREADS)
    return cudaErrorInvalidConfiguration;
  if (call->shared > shared_limit (call->kernel))
    return cudaErrorInvalidValue;
  return cudaSuccess;
}

void
lgt_emu_launch_call (cudaStream_t stream, const struct lgt_emu_call *call)
{
  struct lgt_emu_work work = {};
  cudaError_t status;
  int device;

  lgt_emu_lock ();
  status = lgt_emu_get_device (&device);
  if (status == cudaSuccess)
    status = lgt_emu_broken ();
  if (status == cudaSuccess)
    status = check (call);
  if (status == cudaSuccess)
    {
      work.kind = LGT_EMU_KERNEL;
      work.call = *call;
      status = lgt_emu_submit (stream, &work, 0);
    }
  lgt_emu_result (status);
  lgt_emu_unlock ();
}

/* ---- blocks ---- */

/* Block number I of the launch.  Its dynamic shared memory holds what another
   block may have left there.  */
static void
run_block (const struct lgt_emu_call *call, int64_t i)
{
  const struct dim3 g = call->grid;

  lgt_emu_now.block = { (unsigned) (i % g.x), (unsigned) (i / g.x % g.y),
                        (unsigned) (i / g.x / g.y) };
  if (call->shared)
    memset (lgt_emu_now.shared, 0xff, call->shared);
  lgt_emu_check_block ();
  lgt_emu_run_block (call);
}

static void *
begin_blocks (const struct lgt_emu_call *call, unsigned order)
{
  void *shared = NULL;

  lgt_emu_catch_signals ();
  lgt_emu_set_order (call->block, order);
  if (call->shared && posix_memalign (&shared, 128, call->shared) != 0)
    abort ();
  lgt_emu_now.threads = call->block;
  lgt_emu_now.blocks = call->grid;
  lgt_emu_now.shared = shared;
  lgt_emu_check_launch (call);
  return shared;
}

void
lgt_emu_run_grid (const struct lgt_emu_call *call)
{
  const unsigned order = (unsigned) lgt_emu_setting ("LGT_EMU_ORDER", 0);
  const struct dim3 g = call->grid, b = call->block;
  const int64_t blocks = (int64_t) g.x * g.y * g.z;
  const int64_t threads = blocks * (int64_t) (b.x * b.y * b.z);
  /* The checker sees one block at a time.  */
  int alone = LGT_EMU_CHECKS || blocks == 1 || threads < SHARED_OUT;

#ifdef _OPENMP
  alone = alone || omp_in_parallel () || omp_get_max_threads () == 1;
#endif
  lgt_emu_running = call;
  if (alone)
    {
      void *shared = begin_blocks (call, order);

      for (int64_t i = 0; i < blocks; i++)
        run_block (call, order ? blocks - 1 - i : i);
      free (shared);
    }
  else
    {
      /* Some chunks for each thread: blocks may differ in what they do.  */
      const int64_t chunk = (blocks + 63) / 64;

#pragma omp parallel
      {
        void *shared = begin_blocks (call, order);

#pragma omp for schedule(dynamic, chunk)
        for (int64_t i = 0; i < blocks; i++)
          run_block (call, order ? blocks - 1 - i : i);
        free (shared);
      }
    }
  lgt_emu_running = NULL;
}
