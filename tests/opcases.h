/* Cases of operations: one list for all tests of values, gradients and
   backends.

   A recipe makes the parameters, inputs and outputs of one operation on a
   lattice; its variants take other kinds of lists, paths or parameters.
   Values come from a fixed sequence, the same on every backend.  */

#ifndef LGT_OPCASES_H
#define LGT_OPCASES_H

#include <lgt/ops.h>

struct op_shape
{
  int ndim, extent[4], packs, lanes;
  int gap;                /* 1: inputs and outputs are windows of wider
                             tensors where they have sites */
};

struct op_case
{
  struct lgt_context *context;
  const struct lgt_op *op;
  union
  {
    struct lgt_linear_params linear;
    struct lgt_cast_params cast;
    struct lgt_list_params list;
    struct lgt_activation_params activation;
    struct lgt_conv_params conv;
    struct lgt_u1_paths_params paths;
    struct lgt_u1_action_params action;
    struct lgt_sun_paths_params sun_paths;
    struct lgt_sun_traces_params sun_traces;
    struct lgt_sun_pairs_params sun_pairs;
    struct lgt_sun_action_params sun_action;
    struct lgt_sun_haar_params sun_haar;
    struct lgt_collect_params collect;
    struct lgt_circular_params circular;
    struct lgt_line_params line;
    struct lgt_scalar_features_params scalar_features;
    struct lgt_circular_table_params table;
    struct lgt_sun_spectral_params spectral;
    struct lgt_random_params random;
    struct lgt_optimizer_params optimizer;
    struct lgt_average_params average;
    struct lgt_sun_polar_params polar;
    struct lgt_sun_stout_params stout;
    struct lgt_update_params update;
    struct lgt_reunitarize_params reunitarize;
    struct lgt_drift_params drift;
    struct lgt_kick_params kick;
    struct lgt_scalar_step_params scalar_step;
    struct lgt_sum_squares_params sum_squares;
    struct lgt_metropolis_params metropolis;
    struct lgt_u1_shift_params shift;
    struct lgt_u1_trajectory_params trajectory;
  } params;
  struct lgt_view in[LGT_MAX_IN], out[LGT_MAX_OUT];
  int group[LGT_MAX_IN];  /* N: this input is one matrix in SU(N) a row, and
                             gradients hold along the group; 0: neither */
  struct lgt_sites *lattice, *list;
  struct lgt_path_set *paths;
  struct lgt_collection *collection;
  struct lgt_stencil *stencil;
  struct lgt_convolver *convolver;
  void *memory[LGT_MAX_IN + LGT_MAX_OUT + 2 * LGT_MAX_IN];
  int memories;
};

struct op_recipe
{
  const struct lgt_op *op;
  int variants;
  /* Fill params, in and out of C for SHAPE; TYPE is that of the network's
     side, where the operation has one.  */
  void (*build) (struct op_case *c, const struct op_shape *shape,
                 enum lgt_type type, int variant);
};

/* One recipe for each operation, ended by op == NULL.  */
extern const struct op_recipe op_recipes[];

/* Make the case, and stop the test if that fails.  */
void op_case_new (struct op_case *c, struct lgt_context *context,
                  const struct op_recipe *recipe,
                  const struct op_shape *shape, enum lgt_type type,
                  int variant);
void op_case_free (struct op_case *c);

/* Run the operation through lgt_context_run.  */
void op_case_run (struct op_case *c);

/* Pull the gradients GOUT of the outputs back into GIN, both n_out and n_in
   views, data NULL where there is none.  Values that the operation does not
   list in pullback_reads are withheld.  */
void op_case_pull (struct op_case *c, const struct lgt_view *gout,
                   const struct lgt_view *gin);

/* A dense view like V with memory of its own, cleared, which the case frees;
   the data of an absent view stays NULL.  */
struct lgt_view op_case_like (struct op_case *c, const struct lgt_view *v);

/* Elements of V in the order (pack, site, component, lane) as doubles.  */
size_t op_view_count (const struct lgt_view *v);
void op_view_get (struct lgt_context *context, const struct lgt_view *v,
                  double *values);
void op_view_put (struct lgt_context *context, const struct lgt_view *v,
                  const double *values);

/* Number I of the fixed sequence STREAM, uniform in (-1, 1).  */
double op_value (int stream, size_t i);

#endif
