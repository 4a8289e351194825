/* What tests do with the models of flowcase.h: samples with their densities,
   losses and their gradients.  */

#ifndef LGT_TESTS_FLOWTARGET_H
#define LGT_TESTS_FLOWTARGET_H

#include "flowcase.h"

/* N configurations in file order, log q and S of each.  */
struct sample
{
  double *links, *log_q, *action;
};

/* N configurations from F, BATCH at a time; to be freed by the caller.  */
struct sample flow_draw (struct flow *f, int n, int batch);
/* log q and S of the N configurations in S again.  */
void flow_evaluate (struct flow *f, int n, struct sample *s);
void sample_free (struct sample *s);

/* A model and its loss; WEIGHT is what it began with, GRAD the gradient at
   the last step.  */
struct target
{
  struct flow f;
  struct lgt_objective *objective;
  int64_t total;
  double *weight, *grad;
};

void target_new (struct target *t, const struct flow_case *c, double beta,
                 double size, int threads, int batch,
                 enum lgt_estimator estimator);
void target_free (struct target *t);
/* Loss and gradient of batch STEP.  */
double target_step (struct target *t, uint32_t step);

/* GRAD along direction D in the space of weights; weights moved by H along
   it from where they began.  */
double target_along (const struct target *t, int d);
void target_move (struct target *t, int d, double h);

/* log |det| of an N x N matrix, which is destroyed.  */
double log_determinant (double *a, int n);

#endif
