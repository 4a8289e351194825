# Each tool is a main of a few lines; the work is in lib/app.
#
#bin_PROGRAMS += %D%/lgt-TOOL
#%C%_lgt_TOOL_SOURCES = %D%/lgt-TOOL.c
#%C%_lgt_TOOL_LDADD = $(app_link)

# Needs no backend and no HDF5: only what replaces a file is taken from
# liblgt-io.a.
bin_PROGRAMS += %D%/lgt-mask-print
%C%_lgt_mask_print_SOURCES = %D%/lgt-mask-print.c
%C%_lgt_mask_print_LDADD = liblgt-app.a liblgt-io.a $(config_link) \
	$(loops_link)

bin_PROGRAMS += %D%/lgt-train
%C%_lgt_train_SOURCES = %D%/lgt-train.c
%C%_lgt_train_LDADD = $(app_link)

bin_PROGRAMS += %D%/lgt-bench
%C%_lgt_bench_SOURCES = %D%/lgt-bench.c
# OpenBLAS before GSL's libgslcblas, which defines the same names: the matrix
# product that everything is compared with must be OpenBLAS's.
%C%_lgt_bench_LDADD = liblgt-app.a $(OPENBLAS_LIBS) $(app_link)

bin_PROGRAMS += %D%/lgt-sample
%C%_lgt_sample_SOURCES = %D%/lgt-sample.c
%C%_lgt_sample_LDADD = $(app_link)

bin_PROGRAMS += %D%/lgt-loops
%C%_lgt_loops_SOURCES = %D%/lgt-loops.c
%C%_lgt_loops_LDADD = liblgt-app.a $(config_link) $(loops_link)

bin_PROGRAMS += %D%/lgt-factorize
%C%_lgt_factorize_SOURCES = %D%/lgt-factorize.c
%C%_lgt_factorize_LDADD = $(app_link)

bin_PROGRAMS += %D%/lgt-convert
%C%_lgt_convert_SOURCES = %D%/lgt-convert.c
%C%_lgt_convert_LDADD = $(app_link)

bin_PROGRAMS += %D%/lgt-info
%C%_lgt_info_SOURCES = %D%/lgt-info.c
%C%_lgt_info_LDADD = $(app_link)

# Needs no backend and no HDF5.
bin_PROGRAMS += %D%/lgt-analyze
%C%_lgt_analyze_SOURCES = %D%/lgt-analyze.c
%C%_lgt_analyze_LDADD = liblgt-app.a liblgt-io.a $(fft_link) $(config_link) \
	$(mc_link)
bin_PROGRAMS += %D%/lgt-measure
%C%_lgt_measure_SOURCES = %D%/lgt-measure.c
%C%_lgt_measure_LDADD = $(app_link)
