/* First step of the pull-back: the gradient of the pre-activation,

     dz = dy act' + dpre,     db += sum of dz,

   DY or DPRE may be absent (data NULL).  Included like conv_pass.h.  */

struct conv_delta
{
  struct lgt_view y, pre, dy, dpre;     /* y or pre: what the slope needs */
  struct lgt_view dz;     /* data NULL: dz = dy, only the bias wants sums */
  enum lgt_activation activation;
  double slope;
  int outs;
  double *sums;           /* [blocks][outs]; NULL: no bias gradient */
};

/* Rows (site, pack) are summed in at most 64 blocks of at least 32.  */
LGT_INLINE int
conv_delta_blocks (int64_t rows)
{
  const int64_t blocks = (rows + 31) / 32;

  return blocks < LGT_BLOCKS ? (int) blocks : LGT_BLOCKS;
}

/* One vector of dz; I finds it in row R = (pack, site).  */
LGT_INLINE V
conv_delta_vector (const struct conv_delta *d, enum lgt_activation kind,
                   int from_output, int pack, int64_t site, int64_t i, int n)
{
  V dz = { 0 };

  if (d->dy.data)
    {
      const struct lgt_view *v = from_output ? &d->y : &d->pre;

      dz = conv_load ((const REAL *) d->dy.data + pack * d->dy.pack_stride
                      + site * d->dy.site_stride + i, n);
      if (kind != LGT_IDENTITY)
        {
          const V x = conv_load ((const REAL *) v->data
                                 + pack * v->pack_stride
                                 + site * v->site_stride + i, n);

          dz *= from_output
                ? V_ (activate_slope_y) (kind, d->slope, x)
                : V_ (activate_slope) (kind, d->slope, x);
        }
    }
  if (d->dpre.data)
    dz += conv_load ((const REAL *) d->dpre.data
                     + pack * d->dpre.pack_stride
                     + site * d->dpre.site_stride + i, n);
  return dz;
}

/* The rows [from, to) of block B for one activation.  */
LGT_INLINE void
conv_delta_block (const struct conv_delta *d, enum lgt_activation kind,
                  int from_output, int b, int64_t from, int64_t to)
{
  const int lanes = d->dz.shape.lanes, scalar = lanes == 1;
  const int packs = d->dz.shape.packs;
  const int units = conv_units (lanes, d->outs);
  const int vectors = scalar ? 1 : lanes / VN;

  for (int u = 0; u < units; u++)
    {
      const int n = scalar ? d->outs - u * VN : VN;
      const int64_t at = (int64_t) u * (scalar ? VN : lanes);
      struct conv_place p = conv_place (from, packs, 1);
      V sum = { 0 };

      for (int64_t r = from; r < to; r++, conv_step (&p, packs, 1))
        for (int v = 0; v < vectors; v++)
          {
            const int64_t i = at + v * VN;
            const V dz = conv_delta_vector (d, kind, from_output, p.pack,
                                            p.site, i, n);

            sum += dz;
            if (d->dz.data)
              *(V *) ((REAL *) d->dz.data + p.pack * d->dz.pack_stride
                      + p.site * d->dz.site_stride + i) = dz;
          }
      if (d->sums && scalar)
        for (int o = 0; o < VN && o < n; o++)
          d->sums[(int64_t) b * d->outs + u * VN + o] = sum[o];
      else if (d->sums)
        d->sums[(int64_t) b * d->outs + u] = conv_total (sum);
    }
}

/* Thread K's share of the blocks.  */
static void
conv_delta (const struct conv_delta *d, int k, int threads)
{
  const int64_t rows = (int64_t) d->dz.shape.packs * d->dz.shape.sites;
  const int blocks = conv_delta_blocks (rows);
  const int from_output = lgt_activation_from_output (d->activation,
                                                      d->slope);
  int64_t first, last;

  conv_share (blocks, k, threads, &first, &last);
  for (int b = (int) first; b < last; b++)
    {
      const int64_t from = rows * b / blocks, to = rows * (b + 1) / blocks;

      switch (d->activation)
        {
        case LGT_IDENTITY:
          conv_delta_block (d, LGT_IDENTITY, 1, b, from, to);
          break;
        case LGT_TANH:
          conv_delta_block (d, LGT_TANH, 1, b, from, to);
          break;
        case LGT_LEAKY_RELU:
          conv_delta_block (d, LGT_LEAKY_RELU, from_output, b, from, to);
          break;
        case LGT_SILU:
          conv_delta_block (d, LGT_SILU, 0, b, from, to);
          break;
        case LGT_GELU:
          conv_delta_block (d, LGT_GELU, 0, b, from, to);
          break;
        }
    }
}

/* db += the blocks' sums, in order.  */
static void
conv_delta_bias (const struct conv_delta *d, REAL *db)
{
  const int64_t rows = (int64_t) d->dz.shape.packs * d->dz.shape.sites;
  const int blocks = conv_delta_blocks (rows);

  for (int o = 0; o < d->outs; o++)
    {
      double sum = 0;

      for (int b = 0; b < blocks; b++)
        sum += d->sums[(int64_t) b * d->outs + o];
      db[o] = (REAL) (db[o] + sum);
    }
}
