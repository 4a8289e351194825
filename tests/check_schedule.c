/* Tests of lgt/schedule.h.  */

#include "testutil.h"

#include <stdint.h>
#include <string.h>

#include <lgt/schedule.h>

#include "known_masks.h"

static struct lgt_loop_list
plaquettes (int ndim)
{
  struct lgt_loop_list list;

  ck_assert_int_eq (lgt_loop_list_plaquettes (ndim, &list, NULL), LGT_OK);
  return list;
}

static struct lgt_geom
cube (int ndim, int side)
{
  int extent[LGT_MAX_DIM] = { side, side, side, side, side, side };
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, ndim, extent, NULL), LGT_OK);
  return geom;
}

START_TEST (scores_of_known_masks)
{
  int ndim = known_masks[_i].ndim;
  struct lgt_loop_list list = plaquettes (ndim);
  struct lgt_schedule_score s;

  ck_assert_int_eq (lgt_schedule_score (ndim, known_masks[_i].steps,
                                        known_masks[_i].width, list.count,
                                        list.loop, &s, NULL), LGT_OK);
  ck_assert_int_eq (s.layers, known_masks[_i].layers);
  ck_assert_int_eq (s.single, 2 * (ndim - 1));
  ck_assert_int_eq (s.through, 2 * (ndim - 1));
  for (int c = 0; c < 4; c++)
    {
      ck_assert_int_eq (s.frozen[c], known_masks[_i].frozen[c]);
      ck_assert_int_eq (s.all[c], known_masks[_i].all[c]);
    }
  lgt_loop_list_free (&list);
}
END_TEST

/* On any lattice that is large enough the score is what a sweep has, and
   the sweep has every link once.  */
START_TEST (sweeps_of_known_masks)
{
  int ndim = known_masks[_i].ndim, width = known_masks[_i].width;
  struct lgt_geom geom = cube (ndim, 2 * width);
  struct lgt_loop_list list = plaquettes (ndim);
  struct lgt_schedule s;
  int64_t least, most, frozen, all, links;

  ck_assert_int_eq (lgt_schedule_sweep (&geom, known_masks[_i].steps, width,
                                        list.count, list.loop, &s, NULL),
                    LGT_OK);
  ck_assert_int_eq (s.count, known_masks[_i].layers);
  ck_assert_int_eq (lgt_schedule_updates (&s, &least, &most, NULL), LGT_OK);
  ck_assert_int_eq (least, 1);
  ck_assert_int_eq (most, 1);
  ck_assert_int_eq (lgt_schedule_frozen (&s, list.count, list.loop, &frozen,
                                         &all, &links, NULL), LGT_OK);
  ck_assert_int_gt (links, 0);
  ck_assert_int_eq (frozen, links * known_masks[_i].frozen[0]);
  ck_assert_int_eq (all, links * known_masks[_i].all[0]);
  lgt_schedule_free (&s);
  lgt_loop_list_free (&list);
}
END_TEST

/* One representative a direction is enough under one condition: all links
   of a mask of all directions, one by one.  */
START_TEST (frozen_loops_link_by_link)
{
  struct lgt_mask_condition c = { .directions = 3, .direction = { 2, 0, 1 },
                                  .steps = { 1, 2, 3 }, .width = 6,
                                  .offsets = 3, .offset = { 0, 3, 1 } };
  struct lgt_geom geom = cube (3, 6);
  struct lgt_loop_list list;
  struct lgt_mask mask;
  struct lgt_schedule s = { .count = 1, .mask = &mask };
  int64_t frozen, all, links, sum = 0, seen = 0;

  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &c, NULL), LGT_OK);
  ck_assert_int_eq (lgt_loop_list_all (3, 6, &list, NULL), LGT_OK);
  ck_assert_int_eq (lgt_schedule_frozen (&s, list.count, list.loop, &frozen,
                                         &all, &links, NULL), LGT_OK);
  for (int mu = 0; mu < 3; mu++)
    {
      struct lgt_star star;

      ck_assert_int_eq (lgt_star_new (3, mu, list.count, list.loop, &star,
                                      NULL), LGT_OK);
      for (int64_t x = 0; x < geom.volume; x++)
        {
          int coords[LGT_MAX_DIM];

          lgt_geom_coords (&geom, x, coords);
          if (!lgt_mask_active (&mask, x, mu))
            continue;
          sum += lgt_star_frozen (&star, &mask, coords);
          seen++;
        }
      lgt_star_free (&star);
    }
  ck_assert_int_gt (sum, 0);
  ck_assert_int_eq (sum * links, frozen * seen);
  lgt_loop_list_free (&list);
}
END_TEST

/* Turned and offset, a mask of one direction and one of all.  */
START_TEST (sweeps_from_a_mask)
{
  struct lgt_mask_condition one = { .directions = 1, .direction = { 1 },
                                    .steps = { 1, 2 }, .width = 4,
                                    .offsets = 1, .offset = { 3 } };
  struct lgt_mask_condition both = { .directions = 2, .direction = { 0, 1 },
                                     .steps = { 2, 2 }, .width = 4,
                                     .offsets = 2, .offset = { 0, 1 } };
  struct lgt_geom geom = cube (2, 8);
  struct lgt_loop_list list = plaquettes (2);
  struct lgt_mask mask;
  struct lgt_schedule s = { .count = -7 };
  int64_t least, most;
  int switches = 0;

  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &one, NULL), LGT_OK);
  ck_assert_int_eq (lgt_schedule_from (&mask, list.count, list.loop, &s,
                                       NULL), LGT_OK);
  ck_assert_int_eq (s.count, 8);
  for (int k = 0; k < 8; k++)
    {
      const struct lgt_mask_condition *c = &s.mask[k].condition[0];

      ck_assert_int_eq (c->steps[c->direction[0]], 2);
      ck_assert_int_eq (c->steps[1 - c->direction[0]], 1);
      switches += k && c->direction[0]
                       != s.mask[k - 1].condition[0].direction[0];
    }
  ck_assert_int_ge (switches, 3);
  ck_assert_int_eq (lgt_schedule_updates (&s, &least, &most, NULL), LGT_OK);
  ck_assert_int_eq (least, 1);
  ck_assert_int_eq (most, 1);
  lgt_schedule_free (&s);

  /* Offsets 0 and 1 with g = 2: each mask has one direction only.  */
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &both, NULL), LGT_OK);
  ck_assert_int_eq (lgt_schedule_from (&mask, list.count, list.loop, &s,
                                       NULL), LGT_OK);
  ck_assert_int_eq (s.count, 4);
  ck_assert_int_eq (lgt_schedule_updates (&s, &least, &most, NULL), LGT_OK);
  ck_assert_int_eq (least, 1);
  ck_assert_int_eq (most, 1);
  for (int k = 0; k < 4; k++)
    ck_assert_int_gt (lgt_mask_count (&s.mask[k]), 0);
  lgt_schedule_free (&s);
  lgt_loop_list_free (&list);
}
END_TEST

/* What a layer updated is what the next one looks at wherever it can be. */
START_TEST (layers_condition_the_next)
{
  struct lgt_geom geom = cube (2, 8);
  struct lgt_loop_list list = plaquettes (2);
  struct lgt_schedule s;

  ck_assert_int_eq (lgt_schedule_sweep (&geom, (int[]) { 2, 1 }, 4,
                                        list.count, list.loop, &s, NULL),
                    LGT_OK);
  for (int k = 1; k < s.count; k++)
    {
      int mu = s.mask[k].condition[0].direction[0], passes = 0;
      struct lgt_star star;

      ck_assert_int_eq (lgt_star_new (2, mu, list.count, list.loop, &star,
                                      NULL), LGT_OK);
      for (int64_t x = 0; x < geom.volume; x++)
        {
          int at[LGT_MAX_DIM];

          lgt_geom_coords (&geom, x, at);
          if (!lgt_mask_active (&s.mask[k], x, mu))
            continue;
          for (int l = 0; l < star.loops; l++)
            {
              int updated = 0, frozen = 1;

              for (int i = star.first[l]; i < star.first[l + 1]; i++)
                {
                  int y[2] = { at[0] + star.link[i].at[0],
                               at[1] + star.link[i].at[1] };

                  frozen &= !lgt_mask_active_at (&s.mask[k], y,
                                                 star.link[i].mu);
                  updated |= lgt_mask_active_at (&s.mask[k - 1], y,
                                                 star.link[i].mu);
                }
              passes += frozen && updated;
            }
        }
      ck_assert_int_gt (passes, 0);
      lgt_star_free (&star);
    }
  lgt_schedule_free (&s);
  lgt_loop_list_free (&list);
}
END_TEST

START_TEST (how_far_information_gets)
{
  struct lgt_geom geom = cube (2, 8);
  struct lgt_loop_list list = plaquettes (2);
  struct lgt_schedule s;
  int layers[9];

  ck_assert_int_eq (lgt_schedule_farthest (&geom), 8);
  /* No plaquette is frozen: nothing ever gets anywhere.  */
  ck_assert_int_eq (lgt_schedule_sweep (&geom, (int[]) { 1, 1 }, 2,
                                        list.count, list.loop, &s, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_schedule_reach (&s, list.count, list.loop, layers,
                                        NULL), LGT_OK);
  ck_assert_int_eq (layers[0], 0);
  for (int r = 1; r <= 8; r++)
    ck_assert_int_eq (layers[r], -1);
  lgt_schedule_free (&s);

  ck_assert_int_eq (lgt_schedule_sweep (&geom, (int[]) { 2, 1 }, 4,
                                        list.count, list.loop, &s, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_schedule_reach (&s, list.count, list.loop, layers,
                                        NULL), LGT_OK);
  for (int r = 1; r <= 8; r++)
    {
      /* A plaquette of the star is at most 3 sites away.  */
      ck_assert_int_ge (layers[r], (r + 2) / 3);
      ck_assert_int_ge (layers[r], layers[r - 1]);
      ck_assert_int_le (layers[r], 16);
    }
  lgt_schedule_free (&s);
  lgt_loop_list_free (&list);
}
END_TEST

/* The search finds the best of all steps tried one by one.  */
START_TEST (search_against_trying_all)
{
  struct lgt_geom geom = cube (3, 4);
  struct lgt_loop_list list = plaquettes (3);
  struct lgt_schedule_score *found, best = { .width = 0 };
  int count, steps[3];

  ck_assert_int_eq (lgt_schedule_search (&geom, 8, list.count, list.loop,
                                         &found, &count, NULL), LGT_OK);
  for (int width = 2; width <= 4; width += 2)
    for (int k = 0; k < width * width * width; k++)
      {
        struct lgt_schedule_score s;
        int listed = 0;

        steps[0] = k % width;
        steps[1] = k / width % width;
        steps[2] = k / width / width;
        if (lgt_mask_gcd (3, steps, width) > 1)
          continue;
        ck_assert_int_eq (lgt_schedule_score (3, steps, width, list.count,
                                              list.loop, &s, NULL), LGT_OK);
        if (!best.width || lgt_schedule_score_compare (&s, &best) < 0)
          best = s;
        /* Whatever it is, one of those found is as good.  */
        for (int i = 0; i < count; i++)
          listed |= found[i].width == width
                    && !lgt_schedule_score_compare (&found[i], &s);
        ck_assert_int_eq (listed, s.single > 0);
      }
  ck_assert_int_gt (count, 5);
  ck_assert_int_eq (lgt_schedule_score_compare (&found[0], &best), 0);
  for (int i = 1; i < count; i++)
    ck_assert_int_le (lgt_schedule_score_compare (&found[i - 1], &found[i]),
                      0);
  ck_assert_int_eq (found[0].width, 4);
  ck_assert_mem_eq (found[0].steps, ((int[]) { 2, 1, 1 }), 3 * sizeof (int));
  free (found);
  lgt_loop_list_free (&list);
}
END_TEST

/* No two masks of the list are the same but for reflections and a factor:
   of width 8 in two dimensions every one is there once.  */
START_TEST (search_lists_each_mask_once)
{
  struct lgt_geom geom = cube (2, 8);
  struct lgt_loop_list list = plaquettes (2);
  struct lgt_schedule_score *found;
  int count, seen[8][8] = { { 0 } };

  ck_assert_int_eq (lgt_schedule_search (&geom, 8, list.count, list.loop,
                                         &found, &count, NULL), LGT_OK);
  for (int i = 0; i < count; i++)
    if (found[i].width == 8)
      for (int factor = 1; factor < 8; factor += 2)
        for (int signs = 0; signs < 4; signs++)
          {
            int a = factor * found[i].steps[0] % 8;
            int b = factor * found[i].steps[1] % 8;

            a = signs & 1 ? (8 - a) % 8 : a;
            b = signs & 2 ? (8 - b) % 8 : b;
            ck_assert (!seen[a][b] || seen[a][b] == i + 1);
            seen[a][b] = i + 1;
          }
  for (int a = 0; a < 8; a++)
    for (int b = 0; b < 8; b++)
      ck_assert_int_eq (seen[a][b] != 0, b && (a % 2 || b % 2));
  free (found);
  lgt_loop_list_free (&list);
}
END_TEST

START_TEST (bad_arguments)
{
  struct lgt_geom geom = cube (2, 6);
  struct lgt_loop_list list = plaquettes (2);
  struct lgt_loop line = { .length = 6, .steps = { 1, 1, 1, 1, 1, 1 } };
  struct lgt_mask_condition sites = { .steps = { 1, 1 }, .width = 2,
                                      .offsets = 1 };
  struct lgt_mask mask;
  struct lgt_schedule s = { .count = -7 };
  struct lgt_schedule none = { .count = 0 };
  struct lgt_schedule_score score, *found = NULL;
  struct lgt_error error;
  int64_t a, b, c;
  int count, layers[7];

  ck_assert_int_eq (lgt_schedule_sweep (&geom, (int[]) { 2, 1 }, 4,
                                        list.count, list.loop, &s, &error),
                    LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "would do"));
  ck_assert_int_eq (lgt_schedule_sweep (&geom, (int[]) { 2, 1 }, 0,
                                        list.count, list.loop, &s, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_schedule_sweep (&geom, (int[]) { 1, 1 }, 2, 1, &line,
                                        &s, &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "infinite lattice"));
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &sites, NULL), LGT_OK);
  ck_assert_int_eq (lgt_schedule_from (&mask, list.count, list.loop, &s,
                                       &error), LGT_EINVAL);
  ck_assert_int_eq (s.count, -7);
  ck_assert_int_eq (lgt_schedule_updates (&none, &a, &b, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_schedule_frozen (&none, list.count, list.loop, &a,
                                         &b, &c, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_schedule_reach (&none, list.count, list.loop, layers,
                                        &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_schedule_score (2, (int[]) { 1, 1 }, 0, list.count,
                                        list.loop, &score, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_schedule_score (7, (int[]) { 1, 1 }, 2, list.count,
                                        list.loop, &score, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_schedule_search (&geom, 17, list.count, list.loop,
                                         &found, &count, &error),
                    LGT_EINVAL);
  ck_assert_ptr_null (found);
  lgt_loop_list_free (&list);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("schedule");
  TCase *tc = tcase_create ("schedule");

  tcase_add_loop_test (tc, scores_of_known_masks, 0, KNOWN_MASKS);
  tcase_add_loop_test (tc, sweeps_of_known_masks, 0, KNOWN_MASKS);
  tcase_add_test (tc, frozen_loops_link_by_link);
  tcase_add_test (tc, sweeps_from_a_mask);
  tcase_add_test (tc, layers_condition_the_next);
  tcase_add_test (tc, how_far_information_gets);
  tcase_add_test (tc, search_against_trying_all);
  tcase_add_test (tc, search_lists_each_mask_once);
  tcase_add_test (tc, bad_arguments);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
