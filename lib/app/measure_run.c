/* Configurations through memory, a batch at a time.  */

#include "measure.h"

#include "field_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/action.h>
#include <lgt/observables_sun.h>
#include <lgt/sun.h>

#ifdef _OPENMP
# include <omp.h>
#endif

/* A float32 copy of a field is off by 1e-7; what is off by more is no such
   field.  */
static const double most_off = 1e-6;

/* Of a batch that nobody gave.  */
enum { BATCH = 8 };
static const int64_t batch_bytes = INT64_C (1) << 30;

void
lgt_measuring_free (struct lgt_measuring *m)
{
  lgt_gradient_flow_free (m->flow);
  lgt_session_close (&m->session);
  free (m->name);
  free (m->data);
  free (m->log_w);
  free (m->place);
  free (m->order);
  free (m->length);
}

/* ---- what a file says of itself ---- */

/* beta of the configuration in TEXT, where the action is Wilson's alone.  */
static double
wilson_beta (const char *text)
{
  struct lgt_config *config;
  const struct lgt_config_node *action, *term, *node;
  double beta = NAN;

  if (lgt_config_parse ("configuration", text, strlen (text), &config, NULL)
      != LGT_OK)
    return NAN;
  action = lgt_config_child (lgt_config_root (config), "action");
  if (action && lgt_config_count (action) == 1
      && (term = lgt_config_item (action, 0))
      && lgt_config_kind (term) == LGT_CONFIG_MAPPING
      && (term = lgt_config_child (term, "wilson"))
      && lgt_config_kind (term) == LGT_CONFIG_MAPPING
      && (node = lgt_config_child (term, "beta")))
    lgt_config_real (node, "beta", NULL, &beta, NULL);
  lgt_config_free (config);
  return beta;
}

/* beta that the file has, NAN if none.  */
static double
file_beta (const struct field_file *file)
{
  const char *text;

  if (!file->ensemble
      || lgt_record_get_text (file->ensemble->attributes, "configuration",
                              &text, NULL) != LGT_OK)
    return NAN;
  return wilson_beta (text);
}

static enum lgt_status
open_flow (struct lgt_measuring *m, struct lgt_error *error)
{
  const enum lgt_status status
    = lgt_session_open (&m->session, m->backend, m->threads, NULL, error);

  if (status == LGT_OK && !m->batch)
    m->batch = lgt_context_backend (m->session.context)->lanes[LGT_F64];
  return status;
}

/* The first file settles everything.  */
static enum lgt_status
begin (struct lgt_measuring *m, const struct field_file *file,
       const char *path, struct lgt_error *error)
{
  const int asked = m->batch;
  int64_t fits;
  enum lgt_status status = LGT_OK;

  if (file->n == 0)
    return lgt_fail (error, LGT_EDATA, "%.150s holds a scalar field; links "
                     "can be measured (lgt-mc and lgt-analyze print what a "
                     "chain of phi has)", path);
  if (file->n > LGT_SUN_N_MAX)
    return lgt_fail (error, LGT_EDATA, "%.150s: SU(%d); SU(2) to SU(%d) can "
                     "be measured", path, file->n, LGT_SUN_N_MAX);
  m->file = path;
  m->geom = file->geom;
  m->n = file->n;
  m->size = file->doubles;
  if (!m->beta_given)
    m->beta = file_beta (file);
  status = lgt_measuring_plan (m, error);
  if (status == LGT_OK && m->wanted[LGT_MEASURE_FLOW])
    status = open_flow (m, error);
  if (status != LGT_OK)
    return status;
  if (!m->batch)
    m->batch = BATCH;
  fits = batch_bytes / (m->size * (int64_t) sizeof (double));
  if (!asked && m->batch > fits)
    m->batch = fits < 1 ? 1 : (int) fits;
  return m->wanted[LGT_MEASURE_FLOW]
         ? lgt_gradient_flow_new (m->session.context, &m->geom, m->n,
                                  m->batch, 0, &m->flow, error)
         : LGT_OK;
}

static enum lgt_status
check_file (const struct lgt_measuring *m, const struct field_file *file,
            const char *path, struct lgt_error *error)
{
  if (file->n != m->n || !lgt_same_geom (&file->geom, &m->geom))
    return lgt_fail (error, LGT_EDATA, "%.90s has another group or lattice "
                     "than %.90s", path, m->file);
  if (!m->beta_given && file_beta (file) != m->beta
      && !(isnan (m->beta) && isnan (file_beta (file))))
    return lgt_fail (error, LGT_EDATA, "%.90s has another action than %.90s; "
                     "--beta=BETA takes them together", path, m->file);
  if (m->reweight && !(file->ensemble && file->ensemble->has_log_w))
    return lgt_fail (error, LGT_EINVAL, "--reweight: %.150s has no log_w",
                     path);
  return LGT_OK;
}

/* ---- rows ---- */

static enum lgt_status
make_room (struct lgt_measuring *m, int64_t rows, struct lgt_error *error)
{
  const size_t room = (size_t) (m->room + rows);
  double *data = realloc (m->data, room * (size_t) m->columns * sizeof *data);
  double *log_w = data ? realloc (m->log_w, room * sizeof *log_w) : NULL;
  int64_t *place = log_w ? realloc (m->place, 2 * room * sizeof *place)
                         : NULL;

  m->data = data ? data : m->data;
  m->log_w = log_w ? log_w : m->log_w;
  m->place = place ? place : m->place;
  if (!place)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a table of %lld "
                     "configurations", (long long) room);
  m->room += rows;
  return LGT_OK;
}

/* Configurations FIRST ... FIRST + COUNT - 1 of file number FILE.  */
struct batch
{
  struct field_file *file;
  const char *path;
  int number;
  int64_t first;
  int count;
  double *links;
};

static enum lgt_status
read_batch (const struct lgt_measuring *m, const struct batch *b,
            struct lgt_error *error)
{
  struct lgt_error inner;
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < b->count && status == LGT_OK; i++)
    {
      const double *links = b->links + i * m->size;

      status = lgt_field_file_read (b->file, b->path, b->first + i,
                                    b->links + i * m->size, error);
      if (status == LGT_OK && m->n == 1
          && lgt_count_not_finite (links, m->size, NULL))
        return lgt_fail (error, LGT_EDATA, "%.100s: configuration %lld has "
                         "angles that are not finite", b->path,
                         (long long) (b->first + i));
      if (status == LGT_OK && m->n > 1
          && lgt_mc_sun_check (&m->geom, m->n, most_off, links, NULL, &inner)
             != LGT_OK)
        return lgt_fail (error, LGT_EDATA, "%.60s: configuration %lld: "
                         "%.120s", b->path, (long long) (b->first + i),
                         inner.text);
    }
  return status;
}

/* Measurement WHAT on the batch, to VALUE and rows below.  */
static enum lgt_status
measure (const struct lgt_measuring *m, const struct lgt_measurement *what,
         const struct batch *b, double *value, struct lgt_error *error)
{
  int threads = m->threads, bad = b->count;

  if (what->each)
    return what->each (m, b->count, b->links, value, error);
#ifdef _OPENMP
  threads = threads > 0 ? threads : omp_get_max_threads ();
#endif
#pragma omp parallel for num_threads (threads) reduction (min : bad)
  for (int i = 0; i < b->count; i++)
    if (what->one (m, b->links + i * m->size, value + (int64_t) i * m->columns,
                   NULL) != LGT_OK && i < bad)
      bad = i;
  (void) threads;
  /* Once more, for the words.  */
  return bad < b->count
         ? what->one (m, b->links + bad * m->size,
                      value + (int64_t) bad * m->columns, error) : LGT_OK;
}

static enum lgt_status
one_batch (struct lgt_measuring *m, const struct batch *b,
           struct lgt_error *error)
{
  const struct lgt_slab weights = { .log_w = m->log_w + m->rows };
  enum lgt_status status = read_batch (m, b, error);

  for (int i = 0; i < LGT_MEASUREMENTS && status == LGT_OK; i++)
    if (m->wanted[i])
      status = measure (m, &lgt_measurements[i], b,
                        m->data + m->rows * m->columns + m->first[i], error);
  for (int i = 0; i < b->count; i++)
    {
      m->log_w[m->rows + i] = NAN;
      m->place[2 * (m->rows + i)] = b->number;
      m->place[2 * (m->rows + i) + 1] = b->first + i;
    }
  if (status == LGT_OK && b->file->ensemble && b->file->ensemble->has_log_w)
    status = lgt_ensemble_read (b->file->ensemble, b->first, b->count,
                                &weights, error);
  if (status == LGT_OK)
    m->rows += b->count;
  return status;
}

/* ---- chains ---- */

static enum lgt_status
add_to_order (struct lgt_measuring *m, int64_t row, struct lgt_error *error)
{
  if (m->ordered == m->order_room)
    {
      const int64_t room = 2 * m->order_room + 64;
      int64_t *grown = realloc (m->order, (size_t) room * sizeof *grown);

      if (!grown)
        return lgt_fail (error, LGT_ENOMEM, "no memory for a chain");
      m->order = grown;
      m->order_room = room;
    }
  m->order[m->ordered++] = row;
  return LGT_OK;
}

static enum lgt_status
begin_chain (struct lgt_measuring *m, struct lgt_error *error)
{
  int64_t *grown = realloc (m->length,
                            (size_t) (m->chains + 1) * sizeof *grown);

  if (!grown)
    return lgt_fail (error, LGT_ENOMEM, "no memory for chains");
  m->length = grown;
  m->length[m->chains++] = 0;
  return LGT_OK;
}

/* How many chains take turns in the file (lgt-mc says so).  */
static int64_t
turns (const struct field_file *file)
{
  int64_t chains;

  return file->ensemble
         && lgt_record_get_integer (file->ensemble->attributes, "chains",
                                    &chains, NULL) == LGT_OK
         && chains >= 1 && chains <= file->count ? chains : 1;
}

/* The file's own Metropolis chain: rows by number.  */
static enum lgt_status
follow_chain (struct lgt_measuring *m, const struct field_file *file,
              const char *path, int64_t rows, struct lgt_error *error)
{
  const int64_t count = file->count;
  int64_t *index = malloc ((size_t) count * sizeof *index);
  const struct lgt_slab slab = { .chain = index };
  enum lgt_status status
    = index ? lgt_ensemble_read (file->ensemble, 0, count, &slab, error)
            : lgt_fail (error, LGT_ENOMEM, "no memory for a chain");

  if (status == LGT_OK)
    status = begin_chain (m, error);
  for (int64_t i = m->discard; i < count && status == LGT_OK; i++)
    {
      if (index[i] < 0 || index[i] >= count)
        status = lgt_fail (error, LGT_EDATA, "%.150s: the chain holds number "
                           "%lld of %lld configurations", path,
                           (long long) index[i], (long long) count);
      else
        status = add_to_order (m, rows + index[i], error);
      if (status == LGT_OK)
        m->length[m->chains - 1]++;
    }
  free (index);
  return status;
}

/* Rows as they are, chain by chain where several take turns.  */
static enum lgt_status
take_rows (struct lgt_measuring *m, int64_t rows, int64_t count,
           int64_t chains, int goes_on, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int64_t c = 0; c < chains && status == LGT_OK; c++)
    {
      if (!goes_on)
        status = begin_chain (m, error);
      for (int64_t i = c; i < count && status == LGT_OK; i += chains)
        {
          status = add_to_order (m, rows + i, error);
          m->length[m->chains - 1]++;
        }
    }
  return status;
}

/* ---- files ---- */

/* All of an open file from configuration FIRST on.  */
static enum lgt_status
measure_file (struct lgt_measuring *m, struct field_file *file,
              const char *path, int number, int64_t first,
              struct lgt_progress *bar, struct lgt_error *error)
{
  struct batch b = { .file = file, .path = path, .number = number };
  enum lgt_status status = make_room (m, file->count - first, error);

  if (status != LGT_OK)
    return status;
  b.links = malloc ((size_t) m->batch * (size_t) m->size * sizeof *b.links);
  if (!b.links)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a batch of %d "
                     "configurations; a smaller --batch needs less",
                     m->batch);
  for (b.first = first; b.first < file->count && status == LGT_OK;
       b.first += b.count)
    {
      const int64_t left = file->count - b.first;

      b.count = left < m->batch ? (int) left : m->batch;
      if (lgt_app_signal ())
        status = lgt_fail (error, LGT_ESTOP, "stopped at configuration %lld "
                           "of %.120s; nothing was written",
                           (long long) b.first, path);
      else
        status = one_batch (m, &b, error);
      if (file->count > 1 && status == LGT_OK)
        lgt_progress_update (bar, b.first + b.count, NULL);
    }
  free (b.links);
  return status;
}

/* An open file: rows, and where they are in chains.  SINGLES counts files of
   one configuration, which together are a chain.  */
static enum lgt_status
one_file (struct lgt_measuring *m, struct field_file *file, const char *path,
          int number, int64_t *singles, struct lgt_progress *bar,
          struct lgt_error *error)
{
  const int64_t rows = m->rows, chains = turns (file);
  const int single = file->count == 1;
  const int own_chain = file->ensemble && file->ensemble->has_chain
                        && !m->reweight && !single;
  const int64_t first = own_chain || single ? 0 : m->discard * chains;
  enum lgt_status status = check_file (m, file, path, error);

  *singles = single ? *singles + 1 : 0;
  if (status != LGT_OK || (single && *singles <= m->discard))
    return status;
  if (!single && m->discard >= file->count / chains)
    return lgt_fail (error, LGT_EINVAL, "--discard=%lld leaves nothing of "
                     "%.150s", (long long) m->discard, path);
  status = measure_file (m, file, path, number, first, bar, error);
  if (status != LGT_OK)
    return status;
  return own_chain
         ? follow_chain (m, file, path, rows, error)
         : take_rows (m, rows, file->count - first, chains,
                      single && *singles > m->discard + 1, error);
}

enum lgt_status
lgt_measuring_run (struct lgt_measuring *m, int count, char **path,
                   struct lgt_error *error)
{
  struct lgt_progress bar;
  int64_t singles = 0;
  int running = 0;
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < count && status == LGT_OK; i++)
    {
      struct field_file file;

      status = lgt_field_file_open (&file, path[i], error);
      if (status != LGT_OK)
        break;
      /* A bar for an ensemble, and one for all single files.  */
      if (running && file.count > 1)
        lgt_progress_end (&bar, NULL);
      if (!running || file.count > 1)
        lgt_progress_begin (&bar, m->quiet ? NULL : stderr, "measure",
                            file.count > 1 ? "configurations" : "files",
                            file.count > 1 ? file.count : count,
                            file.count > 1 ? 0 : i);
      running = 1;
      if (!m->file)
        status = begin (m, &file, path[i], error);
      if (status == LGT_OK)
        status = one_file (m, &file, path[i], i, &singles, &bar, error);
      if (file.count == 1 && status == LGT_OK)
        lgt_progress_update (&bar, i + 1, NULL);
      lgt_field_file_close (&file);
    }
  if (running)
    lgt_progress_end (&bar, NULL);
  if (status == LGT_OK && !m->ordered)
    status = lgt_fail (error, LGT_EINVAL, "--discard=%lld leaves nothing of "
                       "%d configurations", (long long) m->discard, count);
  return status;
}
