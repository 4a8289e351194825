/* Loops: notation, canonical form, lists, loops through a link.  */

#include "testutil.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "loopcase.h"

/* ---- notation ---- */

START_TEST (words_there_and_back)
{
  struct lgt_loop loop = parsed (" +0+1 -0\t-1 ");
  struct lgt_geom geom;
  char small[6];

  ck_assert_int_eq (loop.length, 4);
  ck_assert_mem_eq (loop.steps, ((int[]) { 1, 2, -1, -2 }), 4 * sizeof (int));
  ck_loop_eq (&loop, "+0 +1 -0 -1");
  ck_assert_int_eq (lgt_loop_print (&loop, small, sizeof small), 11);
  ck_assert_str_eq (small, "+0 +1");
  ck_assert_int_eq (lgt_loop_print (&loop, NULL, 0), 11);

  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 3, 2 }, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_loop_parse (&loop, 2, &geom, "-0 -0 -0", NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_loop_classify (&loop), LGT_LOOP_LINE);
  ck_assert_int_eq (lgt_loop_closed (&loop, &geom), 1);
  ck_assert_int_eq (lgt_loop_closed (&loop, NULL), 0);
}
END_TEST

START_TEST (bad_words)
{
  static const struct { const char *text, *words; } bad[] = {
    { "", "empty" }, { "  ", "empty" }, { "0 1", "character 1" },
    { "+0 *1", "character 4" }, { "+0 +", "character 5" },
    { "+0 +2 -0 -2", "no direction 2 at character 5" },
    { "+0 +99999999999999999999", "no direction 999999999 at" },
    { "+0 +1 -0", "leads to (0, 1)" }, { "-1 -1", "leads to (0, -2)" }
  };
  struct lgt_loop loop = { .length = -7 };

  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    {
      struct lgt_error error = { .text = "" };

      ck_assert_int_eq (lgt_loop_parse (&loop, 2, NULL, bad[i].text, &error),
                        LGT_EINVAL);
      ck_assert_msg (strstr (error.text, bad[i].words), "'%s': %s",
                     bad[i].text, error.text);
      ck_assert_int_eq (loop.length, -7);
    }
}
END_TEST

START_TEST (too_long)
{
  char text[2 * (LGT_LOOP_MAX + 1) + 1] = "";
  struct lgt_loop loop;

  for (int i = 0; i < LGT_LOOP_MAX; i++)
    strcat (text, i % 2 ? "-0" : "+0");
  ck_assert_int_eq (lgt_loop_parse (&loop, 1, NULL, text, NULL), LGT_OK);
  ck_assert_int_eq (loop.length, LGT_LOOP_MAX);
  strcat (text, "+0");
  ck_assert_int_eq (lgt_loop_parse_path (&loop, 1, text, NULL), LGT_EINVAL);
}
END_TEST

START_TEST (reducing)
{
  struct lgt_loop loop = parsed ("+1 +0 +2 -2 +1 -0 -1 -1"), result;

  lgt_loop_reduce (&loop, 0, &result);
  ck_loop_eq (&result, "+1 +0 +1 -0 -1 -1");
  lgt_loop_reduce (&loop, 1, &result);
  ck_loop_eq (&result, "+0 +1 -0 -1");
  loop = parsed ("+0 +1 +2 -2 -1 -0");
  lgt_loop_reduce (&loop, 0, &loop);
  ck_assert_int_eq (loop.length, 0);
}
END_TEST

/* ---- canonical form ---- */

START_TEST (canonical_form_is_one_a_class)
{
  uint32_t state = 5;

  for (int i = 0; i < 300; i++)
    {
      struct lgt_loop loop = random_loop (&state, 1 + i % 4, 1 + i % 6);
      struct lgt_loop canonical, other;

      lgt_loop_canonical (&loop, &canonical);
      ck_assert_int_le (lgt_loop_compare (&canonical, &loop), 0);
      for (int k = 0; k < loop.length; k++)
        {
          lgt_loop_rotate (&loop, k, &other);
          lgt_loop_canonical (&other, &other);
          ck_assert_int_eq (lgt_loop_compare (&other, &canonical), 0);
          lgt_loop_rotate (&loop, k, &other);
          lgt_loop_reverse (&other, &other);
          ck_assert_int_le (lgt_loop_compare (&canonical, &other), 0);
          lgt_loop_canonical (&other, &other);
          ck_assert_int_eq (lgt_loop_compare (&other, &canonical), 0);
        }
    }
}
END_TEST

/* ---- lists ---- */

/* Counts a site: the table of the field.  */
START_TEST (counts_in_all_dimensions)
{
  static const int plaquettes[] = { 0, 0, 1, 3, 6 };
  static const int counts[][4] = {      /* rectangle, chair, crown */
    { 0 }, { 0 }, { 2, 0, 0 }, { 6, 12, 4 }, { 12, 48, 16 }
  };

  for (int ndim = 1; ndim <= 4; ndim++)
    {
      struct lgt_loop_list list, all;

      ck_assert_int_eq (lgt_loop_list_plaquettes (ndim, &list, NULL),
                        LGT_OK);
      ck_assert_int_eq (list.count, plaquettes[ndim]);
      for (int i = 0, mu = 0, nu = 1; i < list.count; i++)
        {
          char text[64];

          snprintf (text, sizeof text, "+%d +%d -%d -%d", mu, nu, mu, nu);
          ck_loop_eq (&list.loop[i], text);
          if (++nu == ndim)
            {
              mu++;
              nu = mu + 1;
            }
        }
      ck_assert_int_eq (lgt_loop_list_all (ndim, 4, &all, NULL), LGT_OK);
      ck_assert_int_eq (all.count, list.count);
      for (int i = 0; i < all.count; i++)
        ck_assert_int_eq (lgt_loop_compare (&all.loop[i], &list.loop[i]), 0);
      lgt_loop_list_free (&all);
      lgt_loop_list_free (&list);

      ck_assert_int_eq (lgt_loop_list_all (ndim, 6, &all, NULL), LGT_OK);
      ck_assert_int_eq (all.count, counts[ndim][0] + counts[ndim][1]
                                   + counts[ndim][2]);
      lgt_loop_list_free (&all);
      for (int c = LGT_LOOP_RECTANGLE; c <= LGT_LOOP_CROWN; c++)
        {
          enum lgt_loop_class class_ = (enum lgt_loop_class) c, named;

          ck_assert_int_eq (lgt_loop_list_class (ndim, class_, &list, NULL),
                            LGT_OK);
          ck_assert_int_eq (list.count,
                            counts[ndim][c - LGT_LOOP_RECTANGLE]);
          ck_assert (lgt_loop_class_named (lgt_loop_class_name (class_),
                                           &named));
          ck_assert_int_eq (named, class_);
          for (int i = 0; i < list.count; i++)
            {
              struct lgt_loop_list orbit;

              /* One representative makes the class.  */
              ck_assert_int_eq (lgt_loop_classify (&list.loop[i]), class_);
              ck_assert_int_eq (lgt_loop_list_orbit (ndim, &list.loop[i],
                                                     &orbit, NULL), LGT_OK);
              ck_assert_int_eq (orbit.count, list.count);
              for (int j = 0; j < orbit.count; j++)
                ck_assert_int_eq (lgt_loop_compare (&orbit.loop[j],
                                                    &list.loop[j]), 0);
              lgt_loop_list_free (&orbit);
            }
          lgt_loop_list_free (&list);
        }
    }
}
END_TEST

/* All walks tried one by one, kept in the order in which they come.  */
static int
count_slowly (int ndim, int length)
{
  struct lgt_loop_list list = { 0 };
  struct lgt_loop loop = { .length = length };
  int64_t walks = 1, count;

  for (int i = 0; i < length; i++)
    walks *= 2 * ndim;
  for (int64_t w = 0; w < walks; w++)
    {
      int64_t rest = w;
      int good = 1;

      for (int i = 0; i < length; i++, rest /= 2 * ndim)
        loop.steps[i] = (int) (rest % ndim + 1)
                        * (rest / ndim % 2 ? -1 : 1);
      for (int i = 0; i < length; i++)
        good &= loop.steps[i] != -loop.steps[(i + 1) % length];
      if (good && lgt_loop_closed (&loop, NULL))
        ck_assert_int_eq (lgt_loop_list_add (&list, &loop, NULL), LGT_OK);
    }
  lgt_loop_list_normalize (&list);
  count = list.count;
  lgt_loop_list_free (&list);
  return (int) count;
}

START_TEST (enumeration_against_brute_force)
{
  static const int cases[][2] = {
    { 1, 6 }, { 2, 6 }, { 2, 8 }, { 3, 6 }, { 4, 6 }, { 5, 4 }
  };

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
      struct lgt_loop_list list;

      ck_assert_int_eq (lgt_loop_list_all (cases[i][0], cases[i][1], &list,
                                           NULL), LGT_OK);
      ck_assert_int_eq (list.count, count_slowly (cases[i][0], cases[i][1]));
      for (int k = 1; k < list.count; k++)
        ck_assert_int_lt (lgt_loop_compare (&list.loop[k - 1],
                                            &list.loop[k]), 0);
      lgt_loop_list_free (&list);
    }
}
END_TEST

START_TEST (rectangles)
{
  struct lgt_loop_list list;
  struct lgt_error error;

  ck_assert_int_eq (lgt_loop_list_rectangles (2, 2, 1, &list, NULL), LGT_OK);
  ck_assert_int_eq (list.count, 2);
  ck_loop_eq (&list.loop[0], "+0 +0 +1 -0 -0 -1");
  ck_loop_eq (&list.loop[1], "+0 +1 +1 -0 -1 -1");
  lgt_loop_list_free (&list);
  for (int ndim = 1; ndim <= 5; ndim++)
    for (int a = 1; a <= 3; a++)
      for (int b = 1; b <= 3; b++)
        {
          ck_assert_int_eq (lgt_loop_list_rectangles (ndim, a, b, &list,
                                                      NULL), LGT_OK);
          ck_assert_int_eq (list.count,
                            ndim * (ndim - 1) / (a == b ? 2 : 1));
          for (int i = 0; i < list.count; i++)
            ck_assert_int_eq (lgt_loop_classify (&list.loop[i]),
                              a * b == 1 ? LGT_LOOP_PLAQUETTE
                              : LGT_LOOP_RECTANGLE);
          lgt_loop_list_free (&list);
        }
  ck_assert_int_eq (lgt_loop_list_rectangles (2, 0, 1, &list, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_loop_list_rectangles (2, 64, 1, &list, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_loop_list_all (4, 5, &list, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_loop_list_class (4, LGT_LOOP_OTHER, &list, &error),
                    LGT_EINVAL);
}
END_TEST

START_TEST (names)
{
  static const struct { const char *text; enum lgt_loop_class is; } known[] = {
    { "-3 +1 +3 -1", LGT_LOOP_PLAQUETTE },
    { "+0 +2 -2 +1 -0 -1", LGT_LOOP_PLAQUETTE },
    { "+2 +2 +2 +0 -2 -2 -2 -0", LGT_LOOP_RECTANGLE },
    { "+0 +1 +2 -1 -0 -2", LGT_LOOP_RECTANGLE + 1 },
    { "+0 +1 +2 -0 -1 -2", LGT_LOOP_CROWN },
    { "+0 +1 -0 -1 +0 +1 -0 -1", LGT_LOOP_OTHER },
    { "+0 +0 +1 +1 -0 -1 -0 -1", LGT_LOOP_OTHER },
    { "+0 -0", LGT_LOOP_OTHER }
  };
  enum lgt_loop_class class_;

  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    {
      struct lgt_loop loop = parsed (known[i].text);

      ck_assert_int_eq (lgt_loop_classify (&loop), known[i].is);
    }
  ck_assert_int_eq (lgt_loop_class_named ("plaquettes", &class_), 0);
}
END_TEST

/* ---- loops through a link ---- */

START_TEST (plaquettes_of_a_link)
{
  struct lgt_loop loop[2 * LGT_MAX_DIM];

  lgt_loop_plaquettes_of (3, 1, loop);
  ck_loop_eq (&loop[0], "+1 +0 -1 -0");
  ck_loop_eq (&loop[1], "+1 -0 -1 +0");
  ck_loop_eq (&loop[2], "+1 +2 -1 -2");
  ck_loop_eq (&loop[3], "+1 -2 -1 +2");
  lgt_loop_staple (&loop[1], &loop[1]);
  ck_loop_eq (&loop[1], "-0 -1 +0");
  /* The same set comes from all positions in all plaquettes.  */
  for (int ndim = 1; ndim <= 6; ndim++)
    for (int mu = 0; mu < ndim; mu++)
      {
        struct lgt_loop_list list, through;
        int found = 0;

        lgt_loop_plaquettes_of (ndim, mu, loop);
        ck_assert_int_eq (lgt_loop_list_plaquettes (ndim, &list, NULL),
                          LGT_OK);
        ck_assert_int_eq (lgt_loop_list_through (list.count, list.loop, mu,
                                                 &through, NULL), LGT_OK);
        ck_assert_int_eq (through.count, 2 * (ndim - 1));
        for (int i = 0; i < through.count; i++)
          for (int k = 0; k < through.count; k++)
            found += lgt_loop_compare (&through.loop[i], &loop[k]) == 0;
        ck_assert_int_eq (found, through.count);
        lgt_loop_list_free (&through);
        lgt_loop_list_free (&list);
      }
}
END_TEST

/* S_j^+ S_i: the classes and how many, and that the link is not passed.  */
START_TEST (staple_pairs_of_a_link)
{
  struct lgt_loop loop[45], plaquette[2 * LGT_MAX_DIM], single;

  lgt_loop_staple_pairs_of (3, 0, loop);
  ck_loop_eq (&loop[0], "-1 +0 +1 +1 -0 -1");
  ck_loop_eq (&loop[1], "+2 +0 -2 +1 -0 -1");
  for (int ndim = 1; ndim <= 6; ndim++)
    for (int mu = 0; mu < ndim; mu++)
      {
        int n = (ndim - 1) * (2 * ndim - 3), i = 0, j = 1;
        int seen[LGT_LOOP_OTHER + 1] = { 0 };

        if (ndim == 1)
          n = 0;
        lgt_loop_plaquettes_of (ndim, mu, plaquette);
        lgt_loop_staple_pairs_of (ndim, mu, loop);
        for (int k = 0; k < n; k++)
          {
            seen[lgt_loop_classify (&loop[k])]++;
            ck_assert_int_eq (loop[k].length, 6);
            ck_assert_int_eq (lgt_loop_closed (&loop[k], NULL), 1);
            /* P_j^+ P_i with the link and its inverse taken out.  */
            lgt_loop_reverse (&plaquette[j], &single);
            memcpy (single.steps + 4, plaquette[i].steps, 4 * sizeof (int));
            single.length = 8;
            lgt_loop_reduce (&single, 0, &single);
            ck_assert_int_eq (lgt_loop_compare (&single, &loop[k]), 0);
            if (++j == 2 * (ndim - 1))
              {
                i++;
                j = i + 1;
              }
          }
        ck_assert_int_eq (seen[LGT_LOOP_RECTANGLE], ndim - 1);
        ck_assert_int_eq (seen[LGT_LOOP_CHAIR], 2 * (ndim - 1) * (ndim - 2));
      }
}
END_TEST

/* Each position starts with the link and is the same loop; a link passed m
   times stands in m positions, unless the loop repeats itself.  */
START_TEST (positions_of_a_link)
{
  uint32_t state = 11;
  struct lgt_loop loop = parsed ("+0 +0 +1 -0 -0 -1"), result[LGT_LOOP_MAX];

  ck_assert_int_eq (lgt_loop_positions (&loop, 0, result), 4);
  ck_loop_eq (&result[0], "+0 +0 +1 -0 -0 -1");
  ck_loop_eq (&result[1], "+0 +1 -0 -0 -1 +0");
  ck_loop_eq (&result[2], "+0 +0 -1 -0 -0 +1");
  ck_loop_eq (&result[3], "+0 -1 -0 -0 +1 +0");
  ck_assert_int_eq (lgt_loop_positions (&loop, 1, result), 2);
  ck_assert_int_eq (lgt_loop_positions (&loop, 2, result), 0);
  loop = parsed ("+0 +1 -0 -1 +0 +1 -0 -1");
  ck_assert_int_eq (lgt_loop_positions (&loop, 0, result), 2);
  for (int i = 0; i < 100; i++)
    {
      int mu = draw (&state, 3), n, passes = 0;
      struct lgt_loop a, b;

      loop = random_loop (&state, 3, 4);
      lgt_loop_canonical (&loop, &a);
      for (int k = 0; k < loop.length; k++)
        passes += abs (loop.steps[k]) == mu + 1;
      n = lgt_loop_positions (&loop, mu, result);
      ck_assert_int_le (n, passes);
      ck_assert (n > 0 || passes == 0);
      for (int k = 0; k < n; k++)
        {
          ck_assert_int_eq (result[k].steps[0], mu + 1);
          lgt_loop_canonical (&result[k], &b);
          ck_assert_int_eq (lgt_loop_compare (&a, &b), 0);
        }
    }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("loops");
  TCase *tc = tcase_create ("notation");

  tcase_add_test (tc, words_there_and_back);
  tcase_add_test (tc, bad_words);
  tcase_add_test (tc, too_long);
  tcase_add_test (tc, reducing);
  tcase_add_test (tc, canonical_form_is_one_a_class);
  suite_add_tcase (s, tc);
  tc = tcase_create ("lists");
  tcase_add_test (tc, counts_in_all_dimensions);
  tcase_add_test (tc, enumeration_against_brute_force);
  tcase_add_test (tc, rectangles);
  tcase_add_test (tc, names);
  tcase_add_test (tc, plaquettes_of_a_link);
  tcase_add_test (tc, staple_pairs_of_a_link);
  tcase_add_test (tc, positions_of_a_link);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
