/* Mixtures of non-compact projections; formulas in lib/tensor/ncp_body.h.

   COUNT is 2, the usual number of components, with its scales in registers;
   or 0, any other, with its scales in shared memory.

   An angle moves (C + 1) t + 32 bytes, t those of a raw number, and 120 C
   flops, its gradient (3 C + 3) t + 56 bytes; the inverse map makes some 5
   to 10 times as many flops.  */

#include "../circular.h"
#include "../../lib/tensor/ncp_body.h"

/* Threads of a block: 33 KiB of shared memory for 64 components.  */
enum { THREADS = 64 };

/* Doubles of shared memory a thread: an odd number, so that neighbours are in
   different banks.  */
static __host__ __device__ inline int
room (int count)
{
  return count | 1;
}

/* The scales of components at distances of LANES to SCALE.  */
template <class T>
LGT_DEVICE void
load_scales (int count, const T *raw, int lanes, double *scale)
{
  for (int i = 0; i < count; i++)
    scale[i] = ncp_scale ((double) raw[(int64_t) i * lanes]);
}

template <class T>
LGT_DEVICE void
transform_one (const struct lgt_circular &c, const struct lgt_spot &spot,
               int count, int inverse, double *scale)
{
  const T *raw = lgt_spot_in<const T> (spot, c.raw);
  const int lanes = c.raw.shape.lanes;
  const double shift = raw[(int64_t) count * lanes];
  double v = lgt_loop_angle (c, spot), slope, sine, cosine;

  load_scales (count, raw, lanes, scale);
  if (inverse)
    {
      v = ncp_inverse (count, scale, lgt_reduce_angle (v - shift));
      num_sincos (0.5 * v, &sine, &cosine);
      slope = ncp_slope (count, scale, sine, cosine);
      lgt_put_image (c, spot, v, -num_log (slope));
    }
  else
    {
      v = ncp_forward (count, scale, v, &slope) + shift;
      lgt_put_image (c, spot, v, num_log (slope));
    }
}

template <class T>
LGT_DEVICE void
pull_one (const struct lgt_circular &c, const struct lgt_spot &spot,
          int count, int inverse, double *scale)
{
  const T *raw = lgt_spot_in<const T> (spot, c.raw);
  const int lanes = c.raw.shape.lanes;
  const double shift = raw[(int64_t) count * lanes];
  double gy = lgt_image_gradient (c, spot), gl = lgt_log_gradient (c, spot);
  double x = lgt_loop_angle (c, spot), slope, log_slope_x, gx, g_shift = gy;

  load_scales (count, raw, lanes, scale);
  if (inverse)
    x = ncp_inverse (count, scale, lgt_reduce_angle (x - shift));
  log_slope_x = ncp_slopes (count, scale, x, &slope);
  if (inverse)
    {
      /* As rqs_inverse_gy of rqs_body.h.  */
      gx = (gy - gl * log_slope_x) / slope;
      g_shift = -gx;
      gl = -gl;
    }
  else
    gx = gy * slope + gl * log_slope_x;
  if (c.graw.data)
    {
      T *g = lgt_spot_in<T> (spot, c.graw);
      const struct ncp_weights w = ncp_weigh (count, x, g_shift, gl, slope);

      for (int i = 0; i < count; i++)
        {
          T *at = g + (int64_t) i * lanes;

          *at = (T) (*at + ncp_pull (&w, scale[i],
                                     (double) raw[(int64_t) i * lanes]));
        }
      g += (int64_t) count * lanes;
      *g = (T) (*g + g_shift);
    }
  lgt_add_angle_gradients (c, spot, gx, gy);
}

/* WHAT is one of the two above.  */
enum what { RUN, PULL };
template <class T, int COUNT, enum what WHAT>
static __global__ void
work (struct lgt_circular c, int any_count, int inverse)
{
  const int count = COUNT > 0 ? COUNT : any_count;
  double few[COUNT > 0 ? COUNT : 1], *scale = few;

  if constexpr (COUNT == 0)
    {
      LGT_DYNAMIC_SHARED (double, scales);

      scale = scales + threadIdx.x * (unsigned) room (count);
    }
  LGT_EACH (pack, item, c.u.shape.packs, lgt_row_items (c.u))
    {
      const struct lgt_spot spot = lgt_spot_of (c, pack, item);

      if constexpr (WHAT == RUN)
        transform_one<T> (c, spot, count, inverse, scale);
      else
        pull_one<T> (c, spot, count, inverse, scale);
    }
}

template <class T, enum what WHAT>
static void
launch (struct lgt_queue *queue, const struct lgt_circular &c,
        const struct lgt_circular_params &p)
{
  const int64_t rows = lgt_row_items (c.u);
  const int packs = c.u.shape.packs;
  const dim3 grid ((unsigned) ((rows + THREADS - 1) / THREADS),
                   (unsigned) (packs < LGT_GRID_PACKS ? packs
                                                      : +LGT_GRID_PACKS));

  if (p.count == 2)
    lgt_launch (queue, work<T, 2, WHAT>, packs, rows, c, 2, p.inverse);
  else
    lgt_launch_grid (queue, work<T, 0, WHAT>, grid, dim3 (THREADS),
                     THREADS * sizeof (double) * (size_t) room (p.count), c,
                     p.count, p.inverse);
}

template <class T>
static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_circular_params *> (params);
  const struct lgt_circular c = lgt_circular_run (in, out, scratch);

  launch<T, RUN> (queue, c, *p);
  lgt_add_sites (queue, c.logs, out[1]);
}

template <class T>
static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_circular_params *> (params);
  const struct lgt_circular c = lgt_circular_pull (in, in + 5, out);

  if (c.gy.data || c.gl.data)
    launch<T, PULL> (queue, c, *p);
}

LGT_ENTRY_OF (circular_ncp, run)
LGT_ENTRY_OF (circular_ncp, pull)
