/* Collections of numbers from other sites, against plain loops.  */

#include "sunfield.h"

/* From the lattice to the lattice and to a list, from a list to a part of
   it; both types.  */
START_TEST (collections)
{
  const int which = _i % 12, backend = _i / 12;
  const int lanes = lane_counts[which / 3], kind = which % 3;
  enum { ITEMS = 7 };
  const struct lgt_collect_item item[ITEMS] = {
    { { 0, 0 }, 1 }, { { 0, 0 }, 2 }, { { 0, 0 }, 3 }, { { 1, 0 }, 0 },
    { { 1, -2 }, 3 }, { { 1, -2 }, 0 }, { { -5, 7 }, 2 }
  };
  const int32_t site[] = { 3, 9, 0, 6 }, direction[] = { 0, 1, 0, 1 };
  const int32_t source[] = { 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 };
  struct lgt_sites *list = NULL, *from = NULL;
  struct field f;
  const int comps = 4;

  if (!field_new (&f, backend, 2, 2, extents[0], 2, lanes))
    return;
  ck_assert_int_eq (lgt_sites_list (f.context, f.lattice, 4, site, direction,
                                    &list, NULL), LGT_OK);
  ck_assert_int_eq (lgt_sites_list (f.context, f.lattice, 12, source, NULL,
                                    &from, NULL), LGT_OK);
  for (int type = LGT_F32; type <= LGT_F64; type++)
    {
      const struct lgt_sites *in_sites = kind == 2 ? from : f.lattice;
      const struct lgt_sites *rows = kind ? list : f.lattice;
      struct lgt_view x = output (&f, (enum lgt_type) type, 12, comps);
      struct lgt_view y = output (&f, (enum lgt_type) type, rows->count,
                                  ITEMS);
      struct lgt_collect_params params;
      struct lgt_collection *collection = NULL;
      double *in = malloc ((size_t) (CONFIGS * 12 * comps) * sizeof *in);
      double *out;

      ck_assert_ptr_nonnull (in);
      x.sites = in_sites;
      for (int i = 0; i < CONFIGS * 12 * comps; i++)
        in[i] = (double) (float) op_value (3, (size_t) i);
      ck_assert_int_eq (lgt_pack (f.context, in, CONFIGS, x, NULL), LGT_OK);
      ck_assert_int_eq (lgt_collection_new (f.context, in_sites, rows, ITEMS,
                                            item, &collection, NULL), LGT_OK);
      params.collection = collection;
      run (f.context, &lgt_op_collect, &params, &x, &y);
      out = unpack (f.context, y);
      for (int c = 0; c < CONFIGS; c++)
        for (int row = 0; row < rows->count; row++)
          for (int k = 0; k < ITEMS; k++)
            {
              int64_t s = rows->site ? rows->site[row] : row;

              s = lgt_geom_site (&f.geom, (int[]) {
                (int) (s % 4) + item[k].shift[0],
                (int) (s / 4) + item[k].shift[1] });
              if (kind == 2)
                s = 11 - s;
              ck_assert_double_eq (out[(c * rows->count + row) * ITEMS + k],
                                   in[(c * 12 + s) * comps + item[k].comp]);
            }
      lgt_collection_free (f.context, collection);
      lgt_context_release (f.context, x.data);
      lgt_context_release (f.context, y.data);
      free (in);
      free (out);
    }
  lgt_sites_free (f.context, list);
  lgt_sites_free (f.context, from);
  field_free (&f);
}
END_TEST

static void
refuse_collection (const struct field *f, const struct lgt_sites *from,
                   const struct lgt_sites *rows, int items,
                   struct lgt_collect_item item, const char *words)
{
  struct lgt_collection *collection = NULL;
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_int_eq (lgt_collection_new (f->context, from, rows, items, &item,
                                        &collection, &error), LGT_EINVAL);
  ck_assert_msg (strstr (error.text, words) != NULL, "%s", error.text);
}

START_TEST (refused_collections)
{
  const int32_t site[] = { 3, 9 }, twice[] = { 3, 3 }, direction[] = { 0, 1 };
  const struct lgt_collect_item here = { .comp = 0 };
  struct lgt_sites *list = NULL, *doubled = NULL, *other = NULL;
  struct field f;

  field_new (&f, BEST, 1, 2, extents[0], 2, 1);
  ck_assert_int_eq (lgt_sites_list (f.context, f.lattice, 2, site, NULL,
                                    &list, NULL), LGT_OK);
  ck_assert_int_eq (lgt_sites_list (f.context, f.lattice, 2, twice, direction,
                                    &doubled, NULL), LGT_OK);
  ck_assert_int_eq (lgt_sites_new (f.context, 2, extents[0], &other, NULL),
                    LGT_OK);
  refuse_collection (&f, list, list, 1,
                     (struct lgt_collect_item) { .shift = { 1 } },
                     "needs site 0 for row 0");
  refuse_collection (&f, list, f.lattice, 1, here, "needs site 0");
  refuse_collection (&f, doubled, f.lattice, 1, here, "site 3 several times");
  refuse_collection (&f, f.lattice, list, 1,
                     (struct lgt_collect_item) { .comp = -1 },
                     "component -1");
  refuse_collection (&f, f.lattice, list, 0, here, "of 0 items");
  refuse_collection (&f, other, list, 1, here, "another lattice");
  lgt_sites_free (f.context, list);
  lgt_sites_free (f.context, doubled);
  lgt_sites_free (f.context, other);
  field_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("collect");
  TCase *t = tcase_create ("collections");

  tcase_add_loop_test (t, collections, 0, 12 * n_backends ());
  tcase_add_test (t, refused_collections);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}
