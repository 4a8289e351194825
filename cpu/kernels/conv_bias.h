/* The bias gradient, db += sum of dz over packs, sites, lanes.  Included
   like conv_form.h.  */

/* Rows (pack, site) are summed in at most 64 blocks of at least 32.  */
LGT_INLINE int
conv_bias_blocks (int64_t rows)
{
  const int64_t blocks = (rows + 31) / 32;

  return blocks < LGT_CONV_SUM_BLOCKS ? (int) blocks : LGT_CONV_SUM_BLOCKS;
}

/* Thread K's share of the blocks: SUMS is [blocks][channels].  */
static void
conv_bias_sums (const struct lgt_view *dz, double *sums, int k, int threads)
{
  const int64_t sites = dz->shape.sites, rows = dz->shape.packs * sites;
  const int lanes = dz->shape.lanes, channels = dz->shape.comps;
  const int blocks = conv_bias_blocks (rows);
  const int n = channels * lanes;
  int64_t first, last;

  conv_share (blocks, k, threads, &first, &last);
  for (int b = (int) first; b < last; b++)
    {
      double *to = sums + (int64_t) b * channels;

      for (int o = 0; o < channels; o++)
        to[o] = 0;
      /* A register at a time; it holds lanes of one channel, or whole
         channels, or is the last one.  */
      for (int at = 0; at < n; at += VN)
        {
          const int64_t end = rows * (b + 1) / blocks;
          int64_t r = rows * b / blocks;
          V sum = { 0 };

          while (r < end)
            {
              /* The rows of one pack.  */
              const int64_t pack = r / sites, site = r % sites;
              const int64_t m = sites - site < end - r ? sites - site
                                                       : end - r;
              const REAL *p = (const REAL *) dz->data + pack * dz->pack_stride
                              + site * dz->site_stride + at;

              for (int64_t i = 0; i < m; i++, p += dz->site_stride)
                sum += conv_load (p, n - at);
              r += m;
            }
          for (int e = 0; e < VN && at + e < n; e++)
            to[(at + e) / lanes] += (double) sum[e];
        }
    }
}

/* db += the blocks' sums, in order.  */
static void
conv_bias_total (const struct lgt_view *dz, const double *sums, REAL *db)
{
  const int64_t rows = (int64_t) dz->shape.packs * dz->shape.sites;
  const int blocks = conv_bias_blocks (rows), channels = dz->shape.comps;

  for (int o = 0; o < channels; o++)
    {
      double sum = 0;

      for (int b = 0; b < blocks; b++)
        sum += sums[(int64_t) b * channels + o];
      db[o] = (REAL) (db[o] + sum);
    }
}
