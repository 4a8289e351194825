# Geometry and masks.  Plain C11 that can be taken away alone: these files
# and include/lgt/{status,geom,mask}.h, which is what make vendor
# LIB=lattice writes.
lattice_link = liblgt-lattice.a

lib_LIBRARIES += liblgt-lattice.a
liblgt_lattice_a_CFLAGS = $(STRICT_CFLAGS)
liblgt_lattice_a_SOURCES = %D%/geom.c %D%/geom_parse.c %D%/mask.c \
	%D%/mask_cell.c %D%/mask_list.c %D%/mask_steps.c
pkgconfig_DATA += %D%/lgt-lattice.pc
