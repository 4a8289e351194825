#include "exact_tables.h"
#include "session.h"

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef LGT_WITH_GSL
# include <lgt/exact.h>
#endif

enum lgt_status
lgt_session_open (struct lgt_session *session, const char *backend,
                  int threads, const struct lgt_kernel *extra,
                  struct lgt_error *error)
{
  const struct lgt_context_options options
    = { .threads = threads, .extra = extra };
  const struct lgt_backend *found;
  enum lgt_status status;

  memset (session, 0, sizeof *session);
  setenv ("OPENBLAS_NUM_THREADS", "1", 0);
  status = lgt_backend_find (backend, &found, error);
  if (status != LGT_OK)
    return status;
  session->context = lgt_context_new (found, &options, error);
  return session->context ? LGT_OK : LGT_ENODEV;
}

enum lgt_status
lgt_session_config (struct lgt_session *session, const char *file,
                    const struct lgt_texts *sets, struct lgt_error *error)
{
  enum lgt_status status
    = file ? lgt_config_load (file, &session->config, error)
           : lgt_config_parse ("built-in", lgt_default_config,
                               strlen (lgt_default_config), &session->config,
                               error);

  for (int i = 0; status == LGT_OK && sets && i < sets->count; i++)
    status = lgt_config_set (session->config, sets->value[i], error);
  return status;
}

enum lgt_status
lgt_session_model (struct lgt_session *session,
                   const struct lgt_layer_type *const *types,
                   struct lgt_error *error)
{
  enum lgt_status status
    = lgt_model_new (session->context, lgt_config_root (session->config),
                     types, &session->model, error);

  return status == LGT_OK ? lgt_app_exact_tables (session->model, error)
                          : status;
}

void
lgt_session_close (struct lgt_session *session)
{
  lgt_model_free (session->model);
  lgt_context_free (session->context);
  lgt_config_free (session->config);
  memset (session, 0, sizeof *session);
}

enum lgt_status
lgt_session_print (const struct lgt_session *session, int expanded,
                   struct lgt_error *error)
{
  char *text;
  enum lgt_status status = LGT_OK;

  if (expanded)
    status = lgt_model_expand (session->model,
                               lgt_config_root (session->config), error);
  if (status == LGT_OK)
    status = lgt_config_text (session->config, &text, error);
  if (status != LGT_OK)
    return status;
  fputs (text, stdout);
  free (text);
  return LGT_OK;
}

void
lgt_session_libraries (char *text, size_t size)
{
  snprintf (text, size, "%s%s%s",
#ifdef LGT_WITH_SLEEF
            "SLEEF", ", ",
#else
            "", "",
#endif
#ifdef LGT_WITH_GSL
            "GSL"
#else
            "no GSL"
#endif
            );
}

void
lgt_session_versions (FILE *stream)
{
  char libraries[120];

  fputs ("backends:", stream);
  for (const struct lgt_backend *const *b = lgt_backend_list (); *b; b++)
    fprintf (stream, " %s%s", (*b)->name,
             (*b)->probe (NULL) == LGT_OK ? "" : " (not on this machine)");
  lgt_session_libraries (libraries, sizeof libraries);
  fprintf (stream, "\nlibraries: %s\n", libraries);
}

double
lgt_session_log_z (const struct lgt_session *session)
{
#ifdef LGT_WITH_GSL
  const struct lgt_geom *geom = lgt_model_geom (session->model);
  const struct lgt_action *action = lgt_model_action (session->model);
  double log_z;

  if (geom->ndim == 2 && lgt_action_is_wilson (action)
      && lgt_exact_log_z (1, geom->extent[0], geom->extent[1],
                          lgt_action_beta (action), &log_z, NULL) == LGT_OK)
    return log_z;
#else
  (void) session;
#endif
  return NAN;
}
