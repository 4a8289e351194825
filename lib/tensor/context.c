#include <lgt/context.h>

#include <stdlib.h>

struct lgt_context
{
  const struct lgt_backend *backend;
  const struct lgt_kernel *extra;
  struct lgt_queue *queue;
};

struct lgt_context *
lgt_context_new (const struct lgt_backend *backend,
                 const struct lgt_context_options *options,
                 struct lgt_error *error)
{
  struct lgt_context *context = calloc (1, sizeof *context);

  if (!context)
    {
      lgt_fail (error, LGT_ENOMEM, "no memory for a context");
      return NULL;
    }
  context->backend = backend;
  context->extra = options ? options->extra : NULL;
  if (backend->queue_new (options ? options->device : 0,
                          options ? options->threads : 0, &context->queue,
                          error) != LGT_OK)
    {
      free (context);
      return NULL;
    }
  return context;
}

void
lgt_context_free (struct lgt_context *context)
{
  if (!context)
    return;
  context->backend->queue_free (context->queue);
  free (context);
}

const struct lgt_backend *
lgt_context_backend (const struct lgt_context *context)
{
  return context->backend;
}

struct lgt_queue *
lgt_context_queue (const struct lgt_context *context)
{
  return context->queue;
}

static const struct lgt_kernel *
find (const struct lgt_kernel *kernels, const struct lgt_op *op)
{
  for (; kernels && kernels->op; kernels++)
    if (kernels->op == op)
      return kernels;
  return NULL;
}

const struct lgt_kernel *
lgt_context_kernel (const struct lgt_context *context,
                    const struct lgt_op *op)
{
  const struct lgt_kernel *kernel = find (context->extra, op);

  return kernel ? kernel : find (context->backend->kernels, op);
}

/* What is said of a copy that failed: often it is the first to learn that a
   kernel before it did, of which the queue knows more.  */
static enum lgt_status
copy_failed (struct lgt_context *context, const char *what,
             struct lgt_error *error)
{
  struct lgt_error inner;

  if (context->backend->sync (context->queue, &inner) != LGT_OK)
    return lgt_fail (error, LGT_EBACKEND, "%s", inner.text);
  return lgt_fail (error, LGT_EBACKEND, "%s: %s", context->backend->name,
                   what);
}

static void
no_memory (struct lgt_context *context, size_t bytes, struct lgt_error *error)
{
  const struct lgt_backend *backend = context->backend;
  const double mib = 1048576;
  size_t left, total;

  if (backend->memory
      && backend->memory (context->queue, &left, &total) == LGT_OK)
    lgt_fail (error, LGT_ENOMEM, "%s: no memory for %.1f MiB more: %.1f of "
              "the device's %.1f MiB are free", backend->name,
              (double) bytes / mib, (double) left / mib,
              (double) total / mib);
  else
    lgt_fail (error, LGT_ENOMEM, "%s: no memory for %.1f MiB more",
              backend->name, (double) bytes / mib);
}

void *
lgt_context_alloc (struct lgt_context *context, size_t bytes,
                   struct lgt_error *error)
{
  const struct lgt_backend *backend = context->backend;
  void *data = backend->alloc (context->queue, bytes ? bytes : 64);

  if (!data)
    no_memory (context, bytes, error);
  else if (bytes && backend->clear (context->queue, data, bytes) != LGT_OK)
    {
      copy_failed (context, "memory cannot be cleared", error);
      backend->release (context->queue, data);
      return NULL;
    }
  return data;
}

void
lgt_context_release (struct lgt_context *context, void *data)
{
  if (data)
    context->backend->release (context->queue, data);
}

enum lgt_status
lgt_context_put (struct lgt_context *context, void *dst, const void *host,
                 size_t bytes, struct lgt_error *error)
{
  if (bytes && context->backend->put (context->queue, dst, host, bytes))
    return copy_failed (context, "copy to the device failed", error);
  return LGT_OK;
}

enum lgt_status
lgt_context_get (struct lgt_context *context, void *host, const void *src,
                 size_t bytes, struct lgt_error *error)
{
  if (bytes && context->backend->get (context->queue, host, src, bytes))
    return copy_failed (context, "copy from the device failed", error);
  return LGT_OK;
}

void *
lgt_context_table (struct lgt_context *context, const void *host,
                   size_t bytes, struct lgt_error *error)
{
  void *data = lgt_context_alloc (context, bytes, error);

  if (data && lgt_context_put (context, data, host, bytes, error) != LGT_OK)
    {
      lgt_context_release (context, data);
      return NULL;
    }
  return data;
}

enum lgt_status
lgt_context_run (struct lgt_context *context, const struct lgt_op *op,
                 const void *params, const struct lgt_view *in,
                 const struct lgt_view *out, struct lgt_error *error)
{
  const struct lgt_kernel *kernel = lgt_context_kernel (context, op);
  struct lgt_view expected[LGT_MAX_OUT] = { { 0 } };
  size_t scratch_bytes[2] = { 0, 0 };
  enum lgt_type entry = LGT_F64;
  struct lgt_error inner;
  enum lgt_status status;
  void *scratch = NULL;

  if (!kernel)
    return lgt_fail (error, LGT_EBACKEND, "%s has no kernel for %s",
                     context->backend->name, op->name);
  for (int j = 0; j < op->n_out; j++)
    expected[j] = out[j];
  status = op->infer (params, in, expected, scratch_bytes, &entry, error);
  if (status != LGT_OK)
    return status;
  if (kernel->scratch)
    kernel->scratch (params, in, scratch_bytes);
  for (int j = 0; j < op->n_out; j++)
    if (!lgt_shape_equal (expected[j].shape, out[j].shape)
        || (expected[j].shape.packs && expected[j].type != out[j].type))
      return lgt_fail (error, LGT_EINVAL,
                       "%s: output %d has another shape or type than the "
                       "operation makes", op->name, j);
  if (scratch_bytes[0])
    {
      scratch = lgt_context_alloc (context, scratch_bytes[0], error);
      if (!scratch)
        return LGT_ENOMEM;
    }
  status = kernel->run[entry] (context->queue, params, in, out, scratch,
                               &inner);
  if (status == LGT_OK)
    status = context->backend->sync (context->queue, error);
  else
    lgt_fail (error, status, "%s: %s", op->name, inner.text);
  lgt_context_release (context, scratch);
  return status;
}
