/* Interacting scalar fields in one dimension: eigenvalues of the transfer
   matrix on evenly spaced phi, from GSL.  */

#include <lgt/exact_scalar.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>

enum
{
  LENGTH_MAX = 64, FEWEST = 64, MOST = 512,
  KEPT = 160,             /* eigenvalues, at most */
  ORDERS = 5              /* powers 0 to 4 of phi, and of a source */
};

/* Eigenvalues below this share of the largest one are not known.  */
static const double rounding = 1e-16;

/* T in the basis of its eigenvectors, without those whose eigenvalue is below
   rounding of the largest one.  */
struct transfer
{
  int kept;
  double log_scale;       /* eigenvalues are times exp (log_scale) */
  double value[KEPT];
  double *power[ORDERS];  /* <i| phi^k |j>, [kept][kept] */
};

/* phi^2 beyond which exp (-U) is less than exp (-80) of its maximum, and the
   least U.  */
static double
reach (double m2, double lambda, double *least)
{
  *least = m2 < 0 ? -m2 * m2 / (4 * lambda) : 0;
  return m2 < 0 ? (sqrt (320 * lambda) - m2) / (2 * lambda)
                : 160 / (m2 + sqrt (m2 * m2 + 320 * lambda));
}

/* The matrix on N points, and PHI.  What it has been divided by, as a
   logarithm: not finite if the matrix is not.  */
static double
fill (int n, double m2, double lambda, double *phi, double *t)
{
  double least, scale = 0;
  const double most = sqrt (reach (m2, lambda, &least)), h = 2 * most / n;

  for (int i = 0; i < n; i++)
    phi[i] = (i + 0.5 - n / 2.) * h;
  for (int i = 0; i < n; i++)
    {
      double row = 0;

      for (int j = 0; j < n; j++)
        {
          const double a = phi[i], b = phi[j], a2 = a * a, b2 = b * b;

          t[i * n + j] = h * exp (-(a - b) * (a - b)
                                  - (a2 * (m2 + lambda * a2)
                                     + b2 * (m2 + lambda * b2)) / 2 + least);
          row += t[i * n + j];
        }
      scale = row > scale ? row : scale;
    }
  for (int i = 0; i < n * n && scale > 0; i++)
    t[i] /= scale;
  return log (scale) - least;
}

/* What is above rounding, the largest first: VALUE and rows of V.  T is
   overwritten.  0: more than KEPT, -1: no memory.  */
static int
diagonalize (int n, double *t, double *v, double *value)
{
  const size_t size = (size_t) n;
  gsl_error_handler_t *const handler = gsl_set_error_handler_off ();
  gsl_eigen_symmv_workspace *const work = gsl_eigen_symmv_alloc (size);
  gsl_matrix *const vectors = gsl_matrix_alloc (size, size);
  gsl_vector *const values = gsl_vector_alloc (size);
  gsl_matrix_view matrix = gsl_matrix_view_array (t, size, size);
  int kept = -1;

  if (work && vectors && values)
    {
      gsl_eigen_symmv (&matrix.matrix, values, vectors, work);
      gsl_eigen_symmv_sort (values, vectors, GSL_EIGEN_SORT_VAL_DESC);
      for (kept = 0; kept < n; kept++)
        {
          const double one = gsl_vector_get (values, (size_t) kept);
          gsl_vector_view row = gsl_vector_view_array (v + (long) kept * n,
                                                       size);

          if (!(one > rounding * gsl_vector_get (values, 0)))
            break;
          if (kept == KEPT)
            {
              kept = 0;
              break;
            }
          value[kept] = one;
          gsl_matrix_get_col (&row.vector, vectors, (size_t) kept);
        }
    }
  if (work)
    gsl_eigen_symmv_free (work);
  gsl_matrix_free (vectors);
  gsl_vector_free (values);
  gsl_set_error_handler (handler);
  return kept;
}

static void
take_powers (int n, const double *phi, const double *v, struct transfer *tr)
{
  for (int k = 0; k < ORDERS; k++)
    for (int i = 0; i < tr->kept; i++)
      for (int j = 0; j < tr->kept; j++)
        {
          double sum = 0;

          for (int a = 0; a < n; a++)
            {
              double f = v[i * n + a] * v[j * n + a];

              for (int p = 0; p < k; p++)
                f *= phi[a];
              sum += f;
            }
          tr->power[k][i * tr->kept + j] = sum;
        }
}

static void
transfer_free (struct transfer *tr)
{
  free (tr->power[0]);
}

static enum lgt_status
transfer_new (int n, double m2, double lambda, struct transfer *tr,
              struct lgt_error *error)
{
  const size_t square = (size_t) n * (size_t) n;
  double *const phi = malloc ((2 * square + (size_t) n) * sizeof *phi);
  double *const t = phi ? phi + n : NULL, *const v = t ? t + square : NULL;
  enum lgt_status status = LGT_OK;

  tr->power[0] = NULL;
  if (!phi)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a transfer matrix");
  tr->log_scale = fill (n, m2, lambda, phi, t);
  tr->kept = isfinite (tr->log_scale) ? diagonalize (n, t, v, tr->value) : 0;
  if (tr->kept < 0)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for eigenvalues");
  else if (tr->kept == 0)
    status = lgt_fail (error, LGT_ENUM, "the transfer matrix of m^2 = %g, "
                       "lambda = %g has too many eigenvalues", m2, lambda);
  else
    {
      const size_t size = (size_t) (tr->kept * tr->kept);

      tr->power[0] = malloc (ORDERS * size * sizeof *tr->power[0]);
      if (!tr->power[0])
        status = lgt_fail (error, LGT_ENOMEM, "no memory for a transfer "
                           "matrix");
      for (int k = 1; k < ORDERS && tr->power[0]; k++)
        tr->power[k] = tr->power[0] + (size_t) k * size;
    }
  if (status == LGT_OK)
    take_powers (n, phi, v, tr);
  free (phi);
  return status;
}

/* MOMENT[k] = tr [(T exp (h phi))^L]'s coefficient of h^k / k!, that is
   Z <(sum phi)^k>, in powers of a source h.  */
static enum lgt_status
moments (const struct transfer *tr, int extent, double moment[ORDERS],
         struct lgt_error *error)
{
  static const double factorial[ORDERS] = { 1, 1, 2, 6, 24 };
  const int m = tr->kept;
  const size_t size = (size_t) m * (size_t) m;
  double *const p = calloc (2 * ORDERS * size, sizeof *p);
  double *now = p, *next = p ? p + ORDERS * size : NULL;

  if (!p)
    return lgt_fail (error, LGT_ENOMEM, "no memory for powers of a transfer "
                     "matrix");
  for (int i = 0; i < m; i++)
    now[i * m + i] = 1;
  for (int x = 0; x < extent; x++)
    {
      double *const done = now;

      memset (next, 0, ORDERS * size * sizeof *next);
      for (int a = 0; a < ORDERS; a++)
        for (int b = 0; a + b < ORDERS; b++)
          for (int i = 0; i < m; i++)
            for (int k = 0; k < m; k++)
              {
                const double f = now[(size_t) a * size + (size_t) (i * m + k)]
                                 * tr->value[k] / factorial[b];
                double *const row = next + (size_t) (a + b) * size + i * m;

                for (int j = 0; j < m; j++)
                  row[j] += f * tr->power[b][k * m + j];
              }
      now = next;
      next = done;
    }
  for (int k = 0; k < ORDERS; k++)
    {
      moment[k] = 0;
      for (int i = 0; i < m; i++)
        moment[k] += factorial[k] * now[(size_t) k * size
                                        + (size_t) (i * m + i)];
    }
  free (p);
  return LGT_OK;
}

/* tr (phi T^t phi T^{L-t}) / Z.  */
static double
correlation (const struct transfer *tr, int extent, int t, double z)
{
  const int m = tr->kept;
  double sum = 0;

  for (int i = 0; i < m; i++)
    for (int j = 0; j < m; j++)
      {
        const double f = tr->power[1][i * m + j];

        sum += f * f * pow (tr->value[i], t) * pow (tr->value[j], extent - t);
      }
  return sum / z;
}

static enum lgt_status
evaluate (const struct transfer *tr, int extent, struct lgt_scalar_exact *r,
          double *g, struct lgt_error *error)
{
  const int m = tr->kept;
  double moment[ORDERS], z, chi, mode = 0;
  const enum lgt_status status = moments (tr, extent, moment, error);

  if (status != LGT_OK)
    return status;
  z = moment[0];
  r->log_z = log (z) + extent * tr->log_scale;
  r->phi2 = r->phi4 = 0;
  for (int i = 0; i < m; i++)
    {
      const double weight = pow (tr->value[i], extent) / z;

      r->phi2 += weight * tr->power[2][i * m + i];
      r->phi4 += weight * tr->power[4][i * m + i];
    }
  for (int t = 0; t < extent; t++)
    {
      g[t] = correlation (tr, extent, t, z);
      mode += g[t] * cos (2 * M_PI * t / extent);
    }
  chi = moment[2] / z / extent;
  r->abs_m = NAN;
  r->susceptibility = chi;
  r->binder = 1 - moment[4] * z / (3 * moment[2] * moment[2]);
  r->xi = extent > 1 ? sqrt (chi / mode - 1) / (2 * sin (M_PI / extent))
                     : NAN;
  return LGT_OK;
}

/* No more than rounding between results of N and 2 N points.  */
static int
agree (const struct lgt_scalar_exact *a, const struct lgt_scalar_exact *b)
{
  return fabs (a->log_z - b->log_z) < 1e-11 * (1 + fabs (b->log_z))
         && fabs (a->phi4 - b->phi4) < 1e-11 * b->phi4
         && fabs (a->susceptibility - b->susceptibility)
            < 1e-11 * b->susceptibility;
}

enum lgt_status
lgt_exact_scalar_transfer (int extent, double m2, double lambda,
                           struct lgt_scalar_exact *result, double *two_point,
                           struct lgt_error *error)
{
  struct lgt_scalar_exact now = { 0 }, before;
  double g[LENGTH_MAX];

  if (extent < 1 || extent > LENGTH_MAX || !(lambda >= 0) || isinf (lambda)
      || !isfinite (m2) || (lambda == 0 && m2 <= 0))
    return lgt_fail (error, LGT_EINVAL, "transfer matrix of %d sites (1 to "
                     "%d), m^2 = %g, lambda = %g: not a theory", extent,
                     LENGTH_MAX, m2, lambda);
  for (int n = FEWEST; n <= MOST; n *= 2)
    {
      struct transfer tr;
      enum lgt_status status = transfer_new (n, m2, lambda, &tr, error);

      before = now;
      if (status == LGT_OK)
        status = evaluate (&tr, extent, &now, g, error);
      transfer_free (&tr);
      if (status != LGT_OK)
        return status;
      if (n > FEWEST && agree (&before, &now))
        {
          *result = now;
          if (two_point)
            memcpy (two_point, g, (size_t) extent * sizeof *g);
          return LGT_OK;
        }
    }
  return lgt_fail (error, LGT_ENUM, "transfer matrix of m^2 = %g, lambda = "
                   "%g: %d points are not enough", m2, lambda, MOST);
}
