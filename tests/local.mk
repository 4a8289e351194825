# A new test program is four lines:
#
#     check_PROGRAMS += %D%/check_NAME
#     %C%_check_NAME_SOURCES = %D%/check_NAME.c %D%/testutil.h
#     %C%_check_NAME_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
#     %C%_check_NAME_LDADD = $(LIBRARY_link) $(CHECK_LIBS)
#
# and a new script one: dist_check_SCRIPTS += %D%/NAME.sh
# Scripts that take minutes go to long_scripts.

TESTS = $(check_PROGRAMS) $(dist_check_SCRIPTS)
TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)
AM_TESTS_ENVIRONMENT = \
	LC_ALL=C; export LC_ALL; \
	LGT_TAP=1; export LGT_TAP; \
	OMP_NUM_THREADS=2; export OMP_NUM_THREADS; \
	OPENBLAS_NUM_THREADS=1; export OPENBLAS_NUM_THREADS; \
	OMP_WAIT_POLICY=passive; export OMP_WAIT_POLICY; \
	CC='$(CC)'; export CC; CXX='$(CXX)'; export CXX; \
	NM='$(NM)'; export NM; \
	VERSION='$(VERSION)'; export VERSION; \
	top_builddir='$(top_builddir)'; export top_builddir; \
	top_srcdir='$(top_srcdir)'; export top_srcdir; \
	PATH='$(abs_top_builddir)/tools':"$$PATH"; export PATH;

EXTRA_DIST += %D%/tap.sh %D%/report.sh %D%/interrupt.sh
EXTRA_DIST += %D%/mc.sh
EXTRA_DIST += %D%/installcheck.sh %D%/manual_blocks.awk

# What outsiders see: names, headers, licences, folders to take away.
dist_check_SCRIPTS += %D%/headers.sh
dist_check_SCRIPTS += %D%/licences.sh
dist_check_SCRIPTS += %D%/man.sh
dist_check_SCRIPTS += %D%/manual_tables.sh
dist_check_SCRIPTS += %D%/readme.sh
dist_check_SCRIPTS += %D%/symbols.sh
dist_check_SCRIPTS += %D%/vendor.sh

# Tools as a user sees them.
dist_check_SCRIPTS += %D%/cli_analyze.sh
dist_check_SCRIPTS += %D%/cli_bench.sh
dist_check_SCRIPTS += %D%/cli_compare.sh
dist_check_SCRIPTS += %D%/cli_completion.sh
dist_check_SCRIPTS += %D%/cli_convert.sh
dist_check_SCRIPTS += %D%/cli_exact.sh
dist_check_SCRIPTS += %D%/cli_factorize.sh
dist_check_SCRIPTS += %D%/cli_info.sh
dist_check_SCRIPTS += %D%/cli_loops.sh
dist_check_SCRIPTS += %D%/cli_mask_print.sh
dist_check_SCRIPTS += %D%/cli_mc.sh
dist_check_SCRIPTS += %D%/cli_measure.sh
dist_check_SCRIPTS += %D%/cli_scalar.sh
dist_check_SCRIPTS += %D%/cli_sample.sh %D%/cli_sun.sh %D%/cli_train.sh
dist_check_SCRIPTS += %D%/train_reaches.sh %D%/backends.sh

# A program that cli_sun.sh calls; no test by itself.
alter_link = %D%/alter_link$(EXEEXT)
EXTRA_PROGRAMS += %D%/alter_link
CLEANFILES += $(alter_link)
check_DATA = $(alter_link)
%C%_alter_link_SOURCES = %D%/alter_link.c
%C%_alter_link_LDADD = $(io_link)

check_PROGRAMS += %D%/check_gradcheck
%C%_check_gradcheck_SOURCES = %D%/check_gradcheck.c %D%/gradcheck.c \
	%D%/gradcheck.h %D%/testutil.h
%C%_check_gradcheck_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_gradcheck_LDADD = $(CHECK_LIBS)

check_PROGRAMS += %D%/check_train_config
%C%_check_train_config_SOURCES = %D%/check_train_config.c %D%/testutil.h
%C%_check_train_config_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_train_config_LDADD = $(app_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_app
%C%_check_app_SOURCES = %D%/check_app.c %D%/testutil.h
%C%_check_app_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_app_LDADD = liblgt-app.a $(io_link) $(config_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_config
%C%_check_config_SOURCES = %D%/check_config.c %D%/configcase.c \
	%D%/configcase.h %D%/testutil.h
%C%_check_config_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_config_LDADD = $(config_link) $(CHECK_LIBS)
check_PROGRAMS += %D%/check_config_text
%C%_check_config_text_SOURCES = %D%/check_config_text.c %D%/configcase.c \
	%D%/configcase.h %D%/testutil.h
%C%_check_config_text_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_config_text_LDADD = $(config_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_wisdom
%C%_check_wisdom_SOURCES = %D%/check_wisdom.c %D%/testutil.h
%C%_check_wisdom_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_wisdom_LDADD = $(config_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_geom %D%/check_mask %D%/check_loops
check_PROGRAMS += %D%/check_loop_masks
%C%_check_geom_SOURCES = %D%/check_geom.c %D%/testutil.h
%C%_check_geom_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_geom_LDADD = $(lattice_link) $(CHECK_LIBS)
%C%_check_mask_SOURCES = %D%/check_mask.c %D%/testutil.h
%C%_check_mask_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_mask_LDADD = $(lattice_link) $(CHECK_LIBS)
%C%_check_loops_SOURCES = %D%/check_loops.c %D%/loopcase.c %D%/loopcase.h \
	%D%/testutil.h
%C%_check_loops_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_loops_LDADD = $(loops_link) $(CHECK_LIBS)
%C%_check_loop_masks_SOURCES = %D%/check_loop_masks.c %D%/loopcase.c \
	%D%/loopcase.h %D%/known_masks.h %D%/testutil.h
%C%_check_loop_masks_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_loop_masks_LDADD = $(loops_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_schedule
%C%_check_schedule_SOURCES = %D%/check_schedule.c %D%/known_masks.h \
	%D%/testutil.h
%C%_check_schedule_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_schedule_LDADD = $(loops_link) $(CHECK_LIBS)
check_PROGRAMS += %D%/check_loop_counts %D%/check_split
%C%_check_loop_counts_SOURCES = %D%/check_loop_counts.c %D%/testutil.h
%C%_check_loop_counts_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_loop_counts_LDADD = $(loops_link) $(CHECK_LIBS)
%C%_check_split_SOURCES = %D%/check_split.c %D%/testutil.h
%C%_check_split_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_split_LDADD = $(loops_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_sun
%C%_check_sun_SOURCES = %D%/check_sun.c %D%/sunref.c \
	%D%/sunref.h %D%/testutil.h
%C%_check_sun_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) $(LAPACKE_CFLAGS)
%C%_check_sun_LDADD = $(sun_link) $(LAPACKE_LIBS) $(OPENBLAS_LIBS) \
	$(CHECK_LIBS)

check_PROGRAMS += %D%/check_phases
%C%_check_phases_SOURCES = %D%/check_phases.c %D%/sunref.c \
	%D%/sunref.h %D%/testutil.h
%C%_check_phases_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) $(LAPACKE_CFLAGS)
%C%_check_phases_LDADD = $(sun_link) $(LAPACKE_LIBS) $(OPENBLAS_LIBS) \
	$(CHECK_LIBS)

# The elementary functions, compiled as the kernels of each instruction set.
check_PROGRAMS += %D%/check_vmath_generic
%C%_check_vmath_generic_SOURCES = %D%/check_vmath.c %D%/testutil.h
%C%_check_vmath_generic_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) \
	-DLGT_ISA=generic
%C%_check_vmath_generic_CFLAGS = $(KERNEL_CFLAGS)
%C%_check_vmath_generic_LDADD = $(SLEEF_LIBS) $(CHECK_LIBS)
if WITH_AVX2
check_PROGRAMS += %D%/check_vmath_avx2
%C%_check_vmath_avx2_SOURCES = %D%/check_vmath.c %D%/testutil.h
%C%_check_vmath_avx2_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) \
	-DLGT_ISA=avx2
%C%_check_vmath_avx2_CFLAGS = $(KERNEL_CFLAGS) $(AVX2_CFLAGS)
%C%_check_vmath_avx2_LDADD = $(SLEEF_LIBS) $(CHECK_LIBS)
endif
if WITH_AVX512
check_PROGRAMS += %D%/check_vmath_avx512
%C%_check_vmath_avx512_SOURCES = %D%/check_vmath.c %D%/testutil.h
%C%_check_vmath_avx512_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) \
	-DLGT_ISA=avx512
%C%_check_vmath_avx512_CFLAGS = $(KERNEL_CFLAGS) $(AVX512_CFLAGS)
%C%_check_vmath_avx512_LDADD = $(SLEEF_LIBS) $(CHECK_LIBS)
endif

check_PROGRAMS += %D%/check_activate %D%/check_circular
%C%_check_activate_SOURCES = %D%/check_activate.c %D%/testutil.h
%C%_check_activate_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_activate_LDADD = $(tensor_link) $(CHECK_LIBS)
%C%_check_circular_SOURCES = %D%/check_circular.c %D%/circle.c %D%/circle.h \
	%D%/gradcheck.c %D%/gradcheck.h %D%/testutil.h
%C%_check_circular_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_circular_LDADD = $(tensor_link) $(CHECK_LIBS)
check_PROGRAMS += %D%/check_circular_table
%C%_check_circular_table_SOURCES = %D%/check_circular_table.c %D%/circle.c \
	%D%/circle.h %D%/gradcheck.c %D%/gradcheck.h %D%/testutil.h
%C%_check_circular_table_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_circular_table_LDADD = $(tensor_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_stout
%C%_check_stout_SOURCES = %D%/check_stout.c %D%/suncase.c %D%/suncase.h \
	%D%/unitary.h %D%/gradcheck.c %D%/gradcheck.h %D%/testutil.h
%C%_check_stout_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_stout_LDADD = $(tensor_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_polar
%C%_check_polar_SOURCES = %D%/check_polar.c %D%/suncase.c %D%/suncase.h \
	%D%/unitary.h %D%/gradcheck.c %D%/gradcheck.h %D%/testutil.h
%C%_check_polar_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) $(LAPACKE_CFLAGS)
%C%_check_polar_LDADD = $(tensor_link) $(LAPACKE_LIBS) $(CHECK_LIBS)

# Minutes, not seconds: scripts that only make check-long runs, and programs
# that they call.
long_scripts = \
	%D%/cuda_builds.sh \
	%D%/demo_reaches.sh \
	%D%/fuzz.sh \
	%D%/manual.sh \
	%D%/manual_op.sh \
	%D%/physics_2d.sh \
	%D%/without_gpl.sh
long_programs = %D%/fuzz_ildg %D%/fuzz_nersc
fuzz_driver = %D%/fuzz_driver.c %D%/fuzz_field.c %D%/fuzz.h
%C%_fuzz_ildg_SOURCES = %D%/fuzz_ildg.c $(fuzz_driver)
%C%_fuzz_ildg_LDADD = $(fields_link)
%C%_fuzz_nersc_SOURCES = %D%/fuzz_nersc.c $(fuzz_driver)
%C%_fuzz_nersc_LDADD = $(fields_link)
EXTRA_PROGRAMS += $(long_programs)
CLEANFILES += %D%/fuzz_ildg$(EXEEXT) %D%/fuzz_nersc$(EXEEXT)
EXTRA_DIST += $(long_scripts)

check-long: all $(long_programs)
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS TEST_SUITE_LOG=long-tests.log \
	  TESTS='$(long_scripts)'
.PHONY: check-long

# Build strangers' programs against what make install put in place.
installcheck-local:
	CC='$(CC)' CFLAGS='$(CFLAGS)' PKG_CONFIG='$(PKG_CONFIG)' \
	top_srcdir='$(top_srcdir)' libdir='$(DESTDIR)$(libdir)' \
	includedir='$(DESTDIR)$(includedir)' \
	pkgconfigdir='$(DESTDIR)$(pkgconfigdir)' \
	  $(SHELL) $(top_srcdir)/%D%/installcheck.sh

if WITH_FFTW
check_PROGRAMS += %D%/check_fft
%C%_check_fft_SOURCES = %D%/check_fft.c %D%/slowconvolver.c \
	%D%/slowconvolver.h %D%/testutil.h
%C%_check_fft_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_fft_LDADD = $(fft_link) $(tensor_link) $(CHECK_LIBS)
endif

check_PROGRAMS += %D%/check_statistics
%C%_check_statistics_SOURCES = %D%/check_statistics.c %D%/normal.h \
	%D%/testutil.h
%C%_check_statistics_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_statistics_LDADD = $(mc_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_resampling %D%/check_free_energy
%C%_check_resampling_SOURCES = %D%/check_resampling.c %D%/ar1.h %D%/normal.h \
	%D%/testutil.h
%C%_check_resampling_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_resampling_LDADD = $(mc_link) $(CHECK_LIBS)
%C%_check_free_energy_SOURCES = %D%/check_free_energy.c %D%/ar1.h \
	%D%/normal.h %D%/testutil.h
%C%_check_free_energy_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_free_energy_LDADD = $(mc_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_weights
%C%_check_weights_SOURCES = %D%/check_weights.c %D%/normal.h %D%/testutil.h
%C%_check_weights_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_weights_LDADD = $(mc_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_metropolis
%C%_check_metropolis_SOURCES = %D%/check_metropolis.c %D%/normal.h \
	%D%/testutil.h
%C%_check_metropolis_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_metropolis_LDADD = $(mc_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_observables
%C%_check_observables_SOURCES = %D%/check_observables.c %D%/normal.h \
	%D%/testutil.h
%C%_check_observables_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_observables_LDADD = $(mc_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_scalar_chain
%C%_check_scalar_chain_SOURCES = %D%/check_scalar_chain.c %D%/chaincase.h \
	%D%/normal.h \
	%D%/scalarcase.h %D%/testutil.h
%C%_check_scalar_chain_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_scalar_chain_LDADD = $(mc_link) $(fft_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_scalar_exact
%C%_check_scalar_exact_SOURCES = %D%/check_scalar_exact.c %D%/chaincase.h \
	%D%/scalarcase.h %D%/testutil.h
%C%_check_scalar_exact_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_scalar_exact_LDADD = $(mc_link) $(fft_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_observables_scalar
%C%_check_observables_scalar_SOURCES = %D%/check_observables_scalar.c \
	%D%/normal.h %D%/testutil.h
%C%_check_observables_scalar_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_observables_scalar_LDADD = $(mc_link) $(fft_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_observables_sun
%C%_check_observables_sun_SOURCES = %D%/check_observables_sun.c \
	%D%/normal.h %D%/testutil.h
%C%_check_observables_sun_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_observables_sun_LDADD = $(mc_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_gradient_flow
%C%_check_gradient_flow_SOURCES = %D%/check_gradient_flow.c \
	%D%/linkfield.h %D%/normal.h %D%/testutil.h
%C%_check_gradient_flow_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_gradient_flow_LDADD = $(mc_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_field_strength
%C%_check_field_strength_SOURCES = %D%/check_field_strength.c \
	%D%/linkfield.h %D%/normal.h %D%/testutil.h
%C%_check_field_strength_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_field_strength_LDADD = $(mc_link) $(CHECK_LIBS)

if WITH_GSL
check_PROGRAMS += %D%/check_wilson_loops
%C%_check_wilson_loops_SOURCES = %D%/check_wilson_loops.c \
	%D%/linkfield.h %D%/normal.h %D%/testutil.h
%C%_check_wilson_loops_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_wilson_loops_LDADD = $(exact_link) $(mc_link) $(CHECK_LIBS)
endif

if WITH_FFTW
check_PROGRAMS += %D%/check_polyakov
%C%_check_polyakov_SOURCES = %D%/check_polyakov.c \
	%D%/linkfield.h %D%/normal.h %D%/testutil.h
%C%_check_polyakov_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_polyakov_LDADD = $(fft_link) $(mc_link) $(CHECK_LIBS)
endif

check_PROGRAMS += %D%/check_chain
%C%_check_chain_SOURCES = %D%/check_chain.c %D%/chaincase.h %D%/testutil.h
%C%_check_chain_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_chain_LDADD = $(mc_link) $(CHECK_LIBS)
check_PROGRAMS += %D%/check_chain_scale
%C%_check_chain_scale_SOURCES = %D%/check_chain_scale.c %D%/chaincase.h \
	%D%/testutil.h
%C%_check_chain_scale_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_chain_scale_LDADD = $(mc_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_optim
%C%_check_optim_SOURCES = %D%/check_optim.c %D%/testutil.h
%C%_check_optim_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_optim_LDADD = $(optim_link) $(CHECK_LIBS)

if WITH_GSL
check_PROGRAMS += %D%/check_chain_exact
%C%_check_chain_exact_SOURCES = %D%/check_chain_exact.c %D%/chaincase.h \
	%D%/testutil.h
%C%_check_chain_exact_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_chain_exact_LDADD = $(exact_link) $(mc_link) $(CHECK_LIBS)
check_PROGRAMS += %D%/check_exact %D%/check_legendre
%C%_check_exact_SOURCES = %D%/check_exact.c %D%/testutil.h
%C%_check_exact_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_exact_LDADD = $(exact_link) $(CHECK_LIBS)
%C%_check_legendre_SOURCES = %D%/check_legendre.c %D%/testutil.h
%C%_check_legendre_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_legendre_LDADD = $(exact_link) $(CHECK_LIBS)
endif

# Operations, on every backend.
opcases = %D%/opcases.c %D%/opcases.h %D%/opcases_impl.h \
	%D%/opcases_chain.c %D%/opcases_scalar.c %D%/opcases_sun.c %D%/opparts.c \
	%D%/slowconvolver.c %D%/slowconvolver.h
opuse = $(opcases) %D%/opuse.c %D%/opuse.h %D%/testutil.h
check_PROGRAMS += %D%/check_backend %D%/check_random
check_PROGRAMS += %D%/check_ops %D%/check_op_gradients %D%/check_op_steps
%C%_check_backend_SOURCES = %D%/check_backend.c $(opcases) %D%/testutil.h
%C%_check_backend_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_backend_LDADD = $(tensor_link) $(CHECK_LIBS)
%C%_check_ops_SOURCES = %D%/check_ops.c $(opuse)
%C%_check_ops_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_ops_LDADD = $(tensor_link) $(CHECK_LIBS)
%C%_check_op_gradients_SOURCES = %D%/check_op_gradients.c %D%/gradcheck.c \
	%D%/gradcheck.h %D%/unitary.h $(opuse)
%C%_check_op_gradients_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_op_gradients_LDADD = $(tensor_link) $(CHECK_LIBS)
%C%_check_op_steps_SOURCES = %D%/check_op_steps.c $(opuse)
%C%_check_op_steps_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_op_steps_LDADD = $(tensor_link) $(CHECK_LIBS)
%C%_check_random_SOURCES = %D%/check_random.c $(opcases) %D%/testutil.h
%C%_check_random_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_random_LDADD = $(tensor_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_scalar_ops
%C%_check_scalar_ops_SOURCES = %D%/check_scalar_ops.c $(opuse)
%C%_check_scalar_ops_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_scalar_ops_LDADD = $(tensor_link) $(lattice_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_spectral %D%/check_spectral_gradients
spectralcase = %D%/spectralcase.c %D%/spectralcase.h %D%/unitary.h $(opuse)
%C%_check_spectral_SOURCES = %D%/check_spectral.c $(spectralcase)
%C%_check_spectral_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_spectral_LDADD = $(tensor_link) $(CHECK_LIBS)
%C%_check_spectral_gradients_SOURCES = %D%/check_spectral_gradients.c $(spectralcase)
%C%_check_spectral_gradients_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_spectral_gradients_LDADD = $(tensor_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_tape
%C%_check_tape_SOURCES = %D%/check_tape.c %D%/gradcheck.c %D%/gradcheck.h \
	%D%/tapecase.c %D%/tapecase.h $(opcases) %D%/testutil.h
%C%_check_tape_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_tape_LDADD = $(tensor_link) $(CHECK_LIBS)
check_PROGRAMS += %D%/check_tape_mistakes
%C%_check_tape_mistakes_SOURCES = %D%/check_tape_mistakes.c %D%/tapecase.c \
	%D%/tapecase.h $(opcases) %D%/testutil.h
%C%_check_tape_mistakes_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_tape_mistakes_LDADD = $(tensor_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_factorize
%C%_check_factorize_SOURCES = %D%/check_factorize.c %D%/testutil.h
%C%_check_factorize_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_factorize_LDADD = $(factorize_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_factorize_run
%C%_check_factorize_run_SOURCES = %D%/check_factorize_run.c %D%/testutil.h
%C%_check_factorize_run_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_factorize_run_LDADD = $(app_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_flow
flow_case = %D%/flowcase.c %D%/flowcase.h %D%/testutil.h
flow_target = %D%/flowtarget.c %D%/flowtarget.h $(flow_case)
flow_check = %D%/flowcheck.c %D%/flowcheck.h $(flow_target)
%C%_check_flow_SOURCES = %D%/check_flow.c $(flow_check)
%C%_check_flow_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_flow_LDADD = $(flow_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_scalar_flow
%C%_check_scalar_flow_SOURCES = %D%/check_scalar_flow.c $(flow_check)
%C%_check_scalar_flow_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_scalar_flow_LDADD = $(flow_link) $(fft_link) $(CHECK_LIBS)

# Flows of SU(N).
sun_flow = %D%/sunflow.c %D%/sunflow.h $(flow_check)
check_PROGRAMS += %D%/check_device_flow
%C%_check_device_flow_SOURCES = %D%/check_device_flow.c $(sun_flow)
%C%_check_device_flow_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_device_flow_LDADD = $(optim_link) $(flow_link) $(CHECK_LIBS)
check_PROGRAMS += %D%/check_sun_flow %D%/check_sun_train %D%/check_sun_model
%C%_check_sun_flow_SOURCES = %D%/check_sun_flow.c $(sun_flow)
%C%_check_sun_flow_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_sun_flow_LDADD = $(flow_link) $(CHECK_LIBS)
%C%_check_sun_train_SOURCES = %D%/check_sun_train.c $(sun_flow)
%C%_check_sun_train_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_sun_train_LDADD = $(flow_link) $(CHECK_LIBS)
%C%_check_sun_model_SOURCES = %D%/check_sun_model.c $(sun_flow)
%C%_check_sun_model_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_sun_model_LDADD = $(flow_link) $(CHECK_LIBS)

if WITH_GSL
check_PROGRAMS += %D%/check_column_flow
%C%_check_column_flow_SOURCES = %D%/check_column_flow.c $(flow_case)
%C%_check_column_flow_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_column_flow_LDADD = $(app_link) $(CHECK_LIBS)
check_PROGRAMS += %D%/check_sun_exact
%C%_check_sun_exact_SOURCES = %D%/check_sun_exact.c $(flow_target)
%C%_check_sun_exact_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_sun_exact_LDADD = $(exact_link) $(flow_link) $(CHECK_LIBS)
check_PROGRAMS += %D%/check_flow_chain
%C%_check_flow_chain_SOURCES = %D%/check_flow_chain.c $(flow_case)
%C%_check_flow_chain_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_flow_chain_LDADD = $(exact_link) $(flow_link) $(CHECK_LIBS)
check_PROGRAMS += %D%/check_stochastic_exact
%C%_check_stochastic_exact_SOURCES = %D%/check_stochastic_exact.c \
	$(flow_target)
%C%_check_stochastic_exact_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_stochastic_exact_LDADD = $(exact_link) $(flow_link) $(CHECK_LIBS)
endif

check_PROGRAMS += %D%/check_stochastic
%C%_check_stochastic_SOURCES = %D%/check_stochastic.c $(flow_target)
%C%_check_stochastic_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_stochastic_LDADD = $(flow_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_blind
%C%_check_blind_SOURCES = %D%/check_blind.c $(flow_case)
%C%_check_blind_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_blind_LDADD = $(flow_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_network
%C%_check_network_SOURCES = %D%/check_network.c %D%/gradcheck.c \
	%D%/gradcheck.h %D%/netcase.c %D%/netcase.h $(flow_case)
%C%_check_network_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_network_LDADD = $(flow_link) $(fft_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_network_keys
%C%_check_network_keys_SOURCES = %D%/check_network_keys.c %D%/netcase.h \
	$(flow_case)
%C%_check_network_keys_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_network_keys_LDADD = $(flow_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_fields
%C%_check_fields_SOURCES = %D%/check_fields.c \
	%D%/fieldcase.c %D%/fieldcase.h %D%/testutil.h
%C%_check_fields_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_fields_LDADD = $(fields_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_ildg
%C%_check_ildg_SOURCES = %D%/check_ildg.c \
	%D%/fieldcase.c %D%/fieldcase.h %D%/testutil.h
%C%_check_ildg_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_ildg_LDADD = $(fields_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_nersc
%C%_check_nersc_SOURCES = %D%/check_nersc.c \
	%D%/fieldcase.c %D%/fieldcase.h %D%/testutil.h
%C%_check_nersc_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_nersc_LDADD = $(fields_link) $(CHECK_LIBS)
# An ensemble for cli_measure.sh; no test by itself.
write_chain = %D%/write_chain$(EXEEXT)
EXTRA_PROGRAMS += %D%/write_chain
CLEANFILES += $(write_chain)
check_DATA += $(write_chain)
%C%_write_chain_SOURCES = %D%/write_chain.c
%C%_write_chain_LDADD = $(io_link) $(mc_link)

# A configuration for cli_convert.sh; no test by itself.
write_field = %D%/write_field$(EXEEXT)
EXTRA_PROGRAMS += %D%/write_field
CLEANFILES += $(write_field)
check_DATA += $(write_field)
%C%_write_field_SOURCES = %D%/write_field.c
%C%_write_field_LDADD = $(fields_link)

check_PROGRAMS += %D%/check_io
%C%_check_io_SOURCES = %D%/check_io.c %D%/iofolder.c %D%/iofolder.h \
	%D%/testutil.h
%C%_check_io_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_io_LDADD = $(io_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_ensemble
%C%_check_ensemble_SOURCES = %D%/check_ensemble.c %D%/iofolder.c \
	%D%/iofolder.h %D%/testutil.h
%C%_check_ensemble_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_ensemble_LDADD = $(io_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_plots
%C%_check_plots_SOURCES = %D%/check_plots.c %D%/normal.h %D%/testutil.h
%C%_check_plots_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_plots_LDADD = liblgt-app.a $(io_link) $(config_link) $(mc_link) \
	$(CHECK_LIBS)

check_PROGRAMS += %D%/check_report
%C%_check_report_SOURCES = %D%/check_report.c %D%/testutil.h
%C%_check_report_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_report_LDADD = liblgt-app.a $(io_link) $(config_link) $(mc_link) \
	$(CHECK_LIBS)

check_PROGRAMS += %D%/check_conv %D%/check_conv_algorithms
conv_case = %D%/convcase.c %D%/convcase.h %D%/conv_definition.c \
	%D%/slowconvolver.c %D%/slowconvolver.h %D%/testutil.h
%C%_check_conv_SOURCES = %D%/check_conv.c %D%/gradcheck.c %D%/gradcheck.h \
	$(conv_case)
%C%_check_conv_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_conv_LDADD = $(fft_link) $(tensor_link) $(CHECK_LIBS)
%C%_check_conv_algorithms_SOURCES = %D%/check_conv_algorithms.c $(conv_case)
%C%_check_conv_algorithms_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_conv_algorithms_LDADD = $(fft_link) $(tensor_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_loop_plan
%C%_check_loop_plan_SOURCES = %D%/check_loop_plan.c %D%/testutil.h
%C%_check_loop_plan_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_loop_plan_LDADD = $(loops_link) $(CHECK_LIBS)

check_PROGRAMS += %D%/check_sun_ops
%C%_check_sun_ops_SOURCES = %D%/check_sun_ops.c %D%/sunfield.h $(opcases) %D%/testutil.h
%C%_check_sun_ops_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_sun_ops_LDADD = $(loops_link) $(sun_link) $(tensor_link) \
	$(CHECK_LIBS)
check_PROGRAMS += %D%/check_haar
%C%_check_haar_SOURCES = %D%/check_haar.c %D%/sunfield.h $(opcases) %D%/testutil.h
%C%_check_haar_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_haar_LDADD = $(loops_link) $(sun_link) $(tensor_link) \
	$(CHECK_LIBS)
check_PROGRAMS += %D%/check_collect
%C%_check_collect_SOURCES = %D%/check_collect.c %D%/sunfield.h $(opcases) %D%/testutil.h
%C%_check_collect_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_collect_LDADD = $(loops_link) $(sun_link) $(tensor_link) \
	$(CHECK_LIBS)

# The emulator of CUDA, with kernels of its own.
emulator_kernels = %D%/emulator_api.cu %D%/emulator_right.cu \
	%D%/emulator_wrong.cu
EXTRA_DIST += $(emulator_kernels)
if WITH_CUDA_EMULATED
check_PROGRAMS += %D%/check_emulator
%C%_check_emulator_SOURCES = %D%/check_emulator.c %D%/emulator_kernels.h \
	%D%/testutil.h
%C%_check_emulator_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
%C%_check_emulator_LDADD = $(emulator_kernels:.cu=.emu) $(tensor_link) \
	$(CHECK_LIBS)
%C%_check_emulator_DEPENDENCIES = $(emulator_kernels:.cu=.emu) \
	liblgt-tensor.a
CLEANFILES += $(emulator_kernels:.cu=.emu) $(emulator_kernels:.cu=.emu.d)
-include $(emulator_kernels:.cu=.emu.d)
endif

# make check-some SOME='tests/check_tape tests/symbols.sh': these only.
check-some: $(SOME)
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(SOME)' check_PROGRAMS= \
	  dist_check_SCRIPTS= check_DATA=
# What uses the kernels of every backend there is; check_conv_algorithms, which
# takes minutes under sanitizers, has the kernels of check_conv and
# check_backend.
backend_tests = %D%/check_activate %D%/check_backend %D%/check_circular \
	%D%/check_circular_table \
	%D%/check_collect %D%/check_conv \
	%D%/check_haar %D%/check_op_gradients %D%/check_op_steps \
	%D%/check_ops %D%/check_polar %D%/check_random \
	%D%/check_spectral %D%/check_spectral_gradients \
	%D%/check_stout %D%/check_sun_ops %D%/check_tape \
	%D%/check_tape_mistakes
if WITH_CUDA_EMULATED
backend_tests += %D%/check_emulator
endif
check-backends:
	$(MAKE) $(AM_MAKEFLAGS) check-some SOME='$(backend_tests)'
.PHONY: check-some check-backends
