/* Autocorrelation of a series: |FFT|^2 of the series padded with zeros
   (Wiener-Khinchin).  */

#include <string.h>

#include <fftw3.h>

#include "fft.h"

/* The least length >= N of the form 2^a 3^b 5^c with a >= 1, which FFTW
   transforms fast; 0 if it is not an int.  */
static int
fast_length (int64_t n)
{
  for (int64_t length = n + n % 2; length <= INT32_MAX; length += 2)
    {
      int64_t rest = length;

      while (rest % 2 == 0)
        rest /= 2;
      while (rest % 3 == 0)
        rest /= 3;
      while (rest % 5 == 0)
        rest /= 5;
      if (rest == 1)
        return (int) length;
    }
  return 0;
}

enum lgt_status
lgt_fft_autocorrelation_ (const double *x, int64_t count, int64_t lags,
                          double *result, struct lgt_error *error)
{
  double *series = NULL;
  fftw_complex *mode = NULL;
  fftw_plan forward = NULL, backward = NULL;
  enum lgt_status status = LGT_ENOMEM;
  int length;

  if (count < 1 || lags < 1 || lags > count)
    return lgt_fail (error, LGT_EINVAL, "autocorrelation: %lld lags of %lld "
                     "numbers; from 1 to that many would do",
                     (long long) lags, (long long) count);

  /* With this much room the periodic sum has no wrapped terms.  */
  length = count > INT32_MAX / 2 ? 0 : fast_length (count + lags - 1);
  if (length == 0)
    return lgt_fail (error, LGT_EINVAL, "autocorrelation: %lld numbers are "
                     "too many; at most %d would do", (long long) count,
                     INT32_MAX / 2);

  series = fftw_alloc_real ((size_t) length);
  mode = fftw_alloc_complex ((size_t) length / 2 + 1);
  if (!series || !mode)
    goto done;
  forward = fftw_plan_dft_r2c_1d (length, series, mode, FFTW_ESTIMATE);
  backward = fftw_plan_dft_c2r_1d (length, mode, series, FFTW_ESTIMATE);
  if (!forward || !backward)
    goto done;

  memcpy (series, x, (size_t) count * sizeof *series);
  memset (series + count, 0, (size_t) (length - count) * sizeof *series);
  fftw_execute (forward);
  for (int k = 0; k <= length / 2; k++)
    {
      mode[k][0] = mode[k][0] * mode[k][0] + mode[k][1] * mode[k][1];
      mode[k][1] = 0;
    }
  fftw_execute (backward);
  for (int64_t k = 0; k < lags; k++)
    result[k] = series[k] / length;
  status = LGT_OK;

done:
  fftw_destroy_plan (backward);
  fftw_destroy_plan (forward);
  fftw_free (mode);
  fftw_free (series);
  if (status != LGT_OK)
    return lgt_fail (error, status, "autocorrelation: no memory for %lld "
                     "numbers", (long long) count);
  return LGT_OK;
}
