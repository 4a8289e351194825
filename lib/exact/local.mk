# The only library that calls GSL (GPL): --without-gsl leaves it out.
if WITH_GSL
exact_link = liblgt-exact.a $(GSL_LIBS)

# With the first source:
#lib_LIBRARIES += liblgt-exact.a
#liblgt_exact_a_SOURCES = %D%/FIRST.c
#liblgt_exact_a_CPPFLAGS = $(AM_CPPFLAGS) $(GSL_CFLAGS)
#pkgconfig_DATA += %D%/lgt-exact.pc
else
exact_link =
endif
