/* The key "stochastic": when a flow's configurations are swept, and how.  */

#include <lgt/stochastic.h>

#include <math.h>
#include <string.h>

struct heat_bath_config { int overrelaxation; bool instantons; };

static const struct lgt_key heat_bath_keys[] = {
  { .name = "overrelaxation", .kind = LGT_KEY_INT, .fallback = "1",
    LGT_AT (struct heat_bath_config, overrelaxation), .allowed = "[0, 1000]",
    .help = "sweeps of overrelaxation after each of heat bath" },
  { .name = "instantons", .kind = LGT_KEY_BOOL, .fallback = "false",
    LGT_AT (struct heat_bath_config, instantons),
    .help = "U(1) in two dimensions: propose to change the charge by one" },
  { .name = NULL }
};

struct hmc_config { double length; int steps, integrator; bool instantons; };

static const struct lgt_key hmc_keys[] = {
  { .name = "length", .kind = LGT_KEY_REAL, .fallback = "1.0",
    LGT_AT (struct hmc_config, length), .allowed = "(0, 1000]",
    .help = "of a trajectory" },
  { .name = "steps", .kind = LGT_KEY_INT, .fallback = "3",
    LGT_AT (struct hmc_config, steps), .allowed = "[1, 1000]",
    .help = "of a trajectory" },
  { .name = "integrator", .kind = LGT_KEY_NAME, .fallback = "omelyan4",
    LGT_AT (struct hmc_config, integrator),
    .allowed = "leapfrog omelyan2 omelyan4", .help = "integrator" },
  { .name = "instantons", .kind = LGT_KEY_BOOL, .fallback = "false",
    LGT_AT (struct hmc_config, instantons),
    .help = "as for heat_bath" },
  { .name = NULL }
};

struct metropolis_config { int hits; double width; bool instantons; };

static const struct lgt_key metropolis_keys[] = {
  { .name = "hits", .kind = LGT_KEY_INT, .fallback = "4",
    LGT_AT (struct metropolis_config, hits), .allowed = "[1, 32]",
    .help = "proposals for each link" },
  { .name = "width", .kind = LGT_KEY_REAL, .fallback = "0.5",
    LGT_AT (struct metropolis_config, width), .allowed = "(0, 3.14159]",
    .help = "largest angle of a proposal" },
  { .name = "instantons", .kind = LGT_KEY_BOOL, .fallback = "false",
    LGT_AT (struct metropolis_config, instantons),
    .help = "as for heat_bath" },
  { .name = NULL }
};

/* In the order of enum lgt_chain_algorithm.  */
const struct lgt_choice lgt_stochastic_algorithms[] = {
  { .name = "heat_bath", .keys = heat_bath_keys,
    .help = "every link once by heat bath, and overrelaxation" },
  { .name = "hmc", .keys = hmc_keys, .help = "a trajectory and a decision" },
  { .name = "metropolis", .keys = metropolis_keys,
    .help = "proposals for every link" },
  { .name = NULL }
};

struct stochastic_config
{
  int every, steps, sweeps;
  double from;
  struct lgt_reals schedule;
  struct lgt_chosen algorithm;
};

const struct lgt_key lgt_stochastic_keys[] = {
  { .name = "every", .kind = LGT_KEY_INT, .fallback = "0",
    LGT_AT (struct stochastic_config, every), .allowed = "[0, 4095]",
    .help = "a step after every so many layers; 0: none between layers" },
  { .name = "steps", .kind = LGT_KEY_INT, .fallback = "0",
    LGT_AT (struct stochastic_config, steps), .allowed = "[0, 4095]",
    .help = "steps after the last layer" },
  { .name = "schedule", .kind = LGT_KEY_REALS, .fallback = "linear",
    LGT_AT (struct stochastic_config, schedule), .words = "linear",
    .allowed = "[0, 100]",
    .help = "t_k, the factor of S in step k: linear is from + (1 - from) k / "
            "n; or a list of n numbers, 32 at most, and then from is not "
            "used" },
  { .name = "from", .kind = LGT_KEY_REAL, .fallback = "0.0",
    LGT_AT (struct stochastic_config, from), .allowed = "[0, 100]",
    .help = "where linear begins: the beta of training over beta, say" },
  { .name = "sweeps", .kind = LGT_KEY_INT, .fallback = "1",
    LGT_AT (struct stochastic_config, sweeps), .allowed = "[1, 100000]",
    .help = "sweeps a step" },
  { .name = "algorithm", .kind = LGT_KEY_CHOICE, .fallback = "heat_bath",
    LGT_AT (struct stochastic_config, algorithm),
    .choices = lgt_stochastic_algorithms, .help = "what a sweep is" },
  { .name = NULL }
};

/* What CHOSEN says as options of a chain.  */
static enum lgt_status
read_algorithm (const struct lgt_chosen *chosen,
                struct lgt_chain_options *options, struct lgt_error *error)
{
  union
  {
    struct heat_bath_config heat_bath;
    struct hmc_config hmc;
    struct metropolis_config metropolis;
  } c;
  enum lgt_status status = lgt_config_fill_chosen (chosen, &c, error);

  if (status != LGT_OK)
    return status;
  options->algorithm = (enum lgt_chain_algorithm) chosen->index;
  switch (options->algorithm)
    {
    case LGT_CHAIN_HEAT_BATH:
      options->overrelaxation = c.heat_bath.overrelaxation;
      options->instantons = c.heat_bath.instantons;
      break;
    case LGT_CHAIN_HMC:
      options->length = c.hmc.length;
      options->steps = c.hmc.steps;
      options->integrator = (enum lgt_integrator) c.hmc.integrator;
      options->instantons = c.hmc.instantons;
      break;
    case LGT_CHAIN_METROPOLIS:
      options->hits = c.metropolis.hits;
      options->width = c.metropolis.width;
      options->instantons = c.metropolis.instantons;
      break;
    }
  return LGT_OK;
}

enum lgt_status
lgt_stochastic_read (struct lgt_config_node *node, int layers,
                     struct lgt_stochastic *stochastic,
                     struct lgt_error *error)
{
  struct lgt_stochastic s = { .layers = layers };
  struct stochastic_config config;
  enum lgt_status status = lgt_config_fill (node, lgt_stochastic_keys,
                                            &config, error);

  if (status != LGT_OK)
    return status;
  s.every = config.every;
  s.after = config.steps;
  s.sweeps = config.sweeps;
  s.from = config.from;
  lgt_chain_options_default (&s.chain);
  status = read_algorithm (&config.algorithm, &s.chain, error);
  if (status != LGT_OK)
    return status;
  if (lgt_stochastic_steps (&s) == 0)
    return lgt_config_fail (error, node, "no step: give steps, or every (at "
                            "most %d, the number of layers)", layers);
  if (config.schedule.count >= 0)
    {
      s.given = config.schedule.count;
      memcpy (s.t, config.schedule.value, sizeof s.t);
      if (s.given != lgt_stochastic_steps (&s))
        return lgt_config_fail (error, lgt_config_child (node, "schedule"),
                                "%d numbers for %d steps", s.given,
                                lgt_stochastic_steps (&s));
    }
  *stochastic = s;
  return LGT_OK;
}

/* Steps between layers, or right after the last.  */
static int
between (const struct lgt_stochastic *s)
{
  return s->every ? s->layers / s->every : 0;
}

int
lgt_stochastic_steps (const struct lgt_stochastic *s)
{
  return between (s) + s->after;
}

double
lgt_stochastic_t (const struct lgt_stochastic *s, int k)
{
  return s->given ? s->t[k - 1]
                  : s->from + (1 - s->from) * k / lgt_stochastic_steps (s);
}

int
lgt_stochastic_layer (const struct lgt_stochastic *s, int k)
{
  return k <= between (s) ? k * s->every : s->layers;
}
