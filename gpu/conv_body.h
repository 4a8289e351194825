/* The convolution's entries for one type: included by conv_f32.cu and
   conv_f64.cu.  conv_sum and conv_gemm are other ways to the same numbers
   where those are faster; here they are the same implicit GEMM.  */

#ifndef LGT_GPU_CONV_BODY_H
#define LGT_GPU_CONV_BODY_H

#include "conv_pass.h"
#include "conv_weights.h"

/* What SCRATCH has at OFFSET.  */
template <class T>
static T *
conv_at (void *scratch, size_t offset)
{
  return reinterpret_cast<T *> (static_cast<char *> (scratch) + offset);
}

/* What stands for rows that are missing.  */
static void
conv_clear (const struct lgt_queue *queue, const struct conv_scratch *at,
            void *scratch)
{
  cudaMemsetAsync (conv_at<char> (scratch, at->zeros), 0, at->zero_bytes,
                   queue->stream);
}

/* The pass from X to Y: weights are packed, all but the epilogue is set.  */
template <class T>
static struct conv_pass<T>
conv_prepare (const struct lgt_queue *queue, const struct lgt_conv_params *p,
              const struct conv_sizes *s, int transposed,
              const struct lgt_view *weight, const struct lgt_view *x,
              const struct lgt_view *y, void *scratch)
{
  const struct conv_scratch at = conv_scratch (s, x->type, transposed);
  T *packed = conv_at<T> (scratch, at.weights);
  struct conv_pass<T> a = {};
  int width;

  a.walk = conv_walk (p->stencil, transposed);
  a.lanes = conv_lanes (s->lanes);
  a.x = static_cast<const T *> (x->data);
  a.y = static_cast<T *> (y->data);
  a.x_pack = x->pack_stride;
  a.x_site = x->site_stride;
  a.y_pack = y->pack_stride;
  a.y_site = y->site_stride;
  a.weights = packed;
  a.zeros = conv_at<T> (scratch, at.zeros);
  a.groups = s->groups;
  a.ins = transposed ? s->outs : s->ins;
  a.outs = transposed ? s->ins : s->outs;
  width = conv_tile_outs (a.outs);
  a.out_tiles = (int) conv_blocks (a.outs, width);
  lgt_launch (queue, conv_pack<T>, 1,
              (int64_t) a.groups * a.out_tiles * width * a.ins * s->taps,
              static_cast<const T *> (weight->data), transposed, a.groups,
              a.ins, a.outs, s->taps, width, a.out_tiles, packed);
  return a;
}

template <class T>
static void
conv_forward (struct lgt_queue *queue, const void *params,
              const struct lgt_view *in, const struct lgt_view *out,
              enum lgt_activation activation, const struct lgt_view *pre,
              void *scratch)
{
  const auto *p = static_cast<const struct lgt_conv_params *> (params);
  const struct conv_sizes s = conv_sizes (p, in);
  const struct conv_scratch at = conv_scratch (&s, in[0].type, 0);
  struct conv_pass<T> a = conv_prepare<T> (queue, p, &s, 0, &in[1], &in[0],
                                           &out[0], scratch);

  if (a.walk.holes)
    conv_clear (queue, &at, scratch);
  a.bias = static_cast<const T *> (in[2].data);
  a.activation = activation;
  a.slope = (T) p->slope;
  if (pre && pre->data)
    {
      a.pre = static_cast<T *> (pre->data);
      a.pre_pack = pre->pack_stride;
      a.pre_site = pre->site_stride;
    }
  conv_run_pass (queue, &a, s.packs);
}

/* OUT: gradients of x, weight and bias, any of them absent, from the settled
   gradient DZ.  */
template <class T>
static void
conv_backward (struct lgt_queue *queue, const void *params,
               const struct lgt_view *in, const struct lgt_view *dz,
               const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_conv_params *> (params);
  const struct conv_sizes s = conv_sizes (p, in);
  const struct conv_scratch at = conv_scratch (&s, in[0].type, 1);

  if (!dz->data)
    return;
  if ((out[0].data && p->stencil->transposed_holes)
      || (out[1].data && p->stencil->forward_holes))
    conv_clear (queue, &at, scratch);
  if (out[0].data)
    {
      struct conv_pass<T> a = conv_prepare<T> (queue, p, &s, 1, &in[1], dz,
                                               &out[0], scratch);

      a.add = 1;
      conv_run_pass (queue, &a, s.packs);
    }
  if (out[1].data)
    {
      struct conv_outer<T> a = {};

      a.walk = conv_walk (p->stencil, 0);
      a.lanes = conv_lanes (s.lanes);
      a.x = static_cast<const T *> (in[0].data);
      a.dz = static_cast<const T *> (dz->data);
      a.x_pack = in[0].pack_stride;
      a.x_site = in[0].site_stride;
      a.dz_pack = dz->pack_stride;
      a.dz_site = dz->site_stride;
      a.groups = s.groups;
      a.ins = s.ins;
      a.outs = s.outs;
      a.packs = s.packs;
      a.tiles = conv_weight_tiles (&s);
      a.slabs = conv_at<double> (scratch, at.slabs);
      a.zeros = conv_at<T> (scratch, at.zeros);
      conv_add_weights (queue, &a, static_cast<T *> (out[1].data));
    }
  if (out[2].data)
    conv_add_bias (queue, &s, dz, conv_at<double> (scratch, at.bias_slabs),
                   static_cast<T *> (out[2].data));
}

/* dz = dy act', in place of dy.  */
template <class T>
static __global__ void
conv_settle (enum lgt_activation activation, T slope, int from_output,
             struct lgt_view from, struct lgt_view dy)
{
  LGT_EACH (pack, item, dy.shape.packs, lgt_count (dy))
    {
      const T f = ((const T *) from.data)[lgt_element_at (from, pack, item)];

      ((T *) dy.data)[lgt_element_at (dy, pack, item)]
        *= from_output ? lgt_activation_slope_y (activation, slope, f)
                       : lgt_activation_slope (activation, slope, f);
    }
}

/* The operations, as LGT_ENTRY wants them.  */

template <class T>
static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_conv_params *> (params);

  conv_forward<T> (queue, params, in, out, p->activation, &out[1], scratch);
}

template <class T>
static void
settle (struct lgt_queue *queue, const void *params,
        const struct lgt_view *in, const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_conv_params *> (params);
  const int from_output = lgt_activation_from_output (p->activation,
                                                      p->slope);

  if (out[0].data && p->activation != LGT_IDENTITY)
    lgt_launch (queue, conv_settle<T>, out[0].shape.packs,
                lgt_count (out[0]), p->activation, (T) p->slope, from_output,
                from_output ? in[3] : in[4], out[0]);
}

template <class T>
static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  conv_backward<T> (queue, params, in, &in[5], out, scratch);
}

/* conv_sum and conv_gemm: one output, no activation.  */
template <class T>
static void
run_plain (struct lgt_queue *queue, const void *params,
           const struct lgt_view *in, const struct lgt_view *out,
           void *scratch)
{
  conv_forward<T> (queue, params, in, out, LGT_IDENTITY, NULL, scratch);
}

template <class T>
static void
pull_plain (struct lgt_queue *queue, const void *params,
            const struct lgt_view *in, const struct lgt_view *out,
            void *scratch)
{
  conv_backward<T> (queue, params, in, &in[4], out, scratch);
}

#define CONV_ENTRIES(suffix, type)                                      \
  LGT_ENTRY__ (conv, run, suffix, run<type>)                            \
  LGT_ENTRY__ (conv, settle, suffix, settle<type>)                      \
  LGT_ENTRY__ (conv, pull, suffix, pull<type>)                          \
  LGT_ENTRY__ (conv_sum, run, suffix, run_plain<type>)                  \
  LGT_ENTRY__ (conv_sum, pull, suffix, pull_plain<type>)                \
  LGT_ENTRY__ (conv_gemm, run, suffix, run_plain<type>)                 \
  LGT_ENTRY__ (conv_gemm, pull, suffix, pull_plain<type>)

#endif
