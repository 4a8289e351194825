/* The key "train" of a configuration.  Private to lib/app.  */

#ifndef LGT_APP_TRAIN_CONFIG_H
#define LGT_APP_TRAIN_CONFIG_H

#include <lgt/config.h>
#include <lgt/objective.h>
#include <lgt/optim.h>

enum { LGT_MAX_STAGES = 64 };

/* What a stage has beside its learning rate.  */
struct lgt_stage_extra
{
  int batch;
  enum lgt_estimator estimator;
  int anneals;            /* beta runs from beta[0] to beta[1] */
  double beta[2];
};

struct lgt_train_config
{
  struct lgt_rates rates;       /* rates.stage points to stage */
  struct lgt_stage stage[LGT_MAX_STAGES];
  struct lgt_stage_extra extra[LGT_MAX_STAGES];
  struct lgt_optimizer_params optimizer;
  double average;         /* decay of averaged weights; 0: none */
  uint64_t seed;
  int report, checkpoint; /* steps between rows, between checkpoints */
};

/* Read and complete the mapping NODE.  */
enum lgt_status lgt_train_config (struct lgt_config_node *node,
                                  struct lgt_train_config *config,
                                  struct lgt_error *error);

/* The table, for the manual.  */
extern const struct lgt_key lgt_train_keys[];

#endif
