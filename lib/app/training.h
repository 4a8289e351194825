/* The loop of lgt-train.  Private to lib/app.  */

#ifndef LGT_APP_TRAINING_H
#define LGT_APP_TRAINING_H

#include "checkpoint.h"
#include "session.h"
#include "train_config.h"

struct lgt_training
{
  const struct lgt_app *app;
  struct lgt_session *session;
  struct lgt_train_config config;
  struct lgt_training_state state;
  const char *folder;
  int resumed, quiet;
};

/* Train to the end of the last stage, from state.progress on; writes
   train.tsv and checkpoint.h5 in FOLDER.  LGT_ESTOP after a signal (with a
   checkpoint written); LGT_ENUM when training was given up.  */
enum lgt_status lgt_training_run (struct lgt_training *training,
                                  struct lgt_error *error);

/* FOLDER/NAME in TEXT of 4096 bytes.  */
const char *lgt_training_path (const struct lgt_training *training,
                               const char *name, char *text);

/* A line about the memory that the largest stage needs; LGT_ENOMEM etc. if
   it cannot be planned.  */
enum lgt_status lgt_training_forecast (struct lgt_training *training,
                                       FILE *stream,
                                       struct lgt_error *error);

#endif
