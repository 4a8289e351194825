#include "exact_tables.h"
#include "exact_values.h"
#include "mc_config.h"
#include "session.h"
#include "train_config.h"
#include "tuning.h"

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>

#include <lgt/stochastic.h>

#ifdef LGT_WITH_GSL
# include <lgt/exact.h>
#endif
#ifdef LGT_WITH_FFTW
# include <lgt/fft.h>
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
  /* OpenBLAS has read the environment long before main.  */
  openblas_set_num_threads (1);
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
  struct lgt_model_options options = { .types = types,
                                       .fft = lgt_app_fft () };
  enum lgt_status status
    = session->settled ? LGT_OK
                       : lgt_app_wisdom (lgt_config_root (session->config),
                                         &session->wisdom, error);

  options.wisdom = session->wisdom;
  options.may_lack_flow = session->may_lack_flow;
  if (status == LGT_OK)
    status = lgt_model_new_with (session->context,
                                 lgt_config_root (session->config), &options,
                                 &session->model, error);
  return status == LGT_OK ? lgt_app_exact_tables (session->model, error)
                          : status;
}

void
lgt_session_close (struct lgt_session *session)
{
  lgt_model_free (session->model);
  lgt_wisdom_free (session->wisdom);
  lgt_context_free (session->context);
  lgt_config_free (session->config);
  memset (session, 0, sizeof *session);
}

enum lgt_status
lgt_session_hint (enum lgt_status status, const char *setting, int batch,
                  struct lgt_error *error)
{
  struct lgt_error inner;

  if (status != LGT_ENOMEM || batch < 2)
    return status;
  inner = *error;
  return lgt_fail (error, status, "%.170s; %s=%d in the place of %d would "
                   "need half", inner.text, setting, batch / 2, batch);
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

/* One part of the list of keys.  */
static void
print_part (const char *title, const struct lgt_key *keys)
{
  printf ("\n%s\n", title);
  lgt_config_describe (stdout, keys, 2);
}

void
lgt_session_print_keys (const struct lgt_layer_type *const *types)
{
  char title[120];

  fputs ("Keys of a configuration: name, kind, default, meaning.\n", stdout);
  print_part ("at the top", lgt_model_keys);
  print_part ("flow: items are { layer: TYPE } or { sweep: ... }",
              lgt_flow_items[0].keys);
  print_part ("mask: one condition, or a list of them that must all hold",
              lgt_mask_keys);
  for (const struct lgt_layer_type *const *t = types ? types
                                               : lgt_layer_types; *t; t++)
    {
      snprintf (title, sizeof title, "layer: { %s: ... }: %s", (*t)->name,
                (*t)->help ? (*t)->help : "");
      print_part (title, (*t)->keys ? (*t)->keys : lgt_no_keys);
    }
  print_part ("active: { learned: ... }: loops of a spectral coupling, sums "
              "of staples", lgt_learned_keys);
  print_part ("stochastic: sweeps of a Markov chain in the flow, for sampling",
              lgt_stochastic_keys);
  print_part ("train", lgt_train_keys);
  print_part ("mc", lgt_mc_keys);
  print_part ("mc of a scalar field", lgt_mc_scalar_keys);
}

void
lgt_session_libraries (char *text, size_t size)
{
#ifdef LGT_WITH_SLEEF
  const char *sleef = "SLEEF";
#else
  const char *sleef = "no SLEEF";
#endif
#ifdef LGT_WITH_GSL
  const char *gsl = "GSL ", *gsl_version = lgt_exact_version ();
#else
  const char *gsl = "no GSL", *gsl_version = "";
#endif
#ifdef LGT_WITH_FFTW
  const char *fftw = "FFTW ", *fftw_version = lgt_fft_version ();
#else
  const char *fftw = "no FFTW", *fftw_version = "";
#endif

  snprintf (text, size, "%s, %s%s, %s%s", sleef, gsl, gsl_version, fftw,
            fftw_version);
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

const char *
lgt_session_theory (const struct lgt_session *session,
                    char text[LGT_THEORY_TEXT])
{
  return lgt_theory_text (lgt_model_group (session->model)->n,
                          lgt_model_geom (session->model), text);
}

struct lgt_exact_values
lgt_session_exact (const struct lgt_session *session)
{
  const struct lgt_action *action = lgt_model_action (session->model);
  const struct lgt_geom *geom = lgt_model_geom (session->model);
  double coefficient[LGT_SCALAR_COEFFICIENTS];

  if (lgt_action_coefficients (action, coefficient, NULL) == LGT_OK)
    return lgt_exact_scalar_values (geom, coefficient);
  return lgt_exact_values (geom, lgt_model_group (session->model)->n,
                           lgt_action_is_wilson (action)
                           ? lgt_action_beta (action) : NAN);
}

double
lgt_session_log_z (const struct lgt_session *session)
{
  return lgt_session_exact (session).log_z;
}
