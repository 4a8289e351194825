/* A context: one backend's queue, its extra kernels, device tables, and
   memory.  A context is used by one thread at a time; different contexts
   share nothing that changes.  */

#ifndef LGT_CONTEXT_H
#define LGT_CONTEXT_H

#include <lgt/backend.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_context_options
{
  int device;             /* number of the device; 0 */
  int threads;            /* host threads; 0: what OpenMP would take */
  const struct lgt_kernel *extra;       /* the program's own kernels, ended by
                                           op == NULL, looked up first; or
                                           NULL.  Kept by reference.  */
};

struct lgt_context;

/* A new context on BACKEND; OPTIONS NULL means all defaults.  NULL with
   ERROR filled on failure.  */
struct lgt_context *lgt_context_new (const struct lgt_backend *backend,
                                     const struct lgt_context_options *options,
                                     struct lgt_error *error);
void lgt_context_free (struct lgt_context *context);

const struct lgt_backend *lgt_context_backend (const struct lgt_context *);
struct lgt_queue *lgt_context_queue (const struct lgt_context *);

/* The kernel for OP, or NULL: the program's own first, then the backend's. */
const struct lgt_kernel *lgt_context_kernel (const struct lgt_context *,
                                             const struct lgt_op *op);

/* Device memory of BYTES, cleared; owned by the caller, who gives it back
   with lgt_context_release before the context is freed.  NULL and ERROR
   (LGT_ENOMEM, with the size in words) if there is none.  */
void *lgt_context_alloc (struct lgt_context *, size_t bytes,
                         struct lgt_error *error);
void lgt_context_release (struct lgt_context *, void *data);

/* A device copy of a host table.  Same ownership.  */
void *lgt_context_table (struct lgt_context *, const void *host, size_t bytes,
                         struct lgt_error *error);

/* Copies of dense memory; get waits for the queue.  */
enum lgt_status lgt_context_put (struct lgt_context *, void *dst,
                                 const void *host, size_t bytes,
                                 struct lgt_error *error);
enum lgt_status lgt_context_get (struct lgt_context *, void *host,
                                 const void *src, size_t bytes,
                                 struct lgt_error *error);

/* Run OP once on views of the caller's, without a tape: checks, scratch
   (allocated for the call), kernel.  OUT must have the shapes that infer
   finds.  For set-up and tests; a training step goes through a tape.  */
enum lgt_status lgt_context_run (struct lgt_context *, const struct lgt_op *op,
                                 const void *params, const struct lgt_view *in,
                                 const struct lgt_view *out,
                                 struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
