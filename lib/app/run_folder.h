/* The folder of a run.  Private to lib/app.  */

#ifndef LGT_APP_RUN_FOLDER_H
#define LGT_APP_RUN_FOLDER_H

#include <lgt/status.h>

/* Make FOLDER.  One that exists will do if it holds neither checkpoint.h5
   nor one of NAMES (NULL ends them), which the run would write over; else
   LGT_EINVAL, with the way out.  */
enum lgt_status lgt_run_folder (const char *folder, const char *const *names,
                                struct lgt_error *error);

/* FOLDER/NAME in TEXT of 4096 bytes.  */
const char *lgt_run_path (const char *folder, const char *name, char *text);

#endif
