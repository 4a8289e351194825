# The only library that calls FFTW (GPL): --without-fftw leaves it out.
if WITH_FFTW
fft_link = liblgt-fft.a $(FFTW_LIBS)

lib_LIBRARIES += liblgt-fft.a
liblgt_fft_a_SOURCES = %D%/autocorrelation.c %D%/convolver.c \
	%D%/convolver.h %D%/convolver_f32.c %D%/convolver_f64.c \
	%D%/convolver_plan.h %D%/fft.h %D%/plan.c %D%/table.c
liblgt_fft_a_CPPFLAGS = $(AM_CPPFLAGS) $(FFTW_CFLAGS)
pkgconfig_DATA += %D%/lgt-fft.pc
else
fft_link =
endif
