# CP and Tucker decompositions of host arrays.  LAPACK, BLAS, nothing else.
factorize_link = liblgt-factorize.a $(LAPACKE_LIBS) $(OPENBLAS_LIBS)

lib_LIBRARIES += liblgt-factorize.a
liblgt_factorize_a_CPPFLAGS = $(AM_CPPFLAGS) $(LAPACKE_CFLAGS) \
	$(OPENBLAS_CFLAGS)
liblgt_factorize_a_SOURCES = %D%/array.c %D%/array.h %D%/cost.c %D%/cp.c \
	%D%/cp.h %D%/cp_als.c %D%/cp_known.c %D%/cp_room.c %D%/cp_start.c \
	%D%/cp_tensor.c %D%/singular.c %D%/tucker.c %D%/tucker.h \
	%D%/tucker_ranks.c %D%/tucker_work.c
pkgconfig_DATA += %D%/lgt-factorize.pc
