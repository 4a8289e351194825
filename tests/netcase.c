#include "netcase.h"

#include "testutil.h"

#include <string.h>

#include <lgt/wisdom.h>

#include "../lib/flow/needed_sites.h"
#include "flowcase.h"

void
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

void
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

double *
numbers (int k, int64_t count)
{
  double *x = malloc ((size_t) count * sizeof *x);

  for (int64_t i = 0; i < count; i++)
    x[i] = uniform (k, i);
  return x;
}

int64_t
inputs (const struct layer *l)
{
  return (int64_t) N * l->in->count * l->plan.in;
}

int64_t
outputs (const struct layer *l)
{
  return (int64_t) N * l->out->count * l->plan.out;
}

/* ---- the dense kernel, as a reader of the slices makes it ---- */

const double *
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

double *
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

void
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

void
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

double *
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
