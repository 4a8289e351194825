# Files in HDF5.  The only library that calls libhdf5 and xxHash.
io_link = liblgt-io.a $(HDF5_LIBS) $(XXHASH_LIBS)

lib_LIBRARIES += liblgt-io.a
liblgt_io_a_SOURCES = %D%/attribute.c %D%/block.c %D%/block.h \
	%D%/checkpoint.c %D%/driver.c %D%/driver.h %D%/ensemble.c \
	%D%/ensemble.h %D%/ensemble_read.c %D%/ensemble_write.c \
	%D%/hdf5_file.c %D%/hdf5_file.h %D%/record.c %D%/record.h \
	%D%/record_file.c %D%/record_parts.c %D%/replace.c %D%/replace.h \
	%D%/shard.c %D%/shard.h
liblgt_io_a_CPPFLAGS = $(AM_CPPFLAGS) $(HDF5_CFLAGS) $(XXHASH_CFLAGS)
pkgconfig_DATA += %D%/lgt-io.pc
