/* What the files of cases share (opcases.c, opcases_sun.c, opcases_chain.c,
   opcases_scalar.c): parts of cases, and the recipes' functions.  Tests include opcases.h.  */

#ifndef LGT_OPCASES_IMPL_H
#define LGT_OPCASES_IMPL_H

#include "opcases.h"

enum { LONG_PATH = 70, PATHS = 3 };     /* paths a row of op_need_paths */

/* A tensor; with GAP the middle components of a wider one.  */
struct lgt_view op_tensor (struct op_case *c, int gap, enum lgt_type type,
                           int packs, int count, int comps, int lanes,
                           const struct lgt_sites *sites);
/* Fill V with OFFSET + SIZE times numbers of sequence STREAM.  */
void op_fill (struct op_case *c, const struct lgt_view *v, int stream,
              double offset, double size);
/* The lattice of SHAPE.  */
void op_need_lattice (struct op_case *c, const struct op_shape *shape);
/* Every second site, in falling order; with DIRECTED, directions in turn.  */
void op_need_list (struct op_case *c, int directed);
/* Three paths a row, of the kinds that VARIANT says (opparts.c).  */
void op_need_paths (struct op_case *c, int variant);
/* in[0] on the lattice.  */
void op_one_input (struct op_case *c, const struct op_shape *s,
                   enum lgt_type type, int comps);
/* An output of S's packs, lanes and gap.  */
struct lgt_view op_output (struct op_case *c, const struct op_shape *s,
                           enum lgt_type type, int count, int comps,
                           const struct lgt_sites *sites);
/* One float64.  */
struct lgt_view op_number (struct op_case *c, double value);
/* Links of U(1) and paths.  */
void op_links (struct op_case *c, const struct op_shape *s, int variant,
               enum lgt_type type);
/* The eight words of a random stream.  */
struct lgt_view op_counters (struct op_case *c);
/* Fill V with matrices in SU(N).  */
void op_fill_groups (struct op_case *c, const struct lgt_view *v, int n,
                     int stream);
/* N of SU(N) in VARIANT.  */
int op_matrix_size (int variant);

typedef void op_build_fn (struct op_case *c, const struct op_shape *shape,
                          enum lgt_type type, int variant);
op_build_fn build_sum_sites;
op_build_fn build_sun_paths, build_sun_traces, build_sun_pairs,
  build_sun_action, build_sun_haar, build_sun_spectral, build_sun_polar,
  build_sun_stout;
op_build_fn build_sun_heat_bath, build_sun_overrelaxation,
  build_sun_metropolis, build_u1_heat_bath, build_u1_overrelaxation,
  build_u1_metropolis, build_sun_reunitarize, build_sun_drift, build_u1_drift,
  build_sun_kick, build_u1_kick, build_u1_shift, build_u1_trajectory,
  build_sum_squares, build_random_normal, build_metropolis_select;
op_build_fn build_scalar_action, build_scalar_drift, build_scalar_kick,
  build_scalar_features, build_line_affine, build_line_rqs;

#endif
