/* What is compared, and small things that all rows need.  */

#include "compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *const lgt_compare_names[LGT_COMPARE_QUANTITIES]
  = { "plaquette", "q2" };

enum lgt_status
lgt_theory_init (struct lgt_theory *theory, const struct lgt_session *session,
                 struct lgt_error *error)
{
  const struct lgt_action *action = lgt_model_action (session->model);

  memset (theory, 0, sizeof *theory);
  theory->geom = *lgt_model_geom (session->model);
  theory->n = lgt_model_group (session->model)->n;
  theory->beta = lgt_action_is_wilson (action) ? lgt_action_beta (action)
                                               : NAN;
  theory->exact = lgt_exact_values (&theory->geom, theory->n, theory->beta);
  lgt_session_theory (session, theory->words);
  return lgt_action_loops (action, &theory->loops, theory->coefficient,
                           error);
}

void
lgt_theory_free (struct lgt_theory *theory)
{
  lgt_loop_list_free (&theory->loops);
}

static int
same_loop (const struct lgt_loop *a, const struct lgt_loop *b)
{
  return a->length == b->length
         && memcmp (a->steps, b->steps,
                    (size_t) a->length * sizeof a->steps[0]) == 0;
}

static int
same_theory (const struct lgt_theory *a, const struct lgt_theory *b)
{
  if (a->n != b->n || !lgt_same_geom (&a->geom, &b->geom)
      || a->loops.count != b->loops.count)
    return 0;
  for (int k = 0; k < a->loops.count; k++)
    if (!same_loop (&a->loops.loop[k], &b->loops.loop[k])
        || a->coefficient[k] != b->coefficient[k])
      return 0;
  return 1;
}

/* "U(1), 16x16, beta 6" in TEXT.  */
static const char *
point (const struct lgt_theory *theory, char text[160])
{
  if (isnan (theory->beta))
    snprintf (text, 160, "%s", theory->words);
  else
    snprintf (text, 160, "%s, beta %g", theory->words, theory->beta);
  return text;
}

enum lgt_status
lgt_theory_check (const struct lgt_theory *theory,
                  const struct lgt_session *session, const char *name,
                  struct lgt_error *error)
{
  struct lgt_theory other;
  char here[160], there[160];
  enum lgt_status status = lgt_theory_init (&other, session, error);

  if (status == LGT_OK && !same_theory (theory, &other))
    status = lgt_fail (error, LGT_EINVAL, "%.60s is %.60s, the first operand "
                       "%.60s; all must sample the same", name,
                       point (&other, there), point (theory, here));
  lgt_theory_free (&other);
  return status;
}

double
lgt_compare_exact (const struct lgt_theory *theory,
                   enum lgt_compare_quantity quantity)
{
  return quantity == LGT_COMPARE_Q2 ? theory->exact.q2
                                    : theory->exact.plaquette;
}

double
lgt_compare_clock (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

enum lgt_status
lgt_compare_progress (struct lgt_compare *compare, double seconds,
                      struct lgt_error *error)
{
  const double part = fmin (seconds / compare->time, 1);

  if (lgt_app_signal ())
    return lgt_fail (error, LGT_ESTOP, "stopped in row %d of %d; nothing was "
                     "printed", compare->rows, compare->total);
  lgt_progress_update (&compare->bar,
                       (int64_t) (compare->time
                                  * (compare->rows - 1 + part)),
                       compare->row[compare->rows - 1].name);
  return LGT_OK;
}

struct lgt_compare_row *
lgt_compare_add (struct lgt_compare *compare, const char *name)
{
  struct lgt_compare_row *row = &compare->row[compare->rows++];

  memset (row, 0, sizeof *row);
  snprintf (row->name, sizeof row->name, "%s", name);
  row->seconds = row->acceptance = row->training = NAN;
  row->ess = (struct lgt_estimate) { NAN, NAN };
  return row;
}

enum lgt_status
lgt_compare_gamma (const double *data, int replica, int64_t length,
                   struct lgt_gamma *gamma, struct lgt_error *error)
{
  const struct lgt_gamma_options options = { .fft = lgt_app_fft () };
  int64_t *lengths = malloc ((size_t) replica * sizeof *lengths);
  enum lgt_status status;

  if (!lengths)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d chains", replica);
  for (int r = 0; r < replica; r++)
    lengths[r] = length;
  status = lgt_gamma_mean (data, replica, lengths, &options, gamma, error);
  free (lengths);
  return status;
}
