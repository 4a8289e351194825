/* Loops and masks: active links along a loop, counted and traced, frozen and
   single loops.  */

#include "testutil.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include <lgt/mask.h>

#include "known_masks.h"
#include "loopcase.h"

enum { MAX_LINKS = 2048, MAX_PATHS = 90, LINK = 4 };

/* Every kind of lattice, with links that are active at random (SEED even)
   or by a condition.  */
static void
random_active (uint32_t seed, struct lgt_geom *geom, unsigned char *active)
{
  static const int shapes[][5] = {
    { 1, 4 }, { 2, 1, 1 }, { 2, 2, 1 }, { 2, 2, 2 }, { 2, 4, 4 },
    { 2, 3, 5 }, { 3, 2, 4, 2 }, { 3, 3, 1, 4 }, { 4, 2, 2, 2, 4 },
    { 4, 4, 2, 1, 3 }
  };
  const int *shape = shapes[seed % (sizeof shapes / sizeof shapes[0])];
  uint32_t state = seed + 99;
  struct lgt_mask_condition c = { .directions = 1, .width = 2,
                                  .offsets = 1 };
  struct lgt_mask mask;

  ck_assert_int_eq (lgt_geom_init (geom, shape[0], shape + 1, NULL), LGT_OK);
  c.direction[0] = draw (&state, shape[0]);
  for (int nu = 0; nu < shape[0]; nu++)
    c.steps[nu] = shape[1 + nu] % 2 ? 0 : draw (&state, 4);
  ck_assert_int_eq (lgt_mask_init (&mask, geom, 1, &c, NULL), LGT_OK);
  lgt_mask_links (&mask, active);
  if (seed % 2 == 0)
    for (int64_t i = 0; i < geom->volume * geom->ndim; i++)
      active[i] = draw (&state, 6) == 0;
}

/* The plaquettes and all loops of length 6, and some random ones.  */
static int
some_loops (uint32_t seed, int ndim, struct lgt_loop *loop)
{
  struct lgt_loop_list list;
  uint32_t state = seed;
  int n = 0;

  for (int length = 4; length <= 6; length += 2)
    {
      ck_assert_int_eq (lgt_loop_list_all (ndim, length, &list, NULL),
                        LGT_OK);
      for (int i = 0; i < list.count; i++)
        loop[n++] = list.loop[i];
      lgt_loop_list_free (&list);
    }
  for (int i = 0; i < 8; i++)
    loop[n++] = random_loop (&state, ndim, 1 + i);
  ck_assert_int_le (n, MAX_PATHS);
  return n;
}

/* Count with coordinates and lgt_geom_site, one link at a time.  */
static int
count_slowly_at (const struct lgt_geom *geom, const unsigned char *active,
                 int64_t site, const struct lgt_loop *loop, int skip)
{
  int x[LGT_MAX_DIM], count = 0;

  lgt_geom_coords (geom, site, x);
  for (int i = 0; i < loop->length; i++)
    {
      int mu = abs (loop->steps[i]) - 1;

      if (loop->steps[i] < 0)
        x[mu]--;
      if (i >= skip)
        count += active[lgt_geom_site (geom, x) * geom->ndim + mu];
      if (loop->steps[i] > 0)
        x[mu]++;
    }
  return count;
}

START_TEST (traversals_against_walking)
{
  int kinds[3] = { 0 };

  for (uint32_t seed = 0; seed < 60; seed++)
    {
      static unsigned char active[MAX_LINKS];
      static unsigned char count[MAX_LINKS * MAX_PATHS];
      static unsigned char single[MAX_LINKS * MAX_PATHS];
      static struct lgt_loop loop[MAX_PATHS];
      struct lgt_geom geom;
      struct lgt_loop_rows rows = { 0 };
      int n;

      random_active (seed, &geom, active);
      n = some_loops (seed, geom.ndim, loop);
      rows.count = geom.volume;
      ck_assert_int_eq (lgt_loop_traversals (&geom, active, rows, n, 1, loop,
                                             0, count, NULL), LGT_OK);
      ck_assert_int_eq (lgt_loop_select (&geom, active, 1, n, loop, single,
                                         NULL), LGT_OK);
      for (int64_t x = 0; x < geom.volume; x++)
        for (int k = 0; k < n; k++)
          {
            int slow = count_slowly_at (&geom, active, x, &loop[k], 0);

            ck_assert_int_eq (count[x * n + k], slow);
            ck_assert_int_eq (single[x * n + k], slow == 1);
            kinds[slow > 2 ? 2 : slow]++;
          }
    }
  ck_assert_int_gt (kinds[0], 1000);
  ck_assert_int_gt (kinds[1], 1000);
  ck_assert_int_gt (kinds[2], 1000);
}
END_TEST

/* Loops evaluated on numbers: the angle of a U(1) loop, or the trace of a
   product of 2 x 2 matrices.  */
struct evaluation
{
  const struct lgt_geom *geom;
  int loops, block;
  const struct lgt_loop *loop;
};

static double
angle (const struct evaluation *e, const double *links, int64_t site,
       const struct lgt_loop *loop)
{
  double sum = 0;

  for (int i = 0; i < loop->length; i++)
    {
      int mu = abs (loop->steps[i]) - 1, sign = loop->steps[i] > 0 ? 1 : -1;
      int64_t next = lgt_geom_neighbour (e->geom, site, mu, sign);
      int64_t from = sign > 0 ? site : next;

      sum += sign * links[from * e->geom->ndim + mu];
      site = next;
    }
  return sum;
}

static double
trace (const struct evaluation *e, const double *links, int64_t site,
       const struct lgt_loop *loop)
{
  double p[2][2] = { { 1, 0 }, { 0, 1 } }, q[2][2];

  for (int i = 0; i < loop->length; i++)
    {
      int mu = abs (loop->steps[i]) - 1, back = loop->steps[i] < 0;
      int64_t next = lgt_geom_neighbour (e->geom, site, mu, back ? -1 : 1);
      const double *u
        = links + ((back ? next : site) * e->geom->ndim + mu) * LINK;

      for (int a = 0; a < 2; a++)
        for (int b = 0; b < 2; b++)
          q[a][b] = p[a][0] * u[back ? 2 * b : b]
                    + p[a][1] * u[back ? 2 * b + 1 : 2 + b];
      memcpy (p, q, sizeof p);
      site = next;
    }
  return p[0][0] + p[1][1];
}

static enum lgt_status
evaluate (void *ctx, const double *links, double *values,
          struct lgt_error *error)
{
  const struct evaluation *e = ctx;

  (void) error;
  for (int64_t x = 0; x < e->geom->volume; x++)
    for (int k = 0; k < e->loops; k++)
      values[x * e->loops + k] = e->block == 1
                                 ? angle (e, links, x, &e->loop[k])
                                 : trace (e, links, x, &e->loop[k]);
  return LGT_OK;
}

START_TEST (counting_and_nan_agree)
{
  int frozen = 0;

  for (uint32_t seed = 0; seed < 60; seed++)
    {
      static unsigned char active[MAX_LINKS];
      static unsigned char count[MAX_LINKS * MAX_PATHS];
      static unsigned char nan[MAX_LINKS * MAX_PATHS];
      static struct lgt_loop loop[MAX_PATHS];
      static double links[MAX_LINKS * LINK];
      struct lgt_geom geom;
      struct evaluation e = { .geom = &geom, .loop = loop,
                              .block = seed % 3 ? 1 : LINK };
      uint32_t state = seed;

      random_active (seed, &geom, active);
      e.loops = some_loops (seed, geom.ndim, loop);
      for (int64_t i = 0; i < geom.volume * geom.ndim * e.block; i++)
        links[i] = draw (&state, 1000) / 500. - 1;
      ck_assert_int_eq (lgt_loop_select (&geom, active, 0, e.loops, loop,
                                         count, NULL), LGT_OK);
      ck_assert_int_eq (lgt_loop_trace (&geom, active, e.block, links,
                                        geom.volume * e.loops, evaluate, &e,
                                        nan, NULL), LGT_OK);
      for (int64_t i = 0; i < geom.volume * e.loops; i++)
        {
          ck_assert_int_eq (count[i], nan[i]);
          frozen += nan[i];
        }
    }
  ck_assert_int_gt (frozen, 1000);
}
END_TEST

static enum lgt_status
refuse (void *ctx, const double *links, double *values,
        struct lgt_error *error)
{
  (void) ctx;
  (void) links;
  (void) values;
  return lgt_fail (error, LGT_ESTOP, "no");
}

START_TEST (tracing_refuses_what_says_nothing)
{
  struct lgt_geom geom;
  struct lgt_loop loop = parsed ("+0 +1 -0 -1");
  struct evaluation e = { .geom = &geom, .loop = &loop, .loops = 1,
                          .block = 1 };
  double links[8] = { 0, 0, 0, 0, INFINITY };
  unsigned char active[8] = { 0 }, finite[4] = { 9, 9, 9, 9 };
  struct lgt_error error;

  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 2, 2 }, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_loop_trace (&geom, active, 1, links, 4, evaluate, &e,
                                    finite, &error), LGT_ENUM);
  ck_assert_int_eq (lgt_loop_trace (&geom, active, 1, links, 4, refuse, &e,
                                    finite, &error), LGT_ESTOP);
  ck_assert_int_eq (lgt_loop_trace (&geom, active, 0, links, 4, evaluate, &e,
                                    finite, &error), LGT_EINVAL);
  ck_assert_mem_eq (finite, ((unsigned char[]) { 9, 9, 9, 9 }), 4);
}
END_TEST

/* Positions of single active links, and the loop that begins with such a
   link, against walking every loop.  */
START_TEST (where_the_single_link_stands)
{
  static const int extent[3] = { 4, 3, 1 };
  uint32_t state = 17;
  struct lgt_geom geom;
  unsigned char active[36];
  int32_t position[12];
  int singles = 0;

  ck_assert_int_eq (lgt_geom_init (&geom, 3, extent, NULL), LGT_OK);
  for (int round = 0; round < 600; round++)
    {
      const struct lgt_loop loop
        = random_loop (&state, 3, 1 + draw (&state, 4));

      for (int i = 0; i < 36; i++)
        active[i] = draw (&state, 6) == 0;
      ck_assert_int_eq (lgt_loop_single (&geom, active, 1, &loop, position,
                                         NULL), LGT_OK);
      for (int64_t site = 0; site < 12; site++)
        {
          int64_t at = site, link = 0;
          int count = 0, last = -1;

          for (int i = 0; i < loop.length; i++)
            {
              const int mu = abs (loop.steps[i]) - 1;
              const int64_t next
                = lgt_geom_neighbour (&geom, at, mu,
                                      loop.steps[i] > 0 ? 1 : -1);
              const int64_t from = loop.steps[i] > 0 ? at : next;

              if (active[from * 3 + mu])
                {
                  count++;
                  last = i;
                  link = from * 3 + mu;
                }
              at = next;
            }
          ck_assert_int_eq (position[site],
                            count == 0 ? LGT_LOOP_FROZEN
                            : count > 1 ? LGT_LOOP_MULTIPLE : last);
          if (count == 1)
            {
              struct lgt_loop turned, one, other;
              int shift[LGT_MAX_DIM];
              int64_t base;

              lgt_loop_start_with (&loop, last, &turned, shift);
              base = lgt_geom_shift (&geom, site, shift);
              ck_assert_int_gt (turned.steps[0], 0);
              ck_assert_int_eq (base * 3 + turned.steps[0] - 1, link);
              lgt_loop_canonical (&loop, &one);
              lgt_loop_canonical (&turned, &other);
              ck_assert_int_eq (lgt_loop_compare (&one, &other), 0);
              singles++;
            }
        }
    }
  ck_assert_int_gt (singles, 500);
}
END_TEST

/* On small lattices a plaquette passes the same link twice.  */
START_TEST (the_same_link_twice)
{
  struct lgt_geom geom;
  struct lgt_loop loop = parsed ("+0 +1 -0 -1"), line;
  unsigned char active[4] = { 1, 0, 0, 0 }, count[2];
  struct lgt_loop_rows rows = { .count = 1 };

  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 1, 1 }, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_loop_traversals (&geom, active, rows, 1, 1, &loop, 0,
                                         count, NULL), LGT_OK);
  ck_assert_int_eq (count[0], 2);
  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 2, 1 }, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_loop_parse (&line, 2, &geom, "+0 +0 +0 +0", NULL),
                    LGT_OK);
  rows.count = 2;
  ck_assert_int_eq (lgt_loop_traversals (&geom, active, rows, 1, 1, &line, 0,
                                         count, NULL), LGT_OK);
  ck_assert_int_eq (count[0], 2);
  ck_assert_int_eq (count[1], 2);
}
END_TEST

/* All 2 (D - 1) plaquettes of the links of one direction are single exactly
   if no transverse step is a multiple of the width.  */
START_TEST (when_all_plaquettes_are_single)
{
  uint32_t state = 3;
  int seen[2] = { 0 };

  for (int i = 0; i < 200; i++)
    {
      int ndim = 1 + i % 4, mu = draw (&state, ndim), extent[LGT_MAX_DIM];
      int width = 1 + draw (&state, 4), transverse = 1, all = 1;
      struct lgt_mask_condition c = {
        .directions = 1, .direction = { mu }, .width = width, .offsets = 1,
        .offset = { 0 }
      };
      struct lgt_geom geom;
      struct lgt_mask mask;
      static unsigned char active[MAX_LINKS];
      static unsigned char single[MAX_LINKS * 2 * LGT_MAX_DIM];
      static unsigned char staple[MAX_LINKS * 2 * LGT_MAX_DIM];
      static unsigned char again[MAX_LINKS * 2 * LGT_MAX_DIM];
      static int32_t site[MAX_LINKS], direction[MAX_LINKS];
      struct lgt_loop loop[2 * LGT_MAX_DIM * LGT_MAX_DIM];
      struct lgt_loop_rows rows = { .site = site, .direction = direction };
      int n = 2 * (ndim - 1);

      for (int nu = 0; nu < ndim; nu++)
        {
          extent[nu] = width;
          c.steps[nu] = draw (&state, 2 * width + 1);
          transverse &= nu == mu || c.steps[nu] % width != 0;
        }
      ck_assert_int_eq (lgt_geom_init (&geom, ndim, extent, NULL), LGT_OK);
      ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &c, NULL), LGT_OK);
      lgt_mask_links (&mask, active);
      ck_assert_int_eq (lgt_mask_list (&mask, site, direction, NULL),
                        LGT_OK);
      rows.count = lgt_mask_count (&mask);
      ck_assert_int_gt (rows.count, 0);
      for (int nu = 0; nu < ndim; nu++)
        lgt_loop_plaquettes_of (ndim, nu, loop + nu * n);
      ck_assert_int_eq (lgt_loop_select_active (&geom, active, rows, n, ndim,
                                                loop, single, NULL), LGT_OK);
      /* The staples without their link; one variant or D are the same.  */
      ck_assert_int_eq (lgt_loop_traversals (&geom, active, rows, n, ndim,
                                             loop, 1, staple, NULL), LGT_OK);
      ck_assert_int_eq (lgt_loop_traversals (&geom, active, rows, n, 1,
                                             loop + mu * n, 1, again, NULL),
                        LGT_OK);
      ck_assert_mem_eq (staple, again, (size_t) (rows.count * n));
      for (int64_t k = 0; k < rows.count * n; k++)
        {
          all &= single[k];
          ck_assert_int_eq (single[k], staple[k] == 0);
        }
      ck_assert_int_eq (all, transverse);
      seen[all]++;
    }
  ck_assert_int_gt (seen[0], 20);
  ck_assert_int_gt (seen[1], 20);
}
END_TEST

/* The smallest masks of all directions in which every plaquette has at most
   one active link, and what one offset for all does instead.  */
START_TEST (masks_of_all_directions)
{
  for (int ndim = 2; ndim <= 4; ndim++)
    for (int same = 0; same < 2; same++)
      {
        struct lgt_mask_condition c = { .directions = ndim,
                                        .width = 2 * ndim,
                                        .offsets = same ? 1 : ndim };
        int extent[LGT_MAX_DIM], shared = 0, links;
        struct lgt_geom geom;
        struct lgt_mask mask;
        struct lgt_loop_list list;
        struct lgt_loop_rows rows = { 0 };
        unsigned char *active, *count;

        for (int mu = 0; mu < ndim; mu++)
          {
            c.direction[mu] = mu;
            c.steps[mu] = 1;
            c.offset[mu] = same ? 0 : 2 * mu;
            extent[mu] = 2 * ndim;
          }
        ck_assert_int_eq (lgt_geom_init (&geom, ndim, extent, NULL), LGT_OK);
        ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &c, NULL), LGT_OK);
        ck_assert_int_eq (lgt_loop_list_plaquettes (ndim, &list, NULL),
                          LGT_OK);
        links = (int) geom.volume * ndim;
        active = malloc ((size_t) links);
        count = malloc ((size_t) geom.volume * (size_t) list.count);
        lgt_mask_links (&mask, active);
        rows.count = geom.volume;
        ck_assert_int_eq (lgt_loop_traversals (&geom, active, rows,
                                               list.count, 1, list.loop, 0,
                                               count, NULL), LGT_OK);
        for (int64_t i = 0; i < geom.volume * list.count; i++)
          shared += count[i] > 1;
        ck_assert_int_eq (shared > 0, same);
        free (active);
        free (count);
        lgt_loop_list_free (&list);
      }
}
END_TEST

/* Loops that touch a star (the links of the staples of an active link), and
   how many of them are frozen: exhaustive counts for well-known masks.  The
   own direction is 0.  */
START_TEST (frozen_loops_around_a_star)
{
  int ndim = known_masks[_i].ndim, length = known_masks[_i].width;
  int extent[LGT_MAX_DIM];
  struct lgt_mask_condition c = { .directions = 1, .width = length,
                                  .offsets = 1 };
  struct lgt_geom geom;
  struct lgt_mask mask;
  struct lgt_loop staple[2 * LGT_MAX_DIM];
  unsigned char *active, *star, *frozen, *touch;

  if (length < 8)               /* a loop must not meet the star twice */
    length = length == 3 ? 9 : length == 5 ? 10 : 8;
  for (int nu = 0; nu < ndim; nu++)
    {
      c.steps[nu] = known_masks[_i].steps[nu];
      extent[nu] = length;
    }
  ck_assert_int_eq (lgt_geom_init (&geom, ndim, extent, NULL), LGT_OK);
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &c, NULL), LGT_OK);
  active = malloc ((size_t) geom.volume * (size_t) ndim);
  star = calloc ((size_t) geom.volume * (size_t) ndim, 1);
  frozen = malloc ((size_t) geom.volume * 48);
  touch = malloc ((size_t) geom.volume * 48);
  lgt_mask_links (&mask, active);
  ck_assert_int_eq (active[0], 1);
  lgt_loop_plaquettes_of (ndim, 0, staple);
  for (int k = 0; k < 2 * (ndim - 1); k++)
    {
      int64_t site = 0;

      for (int i = 0; i < 4; i++)
        {
          int mu = abs (staple[k].steps[i]) - 1;
          int sign = staple[k].steps[i] > 0 ? 1 : -1;
          int64_t next = lgt_geom_neighbour (&geom, site, mu, sign);

          if (i)
            star[(sign > 0 ? site : next) * ndim + mu] = 1;
          site = next;
        }
    }
  for (int class_ = 0; class_ < (ndim > 2 ? 4 : 2); class_++)
    {
      struct lgt_loop_list list;
      struct lgt_loop_rows rows = { .count = geom.volume };
      int all = 0, free_ones = 0;

      ck_assert_int_eq (lgt_loop_list_class (ndim,
                                             (enum lgt_loop_class) class_,
                                             &list, NULL), LGT_OK);
      ck_assert_int_le (list.count, 48);
      ck_assert_int_eq (lgt_loop_select (&geom, active, 0, list.count,
                                         list.loop, frozen, NULL), LGT_OK);
      ck_assert_int_eq (lgt_loop_traversals (&geom, star, rows, list.count,
                                             1, list.loop, 0, touch, NULL),
                        LGT_OK);
      for (int64_t i = 0; i < geom.volume * list.count; i++)
        {
          all += touch[i] > 0;
          free_ones += touch[i] > 0 && frozen[i];
        }
      ck_assert_int_eq (all, known_masks[_i].all[class_]);
      ck_assert_int_eq (free_ones, known_masks[_i].frozen[class_]);
      lgt_loop_list_free (&list);
    }
  free (active);
  free (star);
  free (frozen);
  free (touch);
}
END_TEST

START_TEST (bad_rows_and_paths)
{
  struct lgt_geom geom;
  struct lgt_loop loop[2] = { { 4, { 1, 2, -1, -2 } },
                              { 4, { 2, 1, -2, -1 } } };
  int32_t site[2] = { 0, 3 }, direction[2] = { 0, 1 };
  struct lgt_loop_rows rows = { 2, site, direction };
  unsigned char active[8] = { 1, 0, 0, 0, 0, 0, 0, 1 };
  unsigned char out[4] = { 9, 9, 9, 9 };
  struct lgt_error error;

#define REFUSED(rows_, variants, skip, words)                              \
  do                                                                       \
    {                                                                      \
      ck_assert_int_eq (lgt_loop_traversals (&geom, active, rows_, 1,      \
                                             variants, loop, skip, out,    \
                                             &error), LGT_EINVAL);         \
      ck_assert_msg (strstr (error.text, words), "%s", error.text);        \
      ck_assert_int_eq (out[0], 9);                                        \
    }                                                                      \
  while (0)

  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 2, 2 }, NULL),
                    LGT_OK);
  REFUSED (rows, 3, 0, "3 variants");
  REFUSED (rows, 2, 2, "2 steps to skip");
  site[1] = 4;
  REFUSED (rows, 2, 0, "row 1: no site 4");
  site[1] = 3;
  direction[0] = -1;
  REFUSED (rows, 2, 0, "row 0: no direction -1");
  direction[0] = 0;
  loop[1].steps[2] = -3;
  REFUSED (rows, 2, 0, "step 2 of a path is -3");
  loop[1].steps[2] = -2;
  REFUSED (((struct lgt_loop_rows) { 3, NULL, NULL }), 1, 0, "3 rows");
  REFUSED (((struct lgt_loop_rows) { 4, NULL, NULL }), 2, 0, "directions");
  ck_assert_int_eq (lgt_loop_select_active (&geom, active, rows, 1, 2, loop,
                                            out, NULL), LGT_OK);
  /* On 2 x 2 the plaquette of link (0, 0) passes link (3, 1) nowhere, and
     its own once.  */
  ck_assert_int_eq (out[0], 1);
  loop[1] = loop[0];
  ck_assert_int_eq (lgt_loop_select_active (&geom, active, rows, 1, 2, loop,
                                            out, &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "begin with the step +1"));
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("loop_masks");
  TCase *tc = tcase_create ("masks");

  tcase_add_test (tc, traversals_against_walking);
  tcase_add_test (tc, counting_and_nan_agree);
  tcase_add_test (tc, tracing_refuses_what_says_nothing);
  tcase_add_test (tc, where_the_single_link_stands);
  tcase_add_test (tc, the_same_link_twice);
  tcase_add_test (tc, when_all_plaquettes_are_single);
  tcase_add_test (tc, masks_of_all_directions);
  tcase_add_loop_test (tc, frozen_loops_around_a_star, 0,
                       KNOWN_MASKS);
  tcase_add_test (tc, bad_rows_and_paths);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
