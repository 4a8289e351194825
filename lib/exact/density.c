/* Distributions of loop angles in U(1).

   A density is sampled at equidistant angles, the number of which is doubled
   until its Fourier series has ended; density and cumulative distribution
   are sums of that series.  */

#include "density.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_fft_halfcomplex.h>
#include <gsl/gsl_fft_real.h>
#include <gsl/gsl_roots.h>

#include "group.h"

static const double pi = 3.14159265358979323846;

/* p (t) = (1/2 pi) [1 + 2 sum_{k = 1}^{terms} (re[k] cos kt + im[k] sin kt)]
   and COEFFICIENT holds re[0], im[0], re[1], ...  */
struct lgt_exact_density
{
  int terms;
  double *coefficient;
};

void
lgt_exact_density_free (struct lgt_exact_density *density)
{
  if (density)
    free (density->coefficient);
  free (density);
}

/* ---- ln p_A (t), relative to t = 0 ---- */

struct shape
{
  double beta;
  int area;
  struct expansion expansion;   /* area >= 3: rho_n */
};

/* sum_n rho_n^A cos (n t).  */
static double
cosine_sum (const struct shape *shape, double t)
{
  double sum = 1;

  for (int n = 1; n <= shape->expansion.size; n++)
    sum += 2 * shape->expansion.rho[shape->expansion.size + n] * cos (n * t);
  return sum;
}

static enum lgt_status
log_density (const struct shape *shape, double t, double *result,
             struct lgt_error *error)
{
  double beta = shape->beta, bessel, most, sum, x;
  enum lgt_status status;

  switch (shape->area)
    {
    case 1:                     /* beta (cos t - 1) */
      *result = -2 * beta * sin (t / 2) * sin (t / 2);
      return LGT_OK;
    case 2:                     /* I_0 (2 beta cos (t/2)) / I_0 (2 beta) */
      x = 2 * beta * fabs (cos (t / 2));
      status = lgt_exact_bessel_ (0, x, &bessel, error);
      if (status == LGT_OK)
        status = lgt_exact_bessel_ (0, 2 * beta, &most, error);
      if (status == LGT_OK)     /* cos - 1 without a cancellation */
        *result = log (bessel / most)
                  - 4 * beta * fmin (pow (sin (t / 4), 2),
                                     pow (sin ((2 * pi - fabs (t)) / 4), 2));
      return status;
    default:
      sum = cosine_sum (shape, t) / cosine_sum (shape, 0);
      *result = sum > 0 ? log (sum) : -INFINITY;
      return LGT_OK;
    }
}

/* H[i] = p_A (t_i), or p_A (t_i) p_A (condition - t_i), relative to the
   largest of them, t_i = 2 pi i / count; *NOISE = their error.  */
static enum lgt_status
sample (const struct shape *shape, const double *condition, int count,
        double *h, double *noise, struct lgt_error *error)
{
  double most = -INFINITY;

  for (int i = 0; i < count; i++)
    {
      double t = remainder (2 * pi * i / count, 2 * pi), other = 0;
      enum lgt_status status = log_density (shape, t, &h[i], error);

      if (status == LGT_OK && condition)
        status = log_density (shape, remainder (*condition - t, 2 * pi),
                              &other, error);
      if (status != LGT_OK)
        return status;
      h[i] += other;
      if (h[i] > most)
        most = h[i];
    }
  /* From AREA 3 on p_A is a sum with an error of an epsilon or so of its
     maximum.  Not more than four digits may be lost.  */
  if (shape->area >= 3 && !(most > log (1e-4)))
    return lgt_fail (error, LGT_ENUM, "half a loop of area %d at beta = %g: "
                     "the whole angle %g is too improbable for 1e-10",
                     2 * shape->area, shape->beta,
                     condition ? *condition : 0.0);
  *noise = shape->area >= 3 ? fmax (1e-14, 1e-15 / exp (most)) : 1e-14;
  for (int i = 0; i < count; i++)
    h[i] = exp (h[i] - most);
  return LGT_OK;
}

/* Turn the COUNT samples H into the series of DENSITY, and set *ENDED if
   what comes after it is below NOISE.  */
static enum lgt_status
expand (double *h, int count, double noise,
        struct lgt_exact_density *density, int *ended)
{
  int terms = count / 2 - 1, tail = 0;
  double total, *c;

  if (gsl_fft_real_radix2_transform (h, 1, (size_t) count) != GSL_SUCCESS)
    return LGT_ENUM;
  total = h[0];
  for (int k = terms; k > terms / 2; k--)
    tail |= hypot (h[k], h[count - k]) > noise * total;
  *ended = !tail;
  if (tail)
    return LGT_OK;

  while (terms > 1 && hypot (h[terms], h[count - terms]) < 1e-17 * total)
    terms--;
  c = calloc (2 * (size_t) terms + 2, sizeof *c);
  if (!c)
    return LGT_ENOMEM;
  c[0] = 1;
  for (int k = 1; k <= terms; k++)
    {
      c[2 * k] = h[k] / total;
      c[2 * k + 1] = -h[count - k] / total;
    }
  density->terms = terms;
  density->coefficient = c;
  return LGT_OK;
}

enum lgt_status
lgt_exact_density_new (struct lgt_exact_density **result, double beta,
                       int area, const double *condition,
                       struct lgt_error *error)
{
  enum { FEWEST = 32, MOST = 1 << 14 };
  const struct group *group = lgt_exact_group_ (1, beta, error);
  struct shape shape = { .beta = beta, .area = area };
  struct lgt_exact_density *density = NULL;
  double *h = NULL, noise = 0;
  int ended = 0;
  enum lgt_status status = LGT_OK;

  if (!group)
    return LGT_EINVAL;
  if (area < 1)
    return lgt_fail (error, LGT_EINVAL, "a loop of area %d; 1 or more would "
                     "do", area);
  if (condition && !isfinite (*condition))
    return lgt_fail (error, LGT_EINVAL, "the angle of a loop is not finite");

  if (area >= 3)
    {
      status = lgt_exact_expand_ (group, beta, area, &shape.expansion,
                                  error);
      for (int r = 0; status == LGT_OK && r < shape.expansion.count; r++)
        shape.expansion.rho[r] = pow (shape.expansion.rho[r], area);
    }
  if (status != LGT_OK)
    return status;

  density = calloc (1, sizeof *density);
  h = calloc (MOST, sizeof *h);
  if (!density || !h)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a density");
  for (int count = FEWEST; status == LGT_OK && !ended; count *= 2)
    {
      if (count > MOST)
        status = lgt_fail (error, LGT_ENUM, "beta = %g: the distribution of "
                           "a loop angle is too narrow", beta);
      else
        status = sample (&shape, condition, count, h, &noise, error);
      if (status != LGT_OK)
        break;
      status = expand (h, count, noise, density, &ended);
      if (status != LGT_OK)
        lgt_fail (error, status, "no memory for a density");
    }

  free (h);
  free (shape.expansion.rho);
  if (status != LGT_OK)
    {
      lgt_exact_density_free (density);
      return status;
    }
  *result = density;
  return LGT_OK;
}

/* ---- sums of the series ---- */

double
lgt_exact_density_at (const struct lgt_exact_density *density, double t)
{
  const double *c = density->coefficient;
  double sum = 0.5;

  for (int k = 1; k <= density->terms; k++)
    sum += c[2 * k] * cos (k * t) + c[2 * k + 1] * sin (k * t);
  return sum / pi;
}

double
lgt_exact_density_cdf (const struct lgt_exact_density *density, double t)
{
  const double *c = density->coefficient;
  double sum;

  if (t <= -pi)
    return 0;
  if (t >= pi)
    return 1;
  sum = (t + pi) / 2;
  for (int k = 1; k <= density->terms; k++)
    sum += (c[2 * k] * sin (k * t)
            - c[2 * k + 1] * (cos (k * t) - (k % 2 ? -1 : 1))) / k;
  return sum < 0 ? 0 : sum > pi ? 1 : sum / pi;
}

/* ---- its inverse ---- */

struct equation
{
  const struct lgt_exact_density *density;
  double scale, slope, value;
};

static double
residual (double t, void *ctx)
{
  const struct equation *e = ctx;

  return e->scale * lgt_exact_density_cdf (e->density, t) + e->slope * t
         - e->value;
}

double
lgt_exact_density_solve_ (const struct lgt_exact_density *density,
                          double scale, double slope, double value)
{
  struct equation equation = { density, scale, slope, value };
  gsl_function function = { residual, &equation };
  gsl_root_fsolver *solver;
  gsl_error_handler_t *handler;
  double root = NAN;

  if (residual (-pi, &equation) >= 0)
    return -pi;
  if (residual (pi, &equation) <= 0)
    return pi;
  handler = gsl_set_error_handler_off ();
  solver = gsl_root_fsolver_alloc (gsl_root_fsolver_brent);
  if (solver && gsl_root_fsolver_set (solver, &function, -pi, pi)
                == GSL_SUCCESS)
    for (int i = 0; i < 100; i++)
      {
        int status = gsl_root_fsolver_iterate (solver);
        double width = gsl_root_fsolver_x_upper (solver)
                       - gsl_root_fsolver_x_lower (solver);

        root = gsl_root_fsolver_root (solver);
        if (status != GSL_SUCCESS || width < 1e-15
            || fabs (residual (root, &equation)) < 1e-15 * scale)
          break;
      }
  if (solver)
    gsl_root_fsolver_free (solver);
  gsl_set_error_handler (handler);
  return root;
}

double
lgt_exact_density_quantile (const struct lgt_exact_density *density,
                            double u)
{
  return lgt_exact_density_solve_ (density, 1, 0, u);
}
