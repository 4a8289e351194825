/* Chains of a flow's proposals and local updates.  */

#include <lgt/flow_chain.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/metropolis.h>
#include <lgt/objective.h>

/* The layer of decisions among the counters of LGT_STREAM_CHAIN; chains have
   the first few.  */
enum { DECISION_LAYER = 0xfff };

struct lgt_flow_chain
{
  struct lgt_model *model;
  struct lgt_flow_chain_options options;
  struct lgt_sampler *sampler;
  struct lgt_chain *local;      /* NULL: no sweeps */
  int64_t step;
  int known;                    /* LOG_W is that of LINKS */
  size_t numbers;               /* of a configuration */
  double *links, *proposed;
  double *log_w;                /* of LINKS; one number a chain, as are */
  double *log_q, *action, *accepted;
};

void
lgt_flow_chain_options_default (struct lgt_flow_chain_options *options)
{
  memset (options, 0, sizeof *options);
  options->chains = options->sweeps = 1;
  options->seed = 1;
  lgt_chain_options_default (&options->local);
  options->local.overrelaxation = 1;
}

static enum lgt_status
check (const struct lgt_model *model,
       const struct lgt_flow_chain_options *options, struct lgt_error *error)
{
  if (options->chains < 1 || options->sweeps < 0)
    return lgt_fail (error, LGT_EINVAL, "%d chains with %d sweeps a step",
                     options->chains, options->sweeps);
  if (lgt_model_stochastic (model))
    return lgt_fail (error, LGT_EINVAL, "chains of a flow with stochastic "
                     "steps: it has no log q of where they are");
  if (options->sweeps && lgt_model_links_type (model) != LGT_F64)
    return lgt_fail (error, LGT_EINVAL, "sweeps between a flow's proposals "
                     "need links in float64");
  return LGT_OK;
}

static enum lgt_status
make_local (struct lgt_flow_chain *c, struct lgt_error *error)
{
  struct lgt_chain_options options = c->options.local;
  struct lgt_loop_list loops = { 0 };
  double coefficient[LGT_ACTION_LOOPS];
  enum lgt_status status;

  if (c->options.sweeps == 0)
    return LGT_OK;
  options.chains = c->options.chains;
  options.lanes = lgt_model_lanes (c->model);
  options.seed = c->options.seed;
  status = lgt_action_loops (lgt_model_action (c->model), &loops, coefficient,
                             error);
  if (status == LGT_OK)
    status = lgt_chain_new (lgt_model_context (c->model),
                            lgt_model_geom (c->model),
                            lgt_model_group (c->model)->n, loops.count,
                            loops.loop, coefficient, &options, &c->local,
                            error);
  lgt_loop_list_free (&loops);
  return status;
}

static enum lgt_status
make_arrays (struct lgt_flow_chain *c, struct lgt_error *error)
{
  const size_t chains = (size_t) c->options.chains;

  c->numbers = (size_t) lgt_model_numbers (c->model);
  c->links = calloc (2 * chains * c->numbers, sizeof *c->links);
  c->log_w = calloc (4 * chains, sizeof *c->log_w);
  if (!c->links || !c->log_w)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d chains",
                     c->options.chains);
  c->proposed = c->links + chains * c->numbers;
  c->log_q = c->log_w + chains;
  c->action = c->log_q + chains;
  c->accepted = c->action + chains;
  return LGT_OK;
}

enum lgt_status
lgt_flow_chain_new (struct lgt_model *model,
                    const struct lgt_flow_chain_options *options,
                    struct lgt_flow_chain **chain, struct lgt_error *error)
{
  struct lgt_flow_chain *c;
  enum lgt_status status = check (model, options, error);

  if (status != LGT_OK)
    return status;
  c = calloc (1, sizeof *c);
  if (!c)
    return lgt_fail (error, LGT_ENOMEM, "no memory for chains");
  c->model = model;
  c->options = *options;
  status = make_arrays (c, error);
  if (status == LGT_OK)
    status = lgt_sampler_new (model, options->chains, options->values,
                              &c->sampler, error);
  if (status == LGT_OK)
    status = make_local (c, error);
  if (status == LGT_OK)
    *chain = c;
  else
    lgt_flow_chain_free (c);
  return status;
}

void
lgt_flow_chain_free (struct lgt_flow_chain *c)
{
  if (!c)
    return;
  lgt_sampler_free (c->sampler);
  lgt_chain_free (c->local);
  free (c->links);
  free (c->log_w);
  free (c);
}

/* LOG_W of where the chains are.  */
static enum lgt_status
weigh (struct lgt_flow_chain *c, struct lgt_error *error)
{
  enum lgt_status status
    = lgt_sampler_evaluate (c->sampler, c->links, c->options.chains, c->log_q,
                            c->action, error);

  for (int i = 0; i < c->options.chains && status == LGT_OK; i++)
    c->log_w[i] = -c->action[i] - c->log_q[i];
  c->known = status == LGT_OK;
  return status;
}

/* Whether chain I takes a proposal with PROPOSED as its log w.  */
static int
decide (const struct lgt_flow_chain *c, int i, double proposed)
{
  const uint32_t counter[4]
    = { lgt_random_word (LGT_STREAM_CHAIN, 0, DECISION_LAYER, 0), 0,
        (uint32_t) i, (uint32_t) c->step };
  double uniform[2];

  if (c->step == 0)
    return 1;
  lgt_random_pair (c->options.seed, counter, uniform);
  return isfinite (proposed)
         && (isnan (c->log_w[i])
             || lgt_metropolis_accept (proposed - c->log_w[i], uniform[0]));
}

static enum lgt_status
propose (struct lgt_flow_chain *c, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  if (!c->known && c->step > 0)
    status = weigh (c, error);
  if (status == LGT_OK)
    status = lgt_sampler_draw (c->sampler, c->options.seed, LGT_STREAM_SAMPLE,
                               (uint32_t) c->step, 0, c->options.chains,
                               c->proposed, c->log_q, c->action, error);
  for (int i = 0; i < c->options.chains && status == LGT_OK; i++)
    {
      const double log_w = -c->action[i] - c->log_q[i];

      c->accepted[i] = decide (c, i, log_w);
      if (c->accepted[i] > 0)
        {
          memcpy (c->links + (size_t) i * c->numbers,
                  c->proposed + (size_t) i * c->numbers,
                  c->numbers * sizeof *c->links);
          c->log_w[i] = log_w;
        }
    }
  c->known = status == LGT_OK;
  return status;
}

static enum lgt_status
sweep (struct lgt_flow_chain *c, struct lgt_error *error)
{
  enum lgt_status status;

  if (!c->local)
    return LGT_OK;
  c->known = 0;
  status = lgt_chain_put (c->local, c->links, error);
  if (status == LGT_OK)
    status = lgt_chain_run (c->local, c->options.sweeps, error);
  return status == LGT_OK ? lgt_chain_get (c->local, c->links, error)
                          : status;
}

enum lgt_status
lgt_flow_chain_run (struct lgt_flow_chain *c, int64_t steps,
                    struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  if (steps > UINT32_MAX - c->step)
    return lgt_fail (error, LGT_EINVAL, "%lld steps after %lld: their "
                     "counters end at 2^32 - 1", (long long) steps,
                     (long long) c->step);
  for (int64_t s = 0; s < steps && status == LGT_OK; s++)
    {
      status = propose (c, error);
      if (status == LGT_OK)
        status = sweep (c, error);
      c->step += status == LGT_OK;
    }
  return status;
}

const double *
lgt_flow_chain_links (const struct lgt_flow_chain *c)
{
  return c->links;
}

const double *
lgt_flow_chain_accepted (const struct lgt_flow_chain *c)
{
  return c->accepted;
}

struct lgt_chain_record
lgt_flow_chain_record (const struct lgt_flow_chain *c)
{
  const struct lgt_chain_record none = { 0, NAN, NAN, NAN, NAN, 0, NAN };

  return c->local ? lgt_chain_record (c->local) : none;
}
