# The only library that calls GSL (GPL): --without-gsl leaves it out.
if WITH_GSL
exact_link = liblgt-exact.a $(GSL_LIBS)

lib_LIBRARIES += liblgt-exact.a
liblgt_exact_a_SOURCES = \
	%D%/density.c \
	%D%/density.h \
	%D%/ess.c \
	%D%/group.c \
	%D%/group.h \
	%D%/legendre.c \
	%D%/observables.c \
	%D%/pair.h \
	%D%/scalar_transfer.c \
	%D%/su2.c \
	%D%/sun.c \
	%D%/table.c \
	%D%/topology.c \
	%D%/u1.c
liblgt_exact_a_CPPFLAGS = $(AM_CPPFLAGS) $(GSL_CFLAGS)
pkgconfig_DATA += %D%/lgt-exact.pc
else
exact_link =
endif
