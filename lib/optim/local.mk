# Optimizers and schedules.
optim_link = liblgt-optim.a $(tensor_link)

lib_LIBRARIES += liblgt-optim.a
liblgt_optim_a_SOURCES = %D%/optim.c %D%/progress.c %D%/rates.c
pkgconfig_DATA += %D%/lgt-optim.pc
