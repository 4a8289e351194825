# The CUDA backend, part of liblgt-tensor.a.
#
# The files of cuda_sources are compiled by nvcc (--with-cuda), or by the
# host's C++ compiler with the emulator (--with-cuda=emulate); a new kernel
# file is one more word.  Objects are named after the compiler that made them,
# because automake knows neither.
cuda_sources = \
	%D%/backend.cu \
	%D%/device.cu \
	%D%/kernels/activate.cu \
	%D%/kernels/average_step.cu \
	%D%/kernels/batch_ess.cu \
	%D%/kernels/cast.cu \
	%D%/kernels/circular_ncp.cu \
	%D%/kernels/circular_rqs.cu \
	%D%/kernels/circular_table.cu \
	%D%/kernels/collect.cu \
	%D%/kernels/concat.cu \
	%D%/kernels/conv_f32.cu \
	%D%/kernels/conv_f64.cu \
	%D%/kernels/conv_fft.cu \
	%D%/kernels/gather.cu \
	%D%/kernels/line_affine.cu \
	%D%/kernels/line_rqs.cu \
	%D%/kernels/linear.cu \
	%D%/kernels/metropolis_select.cu \
	%D%/kernels/multiply.cu \
	%D%/kernels/norm_squared.cu \
	%D%/kernels/optimizer_decide.cu \
	%D%/kernels/optimizer_step.cu \
	%D%/kernels/random_normal.cu \
	%D%/kernels/random_uniform.cu \
	%D%/kernels/scalar_action.cu \
	%D%/kernels/scalar_drift.cu \
	%D%/kernels/scalar_features.cu \
	%D%/kernels/scalar_kick.cu \
	%D%/kernels/scale.cu \
	%D%/kernels/scatter.cu \
	%D%/kernels/sum_sites.cu \
	%D%/kernels/sum_squares.cu \
	%D%/kernels/sun_action.cu \
	%D%/kernels/sun_drift.cu \
	%D%/kernels/sun_haar.cu \
	%D%/kernels/sun_heat_bath.cu \
	%D%/kernels/sun_kick.cu \
	%D%/kernels/sun_metropolis.cu \
	%D%/kernels/sun_overrelaxation.cu \
	%D%/kernels/sun_pairs.cu \
	%D%/kernels/sun_paths.cu \
	%D%/kernels/sun_polar.cu \
	%D%/kernels/sun_reunitarize.cu \
	%D%/kernels/sun_spectral.cu \
	%D%/kernels/sun_stout.cu \
	%D%/kernels/sun_traces.cu \
	%D%/kernels/u1_action.cu \
	%D%/kernels/u1_angles.cu \
	%D%/kernels/u1_cos_sin.cu \
	%D%/kernels/u1_drift.cu \
	%D%/kernels/u1_heat_bath.cu \
	%D%/kernels/u1_kick.cu \
	%D%/kernels/u1_metropolis.cu \
	%D%/kernels/u1_overrelaxation.cu \
	%D%/kernels/u1_shift.cu \
	%D%/kernels/u1_trajectory.cu \
	%D%/kernels/weighted_sum.cu
cuda_headers = \
	%D%/action_scratch.h \
	%D%/activation.h \
	%D%/angle.h \
	%D%/backend.h \
	%D%/block_sums.h \
	%D%/conv.h \
	%D%/conv_body.h \
	%D%/conv_pass.h \
	%D%/conv_weights.h \
	%D%/circular.h \
	%D%/circular_scratch.h \
	%D%/device.h \
	%D%/elements.h \
	%D%/kernel.h \
	%D%/launch.h \
	%D%/line.h \
	%D%/links.h \
	%D%/list_copy.h \
	%D%/name.h \
	%D%/number.h \
	%D%/number_random.h \
	%D%/paths.h \
	%D%/philox.h \
	%D%/queue.h \
	%D%/scalar.h \
	%D%/shifts.h \
	%D%/site_sums.h \
	%D%/sun.h \
	%D%/sun_each.h \
	%D%/sun_paths.h \
	%D%/sun_pull.h \
	%D%/sun_staples.h \
	%D%/sun_terms.h \
	%D%/total.h \
	%D%/u1_paths.h \
	%D%/u1_staples.h
cuda_emulator = \
	%D%/emu/atomic.cc \
	%D%/emu/block.cc \
	%D%/emu/checker.cc \
	%D%/emu/copy.cc \
	%D%/emu/fault.cc \
	%D%/emu/fiber.cc \
	%D%/emu/grid.cc \
	%D%/emu/heap.cc \
	%D%/emu/machine.cc \
	%D%/emu/status.cc \
	%D%/emu/stream.cc
cuda_emulator_headers = \
	%D%/emu/api.h \
	%D%/emu/arithmetic.h \
	%D%/emu/atomic.h \
	%D%/emu/block.h \
	%D%/emu/call.h \
	%D%/emu/checker.h \
	%D%/emu/cuda_runtime.h \
	%D%/emu/emulator.h \
	%D%/emu/fiber.h \
	%D%/emu/heap.h \
	%D%/emu/thread.h \
	%D%/emu/types.h
EXTRA_DIST += $(cuda_sources) $(cuda_headers) $(cuda_emulator) \
	$(cuda_emulator_headers) %D%/report.sh

CUDA_CPPFLAGS = -I$(top_srcdir)/include -I. $(CPPFLAGS)
SUFFIXES = .cu .nvcc .cc .emu
CLEANFILES += $(cuda_objects) $(cuda_objects:=.d)

# Warnings of the host's compiler about code that nvcc writes are not ours.
.cu.nvcc:
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(NVCC) $(NVCC_FLAGS) $(NVCC_ARCH) \
	  $(NVCC_WARN_FLAGS) -Xcompiler -fno-exceptions -O3 $(NVCCFLAGS) \
	  -DLGT_GPU=cuda -DHAVE_CONFIG_H \
	  $(CUDA_CPPFLAGS) -MD -MF $@.d -MT $@ -c -o $@ $<

# The checking emulator has every load and store of a kernel call it; its own
# files are compiled without that.
emu_compile = $(MKDIR_P) $(@D) && $(CXX) -std=gnu++20 -fno-exceptions -O2 \
	$(EMU_WARN_FLAGS) $(CXXFLAGS) $(OPENMP_CFLAGS) \
	-DLGT_GPU=cuda_emulated -DHAVE_CONFIG_H $(EMU_CPPFLAGS) \
	-I$(top_srcdir)/gpu/emu $(CUDA_CPPFLAGS) -MD -MF $@.d -MT $@
.cu.emu:
	$(AM_V_GEN)$(emu_compile) $(EMU_KERNEL_FLAGS) -x c++ -c -o $@ $<
.cc.emu:
	$(AM_V_GEN)$(emu_compile) -c -o $@ $<

if WITH_CUDA
cuda_objects = $(cuda_sources:.cu=.nvcc)
else
if WITH_CUDA_EMULATED
cuda_objects = $(cuda_sources:.cu=.emu) $(cuda_emulator:.cc=.emu)
else
cuda_objects =
endif
endif
-include $(cuda_objects:=.d)

liblgt_tensor_a_SOURCES += %D%/backend.h
liblgt_tensor_a_LIBADD += $(cuda_objects)
EXTRA_liblgt_tensor_a_DEPENDENCIES += $(cuda_objects)

# What the compiler says of every kernel: registers, shared memory, spills.
CUDA_REPORT_ARCH = 90
cuda-report:
	@test -n '$(NVCC)' || \
	  { echo "cuda-report: configure --with-cuda first" >&2; exit 1; }
	@cd $(srcdir) && $(SHELL) gpu/report.sh '$(NVCC)' $(CUDA_REPORT_ARCH) \
	  '$(NVCC_FLAGS)' -O3 -DLGT_GPU=cuda -DHAVE_CONFIG_H -Iinclude \
	  -I'$(abs_builddir)' -- gpu/kernels/*.cu
.PHONY: cuda-report
