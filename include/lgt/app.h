/* What all tools share: options, --help and --version, messages, exit
   statuses, signals, progress, tables, pictures.

   A tool is a main of one line,

       int main (int argc, char **argv)
       { return lgt_train_main (argc, argv); }

   and its lgt_*_main begins with

       struct values values = { .seed = 1 };
       struct lgt_operands operands;
       int status = lgt_app_parse (&app, argc, argv, &values, &operands);
       if (status >= 0)
         return status;

   and ends with  return lgt_app_close (&app, status);

   Exit statuses: 0 done, 1 failed, 2 wrong usage (the command line or the
   configuration), 128 + signal.  Results go to standard output, everything
   else to standard error as "lgt-train: message".

   Unlike the libraries below it, lib/app prints; the flag that a signal
   sets is its only variable outside of a function.  */

#ifndef LGT_APP_H
#define LGT_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <lgt/config.h>
#include <lgt/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LGT_EXIT_FAILED 1
#define LGT_EXIT_USAGE 2

/* ---- Options ---- */

#define LGT_APP_MAX_TEXTS 64    /* how often a LGT_OPTION_TEXTS may be given */

enum lgt_option_kind
{                       /* the field at offset is */
  LGT_OPTION_FLAG,      /* bool: set to true; takes no argument */
  LGT_OPTION_INT,       /* int */
  LGT_OPTION_INT64,     /* int64_t */
  LGT_OPTION_REAL,      /* double */
  LGT_OPTION_TEXT,      /* const char * */
  LGT_OPTION_TEXTS,     /* struct lgt_texts: may be given again and again */
  LGT_OPTION_NAME,      /* int: which word of ALLOWED, from 0 */
  LGT_OPTION_INTS,      /* struct lgt_ints: 1,2,3 */
  LGT_OPTION_SHAPE      /* struct lgt_ints: 8x8x8 */
};

struct lgt_texts
{
  int count;
  const char *value[LGT_APP_MAX_TEXTS];
};

/* An option.  The field keeps the value that the tool gave it before
   lgt_app_parse when the option is absent: that is the default.  */
struct lgt_option
{
  const char *name;     /* "seed" for --seed; NULL ends a table */
  char letter;          /* 'n' for -n, or 0 */
  enum lgt_option_kind kind;
  size_t offset;        /* of the field in the tool's struct of values */
  size_t size;          /* of that field, checked; LGT_AT sets both */
  const char *argument; /* "N" in --seed=N; NULL for flags.  In brackets,
                           "[KIND]", it is optional: the field of a
                           LGT_OPTION_NAME is then word 0 of ALLOWED */
  const char *allowed;  /* interval or words, as in struct lgt_key */
  const char *help;     /* "seed of the random numbers (default 1)" */
};

struct lgt_app
{
  const char *name;     /* "lgt-train" */
  const char *summary;  /* one sentence of what it does */
  const char *usage;    /* after the name: "[OPTION]... [FILE]" */
  const struct lgt_option *options;     /* --help, --version are added */
  int operands_min, operands_max;
  const char *example;  /* for the end of --help; NULL: none */
  /* More lines for --version (backends, libraries) on STREAM; NULL: none. */
  void (*versions) (FILE *stream);
};

/* What is left of the command line; borrowed from argv.  */
struct lgt_operands
{
  int count;
  char **value;
};

/* Parse the command line into VALUES by the table of APP.  -1: go on.  Any
   other value: stop with that status; --help, --version and --completion
   give 0 (1 if their text was lost), bad usage 2 after a message and
   "Try 'NAME --help' for more information."  VALUES may then be half
   filled.  The same argv may be parsed again: getopt's state is reset.  */
int lgt_app_parse (const struct lgt_app *app, int argc, char **argv,
                   void *values, struct lgt_operands *operands);

/* The texts of --help and --version.  */
void lgt_app_help (const struct lgt_app *app, FILE *stream);
void lgt_app_version (const struct lgt_app *app, FILE *stream);

/* What `NAME --completion' prints for a shell (it is not in --help and must
   stand alone): a line for each form of an option,

       --name          flags, and options whose argument may be left out
       --name=         the others

   then a tab, what --help calls the argument, a tab, and the words that are
   allowed, where there is such a list, with blanks between.  */
void lgt_app_completion (const struct lgt_app *app, FILE *stream);

/* The version of lgt ("0.1"), and the compiler that made this library.  */
const char *lgt_version (void);
const char *lgt_compiler (void);

/* ---- Messages and the end ---- */

/* "NAME: words" and a newline on standard error.  */
#if defined __GNUC__
__attribute__ ((format (printf, 2, 3)))
#endif
void lgt_app_message (const struct lgt_app *app, const char *format, ...);

/* The message for bad usage found after lgt_app_parse, with the line that
   names --help; returns LGT_EXIT_USAGE.  */
#if defined __GNUC__
__attribute__ ((format (printf, 2, 3)))
#endif
int lgt_app_usage (const struct lgt_app *app, const char *format, ...);

/* Print ERROR as a message; the exit status for it: LGT_EINVAL gives
   LGT_EXIT_USAGE, LGT_ESTOP after a signal 128 + signal, anything else
   LGT_EXIT_FAILED.  */
int lgt_app_fail (const struct lgt_app *app, const struct lgt_error *error);

/* Flush and check standard output: lost output is an error.  Returns STATUS,
   or LGT_EXIT_FAILED after a message where STATUS was 0 and output was
   lost.  */
int lgt_app_close (const struct lgt_app *app, int status);

/* ---- Signals ---- */

/* From now on SIGINT and SIGTERM are remembered; a second one of the same
   kind ends the process.  */
void lgt_app_catch_signals (void);

/* The signal that came, or 0.  */
int lgt_app_signal (void);

/* ---- Progress ---- */

/* Where a long loop stands.  On a terminal a bar with rate and remaining
   time is redrawn at most ten times a second; elsewhere a plain line is
   written when PERIOD seconds have passed, and one at the end.  The fields
   are private.  */
struct lgt_progress
{
  FILE *stream;
  const char *label, *unit;
  int64_t total, first, done;
  double started, drawn, period;
  bool terminal, silent;
  int width;
};

/* Begin: LABEL "train", TOTAL steps of UNIT "steps", FIRST of which are done
   already (a resumed run; they do not count for the rate).  STREAM NULL:
   silent.  */
void lgt_progress_begin (struct lgt_progress *progress, FILE *stream,
                         const char *label, const char *unit, int64_t total,
                         int64_t first);

/* DONE of TOTAL are done; NOTE ("loss -1.2") may be NULL.  */
void lgt_progress_update (struct lgt_progress *progress, int64_t done,
                          const char *note);

/* Draw the last state and leave the line.  Also before a message is
   printed.  */
void lgt_progress_end (struct lgt_progress *progress, const char *note);

/* "1:02:03", "2:05", "0:07" from seconds.  TEXT has 32 bytes.  */
void lgt_format_time (double seconds, char text[32]);

/* ---- Tables: TSV whose header line starts with '#' ---- */

struct lgt_table
{
  FILE *stream;         /* the caller's */
  int columns, column;
};

/* Start on STREAM a table with the COLUMNS names.  The header is written,
   with APPEND only where the file is still empty (STREAM was opened with
   "a").  */
void lgt_table_begin (struct lgt_table *table, FILE *stream, int columns,
                      const char *const *names, bool append);

/* The next cell; the last of a row ends the line.  Reals are printed in the
   shortest form that reads back the same; TEXT has no tab or newline (they
   become spaces); NULL is an empty cell.  */
void lgt_table_int (struct lgt_table *table, int64_t value);
void lgt_table_real (struct lgt_table *table, double value);
void lgt_table_text (struct lgt_table *table, const char *text);
/* VALUE, or an empty cell where it is NAN: not known.  */
void lgt_table_known (struct lgt_table *table, double value);

/* For resuming at STEP: rewrite FILE without the rows whose first column is
   greater than STEP, and without a last line that was cut short.  The old
   file is replaced as a whole or not at all; a missing file is LGT_OK.  */
enum lgt_status lgt_table_truncate (const char *file, int64_t step,
                                    struct lgt_error *error);

/* ---- Pictures ---- */

/* Make PICTURE (its name ends in .png or .svg) by gnuplot from COMMANDS,
   in which the variable  data  holds the name of the file DATA:

       plot data using 1:2 with lines title 'loss'

   Written aside and renamed.  LGT_ENODEV: gnuplot is not installed;
   LGT_EBACKEND: gnuplot refused, with its first line of complaint;
   LGT_EINVAL: another suffix, or a control character in a name; LGT_EIO.
   A tool prints the text of the error and goes on.  */
enum lgt_status lgt_plot (const char *picture, const char *data,
                          const char *commands, struct lgt_error *error);

/* ---- Tools ---- */

int lgt_analyze_main (int argc, char **argv);
int lgt_convert_main (int argc, char **argv);
int lgt_exact_main (int argc, char **argv);
int lgt_info_main (int argc, char **argv);
int lgt_loops_main (int argc, char **argv);
int lgt_mask_print_main (int argc, char **argv);
int lgt_measure_main (int argc, char **argv);
int lgt_bench_main (int argc, char **argv);

/* What a program adds to a tool: its own table of layer types (it names ours
   too where it wants them; NULL: ours) and its own kernels (NULL: none).  */
struct lgt_layer_type;
struct lgt_kernel;
struct lgt_extensions
{
  const struct lgt_layer_type *const *layers;
  const struct lgt_kernel *kernels;
};

/* EXTENSIONS may be NULL.  */
int lgt_train_main (int argc, char **argv,
                    const struct lgt_extensions *extensions);
int lgt_sample_main (int argc, char **argv,
                     const struct lgt_extensions *extensions);
int lgt_compare_main (int argc, char **argv,
                      const struct lgt_extensions *extensions);
int lgt_factorize_main (int argc, char **argv,
                        const struct lgt_extensions *extensions);
int lgt_mc_main (int argc, char **argv,
                 const struct lgt_extensions *extensions);

#ifdef __cplusplus
}
#endif

#endif
