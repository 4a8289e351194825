/* The table of functions that tools hand down.  */

#include <lgt/fft.h>

#include <string.h>

#include <fftw3.h>

#include "fft.h"

const struct lgt_fft *
lgt_fft_fftw (void)
{
  static const struct lgt_fft table = {
    .name = "fftw",
    .autocorrelation = lgt_fft_autocorrelation_,
    .plan_new = lgt_fft_plan_new_,
    .plan_free = lgt_fft_plan_free_,
    .forward = lgt_fft_forward_,
    .backward = lgt_fft_backward_,
    .convolver_new = lgt_fft_convolver_new_,
  };

  return &table;
}

/* fftw_version is "fftw-3.3.10-sse2-avx" and the like.  */
const char *
lgt_fft_version (void)
{
  const char *dash = strchr (fftw_version, '-');

  return dash ? dash + 1 : fftw_version;
}
