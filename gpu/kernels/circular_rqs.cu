/* Circular rational quadratic splines; formulas in lib/tensor/rqs_body.h.

   BINS is 8, the usual number, and then all raw numbers of an angle are in
   registers; or 0, any other, and then they are read again for each walk over
   the bins, which is cheaper than local memory for the largest number.

   An angle moves (3 K + 1) t + 32 bytes, t those of a raw number, and
   60 K + 120 flops; its gradient (9 K + 3) t + 56 bytes, 70 K + 200 flops.  */

#include "../circular.h"
#include "../../lib/tensor/rqs_body.h"

/* The raw numbers of an angle.  */
template <class T>
struct raw
{
  const T *at;
  int lanes, bins;
};

template <class T>
LGT_DEVICE double
load (const struct raw<T> &r, int c)
{
  return r.at[(int64_t) c * r.lanes];
}

LGT_DEVICE struct rqs_form
form_of (const struct lgt_circular_params &p, int bins)
{
  const double pi = 3.14159265358979324;

  return { bins, bins, -pi, 2 * pi, p.min_bin, p.min_slope };
}

/* The largest of the raw numbers FIRST ... FIRST + K - 1.  */
template <class T>
LGT_DEVICE double
largest (const struct raw<T> &r, int first)
{
  double top = load (r, first);

  for (int k = 1; k < r.bins; k++)
    top = num_max (load (r, first + k), top);
  return top;
}

/* What the exponentials come from: themselves, or the largest raw width and
   height.  */
template <int BINS>
struct exps
{
  double value[BINS > 0 ? 2 * BINS : 2];
};

/* exp of raw number C less the largest of its kind; C < K are widths, others
   heights.  */
template <class T, int BINS>
LGT_DEVICE double
exp_of (const struct raw<T> &r, const struct exps<BINS> &e, int c)
{
  if constexpr (BINS > 0)
    return e.value[c];
  else
    return num_exp_down (load (r, c)
                         - (c < r.bins ? e.value[0] : e.value[1]));
}

/* The bin that holds V.  */
template <class T, int BINS>
LGT_DEVICE struct rqs_found
find (const struct rqs_form &form, const struct raw<T> &r, double v, int by_y,
      struct rqs_bin *bin, struct exps<BINS> *e)
{
  if constexpr (BINS > 0)
    {
      double all[3 * BINS];

#pragma unroll
      for (int c = 0; c < 3 * BINS; c++)
        all[c] = load (r, c);
      return rqs_find (&form, all, e->value, v, by_y, bin);
    }
  else
    {
      const int bins = r.bins;
      const double base = form.length * form.min_bin;
      struct rqs_found found;
      struct rqs_bin at;
      double w = 0, h = 0;

      e->value[0] = largest (r, 0);
      e->value[1] = largest (r, bins);
      for (int k = 0; k < bins; k++)
        {
          w += exp_of (r, *e, k);
          h += exp_of (r, *e, bins + k);
        }
      rqs_scales (&form, w, h, &found);
      rqs_first_bin (&form, base, exp_of (r, *e, 0), exp_of (r, *e, bins),
                     load (r, 2 * bins), load (r, 2 * bins + (bins > 1)), &at,
                     bin, &found);
      for (int k = 1; k < bins; k++)
        rqs_next_bin (base, k, exp_of (r, *e, k), exp_of (r, *e, bins + k),
                      load (r, 2 * bins + k),
                      load (r, 2 * bins + (k + 1 == bins ? 0 : k + 1)), v,
                      by_y, &at, bin, &found);
      bin->d0 = rqs_slope (&form, found.raw0);
      bin->d1 = rqs_slope (&form, found.raw1);
      return found;
    }
}

template <class T, int BINS>
static __global__ void
transform (struct lgt_circular c, struct lgt_circular_params p)
{
  LGT_EACH (pack, item, c.u.shape.packs, lgt_row_items (c.u))
    {
      const struct lgt_spot spot = lgt_spot_of (c, pack, item);
      const int bins = BINS > 0 ? BINS : p.count;
      const struct rqs_form form = form_of (p, bins);
      const struct raw<T> r
        = { lgt_spot_in<const T> (spot, c.raw), c.raw.shape.lanes, bins };
      const double shift = p.bias ? load (r, 3 * bins) : 0;
      double v = lgt_loop_angle (c, spot), log_slope;
      struct exps<BINS> e;
      struct rqs_bin bin;

      if (p.inverse)
        v = lgt_reduce_angle (v - shift);
      find (form, r, v, p.inverse, &bin, &e);
      if (p.inverse)
        {
          v = rqs_inverse (&bin, v, &log_slope);
          log_slope = -log_slope;
        }
      else
        v = rqs_forward (&bin, v, &log_slope) + shift;
      lgt_put_image (c, spot, v, log_slope);
    }
}

/* Adds to the gradients of the raw numbers but the shift, at OUT, from that of
   the bin, G.  */
template <class T, int BINS>
LGT_DEVICE void
add_raw_gradient (const struct rqs_form &form, const struct raw<T> &r,
                  const struct exps<BINS> &e, const struct rqs_found &found,
                  const struct rqs_bin &bin, const struct rqs_bin &g, T *out)
{
  const int bins = BINS > 0 ? BINS : r.bins;
  const double mean_w = rqs_mean (&form, found.index, bin.x, bin.w, g.x, g.w);
  const double mean_h = rqs_mean (&form, found.index, bin.y, bin.h, g.y, g.h);
  const double d0 = g.d0 * rqs_slope_raw (&form, found.raw0);
  const double d1 = g.d1 * rqs_slope_raw (&form, found.raw1);
  const int index = (int) found.index;
  const int next = index + 1 == bins ? 0 : index + 1;

#pragma unroll
  for (int k = 0; k < bins; k++)
    {
      T *w = out + (int64_t) k * r.lanes;
      T *h = w + (int64_t) bins * r.lanes, *d = h + (int64_t) bins * r.lanes;

      *w = (T) (*w + rqs_pull_softmax (k, found.index,
                                       found.scale_w * exp_of (r, e, k),
                                       mean_w, g.x, g.w));
      *h = (T) (*h + rqs_pull_softmax (k, found.index,
                                       found.scale_h
                                       * exp_of (r, e, bins + k),
                                       mean_h, g.y, g.h));
      *d = (T) (*d + ((index == k ? d0 : 0) + (next == k ? d1 : 0)));
    }
}

template <class T, int BINS>
static __global__ void
pull_back (struct lgt_circular c, struct lgt_circular_params p)
{
  LGT_EACH (pack, item, c.u.shape.packs, lgt_row_items (c.u))
    {
      const struct lgt_spot spot = lgt_spot_of (c, pack, item);
      const int bins = BINS > 0 ? BINS : p.count;
      const struct rqs_form form = form_of (p, bins);
      const struct raw<T> r
        = { lgt_spot_in<const T> (spot, c.raw), c.raw.shape.lanes, bins };
      const double gl = lgt_log_gradient (c, spot);
      double v = lgt_loop_angle (c, spot), gx;
      double gy = lgt_image_gradient (c, spot), g_shift = gy;
      struct exps<BINS> e;
      struct rqs_found found;
      struct rqs_bin bin, g;

      if (p.inverse)
        {
          double unused;

          if (p.bias)
            v = lgt_reduce_angle (v - load (r, 3 * bins));
          found = find (form, r, v, 1, &bin, &e);
          v = rqs_inverse (&bin, v, &unused);
          gx = rqs_inverse_gy (&bin, v, gy, gl);
          g_shift = -gx;
          rqs_pull (&bin, v, g_shift, -gl, &g);
        }
      else
        {
          found = find (form, r, v, 0, &bin, &e);
          gx = rqs_pull (&bin, v, gy, gl, &g);
        }
      if (c.graw.data)
        {
          T *out = lgt_spot_in<T> (spot, c.graw);

          add_raw_gradient (form, r, e, found, bin, g, out);
          if (p.bias)
            {
              out += (int64_t) (3 * bins) * r.lanes;
              *out = (T) (*out + g_shift);
            }
        }
      lgt_add_angle_gradients (c, spot, gx, gy);
    }
}

template <class T>
static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_circular_params *> (params);
  const struct lgt_circular c = lgt_circular_run (in, out, scratch);

  lgt_launch (queue, p->count == 8 ? transform<T, 8> : transform<T, 0>,
              c.u.shape.packs, lgt_row_items (c.u), c, *p);
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
    lgt_launch (queue, p->count == 8 ? pull_back<T, 8> : pull_back<T, 0>,
                c.u.shape.packs, lgt_row_items (c.u), c, *p);
}

LGT_ENTRY_OF (circular_rqs, run)
LGT_ENTRY_OF (circular_rqs, pull)
