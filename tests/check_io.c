/* Files that are replaced as a whole, and records.  */

#include "testutil.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <lgt/io.h>

#include "iofolder.h"

static struct lgt_error error;

/* ---- replacing ---- */

START_TEST (test_replace)
{
  struct lgt_replace *replace;
  struct stat st;

  ck_assert_int_eq (lgt_replace_bytes ("a", "old", 3, NULL), LGT_OK);
  ck_assert (file_is ("a", "old"));
  ck_assert_int_eq (chmod ("a", 0640), 0);
  ck_assert_int_eq (symlink ("a", "link"), 0);

  ck_assert_int_eq (lgt_replace_begin (&replace, "a", NULL), LGT_OK);
  fputs ("half", lgt_replace_stream (replace));
  fflush (lgt_replace_stream (replace));
  ck_assert (file_is ("a", "old"));
  ck_assert (file_is (lgt_replace_temporary (replace), "half"));
  lgt_replace_abort (replace);
  ck_assert (file_is ("a", "old"));
  ck_assert_int_eq (files_here (), 2);

  /* Through the link; the mode stays.  */
  ck_assert_int_eq (lgt_replace_bytes ("link", "newer", 5, NULL), LGT_OK);
  ck_assert (file_is ("a", "newer"));
  ck_assert_int_eq (lstat ("link", &st), 0);
  ck_assert (S_ISLNK (st.st_mode));
  ck_assert_int_eq (stat ("a", &st), 0);
  ck_assert_int_eq (st.st_mode & 0777, 0640);
  ck_assert_int_eq (files_here (), 2);
  lgt_replace_abort (NULL);
}
END_TEST

START_TEST (test_replace_refuses)
{
  char kind[32];

  ck_assert_int_eq (lgt_replace_bytes ("no/such/a", "x", 1, &error), LGT_EIO);
  ck_assert_ptr_nonnull (strstr (error.text, "No such file"));
  /* As /dev/null would be; a pipe of our own, lest a broken program run by
     root replaces a device.  */
  ck_assert_int_eq (mkfifo ("pipe", 0600), 0);
  ck_assert_int_eq (lgt_replace_bytes ("pipe", "x", 1, &error), LGT_EIO);
  ck_assert_ptr_nonnull (strstr (error.text, "not a plain file"));
  ck_assert_int_eq (lgt_record_verify ("pipe", kind, &error), LGT_EIO);
  ck_assert_int_eq (lgt_replace_bytes (".", "x", 1, &error), LGT_EIO);
  if (geteuid () != 0)
    {
      ck_assert_int_eq (mkdir ("locked", 0500), 0);
      ck_assert_int_eq (lgt_replace_bytes ("locked/a", "x", 1, &error),
                        LGT_EIO);
      ck_assert_ptr_nonnull (strstr (error.text, "Permission denied"));
    }
}
END_TEST

START_TEST (test_replace_full_disk)
{
  static char data[100000];
  struct lgt_replace *replace;

  ck_assert_int_eq (lgt_replace_bytes ("a", "old", 3, NULL), LGT_OK);
  limit_files (50000);
  ck_assert_int_eq (lgt_replace_bytes ("a", data, sizeof data, &error),
                    LGT_EIO);
  ck_assert_ptr_nonnull (strstr (error.text, strerror (EFBIG)));
  ck_assert (file_is ("a", "old"));
  /* An error of the stream that the caller did not look at.  */
  ck_assert_int_eq (lgt_replace_begin (&replace, "a", NULL), LGT_OK);
  for (int i = 0; i < 10; i++)
    fwrite (data, 1, 10000, lgt_replace_stream (replace));
  ck_assert_int_eq (lgt_replace_commit (replace, &error), LGT_EIO);
  ck_assert (file_is ("a", "old"));
  ck_assert_int_eq (files_here (), 1);
}
END_TEST

/* ---- records ---- */

static const int64_t shape_a[] = { 3, 5 }, shape_big[] = { 3, 300000 };

static const struct lgt_part parts[] = {
  { "layer0/conv0/kernel", 3, { 2, 3, 4 }, 0 },
  { "layer0/conv0/bias", 1, { 5 }, 32 },
  { "layer1", 0, { 0 }, 48 },
};
enum { PARTS = 3, FLAT = 64 };

/* A record with all kinds of entries; SEED varies its numbers.  */
static struct lgt_record *
sample_record (int seed)
{
  struct lgt_record *r = lgt_record_new ();
  float a[15], flat[FLAT];
  double *big = malloc (900000 * sizeof *big);
  int64_t i64[4] = { INT64_MIN, -1, 0, INT64_MAX };
  char *text = malloc (200001);

  for (int i = 0; i < 15; i++)
    a[i] = (float) (seed + i) / 7;
  a[3] = NAN;
  for (int i = 0; i < 900000; i++)
    big[i] = sin (seed + i);
  for (int i = 0; i < FLAT; i++)
    flat[i] = (float) (seed * i);
  memset (text, 'x', 200000);
  text[200000] = 0;

  ck_assert_int_eq (lgt_record_set_array (r, "some/a", LGT_RECORD_F32, 2,
                                          shape_a, a, &error), LGT_OK);
  ck_assert_int_eq (lgt_record_set_array (r, "big", LGT_RECORD_F64, 2,
                                          shape_big, big, NULL), LGT_OK);
  ck_assert_int_eq (lgt_record_set_array (r, "some/i", LGT_RECORD_I64, 1,
                                          (int64_t[]) { 4 }, i64, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_record_set_array (r, "none", LGT_RECORD_F64, 2,
                                          (int64_t[]) { 0, 4 }, NULL, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_record_set_integer (r, "step", 17 + seed, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_record_set_integer (r, "seed", INT64_MIN, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_record_set_real (r, "best_metric", -0.1, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_record_set_text (r, "configuration",
                                         "version: 1\n# \xce\xb2 = 2\n",
                                         NULL), LGT_OK);
  ck_assert_int_eq (lgt_record_set_text (r, "empty", "", NULL), LGT_OK);
  ck_assert_int_eq (lgt_record_set_text (r, "long", text, NULL), LGT_OK);
  ck_assert_int_eq (lgt_record_set_parts (r, LGT_CHECKPOINT_LAST,
                                          LGT_RECORD_F32, PARTS, parts, flat,
                                          NULL), LGT_OK);
  free (big);
  free (text);
  return r;
}

static void
assert_same (const struct lgt_record *a, const struct lgt_record *b)
{
  ck_assert_int_eq (a->entries, b->entries);
  for (int i = 0; i < a->entries; i++)
    {
      const struct lgt_entry *x = &a->entry[i];
      const struct lgt_entry *y = lgt_record_find (b, x->name);

      ck_assert_msg (y != NULL, "%s is lost", x->name);
      ck_assert_int_eq (x->type, y->type);
      ck_assert_int_eq (x->rank, y->rank);
      ck_assert_int_eq (x->count, y->count);
      for (int r = 0; r < x->rank; r++)
        ck_assert_int_eq (x->extent[r], y->extent[r]);
      ck_assert_int_eq (memcmp (x->data, y->data,
                                (size_t) x->count
                                * (x->type == LGT_RECORD_F32 ? 4
                                   : x->type == LGT_RECORD_TEXT ? 1 : 8)),
                        0);
    }
}

START_TEST (test_record_comes_back)
{
  struct lgt_record *a = sample_record (1), *b = NULL;
  char kind[32] = "";
  char *first, *second;
  size_t size, size2;

  ck_assert_int_eq (lgt_record_save (a, "r.h5", "test-kind", &error), LGT_OK);
  ck_assert_int_eq (lgt_record_verify ("r.h5", kind, &error), LGT_OK);
  ck_assert_str_eq (kind, "test-kind");
  ck_assert_int_eq (lgt_record_load (&b, "r.h5", "test-kind", &error),
                    LGT_OK);
  assert_same (a, b);
  lgt_record_free (b);

  /* Again a while later: the same bytes.  */
  first = slurp ("r.h5", &size);
  usleep (1100000);
  ck_assert_int_eq (lgt_record_save (a, "r.h5", "test-kind", NULL), LGT_OK);
  second = slurp ("r.h5", &size2);
  ck_assert_uint_eq (size, size2);
  ck_assert_int_eq (memcmp (first, second, size), 0);
  free (first);
  free (second);

  ck_assert_int_eq (lgt_record_load (&b, "r.h5", "other", &error), LGT_EDATA);
  ck_assert_ptr_nonnull (strstr (error.text, "holds \"test-kind\""));
  ck_assert_int_eq (lgt_record_load (&b, "none.h5", NULL, &error), LGT_EIO);
  ck_assert_int_eq (files_here (), 1);
  lgt_record_free (a);
}
END_TEST

START_TEST (test_record_dictionary)
{
  struct lgt_record *r = lgt_record_new ();
  int64_t number = 5;
  double real = 6;
  const char *text = NULL;
  char name[300];

  ck_assert_int_eq (lgt_record_set_integer (r, "n", 1, NULL), LGT_OK);
  ck_assert_int_eq (lgt_record_set_integer (r, "n", 2, NULL), LGT_OK);
  ck_assert_int_eq (r->entries, 1);
  ck_assert_int_eq (lgt_record_get_integer (r, "n", &number, NULL), LGT_OK);
  ck_assert_int_eq (number, 2);
  ck_assert_int_eq (lgt_record_get_real (r, "n", &real, &error), LGT_EDATA);
  ck_assert_double_eq (real, 6);
  ck_assert_int_eq (lgt_record_get_text (r, "m", &text, &error), LGT_EDATA);
  ck_assert_ptr_nonnull (strstr (error.text, "\"m\""));

  memset (name, 'a', 299);
  name[299] = 0;
  ck_assert_int_eq (lgt_record_set_integer (r, name, 1, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_record_set_integer (r, "", 1, NULL), LGT_EINVAL);
  ck_assert_int_eq (lgt_record_set_integer (r, "/a", 1, NULL), LGT_EINVAL);
  ck_assert_int_eq (lgt_record_set_integer (r, "a/", 1, NULL), LGT_EINVAL);
  ck_assert_int_eq (lgt_record_set_integer (r, "a//b", 1, NULL), LGT_EINVAL);
  ck_assert_int_eq (lgt_record_set_integer (r, "a/./b", 1, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_record_set_array (r, "a", LGT_RECORD_F64, 2,
                                          (int64_t[]) { INT64_MAX, 4 },
                                          &real, NULL), LGT_EINVAL);
  ck_assert_int_eq (lgt_record_set_array (r, "a", LGT_RECORD_F64, 1,
                                          (int64_t[]) { -1 }, &real, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (r->entries, 1);

  /* An array and a folder of the same name.  */
  ck_assert_int_eq (lgt_record_set_array (r, "x", LGT_RECORD_F64, 0, NULL,
                                          &real, NULL), LGT_OK);
  ck_assert_int_eq (lgt_record_set_array (r, "x/y", LGT_RECORD_F64, 0, NULL,
                                          &real, NULL), LGT_OK);
  ck_assert_int_eq (lgt_record_save (r, "r.h5", "k", &error), LGT_EIO);
  ck_assert_int_eq (lgt_record_save (r, "r.h5", "no kind", &error),
                    LGT_EINVAL);
  ck_assert_int_eq (files_here (), 0);
  lgt_record_free (r);
  lgt_record_free (NULL);
}
END_TEST

START_TEST (test_parts)
{
  struct lgt_record *r = sample_record (2);
  struct lgt_part other[PARTS];
  float flat[FLAT];

  for (int i = 0; i < FLAT; i++)
    flat[i] = -1;
  ck_assert_int_eq (lgt_record_get_parts (r, LGT_CHECKPOINT_LAST,
                                          LGT_RECORD_F32, PARTS, parts, flat,
                                          &error), LGT_OK);
  for (int i = 0; i < FLAT; i++)
    if (i < 24 || (i >= 32 && i < 37) || i == 48)
      ck_assert_float_eq (flat[i], (float) (2 * i));
    else
      ck_assert_float_eq (flat[i], -1);

  /* Another model: named differences, FLAT untouched.  */
  flat[0] = 77;
  memcpy (other, parts, sizeof other);
  other[1].extent[0] = 6;
  ck_assert_int_eq (lgt_record_get_parts (r, LGT_CHECKPOINT_LAST,
                                          LGT_RECORD_F32, PARTS, other, flat,
                                          &error), LGT_EDATA);
  ck_assert_ptr_nonnull (strstr (error.text, "conv0/bias has shape [5], "
                                 "should have [6]"));
  ck_assert_int_eq (lgt_record_get_parts (r, LGT_CHECKPOINT_LAST,
                                          LGT_RECORD_F64, PARTS, parts, flat,
                                          &error), LGT_EDATA);
  ck_assert_ptr_nonnull (strstr (error.text, "is float32, should be"));
  ck_assert_int_eq (lgt_record_get_parts (r, LGT_CHECKPOINT_LAST,
                                          LGT_RECORD_F32, 2, parts, flat,
                                          &error), LGT_EDATA);
  ck_assert_ptr_nonnull (strstr (error.text, "layer1 belongs to no part"));
  ck_assert_int_eq (lgt_record_get_parts (r, LGT_CHECKPOINT_BEST,
                                          LGT_RECORD_F32, PARTS, parts, flat,
                                          &error), LGT_EDATA);
  ck_assert_float_eq (flat[0], 77);
  ck_assert_float_eq (flat[1], 2);

  /* Parts that are no longer there go.  */
  ck_assert_int_eq (lgt_record_set_parts (r, LGT_CHECKPOINT_LAST,
                                          LGT_RECORD_F32, 2, parts, flat,
                                          &error), LGT_OK);
  ck_assert_int_eq (lgt_record_get_parts (r, LGT_CHECKPOINT_LAST,
                                          LGT_RECORD_F32, 2, parts, flat,
                                          &error), LGT_OK);
  ck_assert (lgt_record_has_folder (r, LGT_CHECKPOINT_LAST));
  ck_assert (!lgt_record_has_folder (r, LGT_CHECKPOINT_BEST));
  ck_assert (!lgt_record_has_folder (r, "weights/las"));
  lgt_record_free (r);
}
END_TEST

/* A small checkpoint to be damaged.  */
static char *
small_checkpoint (const char *path, size_t *size)
{
  struct lgt_record *r = lgt_record_new (), *back;
  struct lgt_provenance from = { "0.1.0", "cpu-avx2", "version: 1\n",
                                 "OpenBLAS", 12, 8 };
  float flat[FLAT] = { 1, 2, 3 };

  ck_assert_int_eq (lgt_checkpoint_save (r, path, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_record_set_provenance (r, &from, NULL), LGT_OK);
  ck_assert_int_eq (lgt_record_set_integer (r, LGT_CHECKPOINT_STEP, 3, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_checkpoint_save (r, path, &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "no weights"));
  ck_assert_int_eq (lgt_record_set_parts (r, LGT_CHECKPOINT_LAST,
                                          LGT_RECORD_F32, PARTS, parts, flat,
                                          NULL), LGT_OK);
  ck_assert_int_eq (lgt_checkpoint_save (r, path, &error), LGT_OK);
  ck_assert_int_eq (lgt_checkpoint_load (&back, path, &error), LGT_OK);
  assert_same (r, back);
  lgt_record_free (back);
  lgt_record_free (r);
  return slurp (path, size);
}

START_TEST (test_cut_short_is_refused)
{
  size_t size, step;
  char *good = small_checkpoint ("c.h5", &size);
  struct lgt_record *r = NULL;

  spill ("long.h5", good, size + 1);
  ck_assert_int_eq (lgt_checkpoint_load (&r, "long.h5", &error), LGT_EDATA);
  ck_assert_ptr_nonnull (strstr (error.text, "appended"));

  step = size / 200 + 1;
  spill ("cut.h5", good, size);
  for (size_t n = size; n-- > 0;)
    {
      if (n >= 600 && n < size - 20 && n % step != 0)
        continue;
      ck_assert_int_eq (truncate ("cut.h5", (off_t) n), 0);
      ck_assert_int_eq (lgt_checkpoint_load (&r, "cut.h5", &error),
                        LGT_EDATA);
      ck_assert_ptr_null (r);
      ck_assert_ptr_eq (strstr (error.text, "cut.h5: "), error.text);
      if (n >= 512)
        ck_assert_ptr_nonnull (strstr (error.text, "cut short"));
    }
  free (good);
}
END_TEST

/* Every bit of the block's text, one bit of every other byte of the block,
   and of hundreds of bytes behind.  */
START_TEST (test_altered_is_refused)
{
  size_t size, step;
  char *good = small_checkpoint ("c.h5", &size), kind[32];
  int tried = 0, fd = open ("c.h5", O_RDWR);

  ck_assert_int_ge (fd, 0);
  step = (size - 512) / 500 + 1;
  for (size_t i = 0; i < size; i += i < 512 ? 1 : step)
    for (int bit = 0; bit < (i < 140 ? 8 : 1); bit++)
      {
        char bad = (char) (good[i] ^ 1 << (i < 140 ? bit : (int) (i % 8)));
        struct lgt_record *r = NULL;

        ck_assert_int_eq (pwrite (fd, &bad, 1, (off_t) i), 1);
        ck_assert_msg (lgt_record_load (&r, "c.h5", NULL, &error)
                       == LGT_EDATA, "byte %zu", i);
        ck_assert_ptr_nonnull (strstr (error.text, "c.h5: "));
        ck_assert_int_eq (lgt_record_verify ("c.h5", kind, NULL), LGT_EDATA);
        ck_assert_int_eq (pwrite (fd, &good[i], 1, (off_t) i), 1);
        tried++;
      }
  ck_assert_int_gt (tried, 1500);
  close (fd);
  ck_assert_int_eq (lgt_record_verify ("c.h5", kind, NULL), LGT_OK);
  spill ("text.h5", "hello", 5);
  ck_assert_int_eq (lgt_record_verify ("text.h5", kind, &error), LGT_EDATA);
  free (good);
}
END_TEST

/* At any size where the disk is full: an error in words, the old file as it
   was, nothing else left.  */
START_TEST (test_record_full_disk)
{
  struct lgt_record *r = sample_record (3);
  size_t size, size2;
  char *old = small_checkpoint ("c.h5", &size), *after;
  static const rlim_t sizes[] = { 100, 513, 1000, 3000, 50000, 1000000,
                                  6000000, 7000000 };

  for (size_t i = sizeof sizes / sizeof sizes[0]; i-- > 0;)
    {
      limit_files (sizes[i]);
      ck_assert_int_eq (lgt_record_save (r, "c.h5", "k", &error), LGT_EIO);
      ck_assert_ptr_nonnull (strstr (error.text, strerror (EFBIG)));
      after = slurp ("c.h5", &size2);
      ck_assert_uint_eq (size, size2);
      ck_assert_int_eq (memcmp (old, after, size), 0);
      free (after);
      ck_assert_int_eq (files_here (), 1);
    }
  free (old);
  lgt_record_free (r);
}
END_TEST

START_TEST (test_other_programs_read_it)
{
  struct lgt_record *r = sample_record (4);

  ck_assert_int_eq (lgt_record_save (r, "r.h5", "k", NULL), LGT_OK);
  lgt_record_free (r);
  if (system ("command -v h5dump > /dev/null 2>&1") == 0)
    ck_assert_int_eq (system ("h5dump -d /some/i r.h5 | "
                              "grep -q 9223372036854775807 && "
                              "h5dump -a configuration r.h5 | "
                              "grep -q 'version: 1'"), 0);
  if (system ("python3 -c 'import h5py' > /dev/null 2>&1") == 0)
    ck_assert_int_eq (system ("python3 -c '"
                              "import h5py; f = h5py.File(\"r.h5\"); "
                              "assert f[\"big\"].shape == (3, 300000); "
                              "assert f.attrs[\"step\"] == 21; "
                              "assert f.attrs[\"configuration\"]"
                              ".startswith(\"version: 1\"); "
                              "assert f[\"weights/last/layer0/conv0/bias\"]"
                              "[1] == 132'"), 0);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("io");
  TCase *tc = tcase_create ("replace");

  tcase_add_checked_fixture (tc, enter_folder, leave_folder);
  tcase_add_test (tc, test_replace);
  tcase_add_test (tc, test_replace_refuses);
  tcase_add_test (tc, test_replace_full_disk);
  suite_add_tcase (s, tc);

  tc = tcase_create ("record");
  tcase_add_checked_fixture (tc, enter_folder, leave_folder);
  tcase_add_test (tc, test_record_comes_back);
  tcase_add_test (tc, test_record_dictionary);
  tcase_add_test (tc, test_parts);
  tcase_add_test (tc, test_cut_short_is_refused);
  tcase_add_test (tc, test_altered_is_refused);
  tcase_add_test (tc, test_record_full_disk);
  tcase_add_test (tc, test_other_programs_read_it);
  suite_add_tcase (s, tc);

  return run_suite (s, CK_FORK);
}
