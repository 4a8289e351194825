/* Convolutions of networks: factorized kernels against the dense ones that
   they stand for, gradients, first weights, and what is said about keys that
   make no sense.  */

#include "testutil.h"

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <math.h>
#include <string.h>

#include <lgt/check.h>
#include <lgt/fft.h>
#include <lgt/wisdom.h>

#include "../lib/flow/convolution.h"
#include "../lib/flow/needed_sites.h"
#include "flowcase.h"
#include "gradcheck.h"

#define COUNT(array) ((int) (sizeof (array) / sizeof (array)[0]))

/* fft, the last of them, if there is one.  */
#ifdef LGT_WITH_FFTW
# define FFT lgt_fft_fftw ()
enum { ALGORITHMS = 4 };
#else
# define FFT NULL
enum { ALGORITHMS = 3 };
#endif

enum { N = 4, LANES = 4 };      /* configurations; one pack */

/* ---- one convolution ---- */

struct conv_case
{
  int ndim, extent[4], kernel[4], dilation[4];
  enum lgt_boundary boundary[4];
  int in;
  const char *keys;       /* of the layer; channels are those that leave */
  int list;               /* results on every third site alone */
};

#define CP(rank) "weights: { cp: { rank: " #rank " } }"
#define TUCKER(in, out) "weights: { tucker: { ranks: [" #in ", " #out "] } }"

static const struct conv_case cases[] = {
  { 1, { 7 }, { 3 }, { 1 }, { 0 }, 3, "channels: 2, " CP (4), 0 },
  { 1, { 8 }, { 5 }, { 2 }, { LGT_ZERO }, 2, "channels: 3, " TUCKER (2, 4),
    1 },
  { 2, { 6, 5 }, { 3, 3 }, { 1, 1 }, { 0 }, 3,
    "channels: 4, activation: tanh, " CP (3), 0 },
  { 2, { 6, 5 }, { 3, 2 }, { 1, 2 }, { LGT_ZERO, 0 }, 2,
    "channels: 3, activation: silu, " CP (1), 1 },
  { 2, { 4, 6 }, { 4, 3 }, { 1, 1 }, { LGT_ZERO, LGT_ZERO }, 4,
    "channels: 5, activation: leaky_relu, slope: 0.2, " TUCKER (3, 2), 0 },
  { 2, { 9, 9 }, { 1, 3 }, { 1, 1 }, { 0 }, 2, "channels: 2, bias: false, "
    CP (6), 1 },
  { 3, { 4, 5, 6 }, { 3, 1, 2 }, { 1, 1, 2 }, { 0, 0, LGT_ZERO }, 3,
    "channels: 2, activation: gelu, " CP (5), 1 },
  { 3, { 5, 4, 3 }, { 3, 3, 3 }, { 2, 1, 1 }, { 0 }, 4,
    "channels: 3, " TUCKER (2, 3), 1 },
  { 4, { 3, 2, 4, 3 }, { 3, 3, 3, 3 }, { 1, 1, 1, 1 }, { 0 }, 2,
    "channels: 3, activation: tanh, " CP (4), 0 },
  { 4, { 4, 4, 4, 5 }, { 3, 1, 3, 1 }, { 1, 3, 1, 1 },
    { 0, 0, LGT_ZERO, 0 }, 3, "channels: 2, " CP (2), 1 },
  { 4, { 3, 3, 2, 4 }, { 2, 3, 1, 3 }, { 1, 1, 1, 1 },
    { LGT_ZERO, 0, 0, LGT_ZERO }, 2, "channels: 2, " TUCKER (3, 3), 1 },
  /* Nothing but channels.  */
  { 2, { 4, 4 }, { 1, 1 }, { 1, 1 }, { 0 }, 3, "channels: 2, " CP (2), 1 },
  /* Dense, in groups.  */
  { 2, { 6, 5 }, { 3, 3 }, { 1, 1 }, { 0 }, 4, "channels: 6, groups: 2, "
    "activation: tanh", 1 },
  { 3, { 3, 4, 5 }, { 3, 1, 3 }, { 1, 1, 1 }, { LGT_ZERO, 0, 0 }, 3,
    "channels: 3, groups: 3", 0 },
};

struct layer
{
  const struct conv_case *c;
  struct lgt_context *context;
  struct lgt_geom geom;
  struct lgt_sites *lattice, *out_list, *in_list;
  const struct lgt_sites *in, *out;
  struct lgt_slices slices;
  struct lgt_config *document;
  struct lgt_net_conv config;
  struct lgt_convolution_plan plan;
  struct lgt_convolution conv;
};

/* The convolution of C called layer3.conv1; START: for start: identity.  */
static void
layer_new (struct layer *l, const struct conv_case *c, const double *start,
           int start_count)
{
  struct lgt_planner planner = { .network = LGT_F64, .number = 3,
                                 .lanes = LANES, .fft = FFT };
  struct lgt_error error = { .text = "" };
  struct lgt_chosen chosen;
  char text[400];
  int32_t site[1000], count = 0;
  unsigned char *wanted, *needed;

  memset (l, 0, sizeof *l);
  l->c = c;
  l->context = flow_context (1);
  ck_assert_int_eq (lgt_geom_init (&l->geom, c->ndim, c->extent, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_sites_new (l->context, c->ndim, c->extent,
                                   &l->lattice, NULL), LGT_OK);
  lgt_slices_init (&l->slices, l->context, LGT_F64);
  snprintf (text, sizeof text, "conv: { %s }", c->keys);
  ck_assert_int_eq (lgt_config_parse ("f.yaml", text, strlen (text),
                                      &l->document, &error), LGT_OK);
  ck_assert_msg (lgt_config_choose (lgt_config_root (l->document), "layer",
                                    lgt_net_layers, &chosen, &error)
                 == LGT_OK
                 && lgt_config_fill_chosen (&chosen, &l->config, &error)
                    == LGT_OK, "%s", error.text);

  l->plan.name = "layer3.conv1";
  l->plan.node = chosen.parameters;
  l->plan.config = &l->config;
  l->plan.window = lgt_window_cube (c->ndim, 1);
  for (int d = 0; d < c->ndim; d++)
    {
      l->plan.window.kernel[d] = c->kernel[d];
      l->plan.window.dilation[d] = c->dilation[d];
      l->plan.window.boundary[d] = c->boundary[d];
    }
  l->plan.in = c->in;
  l->plan.out = l->config.channels;
  l->plan.start = start;
  l->plan.start_count = start_count;

  planner.context = l->context;
  planner.geom = &l->geom;
  planner.lattice = l->lattice;
  planner.slices = &l->slices;
  wanted = malloc ((size_t) l->geom.volume);
  needed = malloc ((size_t) l->geom.volume);
  l->out = l->lattice;
  if (c->list)
    {
      for (int32_t i = 0; i < l->geom.volume; i += 3)
        site[count++] = i;
      ck_assert_int_eq (lgt_sites_list (l->context, l->lattice, count, site,
                                        NULL, &l->out_list, NULL), LGT_OK);
      l->out = l->out_list;
    }
  lgt_needed_rows (l->out, wanted);
  lgt_needed_spread (&l->geom, &l->plan.window, wanted, needed);
  ck_assert_int_eq (lgt_needed_sites (&planner, needed, &l->in, &l->in_list,
                                      NULL), LGT_OK);
  free (wanted);
  free (needed);
  ck_assert_msg (lgt_convolution_new (&planner, &l->plan, l->in, l->out,
                                      &l->conv, &error) == LGT_OK, "%s",
                 error.text);
  ck_assert_int_eq (lgt_slices_allocate (&l->slices, NULL), LGT_OK);
}

static void
layer_free (struct layer *l)
{
  lgt_convolution_free (l->context, &l->conv);
  lgt_sites_free (l->context, l->in_list);
  lgt_sites_free (l->context, l->out_list);
  lgt_sites_free (l->context, l->lattice);
  lgt_slices_free (&l->slices);
  lgt_config_free (l->document);
  lgt_context_free (l->context);
}

/* Number I of kind K, in [-1, 1).  */
static double
uniform (int k, int64_t i)
{
  const uint32_t counter[4] = { lgt_random_word (LGT_STREAM_TEST, 0, 0, 3),
                                (uint32_t) i, (uint32_t) k, 0 };
  double u[2];

  lgt_random_pair (4, counter, u);
  return 2 * u[0] - 1;
}

/* COUNT numbers of kind K.  */
static double *
numbers (int k, int64_t count)
{
  double *x = malloc ((size_t) count * sizeof *x);

  for (int64_t i = 0; i < count; i++)
    x[i] = uniform (k, i);
  return x;
}

static int64_t
inputs (const struct layer *l)
{
  return (int64_t) N * l->in->count * l->plan.in;
}

static int64_t
outputs (const struct layer *l)
{
  return (int64_t) N * l->out->count * l->plan.out;
}

/* ---- the dense kernel, as a reader of the slices makes it ---- */

/* The numbers of the slice called SUFFIX, its extents checked against
   EXTENT (ended by 0); NULL: there is none.  */
static const double *
slice_of (const struct layer *l, const double *values, const char *suffix,
          const int64_t *extent)
{
  char name[LGT_SLICE_NAME];

  snprintf (name, sizeof name, "layer3.conv1.%s", suffix);
  for (int s = 0; s < l->slices.count; s++)
    {
      const struct lgt_slice *slice = &l->slices.slice[s];

      if (strcmp (slice->name, name) != 0)
        continue;
      for (int i = 0; i < slice->ndim; i++)
        ck_assert_int_eq (slice->extent[i], extent[i]);
      ck_assert_int_eq (extent[slice->ndim], 0);
      return values + slice->offset;
    }
  return NULL;
}

/* W[out, in, tap] with tap direction 0 fastest and all channels (zeros
   between groups), to be freed.  */
static double *
dense_kernel (const struct layer *l, const double *values)
{
  const struct lgt_net_conv *config = &l->config;
  const int ins = l->plan.in, outs = l->plan.out;
  const double *direction[4], *a, *b, *core;
  int taps = 1;
  int64_t extent[8] = { 0 };
  double *w;

  for (int d = 0; d < l->geom.ndim; d++)
    taps *= l->c->kernel[d];
  w = calloc ((size_t) (outs * ins * taps), sizeof *w);
  for (int d = 0; d < l->geom.ndim; d++)
    extent[2 + d] = l->c->kernel[l->geom.ndim - 1 - d];
  if (config->weights.index == LGT_KERNEL_DENSE)
    {
      const int per = ins / config->groups, each = outs / config->groups;

      extent[0] = outs;
      extent[1] = per;
      a = slice_of (l, values, "weight", extent);
      for (int o = 0; o < outs; o++)
        for (int i = 0; i < per; i++)
          for (int t = 0; t < taps; t++)
            w[(o * ins + o / each * per + i) * taps + t]
              = a[(o * per + i) * taps + t];
    }
  else if (config->weights.index == LGT_KERNEL_TUCKER)
    {
      struct lgt_tucker_config tucker;
      int r[2];

      ck_assert_int_eq (lgt_config_fill_chosen (&config->weights, &tucker,
                                                NULL), LGT_OK);
      r[0] = tucker.ranks.value[0];
      r[1] = tucker.ranks.value[1];
      extent[0] = r[1];
      extent[1] = r[0];
      core = slice_of (l, values, "tucker.core", extent);
      a = slice_of (l, values, "tucker.input", (int64_t[]) { r[0], ins, 0 });
      b = slice_of (l, values, "tucker.output",
                    (int64_t[]) { outs, r[1], 0 });
      for (int o = 0; o < outs; o++)
        for (int i = 0; i < ins; i++)
          for (int t = 0; t < taps; t++)
            for (int p = 0; p < r[1]; p++)
              for (int q = 0; q < r[0]; q++)
                w[(o * ins + i) * taps + t]
                  += b[o * r[1] + p] * core[(p * r[0] + q) * taps + t]
                     * a[q * ins + i];
    }
  else
    {
      struct lgt_cp_config cp;

      ck_assert_int_eq (lgt_config_fill_chosen (&config->weights, &cp, NULL),
                        LGT_OK);
      a = slice_of (l, values, "cp.input", (int64_t[]) { cp.rank, ins, 0 });
      b = slice_of (l, values, "cp.output",
                    (int64_t[]) { outs, cp.rank, 0 });
      for (int d = 0; d < l->geom.ndim; d++)
        {
          char suffix[24];

          snprintf (suffix, sizeof suffix, "cp.direction%d", d);
          direction[d] = slice_of (l, values, suffix,
                                   (int64_t[]) { cp.rank, l->c->kernel[d],
                                                 0 });
          ck_assert_int_eq (direction[d] != NULL, l->c->kernel[d] > 1);
        }
      for (int o = 0; o < outs; o++)
        for (int i = 0; i < ins; i++)
          for (int t = 0; t < taps; t++)
            for (int r = 0; r < cp.rank; r++)
              {
                double product = b[o * cp.rank + r] * a[r * ins + i];
                int rest = t;

                for (int d = 0; d < l->geom.ndim; d++)
                  {
                    if (direction[d])
                      product *= direction[d][r * l->c->kernel[d]
                                              + rest % l->c->kernel[d]];
                    rest /= l->c->kernel[d];
                  }
                w[(o * ins + i) * taps + t] += product;
              }
    }
  return w;
}

/* ---- running it ---- */

static struct lgt_view
view_of (const struct layer *l, const double *host, int comps,
         const struct lgt_sites *sites)
{
  const struct lgt_shape shape = { 1, sites->count, comps, LANES };
  struct lgt_view view
    = lgt_view_dense (lgt_context_alloc (l->context,
                                         lgt_shape_bytes (LGT_F64, shape),
                                         NULL), LGT_F64, shape, sites);

  ck_assert_ptr_nonnull (view.data);
  if (host)
    ck_assert_int_eq (lgt_pack (l->context, host, N, view, NULL), LGT_OK);
  return view;
}

/* Values Y of X, on the host; with GRAD, the gradient of sum_i SEED_i y_i
   too: GRAD gets that of all weights (slices.total), GRAD_X that of X.  */
static void
run (struct layer *l, const double *x, double *y, const double *seed,
     double *grad, double *grad_x)
{
  const struct lgt_tape_options options = { (size_t) 1 << 20, 0, 1 };
  struct lgt_error error = { .text = "" };
  struct lgt_tape *tape = lgt_tape_new (l->context, &options, &error);
  struct lgt_view in = view_of (l, x, l->plan.in, l->in);
  struct lgt_view in_grad = view_of (l, NULL, l->plan.in, l->in);
  struct lgt_seed from = { .grad = { 0 } };
  lgt_var weight[LGT_CONVOLUTION_STAGES + 1], out;

  ck_assert_msg (tape != NULL, "%s", error.text);
  lgt_tape_clear (tape, &l->slices.grad);
  lgt_tape_clear (tape, &in_grad);
  for (int s = 0; s < l->slices.count; s++)
    {
      struct lgt_view v = lgt_slices_view (&l->slices, &l->slices.values, s);
      struct lgt_view g = lgt_slices_view (&l->slices, &l->slices.grad, s);

      weight[s] = lgt_tape_bind (tape, &v, &g);
    }
  out = lgt_convolution_apply (tape, &l->conv, weight,
                               lgt_tape_bind (tape, &in, &in_grad));
  if (grad)
    {
      from.of = out;
      from.grad = view_of (l, seed, l->plan.out, l->out);
      lgt_tape_backward (tape, 1, &from);
    }
  ck_assert_msg (lgt_tape_status (tape, &error) == LGT_OK, "%s", error.text);
  if (y)
    ck_assert_int_eq (lgt_unpack (l->context, lgt_tape_value (tape, out), N,
                                  y, NULL), LGT_OK);
  if (grad)
    {
      ck_assert_int_eq (lgt_slices_get (&l->slices, &l->slices.grad, grad,
                                        NULL), LGT_OK);
      ck_assert_int_eq (lgt_unpack (l->context, in_grad, N, grad_x, NULL),
                        LGT_OK);
    }
  lgt_context_release (l->context, from.grad.data);
  lgt_context_release (l->context, in.data);
  lgt_context_release (l->context, in_grad.data);
  lgt_tape_free (tape);
}

/* The same with kernel W as one convolution.  */
static void
run_dense (struct layer *l, const double *x, const double *w,
           const double *bias, double *y)
{
  const struct lgt_tape_options options = { (size_t) 1 << 20, 0, 0 };
  struct lgt_error error = { .text = "" };
  struct lgt_tape *tape = lgt_tape_new (l->context, &options, &error);
  struct lgt_view in = view_of (l, x, l->plan.in, l->in), kernel, offset;
  struct lgt_conv_params params = {
    .activation = (enum lgt_activation) l->config.activation,
    .slope = l->config.slope
  };
  struct lgt_shape shape = { 1, 1, l->plan.in * l->plan.out, 1 };
  struct lgt_stencil *stencil;
  lgt_var out;

  for (int d = 0; d < l->geom.ndim; d++)
    shape.comps *= l->c->kernel[d];
  ck_assert_msg (lgt_stencil_new (l->context, l->in, l->out,
                                  &l->plan.window, &stencil, &error)
                 == LGT_OK, "%s", error.text);
  params.stencil = stencil;
  kernel = lgt_view_dense (lgt_context_alloc (l->context,
                                              lgt_shape_bytes (LGT_F64,
                                                               shape), NULL),
                           LGT_F64, shape, NULL);
  ck_assert_int_eq (lgt_pack (l->context, w, 1, kernel, NULL), LGT_OK);
  shape.comps = l->plan.out;
  offset = lgt_view_dense (lgt_context_alloc (l->context,
                                              lgt_shape_bytes (LGT_F64,
                                                               shape), NULL),
                           LGT_F64, shape, NULL);
  if (bias)
    ck_assert_int_eq (lgt_pack (l->context, bias, 1, offset, NULL), LGT_OK);
  out = lgt_conv (tape, lgt_tape_bind (tape, &in, NULL),
                  lgt_tape_bind (tape, &kernel, NULL),
                  bias ? lgt_tape_bind (tape, &offset, NULL) : LGT_NONE,
                  params);
  ck_assert_msg (lgt_tape_status (tape, &error) == LGT_OK, "%s", error.text);
  ck_assert_int_eq (lgt_unpack (l->context, lgt_tape_value (tape, out), N, y,
                                NULL), LGT_OK);
  lgt_tape_free (tape);
  lgt_stencil_free (l->context, stencil);
  lgt_context_release (l->context, in.data);
  lgt_context_release (l->context, kernel.data);
  lgt_context_release (l->context, offset.data);
}

/* Random weights, to the device too.  */
static double *
fill (struct layer *l)
{
  double *values = calloc ((size_t) l->slices.total, sizeof *values);

  for (int s = 0; s < l->slices.count; s++)
    for (int64_t i = 0; i < l->slices.slice[s].count; i++)
      values[l->slices.slice[s].offset + i] = uniform (s, i);
  ck_assert_int_eq (lgt_slices_put (&l->slices, &l->slices.values, values,
                                    NULL), LGT_OK);
  return values;
}

START_TEST (equals_its_dense_kernel)
{
  struct layer l;
  double *values, *w, *x, *y, *z, largest = 0;
  const double *bias;

  layer_new (&l, &cases[_i], NULL, 0);
  values = fill (&l);
  w = dense_kernel (&l, values);
  bias = slice_of (&l, values, "bias", (int64_t[]) { l.plan.out, 0 });
  ck_assert_int_eq (bias != NULL, l.config.bias);
  x = numbers (20, inputs (&l));
  y = malloc ((size_t) outputs (&l) * sizeof *y);
  z = malloc ((size_t) outputs (&l) * sizeof *z);
  run (&l, x, y, NULL, NULL, NULL);
  run_dense (&l, x, w, bias, z);
  for (int64_t i = 0; i < outputs (&l); i++)
    {
      ck_assert_double_eq_tol (y[i], z[i], 1e-12);
      largest = fmax (largest, fabs (z[i]));
    }
  ck_assert_double_gt (largest, 0.1);
  free (values);
  free (w);
  free (x);
  free (y);
  free (z);
  layer_free (&l);
}
END_TEST

/* All algorithms compute the same; lists, boundaries and dilations as they
   come.  */
START_TEST (algorithms)
{
  static const char *const names[] = { "sum", "gemm", "tuned", "fft" };
  struct conv_case c = cases[_i % COUNT (cases)];
  const char *name = names[_i / COUNT (cases)];
  char keys[200];
  struct layer one, other;
  double *values, *x, *y, *z;
  int changed = 0;

  snprintf (keys, sizeof keys, "%s, algorithm: %s", c.keys, name);
  layer_new (&one, &c, NULL, 0);
  c.keys = keys;
  layer_new (&other, &c, NULL, 0);
  values = fill (&one);
  free (fill (&other));
  x = numbers (20, inputs (&one));
  y = malloc ((size_t) outputs (&one) * sizeof *y);
  z = malloc ((size_t) outputs (&one) * sizeof *z);
  run (&one, x, y, NULL, NULL, NULL);
  run (&other, x, z, NULL, NULL, NULL);
  for (int64_t i = 0; i < outputs (&one); i++)
    ck_assert_double_eq_tol (y[i], z[i], 1e-12);
  for (int s = 0; s < other.conv.stages; s++)
    {
      const struct lgt_conv_params *params = &other.conv.stage[s].params;

      if (params->stencil->taps == 1 || strcmp (name, "tuned") == 0)
        ck_assert_int_eq (params->algorithm, LGT_CONV_AUTO);
      else
        {
          ck_assert_str_eq (lgt_conv_algorithm_name (params->algorithm),
                            name);
          changed++;
        }
    }
  ck_assert_int_eq (changed > 0, strcmp (name, "tuned") != 0
                                 && other.conv.stages != 2);
  free (values);
  free (x);
  free (y);
  free (z);
  layer_free (&one);
  layer_free (&other);
}
END_TEST

/* Values of a stage are computed where the following stages need them, and
   nowhere else (but on the whole lattice where that is four fifths of
   it).  */
START_TEST (sites_of_stages)
{
  struct layer l;
  unsigned char *wanted, *needed;

  layer_new (&l, &cases[_i], NULL, 0);
  wanted = malloc ((size_t) l.geom.volume);
  needed = malloc ((size_t) l.geom.volume);
  for (int s = 0; s < l.conv.stages - 1; s++)
    {
      int64_t count = 0;

      lgt_needed_rows (l.out, wanted);
      for (int after = s + 1; after < l.conv.stages; after++)
        {
          const struct lgt_window *w = &l.conv.stage[after].stencil->window;

          for (int d = 0; d < l.geom.ndim; d++)
            {
              struct lgt_window line = lgt_window_cube (l.geom.ndim, 1);

              line.kernel[d] = w->kernel[d];
              line.dilation[d] = w->dilation[d];
              line.boundary[d] = w->boundary[d];
              lgt_needed_spread (&l.geom, &line, wanted, needed);
              memcpy (wanted, needed, (size_t) l.geom.volume);
            }
        }
      for (int64_t i = 0; i < l.geom.volume; i++)
        count += wanted[i];
      if (count > l.geom.volume - l.geom.volume / 5)
        count = l.geom.volume;
      ck_assert_int_eq (l.conv.stage[s].stencil->out->count, count);
    }
  free (wanted);
  free (needed);
  layer_free (&l);
}
END_TEST

/* Beyond an end there is the other one, or nothing.  */
START_TEST (sites_at_the_ends)
{
  static const struct
  {
    int kernel, dilation;
    enum lgt_boundary boundary;
    const char *needed;   /* for site 0 of 7 */
  } of[] = {
    { 3, 1, LGT_CIRCULAR, "1100001" }, { 3, 1, LGT_ZERO, "1100000" },
    { 5, 3, LGT_CIRCULAR, "1101101" }, { 5, 3, LGT_ZERO, "1001001" },
    { 2, 4, LGT_ZERO, "1000100" }, { 1, 5, LGT_ZERO, "1000000" },
  };
  const int extent = 7;
  const unsigned char wanted[7] = { 1 };
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, 1, &extent, NULL), LGT_OK);
  for (int i = 0; i < COUNT (of); i++)
    {
      struct lgt_window window = lgt_window_cube (1, of[i].kernel);
      unsigned char needed[7];

      window.dilation[0] = of[i].dilation;
      window.boundary[0] = of[i].boundary;
      lgt_needed_spread (&geom, &window, wanted, needed);
      for (int x = 0; x < extent; x++)
        ck_assert_int_eq (needed[x], of[i].needed[x] - '0');
    }
}
END_TEST

/* ---- gradients ---- */

struct target
{
  struct layer l;
  double *seed, *y;
};

/* sum_i seed_i y_i at the weights and inputs V.  */
static double
weighted (const double *v, size_t n, void *context)
{
  struct target *t = context;
  double sum = 0;

  (void) n;
  ck_assert_int_eq (lgt_slices_put (&t->l.slices, &t->l.slices.values, v,
                                    NULL), LGT_OK);
  run (&t->l, v + t->l.slices.total, t->y, NULL, NULL, NULL);
  for (int64_t i = 0; i < outputs (&t->l); i++)
    sum += t->seed[i] * t->y[i];
  return sum;
}

/* A few of the inputs stand for all.  */
START_TEST (gradients)
{
  struct target t;
  double *values, *v, *grad;
  int64_t total, all;

  layer_new (&t.l, &cases[_i], NULL, 0);
  if (t.l.config.activation == LGT_LEAKY_RELU)  /* which has a kink */
    {
      layer_free (&t.l);
      return;
    }
  total = t.l.slices.total;
  all = total + inputs (&t.l);
  t.seed = numbers (21, outputs (&t.l));
  t.y = malloc ((size_t) outputs (&t.l) * sizeof *t.y);
  values = fill (&t.l);
  v = numbers (22, all);
  grad = malloc ((size_t) all * sizeof *grad);
  memcpy (v, values, (size_t) total * sizeof *v);
  run (&t.l, v + total, NULL, t.seed, grad, grad + total);
  ck_assert_double_le (grad_error (weighted, &t, v, grad,
                                   (size_t) (total + (all - total < 60
                                                      ? all - total : 60)),
                                   1e-3), 1e-8);
  free (values);
  free (v);
  free (grad);
  free (t.seed);
  free (t.y);
  layer_free (&t.l);
}
END_TEST

/* ---- first weights ---- */

static const struct conv_case starts[] = {
  { 2, { 4, 4 }, { 3, 3 }, { 1, 1 }, { 0 }, 4, "channels: 6", 0 },
  { 2, { 4, 4 }, { 3, 3 }, { 1, 1 }, { 0 }, 8, "channels: 6, groups: 2", 0 },
  { 2, { 4, 4 }, { 3, 3 }, { 1, 1 }, { 0 }, 6, "channels: 8, " CP (12), 0 },
  { 4, { 2, 2, 2, 2 }, { 3, 1, 3, 5 }, { 1, 1, 1, 1 }, { 0 }, 4,
    "channels: 6, " CP (16), 0 },
  { 3, { 2, 2, 2 }, { 3, 3, 3 }, { 1, 1, 1 }, { 0 }, 6,
    "channels: 8, " TUCKER (8, 5), 0 },
  { 1, { 4 }, { 1 }, { 1 }, { 0 }, 6, "channels: 8, " CP (3), 0 },
};

/* The dense kernel that a layer begins with has E W^2 = 1 / (3 fan-in),
   within four standard errors of under 4%.  Kernels of one seed are one
   measurement, as their elements share factors.  */
START_TEST (variance_of_first_weights)
{
  enum { SEEDS = 600 };
  const struct conv_case *c = &starts[_i];
  struct layer l;
  double *values, sum = 0, squares = 0, bias_square = 0, expected, sigma;
  int64_t fan_in, count;

  layer_new (&l, c, NULL, 0);
  values = malloc ((size_t) l.slices.total * sizeof *values);
  fan_in = c->in / l.config.groups;
  count = (int64_t) l.plan.out * c->in / l.config.groups;
  for (int d = 0; d < c->ndim; d++)
    {
      fan_in *= c->kernel[d];
      count *= c->kernel[d];
    }
  for (int seed = 0; seed < SEEDS; seed++)
    {
      double *w, mean = 0;
      const double *bias;

      ck_assert_int_eq (lgt_slices_start (&l.slices, (uint64_t) seed, NULL),
                        LGT_OK);
      ck_assert_int_eq (lgt_slices_get (&l.slices, &l.slices.values, values,
                                        NULL), LGT_OK);
      w = dense_kernel (&l, values);
      /* Zeros between groups do not count.  */
      for (int64_t i = 0; i < count * l.config.groups; i++)
        mean += w[i] * w[i] / (double) count;
      sum += mean / SEEDS;
      squares += mean * mean / SEEDS;
      bias = slice_of (&l, values, "bias", (int64_t[]) { l.plan.out, 0 });
      for (int o = 0; o < l.plan.out; o++)
        {
          ck_assert_double_le (fabs (bias[o]), 1 / sqrt ((double) fan_in));
          bias_square += bias[o] * bias[o] / (SEEDS * l.plan.out);
        }
      free (w);
    }
  expected = 1 / (3 * (double) fan_in);
  sigma = sqrt ((squares - sum * sum) / (SEEDS - 1));
  ck_assert_double_le (sigma, 0.04 * expected);
  ck_assert_double_le (fabs (sum - expected), 4 * sigma);
  /* var u^2 = 4/5 (E u^2)^2 for uniform u.  */
  ck_assert_double_le (fabs (bias_square - expected),
                       4 * expected * sqrt (0.8 / (SEEDS * l.plan.out)));
  free (values);
  layer_free (&l);
}
END_TEST

static const struct conv_case identities[] = {
  { 2, { 4, 4 }, { 3, 3 }, { 1, 1 }, { 0 }, 4,
    "channels: 6, start: identity", 0 },
  { 2, { 4, 4 }, { 3, 3 }, { 1, 1 }, { 0 }, 4,
    "channels: 6, start: identity, " CP (5), 0 },
  { 3, { 4, 2, 3 }, { 3, 1, 2 }, { 1, 1, 1 }, { 0 }, 4,
    "channels: 6, start: identity, " TUCKER (2, 3), 1 },
};

/* start: identity puts out its pattern for any input, and the last stage,
   the only one that is zero, can leave zero.  */
START_TEST (identity_start)
{
  static const double pattern[3] = { 0.5, -2, 0.25 };
  struct layer l;
  double *x, *y, *seed, *grad, *grad_x, *values;
  int last;

  layer_new (&l, &identities[_i], pattern, 3);
  ck_assert_int_eq (lgt_slices_start (&l.slices, 1, NULL), LGT_OK);
  values = malloc ((size_t) l.slices.total * sizeof *values);
  grad = malloc ((size_t) l.slices.total * sizeof *grad);
  grad_x = malloc ((size_t) inputs (&l) * sizeof *grad_x);
  ck_assert_int_eq (lgt_slices_get (&l.slices, &l.slices.values, values,
                                    NULL), LGT_OK);
  x = numbers (23, inputs (&l));
  seed = numbers (24, outputs (&l));
  y = malloc ((size_t) outputs (&l) * sizeof *y);
  run (&l, x, y, seed, grad, grad_x);
  for (int64_t i = 0; i < outputs (&l); i++)
    ck_assert_double_eq (y[i], pattern[i % l.plan.out % 3]);
  last = l.conv.stage[l.conv.stages - 1].weight;
  for (int s = 0; s < l.slices.count; s++)
    for (int64_t i = 0; i < l.slices.slice[s].count; i++)
      {
        const int64_t at = l.slices.slice[s].offset + i;

        if (s == last)
          ck_assert (values[at] == 0 && grad[at] != 0);
        else if (l.slices.slice[s].ndim > 1)
          ck_assert (values[at] != 0 && grad[at] == 0);
      }
  free (x);
  free (y);
  free (seed);
  free (grad);
  free (grad_x);
  free (values);
  layer_free (&l);
}
END_TEST

/* ---- networks of a flow ---- */

/* A sweep of MASK on SHAPE; its network has LAYERS and then one with the
   keys LAST.  */
static void
flow_of (struct flow *f, const char *shape, const char *layers,
         const char *last, const char *mask)
{
  struct lgt_error error = { .text = "" };
  char text[2048];

  snprintf (text, sizeof text,
            "lgt: 1\nlattice: { shape: %s }\n"
            "precision: { network: float64 }\nnetworks:\n  net:\n"
            "    layers: [ %s { conv: { channels: output, %s } } ]\n"
            "flow:\n  - sweep: { mask: { %s }, layer: { coupling: { network: "
            "net, transform: { circular_rqs: { bins: 2 } } } } }\n", shape,
            layers, last, mask);
  ck_assert_msg (flow_try (f, 1, text, NULL, &error) == LGT_OK, "%s",
                 error.text);
}

/* Names and extents in the files are a contract.  */
START_TEST (names_of_slices)
{
  static const struct { const char *name; int64_t extent[7]; } slices[] = {
    { "layer0.conv0.weight", { 4, 3, 1, 2, 3 } },
    { "layer0.conv0.bias", { 4 } },
    { "layer0.conv1.tucker.input", { 2, 4 } },
    { "layer0.conv1.tucker.core", { 7, 2, 1, 2, 3 } },
    { "layer0.conv1.tucker.output", { 6, 7 } },
    { "layer0.conv2.direction0.cp.input", { 5, 6 } },
    { "layer0.conv2.direction0.cp.direction0", { 5, 3 } },
    { "layer0.conv2.direction0.cp.direction1", { 5, 2 } },
    { "layer0.conv2.direction0.cp.output", { 7, 5 } },
    { "layer0.conv2.direction0.bias", { 7 } },
    { "layer0.conv2.direction2.cp.input", { 5, 6 } },
    { "layer0.conv2.direction2.cp.direction0", { 5, 3 } },
    { "layer0.conv2.direction2.cp.direction1", { 5, 2 } },
    { "layer0.conv2.direction2.cp.output", { 7, 5 } },
    { "layer0.conv2.direction2.bias", { 7 } },
  };
  const struct lgt_slices *found;
  struct flow f;

  flow_of (&f, "[4, 4, 4]", "{ conv: { channels: 4, kernel: [3, 2, 1], "
           "groups: 2 } }, { conv: { channels: 6, kernel: [3, 2, 1], "
           "bias: false, " TUCKER (2, 7) " } },", "kernel: [3, 2, 1], "
           CP (5), "directions: [0, 2], steps: [1, 1, 1], width: 4, "
           "offset: [0, 2], together: true, offsets: [0]");
  found = lgt_model_slices (f.model);
  ck_assert_int_eq (found->count, COUNT (slices));
  for (int i = 0; i < COUNT (slices); i++)
    {
      ck_assert_str_eq (found->slice[i].name, slices[i].name);
      for (int d = 0; d < 7; d++)
        ck_assert_int_eq (d < found->slice[i].ndim
                          ? found->slice[i].extent[d] : 0,
                          slices[i].extent[d]);
    }
  flow_free (&f);
}
END_TEST

static const struct { const char *keys; int invariant[2]; } ends[] = {
  { "kernel: 3", { 1, 1 } },
  { "kernel: 3, boundary: zero", { 0, 0 } },
  { "kernel: 3, boundary: [circular, zero], dilation: 2", { 1, 0 } },
  { "kernel: 3, boundary: [zero, circular], " CP (4), { 0, 1 } },
  { "kernel: 3, boundary: [zero, circular], " TUCKER (2, 3), { 0, 1 } },
};

/* Four sites along a direction the mask is the same: the flow of moved links
   has the same determinant where the boundary there is circular, and another
   one where it is zero.  */
START_TEST (boundaries_of_a_flow)
{
  struct lgt_error error = { .text = "" };
  const struct lgt_geom *geom;
  double *links, *moved, log_det[3];
  struct flow f;
  int64_t n;

  flow_of (&f, "[8, 8]", "", ends[_i].keys, "directions: each, steps: "
           "{ along: 2, across: 1 }, width: 4");
  geom = lgt_model_geom (f.model);
  flow_fill (f.model, 0.5, 2);
  n = lgt_model_numbers (f.model);
  links = flow_links (f.model, 3, 3);
  moved = malloc ((size_t) (3 * n) * sizeof *moved);
  for (int d = 0; d < 3; d++)
    for (int64_t i = 0; i < n; i++)
      {
        const int64_t from = d == 0 ? i / 2
                             : lgt_geom_neighbour (geom, i / 2, d - 1, 4);

        moved[d * n + i] = links[2 * from + i % 2];
      }
  flow_map (&f, FLOW_FORWARD, 3, moved, log_det);
  ck_assert_msg (lgt_model_check_blind (f.model, 1, &error) == LGT_OK, "%s",
                 error.text);
  for (int d = 0; d < 2; d++)
    if (ends[_i].invariant[d])
      ck_assert_double_eq_tol (log_det[1 + d], log_det[0], 1e-10);
    else
      ck_assert_double_gt (fabs (log_det[1 + d] - log_det[0]), 1e-4);
  free (links);
  free (moved);
  flow_free (&f);
}
END_TEST

/* ---- keys that make no sense ---- */

static const struct { const char *keys, *words; } wrong[] = {
  { "weights: { cp: { rank: 0 } }", "rank must be from 1 to 4096, is 0" },
  { "weights: { cp: { rank: -3 } }", "rank must be from 1 to 4096, is -3" },
  { "weights: { cp: {} }", "key 'rank' is missing: number of "
    "products" },
  { "weights: cp", "rank" },
  { "weights: { tucker: { ranks: [2] } }",
    "ranks must have exactly 2 items, has 1" },
  { "weights: { tucker: { ranks: [2, 3, 4] } }",
    "ranks must have exactly 2 items, has 3" },
  { "weights: { tucker: { ranks: [2, 0] } }",
    "ranks must be from 1 to 4096, is 0" },
  { "weights: { tucker: { ranks: 2 } }",
    "ranks must have exactly 2 items, has 1" },
  { "weights: svd", "unknown weights 'svd'; known: dense, cp, tucker" },
  { "weights: { dense: {}, cp: { rank: 1 } }",
    "weights must be one choice with its parameters below it" },
  { "groups: 0", "groups must be from 1 to 4096, is 0" },
  { "groups: -1", "groups must be from 1 to 4096, is -1" },
  /* Two channels enter, six leave.  */
  { "groups: 3", "groups must divide the channels, and 3 does not divide the "
    "2 that enter this layer" },
  { "groups: 2, channels: 5", "groups must divide the channels, and 2 does "
    "not divide the 5 that leave this layer" },
  { "groups: 2, weights: { cp: { rank: 2 } }", "factorized weights connect "
    "all channels: groups must be 1 with cp or tucker" },
  { "groups: 2, weights: { tucker: { ranks: [2, 2] } }", "factorized weights "
    "connect all channels: groups must be 1 with cp or tucker" },
  { "boundary: open", "boundary must be circular or zero, is open" },
  { "boundary: [zero]", "boundary has 1 items, must have 2 (one a direction) "
    "or be a single one without brackets" },
  { "stride: 2", "unknown key 'stride'" },
  { "algorithm: winograd", "algorithm must be auto, direct, sum, gemm, fft or "
    "tuned, is winograd" },
  /* lgt_model_new has no Fourier transforms to give.  */
  { "algorithm: fft", "algorithm: fft needs FFTW" },
};

START_TEST (wrong_keys)
{
  char text[2048];
  struct lgt_error error = { .text = "" };
  struct flow f;

  snprintf (text, sizeof text,
            "lgt: 1\nlattice: { shape: [4, 4] }\nnetworks:\n  net:\n"
            "    layers:\n      - conv: { kernel: 3,\n         %s%s }\n"
            "      - conv: { channels: output, kernel: 1 }\n"
            "flow:\n  - sweep:\n      mask: { directions: each, "
            "steps: { along: 2, across: 1 }, width: 4 }\n"
            "      layer: { coupling: { network: net } }\n",
            strstr (wrong[_i].keys, "channels") ? "" : "channels: 6, ",
            wrong[_i].keys);
  ck_assert_int_eq (flow_try (&f, 1, text, NULL, &error), LGT_EINVAL);
  ck_assert_msg (strncmp (error.text, "flow.yaml:7: ", 13) == 0, "%s",
                 error.text);
  ck_assert_msg (strstr (error.text, wrong[_i].words) != NULL, "%s",
                 error.text);
  ck_assert (!strchr (error.text, '\n'));
  flow_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("network");
  TCase *t = tcase_create ("convolutions");

  tcase_add_loop_test (t, equals_its_dense_kernel, 0, COUNT (cases));
  tcase_add_loop_test (t, algorithms, 0, ALGORITHMS * COUNT (cases));
  tcase_add_loop_test (t, sites_of_stages, 0, COUNT (cases));
  tcase_add_test (t, sites_at_the_ends);
  tcase_add_loop_test (t, gradients, 0, COUNT (cases));
  suite_add_tcase (s, t);
  t = tcase_create ("start");
  tcase_add_loop_test (t, variance_of_first_weights, 0, COUNT (starts));
  tcase_add_loop_test (t, identity_start, 0, COUNT (identities));
  suite_add_tcase (s, t);
  t = tcase_create ("flows");
  tcase_add_test (t, names_of_slices);
  tcase_add_loop_test (t, boundaries_of_a_flow, 0, COUNT (ends));
  suite_add_tcase (s, t);
  t = tcase_create ("keys");
  tcase_add_loop_test (t, wrong_keys, 0, COUNT (wrong));
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}
