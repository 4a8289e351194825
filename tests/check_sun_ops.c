/* SU(N) paths, traces, pairs and actions: values against plain loops on the
   host, symmetries, and what must not be looked at.  Gradients are in
   check_op_gradients.c.  */

#include "sunfield.h"

#include <lgt/loop_plan.h>

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
  const int kind = _i % 9, backend = _i / 9;
  const int ndim = 2 + kind % 3, n = 2 + kind / 3;
  double *first = NULL;

  for (int k = 0; k < 4; k++)
    {
      struct field f;
      struct paths p;
      struct lgt_path_set *set;
      struct lgt_view s;
      double *action;

      if (!field_new (&f, backend, 2, ndim, extents[ndim - 2], n,
                      lane_counts[k]))
        return;
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
  const int kind = _i % 8, backend = _i / 8;
  const int ndim = 3, n = 2 + kind % 3, lanes = lane_counts[kind % 4];
  const int variants = kind / 4 ? 3 : 1;
  const int32_t site[] = { 11, 0, 5, 5, 7 }, direction[] = { 2, 0, 1, 2, 1 };
  unsigned char select[5 * PATHS];
  struct lgt_sites *list = NULL;
  struct field f;
  struct paths p;

  if (!field_new (&f, backend, 2, ndim, extents[1], n, lanes))
    return;
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
  const int kind = _i % 6, backend = _i / 6;
  const int extent[2] = { 4, 4 }, square[4] = { 1, 2, -1, -2 };
  const struct lgt_path path = { 4, square, 0 };
  unsigned char select[16];
  struct lgt_path_set *set = NULL;
  struct field f;
  struct lgt_view out, grad, in[3] = { { 0 } };
  double *z, *g;

  if (!field_new (&f, backend, 2, 2, extent, 2 + kind % 3, kind < 3 ? 1 : 16))
    return;
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
  const int kind = _i % 9, backend = _i / 9;
  const int ndim = 2 + kind % 3, n = 2 + kind / 3, numbers = 2 * n * n;
  const int square[4] = { 1, 2, -1, -2 };
  const struct lgt_path path = { 4, square, 0 };
  struct lgt_path_set *set = NULL;
  struct field f, other;
  struct lgt_view out[2][3];
  double *host[2][3], *turned;

  if (!field_new (&f, backend, 2, ndim, extents[ndim - 2], n, 8))
    return;
  field_new (&other, backend, 2, ndim, extents[ndim - 2], n, 8);
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
  const int kind = _i % 9, backend = _i / 9;
  const int ndim = 2 + kind % 3, n = 2 + kind / 3, numbers = 2 * n * n;
  const int lanes = lane_counts[kind % 4], count = ndim * (ndim - 1);
  struct field f;

  if (!field_new (&f, backend, 2, ndim, extents[ndim - 2], n, lanes))
    return;
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

/* ---- refusals ---- */

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

  field_new (&f, BEST, 1, 2, extents[0], 3, 1);
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

  tcase_add_loop_test (t, values, 0, 9 * n_backends ());
  tcase_add_loop_test (t, lists_and_variants, 0, 8 * n_backends ());
  tcase_add_loop_test (t, unselected_is_not_seen, 0, 6 * n_backends ());
  tcase_add_loop_test (t, gauge, 0, 9 * n_backends ());
  tcase_add_loop_test (t, pairs, 0, 9 * n_backends ());
  suite_add_tcase (s, t);
  t = tcase_create ("arguments");
  tcase_add_test (t, refused_arguments);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}
