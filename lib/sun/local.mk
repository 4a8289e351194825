# SU(N) matrices.  Plain C11 that can be taken away alone: these files and
# include/lgt/{status,sun}.h, which is what make vendor LIB=sun writes.  The
# *_body.h files are the kernels' too.
sun_link = liblgt-sun.a

lib_LIBRARIES += liblgt-sun.a
liblgt_sun_a_CFLAGS = $(STRICT_CFLAGS)
liblgt_sun_a_SOURCES = %D%/algebra.c %D%/algebra_body.h %D%/density.c \
	%D%/det_body.h %D%/drift_body.h %D%/exp.c %D%/exp_body.h %D%/group.c \
	%D%/haar_body.h %D%/heat_bath_body.h %D%/heat_kernel.c %D%/hermitian_body.h \
	%D%/inverse_body.h %D%/matrix_body.h %D%/multiply.c \
	%D%/nearest_body.h %D%/number.h %D%/phases.c \
	%D%/phases_body.h %D%/project.c
pkgconfig_DATA += %D%/lgt-sun.pc
