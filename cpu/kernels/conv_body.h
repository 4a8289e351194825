/* The kernels of the convolution for one number type: included by conv_f32.c
   and conv_f64.c, which define REAL, V, VI, VN, V_SET, V_ (name) and
   CONV_ENTRY (run, pull or settle).  */

#include "conv.h"
#include "conv_form.h"
#include "conv_tile.h"
#include "conv_pass.h"
#include "conv_settle.h"
#include "conv_bias.h"
#include "conv_outer.h"
#include "conv_depth.h"

enum lgt_status
CONV_ENTRY (run) (struct lgt_queue *queue, const void *params,
                  const struct lgt_view *in, const struct lgt_view *out,
                  void *scratch, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  const struct lgt_conv_scratch s = lgt_conv_scratch (p, in[0], in[1], 0);
  const int groups = conv_groups (p), lanes = in[0].shape.lanes;
  const int taps = p->stencil->taps;
  REAL *packed = (REAL *) ((char *) scratch + s.weights);
  REAL *bias = (REAL *) ((char *) scratch + s.bias);
  REAL *zeros = (REAL *) ((char *) scratch + s.zeros);
  struct conv_pass c = {
    .stencil = p->stencil, .groups = groups, .x = in[0], .y = out[0],
    .weights = packed, .bias = bias, .zeros = zeros,
    .activation = p->activation, .slope = p->slope
  };
  int threads = conv_threads (queue, p, in);

  (void) threads;         /* without OpenMP there is one */
  if (conv_check_lanes (lanes, error))
    return LGT_EINVAL;
  c.form = conv_form (lanes, in[0].shape.comps / groups,
                      out[0].shape.comps / groups);
  if (out[1].shape.packs)
    c.pre = out[1];
  memset (zeros, 0, lgt_conv_row (&in[0]));
#pragma omp parallel num_threads (threads) if (threads > 1)
  {
    const int k = conv_team_rank (), team = conv_team_size ();
    const int depth = conv_is_depth (&c.form, taps)
                      && p->activation == LGT_IDENTITY;

    if (depth)
      conv_depth (p->stencil, 0, &in[0], in[1].data, in[2].data, 0, &out[0],
                  k, team);
    for (int g = 0; g < groups && !depth; g++)
      {
        const struct conv_form *f = &c.form;

        conv_pack (f, (const REAL *) in[1].data
                      + (int64_t) g * f->outs * f->ins * taps, taps, 0,
                   packed + g * conv_packed (f, taps), k, team);
        if (k == 0)
          conv_pack_bias (f, in[2].data ? (const REAL *) in[2].data
                                          + g * f->outs : NULL,
                          bias + (int64_t) g * f->units * f->width);
      }
#pragma omp barrier
    if (!depth)
      conv_pass (&c, k, team);
  }
  return LGT_OK;
}

enum lgt_status
CONV_ENTRY (settle) (struct lgt_queue *queue, const void *params,
                     const struct lgt_view *in, const struct lgt_view *out,
                     void *scratch, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;

  (void) scratch;
  (void) error;
  if (out[0].data && p->activation != LGT_IDENTITY)
    conv_settle (p, lgt_activation_from_output (p->activation, p->slope)
                    ? &in[3] : &in[4], &out[0],
                 conv_threads (queue, p, in));
  return LGT_OK;
}

enum lgt_status
CONV_ENTRY (pull) (struct lgt_queue *queue, const void *params,
                   const struct lgt_view *in, const struct lgt_view *out,
                   void *scratch, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  const struct lgt_conv_scratch s = lgt_conv_scratch (p, in[0], in[1], 1);
  const struct lgt_view *dz = &in[5];   /* settled */
  const struct lgt_view *dx = &out[0], *dw = &out[1], *db = &out[2];
  const int groups = conv_groups (p), lanes = in[0].shape.lanes;
  const int taps = p->stencil->taps;
  const int ins = in[0].shape.comps / groups;
  const int outs = dz->shape.comps / groups;
  REAL *packed = (REAL *) ((char *) scratch + s.weights);
  REAL *zeros = (REAL *) ((char *) scratch + s.zeros);
  double *sums = (double *) ((char *) scratch + s.sums);
  struct conv_pass back = {
    .stencil = p->stencil, .transposed = 1, .groups = groups, .x = *dz,
    .y = *dx, .weights = packed, .zeros = zeros
  };
  struct conv_outer outer = {
    .stencil = p->stencil, .x = in[0], .dz = *dz, .zeros = zeros,
    .dw = dw->data, .partial = (V *) ((char *) scratch + s.partial),
    .ins = s.round_ins
  };
  int threads = conv_threads (queue, p, in);

  (void) threads;
  if (conv_check_lanes (lanes, error))
    return LGT_EINVAL;
  if (!dz->data)
    return LGT_OK;
  back.form = conv_form (lanes, outs, ins);
  outer.form = conv_form (lanes, ins, outs);
  memset (zeros, 0, lgt_conv_row (dz) > lgt_conv_row (&in[0])
                    ? lgt_conv_row (dz) : lgt_conv_row (&in[0]));
#pragma omp parallel num_threads (threads) if (threads > 1)
  {
    const int k = conv_team_rank (), team = conv_team_size ();
    const int depth = conv_is_depth (&outer.form, taps);

    if (depth && dx->data)
      conv_depth (p->stencil, 1, dz, in[1].data, NULL, 1, dx, k, team);
    if (depth && dw->data)
      conv_depth_outer (p->stencil, &in[0], dz, dw->data, k, team);
    for (int g = 0; g < groups && dx->data && !depth; g++)
      conv_pack (&back.form, (const REAL *) in[1].data
                             + (int64_t) g * outs * ins * taps, taps, 1,
                 packed + g * conv_packed (&back.form, taps), k, team);
    if (db->data)
      conv_bias_sums (dz, sums, k, team);
#pragma omp barrier
    if (db->data && k == team - 1)
      conv_bias_total (dz, sums, db->data);
    if (dx->data && !depth)
      conv_pass (&back, k, team);
    for (int g = 0; g < groups && dw->data && !depth; g++)
      {
        struct conv_outer own = outer;

        own.group = g;
        conv_outer (&own, k, team);
      }
  }
  return LGT_OK;
}
