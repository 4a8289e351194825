#include "train_config.h"

#include <string.h>

static const struct lgt_choice estimators[] = {
  { .name = "reparametrization", .keys = lgt_no_keys,
    .help = "through the links and through log q" },
  { .name = "path_gradient", .keys = lgt_no_keys,
    .help = "through the links only: no noise where q = p, twice the cost" },
  { .name = "reinforce", .keys = lgt_no_keys,
    .help = "score function with the batch's mean as baseline" },
  { .name = NULL }
};

struct sgd_config { double momentum, decay; };

static const struct lgt_key sgd_keys[] = {
  { .name = "momentum", .kind = LGT_KEY_REAL,
    LGT_AT (struct sgd_config, momentum), .fallback = "0",
    .allowed = "[0, 1)", .help = "momentum" },
  { .name = "decay", .kind = LGT_KEY_REAL, LGT_AT (struct sgd_config, decay),
    .fallback = "0", .allowed = "[0, 1]", .help = "weight decay" },
  { .name = NULL }
};

struct adam_config { double beta1, beta2, epsilon, decay; };

#define ADAM_KEYS(default_decay)                                        \
  { .name = "beta1", .kind = LGT_KEY_REAL,                              \
    LGT_AT (struct adam_config, beta1), .fallback = "0.9",              \
    .allowed = "[0, 1)", .help = "decay of the first moment" },         \
  { .name = "beta2", .kind = LGT_KEY_REAL,                              \
    LGT_AT (struct adam_config, beta2), .fallback = "0.999",            \
    .allowed = "[0, 1)", .help = "decay of the second moment" },        \
  { .name = "epsilon", .kind = LGT_KEY_REAL,                            \
    LGT_AT (struct adam_config, epsilon), .fallback = "1e-8",           \
    .allowed = "(0, 1]", .help = "added to the root of the second moment" }, \
  { .name = "decay", .kind = LGT_KEY_REAL,                              \
    LGT_AT (struct adam_config, decay), .fallback = default_decay,      \
    .allowed = "[0, 1]", .help = "weight decay" },                      \
  { .name = NULL }

static const struct lgt_key adam_keys[] = { ADAM_KEYS ("0") };
static const struct lgt_key adamw_keys[] = { ADAM_KEYS ("0.01") };

/* In the order of enum lgt_optimizer_kind.  */
static const struct lgt_choice optimizers[] = {
  { .name = "sgd", .keys = sgd_keys, .help = "gradient descent" },
  { .name = "adam", .keys = adam_keys, .help = "arXiv:1412.6980" },
  { .name = "adamw", .keys = adamw_keys,
    .help = "Adam with decoupled decay, arXiv:1711.05101" },
  { .name = "amsgrad", .keys = adam_keys,
    .help = "Adam with the largest second moment, arXiv:1904.09237" },
  { .name = NULL }
};

struct cosine_config { double final; };
struct warmup_config { int steps; };

static const struct lgt_key cosine_keys[] = {
  { .name = "final", .kind = LGT_KEY_REAL,
    LGT_AT (struct cosine_config, final), .fallback = "0",
    .allowed = "[0, inf)", .help = "rate of the last step" },
  { .name = NULL }
};

static const struct lgt_key warmup_keys[] = {
  { .name = "steps", .kind = LGT_KEY_INT,
    LGT_AT (struct warmup_config, steps), .fallback = "100",
    .allowed = "[1, inf)", .help = "steps in which the rate rises" },
  { .name = NULL }
};

/* In the order of enum lgt_schedule.  */
static const struct lgt_choice schedules[] = {
  { .name = "constant", .keys = lgt_no_keys, .help = "the rate as given" },
  { .name = "cosine", .keys = cosine_keys, .help = "from rate to final" },
  { .name = "warmup", .keys = warmup_keys,
    .help = "rise to the rate, then stay" },
  { .name = NULL }
};

struct stage_config
{
  int64_t steps;
  double rate;
  struct lgt_chosen schedule;
  int batch;
  struct lgt_config_node *estimator;
  struct lgt_reals beta;
};

static const struct lgt_key stage_keys[] = {
  { .name = "steps", .kind = LGT_KEY_INT64,
    LGT_AT (struct stage_config, steps), .allowed = "[1, 4000000000]",
    .help = "steps of the stage" },
  { .name = "rate", .kind = LGT_KEY_REAL, LGT_AT (struct stage_config, rate),
    .allowed = "(0, inf)", .help = "learning rate" },
  { .name = "schedule", .kind = LGT_KEY_CHOICE,
    LGT_AT (struct stage_config, schedule), .fallback = "constant",
    .choices = schedules, .help = "how the rate changes in the stage" },
  { .name = "batch", .kind = LGT_KEY_INT, LGT_AT (struct stage_config, batch),
    .fallback = "", .allowed = "[1, 1000000]",
    .help = "batch of the stage, if it differs" },
  { .name = "estimator", .kind = LGT_KEY_NODE,
    LGT_AT (struct stage_config, estimator), .fallback = "",
    .help = "estimator of the stage, if it differs" },
  { .name = "beta", .kind = LGT_KEY_REALS,
    LGT_AT (struct stage_config, beta), .fallback = "", .length_min = 1,
    .length_max = 2, .allowed = "[0, inf)",
    .help = "[from, to]: the Wilson term's beta runs linearly" },
  { .name = NULL }
};

struct train_config
{
  struct lgt_chosen estimator, optimizer;
  int batch, report, checkpoint;
  double clip, clip_value, guard, average;
  struct lgt_config_node *stages;
  int64_t seed;
};

const struct lgt_key lgt_train_keys[] = {
  { .name = "estimator", .kind = LGT_KEY_CHOICE,
    LGT_AT (struct train_config, estimator),
    .fallback = "reparametrization", .choices = estimators,
    .help = "how the gradient of the reverse KL divergence is estimated" },
  { .name = "batch", .kind = LGT_KEY_INT, LGT_AT (struct train_config, batch),
    .fallback = "64", .allowed = "[1, 1000000]",
    .help = "configurations a step" },
  { .name = "optimizer", .kind = LGT_KEY_CHOICE,
    LGT_AT (struct train_config, optimizer), .fallback = "adam",
    .choices = optimizers, .help = "the optimizer" },
  { .name = "clip", .kind = LGT_KEY_REAL, LGT_AT (struct train_config, clip),
    .fallback = "0", .allowed = "[0, inf)",
    .help = "largest 2-norm of the gradient; 0: no limit" },
  { .name = "clip_value", .kind = LGT_KEY_REAL,
    LGT_AT (struct train_config, clip_value), .fallback = "0",
    .allowed = "[0, inf)",
    .help = "largest component of the gradient; 0: no limit" },
  { .name = "guard", .kind = LGT_KEY_REAL,
    LGT_AT (struct train_config, guard), .fallback = "100",
    .allowed = "[0, inf)",
    .help = "a step whose gradient has a 2-norm of more than this times the "
            "median of the last 48 is skipped; 1 or more, or 0: none is" },
  { .name = "average", .kind = LGT_KEY_REAL,
    LGT_AT (struct train_config, average), .fallback = "0",
    .allowed = "[0, 1)",
    .help = "decay of averaged weights, kept beside the last ones; 0: none" },
  { .name = "stages", .kind = LGT_KEY_LIST,
    LGT_AT (struct train_config, stages),
    .fallback = "[ { steps: 1000, rate: 1e-3 } ]", .table = stage_keys,
    .length_min = 1, .length_max = LGT_MAX_STAGES,
    .help = "stages of the training, one after the other" },
  { .name = "seed", .kind = LGT_KEY_INT64, LGT_AT (struct train_config, seed),
    .fallback = "1", .allowed = "[0, inf)",
    .help = "seed of first weights and of all draws" },
  { .name = "report", .kind = LGT_KEY_INT,
    LGT_AT (struct train_config, report), .fallback = "50",
    .allowed = "[1, inf)", .help = "steps between rows of train.tsv" },
  { .name = "checkpoint", .kind = LGT_KEY_INT,
    LGT_AT (struct train_config, checkpoint), .fallback = "500",
    .allowed = "[1, inf)", .help = "steps between checkpoints" },
  { .name = NULL }
};

static enum lgt_status
read_stage (struct lgt_config_node *node, const struct train_config *all,
            struct lgt_stage *stage, struct lgt_stage_extra *extra,
            struct lgt_error *error)
{
  struct stage_config config = { .batch = all->batch };
  struct lgt_chosen estimator = all->estimator;
  struct cosine_config cosine;
  struct warmup_config warmup;
  enum lgt_status status = lgt_config_fill (node, stage_keys, &config,
                                            error);

  if (status == LGT_OK && config.estimator)
    status = lgt_config_choose (config.estimator, "estimator", estimators,
                                &estimator, error);
  if (status != LGT_OK)
    return status;
  memset (stage, 0, sizeof *stage);
  memset (extra, 0, sizeof *extra);
  stage->steps = config.steps;
  stage->rate = config.rate;
  stage->schedule = (enum lgt_schedule) config.schedule.index;
  if (stage->schedule == LGT_COSINE)
    {
      status = lgt_config_fill_chosen (&config.schedule, &cosine, error);
      stage->final = cosine.final;
    }
  else if (stage->schedule == LGT_WARMUP)
    {
      status = lgt_config_fill_chosen (&config.schedule, &warmup, error);
      stage->warmup = warmup.steps;
    }
  extra->batch = config.batch;
  extra->estimator = (enum lgt_estimator) estimator.index;
  if (extra->estimator == LGT_REINFORCE && extra->batch < 2)
    return lgt_config_fail (error, node, "reinforce needs a batch of 2");
  extra->anneals = config.beta.count > 0;
  if (extra->anneals)
    {
      extra->beta[0] = config.beta.value[0];
      extra->beta[1] = config.beta.value[config.beta.count - 1];
    }
  return status;
}

static enum lgt_status
read_optimizer (const struct lgt_chosen *chosen,
                struct lgt_optimizer_params *params, struct lgt_error *error)
{
  struct sgd_config sgd;
  struct adam_config adam;
  enum lgt_status status;

  *params = lgt_optimizer_defaults ((enum lgt_optimizer_kind) chosen->index);
  if (params->kind == LGT_SGD)
    {
      status = lgt_config_fill_chosen (chosen, &sgd, error);
      if (status == LGT_OK)
        {
          params->beta1 = sgd.momentum;
          params->decay = sgd.decay;
        }
      return status;
    }
  status = lgt_config_fill_chosen (chosen, &adam, error);
  if (status == LGT_OK)
    {
      params->beta1 = adam.beta1;
      params->beta2 = adam.beta2;
      params->epsilon = adam.epsilon;
      params->decay = adam.decay;
    }
  return status;
}

enum lgt_status
lgt_train_config (struct lgt_config_node *node,
                  struct lgt_train_config *result, struct lgt_error *error)
{
  struct train_config config;
  enum lgt_status status = lgt_config_fill (node, lgt_train_keys, &config,
                                            error);

  if (status == LGT_OK)
    status = read_optimizer (&config.optimizer, &result->optimizer, error);
  if (status != LGT_OK)
    return status;
  result->rates.stages = lgt_config_count (config.stages);
  result->rates.stage = result->stage;
  result->rates.clip = config.clip;
  result->rates.clip_value = config.clip_value;
  result->rates.guard = config.guard;
  result->average = config.average;
  result->seed = (uint64_t) config.seed;
  result->report = config.report;
  result->checkpoint = config.checkpoint;
  if (config.guard > 0 && config.guard < 1)
    return lgt_config_fail (error, node, "guard: %g would skip every other "
                            "step; 1 or more would do, or 0", config.guard);
  if (result->rates.stages > LGT_MAX_STAGES)
    return lgt_config_fail (error, config.stages, "over %d stages",
                            LGT_MAX_STAGES);
  for (int i = 0; i < result->rates.stages && status == LGT_OK; i++)
    status = read_stage (lgt_config_item (config.stages, i), &config,
                         &result->stage[i], &result->extra[i], error);
  return status;
}
