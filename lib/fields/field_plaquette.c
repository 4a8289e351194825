/* Mean plaquette and link trace.  */

#include <lgt/fields.h>

#include <lgt/sun.h>

/* Re tr of the plaquette of MU and NU at SITE, whose neighbours are NEXT:
   U_mu(x) U_nu(x+mu) times the conjugate of U_nu(x) U_mu(x+nu).  */
static double
trace_plaquette (int n, const double *links, int64_t site,
                 const int64_t next[4], int mu, int nu)
{
  const int64_t numbers = 2 * n * n;
  double a[LGT_SUN_NUMBERS_MAX], b[LGT_SUN_NUMBERS_MAX], sum = 0;

  lgt_sun_multiply (n, a, links + (site * 4 + mu) * numbers, 0,
                    links + (next[mu] * 4 + nu) * numbers, 0);
  lgt_sun_multiply (n, b, links + (site * 4 + nu) * numbers, 0,
                    links + (next[nu] * 4 + mu) * numbers, 0);
  for (int i = 0; i < numbers; i++)
    sum += a[i] * b[i];
  return sum;
}

void
lgt_field_plaquette (const struct lgt_geom *geom, int n, const double *links,
                     double *plaquette, double *link_trace)
{
  double plaquettes = 0, traces = 0;

  for (int64_t site = 0; site < geom->volume; site++)
    {
      /* Few terms first: less rounding.  */
      double here = 0;
      int64_t next[4];

      for (int mu = 0; mu < 4; mu++)
        {
          const double *u = links + (site * 4 + mu) * 2 * n * n;

          next[mu] = lgt_geom_neighbour (geom, site, mu, 1);
          for (int i = 0; i < n; i++)
            traces += u[2 * (n * i + i)];
        }
      for (int mu = 0; mu < 4; mu++)
        for (int nu = mu + 1; nu < 4; nu++)
          here += trace_plaquette (n, links, site, next, mu, nu);
      plaquettes += here;
    }
  *plaquette = plaquettes / (6.0 * n * (double) geom->volume);
  *link_trace = traces / (4.0 * n * (double) geom->volume);
}
