/* A model on a tape.  */

#include "model_impl.h"

#include <math.h>

void
lgt_model_bind (struct lgt_model *model, struct lgt_tape *tape,
                enum lgt_weights weights, const struct lgt_view *values,
                lgt_var *weight)
{
  struct lgt_slices *slices = &model->slices;

  for (int i = 0; i < slices->count; i++)
    {
      const struct lgt_view value
        = lgt_slices_view (slices, values ? values : &slices->values, i);
      const struct lgt_view grad = lgt_slices_view (slices, &slices->grad, i);

      weight[i] = lgt_tape_bind (tape, &value,
                                 weights == LGT_WEIGHTS_TRAINED && !values
                                 ? &grad : NULL);
    }
}

/* A field whose log_det is 0.  */
static struct lgt_field
with_log_det (struct lgt_tape *tape, lgt_var links, struct lgt_shape shape)
{
  struct lgt_field field = { links, LGT_NONE };
  struct lgt_view view;

  shape.sites = shape.comps = 1;
  field.log_det = lgt_tape_field (tape, LGT_F64, shape, NULL);
  view = lgt_tape_value (tape, field.log_det);
  lgt_tape_clear (tape, &view);
  return field;
}

struct lgt_field
lgt_model_draw (struct lgt_model *model, struct lgt_tape *tape, int64_t count,
                const struct lgt_view *random)
{
  const struct lgt_shape shape = lgt_model_links_shape (model, count);
  const struct lgt_random_params circle = { 0, 0, 2 * M_PI };
  const struct lgt_sun_haar_params haar = { model->group.n, 0, 0 };
  lgt_var links = lgt_tape_field (tape, model->links, shape, model->lattice);
  const struct lgt_view view = lgt_tape_value (tape, links);

  if (model->group.n == 0)
    {
      struct lgt_field field;

      field.links = lgt_prior_draw (tape, model->prior, links, random);
      field.log_det
        = lgt_tape_field_of (tape, lgt_prior_minus_log (tape, model->prior,
                                                        field.links));
      return field;
    }
  if (model->group.n == 1)
    lgt_random_uniform (tape, &view, random, circle);
  else
    lgt_sun_haar (tape, &view, random, haar);
  return with_log_det (tape, links, shape);
}

struct call
{
  const struct layer *layer;
  const lgt_var *weight;
  int inverse;
};

static void
run_layer (struct lgt_tape *tape, void *ctx, const lgt_var *in, lgt_var *out)
{
  const struct call *call = ctx;
  struct lgt_field field = { in[0], in[1] };

  (call->inverse ? call->layer->type->inverse : call->layer->type->forward)
    (tape, call->layer->state, call->weight, &field);
  out[0] = field.links;
  out[1] = field.log_det;
}

static void
run (struct lgt_model *model, struct lgt_tape *tape, const lgt_var *weight,
     struct lgt_field *field, int from, int to, int inverse)
{
  for (int i = from; i < to; i++)
    {
      const int l = inverse ? to - 1 - (i - from) : i;
      struct call call = { &model->layer[l], weight, inverse };
      const lgt_var in[2] = { field->links, field->log_det };
      lgt_var out[2];

      if (model->rematerialize)
        lgt_tape_segment (tape, run_layer, &call, 2, in, 2, out);
      else
        run_layer (tape, &call, in, out);
      field->links = out[0];
      field->log_det = out[1];
    }
}

void
lgt_model_forward (struct lgt_model *model, struct lgt_tape *tape,
                   const lgt_var *weight, struct lgt_field *field)
{
  run (model, tape, weight, field, 0, model->layers, 0);
}

void
lgt_model_forward_part (struct lgt_model *model, struct lgt_tape *tape,
                        const lgt_var *weight, int from, int to,
                        struct lgt_field *field)
{
  run (model, tape, weight, field, from, to, 0);
}

void
lgt_model_inverse (struct lgt_model *model, struct lgt_tape *tape,
                   const lgt_var *weight, struct lgt_field *field)
{
  run (model, tape, weight, field, 0, model->layers, 1);
}

lgt_var
lgt_model_log_q (struct lgt_model *model, struct lgt_tape *tape,
                 const lgt_var *weight, lgt_var links)
{
  const struct lgt_view view = lgt_tape_value (tape, links);
  struct lgt_field field
    = with_log_det (tape, lgt_tape_field_of (tape, links), view.shape);

  /* log q (U) = log r (z) + log |det dz/dU|, and log r = 0 for Haar.  */
  lgt_model_inverse (model, tape, weight, &field);
  if (model->group.n == 0)
    return lgt_linear (tape, 1, field.log_det, -1,
                       lgt_prior_minus_log (tape, model->prior,
                                            field.links));
  return field.log_det;
}
