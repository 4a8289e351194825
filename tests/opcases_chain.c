/* Cases of the operations of Markov chains.  */

#include "opcases_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

/* Links of every second site in all directions but the last one, C, in turn,
   and paths along C: so no link is another's neighbour.  With UNLIKE, their
   lengths depend on the direction.  In one dimension paths are empty.  */
static void
need_staples (struct op_case *c, int unlike)
{
  const int ndim = c->lattice->ndim, last = ndim;
  const int turns = ndim > 1 ? ndim - 1 : 1;
  const int steps[5] = { last, -last, -last, last, last };
  struct lgt_path path[PATHS * LGT_STENCIL_MAX_DIM];
  int32_t *site, *direction, n = 0;
  struct lgt_error error = { LGT_OK, "" };

  site = malloc ((size_t) c->lattice->volume * sizeof *site);
  direction = malloc ((size_t) c->lattice->volume * sizeof *direction);
  ck_assert (site && direction);
  for (int32_t s = c->lattice->volume - 1; s >= 0; s -= 2)
    {
      site[n] = s;
      direction[n++] = s / 2 % turns;
    }
  ck_assert_msg (lgt_sites_list (c->context, c->lattice, n, site, direction,
                                 &c->list, &error) == LGT_OK,
                 "%s", error.text);
  memset (path, 0, sizeof path);
  for (int mu = 0; mu < c->list->directions; mu++)
    for (int k = 0; k < PATHS; k++)
      {
        path[PATHS * mu + k].steps = steps + k;
        path[PATHS * mu + k].count
          = ndim == 1 || k == 2 ? 0 : unlike && mu % 2 ? 1 : 3;
      }
  ck_assert_msg (lgt_path_set_new (c->context, c->list, PATHS,
                                   c->list->directions, path, NULL,
                                   &c->paths, &error) == LGT_OK,
                 "%s", error.text);
  free (site);
  free (direction);
}

/* Weights of the paths: two that are equal, and one 0 in the second
   variant.  */
static struct lgt_view
path_weights (struct op_case *c)
{
  const int count = c->paths->variants * c->paths->paths;
  struct lgt_view v = op_tensor (c, 0, LGT_F64, 1, 1, count, 1, NULL);
  double *w = malloc ((size_t) count * sizeof *w);

  ck_assert_ptr_nonnull (w);
  for (int i = 0; i < count; i++)
    w[i] = i == 3 ? 0 : i % PATHS == 2 ? -0.3 : 1.3 + 0.2 * (i / PATHS);
  op_view_put (c->context, &v, w);
  free (w);
  return v;
}

/* Links in the group, SU(N) or angles.  */
static struct lgt_view
group_links (struct op_case *c, const struct op_shape *s, int n, int stream)
{
  struct lgt_view v = op_output (c, s, LGT_F64, c->lattice->count,
                                 s->ndim * (n == 1 ? 1 : 2 * n * n),
                                 c->lattice);

  if (n == 1)
    op_fill (c, &v, stream, 0, 3);
  else
    op_fill_groups (c, &v, n, stream);
  return v;
}

static void
build_update (struct op_case *c, const struct op_shape *s, int n, int unlike)
{
  op_need_lattice (c, s);
  need_staples (c, unlike);
  c->params.update = (struct lgt_update_params) { c->paths, n, 7, 3 };
  c->in[0] = path_weights (c);
  c->out[0] = group_links (c, s, n, 0);
}

void
build_sun_heat_bath (struct op_case *c, const struct op_shape *s,
                     enum lgt_type type, int variant)
{
  (void) type;
  build_update (c, s, op_matrix_size (variant), variant % 2);
  c->in[1] = op_counters (c);
}

void
build_sun_overrelaxation (struct op_case *c, const struct op_shape *s,
                          enum lgt_type type, int variant)
{
  (void) type;
  build_update (c, s, op_matrix_size (variant), variant % 2);
}

void
build_sun_metropolis (struct op_case *c, const struct op_shape *s,
                      enum lgt_type type, int variant)
{
  build_sun_heat_bath (c, s, type, variant);
  c->in[2] = op_number (c, 0.7);
  c->out[1] = op_output (c, s, LGT_F64, c->list->count, 1, c->list);
}

void
build_u1_heat_bath (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  (void) type;
  build_update (c, s, 1, variant);
  c->in[1] = op_counters (c);
}

void
build_u1_overrelaxation (struct op_case *c, const struct op_shape *s,
                         enum lgt_type type, int variant)
{
  (void) type;
  build_update (c, s, 1, variant);
}

void
build_u1_metropolis (struct op_case *c, const struct op_shape *s,
                     enum lgt_type type, int variant)
{
  build_u1_heat_bath (c, s, type, variant);
  c->in[2] = op_number (c, 1.7);
  c->out[1] = op_output (c, s, LGT_F64, c->list->count, 1, c->list);
}

void
build_sun_reunitarize (struct op_case *c, const struct op_shape *s,
                       enum lgt_type type, int variant)
{
  const int n = op_matrix_size (variant);

  (void) type;
  op_need_lattice (c, s);
  c->params.reunitarize.n = n;
  c->out[0] = op_output (c, s, LGT_F64, c->lattice->count, s->ndim * 2 * n * n,
                         c->lattice);
  op_fill (c, &c->out[0], 0, 0.3, 1);
}

static struct lgt_view
momenta (struct op_case *c, const struct op_shape *s, int n, double size)
{
  struct lgt_view v = op_output (c, s, LGT_F64, c->lattice->count,
                                 s->ndim * (n == 1 ? 1 : n * n - 1),
                                 c->lattice);

  op_fill (c, &v, 3, 0, size);
  return v;
}

/* Small steps and large ones.  */
static void
build_drift (struct op_case *c, const struct op_shape *s, int n, int large)
{
  op_need_lattice (c, s);
  c->params.drift = (struct lgt_drift_params) { n, 0.7 };
  c->in[0] = momenta (c, s, n, large ? 9 : 1);
  c->in[1] = op_number (c, 0.4);
  c->out[0] = group_links (c, s, n, 0);
}

void
build_sun_drift (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  (void) type;
  build_drift (c, s, op_matrix_size (variant), variant / 3);
}

void
build_u1_drift (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  (void) type;
  (void) variant;
  build_drift (c, s, 1, 1);
}

static void
build_kick (struct op_case *c, const struct op_shape *s, int n, int paths)
{
  op_need_lattice (c, s);
  op_need_paths (c, paths);
  c->params.kick = (struct lgt_kick_params) { c->paths, n, 0.7 };
  c->in[0] = group_links (c, s, n, 0);
  c->in[1] = path_weights (c);
  c->in[2] = op_number (c, 0.4);
  c->out[0] = momenta (c, s, n, 1);
}

void
build_sun_kick (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  (void) type;
  build_kick (c, s, op_matrix_size (variant), variant % 2 ? 5 : 2);
}

void
build_u1_kick (struct op_case *c, const struct op_shape *s,
               enum lgt_type type, int variant)
{
  (void) type;
  build_kick (c, s, 1, variant ? 4 : 0);
}

void
build_u1_shift (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  (void) type;
  (void) variant;
  op_need_lattice (c, s);
  c->params.shift.layer = 5;
  c->in[0] = op_tensor (c, s->gap, LGT_F64, 1, c->lattice->count, s->ndim, 1,
                        c->lattice);
  op_fill (c, &c->in[0], 1, 0, 3);
  c->in[1] = op_counters (c);
  c->out[0] = group_links (c, s, 1, 0);
}

/* The operation is for two dimensions; other lattices are taken apart into
   as many sites.  A large one, for CUDA: more sites than threads, and more
   shared memory than need not be asked for.  */
void
build_u1_trajectory (struct op_case *c, const struct op_shape *s,
                     enum lgt_type type, int variant)
{
  struct op_shape flat = *s;

  (void) type;
  flat.ndim = 2;
  for (int d = 1; d < 4; d++)
    flat.extent[d] = d == 1 ? 1 : flat.extent[d];
  for (int d = 1; d < s->ndim; d++)
    flat.extent[1] *= s->extent[d];
  if (variant == 2)
    {
      flat.extent[0] = 37;
      flat.extent[1] = 35;
    }
  op_need_lattice (c, &flat);
  c->params.trajectory
    = (struct lgt_u1_trajectory_params) { variant ? 1 : 4, 9 };
  c->in[0] = op_number (c, 1.5);
  c->in[1] = op_number (c, 0.2);
  c->in[2] = op_counters (c);
  c->out[0] = group_links (c, &flat, 1, 0);
  for (int j = 1; j < 4; j++)
    c->out[j] = op_output (c, s, LGT_F64, 1, 1, NULL);
}

void
build_sum_squares (struct op_case *c, const struct op_shape *s,
                   enum lgt_type type, int variant)
{
  (void) variant;
  build_sum_sites (c, s, type, 0);
  c->params.sum_squares.factor = 0.5;
}

/* An odd number of components, or an even one.  */
void
build_random_normal (struct op_case *c, const struct op_shape *s,
                     enum lgt_type type, int variant)
{
  (void) type;
  op_need_lattice (c, s);
  c->in[0] = op_counters (c);
  c->params.random = (struct lgt_random_params) { 5, 9, 1.5 };
  c->out[0] = op_output (c, s, LGT_F64, c->lattice->count, 3 + variant,
                         c->lattice);
}

void
build_metropolis_select (struct op_case *c, const struct op_shape *s,
                         enum lgt_type type, int variant)
{
  (void) type;
  (void) variant;
  op_one_input (c, s, LGT_F64, 3);
  c->params.metropolis.layer = 3;
  c->in[1] = op_output (c, s, LGT_F64, 1, 1, NULL);
  op_fill (c, &c->in[1], 2, 0, 2);
  c->in[2] = op_counters (c);
  c->out[0] = op_output (c, s, LGT_F64, c->lattice->count, 3, c->lattice);
  op_fill (c, &c->out[0], 1, 0, 3);
  c->out[1] = op_output (c, s, LGT_F64, 1, 1, NULL);
}
