# Actions, observables, chains, error analysis.
mc_link = liblgt-mc.a $(loops_link) $(sun_link) $(tensor_link)

lib_LIBRARIES += liblgt-mc.a
liblgt_mc_a_SOURCES = \
	%D%/bennett.c \
	%D%/block_sums.c \
	%D%/block_sums.h \
	%D%/chain.c \
	%D%/chain_impl.h \
	%D%/chain_lists.c \
	%D%/chain_run.c \
	%D%/chain_scale.c \
	%D%/chain_sweep.c \
	%D%/decisions.c \
	%D%/decisions.h \
	%D%/field_strength.c \
	%D%/flow_scales.c \
	%D%/free_energy.c \
	%D%/gamma.c \
	%D%/gamma_autocorrelation.c \
	%D%/gamma_series.c \
	%D%/gamma_series.h \
	%D%/gradient_flow.c \
	%D%/integrator.c \
	%D%/integrator.h \
	%D%/links.h \
	%D%/metropolis.c \
	%D%/polyakov.c \
	%D%/potential.c \
	%D%/recording.c \
	%D%/recording.h \
	%D%/resampling.c \
	%D%/reweighting.c \
	%D%/scalar.c \
	%D%/scalar_chain.c \
	%D%/scalar_chain_impl.h \
	%D%/scalar_chain_run.c \
	%D%/scalar_chain_sweep.c \
	%D%/scalar_correlator.c \
	%D%/scalar_fourier.c \
	%D%/scalar_fourier.h \
	%D%/scalar_gaussian.c \
	%D%/sun.c \
	%D%/sun.h \
	%D%/sun_check.c \
	%D%/sun_transform.c \
	%D%/u1.c \
	%D%/weights.c \
	%D%/wilson_loops.c
pkgconfig_DATA += %D%/lgt-mc.pc
