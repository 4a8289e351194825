/* The convolution's definition: loops over everything.  */

#include "convcase.h"

#include <math.h>
#include <stdlib.h>

/* The entry of SITES at lattice site SITE, or -1.  */
static int
entry_of (const struct lgt_sites *sites, int site)
{
  if (!sites->site)
    return site;
  for (int i = 0; i < sites->count; i++)
    if (sites->site[i] == site)
      return i;
  return -1;
}

/* The row of x that row ROW of y reads through TAP; -1: none.  */
int
reads (const struct setup *s, int row, int tap)
{
  const struct conv_case *c = &s->c;
  int site = s->out->site ? s->out->site[row] : row;
  int result = 0, stride = 1;

  for (int d = 0; d < c->ndim; d++)
    {
      const int open = c->boundary[d] == LGT_OPEN;
      const int x = site % s->out->extent[d], t = tap % c->kernel[d];
      int to = x * (c->stride[d] ? c->stride[d] : 1)
               + c->dilation[d] * (t - (open ? 0 : (c->kernel[d] - 1) / 2));

      if (c->boundary[d] == LGT_ZERO && (to < 0 || to >= c->extent[d]))
        return -1;
      while (to < 0)
        to += c->extent[d];
      result += stride * (to % c->extent[d]);
      stride *= c->extent[d];
      site /= s->out->extent[d];
      tap /= c->kernel[d];
    }
  return entry_of (s->in, result);
}

static double
activate (const struct conv_case *c, double z)
{
  switch (c->activation)
    {
    case LGT_TANH:
      return tanh (z);
    case LGT_LEAKY_RELU:
      return z > 0 ? z : c->slope * z;
    case LGT_SILU:
      return z / (1 + exp (-z));
    case LGT_GELU:
      return z * (1 + erf (z / sqrt (2))) / 2;
    default:
      return z;
    }
}

static double
slope (const struct conv_case *c, double z)
{
  const double sigmoid = 1 / (1 + exp (-z));

  switch (c->activation)
    {
    case LGT_TANH:
      return 1 - tanh (z) * tanh (z);
    case LGT_LEAKY_RELU:
      return z > 0 ? 1 : c->slope;
    case LGT_SILU:
      return sigmoid * (1 + z * (1 - sigmoid));
    case LGT_GELU:
      return (1 + erf (z / sqrt (2))) / 2
             + z * exp (-z * z / 2) / sqrt (2 * acos (-1.));
    default:
      return 1;
    }
}

/* The largest difference between the elements of V and WANTED, which has
   them in C order (pack, site, comp, lane); NaN if there is one.  */
double
difference (const struct lgt_view *v, const double *wanted)
{
  double worst = 0;
  int64_t i = 0;

  for (int p = 0; p < v->shape.packs; p++)
    for (int s = 0; s < v->shape.sites; s++)
      for (int k = 0; k < v->shape.comps; k++)
        for (int l = 0; l < v->shape.lanes; l++)
          {
            const double error = fabs (get (v, p, s, k, l) - wanted[i++]);

            if (!(error <= worst))
              worst = error;
          }
  return worst;
}

static double *
copy_of (const struct lgt_view *v)
{
  double *copy = malloc ((size_t) lgt_shape_count (v->shape)
                         * sizeof *copy);
  int64_t i = 0;

  for (int p = 0; p < v->shape.packs; p++)
    for (int s = 0; s < v->shape.sites; s++)
      for (int k = 0; k < v->shape.comps; k++)
        for (int l = 0; l < v->shape.lanes; l++)
          copy[i++] = get (v, p, s, k, l);
  return copy;
}

struct expected
definition (const struct setup *s)
{
  const struct conv_case *c = &s->c;
  const int taps = s->stencil->taps, lanes = c->lanes;
  struct expected e = { copy_of (&s->y.view), copy_of (&s->gx.view),
                        copy_of (&s->gw.view), copy_of (&s->gb.view) };
  double *weight = copy_of (&s->w.view);
  const int ins = c->ins / c->groups, outs = c->outs / c->groups;

  for (int r = 0; r < s->out->count; r++)
    {
      int *from = malloc ((size_t) taps * sizeof *from);

      for (int t = 0; t < taps; t++)
        from[t] = reads (s, r, t);
      for (int p = 0; p < c->packs; p++)
        for (int o = 0; o < c->outs; o++)
          for (int l = 0; l < lanes; l++)
            {
              const int64_t j = (((int64_t) p * s->out->count + r) * c->outs
                                 + o) * lanes + l;
              double z = c->bias ? get (&s->b.view, 0, 0, o, 0) : 0, dz;

              for (int i = 0; i < ins; i++)
                for (int t = 0; t < taps; t++)
                  if (from[t] >= 0)
                    z += weight[(o * ins + i) * taps + t]
                         * get (&s->x.view, p, from[t],
                                o / outs * ins + i, l);
              e.y[j] = activate (c, z);
              dz = slope (c, z) * get (&s->gy.view, p, r, o, l);
              if (c->bias)
                e.gb[o] += dz;
              for (int i = 0; i < ins; i++)
                for (int t = 0; t < taps; t++)
                  {
                    const int j_in = o / outs * ins + i;
                    const int64_t k = (((int64_t) p * s->in->count + from[t])
                                       * c->ins + j_in) * lanes + l;
                    const int64_t w = (o * ins + i) * taps + t;

                    if (from[t] < 0)
                      continue;
                    e.gx[k] += weight[w] * dz;
                    e.gw[w] += dz * get (&s->x.view, p, from[t], j_in, l);
                  }
            }
      free (from);
    }
  free (weight);
  return e;
}

void
expected_free (struct expected *e)
{
  free (e->y);
  free (e->gx);
  free (e->gw);
  free (e->gb);
}
