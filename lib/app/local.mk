# What the tools share.  It may call everything below.
app_link = liblgt-app.a $(io_link) $(exact_link) $(fft_link) $(optim_link) \
	$(flow_link)

# With the first source:
#lib_LIBRARIES += liblgt-app.a
#liblgt_app_a_SOURCES = %D%/FIRST.c
#pkgconfig_DATA += %D%/lgt-app.pc
