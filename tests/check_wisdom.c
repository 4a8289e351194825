/* Tests of lgt/wisdom.h: what is kept is found again, by its whole key and
   through a file; damaged files change nothing.  */

#include "testutil.h"

#include <string.h>
#include <unistd.h>

#include <lgt/wisdom.h>

static struct lgt_wisdom_key
example (void)
{
  struct lgt_sites in = { .ndim = 2, .extent = { 8, 6 }, .volume = 48,
                          .count = 48 };
  int32_t site[5] = { 0 };
  struct lgt_sites out = { .ndim = 2, .extent = { 4, 6 }, .volume = 24,
                           .count = 5, .site = site };
  const struct lgt_stencil stencil = {
    .ndim = 2, .taps = 15, .in = &in, .out = &out,
    .window = { { 3, 5 }, { 1, 2 }, { 2, 1 }, { LGT_ZERO, LGT_CIRCULAR } }
  };
  const struct lgt_conv_params p = { .stencil = &stencil, .groups = 2 };
  const struct lgt_view x = { .type = LGT_F64, .shape = { 3, 48, 8, 16 } };
  const struct lgt_view w = { .type = LGT_F64,
                              .shape = { 1, 1, 6 * 4 * 15, 1 } };

  return lgt_wisdom_key ("cpu-avx2", &p, &x, &w);
}

/* A folder of the test's own, removed with its one file.  */
static char folder[] = "/tmp/check_wisdom.XXXXXX";
static char file[64];

static void
begin (void)
{
  strcpy (folder, "/tmp/check_wisdom.XXXXXX");
  ck_assert_ptr_nonnull (mkdtemp (folder));
  snprintf (file, sizeof file, "%s/wisdom.yaml", folder);
}

static void
end (void)
{
  unlink (file);
  rmdir (folder);
}

static void
write_file (const char *text, size_t length)
{
  FILE *stream = fopen (file, "w");

  ck_assert_ptr_nonnull (stream);
  ck_assert_uint_eq (fwrite (text, 1, length, stream), length);
  ck_assert_int_eq (fclose (stream), 0);
}

START_TEST (test_key)
{
  const struct lgt_wisdom_key k = example ();

  ck_assert_str_eq (k.backend, "cpu-avx2");
  ck_assert_int_eq (k.outs, 6);
  ck_assert_int_eq (k.list[0], 0);
  ck_assert_int_eq (k.list[1], 1);
  ck_assert_int_eq (k.rows[1], 5);
}
END_TEST

/* The fastest is found, for this key and no other.  */
START_TEST (test_find)
{
  const double first[] = { 0, 2, 3, 1.5, 0 }, second[] = { 0, 2, 1, 0, 0.5 };
  const double none[] = { 0, 0, 0, 0, 0 };
  struct lgt_wisdom *w = lgt_wisdom_new ();
  struct lgt_wisdom_key k = example ();
  struct lgt_error error;

  ck_assert_int_eq (lgt_wisdom_find (NULL, &k), LGT_CONV_AUTO);
  ck_assert_int_eq (lgt_wisdom_find (w, &k), LGT_CONV_AUTO);
  ck_assert_int_eq (lgt_wisdom_add (w, &k, none, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_wisdom_find (w, &k), LGT_CONV_AUTO);
  ck_assert_int_eq (lgt_wisdom_add (w, &k, first, &error), LGT_OK);
  ck_assert_int_eq (lgt_wisdom_find (w, &k), LGT_CONV_GEMM);
  ck_assert_int_eq (lgt_wisdom_add (w, &k, second, &error), LGT_OK);
  ck_assert_int_eq (lgt_wisdom_find (w, &k), LGT_CONV_FFT);

  for (size_t i = 0; i < sizeof k; i++)
    {
      struct lgt_wisdom_key other = k;

      ((unsigned char *) &other)[i] ^= 1;
      ck_assert_int_eq (lgt_wisdom_find (w, &other), LGT_CONV_AUTO);
    }
  lgt_wisdom_free (w);
  lgt_wisdom_free (NULL);
}
END_TEST

/* Two entries, out and in; the second text equals the first.  */
static char *
example_text (void)
{
  const double times[] = { 0, 2, 3.25, 0, 0.1 }, more[] = { 0, 1, 0, 0, 0 };
  struct lgt_wisdom *w = lgt_wisdom_new ();
  struct lgt_wisdom_key k = example ();
  char *text = NULL;

  ck_assert_int_eq (lgt_wisdom_add (w, &k, times, NULL), LGT_OK);
  k.lanes = 1;
  k.list[0] = 1;
  ck_assert_int_eq (lgt_wisdom_add (w, &k, more, NULL), LGT_OK);
  ck_assert_int_eq (lgt_wisdom_text (w, &text, NULL), LGT_OK);
  lgt_wisdom_free (w);
  return text;
}

START_TEST (test_file)
{
  struct lgt_wisdom *w = lgt_wisdom_new ();
  struct lgt_wisdom_key k = example ();
  struct lgt_error error = { LGT_OK, "" };
  char *text = example_text (), *again = NULL;

  begin ();
  write_file (text, strlen (text));
  ck_assert_msg (lgt_wisdom_load (w, file, &error) == LGT_OK, "%s",
                 error.text);
  ck_assert_int_eq (lgt_wisdom_find (w, &k), LGT_CONV_FFT);
  k.lanes = 1;
  k.list[0] = 1;
  ck_assert_int_eq (lgt_wisdom_find (w, &k), LGT_CONV_DIRECT);
  ck_assert_int_eq (lgt_wisdom_text (w, &again, NULL), LGT_OK);
  ck_assert_str_eq (text, again);
  free (text);
  free (again);
  lgt_wisdom_free (w);
  end ();
}
END_TEST

/* A missing file, and texts cut short or altered: refused, with the file's
   name, or complete; nothing in between.  */
START_TEST (test_damage)
{
  static const char *const bad[] = {
    "", "convolutions: []\n", "lgt_wisdom: 2\nconvolutions: []\n",
    "lgt_wisdom: 1\nconvolutions: 3\n",
    "lgt_wisdom: 1\nconvolutions: [{ backend: cpu }]\n",
  };
  struct lgt_wisdom *w = lgt_wisdom_new ();
  struct lgt_wisdom_key k = example ();
  struct lgt_error error = { LGT_OK, "" };
  char *text = example_text ();
  const size_t length = strlen (text);

  begin ();
  ck_assert_int_eq (lgt_wisdom_load (w, file, &error), LGT_EIO);
  ck_assert_ptr_nonnull (strstr (error.text, "wisdom.yaml"));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    {
      write_file (bad[i], strlen (bad[i]));
      ck_assert_int_eq (lgt_wisdom_load (w, file, &error), LGT_EINVAL);
      ck_assert_ptr_nonnull (strstr (error.text, "wisdom.yaml"));
    }
  for (size_t cut = 1; cut < length; cut += 7)
    {
      struct lgt_wisdom *part = lgt_wisdom_new ();

      write_file (text, cut);
      if (lgt_wisdom_load (part, file, &error) != LGT_OK)
        ck_assert_int_eq (lgt_wisdom_find (part, &k), LGT_CONV_AUTO);
      lgt_wisdom_free (part);
    }
  for (size_t i = 0; i < length; i += 11)
    {
      struct lgt_wisdom *part = lgt_wisdom_new ();
      const char was = text[i];

      text[i] = '#';
      write_file (text, length);
      if (lgt_wisdom_load (part, file, &error) != LGT_OK)
        ck_assert_int_eq (lgt_wisdom_find (part, &k), LGT_CONV_AUTO);
      lgt_wisdom_free (part);
      text[i] = was;
    }
  free (text);
  lgt_wisdom_free (w);
  end ();
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("wisdom");
  TCase *tc = tcase_create ("wisdom");

  tcase_add_test (tc, test_key);
  tcase_add_test (tc, test_find);
  tcase_add_test (tc, test_file);
  tcase_add_test (tc, test_damage);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
