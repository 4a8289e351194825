/* A tabulated map of the circle that depends on a condition: at each
   condition a rational quadratic spline, the numbers of which are
   interpolated by cubics through four neighbouring conditions.

   An angle moves 40 bytes, its gradient 72, beside the table, which stays in
   the cache; lgt_op_circular_table counts the flops.  */

#include "../circular.h"
#include "../../lib/tensor/rqs_body.h"

/* The table: rows of 3 BINS + 1 numbers, and the left knots, [angles, bins]
   of x, then the same of y.  */
struct table
{
  int bins, angles;
  const double *row, *left;
};

/* Where an angle is in the table: four rows, each with its weight and the
   weight's derivative with respect to the condition, and a bin.  */
struct place
{
  int row[4], bin;
  double weight[4], slope[4];
};

/* The left knots: a warp for each condition (x) and for widths and heights
   (y), adding up 32 bins at a time.  */
static __global__ void
add_knots (struct table t, double *left)
{
  const int64_t bins = t.bins;
  const double *size = t.row + (int64_t) blockIdx.x * (3 * bins + 1)
                       + blockIdx.y * bins;
  double before = -3.14159265358979324;

  left += ((int64_t) blockIdx.y * t.angles + blockIdx.x) * bins;
  for (int64_t first = 0; first < bins; first += LGT_WARP)
    {
      const int64_t k = first + threadIdx.x;
      const double own = k < bins ? size[k] : 0;
      double sum = own;

      for (unsigned step = 1; step < LGT_WARP; step *= 2)
        {
          const double other = __shfl_up_sync (0xffffffffu, sum, step);

          if (threadIdx.x >= step)
            sum += other;
        }
      if (k < bins)
        left[k] = before + (sum - own);
      before += __shfl_sync (0xffffffffu, sum, LGT_WARP - 1);
    }
}

/* Rows and weights of CONDITION: the Lagrange polynomials of the nodes -1,
   0, 1, 2 at the fraction f of a step.  NaN is in the weights.  */
LGT_DEVICE void
find_rows (int angles, double condition, struct place *at)
{
  const double pi = 3.14159265358979324, scale = angles * (0.5 / pi);
  const double t = (lgt_reduce_angle (condition) + pi) * scale;
  const int j = t > 0 ? (int) t : 0;
  const double f = t - j, u = f - 1, v = f - 2;

#pragma unroll
  for (int m = 0; m < 4; m++)
    at->row[m] = (j + m - 1 + angles) % angles;
  at->weight[0] = f * u * v * (-1.0 / 6);
  at->weight[1] = (f + 1) * u * v * 0.5;
  at->weight[2] = (f + 1) * f * v * -0.5;
  at->weight[3] = (f + 1) * f * u * (1.0 / 6);
  at->slope[0] = (f * (6 - 3 * f) - 2) * (scale / 6);
  at->slope[1] = (f * (3 * f - 4) - 1) * (scale / 2);
  at->slope[2] = (f * (2 - 3 * f) + 2) * (scale / 2);
  at->slope[3] = (f * f * 3 - 1) * (scale / 6);
}

/* sum_m WEIGHT[m] data[row[m] STRIDE + K].  */
LGT_DEVICE double
look (const double *data, int64_t stride, int k, const struct place &at,
      const double *weight)
{
  double sum = 0;

#pragma unroll
  for (int m = 0; m < 4; m++)
    sum += weight[m] * data[at.row[m] * stride + k];
  return sum;
}

/* The bin of V among the interpolated knots LEFT, by bisection.  */
LGT_DEVICE void
find_bin (const double *left, int bins, double v, struct place *at)
{
  int low = 0, high = bins;

  while (high - low > 1)
    {
      const int middle = (low + high) / 2;

      if (v >= look (left, bins, middle, *at, at->weight))
        low = middle;
      else
        high = middle;
    }
  at->bin = low;
}

/* The numbers of the bin under WEIGHT, and the shift.  */
LGT_DEVICE void
read_bin (const struct table &t, const struct place &at, const double *weight,
          struct rqs_bin *bin)
{
  const int bins = t.bins, k = at.bin;
  const int64_t stride = 3 * (int64_t) bins + 1;

  bin->x = look (t.left, bins, k, at, weight);
  bin->y = look (t.left + t.angles * (int64_t) bins, bins, k, at, weight);
  bin->w = look (t.row, stride, k, at, weight);
  bin->h = look (t.row + bins, stride, k, at, weight);
  bin->d0 = look (t.row + 2 * bins, stride, k, at, weight);
  bin->d1 = look (t.row + 2 * bins, stride, k + 1 < bins ? k + 1 : 0, at,
                  weight);
}
LGT_DEVICE double
shift_of (const struct table &t, const struct place &at, const double *weight)
{
  return look (t.row + 3 * t.bins, 3 * (int64_t) t.bins + 1, 0, at, weight);
}

/* Where a table is too coarse for its cubics, they may pass below zero.  */
LGT_DEVICE double
positive (double x)
{
  return x < 1e-30 ? 1e-30 : x;
}

/* Rows, bin, numbers and shift for the angle V before (or with INVERSE after)
   the map; returns the angle less the shift where that applies.  */
LGT_DEVICE double
find (const struct table &t, double condition, int inverse, double v,
      struct place *at, struct rqs_bin *bin, double *shift)
{
  const double *left = t.left;

  find_rows (t.angles, condition, at);
  *shift = shift_of (t, *at, at->weight);
  if (inverse)
    {
      v = lgt_reduce_angle (v - *shift);
      left += t.angles * (int64_t) t.bins;
    }
  find_bin (left, t.bins, v, at);
  read_bin (t, *at, at->weight, bin);
  bin->w = positive (bin->w);
  bin->h = positive (bin->h);
  bin->d0 = positive (bin->d0);
  bin->d1 = positive (bin->d1);
  return v;
}

static __global__ void
transform (struct lgt_circular c, struct table t, int inverse)
{
  LGT_EACH (pack, item, c.u.shape.packs, lgt_row_items (c.u))
    {
      const struct lgt_spot spot = lgt_spot_of (c, pack, item);
      struct place at;
      struct rqs_bin bin;
      double shift, log_slope;
      double v = find (t, *lgt_spot_in<const double> (spot, c.raw), inverse,
                       lgt_loop_angle (c, spot), &at, &bin, &shift);

      if (inverse)
        {
          v = rqs_inverse (&bin, v, &log_slope);
          log_slope = -log_slope;
        }
      else
        v = rqs_forward (&bin, v, &log_slope) + shift;
      lgt_put_image (c, spot, v, log_slope);
    }
}

static __global__ void
pull_back (struct lgt_circular c, struct table t, int inverse)
{
  LGT_EACH (pack, item, c.u.shape.packs, lgt_row_items (c.u))
    {
      const struct lgt_spot spot = lgt_spot_of (c, pack, item);
      const double gy = lgt_image_gradient (c, spot);
      const double gl = lgt_log_gradient (c, spot);
      struct place at;
      struct rqs_bin bin, g, slope;
      double shift, gx, g_shift = gy;
      double v = find (t, *lgt_spot_in<const double> (spot, c.raw), inverse,
                       lgt_loop_angle (c, spot), &at, &bin, &shift);

      if (inverse)
        {
          double unused;

          v = rqs_inverse (&bin, v, &unused);
          gx = rqs_inverse_gy (&bin, v, gy, gl);
          g_shift = -gx;
          rqs_pull (&bin, v, g_shift, -gl, &g);
        }
      else
        gx = rqs_pull (&bin, v, gy, gl, &g);
      if (c.graw.data)
        {
          read_bin (t, at, at.slope, &slope);
          *lgt_spot_in<double> (spot, c.graw)
            += g.x * slope.x + g.w * slope.w + g.y * slope.y + g.h * slope.h
               + g.d0 * slope.d0 + g.d1 * slope.d1
               + g_shift * shift_of (t, at, at.slope);
        }
      lgt_add_angle_gradients (c, spot, gx, gy);
    }
}

/* The table ROWS with its knots at LEFT.  */
static struct table
prepare (struct lgt_queue *queue,
         const struct lgt_circular_table_params &p, const void *rows,
         double *left)
{
  const struct table t = { p.bins, p.angles,
                           static_cast<const double *> (rows), left };

  lgt_launch_grid (queue, add_knots, dim3 ((unsigned) p.angles, 2),
                   dim3 (LGT_WARP), 0, t, left);
  return t;
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const auto *p
    = static_cast<const struct lgt_circular_table_params *> (params);
  double *left = static_cast<double *> (scratch);
  const struct lgt_circular c
    = lgt_circular_run (in, out, left + 2 * (int64_t) p->angles * p->bins);

  lgt_launch (queue, transform, c.u.shape.packs, lgt_row_items (c.u), c,
              prepare (queue, *p, in[3].data, left), p->inverse);
  lgt_add_sites (queue, c.logs, out[1]);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const auto *p
    = static_cast<const struct lgt_circular_table_params *> (params);
  const struct lgt_circular c = lgt_circular_pull (in, in + 6, out);

  if (c.gy.data || c.gl.data)
    lgt_launch (queue, pull_back, c.u.shape.packs, lgt_row_items (c.u), c,
                prepare (queue, *p, in[3].data,
                         static_cast<double *> (scratch)), p->inverse);
}

LGT_ENTRY (circular_table, run)
LGT_ENTRY (circular_table, pull)
