# The part of the tensor library that knows no backend; cpu/local.mk adds
# its objects to the same archive.
tensor_link = liblgt-tensor.a $(OPENBLAS_LIBS) $(SLEEF_LIBS) $(CUDA_LIBS)

lib_LIBRARIES += liblgt-tensor.a
pkgconfig_DATA += %D%/lgt-tensor.pc
liblgt_tensor_a_CPPFLAGS = $(AM_CPPFLAGS) $(OPENBLAS_CFLAGS)
liblgt_tensor_a_SOURCES = \
	%D%/backend.c \
	%D%/context.c \
	%D%/op_check.c \
	%D%/op_check.h \
	%D%/op_u1.h \
	%D%/angle_body.h \
	%D%/decide_body.h \
	%D%/ncp_body.h \
	%D%/philox_body.h \
	%D%/op_activate.c \
	%D%/op_circular.c \
	%D%/op_circular.h \
	%D%/op_circular_ncp.c \
	%D%/op_circular_rqs.c \
	%D%/op_circular_table.c \
	%D%/rqs_body.h \
	%D%/cell_body.h \
	%D%/interval_body.h \
	%D%/conv_choose.c \
	%D%/conv_scratch.h \
	%D%/conv_scratch_fft.h \
	%D%/conv_scratch_gemm.h \
	%D%/conv_scratch_sum.h \
	%D%/op_conv.c \
	%D%/op_conv.h \
	%D%/op_conv_fft.c \
	%D%/op_conv_gemm.c \
	%D%/op_conv_sum.c \
	%D%/collection.c \
	%D%/collection.h \
	%D%/op_collect.c \
	%D%/op_linear.c \
	%D%/op_multiply.c \
	%D%/op_scale.c \
	%D%/op_sun_spectral.c \
	%D%/op_cast.c \
	%D%/op_chain.c \
	%D%/op_chain.h \
	%D%/op_dynamics.c \
	%D%/op_local_update.c \
	%D%/op_metropolis_select.c \
	%D%/op_random_normal.c \
	%D%/op_sum_squares.c \
	%D%/op_sun_reunitarize.c \
	%D%/op_u1_shift.c \
	%D%/op_u1_trajectory.c \
	%D%/u1_update_body.h \
	%D%/op_concat.c \
	%D%/op_sum_sites.c \
	%D%/op_weighted_sum.c \
	%D%/op_gather.c \
	%D%/op_scatter.c \
	%D%/op_u1_angles.c \
	%D%/op_u1_cos_sin.c \
	%D%/op_u1_action.c \
	%D%/op_sun.h \
	%D%/op_sun_action.c \
	%D%/op_sun_haar.c \
	%D%/op_sun_pairs.c \
	%D%/op_sun_paths.c \
	%D%/op_sun_traces.c \
	lib/sun/adjoint_body.h \
	lib/sun/hermitian_body.h \
	lib/sun/inverse_body.h \
	lib/sun/stout_body.h \
	%D%/op_sun_polar.c \
	%D%/op_sun_stout.c \
	%D%/op_random_uniform.c \
	%D%/op_norm_squared.c \
	%D%/op_optimizer_step.c \
	%D%/op_average_step.c \
	%D%/op_batch_ess.c \
	%D%/op_optimizer_decide.c \
	%D%/op_list.c \
	%D%/pack.c \
	%D%/paths.c \
	%D%/random.c \
	%D%/shift_table.c \
	%D%/shift_table.h \
	%D%/sites.c \
	%D%/stencil.c \
	%D%/tape.c \
	%D%/tape_backward.c \
	%D%/tape_execute.c \
	%D%/tape_impl.h \
	%D%/tape_inplace.c \
	%D%/tape_profile.c \
	%D%/tape_record.c \
	%D%/view.c \
	%D%/window.c
