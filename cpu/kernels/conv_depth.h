/* Depthwise convolution: every channel by itself,

     y[c, s] = b[c] + sum_t w[c, t] x[c, row (s, t)],

   as CP layers have it, one direction at a time.  There is nothing to keep in
   registers from one channel to the next, so a row is done at once, channel
   after channel, as fast as memory gives it.  Included like conv_form.h.  */

enum
{
  CONV_DEPTH_TAPS = 32,   /* most taps; above, the general way */
  CONV_DEPTH_CHANNELS = 8 /* that the weight gradient sums at a time */
};

/* Whether a convolution of groups like F, with TAPS, goes this way; forward
   only without an activation, which is the business of conv_pass.  */
LGT_INLINE int
conv_is_depth (const struct conv_form *f, int taps)
{
  return f->ins == 1 && f->outs == 1 && f->wide && taps <= CONV_DEPTH_TAPS;
}

/* The taps that a row reads: how many, where, and which.  */
struct conv_depth_row
{
  int n;
  int tap[CONV_DEPTH_TAPS];
  int64_t at[CONV_DEPTH_TAPS];
};

LGT_INLINE void
conv_depth_find (struct conv_walk *walk, int64_t row, int64_t stride,
                 struct conv_depth_row *found)
{
  int32_t rows[CONV_PITCH];

  conv_walk_rows (walk, row, rows);
  found->n = 0;
  for (int e = 0; e < walk->count; e++)
    if (rows[e] >= 0)
      {
        found->tap[found->n] = e;
        found->at[found->n++] = rows[e] * stride;
      }
}

/* One row of y; N is a constant where this is inlined, or found->n.  */
LGT_INLINE void
conv_depth_row (const struct conv_depth_row *found, const int n,
                const REAL *x, const REAL *w, int taps, const REAL *bias,
                int add, REAL *y, int channels, int lanes)
{
  for (int c = 0; c < channels; c++, w += taps)
    for (int l = 0; l < lanes; l += VN)
      {
        const int64_t i = (int64_t) c * lanes + l;
        V sum = add ? *(const V *) (y + i) : V_SET (bias ? bias[c] : 0);

        for (int e = 0; e < n; e++)
          sum += V_SET (w[found->tap[e]])
                 * *(const V *) (x + found->at[e] + i);
        *(V *) (y + i) = sum;
      }
}

/* y = bias + or += ; thread K's share of the sites.  */
static void
conv_depth (const struct lgt_stencil *s, int transposed,
            const struct lgt_view *x, const REAL *w, const REAL *bias,
            int add, const struct lgt_view *y, int k, int threads)
{
  const int channels = x->shape.comps, lanes = x->shape.lanes;
  struct conv_walk walk;
  int64_t from, to;

  conv_share (y->shape.sites, k, threads, &from, &to);
  conv_walk_begin (&walk, s, transposed, 0, s->taps);
  for (int64_t site = from; site < to; site++)
    {
      struct conv_depth_row found;

      conv_depth_find (&walk, site, x->site_stride, &found);
      for (int p = 0; p < x->shape.packs; p++)
        {
          const REAL *px = (const REAL *) x->data + p * x->pack_stride;
          REAL *py = (REAL *) y->data + p * y->pack_stride
                     + site * y->site_stride;

          if (found.n == 3)
            conv_depth_row (&found, 3, px, w, s->taps, bias, add, py,
                            channels, lanes);
          else
            conv_depth_row (&found, found.n, px, w, s->taps, bias, add, py,
                            channels, lanes);
        }
    }
}

/* dw += ; thread K's share of the channels, each summed over all rows in
   order.  */
static void
conv_depth_outer (const struct lgt_stencil *s, const struct lgt_view *x,
                  const struct lgt_view *dz, REAL *dw, int k, int threads)
{
  const int lanes = x->shape.lanes, taps = s->taps;
  struct conv_walk walk;
  int64_t from, to;

  conv_share (x->shape.comps, k, threads, &from, &to);
  for (int64_t c = from; c < to; c += CONV_DEPTH_CHANNELS)
    {
      const int n = to - c < CONV_DEPTH_CHANNELS ? (int) (to - c)
                                                 : CONV_DEPTH_CHANNELS;
      V sum[CONV_DEPTH_CHANNELS][CONV_DEPTH_TAPS];

      memset (sum, 0, sizeof sum);
      conv_walk_begin (&walk, s, 0, 0, taps);
      for (int64_t site = 0; site < dz->shape.sites; site++)
        {
          struct conv_depth_row found;

          conv_depth_find (&walk, site, x->site_stride, &found);
          for (int p = 0; p < x->shape.packs; p++)
            for (int j = 0; j < n; j++)
              for (int l = 0; l < lanes; l += VN)
                {
                  const int64_t i = (c + j) * lanes + l;
                  const REAL *px = (const REAL *) x->data
                                   + p * x->pack_stride + i;
                  const V d = *(const V *) ((const REAL *) dz->data
                                            + p * dz->pack_stride
                                            + site * dz->site_stride + i);

                  for (int e = 0; e < found.n; e++)
                    sum[j][found.tap[e]]
                      += d * *(const V *) (px + found.at[e]);
                }
        }
      for (int j = 0; j < n; j++)
        for (int t = 0; t < taps; t++)
          {
            REAL *w = dw + (c + j) * taps + t;

            *w = (REAL) (*w + conv_total (sum[j][t]));
          }
    }
}
