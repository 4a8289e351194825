/* Priors of scalar fields.

   Both are Gaussian, r(z) = exp (-S_0 (z)) with S_0 an action of scalar theory
   whose constant normalizes it.  The free field is white noise convolved with

     g(x) = (1/V) sum_k cos (k x) (2 (khat^2 + m2))^{-1/2},

   a kernel as large as the lattice.  */

#include "model_impl.h"

#include <lgt/exact_scalar.h>
#include <lgt/fft.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct lgt_prior
{
  double scale;                 /* of the white noise */
  struct lgt_view coefficient;  /* of S_0, on the device */
  struct lgt_stencil *stencil;  /* of the convolution; NULL: white noise */
  struct lgt_convolver *fft;
  struct lgt_view kernel;
};

struct gaussian_config { double sigma; };
struct free_config { double m2; };

static const struct lgt_key gaussian_keys[] = {
  { .name = "sigma", .kind = LGT_KEY_REAL,
    LGT_AT (struct gaussian_config, sigma), .fallback = "1",
    .allowed = "(0, inf)", .help = "standard deviation at each site" },
  { .name = NULL }
};

static const struct lgt_key free_keys[] = {
  { .name = "m2", .kind = LGT_KEY_REAL, LGT_AT (struct free_config, m2),
    .fallback = "1", .allowed = "(0, inf)", .help = "mass squared" },
  { .name = NULL }
};

/* In the order of these.  */
enum { AUTO, HAAR, GAUSSIAN, FREE_FIELD };

const struct lgt_choice lgt_priors[] = {
  { .name = "auto", .keys = lgt_no_keys,
    .help = "haar for links, gaussian for a scalar field" },
  { .name = "haar", .keys = lgt_no_keys,
    .help = "links, Haar distributed" },
  { .name = "gaussian", .keys = gaussian_keys,
    .help = "scalar field: independent normal numbers" },
  { .name = "free_field", .keys = free_keys,
    .help = "scalar field: the free field of a mass" },
  { .name = NULL }
};

static enum lgt_status
put_coefficient (struct lgt_context *context, struct lgt_prior *prior,
                 const double *value, struct lgt_error *error)
{
  const struct lgt_shape shape = { 1, 1, LGT_SCALAR_COEFFICIENTS, 1 };

  prior->coefficient
    = lgt_view_dense (lgt_context_table (context, value,
                                         LGT_SCALAR_COEFFICIENTS
                                         * sizeof *value, error),
                      LGT_F64, shape, NULL);
  return prior->coefficient.data ? LGT_OK : LGT_ENOMEM;
}

/* The kernel of taps as sites are numbered: tap t reads x + t - (L - 1)/2, and
   g is even.  */
static enum lgt_status
make_kernel (const struct lgt_model *model, double m2,
             struct lgt_prior *prior, struct lgt_error *error)
{
  const struct lgt_geom *geom = &model->geom;
  const struct lgt_shape shape = { 1, 1, (int32_t) geom->volume, 1 };
  const size_t bytes = (size_t) geom->volume * sizeof (double);
  double *f = malloc (bytes), *w = malloc (bytes);
  enum lgt_status status
    = f && w ? lgt_mc_scalar_gaussian_power (geom, m2, -0.5, f, error)
             : lgt_fail (error, LGT_ENOMEM, "no memory for a prior");

  for (int64_t t = 0; t < geom->volume && status == LGT_OK; t++)
    {
      int x[LGT_MAX_DIM];

      lgt_geom_coords (geom, t, x);
      for (int d = 0; d < geom->ndim; d++)
        x[d] -= (geom->extent[d] - 1) / 2;
      w[t] = f[lgt_geom_site (geom, x)];
    }
  if (status == LGT_OK)
    {
      prior->kernel = lgt_view_dense (lgt_context_table (model->context, w,
                                                         bytes, error),
                                      LGT_F64, shape, NULL);
      status = prior->kernel.data ? LGT_OK : LGT_ENOMEM;
    }
  free (f);
  free (w);
  return status;
}

static enum lgt_status
make_free_field (const struct lgt_model *model,
                 const struct lgt_chosen *chosen, struct lgt_prior *prior,
                 struct lgt_error *error)
{
  const struct lgt_geom *geom = &model->geom;
  struct lgt_window window = lgt_window_cube (geom->ndim, 1);
  double c[LGT_SCALAR_COEFFICIENTS] = { [LGT_SCALAR_HOPPING] = 1 };
  struct free_config config;
  struct lgt_scalar_exact exact;
  enum lgt_status status = lgt_config_fill_chosen (chosen, &config, error);

  if (status == LGT_OK)
    status = lgt_mc_scalar_gaussian (geom, config.m2, &exact, error);
  if (status != LGT_OK)
    return status;
  for (int d = 0; d < geom->ndim; d++)
    window.kernel[d] = geom->extent[d];
  status = lgt_stencil_new (model->context, model->lattice, model->lattice,
                            &window, &prior->stencil, error);
  if (status == LGT_OK && model->fft)
    status = model->fft->convolver_new (&prior->fft, prior->stencil, LGT_F64,
                                        model->lanes, error);
  c[LGT_SCALAR_QUADRATIC] = config.m2 + 2 * geom->ndim;
  c[LGT_SCALAR_CONSTANT] = exact.log_z / (double) geom->volume;
  prior->scale = 1;
  if (status == LGT_OK)
    status = make_kernel (model, config.m2, prior, error);
  return status == LGT_OK
         ? put_coefficient (model->context, prior, c, error) : status;
}

static enum lgt_status
make_gaussian (const struct lgt_model *model, const struct lgt_chosen *chosen,
               struct lgt_prior *prior, struct lgt_error *error)
{
  struct gaussian_config config = { 1 };
  double c[LGT_SCALAR_COEFFICIENTS] = { 0 };

  if (chosen->index == GAUSSIAN)
    {
      enum lgt_status status = lgt_config_fill_chosen (chosen, &config,
                                                       error);

      if (status != LGT_OK)
        return status;
    }
  c[LGT_SCALAR_QUADRATIC] = 0.5 / (config.sigma * config.sigma);
  c[LGT_SCALAR_CONSTANT] = log (config.sigma) + log (2 * M_PI) / 2;
  prior->scale = config.sigma;
  return put_coefficient (model->context, prior, c, error);
}

enum lgt_status
lgt_prior_new (struct lgt_model *model, const struct lgt_chosen *chosen,
               struct lgt_error *error)
{
  const int scalar = model->group.n == 0;
  struct lgt_prior *prior;
  enum lgt_status status;

  if (chosen->index != AUTO && scalar != (chosen->index != HAAR))
    return lgt_config_fail (error, chosen->node,
                            scalar ? "the prior haar is for links; that of a "
                            "scalar field is gaussian or free_field"
                            : "the prior of links is haar");
  if (!scalar)
    return LGT_OK;
  prior = calloc (1, sizeof *prior);
  if (!prior)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a prior");
  status = chosen->index == FREE_FIELD
           ? make_free_field (model, chosen, prior, error)
           : make_gaussian (model, chosen, prior, error);
  if (status == LGT_OK)
    model->prior = prior;
  else
    lgt_prior_free (model->context, prior);
  return status;
}

void
lgt_prior_free (struct lgt_context *context, struct lgt_prior *prior)
{
  if (!prior)
    return;
  lgt_convolver_free (prior->fft);
  lgt_stencil_free (context, prior->stencil);
  lgt_context_release (context, prior->kernel.data);
  lgt_context_release (context, prior->coefficient.data);
  free (prior);
}

lgt_var
lgt_prior_draw (struct lgt_tape *tape, const struct lgt_prior *prior,
                lgt_var field, const struct lgt_view *random)
{
  const struct lgt_view view = lgt_tape_value (tape, field);
  const struct lgt_random_params noise = { 0, 0, prior->scale };

  lgt_random_normal (tape, &view, random, &noise);
  if (prior->stencil)
    {
      struct lgt_conv_params params;

      memset (&params, 0, sizeof params);
      params.stencil = prior->stencil;
      params.fft = prior->fft;
      field = lgt_conv (tape, field, lgt_tape_bind (tape, &prior->kernel,
                                                    NULL), LGT_NONE, params);
      field = lgt_tape_field_of (tape, field);
    }
  return field;
}

lgt_var
lgt_prior_minus_log (struct lgt_tape *tape, const struct lgt_prior *prior,
                     lgt_var field)
{
  return lgt_scalar_action (tape, field,
                            lgt_tape_bind (tape, &prior->coefficient, NULL));
}
