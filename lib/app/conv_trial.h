/* One convolution on random numbers, timed with each of its algorithms.
   Private to lib/app.  */

#ifndef LGT_CONV_TRIAL_H
#define LGT_CONV_TRIAL_H

#include <lgt/wisdom.h>

#include "bench.h"

/* The tensors; gradients of those that have one.  */
enum
{
  TRIAL_X, TRIAL_WEIGHT, TRIAL_BIAS, TRIAL_Y, TRIAL_PRE, TRIAL_GRAD_Y,
  TRIAL_GRAD_PRE, TRIAL_GRAD_X, TRIAL_GRAD_WEIGHT, TRIAL_GRAD_BIAS,
  TRIAL_TENSORS
};

/* One algorithm.  */
struct lgt_conv_way
{
  const struct lgt_op *op;              /* NULL: left out */
  const struct lgt_kernel *kernel;
  struct lgt_conv_params params;
  enum lgt_type entry;
  size_t scratch;         /* bytes of both passes, whichever has more */
  int calls[2];           /* in one measurement, forward and both */
  struct bench_times times[2];
};

struct lgt_conv_trial
{
  const struct bench_values *values;
  const struct lgt_backend *backend;
  struct lgt_context *context;
  int guest;              /* context is the caller's */
  struct lgt_sites *lattice, *coarse, *list;
  struct lgt_stencil *stencil;          /* NULL: the caller's */
  struct lgt_convolver *convolver;      /* NULL: a build without FFTW */
  struct lgt_conv_params params;
  struct lgt_activation_params activation;
  const struct lgt_kernel *activate;
  struct lgt_view tensor[TRIAL_TENSORS];
  void *grad_y;           /* host copy: an activation changes the other */
  void *scratch;
  size_t bytes;           /* of input, output and weights */
  double flops;           /* forward, of the batch without spare lanes */
  struct lgt_conv_way way[LGT_CONV_FFT + 1];
};

/* Make what VALUES ask for; VALUES->batch must be set.  Freed by
   lgt_conv_trial_end, also where it fails.  */
enum lgt_status lgt_conv_trial_begin (struct lgt_conv_trial *trial,
                                      const struct bench_values *values,
                                      struct lgt_error *error);
/* The same with CONTEXT and STENCIL of the caller, whose type, batch, lanes,
   channels and groups are in VALUES.  */
enum lgt_status lgt_conv_trial_begin_on (struct lgt_conv_trial *trial,
                                         const struct bench_values *values,
                                         struct lgt_context *context,
                                         const struct lgt_stencil *stencil,
                                         struct lgt_error *error);
void lgt_conv_trial_end (struct lgt_conv_trial *trial);

/* Prepare ALGORITHM for measuring.  LGT_EINVAL: it is not to be had.  */
enum lgt_status lgt_conv_trial_take (struct lgt_conv_trial *trial,
                                     enum lgt_conv_algorithm algorithm,
                                     struct lgt_error *error);

/* All that there are in this build.  */
enum lgt_status lgt_conv_trial_take_all (struct lgt_conv_trial *trial,
                                         struct lgt_error *error);

/* One measurement of ALGORITHM, added to its times: BOTH 0 the forward pass,
   1 the forward pass and all gradients.  */
enum lgt_status lgt_conv_trial_measure (struct lgt_conv_trial *trial,
                                        enum lgt_conv_algorithm algorithm,
                                        int both, struct lgt_error *error);

/* What wisdom calls it.  */
struct lgt_wisdom_key lgt_conv_trial_key (const struct lgt_conv_trial *trial);

/* Write what was measured into the file of wisdom, beside what it has; *BEST
   is what it says then.  A file that was not there is made; one that is
   damaged is left alone.  */
enum lgt_status lgt_conv_trial_keep (const struct lgt_conv_trial *trial,
                                     enum lgt_conv_algorithm *best,
                                     struct lgt_error *error);

/* Measure and keep all shapes of convolutions that the flow of VALUES->file
   has.  */
enum lgt_status lgt_bench_tune (const struct bench_values *values,
                                struct bench_report *report,
                                struct lgt_error *error);

#endif
