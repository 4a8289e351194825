# Optimizers and schedules.
optim_link = liblgt-optim.a $(tensor_link)

# With the first source:
#lib_LIBRARIES += liblgt-optim.a
#liblgt_optim_a_SOURCES = %D%/FIRST.c
#pkgconfig_DATA += %D%/lgt-optim.pc
