/* Proposals, slab by slab.  */

#include "sample.h"

#include <stdlib.h>
#include <string.h>

#include <lgt/io.h>

void
lgt_sampling_shape (const struct lgt_session *session,
                    struct lgt_field_shape *shape)
{
  const struct lgt_geom *geom = lgt_model_geom (session->model);
  const struct lgt_group *group = lgt_model_group (session->model);

  memset (shape, 0, sizeof *shape);
  shape->name = group->n == 0 ? "phi" : "U";
  for (int d = geom->ndim - 1; d >= 0; d--)
    shape->extent[shape->rank++] = geom->extent[d];
  if (group->n > 0)
    shape->extent[shape->rank++] = geom->ndim;
  if (group->block > 1)
    {
      shape->extent[shape->rank++] = group->n;
      shape->extent[shape->rank++] = group->n;
      shape->extent[shape->rank++] = 2;
    }
}

enum lgt_status
lgt_sampling_create (const struct lgt_sampling *s,
                     struct lgt_ensemble_writer **writer,
                     struct lgt_error *error)
{
  char libraries[120];
  const struct lgt_provenance provenance = {
    .version = lgt_version (),
    .backend = lgt_context_backend (s->session->context)->name,
    .configuration = s->configuration, .libraries = libraries,
    .seed = (int64_t) s->seed, .lanes = lgt_model_lanes (s->session->model)
  };
  struct lgt_record *attributes = lgt_record_new ();
  struct lgt_field_shape shape;
  enum lgt_status status
    = attributes ? LGT_OK : lgt_fail (error, LGT_ENOMEM, "no memory");

  lgt_session_libraries (libraries, sizeof libraries);
  lgt_sampling_shape (s->session, &shape);
  if (status == LGT_OK)
    status = lgt_record_set_provenance (attributes, &provenance, error);
  if (status == LGT_OK)
    status = lgt_record_set_text (attributes, "weights", s->weights, error);
  if (status == LGT_OK)
    status = lgt_ensemble_create (writer, s->output, &shape, attributes, 0,
                                  error);
  lgt_record_free (attributes);
  return status;
}

/* Buffers of one slab.  */
struct slab
{
  double *links, *log_q, *action;
  int64_t *chain;
};

static enum lgt_status
make_slab (const struct lgt_sampling *s, struct slab *slab,
           struct lgt_error *error)
{
  const size_t n = (size_t) s->batch;
  const size_t size = (size_t) lgt_model_numbers (s->session->model);

  slab->links = malloc (n * size * sizeof *slab->links);
  slab->log_q = malloc (n * sizeof *slab->log_q);
  slab->action = malloc (n * sizeof *slab->action);
  slab->chain = malloc (n * sizeof *slab->chain);
  return slab->links && slab->log_q && slab->action && slab->chain
         ? LGT_OK
         : lgt_fail (error, LGT_ENOMEM, "no memory for a batch of %d",
                     s->batch);
}

static void
free_slab (struct slab *slab)
{
  free (slab->links);
  free (slab->log_q);
  free (slab->action);
  free (slab->chain);
}

/* Proposals FIRST ... FIRST + COUNT - 1: draw, measure, write.  */
static enum lgt_status
one_slab (struct lgt_sampling *s, struct slab *slab, int64_t first, int count,
          struct lgt_metropolis_walk *walk,
          struct lgt_ensemble_writer *writer, struct lgt_error *error)
{
  double *log_w = s->drawn.log_w + first;
  const struct lgt_slab out = {
    .field = slab->links, .log_q = slab->log_q, .action = slab->action,
    .log_w = log_w, .chain = slab->chain
  };
  enum lgt_status status
    = lgt_sampler_draw (s->sampler, s->seed, LGT_STREAM_SAMPLE, 0,
                        (uint32_t) first, count, slab->links, slab->log_q,
                        slab->action, error);

  if (status != LGT_OK)
    return lgt_session_hint (status, "--batch", s->batch, error);
  lgt_measured_fill (&s->drawn, s->session, s->threads, first, count,
                     slab->links, slab->log_q, slab->action);
  if (!writer)
    return LGT_OK;
  /* Weights that are not finite are counted by the caller.  */
  if (lgt_count_not_finite (log_w, count, NULL) == 0
      && lgt_measured_check (s->session, s->output, first, count,
                             slab->links, error) != LGT_OK)
    return LGT_ENUM;
  /* The chain's steps need no more than the proposals so far.  */
  lgt_metropolis_advance (walk, log_w, count, slab->chain);
  return lgt_ensemble_write (writer, count, &out, error);
}

enum lgt_status
lgt_sampling_draw (struct lgt_sampling *s, struct lgt_error *error)
{
  struct lgt_ensemble_writer *writer = NULL;
  struct lgt_metropolis_walk walk = { .seed = s->seed };
  struct slab slab = { 0 };
  struct lgt_progress bar;
  int64_t bad = 0, first_bad = 0, at;
  enum lgt_status status
    = lgt_measured_new (&s->drawn, s->session, s->count, error);

  if (status == LGT_OK && s->output)
    status = lgt_sampling_create (s, &writer, error);
  if (status == LGT_OK)
    status = make_slab (s, &slab, error);
  lgt_progress_begin (&bar, s->quiet ? NULL : stderr, "sample", "proposals",
                      s->count, 0);
  for (int64_t first = 0; status == LGT_OK && first < s->count;
       first += s->batch)
    {
      const int count = (int) (s->count - first < s->batch ? s->count - first
                                                           : s->batch);
      int64_t found;

      if (lgt_app_signal ())
        {
          status = lgt_fail (error, LGT_ESTOP, "stopped after %lld of %lld "
                             "proposals; nothing was written",
                             (long long) first, (long long) s->count);
          break;
        }
      status = one_slab (s, &slab, first, count, &walk, writer, error);
      if (status != LGT_OK)
        break;
      found = lgt_count_not_finite (s->drawn.log_w + first, count, &at);
      if (found)
        {
          if (!bad)
            first_bad = first + at;
          bad += found;
          lgt_ensemble_abort (writer);
          writer = NULL;
        }
      lgt_progress_update (&bar, first + count, NULL);
    }
  lgt_progress_end (&bar, NULL);
  if (status == LGT_OK && bad)
    status = lgt_fail (error, LGT_ENUM, "%lld of %lld proposals have a "
                       "log-weight that is not finite, the first is number "
                       "%lld; nothing was written: train longer, at a "
                       "smaller rate, or take other --weights",
                       (long long) bad, (long long) s->count,
                       (long long) first_bad);
  if (status == LGT_OK && writer)
    status = lgt_ensemble_commit (writer, error);
  else
    lgt_ensemble_abort (writer);
  free_slab (&slab);
  return status;
}
