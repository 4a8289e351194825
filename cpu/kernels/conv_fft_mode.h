/* Products of one mode, for the convolution by Fourier transforms: pairs of
   real and imaginary part, lanes side by side.  Included like conv_fft.h.  */

/* J x: each pair (re, im) times i.  */
LGT_INLINE V
fft_times_i (V x)
{
  V y;

#ifndef __clang__
  VI index;
  V sign;

  CONV_UNROLL
  for (int e = 0; e < VN; e++)
    {
      index[e] = e ^ 1;
      sign[e] = e % 2 ? 1 : -1;
    }
  y = __builtin_shuffle (x, index) * sign;
#else
  for (int e = 0; e < VN; e += 2)
    {
      y[e] = -x[e + 1];
      y[e + 1] = x[e];
    }
#endif
  return y;
}

/* Where the factors of one mode are: w[to * step_to + from * step_from] for
   the inputs FROM of output TO; CONJUGATE: their conjugates.  */
struct fft_factors
{
  const REAL *w;
  int64_t step_to, step_from;
  int conjugate;
};

/* NB outputs of one mode, VN elements from E on.  */
LGT_INLINE void
fft_mix_vector (const struct fft_factors *a, const REAL *from, int n_from,
                REAL *to, int64_t slot, const int nb)
{
  V sum[4];

  CONV_UNROLL
  for (int k = 0; k < nb; k++)
    sum[k] = (V) { 0 };
  for (int i = 0; i < n_from; i++)
    {
      const V x = *(const v_loose *) (from + i * slot);
      const V jx = a->conjugate ? -fft_times_i (x) : fft_times_i (x);
      const REAL *w = a->w + i * a->step_from;

      CONV_UNROLL
      for (int k = 0; k < nb; k++)
        {
          sum[k] += V_SET (w[k * a->step_to]) * x;
          sum[k] += V_SET (w[k * a->step_to + 1]) * jx;
        }
    }
  CONV_UNROLL
  for (int k = 0; k < nb; k++)
    *(v_loose *) (to + k * slot) = sum[k];
}

/* to = factors x from for one mode: N elements a channel, channels SLOT
   apart.  */
static void
fft_mix (struct fft_factors a, const REAL *from, int n_from, REAL *to,
         int n_to, int64_t slot, int n)
{
  const int vectors = n / VN * VN;
  const REAL sign = a.conjugate ? -1 : 1;
  int o = 0;

  for (; o < n_to; o += 4)
    {
      const int nb = n_to - o < 4 ? n_to - o : 4;

      for (int e = 0; e < vectors; e += VN)
        switch (nb)
          {
          case 1:
            fft_mix_vector (&a, from + e, n_from, to + e, slot, 1);
            break;
          case 2:
            fft_mix_vector (&a, from + e, n_from, to + e, slot, 2);
            break;
          case 3:
            fft_mix_vector (&a, from + e, n_from, to + e, slot, 3);
            break;
          default:
            fft_mix_vector (&a, from + e, n_from, to + e, slot, 4);
          }
      for (int e = vectors; e < n; e += 2)
        for (int k = 0; k < nb; k++)
          {
            REAL re = 0, im = 0;

            for (int i = 0; i < n_from; i++)
              {
                const REAL *w = a.w + i * a.step_from + k * a.step_to;
                const REAL *x = from + i * slot + e;

                re += w[0] * x[0] - sign * w[1] * x[1];
                im += w[0] * x[1] + sign * w[1] * x[0];
              }
            to[k * slot + e] = re;
            to[k * slot + e + 1] = im;
          }
      to += 4 * slot;
      a.w += 4 * a.step_to;
    }
}

/* All elements of X, added up.  */
LGT_INLINE REAL
fft_total (V x)
{
#ifndef __clang__
  CONV_UNROLL
  for (int j = 1; j < VN; j *= 2)
    {
      VI index;

      CONV_UNROLL
      for (int e = 0; e < VN; e++)
        index[e] = e ^ j;
      x += __builtin_shuffle (x, index);
    }
  return x[0];
#else
  REAL sum = 0;

  for (int e = 0; e < VN; e++)
    sum += x[e];
  return sum;
#endif
}

/* SUM, a pair, += y times the conjugate of x, N elements each.  */
LGT_INLINE void
fft_add_product (const REAL *y, const REAL *x, int n, REAL *sum)
{
  const int vectors = n / VN * VN;
  V re = { 0 }, im = { 0 };

  if (vectors)
    {
      for (int e = 0; e < vectors; e += VN)
        {
          const V ye = *(const v_loose *) (y + e);
          const V xe = *(const v_loose *) (x + e);

          re += ye * xe;
          im += ye * fft_times_i (xe);
        }
      sum[0] += fft_total (re);
      sum[1] += fft_total (im);
    }
  for (int e = vectors; e < n; e += 2)
    {
      sum[0] += y[e] * x[e] + y[e + 1] * x[e + 1];
      sum[1] += y[e + 1] * x[e] - y[e] * x[e + 1];
    }
}
