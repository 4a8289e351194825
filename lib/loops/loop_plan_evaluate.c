/* A plan multiplied out on the host: for angles, and for complex matrices
   in a plain way that can be trusted.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/loop_plan.h>

/* What is the same for angles and matrices.  BLOCK is the doubles of a link,
   RESULT those of a value.  N = 0: angles.  */
struct run
{
  const struct lgt_loop_plan *plan;
  const struct lgt_geom *geom;
  int n, block, result;
  const double *links;
  double *array;                /* plan->arrays * volume * block */
  int64_t *step[2];             /* see prepare_shift; sum of extents each */
  double *work;                 /* one block */
};

/* The site x + SHIFT is the sum over mu of entries x_mu of the tables that
   follow each other in STEP.  */
static void
prepare_shift (const struct lgt_geom *geom, const int *shift, int64_t *step)
{
  for (int mu = 0; mu < geom->ndim; mu++)
    {
      int extent = geom->extent[mu];
      int move = (shift[mu] % extent + extent) % extent;

      for (int x = 0; x < extent; x++)
        *step++ = (x + move < extent ? x + move : x + move - extent)
                  * geom->stride[mu];
    }
}

static int64_t
shifted (const struct lgt_geom *geom, const int64_t *step, const int *x)
{
  int64_t site = 0;

  for (int mu = 0; mu < geom->ndim; mu++)
    {
      site += step[x[mu]];
      step += geom->extent[mu];
    }
  return site;
}

static void
next_site (const struct lgt_geom *geom, int *x)
{
  for (int mu = 0; mu < geom->ndim && ++x[mu] == geom->extent[mu]; mu++)
    x[mu] = 0;
}

/* The block of FACTOR's source at SITE.  */
static const double *
block_at (const struct run *run, const struct lgt_loop_factor *factor,
          int64_t site)
{
  int ndim = run->plan->ndim, array;

  if (factor->source < ndim)
    return run->links + (site * ndim + factor->source) * run->block;
  array = run->plan->product[factor->source - ndim].array;
  return run->array + (array * run->geom->volume + site) * run->block;
}

/* Entry (I, K) of A, or of its conjugate.  */
static void
entry (const double *a, int n, int dagger, int i, int k, double *re,
       double *im)
{
  const double *p = dagger ? a + 2 * (k * n + i) : a + 2 * (i * n + k);

  *re = p[0];
  *im = dagger ? -p[1] : p[1];
}

/* C[2] = entry (I, J) of A B.  */
static void
row_column (int n, const double *a, int dagger_a, const double *b,
            int dagger_b, int i, int j, double *c)
{
  double sum_re = 0, sum_im = 0;

  for (int k = 0; k < n; k++)
    {
      double ar, ai, br, bi;

      entry (a, n, dagger_a, i, k, &ar, &ai);
      entry (b, n, dagger_b, k, j, &br, &bi);
      sum_re += ar * br - ai * bi;
      sum_im += ar * bi + ai * br;
    }
  c[0] = sum_re;
  c[1] = sum_im;
}

/* C = A B.  N = 0: the sum of two angles.  */
static void
multiply (int n, const double *a, int dagger_a, const double *b,
          int dagger_b, double *c)
{
  if (!n)
    *c = (dagger_a ? -*a : *a) + (dagger_b ? -*b : *b);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      row_column (n, a, dagger_a, b, dagger_b, i, j, c + 2 * (i * n + j));
}

/* C = A, or its conjugate.  */
static void
copy (int n, const double *a, int dagger, double *c)
{
  if (!n)
    *c = dagger ? -*a : *a;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++, c += 2)
      entry (a, n, dagger, i, j, &c[0], &c[1]);
}

static void
unit (int n, double *c)
{
  if (!n)
    *c = 0;
  memset (c, 0, 2 * (size_t) (n * n) * sizeof c[0]);
  for (int i = 0; i < n; i++)
    c[2 * (i * n + i)] = 1;
}

/* RESULT[2] = trace of A, or of A B if B is not NULL.  */
static void
trace (int n, const double *a, int dagger_a, const double *b, int dagger_b,
       double *result)
{
  double re = 0, im = 0;

  for (int i = 0; i < n; i++)
    {
      double c[2];

      if (b)
        row_column (n, a, dagger_a, b, dagger_b, i, i, c);
      else
        entry (a, n, dagger_a, i, i, &c[0], &c[1]);
      re += c[0];
      im += c[1];
    }
  result[0] = re;
  result[1] = im;
}

static void
evaluate_product (const struct run *run, int number)
{
  const struct lgt_loop_product *product = &run->plan->product[number];
  const struct lgt_geom *geom = run->geom;
  int x[LGT_MAX_DIM] = { 0 };
  double *c = run->array + product->array * geom->volume * run->block;

  for (int k = 0; k < 2; k++)
    prepare_shift (geom, product->factor[k].shift, run->step[k]);
  for (int64_t site = 0; site < geom->volume; site++, c += run->block)
    {
      const double *factor[2];

      for (int k = 0; k < 2; k++)
        factor[k] = block_at (run, &product->factor[k],
                              shifted (geom, run->step[k], x));
      multiply (run->n, factor[0], product->factor[0].dagger, factor[1],
                product->factor[1].dagger, c);
      next_site (geom, x);
    }
}

static void
evaluate_value (const struct run *run, const struct lgt_loop_value *value,
                double *result)
{
  const struct lgt_geom *geom = run->geom;
  const struct lgt_loop_factor *f = value->factor;
  int traces = run->n && run->plan->kind == LGT_LOOP_PLAN_TRACES;
  int x[LGT_MAX_DIM] = { 0 };

  for (int k = 0; k < value->factors; k++)
    prepare_shift (geom, f[k].shift, run->step[k]);
  if (!value->factors)
    unit (run->n, run->work);
  for (int64_t site = 0; site < geom->volume; site++, result += run->result)
    {
      const double *a[2] = { run->work, NULL };

      for (int k = 0; k < value->factors; k++)
        a[k] = block_at (run, &f[k], shifted (geom, run->step[k], x));
      if (traces)
        trace (run->n, a[0], f[0].dagger, a[1], f[1].dagger, result);
      else if (a[1])
        multiply (run->n, a[0], f[0].dagger, a[1], f[1].dagger, result);
      else
        copy (run->n, a[0], f[0].dagger, result);
      next_site (geom, x);
    }
}

/* LGT_EINVAL unless PLAN can be evaluated on GEOM.  A product's shifts lead
   along its path, and its values close where their path does.  */
static enum lgt_status
check (const struct lgt_loop_plan *plan, const struct lgt_geom *geom,
       struct lgt_error *error)
{
  if (plan->ndim != geom->ndim)
    return lgt_fail (error, LGT_EINVAL,
                     "a plan for %d dimensions on a lattice of %d",
                     plan->ndim, geom->ndim);
  for (int i = 0; i < plan->loops && plan->kind == LGT_LOOP_PLAN_TRACES; i++)
    for (int mu = 0; mu < geom->ndim; mu++)
      if (plan->loop[i].end[mu] % geom->extent[mu])
        return lgt_fail (error, LGT_EINVAL,
                         "path %d leads %d steps along direction %d and does "
                         "not close on an extent of %d: it has no trace", i,
                         plan->loop[i].end[mu], mu, geom->extent[mu]);
  return LGT_OK;
}

static enum lgt_status
evaluate (const struct lgt_loop_plan *plan, const struct lgt_geom *geom,
          int n, const double *links, double *values,
          struct lgt_error *error)
{
  struct run run = { .plan = plan, .geom = geom, .n = n, .links = links };
  size_t extents = 0, size, volume = (size_t) geom->volume;
  enum lgt_status status = check (plan, geom, error);

  if (status)
    return status;
  if (n > 1 << 12)
    return lgt_fail (error, LGT_EINVAL, "matrices of %d rows: at most %d",
                     n, 1 << 12);
  run.block = n ? 2 * n * n : 1;
  run.result = n && plan->kind == LGT_LOOP_PLAN_TRACES ? 2 : run.block;
  for (int mu = 0; mu < geom->ndim; mu++)
    extents += (size_t) geom->extent[mu];
  size = (size_t) run.block * sizeof (double);
  if (plan->arrays == 0 || volume <= SIZE_MAX / size / (size_t) plan->arrays)
    run.array = malloc (volume * (size_t) plan->arrays * size + 1);
  run.step[0] = malloc (2 * extents * sizeof run.step[0][0]);
  run.work = malloc (size);
  if (!run.array || !run.step[0] || !run.work)
    status = lgt_fail (error, LGT_ENOMEM,
                       "no memory for %d arrays of %lld sites",
                       plan->arrays, (long long) geom->volume);
  else
    {
      run.step[1] = run.step[0] + extents;
      for (int done = 0; done <= plan->products; done++)
        {
          if (done)
            evaluate_product (&run, done - 1);
          for (int i = 0; i < plan->loops; i++)
            if (plan->loop[i].after == done)
              evaluate_value (&run, &plan->loop[i],
                              values + i * geom->volume * run.result);
        }
    }
  free (run.array);
  free (run.step[0]);
  free (run.work);
  return status;
}

enum lgt_status
lgt_loop_plan_angles (const struct lgt_loop_plan *plan,
                      const struct lgt_geom *geom, const double *links,
                      double *values, struct lgt_error *error)
{
  return evaluate (plan, geom, 0, links, values, error);
}

enum lgt_status
lgt_loop_plan_matrices (const struct lgt_loop_plan *plan,
                        const struct lgt_geom *geom, int n,
                        const double *links, double *values,
                        struct lgt_error *error)
{
  if (n < 1)
    return lgt_fail (error, LGT_EINVAL,
                     "matrices of %d rows: at least 1", n);
  return evaluate (plan, geom, n, links, values, error);
}
