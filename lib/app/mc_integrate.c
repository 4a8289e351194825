/* ln Z by thermodynamic integration.  With p_t ~ exp (-t S) and
   normalized Haar measure, Z_0 = 1 and d ln Z_t / dt = <-S>_t, so

     ln Z = integral_0^1 <-S>_t dt,

   for the Wilson action the integral of <sum_P Re tr P / N> over beta.  */

#include "exact_values.h"
#include "mc.h"

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <math.h>
#include <stdlib.h>

#ifdef LGT_WITH_GSL

# include <lgt/exact.h>
# include <lgt/free_energy.h>

/* An odd number far from small ones: other seeds for other nodes.  */
static const uint64_t next_seed = 0x9E3779B97F4A7C15;

struct node
{
  double t, exact;
  char name[60];
  struct lgt_gamma slope; /* <-S>_t */
};

static enum lgt_status
one_node (struct lgt_markov *m, int i, int points, struct node *node,
          struct lgt_error *error)
{
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);
  const struct lgt_action *action = lgt_model_action (m->session->model);
  char label[60];
  double beta;
  enum lgt_status status
    = lgt_markov_new (m, node->t,
                      m->config.chain.seed + next_seed * (uint64_t) i, error);

  if (status == LGT_OK)
    status = lgt_markov_start (m, error);
  if (status != LGT_OK)
    return status;
  beta = lgt_markov_beta (m);
  node->exact = (double) geom->volume * lgt_action_beta (action)
                * lgt_exact_values (geom,
                                    lgt_model_group (m->session->model)->n,
                                    beta).plaquette;
  if (isnan (beta))
    snprintf (node->name, sizeof node->name, "-S (t = %.6f)", node->t);
  else
    snprintf (node->name, sizeof node->name, "-S (beta = %.6f)", beta);
  snprintf (label, sizeof label, "node %d of %d", i + 1, points);
  m->label = label;
  status = lgt_markov_run (m, error);
  m->label = NULL;
  if (status == LGT_ESTOP)
    return lgt_fail (error, status, "stopped at node %d of %d; --integrate "
                     "keeps nothing to go on with", i + 1, points);
  /* The chain's own action is t S.  */
  return status == LGT_OK
         ? lgt_markov_gamma (m, LGT_MARKOV_ACTION, 1, -1 / node->t,
                             &node->slope, error)
         : status;
}

static enum lgt_status
print (const struct lgt_markov *m, const struct node *node, int points,
       struct lgt_estimate log_z, int tsv, struct lgt_error *error)
{
  struct lgt_summary summary;
  char unit[60];
  enum lgt_status status;

  snprintf (unit, sizeof unit, "%lld sweep%s", (long long) m->config.every,
            m->config.every > 1 ? "s" : "");
  lgt_summary_begin (&summary, unit);
  for (int i = 0; i < points; i++)
    lgt_summary_add (&summary, node[i].name, &node[i].slope, node[i].exact);
  lgt_summary_add_estimate (&summary, "log_z", log_z,
                            lgt_session_log_z (m->session));
  status = lgt_summary_check (&summary, error);
  if (status == LGT_OK && tsv)
    lgt_summary_tsv (&summary, stdout);
  else if (status == LGT_OK)
    lgt_summary_text (&summary, stdout);
  lgt_summary_free (&summary);
  return status;
}

static enum lgt_status
integrate (struct lgt_markov *m, int points, int tsv, struct lgt_error *error)
{
  struct node *node = calloc ((size_t) points, sizeof *node);
  struct lgt_estimate *mean = calloc ((size_t) points, sizeof *mean), log_z;
  double *t = calloc (2 * (size_t) points, sizeof *t);
  enum lgt_status status
    = node && mean && t
      ? lgt_exact_legendre (points, 0, 1, t, t + points, error)
      : lgt_fail (error, LGT_ENOMEM, "no memory for %d nodes", points);

  for (int i = 0; i < points && status == LGT_OK; i++)
    {
      node[i].t = t[i];
      status = one_node (m, i, points, &node[i], error);
      mean[i] = (struct lgt_estimate) { node[i].slope.value,
                                        node[i].slope.error };
    }
  if (status == LGT_OK)
    status = lgt_log_z_integrate (points, t + points, mean, &log_z, error);
  if (status == LGT_OK)
    status = print (m, node, points, log_z, tsv, error);
  free (node);
  free (mean);
  free (t);
  return status;
}

enum lgt_status
lgt_markov_integrate (struct lgt_markov *m, int points, int tsv,
                      struct lgt_error *error)
{
  /* As t goes to 0 the field of a site spreads over all numbers.  */
  if (lgt_model_group (m->session->model)->n == 0)
    return lgt_fail (error, LGT_EINVAL, "--integrate is for links: without "
                     "action, where it begins, Z of a scalar field is "
                     "infinite");
  return integrate (m, points, tsv, error);
}

#else

enum lgt_status
lgt_markov_integrate (struct lgt_markov *m, int points, int tsv,
                      struct lgt_error *error)
{
  (void) m;
  (void) points;
  (void) tsv;
  return lgt_fail (error, LGT_ENODEV, "--integrate needs the nodes of GSL; "
                   "configure with it");
}

#endif
