# The CPU backend, part of liblgt-tensor.a.
#
# The files of cpu/kernels/ are compiled once for each instruction set: add a
# kernel file to cpu_kernels and it is in all of them.  The three archives
# are never made, only their objects, which go into liblgt-tensor.a.
# FMA contraction needs gnu11 (c11 turns it off); errno and traps would keep
# square roots and selects scalar.
cpu_kernels = \
	%D%/queue.h \
	%D%/vmath.h \
	%D%/kernels/activate.c \
	%D%/kernels/activate_impl.h \
	%D%/kernels/activation.h \
	%D%/kernels/circular.h \
	%D%/kernels/circular_ncp.c \
	%D%/kernels/circular_rqs.c \
	%D%/kernels/circular_table.c \
	%D%/kernels/number.h \
	%D%/kernels/conv.h \
	%D%/kernels/conv_bias.h \
	%D%/kernels/conv_body.h \
	%D%/kernels/conv_depth.h \
	%D%/kernels/conv_f32.c \
	%D%/kernels/conv_f64.c \
	%D%/kernels/conv_fft.h \
	%D%/kernels/conv_fft_f32.c \
	%D%/kernels/conv_fft_f64.c \
	%D%/kernels/conv_fft_mode.h \
	%D%/kernels/conv_form.h \
	%D%/kernels/conv_gemm.h \
	%D%/kernels/conv_gemm_f32.c \
	%D%/kernels/conv_gemm_f64.c \
	%D%/kernels/conv_outer.h \
	%D%/kernels/conv_pass.h \
	%D%/kernels/conv_plain.h \
	%D%/kernels/conv_settle.h \
	%D%/kernels/conv_sum.h \
	%D%/kernels/conv_tile.h \
	%D%/kernels/elements.h \
	%D%/kernels/isa.h \
	%D%/kernels/line.h \
	%D%/kernels/line_affine.c \
	%D%/kernels/line_rqs.c \
	%D%/kernels/linear.c \
	%D%/kernels/loops.c \
	%D%/kernels/multiply.c \
	%D%/kernels/angle.h \
	%D%/kernels/block_sums.h \
	%D%/kernels/list_copy.h \
	%D%/kernels/u1_paths.h \
	%D%/kernels/links.h \
	%D%/kernels/metropolis_select.c \
	%D%/kernels/number_random.h \
	%D%/kernels/random_normal.c \
	%D%/kernels/sum_squares.c \
	%D%/kernels/sun_drift.c \
	%D%/kernels/sun_each.h \
	%D%/kernels/sun_heat_bath.c \
	%D%/kernels/sun_kick.c \
	%D%/kernels/sun_metropolis.c \
	%D%/kernels/sun_overrelaxation.c \
	%D%/kernels/sun_reunitarize.c \
	%D%/kernels/sun_staples.h \
	%D%/kernels/u1_drift.c \
	%D%/kernels/u1_heat_bath.c \
	%D%/kernels/u1_kick.c \
	%D%/kernels/u1_metropolis.c \
	%D%/kernels/u1_overrelaxation.c \
	%D%/kernels/u1_shift.c \
	%D%/kernels/u1_staples.h \
	%D%/kernels/u1_trajectory.c \
	%D%/kernels/scalar.h \
	%D%/kernels/scalar_action.c \
	%D%/kernels/scalar_drift.c \
	%D%/kernels/scalar_features.c \
	%D%/kernels/scalar_kick.c \
	%D%/kernels/scale.c \
	%D%/kernels/cast.c \
	%D%/kernels/concat.c \
	%D%/kernels/sum_sites.c \
	%D%/kernels/weighted_sum.c \
	%D%/kernels/gather.c \
	%D%/kernels/scatter.c \
	%D%/kernels/norm_squared.c \
	%D%/kernels/average_step.c \
	%D%/kernels/batch_ess.c \
	%D%/kernels/optimizer_decide.c \
	%D%/kernels/optimizer_step.c \
	%D%/kernels/random_uniform.c \
	%D%/kernels/collect.c \
	%D%/kernels/paths.h \
	%D%/kernels/philox.h \
	%D%/kernels/sun.h \
	%D%/kernels/sun_action.c \
	%D%/kernels/sun_haar.c \
	%D%/kernels/sun_pairs.c \
	%D%/kernels/sun_paths.c \
	%D%/kernels/sun_traces.c \
	%D%/kernels/sun_walk.h \
	%D%/kernels/u1_angles.c \
	%D%/kernels/u1_cos_sin.c \
	%D%/kernels/u1_action.c \
	%D%/kernels/sun_spectral.c \
	%D%/kernels/sun_polar.c \
	%D%/kernels/sun_stout.c \
	%D%/kernels/sun_tile.h \
	%D%/kernels/table.c \
	%D%/kernels/table.h
KERNEL_CFLAGS = $(AM_CFLAGS) -fno-math-errno -fno-trapping-math -Wno-psabi
KERNEL_CPPFLAGS = $(AM_CPPFLAGS) $(OPENBLAS_CFLAGS)

EXTRA_LIBRARIES += libcpu-generic.a
libcpu_generic_a_SOURCES = $(cpu_kernels)
libcpu_generic_a_CPPFLAGS = $(KERNEL_CPPFLAGS) -DLGT_ISA=generic
libcpu_generic_a_CFLAGS = $(KERNEL_CFLAGS)
cpu_objects = $(libcpu_generic_a_OBJECTS)

if WITH_AVX2
EXTRA_LIBRARIES += libcpu-avx2.a
libcpu_avx2_a_SOURCES = $(cpu_kernels)
libcpu_avx2_a_CPPFLAGS = $(KERNEL_CPPFLAGS) -DLGT_ISA=avx2
libcpu_avx2_a_CFLAGS = $(KERNEL_CFLAGS) $(AVX2_CFLAGS)
cpu_objects += $(libcpu_avx2_a_OBJECTS)
endif

if WITH_AVX512
EXTRA_LIBRARIES += libcpu-avx512.a
libcpu_avx512_a_SOURCES = $(cpu_kernels)
libcpu_avx512_a_CPPFLAGS = $(KERNEL_CPPFLAGS) -DLGT_ISA=avx512
libcpu_avx512_a_CFLAGS = $(KERNEL_CFLAGS) $(AVX512_CFLAGS)
cpu_objects += $(libcpu_avx512_a_OBJECTS)
endif

liblgt_tensor_a_SOURCES += \
	%D%/backend.c %D%/backend.h %D%/loops.c %D%/loops.h
liblgt_tensor_a_LIBADD = $(cpu_objects)
EXTRA_liblgt_tensor_a_DEPENDENCIES = $(cpu_objects)
