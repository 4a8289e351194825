/* Trajectories of U(1) in two dimensions, VD chains at a time in a piece of
   memory that the first cache holds (8 x 8 sites: 28 KB with AVX-512), so
   that no step waits for it.  */

#include "angle.h"
#include "elements.h"
#include "number_random.h"
#include "../../lib/sun/haar_body.h"

/* VD chains; angles and momenta: component mu of site x at 2 x + mu.  */
struct chains
{
  int extent[2], sites;
  vd *links, *momenta, *old, *sine;
};

/* The angle of the plaquette at site X + L_0 Y, Y + 1 being NEXT:
   theta_0 (x) + theta_1 (x + 0) - theta_0 (x + 1) - theta_1 (x).  */
LGT_INLINE vd
plaquette (const struct chains *c, int x, int y, int next)
{
  const int l = c->extent[0], right = x + 1 < l ? x + 1 : 0;
  const vd *here = c->links + 2 * l * y, *above = c->links + 2 * l * next;

  return (here[2 * x] - above[2 * x]) + (here[2 * right + 1]
                                         - here[2 * x + 1]);
}

/* The sine alone, for the steps in between: the multiple of pi in two parts,
   the first of 33 bits, and Taylor's series on [-pi/2, pi/2], whose next term
   is 2e-18.  |X| < 1e5.  */
LGT_INLINE vd
sine_of (vd x)
{
  const vd t = x * 0.31830988618379067 + LGT_ROUND_D, k = t - LGT_ROUND_D;
  const vd r = (x - k * 3.1415926534682512) - k * 1.215420101301238e-10;
  const vd z = r * r, y = z * z, w = y * y;
  const vd low = (-1 / 6. + z * (1 / 120.))
                 + y * (-1 / 5040. + z * (1 / 362880.));
  const vd high = (-1 / 39916800. + z * (1 / 6227020800.))
                  + y * (-1 / 1307674368000. + z * (1 / 355687428096000.));
  const vd top = -1 / 121645100408832000. + z * (1 / 51090942171709440000.);
  const vd s = r + r * z * (low + w * (high + w * top));

  return (vd) ((vdu) s ^ (vdu) t << 63);
}

/* Sines of all plaquettes; with COSINES returns the sum of these.  */
LGT_INLINE vd
find_sines (struct chains *c, int cosines)
{
  vd sum = vd_set (0);

  for (int y = 0; y < c->extent[1]; y++)
    for (int x = 0; x < c->extent[0]; x++)
      {
        const vd angle = plaquette (c, x, y,
                                    y + 1 < c->extent[1] ? y + 1 : 0);
        vd *sine = &c->sine[y * c->extent[0] + x], cosine;

        if (cosines)
          {
            vd_sincos (angle, sine, &cosine);
            sum += cosine;
          }
        else
          *sine = sine_of (angle);
      }
  return sum;
}

/* p -= KICK dS/dtheta / beta, then theta += DRIFT p; returns the sum of the
   new p^2.  */
LGT_INLINE vd
move (struct chains *c, vd kick, vd drift)
{
  const int l = c->extent[0];
  vd sum0 = vd_set (0), sum1 = sum0;

  for (int y = 0; y < c->extent[1]; y++)
    {
      const vd *below = c->sine + l * (y > 0 ? y - 1 : c->extent[1] - 1);
      const vd *sine = c->sine + l * y;
      vd *p = c->momenta + 2 * l * y, *u = c->links + 2 * l * y;
      vd left = sine[l - 1];

      for (int x = 0; x < l; x++)
        {
          const vd s = sine[x];
          const vd p0 = p[2 * x] - kick * (s - below[x]);
          const vd p1 = p[2 * x + 1] - kick * (left - s);

          left = s;
          p[2 * x] = p0;
          p[2 * x + 1] = p1;
          u[2 * x] += drift * p0;
          u[2 * x + 1] += drift * p1;
          sum0 += p0 * p0;
          sum1 += p1 * p1;
        }
    }
  return sum0 + sum1;
}

/* Momenta; returns the sum of their squares.  */
LGT_INLINE vd
draw_momenta (struct chains *c, struct num_random *r)
{
  vd sum0 = vd_set (0), sum1 = sum0;

  for (int site = 0; site < c->sites; site++)
    {
      vd *p = c->momenta + 2 * site, u, v;

      r->link = (vdu) { 0 } + (uint64_t) site;
      num_random_pair (r, 16, &u, &v);
      sun_gauss (u, v, &p[0], &p[1]);
      sum0 += p[0] * p[0];
      sum1 += p[1] * p[1];
    }
  return sum0 + sum1;
}

/* The energies before and after, without the momenta's factor.  */
struct energies { vd kinetic[2], cosines[2]; };

LGT_INLINE struct energies
trajectory (struct chains *c, struct num_random *r, int steps, double beta,
            double step)
{
  const vd kick = vd_set (step * beta), drift = vd_set (step);
  struct energies e;

  memcpy (c->old, c->links, 2 * (size_t) c->sites * sizeof (vd));
  e.kinetic[0] = draw_momenta (c, r);
  e.cosines[0] = find_sines (c, 1);
  move (c, 0.5 * kick, drift);
  for (int i = 1; i < steps; i++)
    {
      find_sines (c, 0);
      move (c, kick, drift);
    }
  e.cosines[1] = find_sines (c, 1);
  e.kinetic[1] = move (c, 0.5 * kick, vd_set (0));
  return e;
}

/* Chain number I of V's lanes.  */
LGT_INLINE double *
chain_at (const struct lgt_view *v, int64_t i)
{
  return (double *) v->data + i / v->shape.lanes * v->pack_stride
         + i % v->shape.lanes;
}

/* Angles of the N chains from FIRST on, in or out.  */
LGT_INLINE void
copy_links (struct chains *c, const struct lgt_view *v, int64_t first, int n,
            int out)
{
  const int lanes = v->shape.lanes;

  for (int site = 0; site < c->sites; site++)
    for (int mu = 0; mu < 2; mu++)
      {
        const int64_t at = site * v->site_stride + (int64_t) mu * lanes;
        vd *x = &c->links[2 * site + mu];

        if (lanes % LGT_VD == 0)
          {
            vd *row = (vd *) (chain_at (v, first) + at);

            if (out)
              *row = *x;
            else
              *x = *row;
          }
        else if (out)
          for (int i = 0; i < n; i++)
            chain_at (v, first + i)[at] = (*x)[i];
        else
          for (int i = 0; i < LGT_VD; i++)
            (*x)[i] = i < n ? chain_at (v, first + i)[at] : 0;
      }
}

LGT_INLINE void
store_lanes (const struct lgt_view *v, int64_t first, int n, vd x)
{
  for (int i = 0; i < n; i++)
    *chain_at (v, first + i) = x[i];
}

/* Trajectories of the N chains from FIRST on.  */
static void
run_chains (const struct lgt_u1_trajectory_params *p, struct chains *c,
            const struct lgt_view *in, const struct lgt_view *out,
            int64_t first, int n)
{
  const double beta = *(const double *) in[0].data;
  const uint32_t *random = in[2].data;
  struct num_random r = num_random_of (random, p->layer);
  struct energies e;
  vd delta, u, v;
  vdi take;

  for (int i = 0; i < LGT_VD; i++)
    r.configuration[i] = random[5] + (uint32_t) (first + i);
  copy_links (c, &out[0], first, n, 0);
  e = trajectory (c, &r, p->steps, beta, *(const double *) in[1].data);
  delta = 0.5 * (e.kinetic[1] - e.kinetic[0])
          - beta * (e.cosines[1] - e.cosines[0]);
  r.link = (vdu) { 0 };
  num_random_pair (&r, 0, &u, &v);
  take = vd_log (u) < -delta;
  for (int i = 0; i < 2 * c->sites; i++)
    c->links[i] = vd_select (take, lgt_reduce_angle (c->links[i]), c->old[i]);
  copy_links (c, &out[0], first, n, 1);
  store_lanes (&out[1], first, n, delta);
  store_lanes (&out[2], first, n, vd_select (take, vd_set (1), vd_set (0)));
  store_lanes (&out[3], first, n,
               -beta * vd_select (take, e.cosines[1], e.cosines[0]));
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_u1_trajectory_params *p = params;
  const struct lgt_sites *lattice = out[0].sites;
  const int64_t all = (int64_t) out[0].shape.packs * out[0].shape.lanes;
  const int64_t tiles = (all + LGT_VD - 1) / LGT_VD;

#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, (p->steps + 4) \
                                   * lgt_shape_size (out[0].shape)))
  for (int64_t i = 0; i < tiles; i++)
    {
      const int64_t first = i * LGT_VD;
      struct chains c = { { lattice->extent[0], lattice->extent[1] },
                          lattice->volume, NULL, NULL, NULL, NULL };

      c.links = (vd *) scratch + i * 7 * c.sites;
      c.momenta = c.links + 2 * c.sites;
      c.old = c.momenta + 2 * c.sites;
      c.sine = c.old + 2 * c.sites;
      run_chains (p, &c, in, out, first,
                  all - first < LGT_VD ? (int) (all - first) : LGT_VD);
    }
  return LGT_OK;
}

LGT_ENTRY (u1_trajectory, run)
