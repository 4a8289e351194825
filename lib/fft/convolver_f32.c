/* Plans of a convolver in float32.  */

#define REAL float
#define FFTW(name) fftwf_##name
#define NAME(name) lgt_fft_convolver_##name##_f32_

#include "convolver_plan.h"
