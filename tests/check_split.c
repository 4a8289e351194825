/* Tests of lgt/split.h.  */

#include "testutil.h"

#include <stdint.h>

#include <lgt/split.h>

static int
draw (uint32_t *state, int n)
{
  *state = *state * 1664525u + 1013904223u;
  return (int) ((*state >> 8) % (uint32_t) n);
}

/* All links of the directions below DIRECTIONS whose phase fits WIDTH.  */
static struct lgt_mask
mask_of (int ndim, const int *extent, int directions, int width)
{
  struct lgt_mask_condition c = { .directions = directions, .width = width,
                                  .offsets = 1 };
  struct lgt_geom geom;
  struct lgt_mask mask;

  for (int mu = 0; mu < ndim; mu++)
    {
      c.direction[mu] = mu;
      c.steps[mu] = 1;
    }
  ck_assert_int_eq (lgt_geom_init (&geom, ndim, extent, NULL), LGT_OK);
  ck_assert_int_eq (lgt_mask_init (&mask, &geom, 1, &c, NULL), LGT_OK);
  return mask;
}

/* Every loop from every site: no two different active links of one sample.
   Sets *PAIRS to the number of pairs met and *AGAIN if a link comes twice. */
static void
search_all (const struct lgt_mask *mask, const struct lgt_loop_list *list,
            const struct lgt_split *split, int64_t *pairs, int *again)
{
  int links = (int) mask->geom.volume * mask->geom.ndim, n = 0;
  int *sample = malloc ((size_t) links * sizeof *sample);

  *pairs = *again = 0;
  for (int64_t x = 0; x < mask->geom.volume; x++)
    for (int mu = 0; mu < mask->geom.ndim; mu++)
      sample[x * mask->geom.ndim + mu]
        = lgt_mask_active (mask, x, mu) ? split->sample[n++] : -1;
  ck_assert_int_eq (split->links, n);
  for (int64_t x = 0; x < mask->geom.volume; x++)
    for (int k = 0; k < list->count; k++)
      {
        int64_t site = x, link[LGT_LOOP_MAX];
        int length = list->loop[k].length;

        for (int i = 0; i < length; i++)
          {
            int step = list->loop[k].steps[i], mu = abs (step) - 1;
            int64_t next = lgt_geom_neighbour (&mask->geom, site, mu,
                                               step > 0 ? 1 : -1);

            link[i] = (step > 0 ? site : next) * mask->geom.ndim + mu;
            site = next;
            for (int j = 0; j < i; j++)
              if (sample[link[i]] < 0 || sample[link[j]] < 0)
                continue;
              else if (link[i] == link[j])
                *again = 1;
              else
                {
                  ck_assert_int_ne (sample[link[i]], sample[link[j]]);
                  ++*pairs;
                }
          }
      }
  free (sample);
}

/* Each sample is used, and each link has one.  */
static void
check_samples (const struct lgt_split *split)
{
  int *used = calloc ((size_t) split->samples + 1, sizeof *used);

  for (int64_t i = 0; i < split->links; i++)
    {
      ck_assert_int_ge (split->sample[i], 0);
      ck_assert_int_lt (split->sample[i], split->samples);
      used[split->sample[i]] = 1;
    }
  for (int s = 0; s < split->samples; s++)
    ck_assert_int_eq (used[s], 1);
  free (used);
}

START_TEST (no_two_links_share_a_loop)
{
  static const int sides[] = { 0, 8, 6, 4, 3, 2 };
  uint32_t state = 3;
  int64_t all_pairs = 0;
  int winding = 0;

  for (int i = 0; i < 80; i++)
    {
      int ndim = 2 + draw (&state, 4), extent[LGT_MAX_DIM];
      int width = 1 + draw (&state, 3), again;
      struct lgt_mask mask;
      struct lgt_loop_list list;
      struct lgt_split split;
      int64_t pairs;

      for (int mu = 0; mu < ndim; mu++)
        {
          extent[mu] = width * (1 + draw (&state, sides[ndim] / width + 1));
          if (ndim > 3 && extent[mu] > 3)
            extent[mu] = width;
        }
      mask = mask_of (ndim, extent, 1 + draw (&state, ndim), width);
      ck_assert_int_eq (lgt_loop_list_all (ndim, ndim < 4 && i % 2 ? 6 : 4,
                                           &list, NULL), LGT_OK);
      ck_assert_int_eq (lgt_split_new (&mask, list.count, list.loop, &split,
                                       NULL), LGT_OK);
      search_all (&mask, &list, &split, &pairs, &again);
      check_samples (&split);
      ck_assert_int_eq (split.again, again);
      ck_assert_int_le (split.bound, split.samples);
      ck_assert_int_ge (split.bound, 1 + (pairs > 0));
      all_pairs += pairs;
      winding += again;
      lgt_split_free (&split);
      lgt_loop_list_free (&list);
    }
  ck_assert_int_gt (all_pairs, 10000);
  ck_assert_int_gt (winding, 5);
}
END_TEST

/* All links at once: four samples, as many as a plaquette has links.  */
START_TEST (all_links_by_plaquettes)
{
  for (int ndim = 2; ndim <= 4; ndim++)
    {
      int extent[] = { 4, 4, 4, 4 }, again;
      struct lgt_mask mask = mask_of (ndim, extent, ndim, 1);
      struct lgt_loop_list list;
      struct lgt_split split, second;
      int64_t pairs;

      ck_assert_int_eq (lgt_loop_list_plaquettes (ndim, &list, NULL),
                        LGT_OK);
      ck_assert_int_eq (lgt_split_new (&mask, list.count, list.loop, &split,
                                       NULL), LGT_OK);
      ck_assert_int_eq (split.links, mask.geom.volume * ndim);
      ck_assert_int_eq (split.samples, 4);
      ck_assert_int_eq (split.bound, 4);
      ck_assert_int_eq (split.again, 0);
      search_all (&mask, &list, &split, &pairs, &again);
      ck_assert_int_eq (lgt_split_new (&mask, list.count, list.loop, &second,
                                       NULL), LGT_OK);
      ck_assert_mem_eq (split.sample, second.sample,
                        (size_t) split.links * sizeof *split.sample);
      lgt_split_free (&second);
      lgt_split_free (&split);
      lgt_loop_list_free (&list);
    }
}
END_TEST

/* Without conflicts one sample, without active links none.  */
START_TEST (nothing_to_split)
{
  int extent[] = { 4, 4 };
  struct lgt_mask mask = mask_of (2, extent, 1, 2);
  struct lgt_loop loop = { .length = 4, .steps = { 1, 2, -1, -2 } };
  struct lgt_split split;

  ck_assert_int_eq (lgt_split_new (&mask, 1, &loop, &split, NULL), LGT_OK);
  ck_assert_int_eq (split.samples, 1);
  ck_assert_int_eq (split.bound, 1);
  lgt_split_free (&split);
  mask.condition[0].steps[0] = mask.condition[0].steps[1] = 0;
  mask.condition[0].offset[0] = 1;
  ck_assert_int_eq (lgt_split_new (&mask, 1, &loop, &split, NULL), LGT_OK);
  ck_assert_int_eq (split.links, 0);
  ck_assert_int_eq (split.samples, 0);
  ck_assert_int_eq (split.bound, 0);
  lgt_split_free (&split);
}
END_TEST

START_TEST (what_cannot_be_split)
{
  int extent[] = { 4, 4 };
  int large[] = { 1 << 15, 1 << 15, 1 << 15, 1 << 15 };
  struct lgt_mask mask = mask_of (2, extent, 1, 2);
  struct lgt_loop loop = { .length = 4, .steps = { 1, 2, -1, -2 } };
  struct lgt_split split = { .samples = -7 };
  struct lgt_error error;

  loop.steps[3] = 2;
  ck_assert_int_eq (lgt_split_new (&mask, 1, &loop, &split, &error),
                    LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "does not close"));
  loop.steps[3] = 3;
  ck_assert_int_eq (lgt_split_new (&mask, 1, &loop, &split, &error),
                    LGT_EINVAL);
  loop.steps[3] = -2;
  mask.sites_only = 1;
  ck_assert_int_eq (lgt_split_new (&mask, 1, &loop, &split, &error),
                    LGT_EINVAL);
  mask = mask_of (4, large, 1, 2);
  ck_assert_int_eq (lgt_split_new (&mask, 1, &loop, &split, &error),
                    LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "sites"));
  ck_assert_int_eq (split.samples, -7);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("split");
  TCase *tc = tcase_create ("split");

  tcase_add_test (tc, no_two_links_share_a_loop);
  tcase_add_test (tc, all_links_by_plaquettes);
  tcase_add_test (tc, nothing_to_split);
  tcase_add_test (tc, what_cannot_be_split);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
