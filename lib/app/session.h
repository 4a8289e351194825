/* What every tool with a model begins with: backend, context,
   configuration, model.  Private to lib/app.  */

#ifndef LGT_APP_SESSION_H
#define LGT_APP_SESSION_H

#include <lgt/app.h>
#include <lgt/model.h>

#include "exact_values.h"
#include "lattice.h"

struct lgt_session
{
  struct lgt_context *context;
  struct lgt_config *config;
  struct lgt_model *model;
  struct lgt_wisdom *wisdom;    /* NULL: none was asked for */
  int settled;            /* set before lgt_session_model: algorithms are
                             known, and no wisdom is read */
  int may_lack_flow;      /* set before lgt_session_model, lgt/model.h */
};

/* The context on BACKEND (NULL: the default) with THREADS (0: as many as
   OpenMP takes) and kernels of the program's own (NULL: none).  BLAS is told
   to use one thread: its results have the same bits then, whatever the
   environment says.  */
enum lgt_status lgt_session_open (struct lgt_session *session,
                                  const char *backend, int threads,
                                  const struct lgt_kernel *extra,
                                  struct lgt_error *error);

/* The configuration from FILE (NULL: the one built in), changed by SETS.  */
enum lgt_status lgt_session_config (struct lgt_session *session,
                                    const char *file,
                                    const struct lgt_texts *sets,
                                    struct lgt_error *error);

/* The model of the configuration, with FFTW and wisdom where they are
   there, its tables (if it has any) set from the exact solution; TYPES as for
   lgt_model_new.  */
enum lgt_status lgt_session_model (struct lgt_session *session,
                                   const struct lgt_layer_type *const *types,
                                   struct lgt_error *error);

void lgt_session_close (struct lgt_session *session);

/* STATUS; where that is LGT_ENOMEM, ERROR also says which SETTING of BATCH
   configurations halves the memory.  */
enum lgt_status lgt_session_hint (enum lgt_status status, const char *setting,
                                  int batch, struct lgt_error *error);

/* Print the completed configuration; EXPANDED: layer by layer.  */
enum lgt_status lgt_session_print (const struct lgt_session *session,
                                   int expanded, struct lgt_error *error);

/* Every key of a configuration with its default and meaning; TYPES as for
   lgt_model_new.  */
void lgt_session_print_keys (const struct lgt_layer_type *const *types);

/* FFTW, or NULL where it is not compiled in (fft.c).  */
struct lgt_fft;
const struct lgt_fft *lgt_app_fft (void);

/* Lines for --version: backends and libraries.  */
void lgt_session_versions (FILE *stream);

/* "OpenBLAS ..., FFTW ..., GSL ..." for provenance, in TEXT.  */
void lgt_session_libraries (char *text, size_t size);

/* "SU(3), 4x4x4x4", "scalar field, 8x8": theory and lattice, in TEXT.  */
const char *lgt_session_theory (const struct lgt_session *session,
                                char text[LGT_THEORY_TEXT]);

/* What is known exactly of the model's theory (Wilson's action in two
   dimensions, where lib/exact is compiled in; free scalar fields, and those in
   one dimension), else NAN.  */
struct lgt_exact_values
lgt_session_exact (const struct lgt_session *session);

/* ln Z of it.  */
double lgt_session_log_z (const struct lgt_session *session);

/* The configuration that a tool uses when it is given none.  */
extern const char lgt_default_config[];

#endif
