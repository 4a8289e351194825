/* Cases of operations on SU(N) links.  */

#include "opcases_impl.h"
#include "unitary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

/* Matrices that are in no group: the operations on paths are polynomials, and
   their gradients hold for all matrices.  Small ones, for long paths.  */
static void
build_matrices (struct op_case *c, const struct op_shape *s, int variant,
                int n)
{
  op_need_lattice (c, s);
  c->in[0] = op_output (c, s, LGT_F64, c->lattice->count, s->ndim * 2 * n * n,
                        c->lattice);
  op_fill (c, &c->in[0], 0, 0, 1.0 / n);
  op_need_paths (c, variant);
}

void
build_sun_paths (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  const int n = op_matrix_size (variant);

  (void) type;
  build_matrices (c, s, variant, n);
  c->params.sun_paths = (struct lgt_sun_paths_params) { c->paths, n };
  c->out[0] = op_output (c, s, LGT_F64, c->paths->rows->count,
                         PATHS * 2 * n * n, c->paths->rows);
}

/* One of the features, or all.  */
void
build_sun_traces (struct op_case *c, const struct op_shape *s,
                  enum lgt_type type, int variant)
{
  static const unsigned features[] = { 15, 3, 1, 8, 6, 2 };
  const int n = op_matrix_size (variant);

  build_matrices (c, s, variant, n);
  c->params.sun_traces.paths = c->paths;
  c->params.sun_traces.n = n;
  c->params.sun_traces.features = features[variant];
  c->params.sun_traces.to = type;
  c->out[0] = op_output (c, s, type, c->paths->rows->count,
                         PATHS * __builtin_popcount (features[variant]),
                         c->paths->rows);
}

/* Pairs of 4, 2 or 3 matrices.  */
void
build_sun_pairs (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  static const int counts[] = { 4, 2, 3 };
  const int n = op_matrix_size (variant), count = counts[variant];

  op_need_lattice (c, s);
  c->in[0] = op_output (c, s, LGT_F64, c->lattice->count, count * 2 * n * n,
                        c->lattice);
  op_fill (c, &c->in[0], 0, 0, 1);
  c->params.sun_pairs = (struct lgt_sun_pairs_params) { n, type };
  c->out[0] = op_output (c, s, type, c->lattice->count, count * (count - 1),
                         c->lattice);
}

void
build_sun_action (struct op_case *c, const struct op_shape *s,
                  enum lgt_type type, int variant)
{
  const int n = op_matrix_size (variant);

  (void) type;
  build_matrices (c, s, variant == 2 ? 4 : variant, n);
  c->in[1] = op_number (c, 1.5);
  c->params.sun_action.paths = c->paths;
  c->params.sun_action.n = n;
  for (int k = 0; k < PATHS; k++)
    c->params.sun_action.coefficient[k] = 1 - 0.4 * k;
  c->out[0] = op_output (c, s, LGT_F64, 1, 1, NULL);
}

void
build_sun_haar (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  const int n = op_matrix_size (variant);

  (void) type;
  op_need_lattice (c, s);
  c->in[0] = op_counters (c);
  c->params.sun_haar = (struct lgt_sun_haar_params) { n, 5, 9 };
  c->out[0] = op_output (c, s, LGT_F64, c->lattice->count, s->ndim * 2 * n * n,
                         c->lattice);
}

/* Input I: a matrix at random in SU(N) for every row of the list.  */
static void
group_input (struct op_case *c, const struct op_shape *s, int i, int n)
{
  struct lgt_view *v = &c->in[i];
  int comps = 2 * n * n, lanes = s->lanes;
  double *values;
  size_t count;

  *v = op_output (c, s, LGT_F64, c->list->count, comps, c->list);
  c->group[i] = n;
  count = op_view_count (v);
  values = malloc (count * sizeof *values);
  ck_assert_ptr_nonnull (values);
  for (size_t at = 0; at < count; at += (size_t) (comps * lanes))
    for (int l = 0; l < lanes; l++)
      {
        cplx a[64];

        for (int k = 0; k < n * n; k++)
          a[k] = op_value (10 + 2 * i, at + (size_t) (k * lanes + l))
                 + I * op_value (11 + 2 * i, at + (size_t) (k * lanes + l));
        unitarize (n, a);
        for (int k = 0; k < comps; k++)
          values[at + (size_t) (k * lanes + l)]
            = k % 2 ? cimag (a[k / 2]) : creal (a[k / 2]);
      }
  op_view_put (c->context, v, values);
  free (values);
}

void
build_sun_spectral (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  static const int n[] = { 3, 2, 3, 4 };
  struct lgt_sun_spectral_params *p = &c->params.spectral;

  *p = (struct lgt_sun_spectral_params) {
    .n = n[variant], .bins = variant == 2 ? 8 : 3, .bias = variant != 1,
    .order = 2, .conjugation = variant == 2, .inverse = variant == 2,
    .min_bin = 1e-3, .min_slope = 1e-3
  };
  op_need_lattice (c, s);
  op_need_list (c, 1);
  for (int i = 0; i < 2; i++)
    group_input (c, s, i, p->n);
  c->out[0] = op_output (c, s, LGT_F64, c->list->count, 2 * p->n * p->n,
                         c->list);
  c->out[1] = op_output (c, s, LGT_F64, 1, 1, NULL);
  c->in[2] = op_output (c, s, type, c->list->count, lgt_sun_spectral_raw (*p),
                        c->list);
  op_fill (c, &c->in[2], 2, 0, 0.5);
}

void
build_sun_polar (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  int n = 2 + variant;

  op_need_lattice (c, s);
  c->params.polar.n = n;
  c->in[0] = op_output (c, s, LGT_F64, c->lattice->count, 2 * 2 * n * n,
                        c->lattice);
  op_fill_groups (c, &c->in[0], n, 0);
  c->in[1] = op_output (c, s, type, c->lattice->count, 2, c->lattice);
  op_fill (c, &c->in[1], 2, 0.9, 0.3);
  c->out[0] = op_output (c, s, LGT_F64, c->lattice->count, 2 * n * n,
                         c->lattice);
}

/* VARIANT: N - 2, and the inverse.  */
void
build_sun_stout (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  int n = 2 + variant / 2;

  op_need_lattice (c, s);
  op_need_list (c, 1);
  c->params.stout = (struct lgt_sun_stout_params) { n, variant % 2, 0.9 };
  for (int i = 0; i < 2; i++)
    {
      c->in[i] = op_output (c, s, LGT_F64, c->list->count, (i + 1) * 2 * n * n,
                            c->list);
      op_fill_groups (c, &c->in[i], n, i);
    }
  c->in[2] = op_output (c, s, type, c->list->count, 2, c->list);
  op_fill (c, &c->in[2], 2, 0, 2);
  c->out[0] = op_output (c, s, LGT_F64, c->list->count, 2 * n * n, c->list);
  c->out[1] = op_output (c, s, LGT_F64, 1, 1, NULL);
}
