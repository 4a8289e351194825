# Each tool is a main of a few lines; the work is in lib/app.
#
#bin_PROGRAMS += %D%/lgt-TOOL
#%C%_lgt_TOOL_SOURCES = %D%/lgt-TOOL.c
#%C%_lgt_TOOL_LDADD = $(app_link)

# Needs no backend and no file format.
bin_PROGRAMS += %D%/lgt-mask-print
%C%_lgt_mask_print_SOURCES = %D%/lgt-mask-print.c
%C%_lgt_mask_print_LDADD = liblgt-app.a $(config_link) $(lattice_link)

bin_PROGRAMS += %D%/lgt-train
%C%_lgt_train_SOURCES = %D%/lgt-train.c
%C%_lgt_train_LDADD = $(app_link)

bin_PROGRAMS += %D%/lgt-bench
%C%_lgt_bench_SOURCES = %D%/lgt-bench.c
%C%_lgt_bench_LDADD = $(app_link)
