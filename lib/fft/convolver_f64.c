/* Plans of a convolver in float64.  */

#define REAL double
#define FFTW(name) fftw_##name
#define NAME(name) lgt_fft_convolver_##name##_f64_

#include "convolver_plan.h"
