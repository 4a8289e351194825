/* The chains of lgt-mc, and what is measured on them.  Who adds chains of
   another field (lgt/chain.h has those of links) does it here.  */

#include "field_file.h"
#include "mc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/observables.h>
#include <lgt/observables_sun.h>

const char *const lgt_markov_names[LGT_MARKOV_SERIES] = {
  "plaquette", "action", "charge", "delta_h", "accepted", "exp_delta_h",
  "delta_h2"
};

/* A float32 copy of a field is off by 1e-7; what is off by more is no such
   field.  */
static const double most_off = 1e-6;

enum { LEAST_ROWS = 64 };

/* ---- what there is ---- */

static int
is_measured (const struct lgt_markov *m, int series)
{
  const struct lgt_model *model = m->session->model;

  switch (series)
    {
    case LGT_MARKOV_PLAQUETTE:
    case LGT_MARKOV_ACTION:
      return 1;
    case LGT_MARKOV_CHARGE:
      return lgt_model_group (model)->n == 1
             && lgt_model_geom (model)->ndim == 2;
    default:
      return m->config.chain.algorithm == LGT_CHAIN_HMC;
    }
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

/* Chains with the coefficients of the model's action times m->scale.  */
static enum lgt_status
make_chain (struct lgt_markov *m, uint64_t seed, struct lgt_error *error)
{
  const struct lgt_model *model = m->session->model;
  struct lgt_chain_options options = m->config.chain;
  struct lgt_loop_list loops = { 0 };
  double coefficient[LGT_ACTION_LOOPS];
  enum lgt_status status = lgt_action_loops (lgt_model_action (model), &loops,
                                             coefficient, error);

  for (int k = 0; status == LGT_OK && k < loops.count; k++)
    coefficient[k] *= m->scale;
  options.seed = seed;
  if (status == LGT_OK)
    status = lgt_chain_new (m->session->context, lgt_model_geom (model),
                            lgt_model_group (model)->n, loops.count,
                            loops.loop, coefficient, &options, &m->chain,
                            error);
  lgt_loop_list_free (&loops);
  return lgt_session_hint (status, "mc.chains", options.chains, error);
}

enum lgt_status
lgt_markov_new (struct lgt_markov *m, double scale, uint64_t seed,
                struct lgt_error *error)
{
  enum lgt_status status;

  lgt_markov_free (m);
  m->scale = scale;
  m->sweep = m->done = 0;
  status = make_chain (m, seed, error);
  if (status != LGT_OK)
    return status;
  m->links = malloc ((size_t) m->config.chain.chains
                     * (size_t) lgt_chain_size (m->chain)
                     * sizeof *m->links);
  if (!m->links)
    return lgt_fail (error, LGT_ENOMEM, "no memory for the links of %d "
                     "chains", m->config.chain.chains);
  return lgt_markov_room (m, 1, error);
}

void
lgt_markov_free (struct lgt_markov *m)
{
  lgt_chain_free (m->chain);
  m->chain = NULL;
  free (m->links);
  m->links = NULL;
  for (int s = 0; s < LGT_MARKOV_SERIES; s++)
    {
      free (m->series[s]);
      m->series[s] = NULL;
    }
  m->room = 0;
}

void
lgt_markov_shape (const struct lgt_markov *m, struct lgt_field_shape *shape)
{
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);
  const int n = lgt_model_group (m->session->model)->n;

  memset (shape, 0, sizeof *shape);
  shape->name = "U";
  if (geom->ndim + (n > 1 ? 4 : 1) > LGT_RECORD_MAX_RANK)
    {
      shape->extent[shape->rank++] = lgt_chain_size (m->chain);
      return;
    }
  for (int d = geom->ndim - 1; d >= 0; d--)
    shape->extent[shape->rank++] = geom->extent[d];
  shape->extent[shape->rank++] = geom->ndim;
  if (n > 1)
    {
      shape->extent[shape->rank++] = n;
      shape->extent[shape->rank++] = n;
      shape->extent[shape->rank++] = 2;
    }
}

const char *
lgt_markov_algorithm (const struct lgt_markov *m, char text[120])
{
  static const char *const integrators[]
    = { "leapfrog", "omelyan2", "omelyan4" };
  const struct lgt_chain_options *o = &m->config.chain;
  const char *more = o->instantons ? " + instantons" : "";

  if (o->algorithm == LGT_CHAIN_HEAT_BATH)
    snprintf (text, 120, "heat bath + %d overrelaxation%s",
              o->overrelaxation, more);
  else if (o->algorithm == LGT_CHAIN_HMC)
    snprintf (text, 120, "HMC, length %g in %d steps of %s%s", o->length,
              m->chain ? lgt_chain_steps (m->chain) : o->steps,
              integrators[o->integrator], more);
  else
    snprintf (text, 120, "Metropolis, %d hits of width %.3g%s", o->hits,
              m->chain ? lgt_chain_width (m->chain) : o->width, more);
  return text;
}

double
lgt_markov_beta (const struct lgt_markov *m)
{
  const struct lgt_action *action = lgt_model_action (m->session->model);

  return lgt_action_is_wilson (action) ? m->scale * lgt_action_beta (action)
                                       : NAN;
}

/* ---- starts ---- */

static enum lgt_status
check_file (const struct lgt_markov *m, const struct field_file *file,
            struct lgt_error *error)
{
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);
  const int n = lgt_model_group (m->session->model)->n;
  int same = file->n == n && file->geom.ndim == geom->ndim;
  char has[64] = "";
  size_t used = 0;

  for (int d = 0; d < file->geom.ndim; d++)
    {
      same = same && file->geom.extent[d] == geom->extent[d];
      used += (size_t) snprintf (has + used, sizeof has - used, "%s%d",
                                 d ? "x" : "", file->geom.extent[d]);
      used = used < sizeof has ? used : sizeof has - 1;
    }
  if (!same)
    {
      char theory[128];

      return lgt_fail (error, LGT_EDATA, "%.80s holds %s(%d), %s; the "
                       "configuration is for %s", m->config.start,
                       file->n > 1 ? "SU" : "U", file->n, has,
                       lgt_session_theory (m->session, theory));
    }
  return file->count > 0 ? LGT_OK
         : lgt_fail (error, LGT_EDATA, "%.80s holds no configuration",
                     m->config.start);
}

/* The last configurations of the file, one a chain; the same again where
   there are not enough.  */
static enum lgt_status
read_links (struct lgt_markov *m, struct field_file *file,
            struct lgt_error *error)
{
  const int chains = m->config.chain.chains;
  const int64_t size = lgt_chain_size (m->chain), count = file->count;
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);
  enum lgt_status status = LGT_OK;

  for (int c = 0; c < chains && status == LGT_OK; c++)
    {
      const int64_t number = count >= chains ? count - chains + c : c % count;
      double *links = m->links + c * size;
      struct lgt_error inner;

      status = lgt_field_file_read (file, m->config.start, number, links,
                                    error);
      if (status == LGT_OK && file->n > 1
          && lgt_mc_sun_check (geom, file->n, most_off, links, NULL, &inner)
             != LGT_OK)
        status = lgt_fail (error, LGT_EDATA, "%.60s: configuration %lld: "
                           "%.120s", m->config.start, (long long) number,
                           inner.text);
      if (status == LGT_OK && lgt_count_not_finite (links, size, NULL))
        status = lgt_fail (error, LGT_EDATA, "%.60s: configuration %lld has "
                           "links that are not finite", m->config.start,
                           (long long) number);
    }
  return status == LGT_OK ? lgt_chain_put (m->chain, m->links, error)
                          : status;
}

enum lgt_status
lgt_markov_start (struct lgt_markov *m, struct lgt_error *error)
{
  const char *start = m->config.start;
  const int hot = strcmp (start, "hot") == 0;
  struct field_file file;
  enum lgt_status status;

  if (hot || strcmp (start, "cold") == 0)
    return lgt_chain_start (m->chain, hot ? LGT_CHAIN_HOT : LGT_CHAIN_COLD,
                            error);
  status = lgt_field_file_open (&file, start, error);
  if (status != LGT_OK)
    return status;
  status = check_file (m, &file, error);
  if (status == LGT_OK)
    status = read_links (m, &file, error);
  lgt_field_file_close (&file);
  return status;
}

/* ---- sweeps ---- */

/* The row that is being summed up, of series S.  */
static double *
row_of (const struct lgt_markov *m, int s)
{
  return m->series[s] + m->done * m->config.chain.chains;
}

/* Add the trajectory just made to the row.  DELTA and ACCEPTED are buffers
   of one number a chain.  */
static enum lgt_status
add_trajectory (struct lgt_markov *m, double *delta, double *accepted,
                struct lgt_error *error)
{
  enum lgt_status status = lgt_chain_last (m->chain, delta, accepted, error);

  for (int c = 0; status == LGT_OK && c < m->config.chain.chains; c++)
    {
      const double part = 1 / (double) m->config.every;

      row_of (m, LGT_MARKOV_DELTA_H)[c] += part * delta[c];
      row_of (m, LGT_MARKOV_ACCEPTED)[c] += part * accepted[c];
      row_of (m, LGT_MARKOV_EXP_DELTA_H)[c] += part * exp (-delta[c]);
      row_of (m, LGT_MARKOV_DELTA_H2)[c] += part * delta[c] * delta[c];
    }
  return status;
}

enum lgt_status
lgt_markov_links (struct lgt_markov *m, struct lgt_error *error)
{
  return lgt_chain_get (m->chain, m->links, error);
}

/* The dimension was looked at, so lgt_mc_u1_charge does not fail.  */
static void
measure_charge (const struct lgt_markov *m)
{
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);
  const int chains = m->config.chain.chains;
  double *charge = row_of (m, LGT_MARKOV_CHARGE);

  for (int c = 0; c < chains; c++)
    {
      lgt_mc_u1_charge (geom, m->links + c * lgt_chain_size (m->chain),
                        charge + c, NULL);
      charge[c] = rint (charge[c]) + 0.0;   /* no -0 */
    }
}

/* Complete the row.  */
static enum lgt_status
measure (struct lgt_markov *m, struct lgt_error *error)
{
  enum lgt_status status
    = lgt_chain_plaquette (m->chain, row_of (m, LGT_MARKOV_PLAQUETTE), error);

  if (status == LGT_OK)
    status = lgt_chain_energy (m->chain, row_of (m, LGT_MARKOV_ACTION),
                               error);
  if (status == LGT_OK && (m->series[LGT_MARKOV_CHARGE] || m->config.save))
    status = lgt_markov_links (m, error);
  if (status == LGT_OK && m->series[LGT_MARKOV_CHARGE])
    measure_charge (m);
  return status;
}

enum lgt_status
lgt_markov_sweep (struct lgt_markov *m, int *measured,
                  struct lgt_error *error)
{
  const int64_t after = m->sweep + 1 - m->config.thermalization;
  enum lgt_status status = lgt_chain_run (m->chain, 1, error);

  *measured = 0;
  if (status != LGT_OK)
    return status;
  if (after == 0)
    lgt_chain_clear (m->chain);
  /* m->links is free until the row is complete, and has two numbers a
     chain.  */
  if (after > 0 && m->series[LGT_MARKOV_DELTA_H])
    status = add_trajectory (m, m->links,
                             m->links + m->config.chain.chains, error);
  *measured = after > 0 && after % m->config.every == 0;
  if (status == LGT_OK && *measured)
    status = measure (m, error);
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
