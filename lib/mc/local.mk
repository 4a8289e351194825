# Actions, observables, chains, error analysis.
mc_link = liblgt-mc.a $(loops_link) $(tensor_link)

# With the first source:
#lib_LIBRARIES += liblgt-mc.a
#liblgt_mc_a_SOURCES = %D%/FIRST.c
#pkgconfig_DATA += %D%/lgt-mc.pc
