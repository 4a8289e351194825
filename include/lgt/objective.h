/* What training minimizes: the reverse Kullback-Leibler divergence

     KL = < log q(U) + S(U) >_q + ln Z,

   whose gradient with respect to the weights is estimated on a batch in one
   of three ways:

   reparametrization  through U = f(z) and through log q.
   path_gradient      through U only, with log q taken at fixed weights: the
                      term dropped has mean zero (arXiv:1703.09194,
                      2207.08219); no variance where q = p.  About twice the
                      cost.
   reinforce          (log q + S - baseline) grad log q at fixed U, the
                      baseline the mean over the rest of the batch.

   Stochastic steps (lgt/stochastic.h) are not trained: LGT_EINVAL.

   An objective is a recorded tape: draw, flow, action, gradient.  After one
   eager run each further step is a replay.  */

#ifndef LGT_OBJECTIVE_H
#define LGT_OBJECTIVE_H

#include <lgt/model.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lgt_estimator
{
  LGT_REPARAMETRIZATION,
  LGT_PATH_GRADIENT,
  LGT_REINFORCE
};

/* Called at the end of the recording, to append what follows the gradient
   (an optimizer step); may be NULL.  LOSS and the batch's ESS, one element
   each, float64.  */
typedef void lgt_objective_hook (struct lgt_tape *tape, void *ctx,
                                 const struct lgt_view *loss,
                                 const struct lgt_view *ess);

struct lgt_objective_options
{
  int batch;              /* configurations a step */
  enum lgt_estimator estimator;
  uint64_t seed;
  lgt_objective_hook *after;
  void *ctx;
};

struct lgt_objective;

/* Bytes of arena that the objective needs, by a dry run; *USAGE may be NULL.
   The HOOK is called too.  */
enum lgt_status lgt_objective_forecast (struct lgt_model *model,
                                        const struct lgt_objective_options *,
                                        struct lgt_tape_usage *usage,
                                        struct lgt_error *error);

/* Allocate and record.  Nothing is executed before the first step.  */
enum lgt_status lgt_objective_new (struct lgt_model *model,
                                   const struct lgt_objective_options *,
                                   struct lgt_objective **objective,
                                   struct lgt_error *error);
void lgt_objective_free (struct lgt_objective *objective);

/* One step: random words of (STEP, ATTEMPT), gradient in the slices' grad,
   then whatever the hook recorded.  The first call records (and runs).  */
enum lgt_status lgt_objective_step (struct lgt_objective *objective,
                                    uint32_t step, int attempt,
                                    struct lgt_error *error);

/* After a step: the loss (mean of log q + S), and, if LOG_W is not NULL, the
   batch's log-weights -S - log q.  Waits for the queue.  */
enum lgt_status lgt_objective_result (const struct lgt_objective *objective,
                                      double *loss, double *log_w,
                                      struct lgt_error *error);

struct lgt_tape_usage lgt_objective_usage (const struct lgt_objective *);

/* The recorded tape, for lgt_tape_profile.  */
struct lgt_tape *lgt_objective_tape (struct lgt_objective *);

/* ---- Sampling ---- */

/* A recorded sampler: draws BATCH configurations at a time with log q and
   S, no gradients.  VALUES NULL: the model's weights.  With stochastic steps
   in the model, log q is that of paths (lgt/stochastic.h).  */
struct lgt_sampler;
enum lgt_status lgt_sampler_new (struct lgt_model *model, int batch,
                                 const struct lgt_view *values,
                                 struct lgt_sampler **sampler,
                                 struct lgt_error *error);
void lgt_sampler_free (struct lgt_sampler *sampler);

/* Configurations FIRST, ..., FIRST + COUNT - 1 (COUNT <= batch) of SEED and
   STREAM (lgt/ops.h): the same whatever the batch.  LINKS (COUNT *
   lgt_model_numbers doubles, file order), LOG_Q and ACTION (COUNT each) may
   be NULL.  */
enum lgt_status lgt_sampler_draw (struct lgt_sampler *sampler, uint64_t seed,
                                  int stream, uint32_t step, uint32_t first,
                                  int count, double *links, double *log_q,
                                  double *action, struct lgt_error *error);

/* log q and S of COUNT <= batch given configurations.  LGT_EINVAL: the model
   has stochastic steps.  */
enum lgt_status lgt_sampler_evaluate (struct lgt_sampler *sampler,
                                      const double *links, int count,
                                      double *log_q, double *action,
                                      struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
