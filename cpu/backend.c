/* The cpu backends: host memory, a number of threads for a queue, and one
   table of kernels for each instruction set.  */

#include <config.h>

#include <stdlib.h>
#include <string.h>
#if defined __linux__
# include <sys/mman.h>
#endif

#ifdef _OPENMP
# include <omp.h>
#endif

#include "backend.h"
#include "queue.h"
#include "kernels/table.h"

/* Threads that OpenMP would take.  */
static int
usual_threads (void)
{
#ifdef _OPENMP
  return omp_get_max_threads ();
#else
  return 1;
#endif
}

static enum lgt_status
queue_new (int device, int threads, struct lgt_queue **queue,
           struct lgt_error *error)
{
  struct lgt_queue *made;

  if (device != 0)
    return lgt_fail (error, LGT_ENODEV,
                     "device %d: a cpu backend has device 0 only", device);
  if (threads < 0)
    return lgt_fail (error, LGT_EINVAL,
                     "%d threads: must be 1 or more, or 0 for what OpenMP "
                     "would take", threads);
  made = malloc (sizeof *made);
  if (made == NULL)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a queue");
  made->threads = threads > 0 ? threads : usual_threads ();
  *queue = made;
  return LGT_OK;
}

static void
queue_free (struct lgt_queue *queue)
{
  free (queue);
}

/* What is large comes in pages of 2 MiB where the system has them: rows of a
   4D lattice lie so far apart that the tables of small pages are too small
   for the sites that a convolution has at hand (a tenth of its time).  */
static void *
memory_alloc (struct lgt_queue *queue, size_t bytes)
{
  const size_t page = (size_t) 2 << 20;
  const size_t unit = bytes >= 2 * page ? page : 64;
  void *data;

  (void) queue;
  if (bytes > SIZE_MAX - unit)
    return NULL;
  data = aligned_alloc (unit, bytes == 0 ? unit
                                         : (bytes + unit - 1) / unit * unit);
#ifdef MADV_HUGEPAGE
  if (data && unit == page)
    madvise (data, bytes, MADV_HUGEPAGE);       /* advice: may fail */
#endif
  return data;
}

static void
memory_release (struct lgt_queue *queue, void *data)
{
  (void) queue;
  free (data);
}

static enum lgt_status
memory_copy (struct lgt_queue *queue, void *dst, const void *src,
             size_t bytes)
{
  (void) queue;
  if (bytes > 0)
    memcpy (dst, src, bytes);
  return LGT_OK;
}

static enum lgt_status
memory_clear (struct lgt_queue *queue, void *data, size_t bytes)
{
  (void) queue;
  if (bytes > 0)
    memset (data, 0, bytes);
  return LGT_OK;
}

/* Kernels return when they are done.  */
static enum lgt_status
sync_nothing (struct lgt_queue *queue, struct lgt_error *error)
{
  (void) queue;
  (void) error;
  return LGT_OK;
}

static int
count_parts (const struct lgt_queue *queue)
{
  return queue->threads < LGT_MAX_PARTS ? queue->threads : LGT_MAX_PARTS;
}

static void
run_parts (struct lgt_queue *queue, int parts, lgt_part_fn *fn, void *ctx)
{
  (void) queue;
#pragma omp parallel for schedule(static, 1) num_threads (parts)
  for (int part = 0; part < parts; part++)
    {
      struct lgt_queue own = { .threads = 1 };

      fn (ctx, part, &own);
    }
}

/* Preferred lanes are one register of each type.  */
#define CPU_BACKEND(isa, bytes)                                         \
  const struct lgt_backend lgt_backend_cpu_##isa =                      \
  {                                                                     \
    .name = "cpu-" #isa,                                                \
    .lanes = { (bytes) / 4, (bytes) / 8 },                              \
    .probe = probe_##isa,                                               \
    .queue_new = queue_new,                                             \
    .queue_free = queue_free,                                           \
    .alloc = memory_alloc,                                              \
    .release = memory_release,                                          \
    .put = memory_copy,                                                 \
    .get = memory_copy,                                                 \
    .clear = memory_clear,                                              \
    .sync = sync_nothing,                                               \
    .fourier = 1,                                                       \
    .parts = count_parts,                                               \
    .run_parts = run_parts,                                             \
    .kernels = lgt_##isa##_kernels                                      \
  }

static enum lgt_status
probe_generic (struct lgt_error *error)
{
  (void) error;
  return LGT_OK;
}

CPU_BACKEND (generic, 16);

#if defined LGT_WITH_AVX2 && LGT_WITH_AVX2
static enum lgt_status
probe_avx2 (struct lgt_error *error)
{
  if (!__builtin_cpu_supports ("avx2") || !__builtin_cpu_supports ("fma"))
    return lgt_fail (error, LGT_ENODEV,
                     "backend cpu-avx2: this machine lacks AVX2 or FMA");
  return LGT_OK;
}

CPU_BACKEND (avx2, 32);
#endif

#if defined LGT_WITH_AVX512 && LGT_WITH_AVX512
/* What the avx512 kernels are compiled for: F, DQ, VL, BW, and FMA.  */
static enum lgt_status
probe_avx512 (struct lgt_error *error)
{
  if (!__builtin_cpu_supports ("avx512f")
      || !__builtin_cpu_supports ("avx512dq")
      || !__builtin_cpu_supports ("avx512vl")
      || !__builtin_cpu_supports ("avx512bw")
      || !__builtin_cpu_supports ("fma"))
    return lgt_fail (error, LGT_ENODEV,
                     "backend cpu-avx512: this machine lacks AVX-512 "
                     "(F, DQ, VL, BW)");
  return LGT_OK;
}

CPU_BACKEND (avx512, 64);
#endif
