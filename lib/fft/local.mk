# The only library that calls FFTW (GPL): --without-fftw leaves it out.
if WITH_FFTW
fft_link = liblgt-fft.a $(FFTW_LIBS)

lib_LIBRARIES += liblgt-fft.a
liblgt_fft_a_SOURCES = %D%/autocorrelation.c %D%/fft.h %D%/plan.c \
	%D%/table.c
liblgt_fft_a_CPPFLAGS = $(AM_CPPFLAGS) $(FFTW_CFLAGS)
pkgconfig_DATA += %D%/lgt-fft.pc
else
fft_link =
endif
