/* What was measured before, for configurations that ask for it.  */

#ifndef LGT_APP_TUNING_H
#define LGT_APP_TUNING_H

#include <lgt/app.h>
#include <lgt/model.h>

/* If some convolution of the configuration ROOT has algorithm: tuned, the
   wisdom of the file that the environment variable LGT_WISDOM names, or of
   wisdom.yaml; *WISDOM stays as it is if none has, or the file is not there.
   LGT_EINVAL: the file is damaged.  */
enum lgt_status lgt_app_wisdom (const struct lgt_config_node *root,
                                struct lgt_wisdom **wisdom,
                                struct lgt_error *error);

/* That file's name.  */
const char *lgt_app_wisdom_file (void);

/* The distinct shapes of a model's convolutions for BATCHES sizes of
   batches, each once; *SHAPES is the caller's, released with free.  */
struct lgt_app_shape
{
  struct lgt_model_convolution of;      /* the first that has it */
  int batch;
  int tuned, unknown;     /* some layer asks wisdom for it; in vain */
};
enum lgt_status lgt_app_shapes (const struct lgt_model *model,
                                const int *batch, int batches,
                                struct lgt_app_shape **shapes, int *count,
                                struct lgt_error *error);

/* A line on standard error if wisdom was asked in vain; COMMAND is what
   would help.  */
void lgt_app_warn_untuned (const struct lgt_app *app,
                           const struct lgt_model *model, const int *batch,
                           int batches, const char *command);

/* The algorithms in use for BATCHES sizes of batches, as a checkpoint keeps
   them; *TEXT is the caller's.  */
enum lgt_status lgt_app_algorithms (const struct lgt_model *model,
                                    const int *batch, int batches,
                                    char **text, struct lgt_error *error);

/* Use those of TEXT again.  LGT_EDATA: it says nothing sensible, or the
   model is another one; LGT_EINVAL: fft in a build without FFTW.  */
enum lgt_status lgt_app_keep_algorithms (struct lgt_model *model,
                                         const char *text,
                                         struct lgt_error *error);

#endif
