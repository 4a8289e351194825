/* Tests of lgt/geom.h.  */

#include "testutil.h"

#include <limits.h>
#include <string.h>

#include <lgt/geom.h>

static const struct
{
  int ndim, extent[LGT_MAX_DIM];
} shapes[] = {
  { 1, { 1 } }, { 1, { 7 } }, { 2, { 2, 1 } }, { 2, { 5, 3 } },
  { 3, { 1, 4, 2 } }, { 3, { 3, 4, 5 } }, { 4, { 2, 3, 1, 4 } },
  { 5, { 2, 2, 3, 1, 2 } }, { 6, { 2, 1, 3, 2, 2, 3 } }
};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static struct lgt_geom
shape (int i)
{
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, shapes[i].ndim, shapes[i].extent,
                                   NULL), LGT_OK);
  return geom;
}

/* Coordinates count up like an odometer, direction 0 fastest.  */
START_TEST (sites_are_in_order)
{
  struct lgt_geom geom = shape (_i);
  int expected[LGT_MAX_DIM] = { 0 }, coords[LGT_MAX_DIM];

  for (int64_t site = 0; site < geom.volume; site++)
    {
      lgt_geom_coords (&geom, site, coords);
      for (int mu = 0; mu < geom.ndim; mu++)
        {
          ck_assert_int_eq (coords[mu], expected[mu]);
          ck_assert_int_eq (lgt_geom_coord (&geom, site, mu), coords[mu]);
        }
      ck_assert_int_eq (lgt_geom_site (&geom, coords), site);
      for (int mu = 0; mu < geom.ndim; mu++)
        {
          if (++expected[mu] < geom.extent[mu])
            break;
          expected[mu] = 0;
        }
    }
}
END_TEST

START_TEST (neighbours_and_shifts_add_to_coordinates)
{
  struct lgt_geom geom = shape (_i);

  for (int64_t site = 0; site < geom.volume; site++)
    for (int steps = -9; steps <= 9; steps++)
      {
        int coords[LGT_MAX_DIM], shift[LGT_MAX_DIM], moved[LGT_MAX_DIM];

        lgt_geom_coords (&geom, site, coords);
        for (int mu = 0; mu < geom.ndim; mu++)
          {
            int64_t there = lgt_geom_neighbour (&geom, site, mu, steps);

            memcpy (moved, coords, sizeof moved);
            moved[mu] += steps;
            ck_assert_int_eq (there, lgt_geom_site (&geom, moved));
            ck_assert_int_eq (lgt_geom_neighbour (&geom, there, mu, -steps),
                              site);
            shift[mu] = steps * (mu + 1) - 4;
          }
        for (int mu = 0; mu < geom.ndim; mu++)
          moved[mu] = coords[mu] + shift[mu];
        ck_assert_int_eq (lgt_geom_shift (&geom, site, shift),
                          lgt_geom_site (&geom, moved));
      }
}
END_TEST

START_TEST (any_number_of_steps)
{
  struct lgt_geom geom;
  int64_t l = INT_MAX;

  ck_assert_int_eq (lgt_geom_init (&geom, 1, (int[]) { INT_MAX }, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_geom_neighbour (&geom, l - 1, 0, 1), 0);
  ck_assert_int_eq (lgt_geom_neighbour (&geom, l - 1, 0, INT64_MAX),
                    (INT64_MAX % l + l - 1) % l);
  ck_assert_int_eq (lgt_geom_neighbour (&geom, 0, 0, INT64_MIN),
                    INT64_MIN % l + l);
  ck_assert_int_eq (lgt_geom_shift (&geom, 0, (int[]) { -1 }), l - 1);
}
END_TEST

START_TEST (known_numbers)
{
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, 3, (int[]) { 4, 5, 6 }, NULL),
                    LGT_OK);
  ck_assert_int_eq (geom.volume, 120);
  ck_assert_int_eq (lgt_geom_site (&geom, (int[]) { 1, 2, 3 }), 69);
  ck_assert_int_eq (lgt_geom_site (&geom, (int[]) { -3, 7, -3 }), 69);
  ck_assert_int_eq (lgt_geom_neighbour (&geom, 69, 1, 3), 61);
}
END_TEST

START_TEST (bad_shapes)
{
  static const struct
  {
    int ndim, extent[7];
    const char *words;
  } bad[] = {
    { 0, { 4 }, "0 dimensions" }, { 7, { 1, 1, 1, 1, 1, 1, 1 }, "7 dim" },
    { 2, { 4, 0 }, "direction 1 is 0" }, { 1, { -3 }, "direction 0 is -3" },
    { 3, { INT_MAX, INT_MAX, 2 }, "direction 1 with" },
    { 6, { INT_MAX, INT_MAX, INT_MAX, INT_MAX, INT_MAX, INT_MAX }, "count" }
  };
  struct lgt_geom geom, before;

  memset (&geom, 7, sizeof geom);
  before = geom;
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    {
      struct lgt_error error;

      ck_assert_int_eq (lgt_geom_init (&geom, bad[i].ndim, bad[i].extent,
                                       &error), LGT_EINVAL);
      ck_assert_int_eq (error.code, LGT_EINVAL);
      ck_assert_ptr_nonnull (strstr (error.text, bad[i].words));
      ck_assert_mem_eq (&geom, &before, sizeof geom);
    }
}
END_TEST

START_TEST (words)
{
  static const struct { const char *text, *words; } bad[] = {
    { "", "character 1" }, { "4x", "character 3" }, { "x4", "character 1" },
    { "4x8 ", "character 4" }, { "4y8", "character 2" },
    { "-4", "character 1" }, { "0x4", "direction 0 is 0" },
    { "4x99999999999999999999", "direction 1" },
    { "1x1x1x1x1x1x1", "more than 6" }
  };
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_parse (&geom, "8x12x1", NULL), LGT_OK);
  ck_assert_int_eq (geom.ndim, 3);
  ck_assert_int_eq (geom.extent[0], 8);
  ck_assert_int_eq (geom.extent[1], 12);
  ck_assert_int_eq (geom.extent[2], 1);
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    {
      struct lgt_error error = { .text = "" };

      ck_assert_int_eq (lgt_geom_parse (&geom, bad[i].text, &error),
                        LGT_EINVAL);
      ck_assert_msg (strstr (error.text, bad[i].words), "'%s': %s",
                     bad[i].text, error.text);
      ck_assert_int_eq (geom.volume, 96);
    }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("geom");
  TCase *tc = tcase_create ("geom");

  tcase_add_loop_test (tc, sites_are_in_order, 0, SHAPES);
  tcase_add_loop_test (tc, neighbours_and_shifts_add_to_coordinates, 0,
                       SHAPES);
  tcase_add_test (tc, any_number_of_steps);
  tcase_add_test (tc, known_numbers);
  tcase_add_test (tc, bad_shapes);
  tcase_add_test (tc, words);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
