/* The FFT of this build.  */

#include "session.h"

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#ifdef LGT_WITH_FFTW
# include <lgt/fft.h>
#endif

const struct lgt_fft *
lgt_app_fft (void)
{
#ifdef LGT_WITH_FFTW
  return lgt_fft_fftw ();
#else
  return NULL;
#endif
}
