/* The chains of lgt-mc, whatever their field, and what is measured on
   them.  */

#include "mc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const lgt_markov_names[LGT_MARKOV_SERIES] = {
  "plaquette", "phi2", "abs_m", "m2", "g1", "action", "charge", "delta_h",
  "accepted", "exp_delta_h", "delta_h2"
};

enum { LEAST_ROWS = 64 };

/* ---- what there is ---- */

static int
is_measured (const struct lgt_markov *m, enum lgt_markov_series s)
{
  return s >= LGT_MARKOV_DELTA_H
         ? m->config.chain.algorithm == LGT_CHAIN_HMC
         : m->kind->measures (m, s);
}

enum lgt_status
lgt_markov_room (struct lgt_markov *m, int64_t rows, struct lgt_error *error)
{
  const size_t chains = (size_t) m->config.chain.chains;
  int64_t room = m->room > LEAST_ROWS ? m->room : LEAST_ROWS;

  if (rows <= m->room)
    return LGT_OK;
  while (room < rows)
    room *= 2;
  for (int s = 0; s < LGT_MARKOV_SERIES; s++)
    if (is_measured (m, s))
      {
        double *more = realloc (m->series[s],
                                (size_t) room * chains * sizeof *more);

        if (!more)
          return lgt_fail (error, LGT_ENOMEM, "no memory for %lld "
                           "measurements of %d chains", (long long) rows,
                           m->config.chain.chains);
        memset (more + (size_t) m->room * chains, 0,
                (size_t) (room - m->room) * chains * sizeof *more);
        m->series[s] = more;
      }
  m->room = room;
  return LGT_OK;
}

enum lgt_status
lgt_markov_new (struct lgt_markov *m, double scale, uint64_t seed,
                struct lgt_error *error)
{
  const int chains = m->config.chain.chains;
  size_t numbers;
  enum lgt_status status;

  lgt_markov_free (m);
  m->kind = lgt_model_group (m->session->model)->n > 0 ? &lgt_markov_gauge
                                                       : &lgt_markov_scalar;
  m->scale = scale;
  m->sweep = m->done = 0;
  status = m->kind->make (m, seed, error);
  if (status != LGT_OK)
    return lgt_session_hint (status, "mc.chains", chains, error);
  /* What a trajectory was like takes two numbers a chain.  */
  numbers = m->size > 2 ? (size_t) m->size : 2;
  m->fields = malloc ((size_t) chains * numbers * sizeof *m->fields);
  if (!m->fields)
    return lgt_fail (error, LGT_ENOMEM, "no memory for the %ss of %d chains",
                     m->kind->place, chains);
  return lgt_markov_room (m, 1, error);
}

void
lgt_markov_free (struct lgt_markov *m)
{
  if (m->kind)
    m->kind->free (m);
  free (m->fields);
  m->fields = NULL;
  for (int s = 0; s < LGT_MARKOV_SERIES; s++)
    {
      free (m->series[s]);
      m->series[s] = NULL;
    }
  m->room = 0;
}

/* ---- sweeps ---- */

double *
lgt_markov_row (const struct lgt_markov *m, enum lgt_markov_series s)
{
  return m->series[s] + m->done * m->config.chain.chains;
}

/* Add the trajectory just made to the row.  DELTA and ACCEPTED are buffers
   of one number a chain.  */
static enum lgt_status
add_trajectory (struct lgt_markov *m, double *delta, double *accepted,
                struct lgt_error *error)
{
  enum lgt_status status = m->kind->last (m, delta, accepted, error);

  for (int c = 0; status == LGT_OK && c < m->config.chain.chains; c++)
    {
      const double part = 1 / (double) m->config.every;

      lgt_markov_row (m, LGT_MARKOV_DELTA_H)[c] += part * delta[c];
      lgt_markov_row (m, LGT_MARKOV_ACCEPTED)[c] += part * accepted[c];
      lgt_markov_row (m, LGT_MARKOV_EXP_DELTA_H)[c] += part * exp (-delta[c]);
      lgt_markov_row (m, LGT_MARKOV_DELTA_H2)[c] += part * delta[c] * delta[c];
    }
  return status;
}

enum lgt_status
lgt_markov_sweep (struct lgt_markov *m, int *measured,
                  struct lgt_error *error)
{
  const int64_t after = m->sweep + 1 - m->config.thermalization;
  enum lgt_status status = m->kind->sweep (m, error);

  *measured = 0;
  if (status != LGT_OK)
    return status;
  if (after == 0)
    m->kind->clear (m);
  /* m->fields is free until the row is complete, and has two numbers a
     chain.  */
  if (after > 0 && m->series[LGT_MARKOV_DELTA_H])
    status = add_trajectory (m, m->fields,
                             m->fields + m->config.chain.chains, error);
  *measured = after > 0 && after % m->config.every == 0;
  if (status == LGT_OK && *measured)
    status = m->kind->measure (m, error);
  if (status != LGT_OK)
    return status;
  m->sweep++;
  if (*measured)
    {
      m->done++;
      return lgt_markov_room (m, m->done + 1, error);
    }
  return LGT_OK;
}
