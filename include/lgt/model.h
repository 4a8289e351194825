/* A flow model: lattice, group, action, prior, layers, weights.

   q(U) is the density, with respect to the normalized Haar measure, of what
   the model samples: U = f(z), z from the prior r,
   log q(U) = log r(z) - log |det df/dz|.

   With group: { scalar: {} } the field is real, one number phi(x) a site, and
   q is with respect to prod_x d phi(x); what is said of links below is true of
   it.

   A model is made from a configuration document:

     lgt: 1
     lattice: { shape: [8, 8] }
     group: { u1: {} }                  (or { su: { n: 3 } })
     action: [ { wilson: { beta: 2 } } ]
     prior: auto
     precision: { links: float64, network: float32 }
     networks: { NAME: { inputs: ..., layers: [...] } }
     flow: [ { sweep: { mask: ..., layer: ... } }, { layer: ... } ]
     stochastic: { steps: 8 }           (lgt/stochastic.h; left out: none)
     memory: { rematerialize: true }
     train: ...                         (lgt/objective.h, lib/app)
     mc: ...                            (lgt/chain.h, lib/app)

   Filling in the defaults completes the document in place.  */

#ifndef LGT_MODEL_H
#define LGT_MODEL_H

#include <lgt/action.h>
#include <lgt/layer.h>
#include <lgt/wisdom.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_model;

/* The keys at the top of the document, "train" and "mc" left to the
   caller.  */
extern const struct lgt_key lgt_model_keys[];

/* An item of "flow", and a condition of "mask".  */
extern const struct lgt_choice lgt_flow_items[];
extern const struct lgt_key lgt_mask_keys[];
/* What "active: { learned: ... }" of a spectral coupling holds.  */
extern const struct lgt_key lgt_learned_keys[];

/* A new model on CONTEXT from the mapping ROOT (completed with defaults);
   TYPES is a table of layer types ended by NULL, or NULL for ours.  The
   document must live as long as the model.  */
enum lgt_status lgt_model_new (struct lgt_context *context,
                               struct lgt_config_node *root,
                               const struct lgt_layer_type *const *types,
                               struct lgt_model **model,
                               struct lgt_error *error);

/* What a program may add; any may be NULL or 0.  All must live as long as
   the model.  */
struct lgt_model_options
{
  const struct lgt_layer_type *const *types;    /* NULL: ours */
  const struct lgt_fft *fft;            /* for algorithm: fft */
  const struct lgt_wisdom *wisdom;      /* for algorithm: tuned */
  int may_lack_flow;      /* "flow: []" is allowed: lattice, group and action
                             are all that is wanted */
};

/* The same with more than types.  */
enum lgt_status lgt_model_new_with (struct lgt_context *context,
                                    struct lgt_config_node *root,
                                    const struct lgt_model_options *options,
                                    struct lgt_model **model,
                                    struct lgt_error *error);
void lgt_model_free (struct lgt_model *model);


const struct lgt_geom *lgt_model_geom (const struct lgt_model *model);
const struct lgt_group *lgt_model_group (const struct lgt_model *model);
struct lgt_action *lgt_model_action (const struct lgt_model *model);
/* Monte Carlo steps between the layers, which lgt_sampler_draw makes and
   nothing else here; NULL: none.  */
struct lgt_stochastic;    /* lgt/stochastic.h */
const struct lgt_stochastic *
lgt_model_stochastic (const struct lgt_model *model);
struct lgt_slices *lgt_model_slices (struct lgt_model *model);
struct lgt_context *lgt_model_context (const struct lgt_model *model);
int lgt_model_layers (const struct lgt_model *model);
/* The layers one by one, as the configuration of a flow without sweeps:
   a sequence of { layer: ... } is added to NODE under "flow".  */
enum lgt_status lgt_model_expand (const struct lgt_model *model,
                                  struct lgt_config_node *node,
                                  struct lgt_error *error);
/* Lanes of a pack: the backend's preference for the narrowest type, or what
   memory.lanes says.  */
int lgt_model_lanes (const struct lgt_model *model);
/* Real numbers of one configuration: V directions block.  */
int64_t lgt_model_numbers (const struct lgt_model *model);
/* Elements of a batch of COUNT configurations.  */
struct lgt_shape lgt_model_links_shape (const struct lgt_model *model,
                                        int64_t count);
enum lgt_type lgt_model_links_type (const struct lgt_model *model);
const struct lgt_sites *lgt_model_lattice (const struct lgt_model *model);

/* Tables that the program sets, for flows that are exact without training
   (transform: tabulated_conditional): how many there are, what number I in
   layer *LAYER is (struct lgt_layer_table of lgt/layer.h), and setting it
   from ANGLES * (3 BINS + 1) numbers.  A table that was not set is the
   identity.  LGT_EINVAL: there is no table I, a bin or slope is not
   positive, or the widths or heights do not add up to 2 pi.  */
int lgt_model_tables (const struct lgt_model *model);
enum lgt_status lgt_model_table (const struct lgt_model *model, int i,
                                 struct lgt_layer_table *table, int *layer,
                                 struct lgt_error *error);
enum lgt_status lgt_model_set_table (struct lgt_model *model, int i,
                                     const double *values,
                                     struct lgt_error *error);

/* A convolution of a network, as it is computed for a batch of some size.  */
struct lgt_model_convolution
{
  const char *name;       /* of the slice of its weights */
  struct lgt_wisdom_key key;    /* what wisdom is asked for */
  struct lgt_conv_params params;        /* the stencil is the model's; the
                             algorithm is the one in use, never auto */
  int tuned;              /* the configuration says algorithm: tuned */
  int known;              /* wisdom has the key, or the algorithm was given
                             by lgt_model_keep_algorithm */
};

/* How many there are with more than one tap (the others are always direct),
   and number I of them for batches of COUNT configurations.  */
int lgt_model_convolutions (const struct lgt_model *model);
struct lgt_model_convolution
lgt_model_convolution (const struct lgt_model *model, int i, int64_t count);

/* From now on compute the convolution called NAME by ALGORITHM where a batch
   has PACKS packs, whatever configuration and wisdom say: so a run goes on
   as it began.  LGT_EDATA: there is no such convolution.  LGT_EINVAL: an
   unknown algorithm, or fft, and the model has none.  */
enum lgt_status lgt_model_keep_algorithm (struct lgt_model *model,
                                          const char *name, int packs,
                                          enum lgt_conv_algorithm algorithm,
                                          struct lgt_error *error);

enum lgt_weights
{
  LGT_WEIGHTS_TRAINED,    /* gradients flow to the weights */
  LGT_WEIGHTS_CONSTANT    /* they do not */
};

/* Bind the model's weights on TAPE, all slices.  WEIGHT has room for
   lgt_model_slices (model)->count variables.  VALUES NULL: the model's own
   array; else another array of that shape (averages), constant.  */
void lgt_model_bind (struct lgt_model *model, struct lgt_tape *tape,
                     enum lgt_weights weights, const struct lgt_view *values,
                     lgt_var *weight);

/* Record a draw of COUNT configurations from the prior; RANDOM is the
   tensor of random words of lgt/ops.h.  The field's log_det starts at
   -log r(z) (zero for Haar), so that log q = -log_det at the end.

   Priors of a scalar field: gaussian, independent numbers of variance
   sigma^2; free_field, r(z) ~ exp (-S_0), S_0 the action phi4 of mass squared
   m2 > 0 without lambda: white noise, convolved with the square root of the
   propagator 1 / (2 (khat^2 + m2)), khat^2 = sum_mu 4 sin^2 (k_mu / 2), by
   Fourier transforms where the model has them, and else directly, which takes
   V^2 operations.  */
struct lgt_field lgt_model_draw (struct lgt_model *model,
                                 struct lgt_tape *tape, int64_t count,
                                 const struct lgt_view *random);

/* All layers forward, on FIELD in place.  */
void lgt_model_forward (struct lgt_model *model, struct lgt_tape *tape,
                        const lgt_var *weight, struct lgt_field *field);

/* All layers backward: FIELD in place, adding log |det| of the inverse.  */
void lgt_model_inverse (struct lgt_model *model, struct lgt_tape *tape,
                        const lgt_var *weight, struct lgt_field *field);

/* log q(U) of given links, [P, 1, 1, B] float64.  LINKS is copied first.  */
lgt_var lgt_model_log_q (struct lgt_model *model, struct lgt_tape *tape,
                         const lgt_var *weight, lgt_var links);

#ifdef __cplusplus
}
#endif

#endif
