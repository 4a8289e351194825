# Files in HDF5.  The only library that calls libhdf5 and xxHash.
io_link = liblgt-io.a $(HDF5_LIBS) $(XXHASH_LIBS)

# With the first source:
#lib_LIBRARIES += liblgt-io.a
#liblgt_io_a_SOURCES = %D%/FIRST.c
#pkgconfig_DATA += %D%/lgt-io.pc
#liblgt_io_a_CPPFLAGS = $(AM_CPPFLAGS) $(HDF5_CFLAGS) $(XXHASH_CFLAGS)
