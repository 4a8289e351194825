/* Tests of lgt/app.h: options, help, lost output, signals, progress, tables
   and pictures, as a tool's user sees them.  */

#include "testutil.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <lgt/app.h>

#define COUNT(array) ((int) (sizeof (array) / sizeof (array)[0]))

/* A tool with an option of every kind; it prints what it understood.  */

struct values
{
  bool quiet;
  int threads, format, print;
  int64_t seed;
  double beta;
  const char *output;
  struct lgt_texts set;
  struct lgt_ints steps, shape;
};

static const struct lgt_option options[] = {
  { .name = "quiet", .letter = 'q', .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, quiet), .help = "print less" },
  { .name = "threads", .kind = LGT_OPTION_INT,
    LGT_AT (struct values, threads), .argument = "N", .allowed = "[1, 4096]",
    .help = "number of threads" },
  { .name = "seed", .letter = 's', .kind = LGT_OPTION_INT64,
    LGT_AT (struct values, seed), .argument = "N", .allowed = "[0, inf)",
    .help = "seed of the random numbers (default 1)" },
  { .name = "beta", .kind = LGT_OPTION_REAL, LGT_AT (struct values, beta),
    .argument = "B", .help = "coupling" },
  { .name = "output", .letter = 'o', .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, output), .argument = "FILE",
    .help = "where the result goes, and a help text that is so long that "
            "it cannot stand on one line of a screen" },
  { .name = "set", .kind = LGT_OPTION_TEXTS, LGT_AT (struct values, set),
    .argument = "KEY=VALUE", .help = "change one value" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, format), .argument = "NAME",
    .allowed = "text tsv json", .help = "kind of output" },
  { .name = "print-config", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, print), .argument = "[KIND]",
    .allowed = "short expanded", .help = "print the configuration" },
  { .name = "steps", .kind = LGT_OPTION_INTS, LGT_AT (struct values, steps),
    .argument = "S,...", .help = "steps" },
  { .name = "shape", .kind = LGT_OPTION_SHAPE, LGT_AT (struct values, shape),
    .argument = "LxL...", .allowed = "[1, inf)", .help = "extents" },
  { .name = NULL }
};

static void
versions (FILE *stream)
{
  fputs ("backends: cpu-generic\n", stream);
}

static const struct lgt_app app = {
  .name = "lgt-tool", .summary = "Print what was understood.",
  .usage = "[OPTION]... [FILE]...", .options = options, .operands_max = 2,
  .example = "Example: lgt-tool --seed=3", .versions = versions
};

static int
tool_main (int argc, char **argv)
{
  struct values v = { .threads = 2, .seed = 1, .beta = 2, .output = "-",
                      .print = -1 };
  struct lgt_operands operands;
  int status = lgt_app_parse (&app, argc, argv, &v, &operands);

  if (status >= 0)
    return status;
  printf ("%d %d %d %d %lld %g %s", v.quiet, v.threads, v.format, v.print,
          (long long) v.seed, v.beta, v.output);
  for (int i = 0; i < v.set.count; i++)
    printf (" set:%s", v.set.value[i]);
  for (int i = 0; i < v.steps.count; i++)
    printf (" s%d", v.steps.value[i]);
  for (int i = 0; i < v.shape.count; i++)
    printf (" x%d", v.shape.value[i]);
  for (int i = 0; i < operands.count; i++)
    printf (" [%s]", operands.value[i]);
  putchar ('\n');
  return lgt_app_close (&app, 0);
}

/* What a child did.  */
struct outcome
{
  int status;
  char out[4096], err[4096];
};

static void
take (FILE *stream, char text[4096])
{
  size_t length;

  rewind (stream);
  length = fread (text, 1, 4095, stream);
  text[length] = '\0';
  fclose (stream);
}

/* Run MAIN with the words of LINE in a child; OUT, if not NULL, is the file
   that its standard output goes to ("": closed).  */
static struct outcome
run (int (*main_function) (int, char **), const char *line, const char *out)
{
  struct outcome outcome = { .status = -1 };
  FILE *standard = tmpfile (), *errors = tmpfile ();
  char copy[500], *argv[40] = { (char *) "lgt-tool" };
  int argc = 1, wait_status;
  pid_t child;

  snprintf (copy, sizeof copy, "%s", line);
  for (char *word = strtok (copy, " "); word; word = strtok (NULL, " "))
    argv[argc++] = word;
  fflush (NULL);
  child = fork ();
  ck_assert_int_ge (child, 0);
  if (child == 0)
    {
      dup2 (fileno (errors), 2);
      if (!out)
        dup2 (fileno (standard), 1);
      else if (*out == '\0')
        close (1);
      else if (!freopen (out, "w", stdout))
        _exit (99);
      /* Not exit: the test's own streams and handlers are not ours.  */
      wait_status = main_function (argc, argv);
      fflush (stdout);
      _exit (wait_status);
    }
  ck_assert_int_eq (waitpid (child, &wait_status, 0), child);
  outcome.status = (WIFEXITED (wait_status) ? WEXITSTATUS (wait_status)
                    : 1000 + WTERMSIG (wait_status));
  take (standard, outcome.out);
  take (errors, outcome.err);
  return outcome;
}

static const struct { const char *line, *out; } good[] = {
  { "", "0 2 0 -1 1 2 -\n" },
  { "--seed=7 --threads 3 -q --beta=-1.5e-1 --output=a b",
    "1 3 0 -1 7 -0.15 a [b]\n" },
  { "-s9 -o x a -q b", "1 2 0 -1 9 2 x [a] [b]\n" },
  { "--set=a.b=1 --set c=2", "0 2 0 -1 1 2 - set:a.b=1 set:c=2\n" },
  { "--format=json --print-config", "0 2 2 0 1 2 -\n" },
  { "--print-config=expanded", "0 2 0 1 1 2 -\n" },
  { "--steps=2,-1 --shape=8x16", "0 2 0 -1 1 2 - s2 s-1 x8 x16\n" },
  { "--thr=5 -- --seed", "0 5 0 -1 1 2 - [--seed]\n" },
};

START_TEST (test_good_lines)
{
  struct outcome o = run (tool_main, good[_i].line, NULL);

  ck_assert_str_eq (o.err, "");
  ck_assert_str_eq (o.out, good[_i].out);
  ck_assert_int_eq (o.status, 0);
}
END_TEST

static const struct { const char *line, *message; } bad[] = {
  { "--nonsense", "unknown or ambiguous option '--nonsense'" },
  { "--s=3", "unknown or ambiguous option '--s=3'" },
  { "-x", "unknown option '-x'" },
  { "-s", "option '-s' needs an argument" },
  { "--seed", "option '--seed' needs an argument" },
  { "--quiet=yes", "option '--quiet' takes no argument" },
  { "--help=all", "option '--help' takes no argument" },
  { "--seed=", "--seed must be an integer, is empty" },
  { "--seed=3x", "--seed must be an integer, is 3x" },
  { "--seed=-1", "--seed must be at least 0, is -1" },
  { "--seed=9223372036854775808",
    "--seed does not fit into an integer: 9223372036854775808" },
  { "--threads=0", "--threads must be from 1 to 4096, is 0" },
  { "--beta=nan", "--beta must be a number, is nan" },
  { "--beta=1,5", "--beta must be a number, is 1,5" },
  { "--format=xml", "--format must be text, tsv or json, is xml" },
  { "--print-config=all", "--print-config must be short or expanded, is "
    "all" },
  { "--shape=4x", "--shape must be integers with 'x' between, is 4x" },
  { "--shape=0x4", "--shape must be at least 1, is 0" },
  { "--shape=4,4", "--shape must be an integer, is 4,4" },
  { "--steps=1,,2", "--steps must be integers with ',' between, is 1,,2" },
  { "a b c", "extra argument 'c'" },
};

START_TEST (test_bad_lines)
{
  struct outcome o = run (tool_main, bad[_i].line, NULL);
  char expected[300];

  snprintf (expected, sizeof expected, "lgt-tool: %s\nTry 'lgt-tool --help' "
            "for more information.\n", bad[_i].message);
  ck_assert_str_eq (o.err, expected);
  ck_assert_str_eq (o.out, "");
  ck_assert_int_eq (o.status, 2);
}
END_TEST

/* Nothing is left of an earlier command line.  */
START_TEST (test_parse_again)
{
  for (int i = 0; i < 2; i++)
    {
      char *argv[] = { (char *) "t", (char *) "--seed=5", (char *) "a",
                       NULL };
      struct values v = { .seed = 1 };
      struct lgt_operands operands;

      ck_assert_int_eq (lgt_app_parse (&app, 3, argv, &v, &operands), -1);
      ck_assert_int_eq (v.seed, 5);
      ck_assert_int_eq (operands.count, 1);
      ck_assert_str_eq (operands.value[0], "a");
    }
}
END_TEST

START_TEST (test_help_and_version)
{
  struct outcome o = run (tool_main, "--seed=3 --help", NULL);

  ck_assert_int_eq (o.status, 0);
  ck_assert_str_eq (o.err, "");
  ck_assert_str_eq (o.out,
    "Usage: lgt-tool [OPTION]... [FILE]...\n"
    "Print what was understood.\n"
    "\n"
    "  -q, --quiet             print less\n"
    "      --threads=N         number of threads\n"
    "  -s, --seed=N            seed of the random numbers (default 1)\n"
    "      --beta=B            coupling\n"
    "  -o, --output=FILE       where the result goes, and a help text that is "
    "so\n"
    "                          long that it cannot stand on one line of a "
    "screen\n"
    "      --set=KEY=VALUE     change one value\n"
    "      --format=NAME       kind of output\n"
    "      --print-config[=KIND]\n"
    "                          print the configuration\n"
    "      --steps=S,...       steps\n"
    "      --shape=LxL...      extents\n"
    "      --help              show this help and exit\n"
    "      --version           show version, compiler and libraries and "
    "exit\n"
    "\n"
    "Example: lgt-tool --seed=3\n");

  o = run (tool_main, "--version", NULL);
  ck_assert_int_eq (o.status, 0);
  ck_assert_int_eq (strncmp (o.out, "lgt-tool (lgt) ", 15), 0);
  ck_assert_ptr_nonnull (strstr (o.out, lgt_version ()));
  ck_assert_ptr_nonnull (strstr (o.out, "\ncompiler: "));
  ck_assert_ptr_nonnull (strstr (o.out, "\nbackends: cpu-generic\n"));
}
END_TEST

/* A full disk and a closed standard output are failures.  */
START_TEST (test_lost_output)
{
  static const char *const lines[] = { "", "--help", "--version" };

  for (int i = 0; i < COUNT (lines); i++)
    {
      struct outcome o;

      if (access ("/dev/full", W_OK) == 0)
        {
          o = run (tool_main, lines[i], "/dev/full");
          ck_assert_int_eq (o.status, 1);
          ck_assert_ptr_nonnull (strstr (o.err, "lgt-tool: output was lost"));
        }
      o = run (tool_main, lines[i], "");
      ck_assert_int_eq (o.status, 1);
      ck_assert_ptr_nonnull (strstr (o.err, "lgt-tool: output was lost"));
    }
}
END_TEST

static int
silent_main (int argc, char **argv)
{
  (void) argc;
  (void) argv;
  return lgt_app_close (&app, 0);
}

START_TEST (test_nothing_to_lose)
{
  struct outcome o = run (silent_main, "", "");

  ck_assert_int_eq (o.status, 0);
  ck_assert_str_eq (o.err, "");
}
END_TEST

/* ---- Failures and signals ---- */

static int
failing_main (int argc, char **argv)
{
  static const enum lgt_status codes[] = { LGT_EINVAL, LGT_EIO, LGT_ESTOP };
  struct lgt_error error;

  lgt_fail (&error, codes[argc - 2], "f.yaml:3: words");
  if (argv[1][0] == 's')
    {
      lgt_app_catch_signals ();
      raise (SIGTERM);
    }
  return lgt_app_fail (&app, &error);
}

START_TEST (test_failures)
{
  ck_assert_int_eq (run (failing_main, "a", NULL).status, 2);
  ck_assert_int_eq (run (failing_main, "a b", NULL).status, 1);
  ck_assert_int_eq (run (failing_main, "a b c", NULL).status, 1);
  ck_assert_int_eq (run (failing_main, "s b c", NULL).status, 128 + SIGTERM);
  ck_assert_str_eq (run (failing_main, "a", NULL).err,
                    "lgt-tool: f.yaml:3: words\n");
}
END_TEST

static int
signal_main (int argc, char **argv)
{
  (void) argv;
  if (argc == 4)
    signal (SIGINT, SIG_IGN);
  lgt_app_catch_signals ();
  if (lgt_app_signal () != 0)
    return 98;
  raise (SIGINT);
  if (argc == 4)
    return lgt_app_signal ();
  if (lgt_app_signal () != SIGINT)
    return 97;
  if (argc == 2)
    raise (SIGINT);
  return 128 + lgt_app_signal ();
}

START_TEST (test_signals)
{
  ck_assert_int_eq (run (signal_main, "", NULL).status, 128 + SIGINT);
  ck_assert_int_eq (run (signal_main, "twice", NULL).status, 1000 + SIGINT);
  /* A signal that was ignored before stays so.  */
  ck_assert_int_eq (run (signal_main, "a b ignored", NULL).status, 0);
}
END_TEST

/* ---- Progress ---- */

START_TEST (test_progress_in_a_file)
{
  struct lgt_progress progress;
  FILE *stream = tmpfile ();
  char line[4096];

  lgt_progress_begin (&progress, stream, "train", "steps", 100, 40);
  progress.period = 0;
  progress.started -= 10;
  lgt_progress_update (&progress, 60, "loss -1.5");
  progress.period = 1000;
  lgt_progress_update (&progress, 80, NULL);
  progress.done = 100;
  lgt_progress_end (&progress, NULL);
  lgt_progress_end (&progress, NULL);
  take (stream, line);
  ck_assert_str_eq (line, "train: 60/100 steps, 2 steps/s, 0:20 left, loss "
                    "-1.5\ntrain: 100/100 steps, 6 steps/s, 0:10\n");

  /* Nothing done yet: no rate, no division by zero.  */
  stream = tmpfile ();
  lgt_progress_begin (&progress, stream, "train", "steps", 0, 0);
  progress.period = 0;
  lgt_progress_update (&progress, 0, NULL);
  take (stream, line);
  ck_assert_str_eq (line, "train: 0/0 steps, -:-- left\n");

  lgt_progress_begin (&progress, NULL, "train", "steps", 10, 0);
  lgt_progress_update (&progress, 5, NULL);
  lgt_progress_end (&progress, NULL);
}
END_TEST

START_TEST (test_progress_on_a_terminal)
{
  struct lgt_progress progress;
  FILE *stream = tmpfile ();
  char text[4096];

  lgt_progress_begin (&progress, stream, "train", "steps", 100, 0);
  progress.terminal = true;
  progress.width = 68;
  progress.period = 0;
  progress.started -= 10;
  lgt_progress_update (&progress, 50, NULL);
  lgt_progress_end (&progress, "done");
  take (stream, text);
  ck_assert_str_eq (text,
                    "\rtrain [###############...............] 50/100 "
                    "5 steps/s, 0:10 left  "
                    "\rtrain [###############...............] 50/100 "
                    "5 steps/s, 0:10, done \n");
}
END_TEST

START_TEST (test_times)
{
  static const struct { double seconds; const char *text; } cases[] = {
    { 0, "0:00" }, { 7.4, "0:07" }, { 59.6, "1:00" }, { 125, "2:05" },
    { 3723, "1:02:03" }, { 360000, "100:00:00" }, { -1, "-:--" },
    { 1e300, "-:--" }, { 0.0 / 0.0, "-:--" },
  };
  char text[32];

  for (int i = 0; i < COUNT (cases); i++)
    {
      lgt_format_time (cases[i].seconds, text);
      ck_assert_str_eq (text, cases[i].text);
    }
}
END_TEST

/* ---- Tables and pictures, in a folder of their own ---- */

static char folder[] = "/tmp/check_app_XXXXXX";
static char start[4096];

static void
enter_folder (void)
{
  ck_assert_ptr_nonnull (getcwd (start, sizeof start));
  strcpy (folder, "/tmp/check_app_XXXXXX");
  ck_assert_ptr_nonnull (mkdtemp (folder));
  ck_assert_int_eq (chdir (folder), 0);
}

static void
leave_folder (void)
{
  char command[100];

  ck_assert_int_eq (chdir (start), 0);
  snprintf (command, sizeof command, "rm -rf %s", folder);
  ck_assert_int_eq (system (command), 0);
}

static void
write_file (const char *name, const char *text)
{
  FILE *stream = fopen (name, "w");

  ck_assert_ptr_nonnull (stream);
  fputs (text, stream);
  ck_assert_int_eq (fclose (stream), 0);
}

static void
assert_file (const char *name, const char *text)
{
  FILE *stream = fopen (name, "r");
  char found[4096];

  ck_assert_ptr_nonnull (stream);
  take (stream, found);
  ck_assert_str_eq (found, text);
}

START_TEST (test_tables)
{
  static const char *const names[] = { "step", "loss", "note" };
  struct lgt_table table;

  for (int run_number = 0; run_number < 2; run_number++)
    {
      FILE *stream = fopen ("t.tsv", "a");

      lgt_table_begin (&table, stream, 3, names, true);
      for (int i = 0; i < 2; i++)
        {
          lgt_table_int (&table, 2 * run_number + i);
          lgt_table_real (&table, i ? 0.1 : -1.0 / 0.0);
          lgt_table_text (&table, i ? "a\tb\n" : NULL);
        }
      ck_assert_int_eq (fclose (stream), 0);
    }
  assert_file ("t.tsv", "#step\tloss\tnote\n0\t-inf\t\n1\t0.1\ta b \n"
               "2\t-inf\t\n3\t0.1\ta b \n");
}
END_TEST

START_TEST (test_truncation)
{
  struct lgt_error error;

  ck_assert_int_eq (lgt_table_truncate ("none.tsv", 3, &error), LGT_OK);
  ck_assert_int_ne (access ("none.tsv", F_OK), 0);

  write_file ("t.tsv", "#step\tloss\n10\t1\n20\t2\n30\t3\n25\t4");
  ck_assert_int_eq (lgt_table_truncate ("t.tsv", 25, &error), LGT_OK);
  assert_file ("t.tsv", "#step\tloss\n10\t1\n20\t2\n");
  ck_assert_int_eq (lgt_table_truncate ("t.tsv", 10, &error), LGT_OK);
  assert_file ("t.tsv", "#step\tloss\n10\t1\n");

  write_file ("t.tsv", "#step\tloss\nten\t1\n");
  ck_assert_int_eq (lgt_table_truncate ("t.tsv", 10, &error), LGT_EDATA);
  ck_assert_str_eq (error.text,
                    "t.tsv:2: a row must begin with an integer");
  assert_file ("t.tsv", "#step\tloss\nten\t1\n");
}
END_TEST

START_TEST (test_pictures)
{
  static const char *const names[] = { "c.svg", "it's a \"c\".png" };
  static const unsigned char png[] = { 0x89, 'P', 'N', 'G' };
  struct lgt_error error = { .text = "" };
  enum lgt_status status;

  write_file ("da'ta.tsv", "#x\ty\n1\t2\n2\t\n3\t5\n");
  for (int i = 0; i < COUNT (names); i++)
    {
      FILE *stream;
      char text[5] = "";

      status = lgt_plot (names[i], "da'ta.tsv",
                         "plot data using 1:2 with lines title 'y'", &error);
      /* Without gnuplot only the message can be tested.  */
      if (status == LGT_ENODEV)
        return;
      ck_assert_msg (status == LGT_OK, "%s", error.text);
      stream = fopen (names[i], "r");
      ck_assert_ptr_nonnull (stream);
      ck_assert_uint_eq (fread (text, 1, 4, stream), 4);
      fclose (stream);
      if (i == 0)
        ck_assert_str_eq (text, "<?xm");
      else
        ck_assert_mem_eq (text, png, sizeof png);
    }

  /* A picture that fails leaves the old one and says why.  */
  write_file ("c.svg", "old");
  status = lgt_plot ("c.svg", "nowhere.tsv", "plot data with lines", &error);
  ck_assert_int_eq (status, LGT_EBACKEND);
  ck_assert_ptr_nonnull (strstr (error.text, "nowhere.tsv"));
  assert_file ("c.svg", "old");
  status = lgt_plot ("c.svg", "da'ta.tsv", "plat data", &error);
  ck_assert_int_eq (status, LGT_EBACKEND);
  ck_assert_ptr_nonnull (strstr (error.text,
                                 "gnuplot made no picture c.svg: "));
  assert_file ("c.svg", "old");
}
END_TEST

START_TEST (test_bad_pictures)
{
  struct lgt_error error;
  const char *path = getenv ("PATH");
  char *saved = strdup (path ? path : "");

  ck_assert_int_eq (lgt_plot ("c.jpeg", "d", "", &error), LGT_EINVAL);
  ck_assert_str_eq (error.text, "the name of a picture must end in .png or "
                    ".svg, is c.jpeg");
  ck_assert_int_eq (lgt_plot ("c\n.svg", "d", "", &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_plot ("nowhere/c.svg", "d", "", &error), LGT_EIO);

  setenv ("PATH", folder, 1);
  ck_assert_int_eq (lgt_plot ("c.svg", "d", "", &error), LGT_ENODEV);
  ck_assert_str_eq (error.text, "gnuplot is not installed: there will be no "
                    "picture c.svg");
  ck_assert_int_ne (access ("c.svg", F_OK), 0);
  setenv ("PATH", saved, 1);
  free (saved);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("app");
  TCase *lines = tcase_create ("command line");
  TCase *output = tcase_create ("output");
  TCase *files = tcase_create ("files");

  tcase_add_loop_test (lines, test_good_lines, 0, COUNT (good));
  tcase_add_loop_test (lines, test_bad_lines, 0, COUNT (bad));
  tcase_add_test (lines, test_parse_again);
  tcase_add_test (lines, test_help_and_version);
  tcase_add_test (lines, test_lost_output);
  tcase_add_test (lines, test_nothing_to_lose);
  tcase_add_test (lines, test_failures);
  tcase_add_test (lines, test_signals);
  suite_add_tcase (suite, lines);
  tcase_add_test (output, test_progress_in_a_file);
  tcase_add_test (output, test_progress_on_a_terminal);
  tcase_add_test (output, test_times);
  suite_add_tcase (suite, output);
  tcase_add_checked_fixture (files, enter_folder, leave_folder);
  tcase_add_test (files, test_tables);
  tcase_add_test (files, test_truncation);
  tcase_add_test (files, test_pictures);
  tcase_add_test (files, test_bad_pictures);
  suite_add_tcase (suite, files);
  return run_suite (suite, CK_FORK);
}
