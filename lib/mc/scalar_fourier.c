/* Powers of K, mode by mode.  */

#include "scalar_fourier.h"

#include <math.h>
#include <stdlib.h>

enum { POWERS = 3 };

/* What one thread works with.  */
struct worker
{
  struct lgt_fft_plan *plan;
  double *modes;          /* of one pack */
};

struct lgt_mc_fourier
{
  struct lgt_context *context;
  const struct lgt_fft *fft;
  int packs, lanes, workers;
  int64_t modes;
  double *factor[POWERS]; /* K^power of every mode */
  struct worker worker[LGT_MAX_PARTS];
};

/* khat^2 of mode N, counted like sites in the half that lgt_fft has.  */
static double
khat2 (const struct lgt_geom *geom, int64_t n)
{
  double sum = 0;

  for (int mu = 0; mu < geom->ndim; mu++)
    {
      const int l = geom->extent[mu], most = mu ? l : l / 2 + 1;
      const double s = sin (M_PI * (double) (n % most) / l);

      sum += 4 * s * s;
      n /= most;
    }
  return sum;
}

static int
make_factors (struct lgt_mc_fourier *f, const struct lgt_geom *geom,
              double mass)
{
  for (int p = 0; p < POWERS; p++)
    {
      f->factor[p] = malloc ((size_t) f->modes * sizeof *f->factor[p]);
      if (!f->factor[p])
        return 0;
    }
  for (int64_t n = 0; n < f->modes; n++)
    {
      const double k = khat2 (geom, n) + mass * mass;

      f->factor[LGT_MC_INVERSE][n] = 1 / k;
      f->factor[LGT_MC_ROOT][n] = sqrt (k);
      f->factor[LGT_MC_INVERSE_ROOT][n] = 1 / sqrt (k);
    }
  return 1;
}

static enum lgt_status
make_workers (struct lgt_mc_fourier *f, const struct lgt_geom *geom,
              struct lgt_error *error)
{
  const struct lgt_backend *backend = lgt_context_backend (f->context);
  const size_t bytes = 2 * (size_t) f->modes * (size_t) f->lanes
                       * sizeof (double);
  int workers = backend->parts
                ? backend->parts (lgt_context_queue (f->context)) : 1;
  enum lgt_status status = LGT_OK;

  workers = workers < f->packs ? workers : f->packs;
  for (; f->workers < workers && status == LGT_OK; f->workers++)
    {
      struct worker *w = &f->worker[f->workers];

      w->modes = malloc (bytes);
      status = w->modes ? f->fft->plan_new (&w->plan, geom->ndim,
                                            geom->extent, f->lanes, error)
                        : lgt_fail (error, LGT_ENOMEM, "no memory for "
                                    "Fourier transforms");
    }
  return status;
}

enum lgt_status
lgt_mc_fourier_new_ (struct lgt_context *context, const struct lgt_geom *geom,
                     int packs, int lanes, double mass,
                     const struct lgt_fft *fft,
                     struct lgt_mc_fourier **result, struct lgt_error *error)
{
  const struct lgt_backend *backend = lgt_context_backend (context);
  struct lgt_mc_fourier *f;
  enum lgt_status status;

  if (backend->memory)
    return lgt_fail (error, LGT_EINVAL, "Fourier acceleration works in the "
                     "host's memory, not on %s: take a cpu backend or an "
                     "acceleration mass of 0", backend->name);
  f = calloc (1, sizeof *f);
  if (!f)
    return lgt_fail (error, LGT_ENOMEM, "no memory for Fourier transforms");
  f->context = context;
  f->fft = fft;
  f->packs = packs;
  f->lanes = lanes;
  f->modes = lgt_fft_modes (geom->ndim, geom->extent);
  status = make_factors (f, geom, mass)
           ? make_workers (f, geom, error)
           : lgt_fail (error, LGT_ENOMEM, "no memory for Fourier transforms");
  if (status == LGT_OK)
    *result = f;
  else
    lgt_mc_fourier_free_ (f);
  return status;
}

void
lgt_mc_fourier_free_ (struct lgt_mc_fourier *f)
{
  if (!f)
    return;
  for (int i = 0; i < f->workers; i++)
    {
      f->fft->plan_free (f->worker[i].plan);
      free (f->worker[i].modes);
    }
  for (int p = 0; p < POWERS; p++)
    free (f->factor[p]);
  free (f);
}

/* ---- application ---- */

struct task
{
  struct lgt_mc_fourier *f;
  const double *factor, *in;
  double *out;
  int64_t pack;           /* numbers in one */
};

static void
apply_pack (const struct task *t, const struct worker *w, int pack)
{
  const struct lgt_mc_fourier *f = t->f;
  const int numbers = 2 * f->lanes;

  f->fft->forward (w->plan, t->in + pack * t->pack, w->modes);
  for (int64_t n = 0; n < f->modes; n++)
    for (int i = 0; i < numbers; i++)
      w->modes[n * numbers + i] *= t->factor[n];
  f->fft->backward (w->plan, w->modes, t->out + pack * t->pack);
}

static void
apply_part (void *ctx, int part, struct lgt_queue *queue)
{
  const struct task *t = ctx;
  const struct lgt_mc_fourier *f = t->f;
  const int first = (int) ((int64_t) f->packs * part / f->workers);
  const int end = (int) ((int64_t) f->packs * (part + 1) / f->workers);

  (void) queue;
  for (int pack = first; pack < end; pack++)
    apply_pack (t, &f->worker[part], pack);
}

void
lgt_mc_fourier_apply_ (struct lgt_mc_fourier *f, enum lgt_mc_power power,
                       const struct lgt_view *in, const struct lgt_view *out)
{
  const struct lgt_backend *backend = lgt_context_backend (f->context);
  struct task task = { f, f->factor[power], in->data, out->data,
                       in->pack_stride };

  if (f->workers > 1)
    backend->run_parts (lgt_context_queue (f->context), f->workers,
                        apply_part, &task);
  else
    apply_part (&task, 0, NULL);
}
