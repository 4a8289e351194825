/* Conditioners must not see what they change.  */

#include <lgt/check.h>
#include <lgt/sun.h>

#include "model_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is drawn: the last word of the counter.  */
enum { DRAW_LINKS, DRAW_OTHER_LINKS, DRAW_WEIGHTS };

/* One layer's experiment.  Configuration 0 is the reference, 1 has other
   values in all active links, 2 + 2 b + v in those whose number has v as its
   bit b.  */
struct experiment
{
  struct lgt_model *model;
  int number;             /* of the layer */
  uint64_t seed;
  unsigned char *active;  /* [site * directions + mu] */
  int bits, count;        /* configurations: 2 + 2 bits */
  int64_t numbers;        /* real numbers of one */
  double *links;          /* [count][numbers], before and after */
  struct lgt_view weights;
  lgt_var *weight;
  struct lgt_view given, field_links;
  lgt_var condition[LGT_LAYER_CONDITIONS];
  int conditions;
};

static void
uniform_pair (uint64_t seed, int what, int64_t i, double u[2])
{
  const uint32_t counter[4] = { lgt_random_word (LGT_STREAM_TEST, 0, 0, 0),
                                (uint32_t) i, (uint32_t) (i >> 32),
                                (uint32_t) what };

  lgt_random_pair (seed, counter, u);
}

static double
uniform (uint64_t seed, int what, int64_t i)
{
  double u[2];

  uniform_pair (seed, what, i, u);
  return u[0];
}

/* A random element of the group for link number I; of a scalar field a number
   of that size.  */
static void
random_link (const struct experiment *e, int what, int64_t i, double *link)
{
  const int n = e->model->group.n;
  double u[2 * LGT_SUN_MAX * LGT_SUN_MAX];

  if (n < 2)
    {
      *link = 2 * M_PI * (uniform (e->seed, what, i) - 0.5);
      return;
    }
  for (int k = 0; k < n * n; k++)
    uniform_pair (e->seed, what, i * n * n + k, u + 2 * k);
  lgt_sun_random (n, u, link);
}

/* Whether the active link with number I has another value in configuration
   C.  */
static int
replaced (int c, int64_t i)
{
  return c == 1 || (c > 1 && (i >> (c - 2) / 2 & 1) == (c - 2) % 2);
}

static void
fill_links (struct experiment *e, int with_nan)
{
  const int block = e->model->group.block;

  for (int c = 0; c < e->count; c++)
    {
      int64_t number = 0;

      for (int64_t i = 0; i < e->numbers / block; i++)
        {
          const int other = e->active[i] && replaced (c, number);
          double *link = e->links + c * e->numbers + i * block;

          random_link (e, other ? DRAW_OTHER_LINKS : DRAW_LINKS, i, link);
          for (int k = 0; other && with_nan && k < block; k++)
            link[k] = NAN;
          number += e->active[i];
        }
    }
}

static void
record (struct experiment *e, struct lgt_tape *tape)
{
  const struct layer *layer = &e->model->layer[e->number];
  struct lgt_shape each = lgt_model_links_shape (e->model, e->count);
  struct lgt_field field;
  struct lgt_view view;

  lgt_model_bind (e->model, tape, LGT_WEIGHTS_CONSTANT, &e->weights,
                  e->weight);
  each.sites = each.comps = 1;
  field.links = lgt_tape_field_of (tape, lgt_tape_bind (tape, &e->given,
                                                        NULL));
  field.log_det = lgt_tape_field (tape, LGT_F64, each, NULL);
  view = lgt_tape_value (tape, field.log_det);
  lgt_tape_clear (tape, &view);
  e->conditions = layer->type->condition
                  ? layer->type->condition (tape, layer->state, e->weight,
                                            &field, e->condition) : 0;
  layer->type->forward (tape, layer->state, e->weight, &field);
  e->field_links = lgt_tape_value (tape, field.links);
}

/* LGT_ENUM unless all N numbers at X, of each configuration, are those of
   the first.  */
static enum lgt_status
check_condition (const struct experiment *e, const double *x, int64_t n,
                 struct lgt_error *error)
{
  for (int c = 0; c < e->count; c++)
    for (int64_t i = 0; i < n; i++)
      if (!isfinite (x[c * n + i])
          || memcmp (&x[c * n + i], &x[i], sizeof *x) != 0)
        return lgt_fail (error, LGT_ENUM,
                         "layer %d (%s): what it conditions on depends on "
                         "its active links", e->number,
                         e->model->layer[e->number].type->name);
  return LGT_OK;
}

static enum lgt_status
check_conditions (struct experiment *e, const struct lgt_tape *tape,
                  struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int k = 0; k < e->conditions && status == LGT_OK; k++)
    {
      const struct lgt_view view = lgt_tape_value (tape, e->condition[k]);
      const int64_t n = (int64_t) view.shape.sites * view.shape.comps;
      double *x = malloc ((size_t) (n * e->count) * sizeof *x);

      if (!x)
        return lgt_fail (error, LGT_ENOMEM, "no memory for a check");
      status = lgt_unpack (e->model->context, view, e->count, x, error);
      if (status == LGT_OK)
        status = check_condition (e, x, n, error);
      free (x);
    }
  return status;
}

static enum lgt_status
check_links (struct experiment *e, struct lgt_error *error)
{
  const int block = e->model->group.block;
  const int directions = e->model->group.directions;
  enum lgt_status status = lgt_unpack (e->model->context, e->field_links,
                                       e->count, e->links, error);

  for (int c = 0; c < e->count && status == LGT_OK; c++)
    {
      const double *links = e->links + c * e->numbers;
      int64_t number = 0;

      for (int64_t i = 0; i < e->numbers; i++)
        {
          const int64_t link = i / block;
          const int active = e->active[link];

          if (!(active && replaced (c, number))
              && (!isfinite (links[i])
                  || memcmp (&links[i], &e->links[i], sizeof *links) != 0))
            return lgt_fail (error, LGT_ENUM,
                             "layer %d (%s): the %s link of direction %d at "
                             "site %ld depends on other active links",
                             e->number,
                             e->model->layer[e->number].type->name,
                             active ? "active" : "frozen",
                             (int) (link % directions),
                             (long) (link / directions));
          if (i % block == block - 1)
            number += active;
        }
    }
  return status;
}

/* Run the layer on what fill_links makes, and look.  */
static enum lgt_status
look (struct experiment *e, struct lgt_tape *tape, int with_nan,
      struct lgt_error *error)
{
  enum lgt_status status;

  fill_links (e, with_nan);
  status = lgt_pack (e->model->context, e->links, e->count, e->given, error);
  if (status == LGT_OK)
    {
      lgt_tape_reset (tape);
      record (e, tape);
      status = lgt_tape_status (tape, error);
    }
  if (status == LGT_OK)
    status = check_conditions (e, tape, error);
  return status == LGT_OK ? check_links (e, error) : status;
}

static enum lgt_status
try_layer (struct experiment *e, struct lgt_error *error)
{
  struct lgt_context *context = e->model->context;
  struct lgt_tape_options options = { 0, 1, 0 };
  struct lgt_tape *tape = lgt_tape_new (context, &options, error);
  enum lgt_status status;

  if (!tape)
    return LGT_ENOMEM;
  record (e, tape);
  status = lgt_tape_status (tape, error);
  options.dry = 0;
  options.arena_bytes = lgt_tape_usage (tape).arena_peak;
  lgt_tape_free (tape);
  if (status != LGT_OK)
    return status;
  tape = lgt_tape_new (context, &options, error);
  if (!tape)
    return LGT_ENOMEM;
  for (int with_nan = 1; with_nan >= 0 && status == LGT_OK; with_nan--)
    status = look (e, tape, with_nan, error);
  lgt_tape_free (tape);
  return status;
}

/* Configurations of the layer's mask, memory for them, and the trial.  */
static enum lgt_status
check_layer (struct experiment *e, struct lgt_error *error)
{
  struct lgt_model *model = e->model;
  const int64_t all = model->geom.volume * model->group.directions;
  struct lgt_shape shape;
  int64_t active = 0;
  enum lgt_status status = LGT_ENOMEM;

  e->active = malloc ((size_t) all);
  if (!e->active)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a check");
  if (model->group.n == 0)
    lgt_mask_sites (&model->layer[e->number].mask, e->active);
  else
    lgt_mask_links (&model->layer[e->number].mask, e->active);
  for (int64_t i = 0; i < all; i++)
    active += e->active[i];
  for (e->bits = 0; (int64_t) 1 << e->bits < active; )
    e->bits++;
  e->count = 2 + 2 * e->bits;
  e->links = malloc ((size_t) (e->count * e->numbers) * sizeof *e->links);
  shape = lgt_model_links_shape (model, e->count);
  e->given = lgt_view_dense (lgt_context_alloc (model->context,
                                                lgt_shape_bytes (model->links,
                                                                 shape),
                                                error),
                             model->links, shape, model->lattice);
  if (!e->links)
    lgt_fail (error, LGT_ENOMEM, "no memory for a check");
  else if (e->given.data)
    status = try_layer (e, error);
  lgt_context_release (model->context, e->given.data);
  free (e->links);
  free (e->active);
  return status;
}

/* Random weights in an array of their own.  */
static enum lgt_status
make_weights (struct experiment *e, struct lgt_error *error)
{
  const struct lgt_slices *slices = &e->model->slices;
  double *host = calloc ((size_t) slices->total + 1, sizeof *host);
  enum lgt_status status;

  e->weight = malloc (((size_t) slices->count + 1) * sizeof *e->weight);
  e->weights = slices->values;
  e->weights.data = lgt_context_alloc (e->model->context,
                                       lgt_shape_bytes (slices->values.type,
                                                        slices->values.shape),
                                       error);
  if (!host || !e->weight)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a check");
  else if (!e->weights.data)
    status = LGT_ENOMEM;
  else
    {
      for (int s = 0; s < slices->count; s++)
        for (int64_t i = 0; i < slices->slice[s].count; i++)
          {
            const int64_t at = slices->slice[s].offset + i;

            host[at] = 0.5 * (uniform (e->seed, DRAW_WEIGHTS, at) - 0.5);
          }
      status = lgt_slices_put (slices, &e->weights, host, error);
    }
  free (host);
  return status;
}

enum lgt_status
lgt_model_check_blind (struct lgt_model *model, uint64_t seed,
                       struct lgt_error *error)
{
  struct experiment e = { .model = model, .seed = seed };
  enum lgt_status status;

  e.numbers = lgt_model_numbers (model);
  status = make_weights (&e, error);
  for (e.number = 0; e.number < model->layers && status == LGT_OK;
       e.number++)
    status = check_layer (&e, error);
  free (e.weight);
  lgt_context_release (model->context, e.weights.data);
  return status;
}
