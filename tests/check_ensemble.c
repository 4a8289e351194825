/* Ensembles of configurations in one file and in many.  */

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
  struct lgt_record *arrays = lgt_record_new ();
  struct lgt_ensemble_writer *w = NULL;
  double field[SIZE] = { 0 }, log_q = 0;
  struct lgt_slab slab = { .field = field, .log_q = &log_q };

  ck_assert_int_eq (lgt_record_set_array (arrays, "a", LGT_RECORD_F64, 1,
                                          (int64_t[]) { SIZE }, field, NULL),
                    LGT_OK);
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
  Suite *s = suite_create ("ensemble");
  TCase *tc = tcase_create ("ensemble");

  tcase_add_checked_fixture (tc, enter_folder, leave_folder);
  tcase_add_test (tc, test_ensemble_one_file);
  tcase_add_test (tc, test_ensemble_shards);
  tcase_add_test (tc, test_ensemble_large_configurations);
  tcase_add_test (tc, test_ensemble_refuses);
  tcase_add_test (tc, test_ensemble_full_disk);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
