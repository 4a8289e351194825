/* lgt-exact: what is known in two dimensions, to compare with.  */

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <stdlib.h>
#include <string.h>

#include <lgt/app.h>
#include <lgt/geom.h>

#include "session.h"

#ifdef LGT_WITH_GSL
# include <lgt/exact.h>
#endif

enum format { FORMAT_TEXT, FORMAT_TSV };

struct values
{
  const char *beta;
  struct lgt_ints shape, area;
  int group, format;
};

static const struct lgt_option options[] = {
  { .name = "group", .kind = LGT_OPTION_NAME, LGT_AT (struct values, group),
    .argument = "GROUP", .allowed = "u1 su2 su3 su4 su5 su6 su7 su8",
    .help = "u1 (default), su2, su3, ..., su8" },
  { .name = "shape", .kind = LGT_OPTION_SHAPE, LGT_AT (struct values, shape),
    .argument = "L0xL1", .allowed = "[1, 100000]",
    .help = "extents of the torus (default 16x16)" },
  { .name = "beta", .kind = LGT_OPTION_TEXT, LGT_AT (struct values, beta),
    .argument = "BETA[,...]",
    .help = "couplings, a row each (default 1,2,3,4,5,6,7)" },
  { .name = "area", .kind = LGT_OPTION_INTS, LGT_AT (struct values, area),
    .argument = "A[,...]", .allowed = "[0, 2147483647]",
    .help = "Wilson loops around so many plaquettes (default none)" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, format), .argument = "FORMAT",
    .allowed = "text tsv",
    .help = "text (default), or tsv: all digits, a header line" },
  { .name = NULL }
};

static const struct lgt_app app = {
  .name = "lgt-exact",
  .summary = "Exact results of gauge theory with Wilson's action on a torus "
             "in two dimensions: ln Z, plaquette, <Q^2> of U(1), Wilson "
             "loops, and the effective sample sizes of flows that set "
             "columns exactly.",
  .usage = "[OPTION]...",
  .options = options,
  .example = "Example: lgt-exact --group=su2 --shape=16x16 --beta=1.8,2.2 "
             "--area=2,4",
  .versions = lgt_session_versions
};

#ifdef LGT_WITH_GSL

/* Columns: beta, five quantities at most, the loops.  */
enum { BETAS = LGT_CONFIG_MAX_LIST, OTHERS = 6 };

struct results
{
  int rows, columns;
  const char *name[OTHERS + LGT_CONFIG_MAX_LIST];
  char loop[LGT_CONFIG_MAX_LIST][24];
  double *cell;           /* [rows][columns] */
};

/* The numbers in TEXT, which are separated by commas.  */
static enum lgt_status
parse_betas (const char *text, struct lgt_reals *beta,
             struct lgt_error *error)
{
  beta->count = 0;
  for (const char *p = text;; p++)
    {
      const size_t n = strcspn (p, ",");
      char word[64];
      enum lgt_status status;

      if (beta->count == BETAS)
        return lgt_fail (error, LGT_EINVAL, "--beta has more than %d values",
                         BETAS);
      snprintf (word, sizeof word, "%.*s", n > 60 ? 60 : (int) n, p);
      status = lgt_parse_real (word, "--beta", "[0, 10000]",
                               &beta->value[beta->count++], error);
      if (status != LGT_OK)
        return status;
      p += n;
      if (!*p)
        return LGT_OK;
    }
}

static void
name_columns (const struct values *v, int n, struct results *r)
{
  r->name[r->columns++] = "beta";
  r->name[r->columns++] = "log_z";
  r->name[r->columns++] = "plaquette";
  if (n == 1)
    r->name[r->columns++] = "q2";
  for (int i = 0; i < v->area.count; i++)
    {
      snprintf (r->loop[i], sizeof r->loop[i], "loop_%d", v->area.value[i]);
      r->name[r->columns++] = r->loop[i];
    }
  r->name[r->columns++] = "ess_columns";
  if (n == 1)
    r->name[r->columns++] = "ess_halves";
}

/* One row, in the order of the names.  */
static enum lgt_status
fill_row (const struct values *v, int n, double beta, double *cell,
          struct lgt_error *error)
{
  const int l0 = v->shape.value[0], l1 = v->shape.value[1];
  enum lgt_status status;

  *cell++ = beta;
  status = lgt_exact_log_z (n, l0, l1, beta, cell++, error);
  if (status == LGT_OK)
    status = lgt_exact_plaquette (n, l0, l1, beta, cell++, error);
  if (status == LGT_OK && n == 1)
    status = lgt_exact_u1_q2 (l0, l1, beta, cell++, error);
  for (int i = 0; status == LGT_OK && i < v->area.count; i++)
    status = lgt_exact_loop (n, l0, l1, beta, v->area.value[i], cell++,
                             error);
  if (status == LGT_OK)
    status = lgt_exact_ess_columns (n, beta, cell++, error);
  if (status == LGT_OK && n == 1)
    status = lgt_exact_u1_ess_halves (l0, l1, beta, cell++, error);
  return status;
}

static void
print_text (const struct results *r)
{
  for (int c = 0; c < r->columns; c++)
    printf (c ? " %16s" : "%-8s", r->name[c]);
  putchar ('\n');
  for (int i = 0; i < r->rows; i++)
    {
      const double *cell = r->cell + i * r->columns;

      printf ("%-8.6g", cell[0]);
      for (int c = 1; c < r->columns; c++)
        printf (" %16.10g", cell[c]);
      putchar ('\n');
    }
}

static void
print_tsv (const struct results *r)
{
  struct lgt_table table;

  lgt_table_begin (&table, stdout, r->columns, r->name, false);
  for (int i = 0; i < r->rows * r->columns; i++)
    lgt_table_real (&table, r->cell[i]);
}

static enum lgt_status
run (const struct values *v, struct lgt_error *error)
{
  const int n = v->group + 1;
  const int64_t volume = (int64_t) v->shape.value[0] * v->shape.value[1];
  struct lgt_reals beta;
  struct results results = { 0 };
  struct lgt_error inner;
  enum lgt_status status = parse_betas (v->beta, &beta, error);

  for (int i = 0; i < v->area.count && status == LGT_OK; i++)
    if (v->area.value[i] > volume)
      status = lgt_fail (error, LGT_EINVAL, "--area=%d: the lattice has %lld "
                         "plaquettes", v->area.value[i], (long long) volume);
  if (status != LGT_OK)
    return status;
  name_columns (v, n, &results);
  results.rows = beta.count;
  results.cell = calloc ((size_t) (results.rows * results.columns),
                         sizeof *results.cell);
  if (!results.cell)
    return lgt_fail (error, LGT_ENOMEM, "no memory for the table");
  for (int i = 0; i < beta.count && status == LGT_OK; i++)
    {
      status = fill_row (v, n, beta.value[i],
                         results.cell + i * results.columns, &inner);
      if (status != LGT_OK)
        lgt_fail (error, status, "at beta %g: %.200s", beta.value[i],
                  inner.text);
    }
  if (status == LGT_OK && v->format == FORMAT_TSV)
    print_tsv (&results);
  else if (status == LGT_OK)
    print_text (&results);
  free (results.cell);
  return status;
}

#else

static enum lgt_status
run (const struct values *v, struct lgt_error *error)
{
  (void) v;
  return lgt_fail (error, LGT_ENODEV, "exact results need GSL; configure "
                   "with it");
}

#endif

int
lgt_exact_main (int argc, char **argv)
{
  struct values values = { .beta = "1,2,3,4,5,6,7",
                           .shape = { .count = 2, .value = { 16, 16 } } };
  struct lgt_operands operands;
  struct lgt_error error;
  int result = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (result >= 0)
    return result;
  if (values.shape.count != 2)
    return lgt_app_usage (&app, "--shape has %d extents; exact results are "
                          "known in two dimensions", values.shape.count);
  result = run (&values, &error) == LGT_OK ? 0 : lgt_app_fail (&app, &error);
  return lgt_app_close (&app, result);
}
