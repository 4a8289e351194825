/* Layers: invertible maps of the links, made of operations on a tape.

   A layer type is a const object: a name, its keys in the configuration,
   plan, forward, inverse.  A layer has no backward pass of its own.  Types
   are looked up in the table that the program gives to lgt_model_new, so a
   stranger's layer needs no change here.  */

#ifndef LGT_LAYER_H
#define LGT_LAYER_H

#include <lgt/config.h>
#include <lgt/mask.h>
#include <lgt/ops.h>
#include <lgt/slices.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a group's links are made of; or a scalar field, which has one number
   a site and no links.  */
struct lgt_group
{
  const char *name;       /* "u1", "su", "scalar" */
  int n;                  /* N; 1 for U(1), 0 for a scalar field */
  int block;              /* real numbers a link: 1 for an angle, else 2 N^2;
                             1 for a scalar field */
  int directions;         /* links a site: D; 1 for a scalar field */
};

/* The field that layers transform.  Both are changed in place.  */
struct lgt_field
{
  lgt_var links;          /* [P, V, directions block, B] */
  lgt_var log_det;        /* sum of log |det J| so far, [P, 1, 1, B] float64 */
};

struct lgt_fft;           /* lgt/fft.h */
struct lgt_wisdom;        /* lgt/wisdom.h */
struct lgt_convolutions;  /* the model's own */

/* What a layer may ask for while it is planned.  */
struct lgt_planner
{
  struct lgt_context *context;
  const struct lgt_geom *geom;
  const struct lgt_sites *lattice;
  const struct lgt_group *group;
  enum lgt_type links, network;         /* precisions */
  struct lgt_slices *slices;            /* where weights are registered */
  const struct lgt_config_node *networks;       /* named recipes, or NULL */
  int number;             /* of the layer, from 0 */
  int lanes;              /* of a pack */
  const struct lgt_fft *fft;            /* NULL: no Fourier transforms */
  const struct lgt_wisdom *wisdom;      /* NULL: none */
  struct lgt_convolutions *convolutions;        /* where those of networks
                                           are listed; NULL: nowhere */
  /* The sweep's mask; has_mask = 0: the layer's own configuration must say. */
  int has_mask;
  struct lgt_mask mask;
};

/* A table that the program sets (lgt_model_set_table): what a flow that is
   exact without training knows instead of weights.  VALUES is on the device,
   [1, 1, ANGLES * (3 BINS + 1), 1] float64, in the form of
   lgt_circular_table (lgt/ops.h).  AREA is the number of plaquettes that the
   active loop encloses, CONDITION_AREA that of the loop whose angle is the
   condition, 0 if there is none; both are negative where the loop runs from
   the higher direction to the lower one, and 0 if it does not lie in one
   plane.  */
struct lgt_layer_table
{
  struct lgt_view values;
  int bins, angles;
  int area, condition_area;
};

enum { LGT_LAYER_CONDITIONS = 64 };

struct lgt_layer_type
{
  const char *name;
  const char *help;
  size_t config_size;
  const struct lgt_key *keys;   /* checks, --print-config, manual */
  /* Build tables and register weights.  CONFIG was filled from KEYS; NODE is
     its place.  On failure nothing is left allocated.  */
  enum lgt_status (*plan) (struct lgt_planner *planner, const void *config,
                           const struct lgt_config_node *node, void **state,
                           struct lgt_error *error);
  /* Record the map and add its log |det J|.  WEIGHT are all slices of the
     model as variables, by slice number.  */
  void (*forward) (struct lgt_tape *tape, const void *state,
                   const lgt_var *weight, struct lgt_field *field);
  /* The inverse map, adding its own log |det J|.  */
  void (*inverse) (struct lgt_tape *tape, const void *state,
                   const lgt_var *weight, struct lgt_field *field);
  void (*unplan) (struct lgt_context *context, void *state);
  /* The rest may be NULL.  */
  /* Record what the map of the active links depends on besides themselves:
     outputs of networks, angles of staples.  OUT has room for
     LGT_LAYER_CONDITIONS variables; returns how many there are.
     lgt_model_check_blind looks at them.  */
  int (*condition) (struct lgt_tape *tape, const void *state,
                    const lgt_var *weight, const struct lgt_field *field,
                    lgt_var *out);
  /* Fill TABLE with the layer's table number I and return 1; 0 if it has not
     so many.  */
  int (*table) (const void *state, int i, struct lgt_layer_table *table);
};

/* Ours, ended by NULL.  */
extern const struct lgt_layer_type *const lgt_layer_types[];

/* ---- Help for authors of coupling layers ---- */

/* The active links of PLANNER's mask, split by direction: one list of sites
   for each direction that has any.  Of a scalar field: one list of active
   sites, without directions.  */
struct lgt_active
{
  int count;              /* directions with active links */
  struct lgt_active_list
  {
    int mu;
    struct lgt_sites *list;     /* entries: sites, all with direction mu */
  } of[LGT_MAX_DIM];
  unsigned char *links;   /* active[site * directions + mu], host */
};

/* LGT_EINVAL at NODE if the mask is empty.  */
enum lgt_status lgt_active_new (const struct lgt_planner *planner,
                                const struct lgt_config_node *node,
                                struct lgt_active *active,
                                struct lgt_error *error);
void lgt_active_free (struct lgt_context *context, struct lgt_active *active);

/* ---- Conditioners ---- */

/* A network from a named recipe: features of the loops that contain no
   active link (of a scalar field: of phi where it is frozen, and 0 where it
   is active), convolutions, and one last convolution for each list of
   active links, computed on that list alone.  Around stars (inputs: { star:
   true }) all of it is computed on the lists, with weights for each.  */
struct lgt_network;

/* Plan the network called NAME (found in planner->networks; NODE is where it
   is named) with OUTPUTS components on every list of ACTIVE.  START
   (START_COUNT numbers, repeated; NULL: zero) is what a network with
   start: identity puts out.

   Slices: P is layerN.convL, L from 0; in the last convolution (around
   stars: in all), where there are several lists, layerN.convL.directionM,
   one for each direction M of active links.  W[o, i, t] is the kernel, output
   channel o, input channel i, tap t = (t_0, ..., t_{D-1}).

     weights: dense
       P.weight [C_out, C_in / groups, k_{D-1}, ..., k_0]    W itself
     weights: { cp: { rank: R } }
       P.cp.input [R, C_in]
       P.cp.direction0 [R, k_0], ..., one for each d with k_d > 1; where
       there is none, k_d = 1
       P.cp.output [C_out, R]
         W[o, i, t] = sum_r output[o, r] input[r, i]
                      product_d direction_d[r, t_d]
     weights: { tucker: { ranks: [R_in, R_out] } }
       P.tucker.input [R_in, C_in]
       P.tucker.core [R_out, R_in, k_{D-1}, ..., k_0]
       P.tucker.output [C_out, R_out]
         W[o, i, t] = sum_{p, q} output[o, p] core[p, q, t] input[q, i]
     and, unless bias: false, P.bias [C_out]

   A layer's algorithm (enum lgt_conv_algorithm, or tuned: what the planner's
   wisdom has for the shapes at hand, and auto where it has nothing) is that
   of the convolutions with more than one tap; those over channels alone are
   auto.  LGT_EINVAL: fft, and the planner has none.

   Fields of one lattice stay on it: a convolution here has no strides and
   no open ends, which would change the extents.  */
enum lgt_status lgt_network_new (const struct lgt_planner *planner,
                                 const char *name,
                                 const struct lgt_config_node *node,
                                 const struct lgt_active *active, int outputs,
                                 const double *start, int start_count,
                                 struct lgt_network **network,
                                 struct lgt_error *error);
void lgt_network_free (struct lgt_context *context, struct lgt_network *);

/* Whether its outputs stay the same under charge conjugation, the complex
   conjugation of all links.  */
int lgt_network_is_even (const struct lgt_network *network);

/* Record it: OUT[i] gets [P, list i, outputs, B] in the network's type.  */
void lgt_network_apply (struct lgt_tape *tape, const struct lgt_network *,
                        const lgt_var *weight, lgt_var links, lgt_var *out);

/* The same for -phi in the place of a scalar field phi.  */
void lgt_network_apply_mirror (struct lgt_tape *tape,
                               const struct lgt_network *,
                               const lgt_var *weight, lgt_var field,
                               lgt_var *out);

/* Masks from a configuration; see lib/flow/mask_config.c for the language.
   *MASKS (to be released with free) receives the *COUNT masks of a sweep in
   their order, empty ones left out; for a plain layer, SWEEP = 0, there must
   be exactly one.  */
enum lgt_status lgt_masks_from_config (struct lgt_config_node *node,
                                       const struct lgt_geom *geom, int sweep,
                                       int offsets_first,
                                       struct lgt_mask **masks, int *count,
                                       struct lgt_error *error);
/* MASK as a value of the key "mask", in YAML.  */
int lgt_mask_to_config (const struct lgt_mask *mask, char *text, size_t size);

/* Loops from a configuration: a sequence of class names ("plaquette",
   "rectangle", ...), { rectangle: [R, T] }, { path: "+0 +1 -0 -1",
   orbit: true }.  WHAT names it in messages.  */
struct lgt_loop_list;
enum lgt_status lgt_loops_from_config (const struct lgt_config_node *node,
                                       const char *what,
                                       const struct lgt_geom *geom,
                                       struct lgt_loop_list *loops,
                                       struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
