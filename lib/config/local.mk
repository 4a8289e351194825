# YAML configuration.  The only library that calls libyaml.
config_link = liblgt-config.a $(YAML_LIBS)

lib_LIBRARIES += liblgt-config.a
liblgt_config_a_CPPFLAGS = $(AM_CPPFLAGS) $(YAML_CFLAGS)
liblgt_config_a_SOURCES = %D%/build.c %D%/check.c %D%/choose.c \
	%D%/describe.c %D%/emit.c %D%/fill.c %D%/load.c %D%/node.c \
	%D%/node.h %D%/number.c %D%/parse.c %D%/set.c %D%/value.c %D%/wisdom.c \
	%D%/wisdom.h %D%/wisdom_entry.c %D%/words.c
pkgconfig_DATA += %D%/lgt-config.pc
