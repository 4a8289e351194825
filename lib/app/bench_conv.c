/* lgt-bench conv: forward and pull-back of one convolution, beside the
   matrix product.  */

#include <stdlib.h>

#include <lgt/ops.h>

#include "bench.h"

enum { BATCH = 32 };      /* unless the command line says otherwise */
/* One measurement repeats what is shorter than this.  */
static const double least_seconds = 0.02;

/* The convolution's tensors; gradients of those that have one.  */
enum
{
  X, WEIGHT, BIAS, Y, PRE, GRAD_Y, GRAD_X, GRAD_WEIGHT, GRAD_BIAS, TENSORS
};

struct bench
{
  const struct bench_values *values;
  const struct lgt_backend *backend;
  struct lgt_context *context;
  struct lgt_sites *lattice, *list;
  struct lgt_stencil *stencil;
  struct lgt_conv_params params;
  const struct lgt_kernel *kernel;
  enum lgt_type entry;
  struct lgt_view tensor[TENSORS];
  void *scratch;
  double flops;           /* forward, of the batch without spare lanes */
};

/* Numbers between -1/2 and 1/2.  */
static enum lgt_status
fill (struct bench *b, struct lgt_view *view, struct lgt_error *error)
{
  const size_t n = (size_t) lgt_shape_count (view->shape);
  const size_t bytes = n * lgt_type_size (view->type);
  void *host = malloc (bytes);
  uint32_t state = 1;
  enum lgt_status status;

  if (!host)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %zu numbers", n);
  for (size_t i = 0; i < n; i++)
    {
      state = state * 1664525u + 1013904223u;
      if (view->type == LGT_F32)
        ((float *) host)[i] = (float) (state >> 8) / 16777216 - 0.5f;
      else
        ((double *) host)[i] = (double) (state >> 8) / 16777216 - 0.5;
    }
  status = lgt_context_put (b->context, view->data, host, bytes, error);
  free (host);
  return status;
}

static enum lgt_status
make_tensors (struct bench *b, const struct lgt_sites *out, int lanes,
              struct lgt_error *error)
{
  const struct bench_values *v = b->values;
  const int packs = lgt_packs_for (v->batch, lanes);
  const struct lgt_shape x = { packs, b->lattice->count, v->in, lanes };
  const struct lgt_shape y = { packs, out->count, v->out, lanes };
  const struct lgt_shape weight
    = { 1, 1, v->out * v->in * b->stencil->taps, 1 };
  const struct lgt_shape bias = { 1, 1, v->out, 1 };
  const struct lgt_shape shape[TENSORS]
    = { x, weight, bias, y, y, y, x, weight, bias };

  for (int i = 0; i < TENSORS; i++)
    {
      const struct lgt_sites *sites
        = i == X || i == GRAD_X ? b->lattice
          : i == Y || i == PRE || i == GRAD_Y ? out : NULL;
      struct lgt_view *t = &b->tensor[i];

      *t = lgt_view_dense (NULL, (enum lgt_type) v->type, shape[i], sites);
      t->data = lgt_context_alloc (b->context,
                                   lgt_shape_bytes (t->type, t->shape),
                                   error);
      if (!t->data)
        return error ? error->code : LGT_ENOMEM;
      if (fill (b, t, error) != LGT_OK)
        return error ? error->code : LGT_EBACKEND;
    }
  return LGT_OK;
}

static enum lgt_status
make_stencil (struct bench *b, const struct lgt_sites **out,
              struct lgt_error *error)
{
  const struct bench_values *v = b->values;
  struct lgt_window window = lgt_window_cube (v->shape.count, 1);
  enum lgt_status status;

  if (v->kernel.count != 1 && v->kernel.count != v->shape.count)
    return lgt_fail (error, LGT_EINVAL, "--kernel has %d extents, --shape "
                     "%d; give one for all or one for each",
                     v->kernel.count, v->shape.count);
  status = lgt_sites_new (b->context, v->shape.count, v->shape.value,
                          &b->lattice, error);
  if (status != LGT_OK)
    return status;
  *out = b->lattice;
  if (v->every > 1)
    {
      const int32_t n = (b->lattice->volume - 1) / v->every + 1;
      int32_t *site = malloc ((size_t) n * sizeof *site);

      if (!site)
        return lgt_fail (error, LGT_ENOMEM, "no memory for a list of sites");
      for (int32_t i = 0; i < n; i++)
        site[i] = i * v->every;
      status = lgt_sites_list (b->context, b->lattice, n, site, NULL,
                               &b->list, error);
      free (site);
      if (status != LGT_OK)
        return status;
      *out = b->list;
    }
  for (int d = 0; d < v->shape.count; d++)
    window.kernel[d] = v->kernel.value[v->kernel.count == 1 ? 0 : d];
  return lgt_stencil_new (b->context, b->lattice, *out, &window, &b->stencil,
                          error);
}

static enum lgt_status
setup (struct bench *b, struct lgt_error *error)
{
  const struct bench_values *v = b->values;
  struct lgt_context_options options = { .threads = v->threads };
  const struct lgt_sites *out = NULL;
  struct lgt_view result[2] = { { 0 } };
  size_t scratch[2];
  enum lgt_status status;
  int lanes;

  if ((status = lgt_backend_find (v->backend, &b->backend, error)))
    return status;
  lanes = v->lanes ? v->lanes : lgt_bench_lanes (b->backend, v->type,
                                                 v->batch);
  b->context = lgt_context_new (b->backend, &options, error);
  if (!b->context)
    return error ? error->code : LGT_EBACKEND;
  if ((status = make_stencil (b, &out, error))
      || (status = make_tensors (b, out, lanes, error)))
    return status;
  b->params = (struct lgt_conv_params) {
    .stencil = b->stencil, .activation = (enum lgt_activation) v->activation,
    .slope = 0.01
  };
  b->kernel = lgt_context_kernel (b->context, &lgt_op_conv);
  if (!b->kernel)
    return lgt_fail (error, LGT_EBACKEND, "%s has no kernel for conv",
                     b->backend->name);
  status = lgt_op_conv.infer (&b->params, b->tensor, result, scratch,
                              &b->entry, error);
  if (status != LGT_OK)
    return status;
  b->tensor[PRE].shape = result[1].shape;
  b->scratch = lgt_context_alloc (b->context, scratch[0] > scratch[1]
                                              ? scratch[0] : scratch[1],
                                  error);
  if (!b->scratch)
    return error ? error->code : LGT_ENOMEM;
  b->flops = lgt_op_conv.flops (&b->params, b->tensor) * v->batch
             / ((double) b->tensor[X].shape.packs * lanes);
  return LGT_OK;
}

static void
teardown (struct bench *b)
{
  if (!b->context)
    return;
  lgt_context_release (b->context, b->scratch);
  for (int i = 0; i < TENSORS; i++)
    lgt_context_release (b->context, b->tensor[i].data);
  lgt_stencil_free (b->context, b->stencil);
  lgt_sites_free (b->context, b->list);
  lgt_sites_free (b->context, b->lattice);
  lgt_context_free (b->context);
}

/* The forward pass and, with PULL, all gradients, N times.  */
static enum lgt_status
convolve (const struct bench *b, int pull, int n, struct lgt_error *error)
{
  const struct lgt_view *t = b->tensor;
  const struct lgt_view none = { 0 };
  const struct lgt_view pre = t[PRE].shape.packs ? t[PRE] : none;
  const struct lgt_view in[3] = { t[X], t[WEIGHT], t[BIAS] };
  const struct lgt_view out[2] = { t[Y], pre };
  const struct lgt_view pull_in[7]
    = { t[X], t[WEIGHT], t[BIAS], t[Y], pre, t[GRAD_Y], none };
  const struct lgt_view pull_out[3]
    = { t[GRAD_X], t[GRAD_WEIGHT], t[GRAD_BIAS] };
  struct lgt_queue *queue = lgt_context_queue (b->context);
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < n && status == LGT_OK; i++)
    {
      status = b->kernel->run[b->entry] (queue, &b->params, in, out,
                                         b->scratch, error);
      if (pull && status == LGT_OK)
        status = b->kernel->pull[b->entry] (queue, &b->params, pull_in,
                                            pull_out, b->scratch, error);
    }
  return status == LGT_OK ? b->backend->sync (queue, error) : status;
}

/* One measurement: as many calls as take least_seconds; *N is how many,
   found by the first measurement.  */
static enum lgt_status
measure (const struct bench *b, int pull, int *n, struct bench_times *times,
         struct lgt_error *error)
{
  double start = lgt_app_clock (), seconds;
  enum lgt_status status;

  if (*n == 0)
    {
      if ((status = convolve (b, pull, 1, error)))
        return status;
      start = lgt_app_clock ();
      if ((status = convolve (b, pull, 1, error)))
        return status;
      seconds = lgt_app_clock () - start;
      *n = seconds < least_seconds
           ? (int) (least_seconds / (seconds > 1e-6 ? seconds : 1e-6)) + 1
           : 1;
      start = lgt_app_clock ();
    }
  if ((status = convolve (b, pull, *n, error)))
    return status;
  times->seconds[times->count++] = (lgt_app_clock () - start) / *n;
  return LGT_OK;
}

static enum lgt_status
run_all (struct bench *b, struct bench_report *report,
         struct lgt_error *error)
{
  static const char *const names[2] = { "conv forward",
                                        "conv forward+backward" };
  struct bench_times times[2] = { { 0 }, { 0 } };
  struct bench_gemm gemm;
  int n[2] = { 0, 0 };
  enum lgt_status status
    = lgt_bench_gemm_begin (&gemm, (enum lgt_type) b->values->type,
                            b->values->threads, error);

  for (int i = 0; i < b->values->repeat && status == LGT_OK; i++)
    {
      lgt_bench_gemm (&gemm);
      status = measure (b, 0, &n[0], &times[0], error);
      if (status == LGT_OK)
        status = measure (b, 1, &n[1], &times[1], error);
    }
  lgt_bench_gemm_end (&gemm);
  if (status != LGT_OK)
    return status;

  lgt_bench_gemm_row (&gemm, report);
  lgt_bench_row (report, names[0], &times[0], b->flops);
  lgt_bench_row (report, names[1], &times[1], 3 * b->flops);
  lgt_bench_note (report, "%s, %s, %d lanes; OpenBLAS core %s (set "
                  "OPENBLAS_CORETYPE where that is not this machine's)",
                  b->backend->name, lgt_type_name (b->tensor[X].type),
                  b->tensor[X].shape.lanes, lgt_bench_gemm_core ());
  return LGT_OK;
}

static enum lgt_status
run (const struct bench_values *values, struct bench_report *report,
     struct lgt_error *error)
{
  struct bench_values complete = *values;
  struct bench b = { .values = &complete };
  enum lgt_status status;

  complete.batch = values->batch ? values->batch : BATCH;
  status = setup (&b, error);

  if (status == LGT_OK)
    status = run_all (&b, report, error);
  teardown (&b);
  return status;
}

const struct bench_case lgt_bench_conv =
{
  .name = "conv",
  .summary = "one convolution, forward, and forward with all gradients",
  .run = run
};
