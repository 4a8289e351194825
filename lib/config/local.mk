# YAML configuration.  The only library that calls libyaml.
config_link = liblgt-config.a $(YAML_LIBS)

# With the first source:
#lib_LIBRARIES += liblgt-config.a
#liblgt_config_a_SOURCES = %D%/FIRST.c
#pkgconfig_DATA += %D%/lgt-config.pc
#liblgt_config_a_CPPFLAGS = $(AM_CPPFLAGS) $(YAML_CFLAGS)
