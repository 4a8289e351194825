/* Checkpoints of a training: the state on the device to a file and back.
   Private to lib/app.  */

#ifndef LGT_APP_CHECKPOINT_H
#define LGT_APP_CHECKPOINT_H

#include <lgt/io.h>
#include <lgt/model.h>
#include <lgt/optim.h>

#include "session.h"

/* Everything that a training continues from.  */
struct lgt_training_state
{
  struct lgt_model *model;
  struct lgt_optim *optim;
  struct lgt_optim_progress progress;
  double *best;           /* slices->total numbers, or NULL: none yet */
  double best_loss;
  int64_t best_step;
  uint64_t seed;
  int batch;
  const char *configuration;    /* YAML */
  const char *algorithms; /* of convolutions, lgt_app_algorithms; or NULL */
};

enum lgt_status lgt_training_save (const struct lgt_training_state *state,
                                   const char *path,
                                   struct lgt_error *error);

/* STATE's model and optim exist and are filled from RECORD; best is
   allocated if there is one.  LGT_EDATA if the weights do not fit.  */
enum lgt_status lgt_training_restore (struct lgt_training_state *state,
                                      const struct lgt_record *record,
                                      struct lgt_error *error);

/* Which weights of a checkpoint a tool uses.  */
enum lgt_which_weights
{
  LGT_WEIGHTS_LAST,
  LGT_WEIGHTS_BEST,       /* lowest loss; the last ones if there is none */
  LGT_WEIGHTS_AVERAGED
};

/* Whether FOLDER of RECORD has just the SLICES, each of its shape; else
   LGT_EDATA, a sentence that lists those that are missing, of another shape
   or too many.  */
enum lgt_status lgt_weights_fit (const struct lgt_slices *slices,
                                 const struct lgt_record *record,
                                 const char *folder, struct lgt_error *error);

/* Fill SLICES' values from RECORD, which must fit; float32 and float64 are
   converted.  */
enum lgt_status lgt_weights_load (struct lgt_slices *slices,
                                  const struct lgt_record *record,
                                  enum lgt_which_weights which,
                                  struct lgt_error *error);

/* The record in PATH: a file, or a run's folder.  FILE gets the file's
   name.  */
enum lgt_status lgt_checkpoint_open (const char *path,
                                     struct lgt_record **record,
                                     struct lgt_error *error);

/* The configuration of RUN, changed by SETS, becomes SESSION's: a FILE.yaml,
   or a checkpoint or run's folder, whose record is then in *RECORD, the
   caller's (else it stays as it is).  */
enum lgt_status lgt_run_config (struct lgt_session *session, const char *run,
                                const struct lgt_texts *sets,
                                struct lgt_record **record,
                                struct lgt_error *error);

#endif
