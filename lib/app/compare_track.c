/* Measurements along chains.  */

#include "compare_track.h"

#include <stdlib.h>
#include <string.h>

#include <lgt/observables.h>

/* Numbers of each kind that are kept at most: 64 MiB.  */
enum { MOST = 1 << 23 };

static enum lgt_status
grow (struct lgt_track *s, struct lgt_error *error)
{
  const int64_t room = s->room ? 2 * s->room : 256;
  const size_t bytes = (size_t) (room * s->chains) * sizeof (double);
  double *p = realloc (s->plaquette, bytes), *q = NULL;

  if (p)
    s->plaquette = p;
  if (s->charge)
    {
      q = realloc (s->charge, bytes);
      if (q)
        s->charge = q;
    }
  if (!p || (s->charge && !q))
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld measurements",
                     (long long) (room * s->chains));
  s->room = room;
  return LGT_OK;
}

/* Of the present configurations.  */
static enum lgt_status
measure (struct lgt_track *s, const struct lgt_geom *geom,
         struct lgt_chain *chain, struct lgt_error *error)
{
  const int64_t at = s->sweeps * s->chains, size = lgt_chain_size (chain);
  enum lgt_status status
    = lgt_chain_plaquette (chain, s->plaquette + at, error);

  if (status == LGT_OK && s->charge)
    status = lgt_chain_get (chain, s->links, error);
  for (int c = 0; s->charge && c < s->chains && status == LGT_OK; c++)
    status = lgt_mc_u1_charge (geom, s->links + c * size, s->charge + at + c,
                               error);
  s->sweeps++;
  return status;
}

enum lgt_status
lgt_track_run (struct lgt_compare *compare, struct lgt_chain *chain,
               int chains, double seconds, struct lgt_track *s,
               struct lgt_error *error)
{
  const struct lgt_theory *theory = &compare->theory;
  const int has_charge = theory->n == 1 && theory->geom.ndim == 2;
  const double began = lgt_compare_clock ();
  enum lgt_status status = LGT_OK;

  memset (s, 0, sizeof *s);
  s->chains = chains;
  if (has_charge)
    {
      s->links = calloc ((size_t) (chains * lgt_chain_size (chain)),
                         sizeof *s->links);
      s->charge = malloc (sizeof *s->charge);
      if (!s->links || !s->charge)
        return lgt_fail (error, LGT_ENOMEM, "no memory for %d chains",
                         chains);
    }
  while (status == LGT_OK && s->sweeps * chains < MOST
         && (s->sweeps < 2 || lgt_compare_clock () - began < seconds))
    {
      double start;

      if (s->sweeps == s->room)
        status = grow (s, error);
      start = lgt_compare_clock ();
      if (status == LGT_OK)
        status = lgt_chain_run (chain, 1, error);
      s->seconds += lgt_compare_clock () - start;
      if (status == LGT_OK)
        status = measure (s, &theory->geom, chain, error);
      if (status == LGT_OK && lgt_app_signal ())
        status = lgt_fail (error, LGT_ESTOP, "stopped; nothing was printed");
    }
  return status;
}

void
lgt_track_free (struct lgt_track *s)
{
  free (s->plaquette);
  free (s->charge);
  free (s->links);
  memset (s, 0, sizeof *s);
}

double
lgt_track_motion (const struct lgt_track *s, int *moved)
{
  double sum = 0;

  *moved = 0;
  for (int c = 0; s->charge && c < s->chains; c++)
    {
      double chain = 0;

      for (int64_t t = 1; t < s->sweeps; t++)
        {
          const double *q = s->charge + t * s->chains + c;
          const double change = q[0] - q[-s->chains];

          chain += change * change;
        }
      *moved += chain > 0;
      sum += chain;
    }
  return sum / ((double) (s->sweeps - 1) * s->chains);
}

enum lgt_status
lgt_track_gamma (const struct lgt_track *s,
                 enum lgt_compare_quantity quantity,
                 struct lgt_gamma *gamma, struct lgt_error *error)
{
  const double *from = quantity == LGT_COMPARE_Q2 ? s->charge : s->plaquette;
  const size_t count = (size_t) (s->sweeps * s->chains);
  double *data = malloc (count * sizeof *data);
  enum lgt_status status;

  if (!data)
    return lgt_fail (error, LGT_ENOMEM, "no memory for the analysis");
  /* Chains one after the other.  */
  for (int c = 0; c < s->chains; c++)
    for (int64_t t = 0; t < s->sweeps; t++)
      {
        const double x = from[t * s->chains + c];

        data[c * s->sweeps + t] = quantity == LGT_COMPARE_Q2 ? x * x : x;
      }
  status = lgt_compare_gamma (data, s->chains, s->sweeps, gamma, error);
  free (data);
  return status;
}
