# The only library that calls FFTW (GPL): --without-fftw leaves it out.
if WITH_FFTW
fft_link = liblgt-fft.a $(FFTW_LIBS)

# With the first source:
#lib_LIBRARIES += liblgt-fft.a
#liblgt_fft_a_SOURCES = %D%/FIRST.c
#liblgt_fft_a_CPPFLAGS = $(AM_CPPFLAGS) $(FFTW_CFLAGS)
#pkgconfig_DATA += %D%/lgt-fft.pc
else
fft_link =
endif
