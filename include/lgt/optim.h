/* Training's bookkeeping: learning rates, optimizer states, bad steps.

   The arithmetic of a step is two operations (lgt_optimizer_decide and
   lgt_optimizer_step in lgt/ops.h); here is what surrounds them on the host.
   A device does not wait for the host in a step: what the host knows
   beforehand goes to it by a copy that does not wait, what depends on the
   step's outcome (whether it is taken, Adam's t) is decided by the device,
   and what it came to stands in a history that the host reads once in
   LGT_OPTIM_HISTORY steps or when it likes.

   A training loop:

     lgt_optim_prepare (optim, &rates, &progress, 1, error);
     lgt_tape_replay (tape, error);             the recorded step
     if (! it is time: lgt_optim_must_read, a report, a checkpoint, the end)
       continue;
     lgt_optim_read (optim, outcome, &count, error);
     for (int i = 0; i < count; i++)
       switch (lgt_optim_note (&progress, &outcome[i]))
         {
         case LGT_GO_ON: break;
         case LGT_ROLL_BACK:  read the last good checkpoint's weights, states
                              and struct lgt_optim_progress GOOD;
                              lgt_optim_roll_back (&progress, &good);
                              lgt_optim_resume (optim, &progress, error);
                              forget the outcomes that follow; break;
         case LGT_GIVE_UP: stop with failure
         }

   Results do not depend on when the host reads.  */

#ifndef LGT_OPTIM_H
#define LGT_OPTIM_H

#include <lgt/ops.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- learning rates ---- */

enum lgt_schedule
{
  LGT_CONSTANT,           /* rate */
  LGT_COSINE,             /* from rate (first step) to final (last step):
                             final + (rate - final) (1 + cos (pi i/(n-1)))/2 */
  LGT_WARMUP              /* rate (i + 1) / warmup for i < warmup, then rate */
};

struct lgt_stage
{
  int64_t steps;          /* n, at least 1 */
  double rate;            /* greater than 0 */
  enum lgt_schedule schedule;
  double final;           /* cosine: at least 0 */
  int64_t warmup;         /* warm-up: at least 1 */
};

struct lgt_rates
{
  int stages;
  const struct lgt_stage *stage;        /* the caller's */
  double clip;            /* largest 2-norm of the gradient; 0: no limit */
  double clip_value;      /* largest |component|; 0: no limit */
  double guard;           /* a step with a norm above this times the running
                             median is skipped, at least 1; 0: none */
};

/* LGT_EINVAL, with the stage's number, for what is out of range above.  */
enum lgt_status lgt_rates_check (const struct lgt_rates *rates,
                                 struct lgt_error *error);
/* Steps of all stages.  */
int64_t lgt_rates_steps (const struct lgt_rates *rates);
/* The stage of step STEP = 0, 1, ... and (FIRST not NULL) the first step of
   that stage; past the end, the last stage.  */
int lgt_rates_stage (const struct lgt_rates *rates, int64_t step,
                     int64_t *first);
/* The rate of step STEP; past the end, that of the last step.  */
double lgt_rates_at (const struct lgt_rates *rates, int64_t step);

/* ---- progress, and what to do about steps that are not finite ---- */

enum
{
  LGT_BAD_IN_A_ROW = 10,  /* so many skipped steps in a row roll back */
  LGT_MAX_ROLL_BACKS = 3, /* in a run; the next one gives up */
  LGT_OPTIM_HISTORY = 16, /* steps before the host must read */
  LGT_GUARD_WINDOW = 48,  /* norms of which the median is taken */
  LGT_GUARD_LEAST = 16,   /* norms in a stage before there is a median */
  LGT_GUARD_KEPT = LGT_GUARD_WINDOW + LGT_OPTIM_HISTORY
};

/* What a checkpoint stores beside the weights; begins as all zero.  */
struct lgt_optim_progress
{
  int64_t step;           /* steps done, skipped ones too */
  int64_t updates;        /* steps taken: Adam's t */
  int64_t skipped;        /* steps skipped in the whole run */
  int64_t guarded;        /* of these, those that the guard skipped */
  int32_t in_a_row;       /* steps not finite since the last one taken */
  int32_t attempt;        /* roll-backs so far; enters the random counters;
                             the rate is multiplied by 2^-attempt */
  double norm[LGT_GUARD_KEPT];  /* of step i in [i % KEPT] */
};

/* What a step came to.  */
struct lgt_outcome
{
  int taken;              /* 1: the weights have changed */
  int guarded;            /* 1: they have not because of the guard */
  double norm;            /* 2-norm of GRAD as it came, before SCALE */
  double loss, note;
};

enum lgt_verdict { LGT_GO_ON, LGT_ROLL_BACK, LGT_GIVE_UP };

/* Count one step, taken or skipped, and say what is to be done; steps that
   were made after one that rolls back are undone with it and are not to be
   counted.  A checkpoint is good, and may be written, when in_a_row is 0.  A
   step that the guard skipped is finite: it never leads to a roll-back, and
   its norm counts, so that where gradients have really grown the median
   follows.  */
enum lgt_verdict lgt_optim_note (struct lgt_optim_progress *progress,
                                 const struct lgt_outcome *outcome);

/* The largest norm that the guard lets pass in the step that follows
   PROGRESS: rates->guard times the median of the last LGT_GUARD_WINDOW norms
   of the same stage, at least LGT_GUARD_LEAST; 0: no limit.  The limit changes
   every LGT_OPTIM_HISTORY steps of a stage only, and up to then norms count:
   it is the same however many of the later ones the host has read.  */
double lgt_optim_guard (const struct lgt_rates *rates,
                        const struct lgt_optim_progress *progress);

/* Go back to GOOD, the progress of the checkpoint that has been restored:
   step, updates and norms are GOOD's, skipped steps go on counting, attempt
   is one more than it was.  */
void lgt_optim_roll_back (struct lgt_optim_progress *progress,
                          const struct lgt_optim_progress *good);

/* ---- optimizer states ---- */

enum { LGT_OPTIM_MAX_STATES = 4 };

struct lgt_optim_state
{
  const char *name;       /* "m", "v", "vmax", "average": for checkpoints */
  struct lgt_view view;   /* dense [1, 1, n, 1] */
};

struct lgt_optim
{
  struct lgt_context *context;
  struct lgt_optimizer_params params;
  double average_decay;   /* 0: no averaged weights */
  int states;             /* those that the kind needs, in the order above */
  struct lgt_optim_state state[LGT_OPTIM_MAX_STATES];
  struct lgt_view norm;   /* one double: squared norm of the gradient */
  struct lgt_view control;      /* enum lgt_control */
  struct lgt_view history;      /* LGT_OPTIM_HISTORY rows of lgt_history */
  int pending;            /* steps since the last reading */
};

/* "sgd", "adam", "adamw", "amsgrad"; NULL for something else.  */
const char *lgt_optimizer_name (enum lgt_optimizer_kind kind);

/* beta1 0.9 (SGD: 0), beta2 0.999, epsilon 1e-8, decay 0 (AdamW: 0.01).  */
struct lgt_optimizer_params
lgt_optimizer_defaults (enum lgt_optimizer_kind kind);

/* Allocate the states for WEIGHTS (flat, [1, 1, n, 1]), cleared; SGD has m if
   beta1 > 0, Adam and AdamW m and v, AMSGrad m, v, vmax.  AVERAGE_DECAY > 0
   adds "average", a copy of WEIGHTS as they are now, of the same type.
   NULL and ERROR: LGT_EINVAL (beta outside of [0, 1), epsilon <= 0, decay
   < 0, average_decay outside of [0, 1)), LGT_ENOMEM.  */
struct lgt_optim *lgt_optim_new (struct lgt_context *context,
                                 struct lgt_optimizer_params params,
                                 double average_decay,
                                 const struct lgt_view *weights,
                                 struct lgt_error *error);
void lgt_optim_free (struct lgt_optim *optim);

/* The view of the state called NAME; data NULL if there is none.  */
struct lgt_view lgt_optim_find (const struct lgt_optim *optim,
                                const char *name);

/* Set the contents of the averaged weights to those of WEIGHTS (after new
   initial weights); nothing to do without an average.  */
enum lgt_status lgt_optim_restart_average (struct lgt_optim *optim,
                                           const struct lgt_view *weights,
                                           struct lgt_error *error);

/* Record on TAPE: norm of GRAD, the step on WEIGHTS, the average, the
   history.  LOSS: one element, float64; a step with a loss or norm that is
   not finite is skipped.  NOTE: one element for the outcome, or NULL.  Errors
   are the tape's.  */
void lgt_optim_record (struct lgt_optim *optim, struct lgt_tape *tape,
                       const struct lgt_view *weights,
                       const struct lgt_view *grad,
                       const struct lgt_view *loss,
                       const struct lgt_view *note);

/* The LGT_CONTROL_HOST doubles of enum lgt_control for the step PENDING steps
   after PROGRESS, all of the same stage: rate (halved with every roll-back),
   clips, SCALE as given, the guard, PENDING as the row.  */
void lgt_optim_control (const struct lgt_rates *rates,
                        const struct lgt_optim_progress *progress,
                        int pending, double scale,
                        double control[LGT_CONTROL_HOST]);

/* Count one pending step and write these to the device, without waiting,
   before it is replayed.  PROGRESS is that of the last reading.  Gradients
   are multiplied by SCALE before anything else.  LGT_EINVAL: LGT_OPTIM_HISTORY
   steps are pending.  */
enum lgt_status lgt_optim_prepare (struct lgt_optim *optim,
                                   const struct lgt_rates *rates,
                                   const struct lgt_optim_progress *progress,
                                   double scale, struct lgt_error *error);

/* Whether the host must read before step STEP: every LGT_OPTIM_HISTORY steps
   of a stage, and at its ends.  */
int lgt_optim_must_read (const struct lgt_rates *rates, int64_t step);

/* Wait for the queue and read how the pending steps went: COUNT outcomes, at
   most LGT_OPTIM_HISTORY.  */
enum lgt_status lgt_optim_read (struct lgt_optim *optim,
                                struct lgt_outcome outcome[LGT_OPTIM_HISTORY],
                                int *count, struct lgt_error *error);

/* Make the device go on from PROGRESS, whose weights and states have been put
   there; nothing is pending.  */
enum lgt_status lgt_optim_resume (struct lgt_optim *optim,
                                  const struct lgt_optim_progress *progress,
                                  struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
