/* Traces of S_i S_j^+ for all pairs of a row's matrices.  With the gradient g
   = g_re + i g_im of a pair, S_i gets g S_j / N and S_j gets g* S_i / N.  */

#include "../sun.h"

/* Number of the pair I < J of COUNT matrices.  */
LGT_DEVICE int
pair_number (int count, int i, int j)
{
  return i * (2 * count - i - 1) / 2 + j - i - 1;
}

/* One pair of one row: 8 N^2 operations, 32 N^2 bytes read and 16 (8 for
   float32) written.  */
template <int N>
static __global__ void
measure (struct lgt_view matrices, int count, struct lgt_view z, int n_is)
{
  const int n = lgt_sun_n<N> (n_is), lanes = z.shape.lanes;

  LGT_EACH (pack, item, z.shape.packs, lgt_count (z) / 2)
    {
      int64_t pair, row;
      int lane, number, i = 0;
      double re, im;

      lgt_divide (item, lanes, &pair, &lane);
      lgt_divide (pair, count * (count - 1) / 2, &row, &number);
      const int64_t to = lgt_at (z, pack, row, 2 * number) + lane;

      while (pair_number (count, i + 1, i + 2) <= number)
        i++;
      const int j = number - pair_number (count, i, i + 1) + i + 1;

      sun_trace_product (n, lgt_sun_at (matrices, pack, row,
                                        (int64_t) i * 2 * n * n, lane), lanes,
                         lgt_sun_at (matrices, pack, row,
                                     (int64_t) j * 2 * n * n, lane), lanes,
                         SUN_DAGGER, &re, &im);
      lgt_set (z, to, re / n);
      lgt_set (z, to + lanes, im / n);
    }
}

/* One complex number of one matrix: 8 (K - 1) operations for K matrices,
   32 K bytes read (24 K for float32) and 16 written.  */
static __global__ void
collect (struct lgt_view matrices, int count, int n, struct lgt_view gz,
         struct lgt_view grad)
{
  LGT_EACH (pack, item, grad.shape.packs, lgt_count (grad) / 2)
    {
      const int lanes = grad.shape.lanes, entries = n * n;
      int64_t entry, row, matrix;
      int lane, e, i;
      double re = 0, im = 0;

      lgt_divide (item, lanes, &entry, &lane);
      lgt_divide (entry, entries, &matrix, &e);
      lgt_divide (matrix, count, &row, &i);
      for (int j = 0; j < count; j++)
        if (j != i)
          {
            const int pair = i < j ? pair_number (count, i, j)
                                   : pair_number (count, j, i);
            const int64_t at = lgt_at (gz, pack, row, 2 * pair) + lane;
            const double x = lgt_get (gz, at) / n;
            const double g = lgt_get (gz, at + lanes) / n;
            const double y = i < j ? g : -g;
            const double *s
              = lgt_sun_at (matrices, pack, row,
                            2 * ((int64_t) j * entries + e), lane);

            re += x * s[0] - y * s[lanes];
            im += x * s[lanes] + y * s[0];
          }
      double *to = lgt_sun_at (grad, pack, row,
                               2 * ((int64_t) i * entries + e), lane);

      to[0] += re;
      to[lanes] += im;
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const int n = static_cast<const struct lgt_sun_pairs_params *> (params)->n;

  lgt_launch (queue, lgt_sun_kernel (n, measure<2>, measure<3>, measure<0>),
              out[0].shape.packs, lgt_count (out[0]) / 2, in[0],
              in[0].shape.comps / (2 * n * n), out[0], n);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const int n = static_cast<const struct lgt_sun_pairs_params *> (params)->n;

  if (in[2].data && out[0].data)
    lgt_launch (queue, collect, out[0].shape.packs, lgt_count (out[0]) / 2,
                in[0], in[0].shape.comps / (2 * n * n), n, in[2], out[0]);
}

LGT_ENTRY (sun_pairs, run)
LGT_ENTRY (sun_pairs, pull)
