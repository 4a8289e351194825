# Loops and loop masks.  Plain C11: with lib/lattice it can be taken away.
loops_link = liblgt-loops.a $(lattice_link)

# With the first source:
#lib_LIBRARIES += liblgt-loops.a
#liblgt_loops_a_SOURCES = %D%/FIRST.c
#pkgconfig_DATA += %D%/lgt-loops.pc
#liblgt_loops_a_CFLAGS = $(STRICT_CFLAGS)
