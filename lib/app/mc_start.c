/* Where the chains of lgt-mc start.  */

#include "mc.h"
#include "field_file.h"

#include <string.h>

#include <lgt/observables_sun.h>

/* A float32 copy of a field is off by 1e-7; what is off by more is no such
   field.  */
static const double most_off = 1e-6;

static enum lgt_status
check_file (const struct lgt_markov *m, const struct field_file *file,
            struct lgt_error *error)
{
  const struct lgt_model *model = m->session->model;
  char has[LGT_THEORY_TEXT], theory[LGT_THEORY_TEXT];

  if (file->n != lgt_model_group (model)->n
      || !lgt_same_geom (&file->geom, lgt_model_geom (model)))
    return lgt_fail (error, LGT_EDATA, "%.60s holds %s; the configuration is "
                     "for %s", m->config.start,
                     lgt_theory_text (file->n, &file->geom, has),
                     lgt_session_theory (m->session, theory));
  return file->count > 0 ? LGT_OK
         : lgt_fail (error, LGT_EDATA, "%.80s holds no configuration",
                     m->config.start);
}

/* Configuration NUMBER to FIELD.  */
static enum lgt_status
read_one (const struct lgt_markov *m, struct field_file *file,
          int64_t number, double *field, struct lgt_error *error)
{
  struct lgt_error inner;
  enum lgt_status status = lgt_field_file_read (file, m->config.start, number,
                                                field, error);

  if (status == LGT_OK && lgt_count_not_finite (field, m->size, NULL))
    return lgt_fail (error, LGT_EDATA, "%.60s: configuration %lld has numbers "
                     "that are not finite", m->config.start,
                     (long long) number);
  if (status == LGT_OK && file->n > 1
      && lgt_mc_sun_check (&file->geom, file->n, most_off, field, NULL,
                           &inner) != LGT_OK)
    return lgt_fail (error, LGT_EDATA, "%.60s: configuration %lld: %.120s",
                     m->config.start, (long long) number, inner.text);
  return status;
}

/* The last configurations of a file, one for each chain; the same again where
   there are not enough.  */
static enum lgt_status
read_file (struct lgt_markov *m, struct lgt_error *error)
{
  const int chains = m->config.chain.chains;
  struct field_file file;
  enum lgt_status status = lgt_field_file_open (&file, m->config.start,
                                                error);

  if (status != LGT_OK)
    return status;
  status = check_file (m, &file, error);
  for (int c = 0; c < chains && status == LGT_OK; c++)
    {
      const int64_t number = file.count >= chains ? file.count - chains + c
                                                  : c % file.count;

      status = read_one (m, &file, number, m->fields + c * m->size, error);
    }
  lgt_field_file_close (&file);
  return status;
}

enum lgt_status
lgt_markov_start (struct lgt_markov *m, struct lgt_error *error)
{
  const char *start = m->config.start;
  const int hot = strcmp (start, "hot") == 0;
  enum lgt_status status;

  if (hot || strcmp (start, "cold") == 0)
    return m->kind->start (m, hot ? LGT_CHAIN_HOT : LGT_CHAIN_COLD, error);
  status = read_file (m, error);
  return status == LGT_OK ? m->kind->put (m, error) : status;
}
