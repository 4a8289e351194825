/* Cases of operations.  */

#include "opcases.h"
#include "slowconvolver.h"
#include "unitary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

double
op_value (int stream, size_t i)
{
  const uint32_t counter[4] = { (uint32_t) stream, (uint32_t) i, 7, 7 };
  double u[2];

  lgt_random_pair (12345, counter, u);
  return 2 * u[0] - 1;
}

/* ---- views ---- */

size_t
op_view_count (const struct lgt_view *v)
{
  return v->data ? (size_t) lgt_shape_count (v->shape) : 0;
}

/* Bytes from the first to the last element of V.  */
static size_t
extent (const struct lgt_view *v)
{
  return (size_t) ((v->shape.packs - 1) * v->pack_stride
                   + (v->shape.sites - 1) * v->site_stride
                   + (int64_t) v->shape.comps * v->shape.lanes)
         * lgt_type_size (v->type);
}

/* Copy between VALUES and V, whole rows through a host copy.  */
static void
transfer (struct lgt_context *context, const struct lgt_view *v,
          double *values, const double *new_values)
{
  size_t bytes, i = 0;
  char *host;

  if (!v->data)
    return;
  bytes = extent (v);
  host = malloc (bytes);
  ck_assert_ptr_nonnull (host);
  ck_assert_int_eq (lgt_context_get (context, host, v->data, bytes, NULL),
                    LGT_OK);
  for (int p = 0; p < v->shape.packs; p++)
    for (int s = 0; s < v->shape.sites; s++)
      for (int e = 0; e < v->shape.comps * v->shape.lanes; e++, i++)
        {
          int64_t at = p * v->pack_stride + s * v->site_stride + e;

          if (v->type == LGT_U32)
            {
              uint32_t *x = (uint32_t *) host + at;

              if (new_values)
                *x = (uint32_t) new_values[i];
              else
                values[i] = *x;
            }
          else if (v->type == LGT_F32)
            {
              float *x = (float *) host + at;

              if (new_values)
                *x = (float) new_values[i];
              else
                values[i] = *x;
            }
          else
            {
              double *x = (double *) host + at;

              if (new_values)
                *x = new_values[i];
              else
                values[i] = *x;
            }
        }
  if (new_values)
    ck_assert_int_eq (lgt_context_put (context, v->data, host, bytes, NULL),
                      LGT_OK);
  free (host);
}

void
op_view_get (struct lgt_context *context, const struct lgt_view *v,
             double *values)
{
  transfer (context, v, values, NULL);
}

void
op_view_put (struct lgt_context *context, const struct lgt_view *v,
             const double *values)
{
  transfer (context, v, NULL, values);
}

static void *
take (struct op_case *c, size_t bytes)
{
  void *data = lgt_context_alloc (c->context, bytes, NULL);

  ck_assert_ptr_nonnull (data);
  ck_assert_int_lt (c->memories,
                    (int) (sizeof c->memory / sizeof *c->memory));
  c->memory[c->memories++] = data;
  return data;
}

struct lgt_view
op_case_like (struct op_case *c, const struct lgt_view *v)
{
  struct lgt_view w = lgt_view_dense (NULL, v->type, v->shape, v->sites);

  if (v->data)
    w.data = take (c, lgt_shape_bytes (w.type, w.shape));
  return w;
}

/* A tensor; with GAP the middle components of a wider one.  */
static struct lgt_view
tensor (struct op_case *c, int gap, enum lgt_type type, int packs, int count,
        int comps, int lanes, const struct lgt_sites *sites)
{
  struct lgt_shape shape = { packs, count, comps + 2 * gap, lanes };
  struct lgt_view view = lgt_view_dense (NULL, type, shape, sites);

  view.data = take (c, lgt_shape_bytes (type, shape));
  return gap ? lgt_view_comps (view, 1, comps) : view;
}

/* Fill V with OFFSET + SIZE times numbers of sequence STREAM.  */
static void
fill (struct op_case *c, const struct lgt_view *v, int stream, double offset,
      double size)
{
  size_t n = op_view_count (v);
  double *values = malloc (n * sizeof *values);

  ck_assert_ptr_nonnull (values);
  for (size_t i = 0; i < n; i++)
    values[i] = offset + size * op_value (stream, i);
  op_view_put (c->context, v, values);
  free (values);
}

/* ---- places and paths ---- */

static void
need_lattice (struct op_case *c, const struct op_shape *shape)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_sites_new (c->context, shape->ndim, shape->extent,
                                &c->lattice, &error) == LGT_OK,
                 "%s", error.text);
}

/* Every second site, in falling order; with DIRECTED, directions in turn,
   some sites twice.  */
static void
need_list (struct op_case *c, int directed)
{
  int32_t *site = malloc (2 * (size_t) c->lattice->volume * sizeof *site);
  int32_t *direction = malloc (2 * (size_t) c->lattice->volume
                               * sizeof *direction);
  struct lgt_error error = { LGT_OK, "" };
  int32_t n = 0;

  ck_assert (site && direction);
  for (int32_t s = c->lattice->volume - 1; s >= 0; s -= 2)
    {
      site[n] = s;
      direction[n++] = s % c->lattice->ndim;
      if (directed && s % 3 == 0 && c->lattice->ndim > 1)
        {
          site[n] = s;
          direction[n++] = (s + 1) % c->lattice->ndim;
        }
    }
  ck_assert_msg (lgt_sites_list (c->context, c->lattice, n, site,
                                 directed ? direction : NULL, &c->list,
                                 &error) == LGT_OK, "%s", error.text);
  free (site);
  free (direction);
}

enum { LONG_PATH = 70, PATHS = 3 };

/* Three paths a row: a plaquette in (mu, nu), a staple of the rectangle with
   its first step skipped, and nothing; in one dimension lines.  VARIANT 0: on
   the lattice; 1: some selected; 2: a list with directions, turned paths;
   3: a list without; 4: a path of 70 steps; 5: directions, the same paths
   for all.  */
static void
need_paths (struct op_case *c, int variant)
{
  static int steps[2][LGT_STENCIL_MAX_DIM][LONG_PATH];
  struct lgt_path path[PATHS * LGT_STENCIL_MAX_DIM];
  const struct lgt_sites *rows = c->lattice;
  int ndim = c->lattice->ndim, turns = 1;
  unsigned char *select = NULL;
  struct lgt_error error = { LGT_OK, "" };

  memset (path, 0, sizeof path);
  if (variant == 2 || variant == 3 || variant == 5)
    {
      need_list (c, variant != 3);
      rows = c->list;
      turns = variant == 2 ? rows->directions : 1;
    }
  for (int mu = 0; mu < turns; mu++)
    {
      int a = mu + 1, b = (mu + 1) % ndim + 1;
      const int square[4] = { a, b, -a, -b };
      const int oblong[6] = { a, -b, -b, -a, b, b };
      int *first = steps[0][mu], *second = steps[1][mu];

      memcpy (first, square, sizeof square);
      memcpy (second, oblong, sizeof oblong);
      if (ndim == 1)
        first[2] = first[3] = second[3] = 1;
      path[PATHS * mu] = (struct lgt_path) { 4, first, 0 };
      path[PATHS * mu + 1] = (struct lgt_path) { 6, second, 1 };
    }
  if (variant == 4)
    {
      for (int i = 0; i < LONG_PATH; i++)
        steps[0][0][i] = i % 3 ? 1 : ndim;
      path[0].count = LONG_PATH;
    }
  if (variant == 1 || variant == 3)
    {
      select = malloc ((size_t) rows->count * PATHS);
      ck_assert_ptr_nonnull (select);
      for (int i = 0; i < rows->count * PATHS; i++)
        select[i] = i % 5 != 1 && i % 3 != 0;
    }
  ck_assert_msg (lgt_path_set_new (c->context, rows, PATHS, turns, path,
                                   select, &c->paths, &error) == LGT_OK,
                 "%s", error.text);
  free (select);
}

/* ---- recipes ---- */

static void
one_input (struct op_case *c, const struct op_shape *s, enum lgt_type type,
           int comps)
{
  need_lattice (c, s);
  c->in[0] = tensor (c, s->gap, type, s->packs, c->lattice->count, comps,
                     s->lanes, c->lattice);
  fill (c, &c->in[0], 0, 0, 3);
}

static struct lgt_view
output (struct op_case *c, const struct op_shape *s, enum lgt_type type,
        int count, int comps, const struct lgt_sites *sites)
{
  return tensor (c, sites ? s->gap : 0, type, s->packs, count, comps,
                 s->lanes, sites);
}

static struct lgt_view
number (struct op_case *c, double value)
{
  struct lgt_view v = tensor (c, 0, LGT_F64, 1, 1, 1, 1, NULL);

  op_view_put (c->context, &v, &value);
  return v;
}

static void
build_linear (struct op_case *c, const struct op_shape *s, enum lgt_type type,
              int variant)
{
  one_input (c, s, type, 3);
  c->params.linear = (struct lgt_linear_params) { 1.25, -0.7 };
  if (variant == 0)
    {
      c->in[1] = output (c, s, type, c->lattice->count, 3, c->lattice);
      fill (c, &c->in[1], 1, 0, 2);
    }
  c->out[0] = output (c, s, type, c->lattice->count, 3, c->lattice);
}

static void
build_scale (struct op_case *c, const struct op_shape *s, enum lgt_type type,
             int variant)
{
  (void) variant;
  one_input (c, s, type, 2);
  c->in[1] = number (c, -1.75);
  c->out[0] = output (c, s, type, c->lattice->count, 2, c->lattice);
}

static void
build_multiply (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  (void) variant;
  build_linear (c, s, type, 0);
}

static void
build_cast (struct op_case *c, const struct op_shape *s, enum lgt_type type,
            int variant)
{
  one_input (c, s, variant ? type : LGT_F64, 2);
  c->params.cast.to = type;
  c->out[0] = output (c, s, type, c->lattice->count, 2, c->lattice);
}

static void
build_concat (struct op_case *c, const struct op_shape *s, enum lgt_type type,
              int variant)
{
  (void) variant;
  one_input (c, s, type, 2);
  c->in[1] = output (c, s, type, c->lattice->count, 3, c->lattice);
  fill (c, &c->in[1], 1, 0, 2);
  c->out[0] = output (c, s, type, c->lattice->count, 5, c->lattice);
}

static void
build_sum_sites (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  (void) variant;
  one_input (c, s, type, 3);
  c->out[0] = output (c, s, LGT_F64, 1, 1, NULL);
}

static void
build_weighted_sum (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  double *w;

  (void) type;
  (void) variant;
  for (int i = 0; i < 2; i++)
    c->in[i] = tensor (c, 0, LGT_F64, s->packs, 1, 1, s->lanes, NULL);
  fill (c, &c->in[0], 0, 0, 3);
  w = malloc (op_view_count (&c->in[1]) * sizeof *w);
  ck_assert_ptr_nonnull (w);
  for (size_t i = 0; i < op_view_count (&c->in[1]); i++)
    w[i] = i % 4 == 3 ? 0 : 0.5 + op_value (1, i) / 4;
  op_view_put (c->context, &c->in[1], w);
  free (w);
  c->out[0] = tensor (c, 0, LGT_F64, 1, 1, 1, 1, NULL);
}

static void
build_gather (struct op_case *c, const struct op_shape *s, enum lgt_type type,
              int variant)
{
  one_input (c, s, type, 2 * s->ndim + 1);
  need_list (c, variant);
  c->params.list = (struct lgt_list_params) { c->list, 2 };
  c->out[0] = output (c, s, type, c->list->count, 2, c->list);
}

static void
build_scatter (struct op_case *c, const struct op_shape *s,
               enum lgt_type type, int variant)
{
  need_lattice (c, s);
  need_list (c, variant);
  c->params.list = (struct lgt_list_params) { c->list, 2 };
  c->in[0] = output (c, s, type, c->list->count, 2, c->list);
  fill (c, &c->in[0], 0, 0, 3);
  c->out[0] = output (c, s, type, c->lattice->count, 2 * s->ndim + 1,
                      c->lattice);
  fill (c, &c->out[0], 1, 0, 3);
}

static void
build_links (struct op_case *c, const struct op_shape *s, int variant,
             enum lgt_type type)
{
  one_input (c, s, type, s->ndim);
  need_paths (c, variant);
}

static void
build_u1_angles (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  build_links (c, s, variant, type);
  c->params.paths.paths = c->paths;
  c->params.paths.to = LGT_F64;
  c->out[0] = output (c, s, LGT_F64, c->paths->rows->count, PATHS,
                      c->paths->rows);
}

static void
build_u1_cos_sin (struct op_case *c, const struct op_shape *s,
                  enum lgt_type type, int variant)
{
  build_links (c, s, variant, LGT_F64);
  c->params.paths.paths = c->paths;
  c->params.paths.to = type;
  c->out[0] = output (c, s, type, c->paths->rows->count, 2 * PATHS,
                      c->paths->rows);
}

static void
build_u1_action (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  build_links (c, s, variant == 2 ? 4 : variant, type);
  c->in[1] = number (c, 1.5);
  c->params.action.paths = c->paths;
  for (int k = 0; k < PATHS; k++)
    c->params.action.coefficient[k] = 1 - 0.4 * k;
  c->out[0] = output (c, s, LGT_F64, 1, 1, NULL);
}

/* Matrices that are in no group: the operations on paths are polynomials, and
   their gradients hold for all matrices.  Small ones, for long paths.  */
static void
build_matrices (struct op_case *c, const struct op_shape *s, int variant,
                int n)
{
  need_lattice (c, s);
  c->in[0] = output (c, s, LGT_F64, c->lattice->count, s->ndim * 2 * n * n,
                     c->lattice);
  fill (c, &c->in[0], 0, 0, 1.0 / n);
  need_paths (c, variant);
}

/* N = 3, or for another VARIANT 2 or 4.  */
static int
matrix_size (int variant)
{
  return variant % 3 == 0 ? 3 : variant % 3 == 1 ? 2 : 4;
}

static void
build_sun_paths (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  const int n = matrix_size (variant);

  (void) type;
  build_matrices (c, s, variant, n);
  c->params.sun_paths = (struct lgt_sun_paths_params) { c->paths, n };
  c->out[0] = output (c, s, LGT_F64, c->paths->rows->count,
                      PATHS * 2 * n * n, c->paths->rows);
}

/* One of the features, or all.  */
static void
build_sun_traces (struct op_case *c, const struct op_shape *s,
                  enum lgt_type type, int variant)
{
  static const unsigned features[] = { 15, 3, 1, 8, 6, 2 };
  const int n = matrix_size (variant);

  build_matrices (c, s, variant, n);
  c->params.sun_traces.paths = c->paths;
  c->params.sun_traces.n = n;
  c->params.sun_traces.features = features[variant];
  c->params.sun_traces.to = type;
  c->out[0] = output (c, s, type, c->paths->rows->count,
                      PATHS * __builtin_popcount (features[variant]),
                      c->paths->rows);
}

/* Pairs of 4, 2 or 3 matrices.  */
static void
build_sun_pairs (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  static const int counts[] = { 4, 2, 3 };
  const int n = matrix_size (variant), count = counts[variant];

  need_lattice (c, s);
  c->in[0] = output (c, s, LGT_F64, c->lattice->count, count * 2 * n * n,
                     c->lattice);
  fill (c, &c->in[0], 0, 0, 1);
  c->params.sun_pairs = (struct lgt_sun_pairs_params) { n, type };
  c->out[0] = output (c, s, type, c->lattice->count, count * (count - 1),
                      c->lattice);
}

static void
build_sun_action (struct op_case *c, const struct op_shape *s,
                  enum lgt_type type, int variant)
{
  const int n = matrix_size (variant);

  (void) type;
  build_matrices (c, s, variant == 2 ? 4 : variant, n);
  c->in[1] = number (c, 1.5);
  c->params.sun_action.paths = c->paths;
  c->params.sun_action.n = n;
  for (int k = 0; k < PATHS; k++)
    c->params.sun_action.coefficient[k] = 1 - 0.4 * k;
  c->out[0] = output (c, s, LGT_F64, 1, 1, NULL);
}

static struct lgt_view
counters (struct op_case *c)
{
  static const double words[LGT_RANDOM_WORDS]
    = { 123456789, 4000000000, LGT_STREAM_TEST, 2, 77, 1000, 0, 0 };
  struct lgt_view v = tensor (c, 0, LGT_U32, 1, 1, LGT_RANDOM_WORDS, 1, NULL);

  op_view_put (c->context, &v, words);
  return v;
}

static void
build_random_uniform (struct op_case *c, const struct op_shape *s,
                      enum lgt_type type, int variant)
{
  (void) variant;
  need_lattice (c, s);
  c->in[0] = counters (c);
  c->params.random = (struct lgt_random_params) { 5, 9, 6.25 };
  c->out[0] = output (c, s, type, c->lattice->count, s->ndim, c->lattice);
}

static void
build_sun_haar (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  const int n = matrix_size (variant);

  (void) type;
  need_lattice (c, s);
  c->in[0] = counters (c);
  c->params.sun_haar = (struct lgt_sun_haar_params) { n, 5, 9 };
  c->out[0] = output (c, s, LGT_F64, c->lattice->count, s->ndim * 2 * n * n,
                      c->lattice);
}

/* A run of two components, and single ones from around; VARIANT 0: from the
   lattice to the lattice, 1: to a list with directions, 2: a list from
   itself.  */
static void
build_collect (struct op_case *c, const struct op_shape *s,
               enum lgt_type type, int variant)
{
  enum { ITEMS = 5 };
  struct lgt_collect_item item[ITEMS] = { { .comp = 2 } };
  const struct lgt_sites *from, *rows;
  struct lgt_error error = { LGT_OK, "" };

  need_lattice (c, s);
  if (variant)
    need_list (c, variant == 1);
  from = variant == 2 ? c->list : c->lattice;
  rows = variant ? c->list : c->lattice;
  for (int i = 0; i < ITEMS - 1; i++)
    {
      item[i].comp = i % 3;
      /* The list has every second site.  */
      for (int d = 0; d < s->ndim; d++)
        item[i].shift[d] = variant == 2 ? (int8_t) (s->extent[d] * (i / 2))
                                        : (int8_t) (d + 1 - 2 * (i / 2));
    }
  ck_assert_msg (lgt_collection_new (c->context, from, rows, ITEMS, item,
                                     &c->collection, &error) == LGT_OK,
                 "%s", error.text);
  c->params.collect.collection = c->collection;
  c->in[0] = output (c, s, type, from->count, 3, from);
  fill (c, &c->in[0], 0, 0, 1);
  c->out[0] = output (c, s, type, rows->count, ITEMS, rows);
}

/* Flat arrays: as many weights as the lattice has elements.  */
static struct lgt_view
flat (struct op_case *c, const struct op_shape *s, enum lgt_type type,
      int stream, double offset, double size)
{
  int n = s->packs * s->lanes;
  struct lgt_view v;

  for (int d = 0; d < s->ndim; d++)
    n *= s->extent[d];
  v = tensor (c, 0, type, 1, 1, n, 1, NULL);
  fill (c, &v, stream, offset, size);
  return v;
}

static void
build_norm_squared (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  (void) variant;
  c->in[0] = flat (c, s, type, 0, 0, 2);
  c->out[0] = tensor (c, 0, LGT_F64, 1, 1, 1, 1, NULL);
}

static struct lgt_view
control_block (struct op_case *c, double taken)
{
  const double control[16] = {
    [LGT_CONTROL_RATE] = 0.01, [LGT_CONTROL_CLIP] = 0.5,
    [LGT_CONTROL_CLIP_VALUE] = 0.002, [LGT_CONTROL_SCALE] = 0.9,
    [LGT_CONTROL_ROW] = 1, [LGT_CONTROL_UPDATES] = 4,
    [LGT_CONTROL_TAKEN] = taken, [LGT_CONTROL_FACTOR] = 0.3,
    [LGT_CONTROL_CORRECT1] = 0.271, [LGT_CONTROL_CORRECT2] = 0.03
  };
  struct lgt_view v = tensor (c, 0, LGT_F64, 1, 1, 16, 1, NULL);

  op_view_put (c->context, &v, control);
  return v;
}

/* VARIANT 0: taken, 1: guarded, 2: without a note, 3: a row that is not
   there.  */
static void
build_optimizer_decide (struct op_case *c, const struct op_shape *s,
                        enum lgt_type type, int variant)
{
  struct lgt_optimizer_params *p = &c->params.optimizer;
  double control[16];

  (void) s;
  (void) type;
  p->kind = LGT_ADAM;
  p->beta1 = variant == 1 ? 0 : 0.9;
  p->beta2 = 0.99;
  c->in[0] = number (c, 3.5);
  c->in[1] = number (c, -12);
  if (variant != 2)
    c->in[2] = number (c, 0.25);
  c->out[0] = control_block (c, 0);
  op_view_get (c->context, &c->out[0], control);
  control[LGT_CONTROL_GUARD] = variant == 1 ? 1.5 : 2.5;
  control[LGT_CONTROL_ROW] = variant == 3 ? 3 : variant;
  op_view_put (c->context, &c->out[0], control);
  c->out[1] = tensor (c, 0, LGT_F64, 1, 1, 3 * LGT_HISTORY_NUMBERS, 1, NULL);
  fill (c, &c->out[1], 1, 0, 1);
}

/* The last pack has a spare lane where it has more than one.  */
static void
build_batch_ess (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  const int count = s->packs * s->lanes;
  double *share = malloc ((size_t) count * sizeof *share);

  (void) type;
  (void) variant;
  ck_assert_ptr_nonnull (share);
  for (int i = 0; i < count; i++)
    share[i] = i == count - 1 && s->lanes > 1 ? 0 : 1.0 / count;
  c->in[0] = tensor (c, 0, LGT_F64, s->packs, 1, 1, s->lanes, NULL);
  fill (c, &c->in[0], 0, 300, 2);
  c->in[1] = tensor (c, 0, LGT_F64, s->packs, 1, 1, s->lanes, NULL);
  op_view_put (c->context, &c->in[1], share);
  c->out[0] = tensor (c, 0, LGT_F64, 1, 1, 1, 1, NULL);
  free (share);
}

/* VARIANT: the kind; 4 is plain descent, without momentum.  */
static void
build_optimizer_step (struct op_case *c, const struct op_shape *s,
                      enum lgt_type type, int variant)
{
  struct lgt_optimizer_params *p = &c->params.optimizer;

  p->kind = variant == 4 ? LGT_SGD : (enum lgt_optimizer_kind) variant;
  p->beta1 = variant == 4 ? 0 : 0.9;
  p->beta2 = 0.99;
  p->epsilon = 1e-8;
  p->decay = 0.05;
  c->in[0] = flat (c, s, type, 0, 0, 1);
  c->in[1] = control_block (c, 1);
  c->out[0] = flat (c, s, type, 1, 0, 1);
  if (p->beta1 != 0)
    c->out[1] = flat (c, s, LGT_F64, 2, 0, 0.1);
  if (p->kind != LGT_SGD)
    c->out[2] = flat (c, s, LGT_F64, 3, 0.1, 0.05);
  if (p->kind == LGT_AMSGRAD)
    c->out[3] = flat (c, s, LGT_F64, 4, 0.1, 0.05);
}

static void
build_average_step (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  c->params.average.decay = 0.9;
  c->in[0] = flat (c, s, type, 0, 0, 1);
  c->in[1] = control_block (c, variant);
  c->out[0] = flat (c, s, type, 1, 0, 1);
}

static void
build_activate (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  one_input (c, s, type, 3);
  c->params.activation
    = (struct lgt_activation_params) { (enum lgt_activation) variant, 0.1 };
  c->out[0] = output (c, s, type, c->lattice->count, 3, c->lattice);
}

/* VARIANT 0: lattice to lattice, 1: to a list; 2: no bias, activation.  */
static void
build_conv (struct op_case *c, const struct op_shape *s, enum lgt_type type,
            int variant)
{
  const struct lgt_window window = {
    .kernel = { 3, 2, 1, 3 }, .dilation = { 1, 2, 1, 1 },
    .stride = { 1, 1, 1, 1 }
  };
  const struct lgt_sites *to;
  struct lgt_error error = { LGT_OK, "" };

  one_input (c, s, type, 3);
  to = c->lattice;
  if (variant == 1)
    {
      need_list (c, 0);
      to = c->list;
    }
  ck_assert_msg (lgt_stencil_new (c->context, c->lattice, to, &window,
                                  &c->stencil, &error) == LGT_OK,
                 "%s", error.text);
  c->params.conv.stencil = c->stencil;
  c->params.conv.activation = variant == 2 ? LGT_TANH : LGT_IDENTITY;
  c->params.conv.slope = 0.1;
  c->in[1] = tensor (c, 0, type, 1, 1, 5 * 3 * c->stencil->taps, 1, NULL);
  fill (c, &c->in[1], 1, 0, 0.3);
  if (variant != 2)
    {
      c->in[2] = tensor (c, 0, type, 1, 1, 5, 1, NULL);
      fill (c, &c->in[2], 2, 0, 1);
    }
  c->out[0] = output (c, s, type, to->count, 5, to);
}

/* Algorithms that take no activation.  */
static void
build_conv_plain (struct op_case *c, const struct op_shape *s,
                  enum lgt_type type, int variant)
{
  build_conv (c, s, type, variant);
  c->params.conv.activation = LGT_IDENTITY;
}

static void
build_conv_fft (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  build_conv_plain (c, s, type, variant);
  c->convolver = slow_convolver (c->stencil, type, s->lanes);
  c->params.conv.fft = c->convolver;
}

/* U, S and outputs of a transformation of the circle.  */
static void
circle (struct op_case *c, const struct op_shape *s)
{
  need_lattice (c, s);
  need_list (c, 1);
  for (int i = 0; i < 2; i++)
    {
      c->in[i] = output (c, s, LGT_F64, c->list->count, 1, c->list);
      fill (c, &c->in[i], i, 0, 3);
      c->out[i] = i ? output (c, s, LGT_F64, 1, 1, NULL)
                    : output (c, s, LGT_F64, c->list->count, 1, c->list);
    }
}

static void
build_circular_rqs (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  struct lgt_circular_params *p = &c->params.circular;

  /* Kernels have code of their own for the usual number, 8.  */
  *p = (struct lgt_circular_params) { variant < 3 ? 4 : 8, variant != 1,
                                      variant == 2, 1e-3, 1e-3 };
  circle (c, s);
  c->in[2] = output (c, s, type, c->list->count, lgt_circular_rqs_raw (*p),
                     c->list);
  fill (c, &c->in[2], 2, 0, 0.8);
}

static void
build_circular_ncp (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  struct lgt_circular_params *p = &c->params.circular;

  *p = (struct lgt_circular_params) { variant < 2 ? 2 : 3, 1, variant % 2,
                                      1e-3, 1e-3 };
  circle (c, s);
  c->in[2] = output (c, s, type, c->list->count, lgt_circular_ncp_raw (*p),
                     c->list);
  fill (c, &c->in[2], 2, 0, 0.8);
}

static void
build_circular_table (struct op_case *c, const struct op_shape *s,
                      enum lgt_type type, int variant)
{
  /* Few bins, and more than a warp has threads.  */
  enum { BINS = 37, ANGLES = 5 };
  const int bins = variant < 2 ? 3 : BINS, count = 3 * bins + 1;
  double table[ANGLES * (3 * BINS + 1)];

  (void) type;
  c->params.table = (struct lgt_circular_table_params) { bins, ANGLES,
                                                         variant % 2 };
  circle (c, s);
  c->in[2] = output (c, s, LGT_F64, c->list->count, 1, c->list);
  fill (c, &c->in[2], 2, 0, 3);
  c->in[3] = tensor (c, 0, LGT_F64, 1, 1, ANGLES * count, 1, NULL);
  for (int a = 0; a < ANGLES; a++)
    {
      double *t = table + a * count;

      for (int half = 0; half < 2; half++)
        {
          double sum = 0;

          for (int k = 0; k < bins; k++)
            sum += t[half * bins + k]
              = 1.5 + op_value (3 + half, (size_t) (a * bins + k));
          for (int k = 0; k < bins; k++)
            t[half * bins + k] *= 6.283185307179586 / sum;
        }
      for (int k = 0; k < bins; k++)
        t[2 * bins + k] = 1.2 + op_value (5, (size_t) (a * bins + k));
      t[3 * bins] = op_value (6, (size_t) a);
    }
  op_view_put (c->context, &c->in[3], table);
}

/* Input I: a matrix at random in SU(N) for every row of the list.  */
static void
group_input (struct op_case *c, const struct op_shape *s, int i, int n)
{
  struct lgt_view *v = &c->in[i];
  int comps = 2 * n * n, lanes = s->lanes;
  double *values;
  size_t count;

  *v = output (c, s, LGT_F64, c->list->count, comps, c->list);
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

static void
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
  need_lattice (c, s);
  need_list (c, 1);
  for (int i = 0; i < 2; i++)
    group_input (c, s, i, p->n);
  c->out[0] = output (c, s, LGT_F64, c->list->count, 2 * p->n * p->n,
                      c->list);
  c->out[1] = output (c, s, LGT_F64, 1, 1, NULL);
  c->in[2] = output (c, s, type, c->list->count, lgt_sun_spectral_raw (*p),
                     c->list);
  fill (c, &c->in[2], 2, 0, 0.5);
}

/* Fill V with matrices in SU(N): products of rotations of neighbouring
   rows.  */
static void
fill_groups (struct op_case *c, const struct lgt_view *v, int n, int stream)
{
  size_t size = op_view_count (v), lanes = (size_t) v->shape.lanes, draw = 0;
  size_t row = (size_t) (2 * n * n) * lanes;
  double *all = calloc (size, sizeof *all);

  ck_assert_ptr_nonnull (all);
  for (double *m = all; m < all + size; m += row)
    for (size_t l = 0; l < lanes; l++)
      {
#define ELEMENT(i, j, half) \
        m[(size_t) (2 * (n * (i) + (j)) + (half)) * lanes + l]
        for (int i = 0; i < n; i++)
          ELEMENT (i, i, 0) = 1;
        for (int i = 0; i < n - 1; i++)
          {
            double q[4], norm = 0;

            for (int k = 0; k < 4; k++)
              {
                q[k] = op_value (stream, draw++);
                norm += q[k] * q[k];
              }
            for (int k = 0; k < 4; k++)
              q[k] /= sqrt (norm);
            for (int j = 0; j < n; j++)
              {
                double a = ELEMENT (i, j, 0), b = ELEMENT (i, j, 1);
                double s = ELEMENT (i + 1, j, 0), t = ELEMENT (i + 1, j, 1);

                ELEMENT (i, j, 0) = q[0] * a - q[1] * b + q[2] * s - q[3] * t;
                ELEMENT (i, j, 1) = q[0] * b + q[1] * a + q[2] * t + q[3] * s;
                ELEMENT (i + 1, j, 0)
                  = q[0] * s + q[1] * t - q[2] * a - q[3] * b;
                ELEMENT (i + 1, j, 1)
                  = q[0] * t - q[1] * s - q[2] * b + q[3] * a;
              }
          }
#undef ELEMENT
      }
  op_view_put (c->context, v, all);
  free (all);
}

static void
build_sun_polar (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  int n = 2 + variant;

  need_lattice (c, s);
  c->params.polar.n = n;
  c->in[0] = output (c, s, LGT_F64, c->lattice->count, 2 * 2 * n * n,
                     c->lattice);
  fill_groups (c, &c->in[0], n, 0);
  c->in[1] = output (c, s, type, c->lattice->count, 2, c->lattice);
  fill (c, &c->in[1], 2, 0.9, 0.3);
  c->out[0] = output (c, s, LGT_F64, c->lattice->count, 2 * n * n,
                      c->lattice);
}

/* VARIANT: N - 2, and the inverse.  */
static void
build_sun_stout (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  int n = 2 + variant / 2;

  need_lattice (c, s);
  need_list (c, 1);
  c->params.stout = (struct lgt_sun_stout_params) { n, variant % 2, 0.9 };
  for (int i = 0; i < 2; i++)
    {
      c->in[i] = output (c, s, LGT_F64, c->list->count, (i + 1) * 2 * n * n,
                         c->list);
      fill_groups (c, &c->in[i], n, i);
    }
  c->in[2] = output (c, s, type, c->list->count, 2, c->list);
  fill (c, &c->in[2], 2, 0, 2);
  c->out[0] = output (c, s, LGT_F64, c->list->count, 2 * n * n, c->list);
  c->out[1] = output (c, s, LGT_F64, 1, 1, NULL);
}

/* ---- Markov chains ---- */

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
  struct lgt_view v = tensor (c, 0, LGT_F64, 1, 1, count, 1, NULL);
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
  struct lgt_view v = output (c, s, LGT_F64, c->lattice->count,
                              s->ndim * (n == 1 ? 1 : 2 * n * n),
                              c->lattice);

  if (n == 1)
    fill (c, &v, stream, 0, 3);
  else
    fill_groups (c, &v, n, stream);
  return v;
}

static void
build_update (struct op_case *c, const struct op_shape *s, int n, int unlike)
{
  need_lattice (c, s);
  need_staples (c, unlike);
  c->params.update = (struct lgt_update_params) { c->paths, n, 7, 3 };
  c->in[0] = path_weights (c);
  c->out[0] = group_links (c, s, n, 0);
}

static void
build_sun_heat_bath (struct op_case *c, const struct op_shape *s,
                     enum lgt_type type, int variant)
{
  (void) type;
  build_update (c, s, matrix_size (variant), variant % 2);
  c->in[1] = counters (c);
}

static void
build_sun_overrelaxation (struct op_case *c, const struct op_shape *s,
                          enum lgt_type type, int variant)
{
  (void) type;
  build_update (c, s, matrix_size (variant), variant % 2);
}

static void
build_sun_metropolis (struct op_case *c, const struct op_shape *s,
                      enum lgt_type type, int variant)
{
  build_sun_heat_bath (c, s, type, variant);
  c->in[2] = number (c, 0.7);
  c->out[1] = output (c, s, LGT_F64, c->list->count, 1, c->list);
}

static void
build_u1_heat_bath (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  (void) type;
  build_update (c, s, 1, variant);
  c->in[1] = counters (c);
}

static void
build_u1_overrelaxation (struct op_case *c, const struct op_shape *s,
                         enum lgt_type type, int variant)
{
  (void) type;
  build_update (c, s, 1, variant);
}

static void
build_u1_metropolis (struct op_case *c, const struct op_shape *s,
                     enum lgt_type type, int variant)
{
  build_u1_heat_bath (c, s, type, variant);
  c->in[2] = number (c, 1.7);
  c->out[1] = output (c, s, LGT_F64, c->list->count, 1, c->list);
}

static void
build_sun_reunitarize (struct op_case *c, const struct op_shape *s,
                       enum lgt_type type, int variant)
{
  const int n = matrix_size (variant);

  (void) type;
  need_lattice (c, s);
  c->params.reunitarize.n = n;
  c->out[0] = output (c, s, LGT_F64, c->lattice->count, s->ndim * 2 * n * n,
                      c->lattice);
  fill (c, &c->out[0], 0, 0.3, 1);
}

static struct lgt_view
momenta (struct op_case *c, const struct op_shape *s, int n, double size)
{
  struct lgt_view v = output (c, s, LGT_F64, c->lattice->count,
                              s->ndim * (n == 1 ? 1 : n * n - 1),
                              c->lattice);

  fill (c, &v, 3, 0, size);
  return v;
}

/* Small steps and large ones.  */
static void
build_drift (struct op_case *c, const struct op_shape *s, int n, int large)
{
  need_lattice (c, s);
  c->params.drift = (struct lgt_drift_params) { n, 0.7 };
  c->in[0] = momenta (c, s, n, large ? 9 : 1);
  c->in[1] = number (c, 0.4);
  c->out[0] = group_links (c, s, n, 0);
}

static void
build_sun_drift (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  (void) type;
  build_drift (c, s, matrix_size (variant), variant / 3);
}

static void
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
  need_lattice (c, s);
  need_paths (c, paths);
  c->params.kick = (struct lgt_kick_params) { c->paths, n, 0.7 };
  c->in[0] = group_links (c, s, n, 0);
  c->in[1] = path_weights (c);
  c->in[2] = number (c, 0.4);
  c->out[0] = momenta (c, s, n, 1);
}

static void
build_sun_kick (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  (void) type;
  build_kick (c, s, matrix_size (variant), variant % 2 ? 5 : 2);
}

static void
build_u1_kick (struct op_case *c, const struct op_shape *s,
               enum lgt_type type, int variant)
{
  (void) type;
  build_kick (c, s, 1, variant ? 4 : 0);
}

static void
build_u1_shift (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  (void) type;
  (void) variant;
  need_lattice (c, s);
  c->params.shift.layer = 5;
  c->in[0] = tensor (c, s->gap, LGT_F64, 1, c->lattice->count, s->ndim, 1,
                     c->lattice);
  fill (c, &c->in[0], 1, 0, 3);
  c->in[1] = counters (c);
  c->out[0] = group_links (c, s, 1, 0);
}

/* The operation is for two dimensions; other lattices are taken apart into
   as many sites.  A large one, for CUDA: more sites than threads, and more
   shared memory than need not be asked for.  */
static void
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
  need_lattice (c, &flat);
  c->params.trajectory
    = (struct lgt_u1_trajectory_params) { variant ? 1 : 4, 9 };
  c->in[0] = number (c, 1.5);
  c->in[1] = number (c, 0.2);
  c->in[2] = counters (c);
  c->out[0] = group_links (c, &flat, 1, 0);
  for (int j = 1; j < 4; j++)
    c->out[j] = output (c, s, LGT_F64, 1, 1, NULL);
}

static void
build_sum_squares (struct op_case *c, const struct op_shape *s,
                   enum lgt_type type, int variant)
{
  (void) variant;
  build_sum_sites (c, s, type, 0);
  c->params.sum_squares.factor = 0.5;
}

/* An odd number of components, or an even one.  */
static void
build_random_normal (struct op_case *c, const struct op_shape *s,
                     enum lgt_type type, int variant)
{
  (void) type;
  need_lattice (c, s);
  c->in[0] = counters (c);
  c->params.random = (struct lgt_random_params) { 5, 9, 1.5 };
  c->out[0] = output (c, s, LGT_F64, c->lattice->count, 3 + variant,
                      c->lattice);
}

static void
build_metropolis_select (struct op_case *c, const struct op_shape *s,
                         enum lgt_type type, int variant)
{
  (void) type;
  (void) variant;
  one_input (c, s, LGT_F64, 3);
  c->params.metropolis.layer = 3;
  c->in[1] = output (c, s, LGT_F64, 1, 1, NULL);
  fill (c, &c->in[1], 2, 0, 2);
  c->in[2] = counters (c);
  c->out[0] = output (c, s, LGT_F64, c->lattice->count, 3, c->lattice);
  fill (c, &c->out[0], 1, 0, 3);
  c->out[1] = output (c, s, LGT_F64, 1, 1, NULL);
}

const struct op_recipe op_recipes[] =
{
  { &lgt_op_linear, 2, build_linear },
  { &lgt_op_scale, 1, build_scale },
  { &lgt_op_multiply, 1, build_multiply },
  { &lgt_op_cast, 2, build_cast },
  { &lgt_op_concat, 1, build_concat },
  { &lgt_op_sum_sites, 1, build_sum_sites },
  { &lgt_op_weighted_sum, 1, build_weighted_sum },
  { &lgt_op_gather, 2, build_gather },
  { &lgt_op_scatter, 2, build_scatter },
  { &lgt_op_activate, 5, build_activate },
  { &lgt_op_conv, 3, build_conv },
  { &lgt_op_conv_sum, 3, build_conv_plain },
  { &lgt_op_conv_gemm, 3, build_conv_plain },
  { &lgt_op_conv_fft, 3, build_conv_fft },
  { &lgt_op_u1_angles, 6, build_u1_angles },
  { &lgt_op_u1_cos_sin, 6, build_u1_cos_sin },
  { &lgt_op_u1_action, 3, build_u1_action },
  { &lgt_op_sun_paths, 6, build_sun_paths },
  { &lgt_op_sun_traces, 6, build_sun_traces },
  { &lgt_op_sun_pairs, 3, build_sun_pairs },
  { &lgt_op_sun_action, 3, build_sun_action },
  { &lgt_op_sun_haar, 3, build_sun_haar },
  { &lgt_op_collect, 3, build_collect },
  { &lgt_op_circular_rqs, 4, build_circular_rqs },
  { &lgt_op_circular_ncp, 4, build_circular_ncp },
  { &lgt_op_circular_table, 4, build_circular_table },
  { &lgt_op_sun_spectral, 4, build_sun_spectral },
  { &lgt_op_sun_polar, 2, build_sun_polar },
  { &lgt_op_sun_stout, 6, build_sun_stout },
  { &lgt_op_random_uniform, 1, build_random_uniform },
  { &lgt_op_norm_squared, 1, build_norm_squared },
  { &lgt_op_batch_ess, 1, build_batch_ess },
  { &lgt_op_optimizer_decide, 4, build_optimizer_decide },
  { &lgt_op_optimizer_step, 5, build_optimizer_step },
  { &lgt_op_average_step, 2, build_average_step },
  { &lgt_op_sun_heat_bath, 3, build_sun_heat_bath },
  { &lgt_op_sun_overrelaxation, 3, build_sun_overrelaxation },
  { &lgt_op_sun_metropolis, 3, build_sun_metropolis },
  { &lgt_op_sun_reunitarize, 3, build_sun_reunitarize },
  { &lgt_op_sun_drift, 6, build_sun_drift },
  { &lgt_op_sun_kick, 3, build_sun_kick },
  { &lgt_op_u1_heat_bath, 2, build_u1_heat_bath },
  { &lgt_op_u1_overrelaxation, 2, build_u1_overrelaxation },
  { &lgt_op_u1_metropolis, 2, build_u1_metropolis },
  { &lgt_op_u1_drift, 1, build_u1_drift },
  { &lgt_op_u1_kick, 2, build_u1_kick },
  { &lgt_op_u1_shift, 1, build_u1_shift },
  { &lgt_op_u1_trajectory, 3, build_u1_trajectory },
  { &lgt_op_sum_squares, 1, build_sum_squares },
  { &lgt_op_random_normal, 2, build_random_normal },
  { &lgt_op_metropolis_select, 1, build_metropolis_select },
  { NULL, 0, NULL }
};

/* ---- cases ---- */

void
op_case_new (struct op_case *c, struct lgt_context *context,
             const struct op_recipe *recipe, const struct op_shape *shape,
             enum lgt_type type, int variant)
{
  memset (c, 0, sizeof *c);
  c->context = context;
  c->op = recipe->op;
  recipe->build (c, shape, type, variant);
}

void
op_case_free (struct op_case *c)
{
  for (int i = 0; i < c->memories; i++)
    lgt_context_release (c->context, c->memory[i]);
  lgt_path_set_free (c->context, c->paths);
  lgt_convolver_free (c->convolver);
  lgt_collection_free (c->context, c->collection);
  lgt_stencil_free (c->context, c->stencil);
  lgt_sites_free (c->context, c->list);
  lgt_sites_free (c->context, c->lattice);
}

void
op_case_run (struct op_case *c)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_context_run (c->context, c->op, &c->params, c->in,
                                  c->out, &error) == LGT_OK,
                 "%s: %s", c->op->name, error.text);
}

/* Scratch full of NaN.  */
static void *
undefined (struct lgt_context *context, size_t bytes)
{
  void *host = malloc (bytes + 1);
  void *memory = lgt_context_alloc (context, bytes, NULL);

  ck_assert (host && memory);
  memset (host, 0xff, bytes);
  ck_assert_int_eq (lgt_context_put (context, memory, host, bytes, NULL),
                    LGT_OK);
  free (host);
  return memory;
}

void
op_case_pull (struct op_case *c, const struct lgt_view *gout,
              const struct lgt_view *gin)
{
  const struct lgt_kernel *kernel = lgt_context_kernel (c->context, c->op);
  const struct lgt_view absent = { 0 };
  struct lgt_view in[LGT_MAX_IN + 2 * LGT_MAX_OUT], out[LGT_MAX_OUT];
  size_t scratch[2] = { 0, 0 };
  enum lgt_type entry = LGT_F64;
  struct lgt_error error = { LGT_OK, "" };
  void *memory;
  int n = 0;

  memcpy (out, c->out, sizeof out);
  ck_assert_int_eq (c->op->infer (&c->params, c->in, out, scratch, &entry,
                                  &error), LGT_OK);
  if (kernel->scratch)
    kernel->scratch (&c->params, c->in, scratch);
  for (int i = 0; i < c->op->n_in; i++)
    in[n++] = c->op->pullback_reads & LGT_READS_IN (i) ? c->in[i] : absent;
  for (int j = 0; j < c->op->n_out; j++)
    in[n++] = c->op->pullback_reads & LGT_READS_OUT (j) ? c->out[j] : absent;
  for (int j = 0; j < c->op->n_out; j++)
    in[n++] = gout[j];
  if (kernel->settle[entry])
    ck_assert_int_eq (kernel->settle[entry] (lgt_context_queue (c->context),
                                             &c->params, in, gout, NULL,
                                             &error), LGT_OK);
  memory = undefined (c->context, scratch[1]);
  ck_assert_msg (kernel->pull[entry] (lgt_context_queue (c->context),
                                      &c->params, in, gin, memory, &error)
                 == LGT_OK, "%s: %s", c->op->name, error.text);
  lgt_context_release (c->context, memory);
}
