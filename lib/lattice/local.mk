# Vendoring: these files plus include/lgt/{status,geom,mask}.h.
lib_LIBRARIES += liblgt-lattice.a
liblgt_lattice_a_SOURCES = %D%/geom.c %D%/geom_parse.c %D%/mask.c \
	%D%/mask_list.c %D%/mask_steps.c
