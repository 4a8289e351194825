/* Tests of lgt/loop_counts.h and of lgt_mask_cell.  */

#include "testutil.h"

#include <limits.h>
#include <stdint.h>

#include <lgt/loop_counts.h>

/* A small generator: the same cases every time.  */
static int
draw (uint32_t *state, int n)
{
  *state = *state * 1664525u + 1013904223u;
  return (int) ((*state >> 8) % (uint32_t) n);
}

/* A random mask in 1 to 5 dimensions on a small lattice that it fits.  */
static struct lgt_mask
random_mask (uint32_t *state)
{
  static const int sides[] = { 0, 24, 8, 6, 4, 2 };
  struct lgt_mask_condition c[2] = { { .directions = 0 } };
  int ndim = 1 + draw (state, 5), count = 1 + draw (state, 2);
  int extent[LGT_MAX_DIM], all[LGT_MAX_DIM] = { 0 };
  struct lgt_geom geom;
  struct lgt_mask mask;

  for (int nu = 0; nu < ndim; nu++)
    extent[nu] = 1 + draw (state, sides[ndim]);
  for (int i = 0; i < count; i++)
    {
      c[i].width = 1 + draw (state, 6);
      c[i].directions = draw (state, ndim + 1);
      c[i].offsets = c[i].directions > 1 && draw (state, 2)
                     ? c[i].directions : 1;
      for (int k = 0; k < c[i].directions; k++)
        c[i].direction[k] = (k + all[0]) % ndim;
      for (int k = 0; k < c[i].offsets; k++)
        c[i].offset[k] = draw (state, 9) - 4;
      for (int nu = 0; nu < ndim; nu++)
        {
          c[i].steps[nu] = draw (state, 9) - 4;
          while (extent[nu] * c[i].steps[nu] % c[i].width)
            c[i].steps[nu]++;
        }
    }
  ck_assert_int_eq (lgt_geom_init (&geom, ndim, extent, NULL), LGT_OK);
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, count, c, NULL), LGT_OK);
  return mask;
}

/* Closed loops: those of up to 6 steps, or in one dimension there and back
   and around.  */
static struct lgt_loop_list
some_loops (uint32_t *state, const struct lgt_geom *geom)
{
  struct lgt_loop_list list = { 0 };
  struct lgt_loop line = { .length = 0 };
  int mu = draw (state, geom->ndim);

  if (geom->ndim > 1)
    ck_assert_int_eq (lgt_loop_list_all (geom->ndim,
                                         geom->ndim < 4 && draw (state, 2)
                                         ? 6 : 4, &list, NULL), LGT_OK);
  while (line.length < geom->extent[mu])
    line.steps[line.length++] = mu + 1;
  ck_assert_int_eq (lgt_loop_list_add (&list, &line, NULL), LGT_OK);
  while (line.length < 2 * geom->extent[mu])
    line.steps[line.length++] = -(mu + 1);
  ck_assert_int_eq (lgt_loop_list_add (&list, &line, NULL), LGT_OK);
  return list;
}

/* What the cell says of x modulo its extents, the mask says of x.  */
START_TEST (cell_repeats_to_the_mask)
{
  uint32_t state = 11;
  int smaller = 0;

  for (int i = 0; i < 300; i++)
    {
      struct lgt_mask mask = random_mask (&state), cell;
      int least = 1 + draw (&state, 3), coords[LGT_MAX_DIM];

      ck_assert_int_eq (lgt_mask_cell (&mask, least, &cell, NULL), LGT_OK);
      for (int nu = 0; nu < mask.geom.ndim; nu++)
        {
          int e = cell.geom.extent[nu], l = mask.geom.extent[nu];

          ck_assert_int_eq (l % e, 0);
          ck_assert (e >= least || e == l);
          smaller += e < l;
        }
      for (int64_t x = 0; x < mask.geom.volume; x++)
        {
          lgt_geom_coords (&mask.geom, x, coords);
          for (int mu = 0; mu < mask.geom.ndim; mu++)
            ck_assert_int_eq (lgt_mask_active (&mask, x, mu),
                              lgt_mask_active (&cell,
                                               lgt_geom_site (&cell.geom,
                                                              coords), mu));
        }
    }
  ck_assert_int_gt (smaller, 200);
}
END_TEST

/* Count loop by loop on the whole lattice, keeping the distinct links.  */
static void
count_slowly (const struct lgt_mask *mask, const struct lgt_loop_list *list,
              struct lgt_loop_counts *counts, struct lgt_loop_traced *traced)
{
  *counts = (struct lgt_loop_counts) { 0 };
  *traced = (struct lgt_loop_traced) { 0 };
  for (int64_t x = 0; x < mask->geom.volume; x++)
    for (int k = 0; k < list->count; k++)
      {
        int64_t site = x, met[LGT_LOOP_MAX];
        int passed = 0, distinct = 0;

        for (int i = 0; i < list->loop[k].length; i++)
          {
            int step = list->loop[k].steps[i], mu = abs (step) - 1, l = 0;
            int64_t next = lgt_geom_neighbour (&mask->geom, site, mu,
                                               step > 0 ? 1 : -1);
            int64_t from = step > 0 ? site : next;

            site = next;
            if (!lgt_mask_active (mask, from, mu))
              continue;
            passed++;
            met[distinct] = from * mask->geom.ndim + mu;
            while (met[l] != met[distinct])
              l++;
            distinct += l == distinct;
          }
        counts->all++;
        counts->frozen += passed == 0;
        counts->single += passed == 1;
        counts->multiple += passed > 1;
        traced->one += distinct == 1;
        traced->several += distinct > 1;
        traced->again += distinct == 1 && passed > 1;
      }
}

/* The count, the trace and the slow way, for hundreds of masks.  */
START_TEST (counting_and_nan_agree)
{
  uint32_t state = 7;
  int64_t met[4] = { 0 };

  for (int i = 0; i < 300; i++)
    {
      struct lgt_mask mask = random_mask (&state);
      struct lgt_loop_list list = some_loops (&state, &mask.geom);
      struct lgt_loop_counts counts, slow;
      struct lgt_loop_traced traced, expected;

      ck_assert_int_eq (lgt_loop_count (&mask, list.count, list.loop,
                                        &counts, NULL), LGT_OK);
      ck_assert_int_eq (lgt_loop_count_traced (&mask, list.count, list.loop,
                                               &traced, NULL), LGT_OK);
      count_slowly (&mask, &list, &slow, &expected);
      ck_assert_int_eq (counts.all, slow.all);
      ck_assert_int_eq (counts.frozen, slow.frozen);
      ck_assert_int_eq (counts.single, slow.single);
      ck_assert_int_eq (counts.multiple, slow.multiple);
      ck_assert_int_eq (traced.differing, 0);
      ck_assert_int_eq (traced.all, slow.all);
      ck_assert_int_eq (traced.frozen, slow.frozen);
      ck_assert_int_eq (traced.one, expected.one);
      ck_assert_int_eq (traced.several, expected.several);
      ck_assert_int_eq (traced.again, expected.again);
      met[0] += slow.frozen;
      met[1] += slow.single;
      met[2] += slow.multiple;
      met[3] += expected.again;
      lgt_loop_list_free (&list);
    }
  for (int k = 0; k < 4; k++)
    ck_assert_int_gt (met[k], 500);
}
END_TEST

/* The product of two links, each seen only if CTX says so.  */
static enum lgt_status
two_links (void *ctx, const double *links, double *values,
           struct lgt_error *error)
{
  const int *leak = ctx;

  (void) error;
  values[0] = links[0] * links[2];
  values[1] = links[2] + 1;
  values[2] = links[1];
  values[3] = links[3] + 0 * links[*leak];
  return LGT_OK;
}

START_TEST (which_link_a_value_looks_at)
{
  static const double links[] = { 1, 2, 3, 4 };
  unsigned char active[] = { 1, 0, 1, 1 };
  struct lgt_geom geom;
  int64_t which[4];
  int leak = 1;

  ck_assert_int_eq (lgt_geom_init (&geom, 1, (int[]) { 4 }, NULL), LGT_OK);
  ck_assert_int_eq (lgt_loop_trace_links (&geom, active, 1, links, 4,
                                          two_links, &leak, which, NULL),
                    LGT_OK);
  ck_assert_int_eq (which[0], LGT_LOOP_MANY_LINKS);
  ck_assert_int_eq (which[1], 2);
  ck_assert_int_eq (which[2], LGT_LOOP_NO_LINK);
  ck_assert_int_eq (which[3], 3);
  leak = 2;
  ck_assert_int_eq (lgt_loop_trace_links (&geom, active, 1, links, 4,
                                          two_links, &leak, which, NULL),
                    LGT_OK);
  ck_assert_int_eq (which[3], LGT_LOOP_MANY_LINKS);
  ck_assert_int_eq (lgt_loop_trace_links (&geom, active, 1, links, 0,
                                          two_links, &leak, which, NULL),
                    LGT_EINVAL);
}
END_TEST

/* The unit cell makes a lattice of 2^60 sites as cheap as one of 4^4, and
   counts that do not fit are refused.  */
START_TEST (large_lattices)
{
  struct lgt_mask_condition c = { .directions = 1, .steps = { 2, 1, 1, 1 },
                                  .width = 4, .offsets = 1 };
  int extent[] = { 1 << 15, 1 << 15, 1 << 15, 1 << 15 };
  struct lgt_geom geom;
  struct lgt_mask mask;
  struct lgt_loop_list list;
  struct lgt_loop_counts counts = { .all = -1 };
  struct lgt_loop_traced traced;
  struct lgt_error error;
  const int64_t volume = (int64_t) 1 << 60;

  ck_assert_int_eq (lgt_geom_init (&geom, 4, extent, NULL), LGT_OK);
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &c, NULL), LGT_OK);
  ck_assert_int_eq (lgt_loop_list_plaquettes (4, &list, NULL), LGT_OK);
  ck_assert_int_eq (lgt_loop_count (&mask, list.count, list.loop, &counts,
                                    NULL), LGT_OK);
  ck_assert (counts.all == 6 * volume);
  ck_assert (counts.single == 6 * (volume / 4));
  ck_assert (counts.multiple == 0);
  ck_assert_int_eq (lgt_loop_count_traced (&mask, list.count, list.loop,
                                           &traced, NULL), LGT_OK);
  ck_assert (traced.one == counts.single && !traced.differing);
  lgt_loop_list_free (&list);

  counts.all = -1;
  ck_assert_int_eq (lgt_loop_list_all (4, 6, &list, NULL), LGT_OK);
  ck_assert_int_eq (lgt_loop_count (&mask, list.count, list.loop, &counts,
                                    &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "too many"));
  ck_assert_int_eq (lgt_loop_count_traced (&mask, list.count, list.loop,
                                           &traced, &error), LGT_EINVAL);
  ck_assert_int_eq (counts.all, -1);
  lgt_loop_list_free (&list);
}
END_TEST

START_TEST (empty_masks_and_bad_loops)
{
  struct lgt_mask_condition c = { .directions = 1, .steps = { 2, 2 },
                                  .width = 4, .offsets = 1,
                                  .offset = { 1 } };
  struct lgt_geom geom;
  struct lgt_mask mask;
  struct lgt_loop loop = { .length = 4, .steps = { 1, 2, -1, -2 } };
  struct lgt_loop_counts counts;
  struct lgt_loop_traced traced;

  ck_assert_int_eq (lgt_geom_init (&geom, 2, (int[]) { 8, 6 }, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &c, NULL), LGT_OK);
  ck_assert_int_eq (lgt_loop_count (&mask, 1, &loop, &counts, NULL), LGT_OK);
  ck_assert_int_eq (counts.frozen, 48);
  ck_assert_int_eq (lgt_loop_count_traced (&mask, 1, &loop, &traced, NULL),
                    LGT_OK);
  ck_assert_int_eq (traced.frozen, 48);
  ck_assert_int_eq (lgt_loop_count (&mask, 0, NULL, &counts, NULL), LGT_OK);
  ck_assert_int_eq (counts.all, 0);
  loop.steps[1] = 3;
  ck_assert_int_eq (lgt_loop_count (&mask, 1, &loop, &counts, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_loop_count_traced (&mask, 1, &loop, &traced, NULL),
                    LGT_EINVAL);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("loop_counts");
  TCase *tc = tcase_create ("counts");

  tcase_add_test (tc, cell_repeats_to_the_mask);
  tcase_add_test (tc, counting_and_nan_agree);
  tcase_add_test (tc, which_link_a_value_looks_at);
  tcase_add_test (tc, large_lattices);
  tcase_add_test (tc, empty_masks_and_bad_loops);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
