/* Tests of lgt/loops.h.  */

#include "testutil.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include <lgt/loops.h>
#include <lgt/mask.h>

#include "known_masks.h"

/* A small generator: the same cases every time.  */
static int
draw (uint32_t *state, int n)
{
  *state = *state * 1664525u + 1013904223u;
  return (int) ((*state >> 8) % (uint32_t) n);
}

static struct lgt_loop
parsed (const char *text)
{
  struct lgt_loop loop;

  ck_assert_int_eq (lgt_loop_parse (&loop, 4, NULL, text, NULL), LGT_OK);
  return loop;
}

static void
ck_loop_eq (const struct lgt_loop *loop, const char *text)
{
  char words[1024];

  ck_assert_int_lt (lgt_loop_print (loop, words, sizeof words), 1024);
  ck_assert_str_eq (words, text);
}

/* A random closed walk of HALF steps there and HALF back in another order.  */
static struct lgt_loop
random_loop (uint32_t *state, int ndim, int half)
{
  struct lgt_loop loop = { .length = 2 * half };

  for (int i = 0; i < half; i++)
    {
      int step = (1 + draw (state, ndim)) * (draw (state, 2) ? 1 : -1);

      loop.steps[i] = step;
      loop.steps[half + i] = -step;
    }
  for (int i = loop.length - 1; i > 0; i--)
    {
      int j = draw (state, i + 1), step = loop.steps[i];

      loop.steps[i] = loop.steps[j];
      loop.steps[j] = step;
    }
  return loop;
}

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

/* ---- masks ---- */

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
  tc = tcase_create ("masks");
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
