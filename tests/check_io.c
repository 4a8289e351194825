/* Tests of lgt/io.h.  Everything happens in a folder of its own.  */

#include "testutil.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <lgt/io.h>

static char folder[64];
static struct lgt_error error;

static void
enter_folder (void)
{
  snprintf (folder, sizeof folder, "/tmp/check_io.XXXXXX");
  ck_assert_ptr_nonnull (mkdtemp (folder));
  ck_assert_int_eq (chdir (folder), 0);
}

static void
leave_folder (void)
{
  char command[100];

  ck_assert_int_eq (chdir ("/"), 0);
  snprintf (command, sizeof command, "rm -rf %s", folder);
  ck_assert_int_eq (system (command), 0);
}

static int
files_here (void)
{
  DIR *dir = opendir (".");
  int count = -2;               /* . and .. */

  ck_assert_ptr_nonnull (dir);
  while (readdir (dir))
    count++;
  closedir (dir);
  return count;
}

static char *
slurp (const char *path, size_t *size)
{
  FILE *f = fopen (path, "rb");
  char *data;
  struct stat st;

  ck_assert_ptr_nonnull (f);
  ck_assert_int_eq (fstat (fileno (f), &st), 0);
  *size = (size_t) st.st_size;
  data = malloc (*size + 1);
  ck_assert_uint_eq (fread (data, 1, *size, f), *size);
  data[*size] = 0;
  fclose (f);
  return data;
}

static void
spill (const char *path, const char *data, size_t size)
{
  FILE *f = fopen (path, "wb");

  ck_assert_ptr_nonnull (f);
  ck_assert_uint_eq (fwrite (data, 1, size, f), size);
  ck_assert_int_eq (fclose (f), 0);
}

static int
file_is (const char *path, const char *text)
{
  size_t size;
  char *data = slurp (path, &size);
  int same = strcmp (data, text) == 0;

  free (data);
  return same;
}

/* From now on no file can grow over BYTES: what a full disk does.  */
static void
limit_files (rlim_t bytes)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  ck_assert_int_eq (getrlimit (RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = bytes;
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &limit), 0);
}

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

/* ---- ensembles ---- */

enum { SIZE = 4 * 6 * 2 };
static const struct lgt_field_shape shape = { "U", 3, { 6, 4, 2 } };

static double
field_at (int64_t n, int i)
{
  return (double) n + i / 64.0;
}

/* Append N configurations to an ensemble that has FIRST.  */
static enum lgt_status
append (struct lgt_ensemble_writer *w, int64_t first, int64_t n)
{
  double *field = malloc ((size_t) n * SIZE * sizeof *field);
  double *log_q = malloc ((size_t) n * sizeof *log_q);
  int64_t *chain = malloc ((size_t) n * sizeof *chain);
  struct lgt_slab slab = { .field = field, .log_q = log_q, .chain = chain };
  enum lgt_status status;

  for (int64_t c = 0; c < n; c++)
    {
      for (int i = 0; i < SIZE; i++)
        field[c * SIZE + i] = field_at (first + c, i);
      log_q[c] = -(double) (first + c);
      chain[c] = (first + c) / 2;
    }
  status = lgt_ensemble_write (w, n, &slab, &error);
  free (field);
  free (log_q);
  free (chain);
  return status;
}

/* Write TOTAL configurations to PATH in slabs of various sizes.  */
static void
write_ensemble (const char *path, int64_t total, int64_t limit)
{
  static const int64_t slabs[] = { 1, 7, 64, 500, 3, 1000 };
  struct lgt_record *attributes = lgt_record_new ();
  struct lgt_ensemble_writer *w;
  int64_t done = 0;

  ck_assert_int_eq (lgt_record_set_text (attributes, "backend", "cpu", NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_record_set_real (attributes, "beta", 2, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_ensemble_create (&w, path, &shape, attributes, limit,
                                         &error), LGT_OK);
  lgt_record_free (attributes);
  for (int i = 0; done < total; i++)
    {
      int64_t n = slabs[i % 6] < total - done ? slabs[i % 6] : total - done;

      ck_assert_int_eq (append (w, done, n), LGT_OK);
      done += n;
    }
  ck_assert_int_eq (lgt_ensemble_commit (w, &error), LGT_OK);
}

static void
check_ensemble (const char *path, int64_t total, int files)
{
  struct lgt_ensemble *e = NULL;
  static double field[333 * SIZE], log_q[333];
  static int64_t chain[333];
  struct lgt_slab slab = { .field = field, .log_q = log_q, .chain = chain };
  double beta = 0;

  ck_assert_msg (lgt_ensemble_open (&e, path, &error) == LGT_OK, "%s",
                 error.text);
  ck_assert_int_eq (e->count, total);
  ck_assert_int_eq (e->size, SIZE);
  ck_assert_int_eq (e->files, files);
  ck_assert_str_eq (e->shape.name, "U");
  ck_assert_int_eq (e->shape.rank, 3);
  for (int r = 0; r < 3; r++)
    ck_assert_int_eq (e->shape.extent[r], shape.extent[r]);
  ck_assert (e->has_log_q && e->has_chain && !e->has_action && !e->has_log_w);
  ck_assert_int_eq (lgt_record_get_real (e->attributes, "beta", &beta, NULL),
                    LGT_OK);
  ck_assert_double_eq (beta, 2);
  for (int64_t first = 0; first < total; first += 333)
    {
      int64_t n = total - first < 333 ? total - first : 333;

      ck_assert_int_eq (lgt_ensemble_read (e, first, n, &slab, &error),
                        LGT_OK);
      for (int64_t c = 0; c < n; c++)
        {
          for (int i = 0; i < SIZE; i++)
            ck_assert_double_eq (field[c * SIZE + i],
                                 field_at (first + c, i));
          ck_assert_double_eq (log_q[c], -(double) (first + c));
          ck_assert_int_eq (chain[c], (first + c) / 2);
        }
    }
  ck_assert_int_eq (lgt_ensemble_read (e, total, 1, &slab, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_ensemble_read (e, -1, 1, &slab, NULL), LGT_EINVAL);
  slab.action = log_q;
  ck_assert_int_eq (lgt_ensemble_read (e, 0, 1, &slab, &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "action"));
  lgt_ensemble_close (e);
}

START_TEST (test_ensemble_one_file)
{
  write_ensemble ("e.h5", 3000, 0);
  check_ensemble ("e.h5", 3000, 1);
  write_ensemble ("e.h5", 20, 0);       /* replaces */
  check_ensemble ("e.h5", 20, 1);
  ck_assert_int_eq (files_here (), 1);
  if (system ("command -v h5dump > /dev/null 2>&1") == 0)
    ck_assert_int_eq (system ("h5dump -H -d /U e.h5 | "
                              "grep -q '( 20, 6, 4, 2 ) / ( H5S_UNLIMITED'"),
                      0);
}
END_TEST

START_TEST (test_ensemble_shards)
{
  struct lgt_ensemble *e = NULL;
  struct lgt_ensemble_writer *w;
  struct stat st;
  char name[32];
  size_t size;
  char *data;
  int files = 0;

  write_ensemble ("e.h5", 5, 0);        /* an old one goes */
  write_ensemble ("e.h5", 9000, 1 << 20);
  ck_assert_int_ne (access ("e.h5", F_OK), 0);
  for (;; files++)
    {
      snprintf (name, sizeof name, "e.%04d.h5", files + 1);
      if (stat (name, &st) != 0)
        break;
      ck_assert_int_le (st.st_size, 1 << 20);
      ck_assert (files + 1 == 5 || st.st_size > 1 << 19);
    }
  ck_assert_int_eq (files, files_here ());
  ck_assert_int_gt (files, 3);
  check_ensemble ("e.h5", 9000, files);

  /* One of them by its own name.  */
  ck_assert_int_eq (lgt_ensemble_open (&e, "e.0002.h5", &error), LGT_OK);
  ck_assert_int_eq (e->files, 1);
  lgt_ensemble_close (e);

  /* Files are not overwritten, mixed, altered or lost without a word.  */
  ck_assert_int_eq (lgt_ensemble_create (&w, "e.h5", &shape, NULL, 0,
                                         &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "e.0001.h5 exists"));
  write_ensemble ("f.h5", 9000, 1 << 20);
  ck_assert_int_eq (rename ("f.0003.h5", "keep"), 0);
  ck_assert_int_eq (lgt_ensemble_open (&e, "f.h5", &error), LGT_EDATA);
  ck_assert_ptr_nonnull (strstr (error.text, "f.0003.h5 is missing"));
  ck_assert_int_eq (rename ("f.0002.h5", "f.0003.h5"), 0);
  ck_assert_int_eq (rename ("keep", "f.0002.h5"), 0);
  ck_assert_int_eq (lgt_ensemble_open (&e, "f.h5", &error), LGT_EDATA);
  ck_assert_ptr_nonnull (strstr (error.text, "another ensemble"));
  data = slurp ("e.0002.h5", &size);
  data[size / 2] ^= 4;
  spill ("e.0002.h5", data, size);
  ck_assert_int_eq (lgt_ensemble_open (&e, "e.h5", &error), LGT_EDATA);
  ck_assert_ptr_nonnull (strstr (error.text, "e.0002.h5: altered"));
  ck_assert_int_eq (lgt_ensemble_open (&e, "g.h5", &error), LGT_EIO);
  free (data);
}
END_TEST

/* Configurations larger than the limit, one a file.  */
START_TEST (test_ensemble_large_configurations)
{
  const struct lgt_field_shape large = { "phi", 2, { 3, 100000 } };
  double *x = malloc (300000 * sizeof *x), *y = calloc (300000, sizeof *y);
  struct lgt_ensemble_writer *w;
  struct lgt_ensemble *e;
  struct lgt_slab slab = { .field = x };

  ck_assert_int_eq (lgt_ensemble_create (&w, "e.h5", &large, NULL, 100000,
                                         &error), LGT_OK);
  for (int c = 0; c < 3; c++)
    {
      for (int i = 0; i < 300000; i++)
        x[i] = c + i;
      ck_assert_int_eq (lgt_ensemble_write (w, 1, &slab, &error), LGT_OK);
    }
  ck_assert_int_eq (lgt_ensemble_commit (w, &error), LGT_OK);
  ck_assert_int_eq (files_here (), 3);
  ck_assert_int_eq (lgt_ensemble_open (&e, "e.h5", &error), LGT_OK);
  slab.field = y;
  ck_assert_int_eq (lgt_ensemble_read (e, 2, 1, &slab, &error), LGT_OK);
  ck_assert_mem_eq (x, y, 300000 * sizeof *x);
  lgt_ensemble_close (e);
  free (x);
  free (y);
}
END_TEST

START_TEST (test_ensemble_refuses)
{
  struct lgt_field_shape bad = shape;
  struct lgt_record *arrays = sample_record (0);
  struct lgt_ensemble_writer *w = NULL;
  double field[SIZE] = { 0 }, log_q = 0;
  struct lgt_slab slab = { .field = field, .log_q = &log_q };

  bad.extent[1] = 0;
  ck_assert_int_eq (lgt_ensemble_create (&w, "e.h5", &bad, NULL, 0, &error),
                    LGT_EINVAL);
  bad = shape;
  bad.name = "log_q";
  ck_assert_int_eq (lgt_ensemble_create (&w, "e.h5", &bad, NULL, 0, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_ensemble_create (&w, "e.h5", &shape, arrays, 0,
                                         &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_ensemble_create (&w, "e.h5", &shape, NULL, -1,
                                         &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_ensemble_create (&w, "no/e.h5", &shape, NULL, 0,
                                         &error), LGT_EIO);
  ck_assert_ptr_null (w);
  lgt_record_free (arrays);

  ck_assert_int_eq (lgt_ensemble_create (&w, "e.h5", &shape, NULL, 0,
                                         &error), LGT_OK);
  ck_assert_int_eq (lgt_ensemble_commit (w, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_ensemble_create (&w, "e.h5", &shape, NULL, 0,
                                         &error), LGT_OK);
  ck_assert_int_eq (lgt_ensemble_write (w, 1, &slab, &error), LGT_OK);
  slab.log_q = NULL;
  ck_assert_int_eq (lgt_ensemble_write (w, 1, &slab, &error), LGT_EINVAL);
  lgt_ensemble_abort (w);
  lgt_ensemble_abort (NULL);
  lgt_ensemble_close (NULL);
  ck_assert_int_eq (files_here (), 0);
}
END_TEST

START_TEST (test_ensemble_full_disk)
{
  static const rlim_t sizes[] = { 400, 2000, 100000, 1200000, 3000000 };

  write_ensemble ("e.h5", 10, 0);
  for (size_t i = sizeof sizes / sizeof sizes[0]; i-- > 0;)
    {
      struct lgt_ensemble_writer *w;
      enum lgt_status status = LGT_OK;

      limit_files (sizes[i]);
      ck_assert_int_eq (lgt_ensemble_create (&w, "e.h5", &shape, NULL, 0,
                                             &error), LGT_OK);
      for (int c = 0; c < 20 && status == LGT_OK; c++)
        status = append (w, c * 500, 500);
      if (status == LGT_OK)
        status = lgt_ensemble_commit (w, &error);
      else
        {
          ck_assert_int_eq (append (w, 0, 1), LGT_EINVAL);
          lgt_ensemble_abort (w);
          error.text[0] = 0;
        }
      ck_assert_int_eq (status, LGT_EIO);
      check_ensemble ("e.h5", 10, 1);
      ck_assert_int_eq (files_here (), 1);
    }
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

  tc = tcase_create ("ensemble");
  tcase_add_checked_fixture (tc, enter_folder, leave_folder);
  tcase_add_test (tc, test_ensemble_one_file);
  tcase_add_test (tc, test_ensemble_shards);
  tcase_add_test (tc, test_ensemble_large_configurations);
  tcase_add_test (tc, test_ensemble_refuses);
  tcase_add_test (tc, test_ensemble_full_disk);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
