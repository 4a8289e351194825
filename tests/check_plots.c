/* Tests of lib/app/plots.h: the tables beside the pictures, and that gnuplot
   takes the commands (where it is installed).  With LGT_PICTURES=FOLDER the
   pictures stay there, to be looked at.  */

#include "../lib/app/plots.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "normal.h"
#include "testutil.h"

static char folder[64];

static void
set_up (void)
{
  const char *keep = getenv ("LGT_PICTURES");

  strcpy (folder, "/tmp/lgt-check-plots-XXXXXX");
  if (!keep)
    ck_assert_ptr_nonnull (mkdtemp (folder));
  ck_assert_int_eq (chdir (keep ? keep : folder), 0);
}

static void
tear_down (void)
{
  char command[128];

  if (getenv ("LGT_PICTURES"))
    return;
  snprintf (command, sizeof command, "rm -rf %s", folder);
  ck_assert_int_eq (system (command), 0);
}

/* The contents of FILE, to be freed.  */
static char *
contents (const char *file)
{
  FILE *stream = fopen (file, "r");
  size_t room = 1 << 22, size;
  char *text = calloc (1, room);

  ck_assert_msg (stream != NULL, "no %s", file);
  size = fread (text, 1, room - 1, stream);
  ck_assert_uint_lt (size, room - 1);
  fclose (stream);
  return text;
}

static int
lines (const char *file)
{
  char *text = contents (file);
  int n = 0;

  for (const char *c = text; *c; c++)
    n += *c == '\n';
  free (text);
  return n;
}

static void
begins (const char *file, const char *expected)
{
  char *text = contents (file);

  text[strlen (expected)] = '\0';
  ck_assert_str_eq (text, expected);
  free (text);
}

/* A picture was made, or there is no gnuplot; 1: there is.  */
static int
made (enum lgt_status status, const struct lgt_error *error,
      const char *picture, const char *words)
{
  char *text;

  if (status == LGT_ENODEV)
    return 0;
  ck_assert_msg (status == LGT_OK, "%s", error->text);
  text = contents (picture);
  if (words)
    ck_assert_msg (strstr (text, words) != NULL, "%s: no \"%s\"", picture,
                   words);
  free (text);
  return 1;
}

static void
fill (double *x, int n, double a, double mean, double sigma, unsigned seed)
{
  struct normal source = { .seed = seed };

  x[0] = test_normal (&source);
  for (int i = 1; i < n; i++)
    x[i] = a * x[i - 1] + sqrt (1 - a * a) * test_normal (&source);
  for (int i = 0; i < n; i++)
    x[i] = mean + sigma * x[i];
}

START_TEST (history)
{
  static double x[30000];
  int64_t length[] = { 10000, 4000, 4000, 2000, 1000, 1000, 1000, 1000, 6000 };
  struct lgt_series series = { "plaquette", x, 1, length, 0.58, NULL };
  struct lgt_error error = { .text = "" };

  fill (x, 30000, 0.98, 0.58, 0.02, 1);
  made (lgt_plot_history ("history.svg", &series, 10, &error), &error,
        "history.svg", "plaquette");
  begins ("history.tsv", "#chain\tsweep\tplaquette\n0\t0\t");
  ck_assert_int_eq (lines ("history.tsv"), 1 + 10000 / 5);

  series.replica = 9;
  made (lgt_plot_history ("history9.svg", &series, 1, &error), &error,
        "history9.svg", "8 of 9 chains");
  ck_assert_int_eq (lines ("history9.tsv"), 1 + 24000 / 5);

  /* A frozen charge, a name that gnuplot could trip over, no exact value.  */
  for (int i = 0; i < 10000; i++)
    x[i] = floor (3 * sin (i / 700.0));
  series.replica = 3;
  series.exact = NAN;
  series.name = "it's_Q^2 {\"%d\\n";
  series.clock = "tra'jectories_";
  length[0] = 3000;
  made (lgt_plot_history ("odd.svg", &series, 0.5, &error), &error, "odd.svg",
        "[tra'jectories_]");
  begins ("odd.tsv", "#chain\ttra'jectories_\tit's_Q^2");

  for (int i = 0; i < 10000; i++)
    x[i] = 1;
  made (lgt_plot_history ("constant.svg", &series, 1, &error), &error,
        "constant.svg", NULL);
  ck_assert_int_eq (lgt_plot_history ("h.svg", &series, 0, &error),
                    LGT_EINVAL);
}
END_TEST

START_TEST (autocorrelation)
{
  static double x[20000], y[1000];
  const int64_t length[] = { 12000, 8000 }, one = 1000, two = 2;
  const struct lgt_series series = { "wilson_loop_2_3", x, 2, length, NAN, NULL };
  struct lgt_series slow = { "charge", y, 1, &one, NAN, NULL };
  struct lgt_error error = { .text = "" };
  struct lgt_gamma g;
  char *text, *row;
  double rho[11], rho_error[11], seen[3];

  fill (x, 20000, 0.9, 0, 1, 2);
  made (lgt_plot_autocorrelation ("rho.svg", &series, NULL, &error), &error,
        "rho.svg", "window: t = ");
  ck_assert_int_eq (lgt_gamma_mean (x, 2, length, NULL, &g, NULL), LGT_OK);
  ck_assert_int_eq (lines ("rho.tsv"), 1 + 2 * g.window + 10);
  ck_assert_int_eq (lgt_gamma_autocorrelation (x, 2, length, 11, NULL, rho,
                                               rho_error, NULL), LGT_OK);
  begins ("rho.tsv", "#t\trho\terror\n0\t1\t0\n1\t");
  text = contents ("rho.tsv");
  row = strstr (text, "\n10\t");
  ck_assert_ptr_nonnull (row);
  ck_assert_int_eq (sscanf (row, "%lf %lf %lf", &seen[0], &seen[1],
                            &seen[2]), 3);
  ck_assert_double_eq (seen[1], rho[10]);
  ck_assert_double_eq (seen[2], rho_error[10]);
  free (text);

  fill (y, 1000, 0.98, 0, 1, 3);
  made (lgt_plot_autocorrelation ("rho_short.svg", &slow, NULL, &error),
        &error, "rho_short.svg", "fewer than 50");
  slow.length = &two;
  made (lgt_plot_autocorrelation ("rho2.svg", &slow, NULL, &error), &error,
        "rho2.svg", NULL);
}
END_TEST

START_TEST (histogram)
{
  static double x[10000];
  int64_t length = 10000;
  struct lgt_series series = { "plaquette", x, 1, &length, 0.58, NULL };
  struct lgt_error error = { .text = "" };
  char *text, *row;
  double from, to, density, sum = 0;
  long long count, total = 0;

  fill (x, 10000, 0.5, 0.583, 0.01, 4);
  made (lgt_plot_histogram ("histogram.svg", &series, &error), &error,
        "histogram.svg", "exact mean");
  text = contents ("histogram.tsv");
  for (row = strchr (text, '\n'); row && row[1]; row = strchr (row + 1, '\n'))
    {
      ck_assert_int_eq (sscanf (row, "%lf %lf %lld %lf", &from, &to, &count,
                                &density), 4);
      total += count;
      sum += density * (to - from);
    }
  ck_assert_int_eq (total, 10000);
  ck_assert_double_eq_tol (sum, 1, 1e-12);
  free (text);

  /* Integers, up to rounding, get a bin each: -2 ... 3.  */
  for (int i = 0; i < 10000; i++)
    x[i] = i % 6 == 5 && i > 5000 ? 3 : i % 4 - 2 + 1e-9 * (i % 3);
  series.name = "charge";
  series.exact = NAN;
  made (lgt_plot_histogram ("charge.svg", &series, &error), &error,
        "charge.svg", "probability");
  begins ("charge.tsv", "#from\tto\tcount\tdensity\n-2.5\t-1.5\t");
  ck_assert_int_eq (lines ("charge.tsv"), 1 + 6);
  text = contents ("charge.tsv");
  ck_assert_ptr_nonnull (strstr (text, "\n1.5\t2.5\t0\t0\n2.5\t3.5\t833\t"));
  free (text);

  for (int i = 0; i < 10000; i++)
    x[i] = 0.25;
  made (lgt_plot_histogram ("point.svg", &series, &error), &error,
        "point.svg", NULL);
  ck_assert_int_eq (lines ("point.tsv"), 1 + 1);
}
END_TEST

START_TEST (curves)
{
  double t[12], value[12], bar[12], theory[12];
  const struct lgt_curve curve[] = {
    { "measured", 12, t, value, bar },
    { "beta = 6.2_a", 6, t, theory, bar },
    { "tree level", 12, t, theory, NULL },
  };
  struct lgt_error error = { .text = "" };
  struct normal source = { .seed = 5 };

  for (int i = 0; i < 12; i++)
    {
      t[i] = i + 1;
      theory[i] = 0.7 - 0.26 / t[i] + 0.05 * t[i];
      bar[i] = 0.005 * t[i];
      value[i] = theory[i] + bar[i] * test_normal (&source);
    }
  made (lgt_plot_curves ("potential.svg", "static potential", "R / a",
                         "a V(R)", 3, curve, &error), &error,
        "potential.svg", "beta = 6.2_a");
  begins ("potential.tsv", "#curve\tname\tx\ty\terror\n0\tmeasured\t1\t");
  ck_assert_int_eq (lines ("potential.tsv"), 1 + 30);
  value[3] = NAN;               /* a point that could not be measured */
  made (lgt_plot_curves ("gap.svg", "gap", "x", "y", 1, curve, &error),
        &error, "gap.svg", NULL);
  ck_assert_int_eq (lgt_plot_curves ("none.svg", "none", "x", "y", 0, curve,
                                     &error), LGT_EINVAL);
  ck_assert_int_ne (access ("none.tsv", F_OK), 0);
}
END_TEST

START_TEST (refusals)
{
  double x[] = { 1, 2, NAN };
  int64_t length = 3, one = 1;
  struct lgt_series series = { "x", x, 1, &length, NAN, NULL };
  struct lgt_error error;

  ck_assert_int_eq (lgt_plot_history ("h.svg", &series, 1, &error), LGT_ENUM);
  ck_assert_str_eq (error.text, "x: 1 of 3 data are not finite; the first is "
                    "in measurement 2");
  ck_assert_int_eq (lgt_plot_histogram ("h.svg", &series, &error), LGT_ENUM);
  ck_assert_int_eq (lgt_plot_autocorrelation ("h.svg", &series, NULL, &error),
                    LGT_ENUM);
  x[2] = 3;
  ck_assert_int_eq (lgt_plot_histogram ("h.gif", &series, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_plot_histogram ("nowhere/h.svg", &series, &error),
                    LGT_EIO);
  series.length = &one;
  ck_assert_int_eq (lgt_plot_histogram ("h.svg", &series, &error),
                    LGT_EINVAL);
  series.replica = 0;
  ck_assert_int_eq (lgt_plot_history ("h.svg", &series, 1, &error),
                    LGT_EINVAL);
  ck_assert_int_ne (access ("h.tsv", F_OK), 0);
}
END_TEST

/* Without gnuplot the table is there all the same.  */
START_TEST (no_gnuplot)
{
  const double x[] = { 1, 2, 3 };
  const int64_t length = 3;
  const struct lgt_series series = { "x", x, 1, &length, NAN, NULL };
  struct lgt_error error;

  setenv ("PATH", "/nowhere", 1);
  ck_assert_int_eq (lgt_plot_history ("n.svg", &series, 2, &error),
                    LGT_ENODEV);
  begins ("n.tsv", "#chain\tsweep\tx\n0\t0\t1\n0\t2\t2\n0\t4\t3\n");
  ck_assert_int_ne (access ("n.svg", F_OK), 0);
  setenv ("PATH", "/usr/bin:/bin", 1);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("plots");
  TCase *t = tcase_create ("plots");

  tcase_add_checked_fixture (t, set_up, tear_down);
  tcase_add_test (t, history);
  tcase_add_test (t, autocorrelation);
  tcase_add_test (t, histogram);
  tcase_add_test (t, curves);
  tcase_add_test (t, refusals);
  tcase_add_test (t, no_gnuplot);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}
