/* A model's convolutions, and how they are computed.  */

#include "model_impl.h"

#include <lgt/fft.h>

#include <string.h>

int
lgt_model_convolutions (const struct lgt_model *model)
{
  return model->convolutions.count;
}

struct lgt_model_convolution
lgt_model_convolution (const struct lgt_model *model, int i, int64_t count)
{
  const struct lgt_convolution_place *place = &model->convolutions.of[i];
  const struct lgt_convolution_stage *stage
    = &place->conv->stage[place->stage];
  const struct lgt_view x
    = { .type = model->network,
        .shape = lgt_model_links_shape (model, count) };
  const struct lgt_convolution_choice choice
    = lgt_convolution_choose (place->conv, place->stage,
                              lgt_context_backend (model->context)->name,
                              &x);
  struct lgt_model_convolution found = {
    .name = model->slices.slice[stage->weight].name, .key = choice.key,
    .params = stage->params, .tuned = stage->tuned, .known = choice.known
  };

  found.params.algorithm = choice.algorithm;
  return found;
}

/* The convolution with weights called NAME; NULL: there is none.  */
static struct lgt_convolution_stage *
find (const struct lgt_model *model, const char *name)
{
  for (int i = 0; i < model->convolutions.count; i++)
    {
      const struct lgt_convolution_place *place = &model->convolutions.of[i];
      struct lgt_convolution_stage *stage
        = &place->conv->stage[place->stage];

      if (strcmp (model->slices.slice[stage->weight].name, name) == 0)
        return stage;
    }
  return NULL;
}

enum lgt_status
lgt_model_keep_algorithm (struct lgt_model *model, const char *name,
                          int packs, enum lgt_conv_algorithm algorithm,
                          struct lgt_error *error)
{
  struct lgt_convolution_stage *stage = find (model, name);
  enum lgt_status status = LGT_OK;

  if (!stage)
    return lgt_fail (error, LGT_EDATA, "the flow has no convolution %.60s",
                     name);
  if (algorithm < LGT_CONV_DIRECT || algorithm > LGT_CONV_FFT)
    return lgt_fail (error, LGT_EINVAL, "%.60s: algorithm %d is unknown",
                     name, (int) algorithm);
  if (algorithm == LGT_CONV_FFT && !stage->fft)
    {
      if (!model->fft)
        return lgt_fail (error, LGT_EINVAL, "%.60s was computed by Fourier "
                         "transforms; going on needs FFTW, which this "
                         "program was built without", name);
      status = model->fft->convolver_new (&stage->fft, stage->stencil,
                                          model->network, model->lanes,
                                          error);
      if (status != LGT_OK)
        return status;
      stage->params.fft = stage->fft;
    }
  return lgt_convolutions_keep (&model->convolutions, stage->weight, packs,
                                algorithm, error);
}
