# Layers, networks, priors, models, the training step.
flow_link = liblgt-flow.a $(mc_link) $(config_link)

# With the first source:
#lib_LIBRARIES += liblgt-flow.a
#liblgt_flow_a_SOURCES = %D%/FIRST.c
#pkgconfig_DATA += %D%/lgt-flow.pc
