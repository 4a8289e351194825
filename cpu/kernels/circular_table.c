/* A tabulated map of the circle that depends on a condition: at each
   condition a rational quadratic spline, the numbers of which are
   interpolated by cubics through four neighbouring conditions.  */

#include "circular.h"
#include "../../lib/tensor/rqs_body.h"

/* Where the tile's lanes are in the table: four rows each with their weights
   and the weights' derivatives with respect to the condition, and a bin.  */
struct place
{
  int row[4][LGT_VD], bin[LGT_VD];
  vd weight[4], slope[4];
};

/* The left knots, [angles, bins] of x, then the same of y.  */
static void
knots (const struct lgt_queue *queue, const struct lgt_circular_table_params *p,
       const double *table, double *left)
{
  int64_t bins = p->bins, size = p->angles * bins;

#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 2 * size))
  for (int j = 0; j < p->angles; j++)
    {
      const double *row = table + j * (3 * bins + 1);
      double x = -LGT_PI, y = -LGT_PI;

      for (int64_t k = 0; k < bins; k++)
        {
          left[j * bins + k] = x;
          left[size + j * bins + k] = y;
          x += row[k];
          y += row[bins + k];
        }
    }
}

/* Rows and weights of CONDITION: the Lagrange polynomials of the nodes -1,
   0, 1, 2 at the fraction f of a step.  NaN is in the weights.  */
LGT_INLINE void
find_rows (int angles, vd condition, struct place *at)
{
  double scale = angles * (0.5 / LGT_PI);
  vd t = (lgt_reduce_angle (condition) + LGT_PI) * scale, f = t, u, v;

  for (int l = 0; l < LGT_VD; l++)
    {
      int j = t[l] > 0 ? (int) t[l] : 0;

      f[l] = t[l] - j;
      for (int m = 0; m < 4; m++)
        at->row[m][l] = (j + m - 1 + angles) % angles;
    }
  u = f - 1.0;
  v = f - 2.0;
  at->weight[0] = f * u * v * (-1.0 / 6);
  at->weight[1] = (f + 1.0) * u * v * 0.5;
  at->weight[2] = (f + 1.0) * f * v * -0.5;
  at->weight[3] = (f + 1.0) * f * u * (1.0 / 6);
  at->slope[0] = (f * (6.0 - 3.0 * f) - 2.0) * (scale / 6);
  at->slope[1] = (f * (3.0 * f - 4.0) - 1.0) * (scale / 2);
  at->slope[2] = (f * (2.0 - 3.0 * f) + 2.0) * (scale / 2);
  at->slope[3] = (f * f * 3.0 - 1.0) * (scale / 6);
}

/* sum_m weight[m] data[row[m] STRIDE + (bin + NEXT) mod BINS].  */
LGT_INLINE vd
look (const double *data, int64_t stride, int bins, int next,
      const struct place *at, const vd *weight)
{
  vd sum = { 0 };

  for (int m = 0; m < 4; m++)
    {
      vd value = { 0 };

      for (int l = 0; l < LGT_VD; l++)
        {
          int k = at->bin[l] + next;

          value[l] = data[at->row[m][l] * stride + (k < bins ? k : k - bins)];
        }
      sum += weight[m] * value;
    }
  return sum;
}

/* The bin of V among the interpolated knots LEFT, by bisection.  */
LGT_INLINE void
find_bin (const double *left, int bins, vd v, struct place *at)
{
  for (int l = 0; l < LGT_VD; l++)
    {
      int low = 0, high = bins;

      while (high - low > 1)
        {
          int middle = (low + high) / 2;
          double knot = 0;

          for (int m = 0; m < 4; m++)
            knot += at->weight[m][l]
                    * left[at->row[m][l] * (int64_t) bins + middle];
          if (v[l] >= knot)
            low = middle;
          else
            high = middle;
        }
      at->bin[l] = low;
    }
}

/* The numbers of the bins under WEIGHT.  */
LGT_INLINE void
read_bin (const struct lgt_circular *c, const struct place *at,
          const vd *weight, struct rqs_bin *bin)
{
  const struct lgt_circular_table_params *p = c->params;
  const double *table = c->in[3].data, *left = c->table;
  int bins = p->bins;
  int64_t stride = 3 * (int64_t) bins + 1;

  bin->x = look (left, bins, bins, 0, at, weight);
  bin->y = look (left + p->angles * (int64_t) bins, bins, bins, 0, at,
                 weight);
  bin->w = look (table, stride, bins, 0, at, weight);
  bin->h = look (table + bins, stride, bins, 0, at, weight);
  bin->d0 = look (table + 2 * bins, stride, bins, 0, at, weight);
  bin->d1 = look (table + 2 * bins, stride, bins, 1, at, weight);
}

LGT_INLINE vd
shift_of (const struct lgt_circular *c, struct place *at, const vd *weight)
{
  const struct lgt_circular_table_params *p = c->params;

  for (int l = 0; l < LGT_VD; l++)
    at->bin[l] = 0;
  return look ((const double *) c->in[3].data + 3 * p->bins,
               3 * (int64_t) p->bins + 1, p->bins, 0, at, weight);
}

/* Where a table is too coarse for its cubics, they may pass below zero.  */
LGT_INLINE vd
positive (vd x)
{
  return vd_select (x < 1e-30, vd_set (1e-30), x);
}

/* Rows, bin, numbers and shift for the angle X before (or with inverse = 1
   after) the map; returns the angle less the shift where that applies.  */
LGT_INLINE vd
find (const struct lgt_circular *c, const struct lgt_tile *t, vd x,
      struct place *at, struct rqs_bin *bin, vd *shift)
{
  const struct lgt_circular_table_params *p = c->params;
  const double *left = c->table;

  find_rows (p->angles, lgt_tile_load (t, &c->in[2], LGT_F64, 0), at);
  *shift = shift_of (c, at, at->weight);
  if (p->inverse)
    {
      x = lgt_reduce_angle (x - *shift);
      left += p->angles * (int64_t) p->bins;
    }
  find_bin (left, p->bins, x, at);
  read_bin (c, at, at->weight, bin);
  bin->w = positive (bin->w);
  bin->h = positive (bin->h);
  bin->d0 = positive (bin->d0);
  bin->d1 = positive (bin->d1);
  return x;
}

LGT_INLINE vd
map (const struct lgt_circular *c, enum lgt_type type,
     const struct lgt_tile *t, vd x, vd *log_slope)
{
  const struct lgt_circular_table_params *p = c->params;
  struct place at;
  struct rqs_bin bin;
  vd shift;

  (void) type;
  x = find (c, t, x, &at, &bin, &shift);
  if (!p->inverse)
    return rqs_forward (&bin, x, log_slope) + shift;
  x = rqs_inverse (&bin, x, log_slope);
  *log_slope = -*log_slope;
  return x;
}

LGT_INLINE vd
back (const struct lgt_circular *c, enum lgt_type type,
      const struct lgt_tile *t, vd x, vd gy, vd gl)
{
  const struct lgt_circular_table_params *p = c->params;
  struct place at;
  struct rqs_bin bin, g, slope;
  vd shift, gx;

  (void) type;
  x = find (c, t, x, &at, &bin, &shift);
  if (p->inverse)
    {
      vd unused;

      x = rqs_inverse (&bin, x, &unused);
      gx = rqs_inverse_gy (&bin, x, gy, gl);
      gy = -gx;
      rqs_pull (&bin, x, gy, -gl, &g);
    }
  else
    gx = rqs_pull (&bin, x, gy, gl, &g);
  if (c->out[2].data)
    {
      read_bin (c, &at, at.slope, &slope);
      lgt_tile_add (t, &c->out[2], LGT_F64, 0,
                    g.x * slope.x + g.w * slope.w + g.y * slope.y
                    + g.h * slope.h + g.d0 * slope.d0 + g.d1 * slope.d1
                    + gy * shift_of (c, &at, at.slope));
    }
  return gx;
}

LGT_CIRCULAR_WORKER (run_tiles, run, map)
LGT_CIRCULAR_WORKER (pull_tiles, pull, back)

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_circular_table_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);
  double *left = scratch;

  knots (queue, p, in[3].data, left);
  c.table = left;
  c.logs = left + 2 * (int64_t) p->angles * p->bins;
  lgt_circular_work (queue, &c, 1000, run_tiles);
  lgt_circular_sum (&c);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_circular_table_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);

  c.grad = in + 6;
  if (c.grad[0].data == NULL && c.grad[1].data == NULL)
    return LGT_OK;
  knots (queue, p, in[3].data, scratch);
  c.table = scratch;
  lgt_circular_work (queue, &c, 1500, pull_tiles);
  return LGT_OK;
}

LGT_ENTRY (circular_table, run)
LGT_ENTRY (circular_table, pull)
