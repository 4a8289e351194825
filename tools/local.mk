# Each tool is a main of a few lines; the work is in lib/app.
#
#bin_PROGRAMS += %D%/lgt-TOOL
#%C%_lgt_TOOL_SOURCES = %D%/lgt-TOOL.c
#%C%_lgt_TOOL_LDADD = $(app_link)
