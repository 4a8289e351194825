/* What a program has measured, as a table: for each quantity its mean, error
   and autocorrelation time, the exact value where there is one, and how many
   errors lie between.

     struct lgt_summary summary;

     lgt_summary_begin (&summary, "one measurement every 10 sweeps");
     lgt_summary_add (&summary, "plaquette", &gamma, exact);
     status = lgt_summary_check (&summary, error);
     if (status == LGT_OK)
       lgt_summary_text (&summary, stdout);
     lgt_summary_free (&summary);

   Times are in units of one measurement.  Names are copied.  Printing looks
   at no error of the stream (lgt_app_close does).  */

#ifndef LGT_SUMMARY_H
#define LGT_SUMMARY_H

#include <stdio.h>

#include <lgt/statistics.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_summary_row
{
  char *name;             /* "plaquette", "wilson_loop_2_3" */
  struct lgt_gamma measured;    /* tau NaN: unknown, as for a jackknife */
  double exact;           /* NaN: unknown */
};

struct lgt_summary
{
  const char *unit;       /* what a time of 1 is; NULL: nothing to say */
  int count, room;
  int lost;               /* rows for which there was no memory */
  struct lgt_summary_row *row;  /* [count], owned */
};

/* Nothing measured; what SUMMARY held before is not looked at.  UNIT is
   borrowed.  */
void lgt_summary_begin (struct lgt_summary *summary, const char *unit);
/* The rows; of one that is all zero, too.  */
void lgt_summary_free (struct lgt_summary *summary);

/* A row from the Gamma method, or from an estimate without a time.  A row
   for which there is no memory is counted as lost: lgt_summary_check.  */
void lgt_summary_add (struct lgt_summary *summary, const char *name,
                      const struct lgt_gamma *measured, double exact);
void lgt_summary_add_estimate (struct lgt_summary *summary, const char *name,
                               struct lgt_estimate measured, double exact);

/* LGT_ENOMEM: rows were lost.  To be asked once, after the last one.  */
enum lgt_status lgt_summary_check (const struct lgt_summary *summary,
                                   struct lgt_error *error);

/* (value - exact) / error of row I; NaN unless exact and error are known and
   the error is greater than 0.  */
double lgt_summary_deviation (const struct lgt_summary *summary, int i);

/* Warning number I = 0, 1, ... as one line in TEXT; 0 if there is none such:
   a run shorter than 50 tau_int, replica that disagree (probability below
   0.001), a value more than 3 sigma off.  */
int lgt_summary_warning (const struct lgt_summary *summary, int i,
                         char text[200]);

/* For people: aligned columns, values with two digits of their errors in
   parentheses, then the warnings.  */
void lgt_summary_text (const struct lgt_summary *summary, FILE *stream);

/* For scripts: "#quantity value error tau_int tau_error count exact sigma",
   tabs between, numbers in the shortest form that reads back the same, empty
   where unknown.  */
void lgt_summary_tsv (const struct lgt_summary *summary, FILE *stream);

#ifdef __cplusplus
}
#endif

#endif
