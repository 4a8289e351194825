/* Tests of lgt/loop_plan.h: plans against products of links one by one.  */

#include "testutil.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <lgt/loop_plan.h>

static int
draw (uint32_t *state, int n)
{
  *state = *state * 1664525u + 1013904223u;
  return (int) ((*state >> 8) % (uint32_t) n);
}

static double
draw_real (uint32_t *state)
{
  return draw (state, 1 << 20) / (double) (1 << 19) - 1;
}

static struct lgt_loop
parsed (const char *text)
{
  struct lgt_loop loop;

  ck_assert_int_eq (lgt_loop_parse_path (&loop, 4, text, NULL), LGT_OK);
  return loop;
}

/* All loops of the COUNT names.  */
static struct lgt_loop_list
named (int ndim, const struct lgt_geom *geom, int count,
       const char *const *name)
{
  struct lgt_loop_list list = { 0 }, some;

  for (int i = 0; i < count; i++)
    {
      ck_assert_int_eq (lgt_loop_list_named (ndim, geom, name[i], &some,
                                             NULL), LGT_OK);
      for (int k = 0; k < some.count; k++)
        ck_assert_int_eq (lgt_loop_list_add (&list, &some.loop[k], NULL),
                          LGT_OK);
      lgt_loop_list_free (&some);
    }
  return list;
}

/* ---- the slow way ---- */

/* W = the product of N x N links along PATH from SITE; N = 0: angles.  */
static void
walk (const struct lgt_geom *geom, int n, const double *links,
      const struct lgt_loop *path, int64_t site, double *w)
{
  int block = n ? 2 * n * n : 1;
  double next[2 * 16];

  memset (w, 0, (size_t) block * sizeof *w);
  for (int i = 0; i < n; i++)
    w[2 * (i * n + i)] = 1;
  for (int s = 0; s < path->length; s++)
    {
      int step = path->steps[s], mu = abs (step) - 1;
      int64_t to = lgt_geom_neighbour (geom, site, mu, step > 0 ? 1 : -1);
      const double *u
        = links + ((step > 0 ? site : to) * geom->ndim + mu) * block;

      if (!n)
        *w += step > 0 ? *u : -*u;
      for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
          {
            double re = 0, im = 0;

            for (int k = 0; k < n; k++)
              {
                const double *a = w + 2 * (i * n + k);
                double br = u[2 * (step > 0 ? k * n + j : j * n + k)];
                double bi = u[2 * (step > 0 ? k * n + j : j * n + k) + 1];

                bi = step > 0 ? bi : -bi;
                re += a[0] * br - a[1] * bi;
                im += a[0] * bi + a[1] * br;
              }
            next[2 * (i * n + j)] = re;
            next[2 * (i * n + j) + 1] = im;
          }
      if (n)
        memcpy (w, next, (size_t) block * sizeof *w);
      site = to;
    }
}

/* Random links.  Matrices are unitary (products of rotations of two rows
   with phases), so that sums stay of order 1 on any path.  */
static double *
random_links (const struct lgt_geom *geom, int n, uint32_t *state)
{
  int block = n ? 2 * n * n : 1;
  int64_t count = geom->volume * geom->ndim;
  double *links = calloc ((size_t) (count * block), sizeof *links);

  ck_assert_ptr_nonnull (links);
  for (int64_t l = 0; l < count; l++)
    {
      double *u = links + l * block;

      if (!n)
        *u = 3 * draw_real (state);
      for (int i = 0; i < n; i++)
        {
          double phase = 3 * draw_real (state);

          u[2 * (i * n + i)] = cos (phase);
          u[2 * (i * n + i) + 1] = sin (phase);
        }
      for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
          {
            double t = 3 * draw_real (state), c = cos (t), s = sin (t);

            for (int k = 0; k < 2 * n; k++)
              {
                double a = u[2 * i * n + k], b = u[2 * j * n + k];

                u[2 * i * n + k] = c * a - s * b;
                u[2 * j * n + k] = s * a + c * b;
              }
          }
    }
  return links;
}

/* The largest difference between PLAN's values for LIST and the slow way.  */
static double
plan_error (const struct lgt_loop_plan *plan, const struct lgt_geom *geom,
            int n, const double *links, int count,
            const struct lgt_loop *loop)
{
  int traces = n && plan->kind == LGT_LOOP_PLAN_TRACES;
  int block = n ? 2 * n * n : 1, result = traces ? 2 : block;
  double *values
    = malloc ((size_t) (count * geom->volume * result) * sizeof *values);
  double worst = 0;

  ck_assert_ptr_nonnull (values);
  ck_assert_int_eq (n ? lgt_loop_plan_matrices (plan, geom, n, links, values,
                                                NULL)
                    : lgt_loop_plan_angles (plan, geom, links, values, NULL),
                    LGT_OK);
  for (int i = 0; i < count; i++)
    for (int64_t site = 0; site < geom->volume; site++)
      {
        const double *v = values + (i * geom->volume + site) * result;
        double w[2 * 16], t[2] = { 0, 0 };

        walk (geom, n, links, &loop[i], site, w);
        for (int k = 0; k < n; k++)
          {
            t[0] += w[2 * (k * n + k)];
            t[1] += w[2 * (k * n + k) + 1];
          }
        for (int k = 0; k < result; k++)
          {
            double error = fabs (v[k] - (traces ? t[k] : w[k]));

            if (!(error <= worst))
              worst = error;
          }
      }
  free (values);
  return worst;
}

/* Both kinds and all methods for COUNT paths, for angles and matrices.  */
static void
check_plans (const struct lgt_geom *geom, int count,
             const struct lgt_loop *loop, int kinds, uint32_t *state)
{
  for (int n = 0; n <= 3; n++)
    {
      double *links = random_links (geom, n, state);

      for (int kind = 0; kind < kinds; kind++)
        for (int method = 0; method < 3; method++)
          {
            struct lgt_loop_plan *plan;
            double error;

            ck_assert_int_eq (
              lgt_loop_plan_new (geom->ndim, count, loop,
                                 (enum lgt_loop_plan_kind) kind,
                                 (enum lgt_loop_plan_method) method, &plan,
                                 NULL), LGT_OK);
            if (method == LGT_LOOP_PLAN_PATHS)
              ck_assert_int_le (plan->products, plan->naive);
            error = plan_error (plan, geom, n, links, count, loop);
            /* A few dozen links, angles up to 3, sums of 3 x 3 terms.  */
            ck_assert_msg (error <= 1000 * DBL_EPSILON,
                           "N %d, kind %d, method %d: %g", n, kind, method,
                           error);
            lgt_loop_plan_free (plan);
          }
      free (links);
    }
}

/* ---- tests ---- */

static const char *const all_names[] = { "plaquette", "rectangle", "chair",
                                         "crown", "3x2", "line" };

START_TEST (named_loops_in_all_dimensions)
{
  static const int extent[][4] = { { 5 }, { 3, 4 }, { 2, 3, 1 },
                                   { 2, 1, 3, 2 } };
  uint32_t state = 3;
  struct lgt_geom geom;
  struct lgt_loop_list list;

  ck_assert_int_eq (lgt_geom_init (&geom, _i + 1, extent[_i], NULL), LGT_OK);
  list = named (_i + 1, &geom, 6, all_names);
  ck_assert_int_gt (list.count, 0);
  check_plans (&geom, list.count, list.loop, 2, &state);
  lgt_loop_list_free (&list);
}
END_TEST

/* Random paths with backtracking, some closed, some empty once reduced, and
   some of them twice, reversed or rotated.  */
START_TEST (random_paths)
{
  uint32_t state = 17 + (uint32_t) _i;
  struct lgt_geom geom;
  struct lgt_loop loop[12];
  int closed = _i % 2;

  ck_assert_int_eq (lgt_geom_init (&geom, 3, (int[]) { 3, 2, 4 }, NULL),
                    LGT_OK);
  for (int i = 0; i < 12; i++)
    {
      int half = draw (&state, 5);

      loop[i].length = closed ? 2 * half : half;
      for (int k = 0; k < half; k++)
        {
          loop[i].steps[k]
            = (1 + draw (&state, 3)) * (draw (&state, 2) ? 1 : -1);
          if (closed)
            loop[i].steps[k + half] = -loop[i].steps[k];
        }
      /* The second half in another order.  */
      for (int k = half - 1; k > 0 && closed; k--)
        {
          int *s = loop[i].steps + half, j = draw (&state, k + 1);
          int swap = s[k];

          s[k] = s[j];
          s[j] = swap;
        }
      if (i > 8)
        lgt_loop_reverse (&loop[i - 8], &loop[i]);
      if (i > 9 && loop[i].length)
        lgt_loop_rotate (&loop[i], closed ? loop[i].length / 2 : 0,
                         &loop[i]);
    }
  check_plans (&geom, 12, loop, closed + 1, &state);
}
END_TEST

/* Numbers that anyone can count by hand, and that only get smaller.  */
START_TEST (costs)
{
  static const struct
  {
    int ndim, names;
    enum lgt_loop_plan_kind kind;
    int naive, at_most;
  } known[] = {
    { 2, 1, LGT_LOOP_PLAN_BASED, 3, 3 }, { 2, 1, LGT_LOOP_PLAN_TRACES, 2, 2 },
    { 4, 1, LGT_LOOP_PLAN_BASED, 18, 18 },
    { 4, 1, LGT_LOOP_PLAN_TRACES, 12, 12 },
    { 3, 4, LGT_LOOP_PLAN_TRACES, 94, 30 },
    { 4, 4, LGT_LOOP_PLAN_BASED, 398, 185 },
    { 4, 4, LGT_LOOP_PLAN_TRACES, 316, 80 }
  };

  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    {
      struct lgt_loop_list list = named (known[i].ndim, NULL, known[i].names,
                                         all_names);
      struct lgt_loop_plan *plan, *again;

      for (int twice = 0; twice < 2; twice++)
        ck_assert_int_eq (lgt_loop_plan_new (known[i].ndim, list.count,
                                             list.loop, known[i].kind,
                                             LGT_LOOP_PLAN_CHEAPER,
                                             twice ? &again : &plan, NULL),
                          LGT_OK);
      ck_assert_int_eq (plan->naive, known[i].naive);
      ck_assert_int_le (plan->products, known[i].at_most);
      ck_assert_int_le (plan->arrays, plan->products);
      ck_assert_int_eq (plan->products, again->products);
      for (int k = 0; k < plan->products; k++)
        ck_assert_mem_eq (plan->product[k].factor, again->product[k].factor,
                          sizeof plan->product[k].factor);
      lgt_loop_plan_free (plan);
      lgt_loop_plan_free (again);
      lgt_loop_list_free (&list);
    }
}
END_TEST

/* What is asked for twice, in whatever form, is multiplied once.  */
START_TEST (equal_loops_cost_once)
{
  struct lgt_loop loop[4] = { parsed ("+0 +1 -0 -1"), parsed ("+0 +1 -0 -1"),
                              parsed ("+1 +0 -1 -0"),
                              parsed ("+2 +1 -0 -1 +0 -2") };
  struct lgt_loop line = parsed ("+0 +0 +0 +0 +0 +0 +0 +0");
  struct lgt_loop_plan *plan;

  ck_assert_int_eq (lgt_loop_plan_new (3, 3, loop, LGT_LOOP_PLAN_BASED,
                                       LGT_LOOP_PLAN_PATHS, &plan, NULL),
                    LGT_OK);
  ck_assert_int_eq (plan->products, 3);
  ck_assert_int_eq (plan->naive, 9);
  lgt_loop_plan_free (plan);
  ck_assert_int_eq (lgt_loop_plan_new (3, 4, loop, LGT_LOOP_PLAN_TRACES,
                                       LGT_LOOP_PLAN_PATHS, &plan, NULL),
                    LGT_OK);
  ck_assert_int_eq (plan->products, 2);
  ck_assert_int_eq (plan->naive, 8);
  lgt_loop_plan_free (plan);
  /* Powers by squaring.  */
  ck_assert_int_eq (lgt_loop_plan_new (1, 1, &line, LGT_LOOP_PLAN_BASED,
                                       LGT_LOOP_PLAN_PATHS, &plan, NULL),
                    LGT_OK);
  ck_assert_int_eq (plan->products, 3);
  ck_assert_int_le (plan->arrays, 2);
  lgt_loop_plan_free (plan);
}
END_TEST

/* Products of plaquettes: as many as the smallest surface has, wherever the
   loop begins, and the same matrix.  */
START_TEST (plaquettes_make_loops)
{
  static const struct { const char *path; int count; } known[] = {
    { "+0 +1 -0 -1", 1 }, { "+0 +0 +1 -0 -0 -1", 2 },
    { "+0 +1 +2 -1 -0 -2", 2 }, { "+0 +1 +2 -0 -1 -2", 3 },
    { "+0 +0 +0 +1 +1 -0 -0 -0 -1 -1", 6 }, { "+0 -3 +3 -0", 0 }
  };
  static const int extent[] = { 3, 2, 2, 1 };
  uint32_t state = 2;
  struct lgt_geom geom;
  double *links;

  ck_assert_int_eq (lgt_geom_init (&geom, 4, extent, NULL), LGT_OK);
  links = random_links (&geom, 2, &state);
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    for (int first = 0; first < parsed (known[i].path).length; first++)
      for (int backward = 0; backward < 2; backward++)
        {
          struct lgt_loop loop = parsed (known[i].path), path = { 0 };
          struct lgt_loop_plaquette_at *factor;
          double direct[8], composed[8];
          int count;

          lgt_loop_rotate (&loop, first, &loop);
          if (backward)
            lgt_loop_reverse (&loop, &loop);
          ck_assert_int_eq (lgt_loop_compose (&loop, &count, &factor, NULL),
                            LGT_OK);
          ck_assert_int_eq (count, known[i].count);
          for (int k = 0; k < count; k++)
            {
              struct lgt_loop part[3] = { factor[k].carrier, factor[k].loop };

              ck_assert_int_eq (lgt_loop_classify (&part[1]),
                                LGT_LOOP_PLAQUETTE);
              lgt_loop_reverse (&part[0], &part[2]);
              for (int p = 0; p < 3; p++)
                for (int s = 0; s < part[p].length; s++)
                  path.steps[path.length++] = part[p].steps[s];
            }
          if (count)
            free (factor);
          walk (&geom, 2, links, &loop, 1, direct);
          walk (&geom, 2, links, &path, 1, composed);
          for (int k = 0; k < 8; k++)
            ck_assert_double_eq_tol (direct[k], composed[k],
                                     200 * DBL_EPSILON);
          /* On the free group, not only for these links.  */
          lgt_loop_reduce (&path, 0, &path);
          lgt_loop_reduce (&loop, 0, &loop);
          ck_assert_int_eq (lgt_loop_compare (&path, &loop), 0);
        }
  free (links);
}
END_TEST

START_TEST (refusals)
{
  struct lgt_loop open = parsed ("+0 +1 -0"), closed = parsed ("+0 +1 -0 -1");
  struct lgt_loop_plaquette_at *factor;
  struct lgt_loop_plan *plan = NULL;
  struct lgt_geom geom;
  struct lgt_error error;
  double links[16] = { 0 }, values[8] = { 7 };
  int count;

  ck_assert_int_eq (lgt_loop_compose (&open, &count, &factor, &error),
                    LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "does not close"));
  ck_assert_int_eq (lgt_loop_plan_new (1, 1, &closed, LGT_LOOP_PLAN_BASED,
                                       LGT_LOOP_PLAN_PATHS, &plan, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_loop_plan_new (2, 0, &closed, LGT_LOOP_PLAN_BASED,
                                       LGT_LOOP_PLAN_PATHS, &plan, &error),
                    LGT_EINVAL);
  ck_assert_ptr_null (plan);
  lgt_loop_plan_free (NULL);

  /* An open path has no trace, unless the lattice closes it.  */
  ck_assert_int_eq (lgt_loop_plan_new (2, 1, &open, LGT_LOOP_PLAN_TRACES,
                                       LGT_LOOP_PLAN_PATHS, &plan, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 2, 2 }, NULL), LGT_OK);
  ck_assert_int_eq (lgt_loop_plan_angles (plan, &geom, links, values, &error),
                    LGT_EINVAL);
  ck_assert_msg (strstr (error.text, "1 steps along direction 1"), "%s",
                 error.text);
  ck_assert (values[0] == 7);
  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 4, 1 }, NULL), LGT_OK);
  ck_assert_int_eq (lgt_loop_plan_angles (plan, &geom, links, values, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_loop_plan_matrices (plan, &geom, 0, links, values,
                                            NULL), LGT_EINVAL);
  ck_assert_int_eq (lgt_geom_init (&geom, 1, (int[]) { 4 }, NULL), LGT_OK);
  ck_assert_int_eq (lgt_loop_plan_angles (plan, &geom, links, values, &error),
                    LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "2 dimensions"));
  lgt_loop_plan_free (plan);
}
END_TEST

/* ---- names and numbers of loops ---- */

START_TEST (lists_by_name)
{
  static const struct { int ndim; const char *name; int count; } known[] = {
    { 2, "plaquette", 1 }, { 3, "rectangle", 6 }, { 3, "2x2", 3 },
    { 4, "1x1", 6 }, { 4, "3x2", 12 }, { 2, "chair", 0 }, { 4, "crown", 16 },
    { 2, "staple_pairs", 2 }, { 3, "staple_pairs", 6 + 12 },
    { 4, "staple_pairs", 12 + 48 }, { 1, "staple_pairs", 0 }
  };
  static const char *const bad[] = { "", "chairs", "other", "2x", "x2",
                                     "2x2x2", "0x1", "100x1", "9999x1",
                                     "line" };
  struct lgt_loop_list list;
  struct lgt_geom geom;

  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    {
      ck_assert_int_eq (lgt_loop_list_named (known[i].ndim, NULL,
                                             known[i].name, &list, NULL),
                        LGT_OK);
      ck_assert_int_eq (list.count, known[i].count);
      lgt_loop_list_free (&list);
    }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    ck_assert_int_eq (lgt_loop_list_named (3, NULL, bad[i], &list, NULL),
                      LGT_EINVAL);
  ck_assert_int_eq (lgt_geom_init (&geom, 3, (int[]) { 4, 1, 2 }, NULL),
                    LGT_OK);
  list = named (3, &geom, 1, (const char *const[]) { "line" });
  ck_assert_int_eq (list.count, 3);
  for (int i = 0; i < 3; i++)
    {
      ck_assert_int_eq (lgt_loop_classify (&list.loop[i]), LGT_LOOP_LINE);
      ck_assert_int_eq (lgt_loop_closed (&list.loop[i], &geom), 1);
    }
  lgt_loop_list_free (&list);
  ck_assert_int_eq (lgt_geom_init (&geom, 1, (int[]) { 200 }, NULL), LGT_OK);
  ck_assert_int_eq (lgt_loop_list_lines (&geom, &list, NULL), LGT_EINVAL);
}
END_TEST

/* Number of strings of LENGTH steps that close, the first one +0, no step
   undoing the one before it, nor the first one the last: by a table of how
   many ways lead where with which last step, no string is looked at.  */
static int64_t
count_strings (int ndim, int length)
{
  int side = length + 1, steps = 2 * ndim, cells = 1, origin = 0;
  int64_t *now, *next, total = 0;

  for (int mu = 0, power = 1; mu < ndim; mu++, power *= side)
    {
      origin += length / 2 * power;
      cells *= side;
    }
  now = calloc ((size_t) (cells * steps), sizeof *now);
  next = calloc ((size_t) (cells * steps), sizeof *next);
  now[(origin + 1) * steps] = 1;
  for (int done = 1; done < length; done++)
    {
      int64_t *swap = now;

      memset (next, 0, (size_t) (cells * steps) * sizeof *next);
      for (int cell = 0; cell < cells; cell++)
        for (int last = 0; last < steps; last++)
          for (int step = 0; step < steps; step++)
            {
              int mu = step / 2, power = 1, to;

              for (int nu = 0; nu < mu; nu++)
                power *= side;
              to = cell / power % side + (step % 2 ? -1 : 1);
              /* Whoever is further out than half the length is lost.  */
              if (step != (last ^ 1) && to >= 0 && to < side)
                next[(cell + (step % 2 ? -power : power)) * steps + step]
                  += now[cell * steps + last];
            }
      now = next;
      next = swap;
    }
  for (int last = 0; last < steps; last++)
    if (last != 1)
      total += now[origin * steps + last];
  free (now);
  free (next);
  return total * steps;
}

/* Burnside: rotations by LENGTH / d leave strings of period d alone, and a
   reversal leaves none, so that classes are
   1 / (2 n) sum_{d | n} phi (n / d) strings (d).  */
START_TEST (numbers_of_loops)
{
  static const int phi[] = { 0, 1, 1, 2, 2, 4, 2, 6, 4, 6, 4 };
  static const int cases[][3] = {       /* the last is 0 where unknown */
    { 2, 4, 1 }, { 3, 4, 3 }, { 4, 4, 6 }, { 2, 6, 2 }, { 3, 6, 22 },
    { 4, 6, 76 }, { 2, 8, 0 }, { 3, 8, 0 }, { 4, 8, 0 }, { 2, 10, 0 },
    { 3, 10, 0 }, { 5, 6, 0 }, { 6, 4, 15 }
  };

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
      int ndim = cases[i][0], n = cases[i][1];
      int64_t sum = 0;
      struct lgt_loop_list list;

      for (int d = 4; d <= n; d++)
        if (n % d == 0)
          sum += phi[n / d] * count_strings (ndim, d);
      ck_assert_int_eq (sum % (2 * n), 0);
      ck_assert_int_eq (lgt_loop_list_all (ndim, n, &list, NULL), LGT_OK);
      ck_assert_int_eq (list.count, sum / (2 * n));
      if (cases[i][2])
        ck_assert_int_eq (list.count, cases[i][2]);
      lgt_loop_list_free (&list);
    }
}
END_TEST

/* Orbits are what lgt_loop_list_orbit makes, and cover the list once; up to
   length 8 in four dimensions all this takes less than a second.  */
START_TEST (orbits_of_all_loops)
{
  clock_t start = clock ();
  int classes = 0, loops = 0;

  for (int length = 4; length <= 8; length += 2)
    {
      struct lgt_loop_list list, orbit;
      int *number, orbits, seen = 0;

      ck_assert_int_eq (lgt_loop_list_all (4, length, &list, NULL), LGT_OK);
      number = malloc ((size_t) list.count * sizeof *number);
      ck_assert_int_eq (lgt_loop_list_orbits (4, &list, number, &orbits,
                                              NULL), LGT_OK);
      for (int i = 0; i < list.count; i++)
        {
          int count = 0;

          ck_assert_int_le (number[i], seen);
          if (number[i] < seen)
            continue;
          seen++;
          for (int k = 0; k < list.count; k++)
            count += number[k] == number[i];
          ck_assert_int_eq (lgt_loop_list_orbit (4, &list.loop[i], &orbit,
                                                 NULL), LGT_OK);
          ck_assert_int_eq (orbit.count, count);
          lgt_loop_list_free (&orbit);
        }
      ck_assert_int_eq (seen, orbits);
      classes += orbits;
      loops += list.count;
      free (number);
      lgt_loop_list_free (&list);
    }
  ck_assert_int_eq (loops, 6 + 76 + 1812);
  ck_assert_int_eq (classes, 1 + 3 + 25);
  ck_assert_msg ((double) (clock () - start) / CLOCKS_PER_SEC < 1,
                 "%g seconds", (double) (clock () - start) / CLOCKS_PER_SEC);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("loop_plan");
  TCase *tc = tcase_create ("plans");

  tcase_add_loop_test (tc, named_loops_in_all_dimensions, 0, 4);
  tcase_add_loop_test (tc, random_paths, 0, 20);
  tcase_add_test (tc, costs);
  tcase_add_test (tc, equal_loops_cost_once);
  tcase_add_test (tc, plaquettes_make_loops);
  tcase_add_test (tc, refusals);
  suite_add_tcase (s, tc);
  tc = tcase_create ("numbers");
  tcase_add_test (tc, lists_by_name);
  tcase_add_test (tc, numbers_of_loops);
  tcase_add_test (tc, orbits_of_all_loops);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
