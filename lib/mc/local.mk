# Actions, observables, chains, error analysis.
mc_link = liblgt-mc.a $(loops_link) $(tensor_link)

lib_LIBRARIES += liblgt-mc.a
liblgt_mc_a_SOURCES = %D%/gamma.c %D%/metropolis.c %D%/u1.c %D%/weights.c
pkgconfig_DATA += %D%/lgt-mc.pc
