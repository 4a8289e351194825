/* The two kernels of the convolution for one number type: included by
   conv_f32.c and conv_f64.c, which define REAL, V, VN, V_SET, V_ (name) and
   CONV_ENTRY (run or pull).  */

#include "conv.h"
#include "../../lib/tensor/conv_scratch.h"

LGT_INLINE double
conv_total (V x)
{
  double total = 0;

  for (int l = 0; l < VN; l++)
    total += (double) x[l];
  return total;
}

#include "conv_pass.h"
#include "conv_delta.h"
#include "conv_outer.h"

/* Threads for a pass: waking a team takes about as long as this many
   multiplications and additions.  */
LGT_INLINE int
conv_threads (const struct lgt_queue *queue, const struct conv_pass *c)
{
  const double work = (double) c->outs * c->ins * c->stencil->taps
                      * c->stencil->out->count * c->x.shape.packs
                      * c->x.shape.lanes;

  return work < 5e4 ? 1 : queue->threads;
}

LGT_INLINE enum lgt_status
conv_check_lanes (int lanes, struct lgt_error *error)
{
  if (lanes > 1 && lanes % VN)
    return lgt_fail (error, LGT_EINVAL,
                     "conv: %d lanes; this backend has vectors of %d, so "
                     "lanes must be 1 or a multiple of that", lanes, VN);
  return LGT_OK;
}

enum lgt_status
CONV_ENTRY (run) (struct lgt_queue *queue, const void *params,
                  const struct lgt_view *in, const struct lgt_view *out,
                  void *scratch, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  const struct lgt_conv_scratch s = lgt_conv_scratch (p, in[0], in[1], 0);
  REAL *packed = (REAL *) ((char *) scratch + s.weights);
  REAL *zeros = (REAL *) ((char *) scratch + s.zeros);
  struct conv_pass c = {
    .stencil = p->stencil, .outs = out[0].shape.comps,
    .ins = in[0].shape.comps, .x = in[0], .y = out[0], .weights = packed,
    .bias = in[2].data, .activation = p->activation, .slope = p->slope
  };
  int threads = conv_threads (queue, &c);

  (void) threads;         /* without OpenMP there is one */
  if (conv_check_lanes (in[0].shape.lanes, error))
    return LGT_EINVAL;
  if (out[1].shape.packs)
    c.pre = out[1];
  if (!c.bias)
    {
      memset (zeros, 0, (size_t) c.outs * sizeof *zeros);
      c.bias = zeros;
    }
  c.group = conv_group (&c);
#pragma omp parallel num_threads (threads) if (threads > 1)
  {
    const int k = conv_team_rank (), team = conv_team_size ();

    conv_pack (&c, in[1].data, packed, k, team);
#pragma omp barrier
    conv_pass (&c, k, team);
  }
  return LGT_OK;
}

/* The packs [first, first + n) of VIEW, which may be absent.  */
LGT_INLINE struct lgt_view
conv_packs (struct lgt_view view, int first, int n)
{
  if (view.data)
    view.data = (REAL *) view.data + first * view.pack_stride;
  view.shape.packs = n;
  return view;
}

enum lgt_status
CONV_ENTRY (pull) (struct lgt_queue *queue, const void *params,
                   const struct lgt_view *in, const struct lgt_view *out,
                   void *scratch, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  const struct lgt_conv_scratch s = lgt_conv_scratch (p, in[0], in[1], 1);
  const struct lgt_view *dy = &in[5], *dpre = &in[6];
  const struct lgt_view *dx = &out[0], *dw = &out[1], *db = &out[2];
  const int lanes = in[0].shape.lanes, packs = in[0].shape.packs;
  const int ins = in[0].shape.comps;
  const int outs = in[1].shape.comps / (ins * p->stencil->taps);
  REAL *packed = (REAL *) ((char *) scratch + s.weights);
  REAL *zeros = (REAL *) ((char *) scratch + s.zeros);
  /* Where dz is nothing but dy it is not copied.  */
  const int copies = p->activation != LGT_IDENTITY || lanes == 1;
  struct lgt_view dz = dy->data ? *dy : *dpre;
  struct conv_pass back = {
    .stencil = p->stencil, .transposed = 1, .outs = ins, .ins = outs,
    .x = dz, .y = in[0], .weights = packed, .zeros = zeros, .add = 1
  };
  int threads = conv_threads (queue, &back);

  (void) threads;
  if (conv_check_lanes (lanes, error))
    return LGT_EINVAL;
  if (!dz.data)
    return LGT_OK;
  if (copies)
    {
      dz.data = (char *) scratch + s.dz;
      dz.site_stride = (int64_t) lgt_conv_pad (outs, lanes, dz.type);
      dz.pack_stride = dz.site_stride * dz.shape.sites;
    }
  /* The cut of the chunks, by the size of the first.  */
  back.y.shape.packs = s.chunk;
  back.group = conv_group (&back);
  memset (zeros, 0, lgt_conv_pad (outs, lanes, dz.type) * sizeof *zeros);

#pragma omp parallel num_threads (threads) if (threads > 1)
  {
    const int k = conv_team_rank (), team = conv_team_size ();

    for (int first = 0; first < packs; first += s.chunk)
      {
        const int n = packs - first < s.chunk ? packs - first : s.chunk;
        const struct conv_delta delta = {
          .y = conv_packs (in[3], first, n),
          .pre = conv_packs (in[4], first, n),
          .dy = conv_packs (*dy, first, n),
          .dpre = conv_packs (*dpre, first, n),
          .dz = { .data = copies ? dz.data : NULL, .type = dz.type,
                  .shape = { n, dz.shape.sites, outs, lanes },
                  .site_stride = dz.site_stride,
                  .pack_stride = dz.pack_stride },
          .activation = p->activation, .slope = p->slope, .outs = outs,
          .sums = db->data ? (double *) ((char *) scratch + s.sums) : NULL
        };
        struct conv_pass pass = back;
        const struct conv_outer outer = {
          .stencil = p->stencil, .outs = outs, .ins = ins,
          .x = conv_packs (in[0], first, n),
          .dz = conv_packs (dz, copies ? 0 : first, n), .dw = dw->data,
          .partial = (V *) ((char *) scratch + s.partial)
        };

        if (first == 0 && dx->data)
          conv_pack (&back, in[1].data, packed, k, team);
        if (copies || db->data)
          conv_delta (&delta, k, team);
#pragma omp barrier
        if (db->data && k == team - 1)
          conv_delta_bias (&delta, db->data);
        pass.x = outer.dz;
        pass.y = conv_packs (*dx, first, n);
        if (dx->data)
          conv_pass (&pass, k, team);
        if (dw->data)
          conv_outer (&outer, k, team);
        if (first + n < packs)
          {
#pragma omp barrier
          }
      }
  }
  return LGT_OK;
}
