#include "mc_config.h"

#include <lgt/ops.h>

struct heat_bath_config { int overrelaxation; };
struct hmc_config
{
  int integrator, steps;
  double length;
  double jitter, acceleration_mass;     /* of a scalar field */
  bool reflections;
};
struct metropolis_config { int hits; double width; };

static const struct lgt_key heat_bath_keys[] = {
  { .name = "overrelaxation", .kind = LGT_KEY_INT,
    LGT_AT (struct heat_bath_config, overrelaxation), .fallback = "1",
    .allowed = "[0, 1000]", .help = "updates that keep S, after each of heat "
                                    "bath" },
  { .name = NULL }
};

const char *const lgt_mc_integrators[]
  = { "leapfrog", "omelyan2", "omelyan4" };

#define INTEGRATOR_KEY(default_one)                                           \
  { .name = "integrator", .kind = LGT_KEY_NAME,                               \
    LGT_AT (struct hmc_config, integrator), .fallback = default_one,          \
    .allowed = "leapfrog omelyan2 omelyan4",                                  \
    .help = "second order; second and fourth of Omelyan, Mryglod, Folk" }
#define LENGTH_KEY(what)                                                      \
  { .name = "length", .kind = LGT_KEY_REAL,                                   \
    LGT_AT (struct hmc_config, length), .fallback = "1",                      \
    .allowed = "(0, 1000]", .help = what }
#define STEPS_KEY(default_number)                                             \
  { .name = "steps", .kind = LGT_KEY_INT, LGT_AT (struct hmc_config, steps),  \
    .fallback = default_number, .allowed = "[1, 1000]",                       \
    .help = "of a trajectory" }

static const struct lgt_key hmc_keys[] = {
  INTEGRATOR_KEY ("omelyan4"), LENGTH_KEY ("of a trajectory, H = p^2/2 + S"),
  STEPS_KEY ("3"), { .name = NULL }
};

static const struct lgt_key scalar_hmc_keys[] = {
  INTEGRATOR_KEY ("omelyan2"),
  LENGTH_KEY ("of a trajectory, H = p K^-1 p / 2 + S, K = khat^2 + mass^2 "
              "with acceleration_mass, else 1"),
  STEPS_KEY ("8"),
  { .name = "jitter", .kind = LGT_KEY_REAL,
    LGT_AT (struct hmc_config, jitter), .fallback = "0", .allowed = "[0, 1)",
    .help = "lengths are uniform in length (1 - jitter, 1 + jitter)" },
  { .name = "acceleration_mass", .kind = LGT_KEY_REAL,
    LGT_AT (struct hmc_config, acceleration_mass), .fallback = "0",
    .allowed = "[0, inf)",
    .help = "Fourier acceleration with this mass, best the inverse "
            "correlation length; 0: none; needs FFTW" },
  { .name = "reflections", .kind = LGT_KEY_BOOL,
    LGT_AT (struct hmc_config, reflections), .fallback = "true",
    .help = "each sweep ends with phi -> -phi at even odds" },
  { .name = NULL }
};

static const struct lgt_key metropolis_keys[] = {
  { .name = "hits", .kind = LGT_KEY_INT,
    LGT_AT (struct metropolis_config, hits), .fallback = "4",
    .allowed = "[1, 32]", .help = "proposals for a link in a sweep" },
  { .name = "width", .kind = LGT_KEY_REAL,
    LGT_AT (struct metropolis_config, width), .fallback = "0.5",
    .allowed = "(0, 3.1]", .help = "of a proposal, an angle" },
  { .name = NULL }
};

const struct lgt_choice lgt_mc_algorithms[] = {
  { .name = "heat_bath", .keys = heat_bath_keys,
    .help = "heat bath and overrelaxation, link by link" },
  { .name = "hmc", .keys = hmc_keys, .help = "hybrid Monte Carlo" },
  { .name = "metropolis", .keys = metropolis_keys,
    .help = "local Metropolis" },
  { .name = NULL }
};

static const struct lgt_choice scalar_algorithms[] = {
  { .name = "hmc", .keys = scalar_hmc_keys,
    .help = "hybrid Monte Carlo, the only one for a scalar field" },
  { .name = NULL }
};

struct mc_config
{
  struct lgt_chosen algorithm;
  bool instantons, save;
  int chains, lanes, tuning;
  double target, checkpoint;
  const char *start;
  int64_t thermalization, measurements, every, seed;
};

/* What chains of any field have.  */
#define COMMON_KEYS(start_help)                                               \
  { .name = "tuning", .kind = LGT_KEY_INT, LGT_AT (struct mc_config, tuning), \
    .fallback = "auto", .words = "auto", .allowed = "[0, inf)",               \
    .help = "first sweeps in which steps (hmc) or width (metropolis) are "    \
            "tuned, at most those of thermalization; auto: all of them" },    \
  { .name = "target", .kind = LGT_KEY_REAL, LGT_AT (struct mc_config, target),\
    .fallback = "", .allowed = "(0, 1)",                                      \
    .help = "share that tuning wants to be accepted; if absent, 0.8, "        \
            "metropolis 0.5" },                                               \
  { .name = "start", .kind = LGT_KEY_TEXT, LGT_AT (struct mc_config, start),  \
    .fallback = "cold",                                                       \
    .help = start_help },                                                     \
  { .name = "chains", .kind = LGT_KEY_INT, LGT_AT (struct mc_config, chains), \
    .fallback = "8", .allowed = "[1, 1000000]",                               \
    .help = "independent chains, side by side" },                             \
  { .name = "thermalization", .kind = LGT_KEY_INT64,                          \
    LGT_AT (struct mc_config, thermalization), .fallback = "500",             \
    .allowed = "[0, 1000000000000]",                                          \
    .help = "sweeps before the first measurement" },                          \
  { .name = "measurements", .kind = LGT_KEY_INT64,                            \
    LGT_AT (struct mc_config, measurements), .fallback = "2000",              \
    .allowed = "[2, 1000000000]", .help = "of each chain" },                  \
  { .name = "every", .kind = LGT_KEY_INT64, LGT_AT (struct mc_config, every), \
    .fallback = "1", .allowed = "[1, 1000000000]",                            \
    .help = "sweeps from one measurement to the next" },                      \
  { .name = "seed", .kind = LGT_KEY_INT64, LGT_AT (struct mc_config, seed),   \
    .fallback = "1", .allowed = "[0, inf)", .help = "of all random numbers" },\
  { .name = "lanes", .kind = LGT_KEY_INT, LGT_AT (struct mc_config, lanes),   \
    .fallback = "auto", .words = "auto", .allowed = "[1, 1024]",              \
    .help = "chains in a pack; auto: what suits the backend" },               \
  { .name = "save", .kind = LGT_KEY_BOOL, LGT_AT (struct mc_config, save),    \
    .fallback = "false",                                                      \
    .help = "write every measured configuration to ensemble.h5" },            \
  { .name = "checkpoint", .kind = LGT_KEY_REAL,                               \
    LGT_AT (struct mc_config, checkpoint), .fallback = "300",                 \
    .allowed = "(0, inf)", .help = "seconds between checkpoints" }

const struct lgt_key lgt_mc_keys[] = {
  { .name = "algorithm", .kind = LGT_KEY_CHOICE,
    LGT_AT (struct mc_config, algorithm), .fallback = "heat_bath",
    .choices = lgt_mc_algorithms, .help = "what a sweep is" },
  { .name = "instantons", .kind = LGT_KEY_BOOL,
    LGT_AT (struct mc_config, instantons), .fallback = "false",
    .help = "each sweep ends with a proposal to add or take an instanton: "
            "U(1) in two dimensions" },
  COMMON_KEYS ("cold (links 1), hot (from Haar measure) or a file of "
               "configurations"),
  { .name = NULL }
};

const struct lgt_key lgt_mc_scalar_keys[] = {
  { .name = "algorithm", .kind = LGT_KEY_CHOICE,
    LGT_AT (struct mc_config, algorithm), .fallback = "hmc",
    .choices = scalar_algorithms, .help = "what a sweep is" },
  COMMON_KEYS ("cold (0), hot (normal numbers) or an ensemble"),
  { .name = NULL }
};

static enum lgt_status
read_hmc (const struct lgt_chosen *chosen, struct lgt_mc_config *result,
          struct lgt_error *error)
{
  struct hmc_config hmc = { .jitter = 0 };
  const enum lgt_status status = lgt_config_fill_chosen (chosen, &hmc, error);

  if (status != LGT_OK)
    return status;
  result->chain.integrator = (enum lgt_integrator) hmc.integrator;
  result->chain.length = hmc.length;
  result->chain.steps = hmc.steps;
  result->jitter = hmc.jitter;
  result->acceleration_mass = hmc.acceleration_mass;
  result->reflections = hmc.reflections;
  return LGT_OK;
}

static enum lgt_status
read_algorithm (const struct lgt_chosen *chosen, struct lgt_mc_config *result,
                struct lgt_error *error)
{
  struct heat_bath_config heat_bath;
  struct metropolis_config metropolis;
  struct lgt_chain_options *options = &result->chain;
  enum lgt_status status = LGT_OK;

  switch (options->algorithm)
    {
    case LGT_CHAIN_HEAT_BATH:
      status = lgt_config_fill_chosen (chosen, &heat_bath, error);
      if (status == LGT_OK)
        options->overrelaxation = heat_bath.overrelaxation;
      break;
    case LGT_CHAIN_HMC:
      status = read_hmc (chosen, result, error);
      break;
    case LGT_CHAIN_METROPOLIS:
      status = lgt_config_fill_chosen (chosen, &metropolis, error);
      if (status == LGT_OK)
        {
          options->hits = metropolis.hits;
          options->width = metropolis.width;
        }
      break;
    }
  return status;
}

/* Whether the group of ROOT is that of a scalar field (lgt/model.h).  */
static bool
is_scalar (const struct lgt_config_node *root)
{
  const struct lgt_config_node *group = lgt_config_child (root, "group");

  return group && (lgt_config_is (group, "scalar")
                   || lgt_config_child (group, "scalar"));
}

enum lgt_status
lgt_mc_check_config (const struct lgt_config_node *root,
                     struct lgt_error *error)
{
  struct lgt_mc_config config;

  return lgt_config_child (root, "mc") ? lgt_mc_config (root, &config, error)
                                       : LGT_OK;
}

enum lgt_status
lgt_mc_config (const struct lgt_config_node *root,
               struct lgt_mc_config *result, struct lgt_error *error)
{
  struct lgt_config_node *node = lgt_config_child (root, "mc");
  const bool scalar = is_scalar (root);
  struct mc_config config = { .target = -1 };
  struct lgt_mc_config r = { .jitter = 0 };
  enum lgt_status status
    = lgt_config_fill (node, scalar ? lgt_mc_scalar_keys : lgt_mc_keys,
                       &config, error);

  lgt_chain_options_default (&r.chain);
  r.chain.algorithm = scalar ? LGT_CHAIN_HMC
                      : (enum lgt_chain_algorithm) config.algorithm.index;
  if (status == LGT_OK)
    status = read_algorithm (&config.algorithm, &r, error);
  if (status != LGT_OK)
    return status;
  r.chain.instantons = config.instantons;
  r.chain.chains = config.chains;
  r.chain.lanes = config.lanes == LGT_WORD (0) ? 0 : config.lanes;
  r.chain.seed = (uint64_t) config.seed;
  r.chain.tuning = config.tuning == LGT_WORD (0) ? config.thermalization
                                                 : config.tuning;
  r.chain.target = config.target > 0 ? config.target
                   : r.chain.algorithm == LGT_CHAIN_METROPOLIS ? 0.5 : 0.8;
  r.thermalization = config.thermalization;
  r.measurements = config.measurements;
  r.every = config.every;
  r.start = config.start;
  r.save = config.save;
  r.checkpoint = config.checkpoint;
  /* What changes with the outcome would spoil the chain's distribution.  */
  if (r.chain.tuning > r.thermalization)
    return lgt_config_fail (error, lgt_config_child (node, "tuning"),
                            "tuning takes %lld sweeps, more than the %lld of "
                            "thermalization", (long long) r.chain.tuning,
                            (long long) r.thermalization);
  *result = r;
  return LGT_OK;
}
