/* The clover field strength, plane by plane.  */

#include <lgt/field_strength.h>

#include "links.h"

static const double pi = 3.141592653589793;

/* Coordinates of G at every site, [plane][site][coordinate], of all planes or
   of the one at hand, and that one's corners, [site][block]:
   A (x) = U_mu (x) U_nu (x + mu), B (x) = U_nu (x) U_mu (x + nu).  */
struct clover
{
  struct matrices m;
  int coordinates;
  double *g, *a, *b;
};

static void
make_corners (struct clover *c, int mu, int nu)
{
  const struct matrices *m = &c->m;

  for (int64_t x = 0; x < m->geom->volume; x++)
    {
      const int64_t right = lgt_geom_neighbour (m->geom, x, mu, 1);
      const int64_t up = lgt_geom_neighbour (m->geom, x, nu, 1);

      matrix_multiply (m->n, c->a + x * m->block, matrix_at (m, x, mu), 0,
                       matrix_at (m, right, nu), 0);
      matrix_multiply (m->n, c->b + x * m->block, matrix_at (m, x, nu), 0,
                       matrix_at (m, up, mu), 0);
    }
}

static void
add (int64_t block, double *sum, const double *term)
{
  for (int64_t i = 0; i < block; i++)
    sum[i] += term[i];
}

/* Q (x): the leaves are plaquettes based at x, x - mu, x - mu - nu and
   x - nu, carried to x.  */
static void
leaves (const struct clover *c, int64_t x, int mu, int nu, double *q)
{
  const struct matrices *m = &c->m;
  const int n = m->n;
  const int64_t block = m->block;
  const int64_t left = lgt_geom_neighbour (m->geom, x, mu, -1);
  const int64_t down = lgt_geom_neighbour (m->geom, x, nu, -1);
  const int64_t corner = lgt_geom_neighbour (m->geom, left, nu, -1);
  double s[LGT_SUN_NUMBERS_MAX], t[LGT_SUN_NUMBERS_MAX];

  /* A B^+ at x.  */
  matrix_multiply (n, q, c->a + x * block, 0, c->b + x * block, 1);
  /* U_nu (x) B^+ (left) U_mu (left).  */
  matrix_multiply (n, s, matrix_at (m, x, nu), 0, c->b + left * block, 1);
  matrix_multiply (n, t, s, 0, matrix_at (m, left, mu), 0);
  add (block, q, t);
  /* B^+ A at the corner.  */
  matrix_multiply (n, t, c->b + corner * block, 1, c->a + corner * block, 0);
  add (block, q, t);
  /* U_nu (down)^+ A (down) U_mu (x)^+.  */
  matrix_multiply (n, s, matrix_at (m, down, nu), 1, c->a + down * block, 0);
  matrix_multiply (n, t, s, 0, matrix_at (m, x, mu), 1);
  add (block, q, t);
}

/* G of the plane MU, NU at all sites to G.  */
static void
make_plane (struct clover *c, int mu, int nu, double *g)
{
  const struct matrices *m = &c->m;

  make_corners (c, mu, nu);
  for (int64_t x = 0; x < m->geom->volume; x++)
    {
      double q[LGT_SUN_NUMBERS_MAX];

      leaves (c, x, mu, nu, q);
      for (int64_t i = 0; i < m->block; i++)
        q[i] /= 4;
      /* This takes the anti-Hermitian traceless part.  */
      if (m->n > 1)
        lgt_sun_to_coordinates (m->n, q, g + x * c->coordinates);
      else
        g[x] = q[1];
    }
}

/* sum over x and coordinates of planes I and J.  */
static double
product (const struct clover *c, int i, int j)
{
  const int64_t field = c->m.geom->volume * c->coordinates;

  return matrix_dot (field, c->g + i * field, c->g + j * field);
}

/* With room for G of PLANES.  */
static enum lgt_status
begin (struct clover *c, const struct lgt_geom *geom, int n, int planes,
       const double *links, struct lgt_error *error)
{
  const enum lgt_status status = matrices_begin (&c->m, geom, n, links,
                                                 error);
  const size_t sites = (size_t) geom->volume;

  if (status != LGT_OK)
    return status;
  c->coordinates = n == 1 ? 1 : n * n - 1;
  c->g = malloc (sites * (size_t) (planes * c->coordinates) * sizeof *c->g);
  c->a = malloc (sites * (size_t) c->m.block * sizeof *c->a);
  c->b = malloc (sites * (size_t) c->m.block * sizeof *c->b);
  return c->g && c->a && c->b
         ? LGT_OK
         : lgt_fail (error, LGT_ENOMEM, "no memory for a field strength");
}

static void
end (struct clover *c)
{
  free (c->g);
  free (c->a);
  free (c->b);
  matrices_end (&c->m);
}

enum lgt_status
lgt_mc_clover (const struct lgt_geom *geom, int n, const double *links,
               double *energy, double *charge, struct lgt_error *error)
{
  struct clover c = { 0 };
  enum lgt_status status;

  if (geom->ndim < 2)
    return lgt_fail (error, LGT_EINVAL, "a lattice of one dimension has no "
                     "field strength");
  if (charge && geom->ndim != 4)
    return lgt_fail (error, LGT_EINVAL, "the topological charge from clover "
                     "leaves needs 4 dimensions, not %d", geom->ndim);
  /* The charge is made of products of planes, the energy of squares.  */
  status = begin (&c, geom, n, charge ? 6 : 1, links, error);
  if (status == LGT_OK)
    {
      double sum = 0;
      int plane = 0;

      for (int mu = 0; mu < geom->ndim; mu++)
        for (int nu = mu + 1; nu < geom->ndim; nu++, plane += charge != NULL)
          {
            make_plane (&c, mu, nu,
                        c.g + plane * geom->volume * c.coordinates);
            sum += product (&c, plane, plane);
          }
      *energy = sum / 2 / (double) geom->volume;
      /* Planes 01, 02, 03, 12, 13, 23.  tr T_a T_b = delta / 2, and each
         product stands in the sum of the epsilons eight times.  */
      if (charge)
        *charge = (product (&c, 0, 5) - product (&c, 1, 4)
                   + product (&c, 2, 3))
                  * (n == 1 ? 1 : 0.5) / (4 * pi * pi);
    }
  end (&c);
  return status;
}
