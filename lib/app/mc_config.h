/* The key "mc" of a configuration.  Private to lib/app.  */

#ifndef LGT_APP_MC_CONFIG_H
#define LGT_APP_MC_CONFIG_H

#include <lgt/chain.h>
#include <lgt/config.h>

struct lgt_mc_config
{
  struct lgt_chain_options chain;       /* of a scalar field, too */
  double jitter, acceleration_mass;     /* of a scalar field */
  bool reflections;
  int64_t thermalization; /* sweeps before the first measurement */
  int64_t measurements;   /* of each chain */
  int64_t every;          /* sweeps a measurement */
  const char *start;      /* "cold", "hot" or a file; the document's */
  bool save;              /* configurations, in an ensemble */
  double checkpoint;      /* seconds between checkpoints */
};

/* Of links, and of a scalar field.  */
extern const struct lgt_key lgt_mc_keys[], lgt_mc_scalar_keys[];
/* The words of mc.algorithm, in the order of enum lgt_chain_algorithm; a
   scalar field has hmc alone.  */
extern const struct lgt_choice lgt_mc_algorithms[];
/* Those of mc.algorithm.hmc.integrator, in the order of its enum.  */
extern const char *const lgt_mc_integrators[];

/* Check and complete "mc" of the mapping ROOT, if it is there.  */
enum lgt_status lgt_mc_check_config (const struct lgt_config_node *root,
                                     struct lgt_error *error);

/* Fill RESULT from the mapping "mc" of ROOT, which must be there; "group"
   tells which keys it has.  */
enum lgt_status lgt_mc_config (const struct lgt_config_node *root,
                               struct lgt_mc_config *result,
                               struct lgt_error *error);

#endif
