/* Tests of lgt/mask.h.  */

#include "testutil.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include <lgt/mask.h>

enum { MASKS = 300, MAX_LINKS = 4096 };

/* A small generator: the same masks every time.  */
static int
draw (uint32_t *state, int n)
{
  *state = *state * 1664525u + 1013904223u;
  return (int) ((*state >> 8) % (uint32_t) n);
}

/* Number SEED of the random masks: a lattice of 1 to 5 dimensions, extents
   1 and 2 included, and a condition that fits it.  */
static void
random_case (uint32_t seed, struct lgt_geom *geom,
             struct lgt_mask_condition *c)
{
  uint32_t state = seed * 2654435761u + 1;
  int extent[LGT_MAX_DIM], ndim = 1 + draw (&state, 5);

  *c = (struct lgt_mask_condition) { .width = 1 + draw (&state, 8) };
  for (int nu = 0; nu < ndim; nu++)
    {
      int64_t below, above;

      c->steps[nu] = draw (&state, 31) - 15;
      extent[nu] = 1 + draw (&state, ndim > 3 ? 3 : 6);
      lgt_mask_fitting_extents (c->steps[nu], c->width, extent[nu], &below,
                                &above);
      extent[nu] = (int) (ndim > 3 && below ? below : above);
      if (extent[nu] > (ndim > 3 ? 4 : 8))
        {
          extent[nu] = 1 + draw (&state, 2);
          c->steps[nu] = c->width * (draw (&state, 3) - 1);
        }
    }
  c->directions = 1 + draw (&state, ndim);
  for (int k = 0, mu = draw (&state, ndim); k < c->directions; k++)
    c->direction[k] = (mu + k) % ndim;
  c->offsets = draw (&state, 2) ? c->directions : 1;
  for (int k = 0; k < c->offsets; k++)
    c->offset[k] = draw (&state, 41) - 20;
  ck_assert_int_eq (lgt_geom_init (geom, ndim, extent, NULL), LGT_OK);
  ck_assert_int_le (geom->volume * ndim, MAX_LINKS);
}

/* The definition a second time: walk from the origin to COORDS one step at
   a time and keep the phase in [0, width) by hand.  */
static int
slow_active (const struct lgt_geom *geom, const struct lgt_mask_condition *c,
             const int *coords, int mu)
{
  int listed = c->directions == 0, phase = c->offset[0];

  for (int k = 0; k < c->directions; k++)
    if (c->direction[k] == mu)
      {
        listed = 1;
        if (c->offsets > 1)
          phase = c->offset[k];
      }
  for (int nu = 0; nu < geom->ndim; nu++)
    for (int i = 0; i < coords[nu]; i++)
      {
        phase += c->steps[nu];
        while (phase < 0)
          phase += c->width;
        while (phase >= c->width)
          phase -= c->width;
      }
  while (phase < 0)
    phase += c->width;
  while (phase >= c->width)
    phase -= c->width;
  return listed && phase == 0;
}

START_TEST (agrees_with_a_slow_definition)
{
  int active_in_all = 0;

  for (uint32_t seed = 0; seed < MASKS; seed++)
    {
      struct lgt_geom geom;
      struct lgt_mask_condition c[2];
      struct lgt_mask mask;
      unsigned char links[MAX_LINKS], sites[MAX_LINKS];
      int32_t site[MAX_LINKS], direction[MAX_LINKS];
      int64_t count, i = 0;
      int two = seed % 3 == 0;

      random_case (seed, &geom, &c[0]);
      /* A second condition: another offset, on sites or on all links.  */
      c[1] = c[0];
      c[1].directions = seed % 2 ? 0 : geom.ndim;
      c[1].offsets = 1;
      c[1].width = 1 + (int) (seed % 2) * (c[0].width - 1);
      for (int mu = 0; mu < geom.ndim; mu++)
        c[1].direction[mu] = mu;
      ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1 + two, c, NULL),
                        LGT_OK);
      ck_assert_int_eq (mask.sites_only, 0);
      for (int k = 0; k < c[0].offsets; k++)
        ck_assert (mask.condition[0].offset[k] >= 0
                   && mask.condition[0].offset[k] < c[0].width);
      count = lgt_mask_count (&mask);
      ck_assert_int_le (count, MAX_LINKS);
      ck_assert_int_eq (lgt_mask_list (&mask, site, direction, NULL),
                        LGT_OK);
      lgt_mask_links (&mask, links);
      lgt_mask_sites (&mask, sites);
      for (int64_t x = 0; x < geom.volume; x++)
        {
          int coords[LGT_MAX_DIM], far[LGT_MAX_DIM], any = 0;

          lgt_geom_coords (&geom, x, coords);
          for (int mu = 0; mu < geom.ndim; mu++)
            far[mu] = coords[mu] - 5 * geom.extent[mu];
          for (int mu = 0; mu < geom.ndim; mu++)
            {
              int active = slow_active (&geom, &c[0], coords, mu)
                           && (!two || slow_active (&geom, &c[1], coords,
                                                    mu));

              ck_assert_int_eq (lgt_mask_active (&mask, x, mu), active);
              ck_assert_int_eq (lgt_mask_active_at (&mask, coords, mu),
                                active);
              /* The mask is periodic.  */
              ck_assert_int_eq (lgt_mask_active_at (&mask, far, mu), active);
              ck_assert_int_eq (links[x * geom.ndim + mu], active);
              if (active)
                {
                  ck_assert_int_lt (i, count);
                  ck_assert_int_eq (site[i], x);
                  ck_assert_int_eq (direction[i], mu);
                  i++;
                }
              any |= active;
            }
          ck_assert_int_eq (sites[x], any);
        }
      ck_assert_int_eq (i, count);
      active_in_all += (int) count;
    }
  ck_assert_int_gt (active_in_all, MASKS);
}
END_TEST

/* Every link of a listed direction is active for exactly one of the offsets
   0, ..., width - 1, and offsets are empty or full as g says.  */
START_TEST (offsets_partition_the_links)
{
  for (uint32_t seed = 0; seed < MASKS; seed++)
    {
      struct lgt_geom geom;
      struct lgt_mask_condition c;
      unsigned char links[MAX_LINKS];
      int hits[MAX_LINKS] = { 0 }, g;

      random_case (seed, &geom, &c);
      c.offsets = 1;
      g = lgt_mask_gcd (geom.ndim, c.steps, c.width);
      ck_assert_int_eq (c.width % g, 0);
      for (int offset = 0; offset < c.width; offset++)
        {
          struct lgt_mask mask;

          c.offset[0] = offset;
          ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &c, NULL),
                            LGT_OK);
          ck_assert_int_eq (lgt_mask_count (&mask) * c.width,
                            offset % g ? 0
                            : geom.volume * g * c.directions);
          lgt_mask_links (&mask, links);
          for (int64_t i = 0; i < geom.volume * geom.ndim; i++)
            hits[i] += links[i];
        }
      for (int64_t i = 0; i < geom.volume * geom.ndim; i++)
        {
          int listed = 0;

          for (int k = 0; k < c.directions; k++)
            listed |= c.direction[k] == i % geom.ndim;
          ck_assert_int_eq (hits[i], listed);
        }
    }
}
END_TEST

START_TEST (site_masks)
{
  struct lgt_geom geom;
  struct lgt_mask_condition even = {
    .steps = { 1, 1 }, .width = 2, .offsets = 1
  };
  struct lgt_mask mask;
  int32_t site[12], direction[12] = { 77 };
  unsigned char links[48];

  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 4, 6 }, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &even, NULL), LGT_OK);
  ck_assert_int_eq (mask.sites_only, 1);
  ck_assert_int_eq (lgt_mask_count (&mask), 12);
  ck_assert_int_eq (lgt_mask_list (&mask, site, direction, NULL), LGT_OK);
  ck_assert_int_eq (direction[0], 77);
  for (int i = 0; i < 12; i++)
    ck_assert_int_eq (site[i], 2 * i + i / 2 % 2);
  lgt_mask_links (&mask, links);
  for (int i = 0; i < 48; i++)
    ck_assert_int_eq (links[i], (i / 2 % 4 + i / 8) % 2 == 0);
}
END_TEST

/* One condition cannot select a single link of an L x L lattice; two can. */
START_TEST (a_list_selects_one_link)
{
  struct lgt_geom geom;
  struct lgt_mask_condition c[2] = {
    { .directions = 1, .direction = { 1 }, .steps = { 1, 0 }, .width = 4,
      .offsets = 1, .offset = { -3 } },
    { .directions = 0, .steps = { 0, 1 }, .width = 4, .offsets = 1,
      .offset = { 2 } }
  };
  struct lgt_mask mask;
  int32_t site[1], direction[1];

  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 4, 4 }, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 2, c, NULL), LGT_OK);
  ck_assert_int_eq (lgt_mask_count (&mask), 1);
  ck_assert_int_eq (lgt_mask_list (&mask, site, direction, NULL), LGT_OK);
  ck_assert_int_eq (site[0], lgt_geom_site (&geom, (int[]) { 3, 2 }));
  ck_assert_int_eq (direction[0], 1);
}
END_TEST

/* Drawn by hand: direction 1, steps 1 and 2, width 4, offset 0 on 8 x 4
   (rows are x_1 = 0 to 3).  */
START_TEST (a_known_mask)
{
  static const char expected[] = "#...#..." "..#...#."
                                 "#...#..." "..#...#.";
  struct lgt_geom geom;
  struct lgt_mask_condition c = {
    .directions = 1, .direction = { 1 }, .steps = { 1, 2 }, .width = 4,
    .offsets = 1
  };
  struct lgt_mask mask;

  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 8, 4 }, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &c, NULL), LGT_OK);
  for (int x = 0; x < 32; x++)
    {
      ck_assert_int_eq (lgt_mask_active (&mask, x, 0), 0);
      ck_assert_int_eq (lgt_mask_active (&mask, x, 1), expected[x] == '#');
    }
}
END_TEST

START_TEST (numbers_near_the_limits)
{
  struct lgt_geom geom;
  struct lgt_mask_condition c = {
    .directions = 1, .direction = { 0 }, .steps = { INT_MIN, INT_MAX },
    .width = INT_MAX, .offsets = 1, .offset = { INT_MIN }
  };
  struct lgt_mask mask;

  /* Modulo 2^31 - 1 the first step and the offset are -1, the second 0.  */
  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { INT_MAX, 3 }, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &c, NULL), LGT_OK);
  for (int y = 0; y < 3; y++)
    {
      int at[2] = { INT_MAX - 1, y };

      ck_assert_int_eq (lgt_mask_active_at (&mask, at, 0), 1);
      at[0] = INT_MAX - 2;
      ck_assert_int_eq (lgt_mask_active_at (&mask, at, 0), 0);
    }
  ck_assert_int_eq (lgt_mask_list (&mask, NULL, NULL, NULL), LGT_EINVAL);
}
END_TEST

START_TEST (bad_conditions)
{
  static const struct
  {
    struct lgt_mask_condition condition;
    const char *words;
  } bad[] = {
    { { 1, { 0 }, { 1, 1 }, 0, 1, { 0 } }, "width is 0" },
    { { 1, { 0 }, { 1, 1 }, -4, 1, { 0 } }, "width is -4" },
    { { 1, { 2 }, { 1, 1 }, 2, 1, { 0 } }, "direction 2" },
    { { 1, { -1 }, { 1, 1 }, 2, 1, { 0 } }, "direction -1" },
    { { 2, { 1, 1 }, { 1, 1 }, 2, 1, { 0 } }, "twice" },
    { { 3, { 0, 1, 0 }, { 1, 1 }, 2, 1, { 0 } }, "3 directions" },
    { { 2, { 0, 1 }, { 1, 1 }, 2, 3, { 0 } }, "3 offsets" },
    { { 1, { 0 }, { 1, 1 }, 2, 0, { 0 } }, "0 offsets" },
    { { 0, { 0 }, { 1, 1 }, 2, 2, { 0 } }, "2 offsets" },
    { { 1, { 0 }, { 1, 1 }, 4, 1, { 0 } },
      "extent 6 of direction 1 times step 1 is no multiple of the width 4; "
      "extent 4 or 8 would do" },
    { { 1, { 0 }, { 3, 2 }, 16, 1, { 0 } },
      "extent 8 of direction 0 times step 3 is no multiple of the width 16; "
      "extent 16 would do" },
  };
  struct lgt_geom geom;
  struct lgt_mask mask, before;
  struct lgt_error error;

  memset (&mask, 7, sizeof mask);
  before = mask;
  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 8, 6 }, NULL),
                    LGT_OK);
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    {
      ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &bad[i].condition,
                                       &error), LGT_EINVAL);
      ck_assert_msg (strstr (error.text, bad[i].words), "%s, not %s",
                     error.text, bad[i].words);
      ck_assert_mem_eq (&mask, &before, sizeof mask);
    }
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 0, &bad[0].condition, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, LGT_MASK_MAX_CONDITIONS + 1,
                                   &bad[0].condition, NULL), LGT_EINVAL);
  ck_assert_mem_eq (&mask, &before, sizeof mask);
}
END_TEST

/* Extents that are named as possible are, and no other in between is.  */
START_TEST (fitting_extents)
{
  for (int width = 1; width <= 9; width++)
    for (int step = -9; step <= 9; step++)
      for (int extent = 1; extent <= 20; extent++)
        {
          int64_t below, above;

          lgt_mask_fitting_extents (step, width, extent, &below, &above);
          ck_assert_int_le (below, extent);
          ck_assert_int_ge (above, extent);
          ck_assert_int_eq (below * step % width, 0);
          ck_assert_int_eq (above * step % width, 0);
          for (int64_t l = below + 1; l < above; l++)
            ck_assert_int_ne (l * step % width, 0);
          if (extent * step % width == 0)
            ck_assert (below == extent && above == extent);
        }
}
END_TEST

START_TEST (steps_turn_with_their_direction)
{
  static const int list[4] = { 10, 11, 12, 13 };
  int steps[4];

  for (int mu = 0; mu < 4; mu++)
    {
      lgt_mask_steps_for (4, list, mu, steps);
      for (int nu = 0; nu < 4; nu++)
        ck_assert_int_eq (steps[(mu + nu) % 4], list[nu]);
      lgt_mask_steps_along (4, 2, 1, mu, steps);
      for (int nu = 0; nu < 4; nu++)
        ck_assert_int_eq (steps[nu], nu == mu ? 2 : 1);
    }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("mask");
  TCase *tc = tcase_create ("mask");

  tcase_add_test (tc, agrees_with_a_slow_definition);
  tcase_add_test (tc, offsets_partition_the_links);
  tcase_add_test (tc, site_masks);
  tcase_add_test (tc, a_list_selects_one_link);
  tcase_add_test (tc, a_known_mask);
  tcase_add_test (tc, numbers_near_the_limits);
  tcase_add_test (tc, bad_conditions);
  tcase_add_test (tc, fitting_extents);
  tcase_add_test (tc, steps_turn_with_their_direction);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
