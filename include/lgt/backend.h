/* Backends: where memory lives and which kernels run.

   A backend is one const table: memory, copies, a queue, capture and replay,
   and a list of kernels.  An operation is one const object without a
   backend: its name, its arity, all checks of its arguments (shape
   inference), its flop count.  A kernel joins the two.  Instruction sets are
   backends too: "cpu-generic", "cpu-avx2", "cpu-avx512"; the name "cpu"
   means the best one that this machine can run.  */

#ifndef LGT_BACKEND_H
#define LGT_BACKEND_H

#include <lgt/tensor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LGT_MAX_IN 8      /* inputs and outputs of an operation */
#define LGT_MAX_OUT 6
#define LGT_MAX_PARTS 256 /* of divided work */

struct lgt_queue;         /* a CUDA stream, or a number of host threads */

/* What every kernel looks like.  IN and OUT were checked by the operation's
   infer; SCRATCH has the bytes that infer asked for, 64-byte aligned, with
   undefined contents.

   run:   IN are the operation's inputs, OUT its outputs, to be written.
   pull:  IN are n_in input values, n_out output values, then n_out output
          gradients; OUT are n_in input gradients, to be added to.  A view
          whose data is NULL is absent: a value that pullback_reads does not
          ask for, or a gradient that nobody wants or that is zero.
   settle: IN as for pull, OUT the n_out output gradients, which are complete
          by now and are changed in place to what pull wants to find there;
          called once before pull, which may be called several times, each
          time for some of the input gradients.  No scratch.  */
typedef enum lgt_status lgt_kernel_fn (struct lgt_queue *queue,
                                       const void *params,
                                       const struct lgt_view *in,
                                       const struct lgt_view *out,
                                       void *scratch,
                                       struct lgt_error *error);

/* Bits of lgt_op.pullback_reads.  */
#define LGT_READS_IN(i) (1u << (i))
#define LGT_READS_OUT(j) (1u << (16 + (j)))

struct lgt_op
{
  const char *name;       /* "conv", "circular_rqs", ... as in ops.def */
  int n_in, n_out;        /* inputs may be absent where infer allows it */
  unsigned pullback_reads;      /* whose values pull needs */
  unsigned no_gradient;   /* bit i: input i never gets a gradient */
  int whole;              /* 1: what a pack gets depends on its number, so
                             that packs must not be handed over in parts */
  /* Check PARAMS and IN (all checks live here, once); fill the type, shape,
     and sites of OUT (dense; data and strides are the tape's business), the
     scratch bytes of run and pull, and which of the kernel's two entries to
     use (LGT_F32 or LGT_F64).  An absent view has a shape of zeros.  OUT
     comes in as the caller's own views where they are explicit
     (lgt_tape_run, lgt_context_run), else as zeros: operations whose output
     shape does not follow from the inputs (in-place steps, draws) check them
     and leave them.  Messages begin with the operation's name.  */
  enum lgt_status (*infer) (const void *params, const struct lgt_view *in,
                            struct lgt_view *out, size_t scratch[2],
                            enum lgt_type *entry, struct lgt_error *error);
  /* Floating-point operations of one run, for reports.  */
  double (*flops) (const void *params, const struct lgt_view *in);
};

/* Bytes of scratch of run and pull, where a kernel wants other than what infer
   says; SCRATCH comes in with that.  */
typedef void lgt_scratch_fn (const void *params, const struct lgt_view *in,
                             size_t scratch[2]);

struct lgt_kernel
{
  const struct lgt_op *op;
  lgt_kernel_fn *run[2], *pull[2];      /* [LGT_F32], [LGT_F64] */
  lgt_kernel_fn *settle[2];             /* NULL: nothing to settle */
  lgt_scratch_fn *scratch;              /* NULL: what infer says */
  int eager;              /* 1: waits for the queue, or has the host look at
                             data: tapes with it are not captured */
};

/* One part of divided work; QUEUE is the part's own.  */
typedef void lgt_part_fn (void *ctx, int part, struct lgt_queue *queue);

struct lgt_backend
{
  const char *name;
  int lanes[2];           /* preferred lane count per type */
  /* LGT_OK if this machine can run the backend; else ERROR says why.  */
  enum lgt_status (*probe) (struct lgt_error *error);
  enum lgt_status (*queue_new) (int device, int threads,
                                struct lgt_queue **queue,
                                struct lgt_error *error);
  void (*queue_free) (struct lgt_queue *queue);
  void *(*alloc) (struct lgt_queue *queue, size_t bytes);   /* aligned to 64 */
  void (*release) (struct lgt_queue *queue, void *data);
  enum lgt_status (*put) (struct lgt_queue *queue, void *dst,
                          const void *host, size_t bytes);
  enum lgt_status (*get) (struct lgt_queue *queue, void *host,
                          const void *src, size_t bytes);   /* waits */
  enum lgt_status (*clear) (struct lgt_queue *queue, void *data,
                            size_t bytes);
  enum lgt_status (*sync) (struct lgt_queue *queue, struct lgt_error *error);
  /* Record what follows into a graph (begin = 1 ... 0) and run it again;
     NULL where there is nothing to gain.  After begin = 1 has succeeded,
     begin = 0 must follow, which sets *GRAPH or fails.  captures: 0 if each
     kernel is to be run by itself all the same.  */
  int (*captures) (const struct lgt_queue *queue);
  enum lgt_status (*capture) (struct lgt_queue *queue, int begin,
                              void **graph, struct lgt_error *error);
  enum lgt_status (*replay) (struct lgt_queue *queue, void *graph,
                             struct lgt_error *error);
  void (*graph_free) (struct lgt_queue *queue, void *graph);
  /* What the backend runs on, a line for each device, and what it was
     compiled for, to STREAM, indented by two; NULL: this machine.  */
  void (*describe) (FILE *stream);
  int fourier;            /* 1: has conv_fft */
  /* Bytes of device memory that are free, and all; NULL: it is the host's.  */
  enum lgt_status (*memory) (struct lgt_queue *queue, size_t *left,
                             size_t *total);
  /* Packs are independent of each other, so a sequence of kernels can run on
     some packs while another thread runs it on others, without waiting in
     between.  parts: into how many parts work is best divided; run_parts:
     call FN (CTX, part, its queue) for all of them at once, and wait.  NULL
     both: one kernel after the other.  */
  int (*parts) (const struct lgt_queue *queue);
  void (*run_parts) (struct lgt_queue *queue, int parts, lgt_part_fn *fn,
                     void *ctx);
  const struct lgt_kernel *kernels;     /* ended by op == NULL */
};

/* All backends compiled in, ended by NULL: those of the cpu, best first, then
   those of CUDA.  */
const struct lgt_backend *const *lgt_backend_list (void);

/* The backend called NAME.  NULL means the environment variable LGT_BACKEND
   if it is set, else the default chosen by configure; "cpu" means the best
   cpu backend that this machine can run.  LGT_ENODEV: the name is unknown
   (the error lists the known ones) or its probe failed.  */
enum lgt_status lgt_backend_find (const char *name,
                                  const struct lgt_backend **backend,
                                  struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
