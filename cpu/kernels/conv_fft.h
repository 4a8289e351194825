/* Convolution by Fourier transforms, for one number type: included by
   conv_fft_f32.c and conv_fft_f64.c, which define REAL, V, VI, VN, V_SET,
   CONV_ENTRY (run or pull) and CONV_DIRECT.

   With hats for modes (lgt/convolver.h), K the kernel of outputs o and
   inputs i, * complex conjugation:

     y^[o] = sum_i K^[o, i] x^[i],     dx^[i] = sum_o K^[o, i]* dy^[o],
     dK^[o, i] = sum over packs and lanes of dy^[o] x^[i]*.

   Packs follow each other; within one, threads share channels (transforms)
   or modes (products), with a barrier between.  */

#include "conv.h"
#include "../../lib/tensor/conv_scratch_fft.h"
#include "conv_plain.h"
#include "conv_fft_mode.h"

/* ---- channels ---- */

struct fft_pass
{
  const struct lgt_convolver *fft;
  int taps, groups, ins, outs;          /* channels of a group */
  int lanes, all_ins, all_outs;
  int64_t slot;           /* elements */
  REAL *region[3];
  REAL *weights, *sums;
};

/* Modes of channel C of one pack of V, whose rows are at the points AT.  */
static void
fft_channel (const struct fft_pass *f, const struct lgt_view *v, int pack,
             int c, const int32_t *at, REAL *field, REAL *modes)
{
  const REAL *from = (const REAL *) v->data + pack * v->pack_stride
                     + (int64_t) c * f->lanes;

  if (v->shape.sites < f->fft->points)
    conv_zero (field, (int64_t) f->fft->points * f->lanes);
  for (int64_t s = 0; s < v->shape.sites; s++)
    conv_copy (field + (int64_t) at[s] * f->lanes, from + s * v->site_stride,
               f->lanes);
  f->fft->forward (f->fft, f->lanes, field, modes);
}

/* And back: v = BIAS + (ADD: +=) the field, at the rows of V.  */
static void
fft_channel_back (const struct fft_pass *f, const struct lgt_view *v,
                  int pack, int c, const int32_t *at, REAL *field,
                  REAL *modes, REAL bias, int add)
{
  REAL *to = (REAL *) v->data + pack * v->pack_stride
             + (int64_t) c * f->lanes;

  f->fft->backward (f->fft, f->lanes, modes, field);
  for (int64_t s = 0; s < v->shape.sites; s++)
    {
      const REAL *x = field + (int64_t) at[s] * f->lanes;
      REAL *y = to + s * v->site_stride;

      for (int l = 0; l < f->lanes; l++)
        y[l] = x[l] + (add ? y[l] : bias);
    }
}

/* Modes of the kernels of thread K's outputs, divided by the number of
   points.  */
static void
fft_kernels (const struct fft_pass *f, const REAL *w, int k, int threads)
{
  const int64_t modes = f->fft->modes, pairs = f->all_outs * f->ins;
  const REAL scale = 1 / (REAL) f->fft->points;
  int64_t begin, end;

  conv_share (f->all_outs, k, threads, &begin, &end);
  for (int64_t j = begin * f->ins; j < end * f->ins; j++)
    {
      REAL *field = f->region[0] + j / f->ins * f->slot;
      REAL *mode = f->region[1] + j / f->ins * f->slot;

      conv_zero (field, f->fft->points);
      for (int t = 0; t < f->taps; t++)
        if (f->fft->tap_at[t] >= 0)
          field[f->fft->tap_at[t]] += scale * w[j * f->taps + t];
      f->fft->forward (f->fft, 1, field, mode);
      for (int64_t m = 0; m < modes; m++)
        for (int e = 0; e < 2; e++)
          f->weights[(m * pairs + j) * 2 + e] = mode[m * 2 + e];
    }
}

/* dw += what the sums of thread K's outputs come to.  */
static void
fft_kernels_back (const struct fft_pass *f, REAL *dw, int k, int threads)
{
  const int64_t modes = f->fft->modes, pairs = f->all_outs * f->ins;
  const REAL scale = 1 / (REAL) f->fft->points;
  int64_t begin, end;

  conv_share (f->all_outs, k, threads, &begin, &end);
  for (int64_t j = begin * f->ins; j < end * f->ins; j++)
    {
      REAL *field = f->region[0] + j / f->ins * f->slot;
      REAL *mode = f->region[1] + j / f->ins * f->slot;

      for (int64_t m = 0; m < modes; m++)
        for (int e = 0; e < 2; e++)
          mode[m * 2 + e] = f->sums[(m * pairs + j) * 2 + e];
      f->fft->backward (f->fft, 1, mode, field);
      for (int t = 0; t < f->taps; t++)
        if (f->fft->tap_at[t] >= 0)
          dw[j * f->taps + t] += scale * field[f->fft->tap_at[t]];
    }
}

/* Thread K's modes: region 1 = kernels x region 0; BACK: region 2 = their
   conjugates, transposed, x region 1.  */
static void
fft_mix_modes (const struct fft_pass *f, int back, int k, int threads)
{
  const int n = 2 * f->lanes;
  const int from = back ? f->outs : f->ins, to = back ? f->ins : f->outs;
  const int64_t pair = 2 * f->ins, pairs = f->all_outs * f->ins;
  struct fft_factors a = { .step_to = back ? 2 : pair,
                           .step_from = back ? pair : 2, .conjugate = back };
  int64_t begin, end;

  conv_share (f->fft->modes, k, threads, &begin, &end);
  for (int64_t m = begin; m < end; m++)
    for (int g = 0; g < f->groups; g++)
      {
        a.w = f->weights + (m * pairs + (int64_t) g * f->outs * f->ins) * 2;
        fft_mix (a, f->region[back] + g * from * f->slot + m * n, from,
                 f->region[back + 1] + g * to * f->slot + m * n, to, f->slot,
                 n);
      }
}

/* Thread K's modes of the weight gradient: inputs in region 0, outputs'
   gradients in region 1.  */
static void
fft_add_products (const struct fft_pass *f, int k, int threads)
{
  const int n = 2 * f->lanes;
  int64_t begin, end;

  conv_share (f->fft->modes, k, threads, &begin, &end);
  for (int64_t m = begin; m < end; m++)
    for (int o = 0; o < f->all_outs; o++)
      for (int i = 0; i < f->ins; i++)
        fft_add_product (f->region[1] + o * f->slot + m * n,
                         f->region[0] + (o / f->outs * f->ins + i) * f->slot
                         + m * n, n,
                         f->sums + ((m * f->all_outs + o) * f->ins + i) * 2);
}

/* ---- entries ---- */

static struct fft_pass
fft_begin (const struct lgt_conv_params *p, const struct lgt_view *in,
           void *scratch, int pull)
{
  const struct lgt_conv_scratch_fft s
    = lgt_conv_scratch_fft (p, in[0], in[1], pull);
  struct fft_pass f = { .fft = p->fft, .taps = p->stencil->taps,
                        .groups = conv_groups (p),
                        .lanes = in[0].shape.lanes,
                        .all_ins = in[0].shape.comps,
                        .slot = (int64_t) (s.slot / sizeof (REAL)) };

  f.ins = f.all_ins / f.groups;
  f.all_outs = in[1].shape.comps / f.taps / f.ins;
  f.outs = f.all_outs / f.groups;
  for (int i = 0; i < 3; i++)
    f.region[i] = (REAL *) ((char *) scratch + s.region[i]);
  f.weights = (REAL *) ((char *) scratch + s.weights);
  f.sums = (REAL *) ((char *) scratch + s.sums);
  return f;
}

enum lgt_status
CONV_ENTRY (run) (struct lgt_queue *queue, const void *params,
                  const struct lgt_view *in, const struct lgt_view *out,
                  void *scratch, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  const struct fft_pass f = fft_begin (p, in, scratch, 0);
  const REAL *bias = in[2].data;
  const int threads = conv_threads (queue, p, in);

  (void) error;
  (void) threads;         /* without OpenMP there is one */
#pragma omp parallel num_threads (threads) if (threads > 1)
  {
    const int k = conv_team_rank (), team = conv_team_size ();
    int64_t begin, end;

    fft_kernels (&f, in[1].data, k, team);
    for (int pack = 0; pack < in[0].shape.packs; pack++)
      {
#pragma omp barrier
        conv_share (f.all_ins, k, team, &begin, &end);
        for (int c = (int) begin; c < end; c++)
          fft_channel (&f, &in[0], pack, c, f.fft->in_at,
                       f.region[1] + c * f.slot, f.region[0] + c * f.slot);
#pragma omp barrier
        fft_mix_modes (&f, 0, k, team);
#pragma omp barrier
        conv_share (f.all_outs, k, team, &begin, &end);
        for (int c = (int) begin; c < end; c++)
          fft_channel_back (&f, &out[0], pack, c, f.fft->out_at,
                            f.region[0] + c * f.slot,
                            f.region[1] + c * f.slot, bias ? bias[c] : 0, 0);
      }
  }
  return LGT_OK;
}

enum lgt_status
CONV_ENTRY (pull) (struct lgt_queue *queue, const void *params,
                   const struct lgt_view *in, const struct lgt_view *out,
                   void *scratch, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  const struct fft_pass f = fft_begin (p, in, scratch, 1);
  const struct lgt_view *dy = &in[4], *dx = &out[0], *dw = &out[1];
  const int threads = conv_threads (queue, p, in);
  enum lgt_status status;

  (void) threads;
  if (!dy->data)
    return LGT_OK;
  status = conv_plain_bias (queue, p, in, &out[2], scratch, error);
  if (status != LGT_OK || (!dx->data && !dw->data))
    return status;
#pragma omp parallel num_threads (threads) if (threads > 1)
  {
    const int k = conv_team_rank (), team = conv_team_size ();
    int64_t begin, end;

    if (dx->data)
      fft_kernels (&f, in[1].data, k, team);
    conv_share ((int64_t) f.fft->modes * f.all_outs * f.ins * 2, k, team,
                &begin, &end);
    conv_zero (f.sums + begin, end - begin);
    for (int pack = 0; pack < dy->shape.packs; pack++)
      {
#pragma omp barrier
        conv_share (f.all_ins, k, team, &begin, &end);
        for (int c = (int) begin; c < end && dw->data; c++)
          fft_channel (&f, &in[0], pack, c, f.fft->in_at,
                       f.region[1] + c * f.slot, f.region[0] + c * f.slot);
#pragma omp barrier
        conv_share (f.all_outs, k, team, &begin, &end);
        for (int c = (int) begin; c < end; c++)
          fft_channel (&f, dy, pack, c, f.fft->out_at,
                       f.region[2] + c * f.slot, f.region[1] + c * f.slot);
#pragma omp barrier
        if (dw->data)
          fft_add_products (&f, k, team);
        if (dx->data)
          fft_mix_modes (&f, 1, k, team);
#pragma omp barrier
        conv_share (f.all_ins, k, team, &begin, &end);
        for (int c = (int) begin; c < end && dx->data; c++)
          fft_channel_back (&f, dx, pack, c, f.fft->in_at,
                            f.region[0] + c * f.slot,
                            f.region[2] + c * f.slot, 0, 1);
      }
#pragma omp barrier
    if (dw->data)
      fft_kernels_back (&f, dw->data, k, team);
  }
  return LGT_OK;
}
