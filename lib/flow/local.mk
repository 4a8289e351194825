# Layers, networks, priors, models, the training step.
flow_link = liblgt-flow.a $(mc_link) $(config_link)

lib_LIBRARIES += liblgt-flow.a
pkgconfig_DATA += %D%/lgt-flow.pc
liblgt_flow_a_SOURCES = \
	%D%/action.c \
	%D%/action_scalar.c \
	%D%/action_scalar.h \
	%D%/active.c \
	%D%/active_loops.c \
	%D%/active_loops.h \
	%D%/check_blind.c \
	%D%/convolution.c \
	%D%/convolution.h \
	%D%/convolution_stages.c \
	%D%/convolution_stages.h \
	%D%/convolutions.c \
	%D%/convolutions.h \
	%D%/flow_chain.c \
	%D%/keys.h \
	%D%/layer_coupling.c \
	%D%/layer_scalar.c \
	%D%/layer_spectral.c \
	%D%/layer_stout.c \
	%D%/line.c \
	%D%/line.h \
	%D%/loops_config.c \
	%D%/mask_config.c \
	%D%/model.c \
	%D%/model_convolutions.c \
	%D%/model_flow.c \
	%D%/model_impl.h \
	%D%/model_run.c \
	%D%/needed_sites.c \
	%D%/needed_sites.h \
	%D%/network.c \
	%D%/network_inputs.c \
	%D%/network_inputs.h \
	%D%/network_keys.c \
	%D%/network_recipe.c \
	%D%/network_recipe.h \
	%D%/objective.c \
	%D%/prior.c \
	%D%/prior.h \
	%D%/sampler.c \
	%D%/slices.c \
	%D%/spectral.c \
	%D%/spectral.h \
	%D%/stochastic.c \
	%D%/stochastic_draw.c \
	%D%/stochastic_draw.h \
	%D%/tables.c \
	%D%/tables.h \
	%D%/transform.c \
	%D%/transform.h
