/* The convolution that lgt-bench measures: its tensors and algorithms.  */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#ifdef LGT_WITH_FFTW
# include <lgt/fft.h>
#endif

#include "conv_trial.h"

static enum lgt_status
code_of (const struct lgt_error *error, enum lgt_status otherwise)
{
  return error ? error->code : otherwise;
}

/* Numbers between -1/2 and 1/2.  */
static enum lgt_status
fill (struct lgt_conv_trial *b, struct lgt_view *view, struct lgt_error *error)
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
make_tensors (struct lgt_conv_trial *b, int lanes, struct lgt_error *error)
{
  const struct bench_values *v = b->values;
  const struct lgt_stencil *stencil = b->params.stencil;
  const struct lgt_sites *out = stencil->out;
  const int packs = lgt_packs_for (v->batch, lanes);
  const int groups = b->params.groups;
  const struct lgt_shape x = { packs, stencil->in->count, v->in, lanes };
  const struct lgt_shape y = { packs, out->count, v->out, lanes };
  const struct lgt_shape weight
    = { 1, 1, v->out * (v->in / groups) * stencil->taps, 1 };
  const struct lgt_shape bias = { 1, 1, v->out, 1 };
  const struct lgt_shape shape[TRIAL_TENSORS]
    = { x, weight, bias, y, y, y, y, x, weight, bias };

  for (int i = 0; i < TRIAL_TENSORS; i++)
    {
      const struct lgt_sites *sites
        = i == TRIAL_X || i == TRIAL_GRAD_X ? stencil->in
          : lgt_shape_equal (shape[i], y) ? out : NULL;
      struct lgt_view *t = &b->tensor[i];

      /* Only an activation needs them; no bias was asked for.  */
      if (((i == TRIAL_PRE || i == TRIAL_GRAD_PRE)
           && b->activation.kind == LGT_IDENTITY)
          || ((i == TRIAL_BIAS || i == TRIAL_GRAD_BIAS) && !v->bias))
        continue;
      *t = lgt_view_dense (NULL, (enum lgt_type) v->type, shape[i], sites);
      t->data = lgt_context_alloc (b->context,
                                   lgt_shape_bytes (t->type, t->shape),
                                   error);
      if (!t->data)
        return code_of (error, LGT_ENOMEM);
      if (fill (b, t, error) != LGT_OK)
        return code_of (error, LGT_EBACKEND);
    }
  b->bytes = lgt_shape_bytes ((enum lgt_type) v->type, x)
             + lgt_shape_bytes ((enum lgt_type) v->type, y)
             + lgt_shape_bytes ((enum lgt_type) v->type, weight);
  return LGT_OK;
}

/* The numbers of LIST, one a direction; OPTION for the message.  */
static enum lgt_status
spread (const struct lgt_ints *list, const char *option, int ndim, int *to,
        struct lgt_error *error)
{
  if (list->count != 1 && list->count != ndim)
    return lgt_fail (error, LGT_EINVAL, "--%s has %d extents, --shape %d; "
                     "give one for all or one for each", option, list->count,
                     ndim);
  for (int d = 0; d < ndim; d++)
    to[d] = list->value[list->count == 1 ? 0 : d];
  return LGT_OK;
}

static enum lgt_status
make_window (const struct bench_values *v, struct lgt_window *window,
             struct lgt_error *error)
{
  const int ndim = v->shape.count;
  enum lgt_status status;

  memset (window, 0, sizeof *window);
  if ((status = spread (&v->kernel, "kernel", ndim, window->kernel, error))
      || (status = spread (&v->dilation, "dilation", ndim, window->dilation,
                           error))
      || (status = spread (&v->stride, "stride", ndim, window->stride,
                           error)))
    return status;
  for (int d = 0; d < ndim; d++)
    window->boundary[d] = (enum lgt_boundary) v->boundary;
  return LGT_OK;
}

/* Every N-th site of LATTICE.  */
static enum lgt_status
make_list (struct lgt_conv_trial *b, const struct lgt_sites *lattice,
           struct lgt_error *error)
{
  const int every = b->values->every;
  const int32_t n = (lattice->volume - 1) / every + 1;
  int32_t *site = malloc ((size_t) n * sizeof *site);
  enum lgt_status status;

  if (!site)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a list of sites");
  for (int32_t i = 0; i < n; i++)
    site[i] = i * every;
  status = lgt_sites_list (b->context, lattice, n, site, NULL, &b->list,
                           error);
  free (site);
  return status;
}

static enum lgt_status
make_stencil (struct lgt_conv_trial *b, struct lgt_error *error)
{
  const struct lgt_sites *out;
  const struct bench_values *v = b->values;
  const int ndim = v->shape.count;
  struct lgt_window window;
  int extent[LGT_STENCIL_MAX_DIM];
  enum lgt_status status;

  if ((status = make_window (v, &window, error))
      || (status = lgt_sites_new (b->context, ndim, v->shape.value,
                                  &b->lattice, error))
      || (status = lgt_window_extents (&window, ndim, v->shape.value, extent,
                                       error)))
    return status;
  out = b->lattice;
  if (memcmp (extent, v->shape.value, (size_t) ndim * sizeof *extent))
    {
      if ((status = lgt_sites_new (b->context, ndim, extent, &b->coarse,
                                   error)))
        return status;
      out = b->coarse;
    }
  if (v->every > 1)
    {
      if ((status = make_list (b, out, error)))
        return status;
      out = b->list;
    }
  status = lgt_stencil_new (b->context, b->lattice, out, &window, &b->stencil,
                            error);
  b->params.stencil = b->stencil;
  return status;
}

static enum lgt_status
make_convolver (struct lgt_conv_trial *b, int lanes, struct lgt_error *error)
{
#ifdef LGT_WITH_FFTW
  enum lgt_status status
    = lgt_fft_fftw ()->convolver_new (&b->convolver, b->params.stencil,
                                      (enum lgt_type) b->values->type, lanes,
                                      error);

  b->params.fft = b->convolver;
  return status;
#else
  (void) b;
  (void) lanes;
  (void) error;
  return LGT_OK;
#endif
}

/* With context and stencil there: the rest.  */
static enum lgt_status
prepare (struct lgt_conv_trial *b, int lanes, struct lgt_error *error)
{
  const struct bench_values *v = b->values;
  enum lgt_status status;

  b->activation.kind = (enum lgt_activation) v->activation;
  b->activation.slope = 0.01;
  b->activate = lgt_context_kernel (b->context, &lgt_op_activate);
  b->params.groups = v->groups;
  if ((status = make_tensors (b, lanes, error))
      || (status = make_convolver (b, lanes, error)))
    return status;
  b->flops = lgt_op_conv.flops (&b->params, b->tensor) * v->batch
             / ((double) b->tensor[TRIAL_X].shape.packs * lanes);
  if (b->activation.kind != LGT_IDENTITY)
    {
      const struct lgt_view *g = &b->tensor[TRIAL_GRAD_Y];
      const size_t bytes = lgt_shape_bytes (g->type, g->shape);

      b->grad_y = malloc (bytes);
      if (!b->grad_y)
        return lgt_fail (error, LGT_ENOMEM, "no memory for a gradient");
      status = lgt_context_get (b->context, b->grad_y, g->data, bytes, error);
    }
  return status;
}

enum lgt_status
lgt_conv_trial_begin (struct lgt_conv_trial *b,
                      const struct bench_values *v, struct lgt_error *error)
{
  struct lgt_context_options options = { .threads = v->threads };
  enum lgt_status status;
  int lanes;

  memset (b, 0, sizeof *b);
  b->values = v;
  if (v->in % v->groups || v->out % v->groups)
    return lgt_fail (error, LGT_EINVAL, "--groups=%d must divide the %d "
                     "input and %d output channels", v->groups, v->in,
                     v->out);
  if ((status = lgt_backend_find (v->backend, &b->backend, error)))
    return status;
  lanes = v->lanes ? v->lanes : lgt_bench_lanes (b->backend, v->type,
                                                 v->batch);
  b->context = lgt_context_new (b->backend, &options, error);
  if (!b->context)
    return code_of (error, LGT_EBACKEND);
  status = make_stencil (b, error);
  return status == LGT_OK ? prepare (b, lanes, error) : status;
}

enum lgt_status
lgt_conv_trial_begin_on (struct lgt_conv_trial *b,
                         const struct bench_values *v,
                         struct lgt_context *context,
                         const struct lgt_stencil *stencil,
                         struct lgt_error *error)
{
  memset (b, 0, sizeof *b);
  b->values = v;
  b->backend = lgt_context_backend (context);
  b->context = context;
  b->guest = 1;
  b->params.stencil = stencil;
  return prepare (b, v->lanes, error);
}

void
lgt_conv_trial_end (struct lgt_conv_trial *b)
{
  if (!b->context)
    return;
  lgt_context_release (b->context, b->scratch);
  for (int i = 0; i < TRIAL_TENSORS; i++)
    lgt_context_release (b->context, b->tensor[i].data);
  lgt_convolver_free (b->convolver);
  lgt_stencil_free (b->context, b->stencil);
  lgt_sites_free (b->context, b->list);
  lgt_sites_free (b->context, b->coarse);
  lgt_sites_free (b->context, b->lattice);
  if (!b->guest)
    lgt_context_free (b->context);
  free (b->grad_y);
}

/* ---- algorithms ---- */

enum lgt_status
lgt_conv_trial_take (struct lgt_conv_trial *b,
                     enum lgt_conv_algorithm algorithm,
                     struct lgt_error *error)
{
  static const struct lgt_op *const op[LGT_CONV_FFT + 1]
    = { NULL, &lgt_op_conv, &lgt_op_conv_sum, &lgt_op_conv_gemm,
        &lgt_op_conv_fft };
  struct lgt_conv_way *w = &b->way[algorithm];
  struct lgt_view result[2] = { { 0 } };
  size_t scratch[2], most = 0;
  enum lgt_status status;

  w->params = b->params;
  w->params.algorithm = algorithm;
  if (algorithm == LGT_CONV_DIRECT)
    {
      w->params.activation = b->activation.kind;
      w->params.slope = b->activation.slope;
    }
  w->kernel = lgt_context_kernel (b->context, op[algorithm]);
  if (!w->kernel)
    return lgt_fail (error, LGT_EBACKEND, "%s has no kernel for %s",
                     b->backend->name, op[algorithm]->name);
  status = op[algorithm]->infer (&w->params, b->tensor, result, scratch,
                                 &w->entry, error);
  if (status != LGT_OK)
    return status;
  w->scratch = scratch[0] > scratch[1] ? scratch[0] : scratch[1];
  w->op = op[algorithm];
  for (int a = LGT_CONV_DIRECT; a <= LGT_CONV_FFT; a++)
    if (b->way[a].op && b->way[a].scratch > most)
      most = b->way[a].scratch;
  lgt_context_release (b->context, b->scratch);
  b->scratch = lgt_context_alloc (b->context, most, error);
  return b->scratch ? LGT_OK : code_of (error, LGT_ENOMEM);
}
