#include "sunflow.h"

#include <math.h>

#include <lgt/sun.h>

#define SU2 "{ su: { n: 2 } }"
#define SU3 "{ su: { n: 3 } }"
#define SPECTRAL(more) "spectral_coupling: { " more " }"
#define STOUT(more) "masked_stout: { " more " }"
#define EACH "updates: each_active_loop"
#define CELL(more) "transform: { cell_rqs: { bins: 4, " more " } }"
#define LEARNED \
  "active: { learned: { count: 2, paths: [staple, staple5] } }"

const struct flow_case sun_cases[] = {
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("bias: true")
    ", network: net")), 0, 0, 1, 0, SU2, 0 },
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("order: 2")
    ", network: traces, " EACH)), 0, 0, 1, 0, SU3, 0 },
  /* conjugation */
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("conjugation: true")
    ", network: star, " EACH)), 0, 0, 1, 0, SU2, 0 },
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (
    CELL ("conjugation: true, order: 3") ", network: even, " EACH))
    SUN_SWEEP (SUN_STAGGER, STOUT ("network: even")), 0, 0, 0, 0, SU3, 0 },
  /* one update, other orders and networks */
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (
    CELL ("order: 1, bias: false") ", network: far")), 0, 0, 0, 1, SU3, 0 },
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("order: 3")
    ", network: cp, active: [ { rectangle: [2, 1] } ]")), 0, 0, 1, 0, SU3,
    0 },
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("order: 2")
    ", network: tucker")), 0, 0, 1, 0, SU3, 0 },
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("order: 2")
    ", network: star, " EACH)), 0, 0, 1, 0, SU3, 0 },
  /* learned staples */
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("order: 2") ", "
    LEARNED ", network: traces")), 0, 0, 1, 0, SU3, 0 },
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("order: 1") ", "
    LEARNED ", network: star")), 0, 0, 0, 0, SU2, 0 },
  { "[2, 2, 2]", SUN_SWEEP (SUN_PAIRS, SPECTRAL (CELL ("order: 2")
    ", active: { learned: { count: 1 } }, network: star")), 0, 0, 1, 1, SU3,
    0 },
  /* stout */
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, STOUT ("network: traces")), 0, 0, 1, 0,
    SU3, 0 },
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, STOUT (
    "paths: [staple, staple5], limit: 0.5, network: star")), 0, 0, 0, 1, SU2,
    0 },
  { "[2, 2, 2]", SUN_SWEEP (SUN_PAIRS, STOUT ("network: star")), 0, 0, 1, 0,
    SU3, 0 },
  /* both directions at once */
  { "[4, 4]", SUN_SWEEP (SUN_TOGETHER, SPECTRAL (CELL ("order: 2")
    ", network: far, " EACH)), 0, 0, 1, 0, SU2, 0 },
  { "[4, 4]", SUN_SWEEP (SUN_TOGETHER, SPECTRAL (CELL ("order: 2")
    ", network: star, " EACH) ) SUN_SWEEP (SUN_TOGETHER, STOUT (
    "network: far")), 0, 0, 1, 0, SU3, 0 },
  /* more dimensions */
  { "[2, 4, 2]", SUN_SWEEP (SUN_PAIRS, SPECTRAL (CELL ("order: 2")
    ", network: net, " EACH)), 0, 0, 1, 0, SU2, 0 },
  { "[2, 2, 2, 2]", SUN_SWEEP (SUN_PAIRS, SPECTRAL (CELL ("order: 2")
    ", network: point")), 0, 0, 1, 0, SU3, 0 },
  { "[2, 2, 2, 2]", SUN_SWEEP (SUN_PAIRS, STOUT ("network: star")), 0, 0, 0,
    0, SU2, 0 },
  /* larger N */
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("order: 2")
    ", network: traces")), 0, 0, 1, 0, "{ su: { n: 4 } }", 0 },
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("order: 1") ", "
    LEARNED ", network: star")), 0, 0, 1, 1, "{ su: { n: 4 } }", 0 },
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, STOUT ("network: net")), 0, 0, 1, 0,
    "{ su: { n: 5 } }", 0 },
  /* networks in float32 */
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("order: 2") ", "
    LEARNED ", network: traces")), "float32", 0, 1, 0, SU3, 0 },
  { "[4, 4]", SUN_SWEEP (SUN_STAGGER, SPECTRAL (CELL ("order: 2")
    ", network: cp, " EACH)), "float32", 0, 0, 1, SU2, 0 },
  { "[2, 4, 2]", SUN_SWEEP (SUN_PAIRS, STOUT ("network: star")), "float32", 0,
    1, 0, SU3, 0 },
};
const int sun_case_count = sizeof sun_cases / sizeof *sun_cases;

/* PAIRS pairs of uniform numbers, number I of SEED.  */
static void
uniform_pairs (uint64_t seed, int64_t i, int pairs, double *u)
{
  for (int k = 0; k < pairs; k++)
    {
      const uint32_t counter[4]
        = { lgt_random_word (LGT_STREAM_TEST, 0, 1, 8),
            (uint32_t) (i * pairs + k), 0, 0 };

      lgt_random_pair (seed, counter, u + 2 * k);
    }
}

void
sun_transform (const struct lgt_model *model, uint64_t seed, int number,
               double *links)
{
  const struct lgt_geom *geom = lgt_model_geom (model);
  const struct lgt_group *group = lgt_model_group (model);
  const int n = group->n, block = group->block;
  double *g = malloc ((size_t) (geom->volume * block) * sizeof *g);

  for (int64_t x = 0; x < geom->volume; x++)
    {
      double u[LGT_SUN_NUMBERS_MAX];

      uniform_pairs (seed, number * geom->volume + x, n * n, u);
      lgt_sun_random (n, u, g + x * block);
    }
  for (int64_t x = 0; x < geom->volume; x++)
    for (int mu = 0; mu < geom->ndim; mu++)
      {
        double *link = links + (x * geom->ndim + mu) * block;
        double a[LGT_SUN_NUMBERS_MAX];

        lgt_sun_multiply (n, a, g + x * block, 0, link, 0);
        lgt_sun_multiply (n, link, a, 0,
                          g + lgt_geom_neighbour (geom, x, mu, 1) * block, 1);
      }
  free (g);
}

void
sun_links_near_one (struct lgt_model *model, int n, double size,
                    double *links)
{
  const struct lgt_group *group = lgt_model_group (model);
  const int64_t count = n * lgt_model_numbers (model) / group->block;
  double u[LGT_SUN_NUMBERS_MAX], x[LGT_SUN_NUMBERS_MAX];

  for (int64_t i = 0; i < count; i++)
    {
      uniform_pairs (17, i, group->n * group->n, u);
      for (int a = 0; a < group->n * group->n - 1; a++)
        u[a] = size * (2 * u[a] - 1);
      lgt_sun_from_coordinates (group->n, u, x);
      lgt_sun_exp (group->n, x, links + i * group->block);
    }
}

void
sun_conjugate (int64_t count, double *links)
{
  for (int64_t i = 1; i < count; i += 2)
    links[i] = -links[i];
}

double
largest_difference (int64_t count, const double *a, const double *b)
{
  double largest = 0;

  for (int64_t i = 0; i < count; i++)
    {
      const double d = fabs (a[i] - b[i]);

      if (!(d <= largest))
        largest = isfinite (d) ? d : INFINITY;
    }
  return largest;
}

double
sun_links_deviation (const struct lgt_model *model, int n,
                     const double *links)
{
  const struct lgt_group *group = lgt_model_group (model);
  const int64_t count = n * lgt_model_numbers (model) / group->block;
  double largest = 0;

  for (int64_t i = 0; i < count; i++)
    {
      const double d = lgt_sun_deviation (group->n, links + i * group->block);

      if (!(d <= largest))
        largest = isfinite (d) ? d : INFINITY;
    }
  return largest;
}

double
sun_loop_sum (const struct lgt_model *model, const double *links, int count,
              const int *steps)
{
  const struct lgt_geom *geom = lgt_model_geom (model);
  const struct lgt_group *group = lgt_model_group (model);
  const int n = group->n;
  double sum = 0, tr[2];

  for (int64_t x = 0; x < geom->volume; x++)
    {
      double w[2][LGT_SUN_NUMBERS_MAX];
      int64_t y = x;

      lgt_sun_identity (n, w[0]);
      for (int i = 0; i < count; i++)
        {
          const int mu = abs (steps[i]) - 1, back = steps[i] < 0;

          if (back)
            y = lgt_geom_neighbour (geom, y, mu, -1);
          lgt_sun_multiply (n, w[(i + 1) % 2], w[i % 2], 0,
                            links + (y * geom->ndim + mu) * group->block,
                            back);
          if (!back)
            y = lgt_geom_neighbour (geom, y, mu, 1);
        }
      ck_assert_int_eq (x, y);
      lgt_sun_tr (n, w[count % 2], tr);
      sum += tr[0];
    }
  return sum;
}

double
sun_plaquette_sum (const struct lgt_model *model, const double *links)
{
  double sum = 0;

  for (int nu = 2; nu <= lgt_model_geom (model)->ndim; nu++)
    for (int mu = 1; mu < nu; mu++)
      {
        const int steps[4] = { mu, nu, -mu, -nu };

        sum += sun_loop_sum (model, links, 4, steps);
      }
  return sum;
}

double
sun_rectangle_sum (const struct lgt_model *model, const double *links)
{
  const int ndim = lgt_model_geom (model)->ndim;
  double sum = 0;

  for (int nu = 1; nu <= ndim; nu++)
    for (int mu = 1; mu <= ndim; mu++)
      {
        const int steps[6] = { mu, mu, nu, -mu, -mu, -nu };

        if (mu != nu)
          sum += sun_loop_sum (model, links, 6, steps);
      }
  return sum;
}
