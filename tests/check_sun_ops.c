/* SU(N) paths, traces, pairs, actions, Haar measure and collections: values
   against plain loops on the host, symmetries, and what must not be looked
   at.  Gradients are in check_ops.c.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include <lgt/loop_plan.h>
#include <lgt/sun.h>

#include "opcases.h"

enum { CONFIGS = 16, NUMBERS = 2 * LGT_SUN_MAX * LGT_SUN_MAX };

/* Links from Haar measure, CONFIGS configurations however they lie.  */
struct field
{
  struct lgt_context *context;
  int ndim, n, lanes;
  struct lgt_geom geom;
  struct lgt_sites *lattice;
  struct lgt_view links;
  double *host;           /* [configuration][site][mu][2 n^2] */
};

static struct lgt_context *
new_context (int threads)
{
  const struct lgt_context_options options = { 0, threads, NULL };
  const struct lgt_backend *backend = NULL;
  struct lgt_context *context;

  ck_assert_int_eq (lgt_backend_find (NULL, &backend, NULL), LGT_OK);
  context = lgt_context_new (backend, &options, NULL);
  ck_assert_ptr_nonnull (context);
  return context;
}

static struct lgt_view
new_view (struct lgt_context *context, enum lgt_type type, int packs,
          int count, int comps, int lanes, const struct lgt_sites *sites)
{
  struct lgt_shape shape = { packs, count, comps, lanes };
  void *data = lgt_context_alloc (context, lgt_shape_bytes (type, shape),
                                  NULL);

  ck_assert_ptr_nonnull (data);
  return lgt_view_dense (data, type, shape, sites);
}

/* All CONFIGS configurations of V, for the caller to free.  */
static double *
unpack (struct lgt_context *context, struct lgt_view v)
{
  double *host = malloc ((size_t) CONFIGS * (size_t) v.shape.sites
                         * (size_t) v.shape.comps * sizeof *host);

  ck_assert_ptr_nonnull (host);
  ck_assert_int_eq (lgt_unpack (context, v, CONFIGS, host, NULL), LGT_OK);
  return host;
}

static void
run (struct lgt_context *context, const struct lgt_op *op,
     const void *params, const struct lgt_view *in, struct lgt_view *out)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_context_run (context, op, params, in, out, &error)
                 == LGT_OK, "%s: %s", op->name, error.text);
}

static struct lgt_view
new_counters (struct lgt_context *context)
{
  const double words[LGT_RANDOM_WORDS]
    = { 17, 42, LGT_STREAM_TEST, 1, 99, 1000, 0, 0 };
  struct lgt_view v = new_view (context, LGT_U32, 1, 1, LGT_RANDOM_WORDS, 1,
                                NULL);

  op_view_put (context, &v, words);
  return v;
}

static void
field_new (struct field *f, int threads, int ndim, const int *extent, int n,
           int lanes)
{
  struct lgt_sun_haar_params params = { n, 3, 7 };
  struct lgt_view random;

  f->context = new_context (threads);
  f->ndim = ndim;
  f->n = n;
  f->lanes = lanes;
  ck_assert_int_eq (lgt_geom_init (&f->geom, ndim, extent, NULL), LGT_OK);
  ck_assert_int_eq (lgt_sites_new (f->context, ndim, extent, &f->lattice,
                                   NULL), LGT_OK);
  f->links = new_view (f->context, LGT_F64, lgt_packs_for (CONFIGS, lanes),
                       f->lattice->count, ndim * 2 * n * n, lanes,
                       f->lattice);
  random = new_counters (f->context);
  run (f->context, &lgt_op_sun_haar, &params, &random, &f->links);
  lgt_context_release (f->context, random.data);
  f->host = unpack (f->context, f->links);
}

static void
field_free (struct field *f)
{
  free (f->host);
  lgt_context_release (f->context, f->links.data);
  lgt_sites_free (f->context, f->lattice);
  lgt_context_free (f->context);
}

static struct lgt_view
output (const struct field *f, enum lgt_type type, int count, int comps)
{
  return new_view (f->context, type, f->links.shape.packs, count, comps,
                   f->lanes, NULL);
}

/* ---- matrices of the host ---- */

static void
multiply (int n, double *c, const double *a, const double *b, int dagger)
{
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        double re = 0, im = 0;

        for (int k = 0; k < n; k++)
          {
            const double *x = a + 2 * (n * i + k);
            const double *y = b + 2 * (dagger ? n * j + k : n * k + j);
            const double v = dagger ? -y[1] : y[1];

            re += x[0] * y[0] - x[1] * v;
            im += x[0] * v + x[1] * y[0];
          }
        c[2 * (n * i + j)] = re;
        c[2 * (n * i + j) + 1] = im;
      }
}

static void
trace (int n, const double *a, double *re, double *im)
{
  *re = *im = 0;
  for (int i = 0; i < n; i++)
    {
      *re += a[2 * (n + 1) * i];
      *im += a[2 * (n + 1) * i + 1];
    }
}

/* Re tr W/N, Im tr W/N, Re tr W^2/N, Im tr W^2/N.  */
static void
features_of (int n, const double *w, double z[4])
{
  double square[NUMBERS];

  multiply (n, square, w, w, 0);
  trace (n, w, &z[0], &z[1]);
  trace (n, square, &z[2], &z[3]);
  for (int i = 0; i < 4; i++)
    z[i] /= n;
}

/* ---- paths ---- */

enum { PATHS = 6, LONG = 37 };

struct paths
{
  int variants, steps[PATHS * 4][LONG];
  struct lgt_path path[PATHS * 4];
};

/* For each of VARIANTS directions: a plaquette, one step back, a staple whose
   first step is skipped, a line around the lattice, a long path, no step.  */
static void
make_paths (struct paths *p, int ndim, const int *extent, int variants)
{
  memset (p, 0, sizeof *p);
  p->variants = variants;
  for (int mu = 0; mu < variants; mu++)
    {
      const int a = mu + 1, b = (mu + 1) % ndim + 1;
      const int square[4] = { a, b, -a, -b }, staple[4] = { a, -b, -a, b };
      struct lgt_path *path = p->path + PATHS * mu;
      int (*steps)[LONG] = p->steps + PATHS * mu;

      for (int k = 0; k < PATHS; k++)
        path[k].steps = steps[k];
      memcpy (steps[0], square, sizeof square);
      path[0].count = 4;
      steps[1][0] = -b;
      path[1].count = 1;
      memcpy (steps[2], staple, sizeof staple);
      path[2].count = 4;
      path[2].skip = 1;
      for (path[3].count = 0; path[3].count < extent[mu]; path[3].count++)
        steps[3][path[3].count] = a;
      for (int i = 0; i < LONG; i++)
        {
          const int along = 1 + (i / 2 + mu) % ndim;

          steps[4][i] = i % 5 == 3 || i % 7 == 2 ? -along : along;
        }
      path[4].count = LONG;
    }
}

/* All paths of all variants from all sites of configuration C:
   [path][site][2 n^2], for the caller to free.  */
static double *
host_paths (const struct field *f, const struct paths *p, int c)
{
  const int all = PATHS * p->variants, numbers = 2 * f->n * f->n;
  const size_t volume = (size_t) f->geom.volume;
  struct lgt_loop *loop = calloc ((size_t) all, sizeof *loop);
  double *values = malloc ((size_t) all * volume * (size_t) numbers
                           * sizeof *values);
  double *seen = malloc ((size_t) all * volume * (size_t) numbers
                         * sizeof *seen);
  struct lgt_loop_plan *plan = NULL;

  ck_assert (loop && values && seen);
  for (int k = 0; k < all; k++)
    {
      loop[k].length = p->path[k].count - p->path[k].skip;
      memcpy (loop[k].steps, p->path[k].steps + p->path[k].skip,
              (size_t) loop[k].length * sizeof (int));
    }
  ck_assert_int_eq (lgt_loop_plan_new (f->ndim, all, loop,
                                       LGT_LOOP_PLAN_BASED,
                                       LGT_LOOP_PLAN_PATHS, &plan, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_loop_plan_matrices (plan, &f->geom, f->n,
                                            f->host + (size_t) c * volume
                                              * (size_t) (f->ndim * numbers),
                                            values, NULL), LGT_OK);
  /* A path that skips steps is the rest, from where they lead.  */
  for (int k = 0; k < all; k++)
    for (int64_t x = 0; x < f->geom.volume; x++)
      {
        int64_t y = x;

        for (int i = 0; i < p->path[k].skip; i++)
          {
            const int step = p->path[k].steps[i];

            y = lgt_geom_neighbour (&f->geom, y, abs (step) - 1,
                                    step > 0 ? 1 : -1);
          }
        memcpy (seen + ((size_t) k * volume + (size_t) x) * (size_t) numbers,
                values + ((size_t) k * volume + (size_t) y)
                         * (size_t) numbers,
                (size_t) numbers * sizeof *seen);
      }
  lgt_loop_plan_free (plan);
  free (loop);
  free (values);
  return seen;
}

static struct lgt_path_set *
path_set (const struct field *f, const struct lgt_sites *rows,
          const struct paths *p, const unsigned char *select)
{
  struct lgt_path_set *set = NULL;
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_path_set_new (f->context, rows, PATHS, p->variants,
                                   p->path, select, &set, &error) == LGT_OK,
                 "%s", error.text);
  return set;
}

static const int extents[3][4] = { { 4, 3 }, { 2, 3, 2 }, { 2, 1, 3, 2 } };
static const int lane_counts[] = { 1, 8, 16, 3 };
static const double coefficient[PATHS] = { 1, -0.3, 0.2, 0.7, -0.1, 0.4 };

/* Expected values of all operations for path K of ROW at SITE.  */
static void
check_row (const struct field *f, const struct paths *p, const double *w,
           int64_t site, int turn, int selected, const double *matrix,
           const double *wide, const double *narrow, int k)
{
  const int numbers = 2 * f->n * f->n;
  const double *expected
    = w + (((size_t) (turn * PATHS + k) * (size_t) f->geom.volume)
           + (size_t) site) * (size_t) numbers;
  double unit[NUMBERS] = { 0 }, z[4];

  (void) p;
  for (int i = 0; i < f->n; i++)
    unit[2 * (f->n + 1) * i] = 1;
  if (!selected)
    expected = unit;
  features_of (f->n, expected, z);
  for (int i = 0; i < numbers; i++)
    ck_assert_double_eq_tol (matrix[k * numbers + i], expected[i],
                             selected ? 1e-13 : 1e-300);
  for (int i = 0; i < 4; i++)
    ck_assert_double_eq_tol (wide[4 * k + i], z[i], selected ? 1e-13 : 1e-300);
  ck_assert_double_eq_tol (narrow[2 * k], z[1], selected ? 1e-6 : 1e-300);
  ck_assert_double_eq_tol (narrow[2 * k + 1], z[2], selected ? 1e-6 : 1e-300);
}

/* Paths and traces on ROWS, every configuration.  */
static void
check_values (const struct field *f, const struct lgt_sites *rows,
              const struct paths *p, const unsigned char *select)
{
  struct lgt_path_set *set = path_set (f, rows, p, select);
  const int numbers = 2 * f->n * f->n;
  const struct lgt_sun_paths_params paths = { set, f->n };
  const struct lgt_sun_traces_params wide = { set, f->n, 15, LGT_F64 };
  const struct lgt_sun_traces_params narrow
    = { set, f->n, LGT_SUN_IM_TR | LGT_SUN_RE_TR_P2, LGT_F32 };
  struct lgt_view out[3] = {
    output (f, LGT_F64, rows->count, PATHS * numbers),
    output (f, LGT_F64, rows->count, PATHS * 4),
    output (f, LGT_F32, rows->count, PATHS * 2)
  };
  double *host[3];

  run (f->context, &lgt_op_sun_paths, &paths, &f->links, &out[0]);
  run (f->context, &lgt_op_sun_traces, &wide, &f->links, &out[1]);
  run (f->context, &lgt_op_sun_traces, &narrow, &f->links, &out[2]);
  for (int i = 0; i < 3; i++)
    host[i] = unpack (f->context, out[i]);
  for (int c = 0; c < CONFIGS; c++)
    {
      double *w = host_paths (f, p, c);

      for (int row = 0; row < rows->count; row++)
        for (int k = 0; k < PATHS; k++)
          {
            const size_t at = (size_t) (c * rows->count + row) * PATHS;

            check_row (f, p, w, rows->site ? rows->site[row] : row,
                       p->variants > 1 ? rows->direction[row] : 0,
                       !select || select[row * PATHS + k],
                       host[0] + at * (size_t) numbers, host[1] + at * 4,
                       host[2] + at * 2, k);
          }
      free (w);
    }
  for (int i = 0; i < 3; i++)
    {
      free (host[i]);
      lgt_context_release (f->context, out[i].data);
    }
  lgt_path_set_free (f->context, set);
}

static double
host_action (const struct field *f, const struct paths *p, int c)
{
  const size_t numbers = 2 * (size_t) (f->n * f->n);
  const size_t volume = (size_t) f->geom.volume;
  double *w = host_paths (f, p, c), sum = 0;

  for (size_t k = 0; k < PATHS; k++)
    for (size_t x = 0; x < volume; x++)
      {
        double re, im;

        trace (f->n, w + (k * volume + x) * numbers, &re, &im);
        sum += coefficient[k] * re;
      }
  free (w);
  return -2.5 / f->n * sum;
}

static void
run_action (const struct field *f, const struct lgt_path_set *set,
            struct lgt_view *out)
{
  struct lgt_sun_action_params params = { .paths = set, .n = f->n };
  struct lgt_view in[2] = { f->links, new_view (f->context, LGT_F64, 1, 1, 1,
                                                1, NULL) };

  memcpy (params.coefficient, coefficient, sizeof coefficient);
  op_view_put (f->context, &in[1], &(double) { 2.5 });
  run (f->context, &lgt_op_sun_action, &params, in, out);
  lgt_context_release (f->context, in[1].data);
}

/* Every dimension, N and number of lanes: values, and the same bits however
   the configurations lie.  */
START_TEST (values)
{
  const int ndim = 2 + _i % 3, n = 2 + _i / 3;
  double *first = NULL;

  for (int k = 0; k < 4; k++)
    {
      struct field f;
      struct paths p;
      struct lgt_path_set *set;
      struct lgt_view s;
      double *action;

      field_new (&f, 2, ndim, extents[ndim - 2], n, lane_counts[k]);
      make_paths (&p, ndim, extents[ndim - 2], 1);
      check_values (&f, f.lattice, &p, NULL);
      set = path_set (&f, f.lattice, &p, NULL);
      s = output (&f, LGT_F64, 1, 1);
      run_action (&f, set, &s);
      action = unpack (f.context, s);
      for (int c = 0; c < CONFIGS; c++)
        {
          ck_assert_double_eq_tol (action[c], host_action (&f, &p, c), 1e-11);
          if (first)
            ck_assert_double_eq (action[c], first[c]);
        }
      if (first)
        free (action);
      else
        first = action;
      lgt_context_release (f.context, s.data);
      lgt_path_set_free (f.context, set);
      field_free (&f);
    }
  free (first);
}
END_TEST

/* A list with directions, some of its paths selected; with other paths for
   each direction, and the same ones for all.  */
START_TEST (lists_and_variants)
{
  const int ndim = 3, n = 2 + _i % 3, lanes = lane_counts[_i % 4];
  const int variants = _i / 4 ? 3 : 1;
  const int32_t site[] = { 11, 0, 5, 5, 7 }, direction[] = { 2, 0, 1, 2, 1 };
  unsigned char select[5 * PATHS];
  struct lgt_sites *list = NULL;
  struct field f;
  struct paths p;

  field_new (&f, 2, ndim, extents[1], n, lanes);
  make_paths (&p, ndim, extents[1], variants);
  ck_assert_int_eq (lgt_sites_list (f.context, f.lattice, 5, site, direction,
                                    &list, NULL), LGT_OK);
  for (int i = 0; i < 5 * PATHS; i++)
    select[i] = i % 3 != 1;
  check_values (&f, list, &p, select);
  lgt_sites_free (f.context, list);
  field_free (&f);
}
END_TEST

/* NaN on the links of paths that are not selected is not seen, forward or
   backward.  */
START_TEST (unselected_is_not_seen)
{
  const int extent[2] = { 4, 4 }, square[4] = { 1, 2, -1, -2 };
  const struct lgt_path path = { 4, square, 0 };
  unsigned char select[16];
  struct lgt_path_set *set = NULL;
  struct field f;
  struct lgt_view out, grad, in[3] = { { 0 } };
  double *z, *g;

  field_new (&f, 2, 2, extent, 2 + _i % 3, _i < 3 ? 1 : 16);
  /* The plaquettes of sites 0 and 1 alone: of the links, those of sites 0 and
     1, direction 1 of site 2, and direction 0 of sites 4 and 5.  */
  for (int i = 0; i < 16; i++)
    select[i] = i < 2;
  for (int x = 0; x < 16 * CONFIGS; x++)
    for (int mu = 0; mu < 2; mu++)
      if (!(x % 16 < 2 || (x % 16 == 2 && mu == 1)
            || ((x % 16 == 4 || x % 16 == 5) && mu == 0)))
        f.host[(x * 2 + mu) * 2 * f.n * f.n + 3] = NAN;
  ck_assert_int_eq (lgt_pack (f.context, f.host, CONFIGS, f.links, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_path_set_new (f.context, f.lattice, 1, 1, &path,
                                      select, &set, NULL), LGT_OK);
  for (unsigned features = 3; features <= 15; features += 12)
    {
      const struct lgt_sun_traces_params params = { set, f.n, features,
                                                    LGT_F64 };
      const int count = features == 3 ? 2 : 4;

      out = output (&f, LGT_F64, 16, count);
      run (f.context, &lgt_op_sun_traces, &params, &f.links, &out);
      z = unpack (f.context, out);
      for (int i = 0; i < CONFIGS * 16 * count; i++)
        if (i / count % 16 < 2)
          ck_assert (isfinite (z[i]));
        else
          ck_assert_double_eq (z[i], i % count % 2 == 0);
      free (z);
      grad = output (&f, LGT_F64, 16, 2 * 2 * f.n * f.n);
      z = calloc (op_view_count (&grad), sizeof *z);
      op_view_put (f.context, &grad, z);
      free (z);
      in[0] = f.links;
      in[2] = out;
      ck_assert_int_eq (
        lgt_context_kernel (f.context, &lgt_op_sun_traces)
          ->pull[LGT_F64] (lgt_context_queue (f.context), &params, in, &grad,
                           NULL, NULL), LGT_OK);
      g = unpack (f.context, grad);
      for (size_t i = 0; i < op_view_count (&grad); i++)
        ck_assert (isfinite (g[i]));
      free (g);
      lgt_context_release (f.context, grad.data);
      lgt_context_release (f.context, out.data);
    }
  lgt_path_set_free (f.context, set);
  field_free (&f);
}
END_TEST

/* U_mu (x) -> G (x) U_mu (x) G (x + mu)^+ leaves traces of closed paths and
   the action as they are, and turns the plaquette into G W G^+.  */
START_TEST (gauge)
{
  const int ndim = 2 + _i % 3, n = 2 + _i / 3, numbers = 2 * n * n;
  const int square[4] = { 1, 2, -1, -2 };
  const struct lgt_path path = { 4, square, 0 };
  struct lgt_path_set *set = NULL;
  struct field f, other;
  struct lgt_view out[2][3];
  double *host[2][3], *turned;

  field_new (&f, 2, ndim, extents[ndim - 2], n, 8);
  field_new (&other, 2, ndim, extents[ndim - 2], n, 8);
  turned = malloc ((size_t) (CONFIGS * f.geom.volume * ndim * numbers)
                   * sizeof *turned);
  ck_assert_ptr_nonnull (turned);
  ck_assert_int_eq (lgt_path_set_new (f.context, f.lattice, 1, 1, &path, NULL,
                                      &set, NULL), LGT_OK);
  for (int k = 0; k < 2; k++)
    {
      const struct lgt_sun_paths_params paths = { set, n };
      const struct lgt_sun_traces_params traces = { set, n, 15, LGT_F64 };

      out[k][0] = output (&f, LGT_F64, f.lattice->count, numbers);
      out[k][1] = output (&f, LGT_F64, f.lattice->count, 4);
      out[k][2] = output (&f, LGT_F64, 1, 1);
      run (f.context, &lgt_op_sun_paths, &paths, &f.links, &out[k][0]);
      run (f.context, &lgt_op_sun_traces, &traces, &f.links, &out[k][1]);
      run_action (&f, set, &out[k][2]);
      for (int i = 0; i < 3; i++)
        host[k][i] = unpack (f.context, out[k][i]);
      /* G (x): the other field's link 0, of the next configuration.  */
      for (int c = 0; c < CONFIGS && k == 0; c++)
        for (int64_t x = 0; x < f.geom.volume; x++)
          for (int mu = 0; mu < ndim; mu++)
            {
              const int64_t base = (c + 1) % CONFIGS * f.geom.volume;
              const int64_t y = lgt_geom_neighbour (&f.geom, x, mu, 1);
              const int64_t at = ((c * f.geom.volume + x) * ndim + mu)
                                 * numbers;
              double left[NUMBERS];

              multiply (n, left, other.host + (base + x) * ndim * numbers,
                        f.host + at, 0);
              multiply (n, turned + at, left,
                        other.host + (base + y) * ndim * numbers, 1);
            }
      ck_assert_int_eq (lgt_pack (f.context, turned, CONFIGS, f.links, NULL),
                        LGT_OK);
    }
  for (int c = 0; c < CONFIGS; c++)
    {
      ck_assert_double_eq_tol (host[0][2][c], host[1][2][c], 1e-11);
      for (int64_t x = 0; x < f.geom.volume; x++)
        {
          const int64_t row = c * f.geom.volume + x;
          const double *g = other.host
                            + ((c + 1) % CONFIGS * f.geom.volume + x) * ndim
                              * numbers;
          double left[NUMBERS], w[NUMBERS];

          for (int i = 0; i < 4; i++)
            ck_assert_double_eq_tol (host[0][1][4 * row + i],
                                     host[1][1][4 * row + i], 1e-13);
          multiply (n, left, g, host[0][0] + row * numbers, 0);
          multiply (n, w, left, g, 1);
          for (int i = 0; i < numbers; i++)
            ck_assert_double_eq_tol (host[1][0][row * numbers + i], w[i],
                                     1e-13);
        }
    }
  for (int k = 0; k < 2; k++)
    for (int i = 0; i < 3; i++)
      {
        free (host[k][i]);
        lgt_context_release (f.context, out[k][i].data);
      }
  free (turned);
  lgt_path_set_free (f.context, set);
  field_free (&other);
  field_free (&f);
}
END_TEST

/* The links of a site as matrices with the same ends.  */
START_TEST (pairs)
{
  const int ndim = 2 + _i % 3, n = 2 + _i / 3, numbers = 2 * n * n;
  const int lanes = lane_counts[_i % 4], count = ndim * (ndim - 1);
  struct field f;

  field_new (&f, 2, ndim, extents[ndim - 2], n, lanes);
  for (int type = LGT_F32; type <= LGT_F64; type++)
    {
      const struct lgt_sun_pairs_params params = { n, (enum lgt_type) type };
      struct lgt_view out = output (&f, (enum lgt_type) type,
                                    f.lattice->count, count);
      double *z;

      out.sites = f.lattice;
      run (f.context, &lgt_op_sun_pairs, &params, &f.links, &out);
      z = unpack (f.context, out);
      for (int64_t row = 0; row < CONFIGS * f.geom.volume; row++)
        {
          const double *s = f.host + row * ndim * numbers;
          const double *at = z + row * count;

          for (int i = 0; i < ndim; i++)
            for (int j = i + 1; j < ndim; j++, at += 2)
              {
                double w[NUMBERS], re, im, eps = type == LGT_F32 ? 1e-6
                                                                 : 1e-14;

                multiply (n, w, s + i * numbers, s + j * numbers, 1);
                trace (n, w, &re, &im);
                ck_assert_double_eq_tol (at[0], re / n, eps);
                ck_assert_double_eq_tol (at[1], im / n, eps);
              }
        }
      free (z);
      lgt_context_release (f.context, out.data);
    }
  field_free (&f);
}
END_TEST

/* ---- Haar measure ---- */

/* What the host's library makes of the same counters.  */
static void
check_host (const double *u, int n, uint32_t link, uint32_t configuration)
{
  double uniform[NUMBERS], expected[NUMBERS];

  for (int e = 0; e < n * n; e++)
    {
      const uint32_t counter[4]
        = { lgt_random_word (LGT_STREAM_TEST, 1, 3, 7 + e), link,
            configuration, 99 };

      lgt_random_pair ((uint64_t) 42 << 32 | 17, counter, uniform + 2 * e);
    }
  lgt_sun_random (n, uniform, expected);
  for (int i = 0; i < 2 * n * n; i++)
    ck_assert_double_eq_tol (u[i], expected[i], 1e-12);
}

/* The rows are Gram and Schmidt's of Gaussian numbers from the documented
   counters; the last one follows from the others and det = 1.  */
static void
check_matrix (const double *u, int n, uint32_t link, uint32_t configuration)
{
  double a[NUMBERS], re, im, det[2] = { 1, 0 };

  for (int i = 0; i + 1 < n; i++)
    {
      double *row = a + 2 * n * i, norm = 0;

      for (int j = 0; j < n; j++)
        {
          const uint32_t counter[4]
            = { lgt_random_word (LGT_STREAM_TEST, 1, 3, 7 + n * i + j), link,
                configuration, 99 };
          double pair[2], radius;

          lgt_random_pair ((uint64_t) 42 << 32 | 17, counter, pair);
          radius = sqrt (-2 * log (pair[0]));
          row[2 * j] = radius * cos (2 * 3.14159265358979323846 * pair[1]);
          row[2 * j + 1] = radius
                           * sin (2 * 3.14159265358979323846 * pair[1]);
        }
      for (int k = 0; k < i; k++)
        {
          const double *b = a + 2 * n * k;

          re = im = 0;
          for (int j = 0; j < 2 * n; j += 2)
            {
              re += row[j] * b[j] + row[j + 1] * b[j + 1];
              im += row[j + 1] * b[j] - row[j] * b[j + 1];
            }
          for (int j = 0; j < 2 * n; j += 2)
            {
              row[j] -= re * b[j] - im * b[j + 1];
              row[j + 1] -= re * b[j + 1] + im * b[j];
            }
        }
      for (int j = 0; j < 2 * n; j++)
        norm += row[j] * row[j];
      for (int j = 0; j < 2 * n; j++)
        {
          row[j] /= sqrt (norm);
          ck_assert_double_eq_tol (u[2 * n * i + j], row[j], 1e-12);
        }
    }
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      {
        re = im = 0;
        for (int j = 0; j < n; j++)
          {
            const double *x = u + 2 * (n * i + j), *y = u + 2 * (n * k + j);

            re += x[0] * y[0] + x[1] * y[1];
            im += x[1] * y[0] - x[0] * y[1];
          }
        ck_assert_double_eq_tol (re, i == k, 4e-15);
        ck_assert_double_eq_tol (im, 0, 4e-15);
      }
  /* Determinant, by elimination in the columns' order of size.  */
  memcpy (a, u, (size_t) (2 * n * n) * sizeof *a);
  for (int k = 0; k < n; k++)
    {
      int best = k;
      double p, q, t;

      for (int i = k + 1; i < n; i++)
        if (hypot (a[2 * (n * i + k)], a[2 * (n * i + k) + 1])
            > hypot (a[2 * (n * best + k)], a[2 * (n * best + k) + 1]))
          best = i;
      for (int j = 0; j < 2 * n && best != k; j++)
        {
          t = a[2 * n * k + j];
          a[2 * n * k + j] = -a[2 * n * best + j];
          a[2 * n * best + j] = t;
        }
      p = a[2 * (n + 1) * k];
      q = a[2 * (n + 1) * k + 1];
      t = det[0] * p - det[1] * q;
      det[1] = det[0] * q + det[1] * p;
      det[0] = t;
      for (int i = k + 1; i < n; i++)
        {
          const double *x = a + 2 * (n * i + k);
          const double s = p * p + q * q;
          const double f = (x[0] * p + x[1] * q) / s;
          const double g = (x[1] * p - x[0] * q) / s;

          for (int j = k + 1; j < n; j++)
            {
              const double *b = a + 2 * (n * k + j);

              a[2 * (n * i + j)] -= f * b[0] - g * b[1];
              a[2 * (n * i + j) + 1] -= f * b[1] + g * b[0];
            }
        }
    }
  ck_assert_double_eq_tol (det[0], 1, 1e-14);
  ck_assert_double_eq_tol (det[1], 0, 1e-14);
}

START_TEST (haar_is_documented)
{
  const int n = 2 + _i;
  double *first = NULL;

  for (int k = 0; k < 4; k++)
    {
      const int numbers = 2 * n * n;
      struct field f;

      field_new (&f, 1 + k % 2, 2, extents[0], n, lane_counts[k]);
      for (uint32_t c = 0; c < CONFIGS && k == 0; c++)
        for (uint32_t link = 0; link < 24; link++)
          {
            const double *u = f.host + (c * 24 + link) * (uint32_t) numbers;

            check_matrix (u, n, link, 1000 + c);
            check_host (u, n, link, 1000 + c);
          }
      if (first)
        {
          ck_assert_mem_eq (f.host, first, (size_t) (CONFIGS * 24 * numbers)
                                           * sizeof *first);
          free (f.host);
        }
      else
        first = f.host;
      f.host = NULL;
      field_free (&f);
    }
  free (first);
}
END_TEST

/* Averages over N_DRAWN matrices: tr U, |tr U|^2 = 1, |U_00|^2 = 1/N, |U_00|^4
   = 2/(N (N + 1)), and Re tr U^2 = -1 for N = 2, else 0; within five
   standard deviations.  */
START_TEST (haar_moments)
{
  const int n = 2 + _i, extent[4] = { 4, 4, 4, 4 }, numbers = 2 * n * n;
  const double expected[] = { 0, 0, 1, 1.0 / n, 2.0 / (n * (n + 1)),
                              n == 2 ? -1 : 0 };
  enum { MOMENTS = sizeof expected / sizeof *expected };
  double sum[MOMENTS] = { 0 }, squares[MOMENTS] = { 0 };
  struct field f;
  int64_t count;

  field_new (&f, 2, 4, extent, n, 16);
  count = CONFIGS * f.geom.volume * 4;
  for (int64_t i = 0; i < count; i++)
    {
      const double *u = f.host + i * numbers;
      double z[4], value[MOMENTS];

      features_of (n, u, z);
      value[0] = n * z[0];
      value[1] = n * z[1];
      value[2] = n * n * (z[0] * z[0] + z[1] * z[1]);
      value[3] = u[0] * u[0] + u[1] * u[1];
      value[4] = value[3] * value[3];
      value[5] = n * z[2];
      for (int k = 0; k < MOMENTS; k++)
        {
          sum[k] += value[k];
          squares[k] += value[k] * value[k];
        }
    }
  for (int k = 0; k < MOMENTS; k++)
    {
      const double mean = sum[k] / (double) count;
      const double variance = squares[k] / (double) count - mean * mean;
      const double sigma = sqrt (variance / (double) count);

      /* Im tr U of SU(2) is 0 to rounding.  */
      ck_assert_msg (fabs (mean - expected[k]) <= 5 * sigma + 1e-14,
                     "N = %d, moment %d: %g +- %g, expected %g", n, k, mean,
                     sigma, expected[k]);
    }
  field_free (&f);
}
END_TEST

/* ---- collections ---- */

/* From the lattice to the lattice and to a list, from a list to a part of
   it; both types.  */
START_TEST (collections)
{
  const int lanes = lane_counts[_i / 3], kind = _i % 3;
  enum { ITEMS = 7 };
  const struct lgt_collect_item item[ITEMS] = {
    { { 0, 0 }, 1 }, { { 0, 0 }, 2 }, { { 0, 0 }, 3 }, { { 1, 0 }, 0 },
    { { 1, -2 }, 3 }, { { 1, -2 }, 0 }, { { -5, 7 }, 2 }
  };
  const int32_t site[] = { 3, 9, 0, 6 }, direction[] = { 0, 1, 0, 1 };
  const int32_t source[] = { 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 };
  struct lgt_sites *list = NULL, *from = NULL;
  struct field f;
  const int comps = 4;

  field_new (&f, 2, 2, extents[0], 2, lanes);
  ck_assert_int_eq (lgt_sites_list (f.context, f.lattice, 4, site, direction,
                                    &list, NULL), LGT_OK);
  ck_assert_int_eq (lgt_sites_list (f.context, f.lattice, 12, source, NULL,
                                    &from, NULL), LGT_OK);
  for (int type = LGT_F32; type <= LGT_F64; type++)
    {
      const struct lgt_sites *in_sites = kind == 2 ? from : f.lattice;
      const struct lgt_sites *rows = kind ? list : f.lattice;
      struct lgt_view x = output (&f, (enum lgt_type) type, 12, comps);
      struct lgt_view y = output (&f, (enum lgt_type) type, rows->count,
                                  ITEMS);
      struct lgt_collect_params params;
      struct lgt_collection *collection = NULL;
      double *in = malloc ((size_t) (CONFIGS * 12 * comps) * sizeof *in);
      double *out;

      ck_assert_ptr_nonnull (in);
      x.sites = in_sites;
      for (int i = 0; i < CONFIGS * 12 * comps; i++)
        in[i] = (double) (float) op_value (3, (size_t) i);
      ck_assert_int_eq (lgt_pack (f.context, in, CONFIGS, x, NULL), LGT_OK);
      ck_assert_int_eq (lgt_collection_new (f.context, in_sites, rows, ITEMS,
                                            item, &collection, NULL), LGT_OK);
      params.collection = collection;
      run (f.context, &lgt_op_collect, &params, &x, &y);
      out = unpack (f.context, y);
      for (int c = 0; c < CONFIGS; c++)
        for (int row = 0; row < rows->count; row++)
          for (int k = 0; k < ITEMS; k++)
            {
              int64_t s = rows->site ? rows->site[row] : row;

              s = lgt_geom_site (&f.geom, (int[]) {
                (int) (s % 4) + item[k].shift[0],
                (int) (s / 4) + item[k].shift[1] });
              if (kind == 2)
                s = 11 - s;
              ck_assert_double_eq (out[(c * rows->count + row) * ITEMS + k],
                                   in[(c * 12 + s) * comps + item[k].comp]);
            }
      lgt_collection_free (f.context, collection);
      lgt_context_release (f.context, x.data);
      lgt_context_release (f.context, y.data);
      free (in);
      free (out);
    }
  lgt_sites_free (f.context, list);
  lgt_sites_free (f.context, from);
  field_free (&f);
}
END_TEST

/* ---- refusals ---- */

static void
refuse_collection (const struct field *f, const struct lgt_sites *from,
                   const struct lgt_sites *rows, int items,
                   struct lgt_collect_item item, const char *words)
{
  struct lgt_collection *collection = NULL;
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_int_eq (lgt_collection_new (f->context, from, rows, items, &item,
                                        &collection, &error), LGT_EINVAL);
  ck_assert_msg (strstr (error.text, words) != NULL, "%s", error.text);
}

START_TEST (refused_collections)
{
  const int32_t site[] = { 3, 9 }, twice[] = { 3, 3 }, direction[] = { 0, 1 };
  const struct lgt_collect_item here = { .comp = 0 };
  struct lgt_sites *list = NULL, *doubled = NULL, *other = NULL;
  struct field f;

  field_new (&f, 1, 2, extents[0], 2, 1);
  ck_assert_int_eq (lgt_sites_list (f.context, f.lattice, 2, site, NULL,
                                    &list, NULL), LGT_OK);
  ck_assert_int_eq (lgt_sites_list (f.context, f.lattice, 2, twice, direction,
                                    &doubled, NULL), LGT_OK);
  ck_assert_int_eq (lgt_sites_new (f.context, 2, extents[0], &other, NULL),
                    LGT_OK);
  refuse_collection (&f, list, list, 1,
                     (struct lgt_collect_item) { .shift = { 1 } },
                     "needs site 0 for row 0");
  refuse_collection (&f, list, f.lattice, 1, here, "needs site 0");
  refuse_collection (&f, doubled, f.lattice, 1, here, "site 3 several times");
  refuse_collection (&f, f.lattice, list, 1,
                     (struct lgt_collect_item) { .comp = -1 },
                     "component -1");
  refuse_collection (&f, f.lattice, list, 0, here, "of 0 items");
  refuse_collection (&f, other, list, 1, here, "another lattice");
  lgt_sites_free (f.context, list);
  lgt_sites_free (f.context, doubled);
  lgt_sites_free (f.context, other);
  field_free (&f);
}
END_TEST

/* OP with one thing wrong at a time says what.  */
static void
refuse (const struct lgt_op *op, const void *params,
        const struct lgt_view *in, struct lgt_view out, const char *words)
{
  struct lgt_view outs[LGT_MAX_OUT] = { out };
  size_t scratch[2];
  enum lgt_type entry;
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (op->infer (params, in, outs, scratch, &entry, &error)
                 == LGT_EINVAL, "%s did not refuse: %s", op->name, words);
  ck_assert_msg (strstr (error.text, words) != NULL
                 && strncmp (error.text, op->name, strlen (op->name)) == 0,
                 "%s: \"%s\", expected \"%s\"", op->name, error.text, words);
}

START_TEST (refused_arguments)
{
  const struct lgt_view none = { 0 };
  struct lgt_sites *other = NULL;
  struct lgt_path_set *set, *on_list;
  struct lgt_sites *list = NULL;
  struct field f;
  struct paths p;
  struct lgt_view in[2], bad;
  struct lgt_sun_paths_params paths;
  struct lgt_sun_traces_params traces;
  struct lgt_sun_pairs_params pairs_of;
  struct lgt_sun_action_params action = { .n = 3 };
  struct lgt_sun_haar_params haar;
  struct lgt_collection *collection = NULL;
  struct lgt_collect_params collect = { NULL };
  const struct lgt_collect_item item = { .comp = 36 };

  field_new (&f, 1, 2, extents[0], 3, 1);
  make_paths (&p, 2, extents[0], 1);
  ck_assert_int_eq (lgt_sites_new (f.context, 2, extents[0], &other, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_sites_list (f.context, f.lattice, 1,
                                    (int32_t[]) { 0 }, NULL, &list, NULL),
                    LGT_OK);
  set = path_set (&f, f.lattice, &p, NULL);
  on_list = path_set (&f, list, &p, NULL);
  in[0] = f.links;
  in[1] = new_view (f.context, LGT_F64, 1, 1, 1, 1, NULL);

  paths = (struct lgt_sun_paths_params) { set, 1 };
  refuse (&lgt_op_sun_paths, &paths, in, none, "N = 1, must be 2 to 8");
  paths.n = 9;
  refuse (&lgt_op_sun_paths, &paths, in, none, "N = 9");
  paths.n = 2;
  refuse (&lgt_op_sun_paths, &paths, in, none,
          "links have 36 components, must have 16");
  paths = (struct lgt_sun_paths_params) { NULL, 3 };
  refuse (&lgt_op_sun_paths, &paths, in, none, "needs a set of paths");
  paths.paths = set;
  refuse (&lgt_op_sun_paths, &paths, &none, none, "links is missing");
  bad = f.links;
  bad.type = LGT_F32;
  refuse (&lgt_op_sun_paths, &paths, &bad, none,
          "links is float32, must be float64");
  bad = f.links;
  bad.sites = other;
  refuse (&lgt_op_sun_paths, &paths, &bad, none, "another lattice");

  traces = (struct lgt_sun_traces_params) { set, 3, 0, LGT_F64 };
  refuse (&lgt_op_sun_traces, &traces, in, none, "features are 0");
  traces.features = 16;
  refuse (&lgt_op_sun_traces, &traces, in, none, "features are 0x10");
  traces.features = 1;
  traces.to = LGT_U32;
  refuse (&lgt_op_sun_traces, &traces, in, none, "float32 or float64");
  traces.n = 0;
  refuse (&lgt_op_sun_traces, &traces, in, none, "N = 0");

  pairs_of = (struct lgt_sun_pairs_params) { 4, LGT_F64 };
  refuse (&lgt_op_sun_pairs, &pairs_of, in, none, "36 components");
  pairs_of.n = 3;
  bad = lgt_view_comps (f.links, 0, 18);
  refuse (&lgt_op_sun_pairs, &pairs_of, &bad, none, "2 or more SU(3)");
  bad = f.links;
  bad.type = LGT_F32;
  refuse (&lgt_op_sun_pairs, &pairs_of, &bad, none, "matrices is float32");
  pairs_of.to = LGT_U32;
  refuse (&lgt_op_sun_pairs, &pairs_of, in, none, "float32 or float64");
  pairs_of.n = 17;
  refuse (&lgt_op_sun_pairs, &pairs_of, in, none, "N = 17");

  action.paths = on_list;
  refuse (&lgt_op_sun_action, &action, in, none, "on the whole lattice");
  action.paths = set;
  bad = in[1];
  in[1].type = LGT_F32;
  refuse (&lgt_op_sun_action, &action, in, none, "beta is float32");
  in[1] = none;
  refuse (&lgt_op_sun_action, &action, in, none, "beta is missing");
  in[1] = bad;
  in[1].shape.comps = 2;
  refuse (&lgt_op_sun_action, &action, in, none, "beta is [1, 1, 2, 1]");
  in[1] = bad;
  action.n = 9;
  refuse (&lgt_op_sun_action, &action, in, none, "N = 9");
  {
    struct lgt_path many[65] = { { 0 } };
    struct lgt_path_set *large = NULL;

    ck_assert_int_eq (lgt_path_set_new (f.context, f.lattice, 65, 1, many,
                                        NULL, &large, NULL), LGT_OK);
    action.n = 3;
    action.paths = large;
    refuse (&lgt_op_sun_action, &action, in, none, "65 paths, at most 64");
    lgt_path_set_free (f.context, large);
  }
  lgt_context_release (f.context, in[1].data);

  haar = (struct lgt_sun_haar_params) { 3, 0, 0 };
  in[0] = new_counters (f.context);
  bad = in[0];
  in[0].type = LGT_F64;
  refuse (&lgt_op_sun_haar, &haar, in, f.links, "counters is float64");
  in[0] = bad;
  in[0].shape.comps = 7;
  refuse (&lgt_op_sun_haar, &haar, in, f.links, "counters is [1, 1, 7, 1]");
  in[0] = bad;
  bad = f.links;
  bad.type = LGT_F32;
  refuse (&lgt_op_sun_haar, &haar, in, bad, "the output is float32");
  haar.n = 4;
  refuse (&lgt_op_sun_haar, &haar, in, f.links, "no multiple of the 32");
  haar = (struct lgt_sun_haar_params) { 3, 4096, 0 };
  refuse (&lgt_op_sun_haar, &haar, in, f.links, "layer 4096");
  haar = (struct lgt_sun_haar_params) { 3, 0, 4088 };
  refuse (&lgt_op_sun_haar, &haar, in, f.links, "0 to 4087");
  haar.n = 1;
  refuse (&lgt_op_sun_haar, &haar, in, f.links, "N = 1");
  lgt_context_release (f.context, in[0].data);

  refuse (&lgt_op_collect, &collect, &f.links, none, "needs a collection");
  ck_assert_int_eq (lgt_collection_new (f.context, f.lattice, f.lattice, 1,
                                        &item, &collection, NULL), LGT_OK);
  collect.collection = collection;
  refuse (&lgt_op_collect, &collect, &none, none, "the field is missing");
  refuse (&lgt_op_collect, &collect, &f.links, none,
          "component 36 of a field that has 36");
  bad = f.links;
  bad.sites = other;
  refuse (&lgt_op_collect, &collect, &bad, none, "another lattice");
  lgt_collection_free (f.context, collection);

  lgt_path_set_free (f.context, set);
  lgt_path_set_free (f.context, on_list);
  lgt_sites_free (f.context, list);
  lgt_sites_free (f.context, other);
  field_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("sun_ops");
  TCase *t = tcase_create ("paths");

  tcase_add_loop_test (t, values, 0, 9);
  tcase_add_loop_test (t, lists_and_variants, 0, 8);
  tcase_add_loop_test (t, unselected_is_not_seen, 0, 6);
  tcase_add_loop_test (t, gauge, 0, 9);
  tcase_add_loop_test (t, pairs, 0, 9);
  suite_add_tcase (s, t);
  t = tcase_create ("haar");
  tcase_add_loop_test (t, haar_is_documented, 0, 7);
  tcase_add_loop_test (t, haar_moments, 0, 3);
  suite_add_tcase (s, t);
  t = tcase_create ("collections");
  tcase_add_loop_test (t, collections, 0, 12);
  suite_add_tcase (s, t);
  t = tcase_create ("arguments");
  tcase_add_test (t, refused_collections);
  tcase_add_test (t, refused_arguments);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}
