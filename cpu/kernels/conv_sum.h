/* Convolution as a sum over the taps t of the last direction, for one number
   type: included by conv_f32.c and conv_f64.c after conv_body.h, with
   CONV_SUM_ENTRY (run or pull) defined.

     y = b + sum_t (w_t * x shifted by t in the last direction),

   w_t having a dimension less: what codes do that have convolutions in fewer
   dimensions only.  Each term is a pass of the direct convolution through a
   stencil whose last direction has the one tap t.  A thread adds to the same
   places in each term, so nobody waits between terms.  */

#include "../../lib/tensor/conv_scratch_sum.h"
#include "conv_plain.h"

/* The stencils of all terms: one, but for where the last direction's entries
   are.  TABLE has room for S's own.  */
static struct lgt_stencil
sum_stencil (const struct lgt_stencil *s, int transposed, int32_t *table)
{
  const int last = s->ndim - 1, kernel = s->window.kernel[last];
  const struct lgt_sites *sites = transposed ? s->in : s->out;
  const int32_t *from = transposed ? s->transposed : s->forward;
  const int *at = transposed ? s->transposed_at : s->forward_at;
  const int extent = sites->extent[last];
  struct lgt_stencil sum = *s;
  int n = at[last];

  for (int i = 0; i < n; i++)
    table[i] = from[i];
  for (int t = 0; t < kernel; t++)
    for (int x = 0; x < extent; x++)
      table[n++] = from[at[last] + x * kernel + t];
  for (int i = 0; i < LGT_STENCIL_PAD; i++)
    table[n++] = 0;
  sum.window.kernel[last] = 1;
  sum.taps = s->taps / kernel;
  if (transposed)
    sum.transposed = table;
  else
    sum.forward = table;
  return sum;
}

/* The term of tap T.  */
static struct lgt_stencil
sum_term (const struct lgt_stencil *sum, int transposed, int t)
{
  const int last = sum->ndim - 1;
  struct lgt_stencil term = *sum;

  if (transposed)
    term.transposed_at[last] += t * sum->in->extent[last];
  else
    term.forward_at[last] += t * sum->out->extent[last];
  return term;
}

/* SLICES [t][channels of both kinds][taps of a term] from the weights; thread
   K's share.  */
static void
sum_slices (const REAL *w, int64_t pairs, int terms, int taps, REAL *slices,
            int k, int threads)
{
  int64_t begin, end;

  conv_share (pairs * terms, k, threads, &begin, &end);
  for (int64_t j = begin; j < end; j++)
    conv_copy (slices + j * taps,
               w + (j % pairs * terms + j / pairs) * taps, taps);
}

/* y = bias + or += all terms.  Called by all threads of a team.  */
static void
sum_pass (struct conv_pass *c, const REAL *w, int terms, REAL *slices,
          REAL *packed, int k, int threads)
{
  const struct conv_form *f = &c->form;
  const int taps = c->stencil->taps, transposed = c->transposed;
  const int64_t pairs = (int64_t) c->groups * f->ins * f->outs;
  const int64_t size = conv_packed (f, taps);

  sum_slices (w, pairs, terms, taps, slices, k, threads);
#pragma omp barrier
  for (int j = 0; j < terms * c->groups; j++)
    conv_pack (f, slices + (int64_t) j * f->ins * f->outs * taps, taps,
               transposed, packed + j * size, k, threads);
#pragma omp barrier
  for (int t = 0; t < terms; t++)
    {
      const struct lgt_stencil term = sum_term (c->stencil, transposed, t);
      struct conv_pass pass = *c;

      pass.stencil = &term;
      pass.weights = packed + t * c->groups * size;
      if (t > 0)
        pass.bias = NULL;
      conv_pass (&pass, k, threads);
    }
}

/* dw += all terms, each collected in SLICES first.  Called by all threads of
   a team.  */
static void
sum_outer (const struct conv_outer *c, int groups, int terms, REAL *slices,
           int k, int threads)
{
  const struct conv_form *f = &c->form;
  const int taps = c->stencil->taps;
  const int64_t pairs = (int64_t) groups * f->ins * f->outs;
  int64_t begin, end;

  conv_share (pairs, k, threads, &begin, &end);
  for (int t = 0; t < terms; t++)
    {
      const struct lgt_stencil term = sum_term (c->stencil, 0, t);
      struct conv_outer outer = *c;

      conv_zero (slices + begin * taps, (end - begin) * taps);
#pragma omp barrier
      outer.stencil = &term;
      outer.dw = slices;
      for (outer.group = 0; outer.group < groups; outer.group++)
        conv_outer (&outer, k, threads);        /* ends with a barrier */
      for (int64_t j = begin; j < end; j++)
        for (int e = 0; e < taps; e++)
          c->dw[(j * terms + t) * taps + e] += slices[j * taps + e];
    }
}

enum lgt_status
CONV_SUM_ENTRY (run) (struct lgt_queue *queue, const void *params,
                  const struct lgt_view *in, const struct lgt_view *out,
                  void *scratch, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  const struct lgt_conv_scratch_sum s
    = lgt_conv_scratch_sum (p, in[0], in[1], 0);
  const int terms = p->stencil->window.kernel[p->stencil->ndim - 1];
  const int groups = conv_groups (p);
  const struct lgt_stencil stencil
    = sum_stencil (p->stencil, 0, (int32_t *) ((char *) scratch + s.table));
  REAL *packed = (REAL *) ((char *) scratch + s.direct.weights);
  REAL *bias = (REAL *) ((char *) scratch + s.direct.bias);
  REAL *zeros = (REAL *) ((char *) scratch + s.direct.zeros);
  REAL *slices = (REAL *) ((char *) scratch + s.slices);
  struct conv_pass c = {
    .stencil = &stencil, .groups = groups, .x = in[0], .y = out[0],
    .bias = bias, .zeros = zeros
  };
  const int threads = conv_threads (queue, p, in);

  (void) threads;         /* without OpenMP there is one */
  if (conv_check_lanes (in[0].shape.lanes, error))
    return LGT_EINVAL;
  c.form = conv_form (in[0].shape.lanes, in[0].shape.comps / groups,
                      out[0].shape.comps / groups);
  memset (zeros, 0, lgt_conv_row (&in[0]));
  for (int g = 0; g < groups; g++)
    conv_pack_bias (&c.form, in[2].data ? (const REAL *) in[2].data
                                          + g * c.form.outs : NULL,
                    bias + (int64_t) g * c.form.units * c.form.width);
#pragma omp parallel num_threads (threads) if (threads > 1)
  sum_pass (&c, in[1].data, terms, slices, packed, conv_team_rank (),
            conv_team_size ());
  return LGT_OK;
}

enum lgt_status
CONV_SUM_ENTRY (pull) (struct lgt_queue *queue, const void *params,
                   const struct lgt_view *in, const struct lgt_view *out,
                   void *scratch, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  const struct lgt_conv_scratch_sum s
    = lgt_conv_scratch_sum (p, in[0], in[1], 1);
  const struct lgt_view *dz = &in[4];
  const int terms = p->stencil->window.kernel[p->stencil->ndim - 1];
  const int groups = conv_groups (p), lanes = in[0].shape.lanes;
  int32_t *table = (int32_t *) ((char *) scratch + s.table);
  REAL *packed = (REAL *) ((char *) scratch + s.direct.weights);
  REAL *zeros = (REAL *) ((char *) scratch + s.direct.zeros);
  REAL *slices = (REAL *) ((char *) scratch + s.slices);
  const int threads = conv_threads (queue, p, in);
  struct lgt_stencil stencil;
  struct conv_pass back = {
    .stencil = &stencil, .transposed = 1, .groups = groups, .x = *dz,
    .y = out[0], .zeros = zeros
  };
  struct conv_outer outer = {
    .stencil = &stencil, .x = in[0], .dz = *dz, .zeros = zeros,
    .dw = out[1].data,
    .partial = (V *) ((char *) scratch + s.direct.partial),
    .ins = s.direct.round_ins
  };
  enum lgt_status status;

  (void) threads;
  if (conv_check_lanes (lanes, error))
    return LGT_EINVAL;
  if (!dz->data)
    return LGT_OK;
  status = conv_plain_bias (queue, p, in, &out[2], scratch, error);
  if (status != LGT_OK)
    return status;
  back.form = conv_form (lanes, dz->shape.comps / groups,
                         in[0].shape.comps / groups);
  outer.form = conv_form (lanes, in[0].shape.comps / groups,
                          dz->shape.comps / groups);
  memset (zeros, 0, lgt_conv_row (dz) > lgt_conv_row (&in[0])
                    ? lgt_conv_row (dz) : lgt_conv_row (&in[0]));
  if (out[0].data)
    {
      stencil = sum_stencil (p->stencil, 1, table);
#pragma omp parallel num_threads (threads) if (threads > 1)
      sum_pass (&back, in[1].data, terms, slices, packed, conv_team_rank (),
                conv_team_size ());
    }
  if (out[1].data)
    {
      stencil = sum_stencil (p->stencil, 0, table);
#pragma omp parallel num_threads (threads) if (threads > 1)
      sum_outer (&outer, groups, terms, slices, conv_team_rank (),
                 conv_team_size ());
    }
  return LGT_OK;
}
