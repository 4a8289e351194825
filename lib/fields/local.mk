# Files of gauge configurations as other codes have them.  Plain C11 that can
# be taken away together with lib/lattice and lib/sun: make vendor
# LIB=fields.
fields_link = liblgt-fields.a $(lattice_link) $(sun_link)

lib_LIBRARIES += liblgt-fields.a
liblgt_fields_a_CFLAGS = $(STRICT_CFLAGS)
liblgt_fields_a_SOURCES = %D%/crc.c %D%/crc.h %D%/field.c %D%/field.h \
	%D%/field_plaquette.c %D%/floats.c %D%/floats.h %D%/ildg.c %D%/ildg.h \
	%D%/ildg_format.c %D%/last_row.h %D%/lime.c %D%/lime.h %D%/nersc.c \
	%D%/nersc.h %D%/nersc_header.c %D%/octets.h %D%/payload.c %D%/payload.h \
	%D%/words.c %D%/xml.c %D%/xml.h
pkgconfig_DATA += %D%/lgt-fields.pc
