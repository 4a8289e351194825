#include "convolution.h"
#include "convolution_stages.h"
#include "convolutions.h"
#include "needed_sites.h"

#include <lgt/fft.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The fan-in that a dense kernel has.  */
static int64_t
dense_fan_in (const struct lgt_convolution_plan *plan, int ndim)
{
  int64_t fan_in = plan->in / plan->config->groups;

  for (int d = 0; d < ndim; d++)
    fan_in *= plan->window.kernel[d];
  return fan_in;
}

/* The weights of stage I of N.  Numbers uniform in +- sqrt (3 / fan-in) have
   the variance 1 / fan-in, so that a chain of such stages hands on the
   variance that enters it, and the last one alone decides.  */
static enum lgt_status
add_weight (const struct lgt_planner *planner,
            const struct lgt_convolution_plan *plan,
            const struct lgt_stage_plan *stage, int last, int *index,
            struct lgt_error *error)
{
  struct lgt_slice slice = { .ndim = stage->ndim };

  memcpy (slice.extent, stage->extent, sizeof slice.extent);
  snprintf (slice.name, sizeof slice.name, "%.39s.%.23s", plan->name,
            stage->slice);
  if (!last || plan->config->start == LGT_START_RANDOM)
    {
      slice.fan_in = stage->fan_in;
      slice.gain = last ? 1 : sqrt (3);
    }
  return lgt_slices_add (planner->slices, &slice, index, error);
}

static enum lgt_status
add_bias (const struct lgt_planner *planner,
          const struct lgt_convolution_plan *plan, int *index,
          struct lgt_error *error)
{
  struct lgt_slice slice = { .ndim = 1, .extent = { plan->out } };

  snprintf (slice.name, sizeof slice.name, "%.39s.bias", plan->name);
  if (plan->config->start == LGT_START_RANDOM)
    slice.fan_in = dense_fan_in (plan, planner->geom->ndim);
  else if (plan->start)
    {
      slice.period = plan->start_count;
      slice.pattern = plan->start;
    }
  return lgt_slices_add (planner->slices, &slice, index, error);
}

/* The sites on which a stage's input is needed for values on OUT.  */
static enum lgt_status
sites_before (const struct lgt_planner *planner,
              const struct lgt_stage_plan *stage,
              const struct lgt_sites *out, const struct lgt_sites **in,
              struct lgt_sites **own, struct lgt_error *error)
{
  const size_t volume = (size_t) planner->geom->volume;
  unsigned char *wanted, *needed;
  int taps = 1;
  enum lgt_status status;

  *in = out;
  for (int d = 0; d < planner->geom->ndim; d++)
    taps *= stage->window.kernel[d];
  if (taps == 1)
    return LGT_OK;
  wanted = malloc (volume);
  needed = malloc (volume);
  if (wanted && needed)
    {
      lgt_needed_rows (out, wanted);
      lgt_needed_spread (planner->geom, &stage->window, wanted, needed);
      status = lgt_needed_sites (planner, needed, in, own, error);
    }
  else
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a network");
  free (wanted);
  free (needed);
  return status;
}

/* Whether auto would take Fourier transforms for batches however large.  */
static int
fft_may_pay (const struct lgt_planner *planner,
             const struct lgt_convolution_stage *stage)
{
  enum { MANY = 1 << 20 };
  struct lgt_convolution only = { .stages = 1 };
  const struct lgt_view x
    = { .type = planner->network,
        .shape = { .packs = MANY, .lanes = planner->lanes } };

  only.stage[0] = *stage;
  only.stage[0].weight = -1;
  return lgt_convolution_choose (&only, 0,
                                 lgt_context_backend (planner->context)->name,
                                 &x).algorithm == LGT_CONV_FFT;
}

/* How a stage with its stencil made is computed.  Auto and wisdom may want
   Fourier transforms too.  */
static enum lgt_status
choose_algorithm (const struct lgt_planner *planner,
                  const struct lgt_convolution_plan *plan,
                  struct lgt_convolution_stage *stage,
                  struct lgt_error *error)
{
  const struct lgt_backend *backend = lgt_context_backend (planner->context);
  const int algorithm = plan->config->algorithm;
  enum lgt_status status = LGT_OK;

  if (stage->stencil->taps == 1)
    return LGT_OK;
  stage->tuned = algorithm == LGT_NET_TUNED;
  if (!stage->tuned)
    stage->params.algorithm = (enum lgt_conv_algorithm) algorithm;
  if (algorithm == LGT_CONV_FFT && !backend->fourier)
    return lgt_config_fail (error, lgt_config_child (plan->node, "algorithm"),
                            "algorithm: backend %s has no Fourier "
                            "transforms; direct or auto would do",
                            backend->name);
  if (algorithm == LGT_CONV_FFT && !planner->fft)
    return lgt_config_fail (error, lgt_config_child (plan->node, "algorithm"),
                            "algorithm: fft needs FFTW, which this program "
                            "was built without");
  if ((algorithm == LGT_CONV_FFT || algorithm == LGT_NET_TUNED
       || algorithm == LGT_CONV_AUTO) && planner->fft)
    status = planner->fft->convolver_new (&stage->fft, stage->stencil,
                                          planner->network, planner->lanes,
                                          error);
  /* Too many points: none, unless they were asked for.  */
  if (status == LGT_EINVAL && algorithm != LGT_CONV_FFT)
    status = LGT_OK;
  stage->params.fft = stage->fft;
  if (status == LGT_OK && algorithm == LGT_CONV_AUTO && stage->fft
      && !fft_may_pay (planner, stage))
    {
      lgt_convolver_free (stage->fft);
      stage->params.fft = stage->fft = NULL;
    }
  return status;
}

/* Stages from the last to the first: stencils, and lists between them.  */
static enum lgt_status
make_stencils (const struct lgt_planner *planner,
               const struct lgt_convolution_plan *plan,
               const struct lgt_stage_plan *stage,
               const struct lgt_sites *in, const struct lgt_sites *out,
               struct lgt_convolution *conv, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int s = conv->stages - 1; s >= 0 && status == LGT_OK; s--)
    {
      struct lgt_convolution_stage *made = &conv->stage[s];
      const struct lgt_sites *from = in;
      struct lgt_error inner;

      if (s > 0)
        status = sites_before (planner, &stage[s], out, &from, &made->list,
                               error);
      if (status != LGT_OK)
        break;
      status = lgt_stencil_new (planner->context, from, out,
                                &stage[s].window, &made->stencil, &inner);
      if (status != LGT_OK)
        return lgt_config_fail (error, plan->node, "%s", inner.text);
      made->params.stencil = made->stencil;
      made->params.groups = stage[s].groups;
      made->in = stage[s].in;
      made->out = stage[s].out;
      status = choose_algorithm (planner, plan, made, error);
      out = from;
    }
  return status;
}

enum lgt_status
lgt_convolution_new (const struct lgt_planner *planner,
                     const struct lgt_convolution_plan *plan,
                     const struct lgt_sites *in, const struct lgt_sites *out,
                     struct lgt_convolution *conv, struct lgt_error *error)
{
  struct lgt_stage_plan stage[LGT_CONVOLUTION_STAGES];
  struct lgt_convolution_stage *last;
  enum lgt_status status;

  memset (conv, 0, sizeof *conv);
  conv->wisdom = planner->wisdom;
  conv->list = planner->convolutions;
  status = lgt_convolution_stages (plan, planner->geom->ndim, stage,
                                   &conv->stages, error);
  if (status != LGT_OK)
    return status;
  status = make_stencils (planner, plan, stage, in, out, conv, error);
  for (int s = 0; s < conv->stages && status == LGT_OK; s++)
    {
      conv->stage[s].bias = -1;
      status = add_weight (planner, plan, &stage[s], s == conv->stages - 1,
                           &conv->stage[s].weight, error);
    }
  last = &conv->stage[conv->stages - 1];
  last->params.activation = (enum lgt_activation) plan->config->activation;
  last->params.slope = plan->config->slope;
  if (status == LGT_OK && plan->config->bias)
    status = add_bias (planner, plan, &last->bias, error);
  if (status == LGT_OK)
    status = lgt_convolutions_add (planner->convolutions, conv, error);
  if (status != LGT_OK)
    lgt_convolution_free (planner->context, conv);
  return status;
}

void
lgt_convolution_free (struct lgt_context *context,
                      struct lgt_convolution *conv)
{
  for (int s = 0; s < conv->stages; s++)
    {
      lgt_convolver_free (conv->stage[s].fft);
      lgt_stencil_free (context, conv->stage[s].stencil);
      lgt_sites_free (context, conv->stage[s].list);
    }
  memset (conv, 0, sizeof *conv);
}

lgt_var
lgt_convolution_apply (struct lgt_tape *tape,
                       const struct lgt_convolution *conv,
                       const lgt_var *weight, lgt_var x)
{
  const char *backend = lgt_context_backend (lgt_tape_context (tape))->name;

  for (int s = 0; s < conv->stages; s++)
    {
      const struct lgt_convolution_stage *stage = &conv->stage[s];
      struct lgt_conv_params params = stage->params;

      if (stage->stencil->taps > 1 && lgt_tape_status (tape, NULL) == LGT_OK)
        {
          const struct lgt_view view = lgt_tape_value (tape, x);

          params.algorithm
            = lgt_convolution_choose (conv, s, backend, &view).algorithm;
        }
      x = lgt_conv (tape, x, weight[stage->weight],
                    stage->bias >= 0 ? weight[stage->bias] : LGT_NONE,
                    params);
    }
  return x;
}
