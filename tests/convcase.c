#include "convcase.h"

#include "testutil.h"

#include <math.h>
#include <string.h>

#ifdef HAVE_CONFIG_H
# include <config.h>
#endif
#ifdef LGT_WITH_FFTW
# include <lgt/fft.h>
#endif
#include "slowconvolver.h"

static const struct conv_case cases[] = {
  { 1, { 5 }, { 3 }, { 1 }, 1, 1, 1, 16, LATTICE, LATTICE, 1, 0,
    LGT_IDENTITY, 0,
    .groups = 1 },
  { 2, { 8, 8 }, { 3, 3 }, { 1, 1 }, 2, 8, 4, 16, LATTICE, LATTICE, 1, 0,
    LGT_LEAKY_RELU, 0.01,
    .groups = 1 },
  { 2, { 8, 8 }, { 3, 3 }, { 1, 1 }, 8, 6, 4, 16, LATTICE, LIST, 1, 0,
    LGT_IDENTITY, 0,
    .groups = 1 },
  { 2, { 3, 4 }, { 2, 5 }, { 3, 1 }, 3, 25, 2, 32, LATTICE, LATTICE, 0, 1,
    LGT_TANH, 0,
    .groups = 1 },
  { 3, { 4, 1, 3 }, { 3, 3, 2 }, { 1, 2, 1 }, 5, 3, 1, 48, LATTICE, LIST, 1,
    1, LGT_SILU, 0,
    .groups = 1 },
  { 4, { 2, 3, 2, 3 }, { 3, 3, 3, 3 }, { 1, 1, 1, 1 }, 4, 9, 1, 16, LATTICE,
    LATTICE, 1, 0, LGT_GELU, 0,
    .groups = 1 },
  { 5, { 2, 1, 3, 2, 2 }, { 3, 1, 2, 3, 1 }, { 1, 1, 1, 2, 1 }, 2, 2, 2, 16,
    LIST, LATTICE, 0, 1, LGT_LEAKY_RELU, -0.5,
    .groups = 1 },
  { 6, { 2, 2, 2, 1, 2, 2 }, { 3, 3, 3, 3, 3, 3 }, { 1, 1, 1, 1, 1, 1 }, 1,
    4, 1, 16, LATTICE, LATTICE, 1, 0, LGT_TANH, 0,
    .groups = 1 },
  { 2, { 5, 7 }, { 1, 1 }, { 1, 1 }, 10, 17, 3, 16, LIST, LIST, 1, 1,
    LGT_LEAKY_RELU, 0,
    .groups = 1 },
  /* One lane: channels last.  */
  { 2, { 8, 8 }, { 3, 3 }, { 1, 1 }, 3, 19, 2, 1, LATTICE, LATTICE, 1, 0,
    LGT_SILU, 0,
    .groups = 1 },
  { 3, { 3, 4, 2 }, { 3, 2, 4 }, { 1, 1, 1 }, 7, 50, 1, 1, LATTICE, LIST, 0,
    1, LGT_TANH, 0,
    .groups = 1 },
  { 4, { 3, 2, 2, 3 }, { 3, 3, 3, 3 }, { 1, 1, 1, 1 }, 9, 1, 3, 1, LATTICE,
    LATTICE, 1, 1, LGT_IDENTITY, 0,
    .groups = 1 },
  { 1, { 9 }, { 300 }, { 1 }, 2, 3, 1, 16, LATTICE, LATTICE, 1, 0, LGT_GELU,
    0,
    .groups = 1 },
  /* More taps than are taken at one go.  */
  { 4, { 3, 4, 2, 3 }, { 5, 5, 5, 5 }, { 1, 1, 1, 1 }, 2, 3, 1, 16, LATTICE,
    LATTICE, 1, 0, LGT_IDENTITY, 0,
    .groups = 1 },
  { 4, { 3, 2, 2, 3 }, { 3, 7, 7, 3 }, { 1, 1, 2, 1 }, 3, 2, 1, 1, LATTICE,
    LIST, 1, 0, LGT_IDENTITY, 0, 1, { 0 },
    { LGT_ZERO, LGT_CIRCULAR, LGT_ZERO, LGT_ZERO } },
  /* Even kernels and boundaries in all directions; five dimensions with
     zeros around them.  */
  { 2, { 6, 6 }, { 2, 4 }, { 1, 1 }, 3, 8, 1, 16, LATTICE, LATTICE, 1, 0,
    LGT_TANH, 0, 1, { 0 }, { LGT_ZERO, LGT_ZERO } },
  { 5, { 3, 2, 3, 2, 3 }, { 3, 2, 3, 3, 2 }, { 1, 1, 1, 1, 1 }, 2, 5, 1, 16,
    LATTICE, LATTICE, 1, 0, LGT_IDENTITY, 0, 1, { 0 },
    { LGT_ZERO, LGT_ZERO, LGT_ZERO, LGT_ZERO, LGT_ZERO } },
  { 3, { 6, 5, 4 }, { 3, 2, 3 }, { 2, 1, 1 }, 4, 4, 2, 16, LATTICE, LATTICE,
    1, 0, LGT_SILU, 0, 1, { 1, 2, 1 }, { LGT_OPEN, LGT_OPEN, LGT_ZERO } },
  { 2, { 7, 8 }, { 3, 3 }, { 1, 1 }, 6, 4, 2, 32, LATTICE, LATTICE, 1, 1,
    LGT_LEAKY_RELU, 0.1, 2, { 2, 3 }, { LGT_CIRCULAR, LGT_CIRCULAR } },
  /* Depthwise.  */
  { 3, { 4, 4, 4 }, { 3, 3, 3 }, { 1, 1, 1 }, 6, 6, 2, 16, LATTICE, LATTICE,
    1, 0, LGT_TANH, 0, 6, { 0 }, { LGT_CIRCULAR } },
  { 3, { 4, 4, 4 }, { 1, 3, 1 }, { 1, 1, 1 }, 5, 15, 1, 1, LATTICE, LIST,
    1, 0, LGT_TANH, 0, 5, { 0 }, { LGT_ZERO, LGT_ZERO } },
  { 3, { 4, 3, 4 }, { 1, 3, 1 }, { 1, 1, 1 }, 19, 19, 2, 16, LATTICE, LIST,
    1, 1, LGT_IDENTITY, 0, 19, { 0 }, { LGT_CIRCULAR } },
  { 2, { 5, 6 }, { 5, 2 }, { 1, 2 }, 3, 3, 1, 32, LATTICE, LATTICE, 0, 0,
    LGT_IDENTITY, 0, 3, { 1, 2 }, { LGT_ZERO, LGT_OPEN } },
  { 2, { 5, 6 }, { 7, 5 }, { 1, 1 }, 2, 2, 1, 16, LATTICE, LATTICE, 1, 0,
    LGT_IDENTITY, 0, 2, { 0 }, { LGT_CIRCULAR } },
  /* Lanes that do not fill a register.  */
  { 2, { 8, 8 }, { 3, 3 }, { 1, 1 }, 8, 8, 1, 8, LATTICE, LATTICE, 1, 0,
    LGT_SILU, 0,
    .groups = 1 },
  { 2, { 5, 8 }, { 3, 3 }, { 1, 1 }, 3, 1, 3, 4, LATTICE, LATTICE, 1, 1,
    LGT_IDENTITY, 0,
    .groups = 1 },
  { 2, { 5, 8 }, { 3, 3 }, { 1, 1 }, 16, 1, 3, 2, LATTICE, LIST, 1, 1,
    LGT_IDENTITY, 0,
    .groups = 1 },
  { 2, { 5, 8 }, { 3, 3 }, { 1, 1 }, 16, 3, 3, 1, LATTICE, LATTICE, 1, 1,
    LGT_IDENTITY, 0,
    .groups = 1 },
  { 2, { 5, 8 }, { 3, 3 }, { 1, 1 }, 32, 1, 3, 1, LATTICE, LATTICE, 1, 1,
    LGT_IDENTITY, 0,
    .groups = 1 },
  /* Of many groups, so that a GPU is filled by the largest tiles, and by
     those of half as many sites.  */
  { 1, { 17 }, { 3 }, { 1 }, 64, 320, 6, 32, LATTICE, LATTICE, 1, 0,
    LGT_TANH, 0,
    .groups = 64 },
  { 1, { 17 }, { 2 }, { 1 }, 320, 192, 6, 32, LATTICE, LATTICE, 1, 1,
    LGT_IDENTITY, 0, 64, { 0 }, { LGT_ZERO } },
  { 1, { 12 }, { 3 }, { 1 }, 64, 192, 6, 32, LATTICE, LATTICE, 1, 0,
    LGT_GELU, 0,
    .groups = 64 },
  { 1, { 12 }, { 2 }, { 1 }, 192, 384, 6, 32, LATTICE, LATTICE, 1, 1,
    LGT_IDENTITY, 0,
    .groups = 64 },
  /* More inputs, and more taps of a few, than a chunk holds.  */
  { 1, { 3 }, { 3 }, { 1 }, 523, 2, 1, 32, LATTICE, LATTICE, 1, 0,
    LGT_IDENTITY, 0,
    .groups = 1 },
  { 2, { 9, 7 }, { 31, 37 }, { 1, 1 }, 3, 6, 1, 32, LATTICE, LATTICE, 1, 0,
    LGT_SILU, 0, 1, { 0 }, { LGT_ZERO, LGT_CIRCULAR } },
};
_Static_assert (sizeof cases / sizeof cases[0] == CONV_LISTED,
                "CONV_LISTED is the number of cases");

/* ---- random numbers and cases ---- */

static uint64_t
next (uint64_t *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return *state >> 33;
}

/* In [-1, 1), and exact in float32.  */
static double
uniform (uint64_t *state)
{
  return (double) (next (state) % 65536) / 32768 - 1;
}

static int
between (uint64_t *state, int low, int high)
{
  return low + (int) (next (state) % (uint64_t) (high - low + 1));
}

static struct conv_case
random_case (int number)
{
  static const int lanes[] = { 1, 2, 4, 8, 16, 16, 32, 48 };
  uint64_t state = 77 + (uint64_t) number;
  struct conv_case c = { .ndim = between (&state, 1, 5) };

  for (int d = 0; d < c.ndim; d++)
    {
      c.extent[d] = between (&state, 1, c.ndim < 3 ? 7 : 3);
      c.kernel[d] = between (&state, 1, c.ndim < 3 ? 5 : 3);
      c.dilation[d] = between (&state, 1, 3);
    }
  c.ins = between (&state, 1, 12);
  c.outs = between (&state, 1, number % 4 ? 12 : 35);
  c.packs = between (&state, 1, 3);
  c.lanes = lanes[between (&state, 0, 7)];
  c.in = between (&state, 0, 3) == 0 ? LIST : LATTICE;
  c.out = between (&state, 0, 2) == 0 ? LIST : LATTICE;
  c.bias = between (&state, 0, 1);
  c.window = between (&state, 0, 1);
  c.activation = (enum lgt_activation) between (&state, 0, 4);
  c.slope = 0.25 * between (&state, -1, 2);
  if (number % 2)
    return c;
  /* All features crossed.  */
  c.groups = between (&state, 1, 4);
  c.ins = c.groups * between (&state, 1, 4);
  c.outs = c.groups * between (&state, 1, 5);
  for (int d = 0; d < c.ndim; d++)
    {
      c.stride[d] = between (&state, 0, 2) == 0 ? between (&state, 1, 3) : 1;
      c.boundary[d] = (enum lgt_boundary) between (&state, 0, 2);
      if (c.boundary[d] == LGT_OPEN
          && c.dilation[d] * (c.kernel[d] - 1) >= c.extent[d])
        c.boundary[d] = LGT_ZERO;
    }
  return c;
}

struct conv_case
conv_case_number (int i)
{
  return i < CONV_LISTED ? cases[i] : random_case (i);
}

/* ---- one case on one backend ---- */

static struct tensor
tensor_new (struct lgt_context *context, enum lgt_type type,
            struct lgt_shape shape, const struct lgt_sites *sites,
            int window)
{
  struct lgt_shape wide = shape;
  struct tensor t;

  wide.comps += window ? 3 : 0;
  t.bytes = lgt_shape_bytes (type, wide);
  t.memory = aligned_alloc (64, t.bytes);
  t.device = lgt_context_alloc (context, t.bytes, NULL);
  ck_assert (t.memory && t.device);
  t.view = lgt_view_dense (t.memory, type, wide, sites);
  if (window)
    t.view = lgt_view_comps (t.view, 2, shape.comps);
  return t;
}

/* Where element (pack, site, comp, lane) of V is.  */
int64_t
at (const struct lgt_view *v, int p, int s, int c, int l)
{
  return p * v->pack_stride + s * v->site_stride
         + (int64_t) c * v->shape.lanes + l;
}

double
get (const struct lgt_view *v, int p, int s, int c, int l)
{
  const int64_t i = at (v, p, s, c, l);

  return v->type == LGT_F32 ? (double) ((const float *) v->data)[i]
                            : ((const double *) v->data)[i];
}

/* Fill all of the memory, gaps of windows too.  */
static void
fill (struct tensor *t, uint64_t seed)
{
  const size_t n = t->bytes / lgt_type_size (t->view.type);

  for (size_t i = 0; i < n; i++)
    if (t->view.type == LGT_F32)
      ((float *) t->memory)[i] = (float) uniform (&seed);
    else
      ((double *) t->memory)[i] = uniform (&seed);
}

static void
setup_sites (struct setup *s, const struct lgt_window *window)
{
  const int volume = s->lattice->volume;
  int32_t *site = malloc ((size_t) volume * sizeof *site);
  struct lgt_sites *fine = s->lattice;
  int extent[MAX_DIM], n = 0, outputs;

  ck_assert_int_eq (lgt_window_extents (window, s->c.ndim, s->c.extent,
                                        extent, NULL), LGT_OK);
  if (memcmp (extent, s->c.extent, (size_t) s->c.ndim * sizeof *extent))
    {
      ck_assert_int_eq (lgt_sites_new (s->context, s->c.ndim, extent,
                                       &s->coarse, NULL), LGT_OK);
      fine = s->coarse;
    }
  outputs = fine->volume;
  s->in = s->lattice;
  s->out = fine;
  if (s->c.in == LIST)
    {
      for (int i = 0; i < volume; i++)
        site[i] = volume - 1 - i;
      ck_assert_int_eq (lgt_sites_list (s->context, s->lattice, volume, site,
                                        NULL, &s->in_list, NULL), LGT_OK);
      s->in = s->in_list;
    }
  if (s->c.out == LIST)
    {
      for (int i = 0; i < outputs; i += 3)
        site[n++] = (i * 2 + outputs / 2) % outputs;
      /* Doubling may meet a site twice: keep the first.  */
      for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
          if (site[j] == site[i])
            {
              memmove (site + j, site + j + 1,
                       (size_t) (n - j - 1) * sizeof *site);
              n--;
              j--;
            }
      ck_assert_int_eq (lgt_sites_list (s->context, fine, n, site, NULL,
                                        &s->out_list, NULL), LGT_OK);
      s->out = s->out_list;
    }
  free (site);
}

static const struct lgt_op *
op_of (enum lgt_conv_algorithm algorithm)
{
  return algorithm == LGT_CONV_SUM ? &lgt_op_conv_sum
         : algorithm == LGT_CONV_GEMM ? &lgt_op_conv_gemm
         : algorithm == LGT_CONV_FFT ? &lgt_op_conv_fft : &lgt_op_conv;
}

struct lgt_convolver *
conv_convolver (const struct lgt_stencil *stencil, enum lgt_type type,
                int lanes)
{
#ifdef LGT_WITH_FFTW
  struct lgt_convolver *made = NULL;

  ck_assert_int_eq (lgt_fft_fftw ()->convolver_new (&made, stencil, type,
                                                    lanes, NULL), LGT_OK);
  return made;
#else
  return slow_convolver (stencil, type, lanes);
#endif
}

void
setup (struct setup *s, const struct conv_case *c,
       const struct lgt_backend *backend, enum lgt_type type, int threads,
       enum lgt_conv_algorithm algorithm)
{
  struct lgt_context_options options = { .threads = threads };
  struct lgt_shape x, y, w = { 1, 1, 0, 1 }, b = { 1, 1, 0, 1 };
  struct lgt_window window = lgt_window_cube (c->ndim, 1);

  memset (s, 0, sizeof *s);
  s->c = *c;
  s->algorithm = algorithm;
  s->op = op_of (algorithm);
  if (algorithm != LGT_CONV_DIRECT)
    s->c.activation = LGT_IDENTITY;
  s->context = lgt_context_new (backend, &options, NULL);
  ck_assert_ptr_nonnull (s->context);
  ck_assert_int_eq (lgt_sites_new (s->context, c->ndim, c->extent,
                                   &s->lattice, NULL), LGT_OK);
  for (int d = 0; d < c->ndim; d++)
    {
      window.kernel[d] = c->kernel[d];
      window.dilation[d] = c->dilation[d];
      window.stride[d] = c->stride[d] ? c->stride[d] : 1;
      window.boundary[d] = c->boundary[d];
    }
  if (!s->c.groups)
    s->c.groups = 1;
  setup_sites (s, &window);
  ck_assert_int_eq (lgt_stencil_new (s->context, s->in, s->out, &window,
                                     &s->stencil, NULL), LGT_OK);
  s->params.groups = c->groups;
  s->params.stencil = s->stencil;
  s->params.activation = s->c.activation;
  s->params.slope = c->slope;
  s->params.algorithm = algorithm;
  if (algorithm == LGT_CONV_FFT)
    s->fft = conv_convolver (s->stencil, type, c->lanes);
  s->params.fft = s->fft;
  x = (struct lgt_shape) { c->packs, s->in->count, c->ins, c->lanes };
  y = (struct lgt_shape) { c->packs, s->out->count, c->outs, c->lanes };
  w.comps = c->outs * c->ins / s->c.groups * s->stencil->taps;
  b.comps = c->outs;
  s->x = tensor_new (s->context, type, x, s->in, c->window);
  s->gx = tensor_new (s->context, type, x, s->in, c->window);
  s->w = tensor_new (s->context, type, w, NULL, 0);
  s->gw = tensor_new (s->context, type, w, NULL, 0);
  s->y = tensor_new (s->context, type, y, s->out, c->window);
  s->gy = tensor_new (s->context, type, y, s->out, c->window);
  s->b = tensor_new (s->context, type, b, NULL, 0);
  s->gb = tensor_new (s->context, type, b, NULL, 0);
  s->pre = tensor_new (s->context, type, y, s->out, 0);
  fill (&s->x, 1);
  fill (&s->w, 2);
  fill (&s->b, 3);
  fill (&s->gy, 4);
  fill (&s->y, 5);
  fill (&s->gx, 6);
  fill (&s->gw, 7);
  fill (&s->gb, 8);
}

enum { TENSORS = 9 };

static void
all_tensors (struct setup *s, struct tensor *all[TENSORS])
{
  struct tensor *list[TENSORS] = { &s->x, &s->w, &s->b, &s->y, &s->pre,
                                   &s->gx, &s->gw, &s->gb, &s->gy };

  memcpy (all, list, sizeof list);
}

void
teardown (struct setup *s)
{
  struct tensor *all[TENSORS];

  all_tensors (s, all);
  for (int i = 0; i < TENSORS; i++)
    {
      free (all[i]->memory);
      lgt_context_release (s->context, all[i]->device);
    }
  lgt_convolver_free (s->fft);
  lgt_stencil_free (s->context, s->stencil);
  lgt_sites_free (s->context, s->out_list);
  lgt_sites_free (s->context, s->in_list);
  lgt_sites_free (s->context, s->coarse);
  lgt_sites_free (s->context, s->lattice);
  lgt_context_free (s->context);
}

void
put_tensors (struct setup *s)
{
  struct tensor *all[TENSORS];

  all_tensors (s, all);
  for (int i = 0; i < TENSORS; i++)
    ck_assert_int_eq (lgt_context_put (s->context, all[i]->device,
                                       all[i]->memory, all[i]->bytes, NULL),
                      LGT_OK);
}

void
get_tensors (struct setup *s)
{
  struct tensor *all[TENSORS];

  all_tensors (s, all);
  for (int i = 0; i < TENSORS; i++)
    ck_assert_int_eq (lgt_context_get (s->context, all[i]->memory,
                                       all[i]->device, all[i]->bytes, NULL),
                      LGT_OK);
}

/* The view may be of some packs.  */
struct lgt_view
on_device (const struct tensor *t)
{
  struct lgt_view v = t->view;

  v.data = (char *) t->device
           + ((char *) t->view.data - (char *) t->memory);
  return v;
}

int
has_algorithm (const struct lgt_backend *backend,
               enum lgt_conv_algorithm algorithm)
{
  return algorithm != LGT_CONV_FFT
         || strncmp (backend->name, "cuda", 4) != 0;
}

/* Whether the pre-activation is the second output.  */
static int
keeps_pre (const struct conv_case *c)
{
  return c->activation == LGT_SILU || c->activation == LGT_GELU
         || (c->activation == LGT_LEAKY_RELU && c->slope < 0);
}

static enum lgt_status
try_run (struct setup *s, struct lgt_error *error)
{
  const struct lgt_view none = { 0 };
  struct lgt_view in[3] = { on_device (&s->x), on_device (&s->w),
                            s->c.bias ? on_device (&s->b) : none };
  struct lgt_view out[2] = { on_device (&s->y),
                             keeps_pre (&s->c) ? on_device (&s->pre)
                                               : none };
  enum lgt_status status;

  put_tensors (s);
  status = lgt_context_run (s->context, s->op, &s->params, in, out, error);
  get_tensors (s);
  return status;
}

static enum lgt_status
try_pull (struct setup *s, unsigned wanted, struct lgt_error *error)
{
  const struct lgt_kernel *kernel = lgt_context_kernel (s->context, s->op);
  const struct lgt_view none = { 0 };
  const int outputs = s->op->n_out;
  struct lgt_view in[7] = { on_device (&s->x), on_device (&s->w),
                            s->c.bias ? on_device (&s->b) : none };
  struct lgt_view out[3] = { wanted & 1 ? on_device (&s->gx) : none,
                             wanted & 2 ? on_device (&s->gw) : none,
                             wanted & 4 && s->c.bias ? on_device (&s->gb)
                                                     : none };
  struct lgt_view result[2] = { { 0 } };
  size_t scratch[2];
  enum lgt_status status;
  enum lgt_type entry;
  void *memory, *bad;

  if (s->op == &lgt_op_conv)
    {
      in[3] = on_device (&s->y);
      in[4] = keeps_pre (&s->c) ? on_device (&s->pre) : none;
    }
  in[3 + outputs] = on_device (&s->gy);
  ck_assert_int_eq (s->op->infer (&s->params, in, result, scratch, &entry,
                                  NULL), LGT_OK);
  if (kernel->scratch)
    kernel->scratch (&s->params, in, scratch);
  put_tensors (s);
  if (kernel->settle[entry] && s->params.activation != LGT_IDENTITY)
    ck_assert_int_eq (kernel->settle[entry] (lgt_context_queue (s->context),
                                             &s->params, in,
                                             &in[3 + outputs], NULL, NULL),
                      LGT_OK);
  /* Scratch has undefined contents: let them be bad ones.  */
  memory = lgt_context_alloc (s->context, scratch[1], NULL);
  bad = malloc (scratch[1] + 1);
  ck_assert (memory && bad);
  memset (bad, 0xff, scratch[1]);
  ck_assert_int_eq (lgt_context_put (s->context, memory, bad, scratch[1],
                                     NULL), LGT_OK);
  status = kernel->pull[entry] (lgt_context_queue (s->context), &s->params,
                                in, out, memory, error);
  get_tensors (s);
  lgt_context_release (s->context, memory);
  free (bad);
  return status;
}

void
run (struct setup *s)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (try_run (s, &error) == LGT_OK, "%s", error.text);
}

void
pull (struct setup *s, unsigned wanted)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (try_pull (s, wanted, &error) == LGT_OK, "%s", error.text);
}

void
check_refused (struct setup *s, const char *words)
{
  for (int back = 0; back < 2; back++)
    {
      struct lgt_error error = { LGT_OK, "" };

      ck_assert_int_eq (back ? try_pull (s, 7, &error) : try_run (s, &error),
                        LGT_EBACKEND);
      ck_assert_msg (strstr (error.text, words) != NULL, "%s", error.text);
    }
}

/* ---- the backends that can run ---- */

int
backends (const struct lgt_backend *usable[MAX_BACKENDS])
{
  const struct lgt_backend *const *list = lgt_backend_list ();
  int n = 0;

  for (; *list && n < MAX_BACKENDS; list++)
    if ((*list)->probe (NULL) == LGT_OK)
      usable[n++] = *list;
  return n;
}

