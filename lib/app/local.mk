# What the tools share.  It may call everything below.
app_link = liblgt-app.a $(io_link) $(exact_link) $(fft_link) $(optim_link) \
	$(flow_link) $(factorize_link) $(fields_link)

lib_LIBRARIES += liblgt-app.a
liblgt_app_a_CPPFLAGS = $(AM_CPPFLAGS) $(OPENBLAS_CFLAGS) \
	-DLGT_VERSION='"$(VERSION)"'
liblgt_app_a_SOURCES = \
	%D%/analyze.c \
	%D%/analyze.h \
	%D%/analyze_quantity.c \
	%D%/analyze_rows.c \
	%D%/bench.c \
	%D%/bench.h \
	%D%/bench_chain.c \
	%D%/bench_conv.c \
	%D%/bench_core.c \
	%D%/bench_gemm.c \
	%D%/bench_model.c \
	%D%/bench_sun.c \
	%D%/bench_tune.c \
	%D%/checkpoint.c \
	%D%/checkpoint.h \
	%D%/conv_trial.c \
	%D%/conv_trial.h \
	%D%/conv_trial_run.c \
	%D%/convert.c \
	%D%/default_config.c \
	%D%/exact_tables.c \
	%D%/exact_tables.h \
	%D%/exact_values.c \
	%D%/exact_values.h \
	%D%/factorize.c \
	%D%/factorize.h \
	%D%/factorize_find.c \
	%D%/factorize_fit.c \
	%D%/factorize_table.c \
	%D%/factorize_write.c \
	%D%/field_file.c \
	%D%/field_file.h \
	%D%/help.c \
	%D%/info.c \
	%D%/info_file.c \
	%D%/info_file.h \
	%D%/loops.c \
	%D%/loops.h \
	%D%/loops_draw.c \
	%D%/loops_print.c \
	%D%/mask_count.c \
	%D%/mask_coverage.c \
	%D%/mask_draw.c \
	%D%/mask_plot.c \
	%D%/mask_print.c \
	%D%/mask_print.h \
	%D%/mask_read.c \
	%D%/mask_search.c \
	%D%/mask_split.c \
	%D%/mask_table.c \
	%D%/measure.c \
	%D%/measure.h \
	%D%/measure_flow.c \
	%D%/measure_plot.c \
	%D%/measure_run.c \
	%D%/measure_summary.c \
	%D%/measure_table.c \
	%D%/measure_write.c \
	%D%/message.c \
	%D%/options.c \
	%D%/plot.c \
	%D%/plots.c \
	%D%/plots.h \
	%D%/plots_curves.c \
	%D%/plots_draw.c \
	%D%/plots_draw.h \
	%D%/private.h \
	%D%/progress.c \
	%D%/report.c \
	%D%/sample.c \
	%D%/sample.h \
	%D%/sample_draw.c \
	%D%/sample_evaluate.c \
	%D%/sample_measure.c \
	%D%/sample_mix.c \
	%D%/sample_report.c \
	%D%/session.c \
	%D%/session.h \
	%D%/signals.c \
	%D%/summary.c \
	%D%/table.c \
	%D%/table_read.c \
	%D%/table_read.h \
	%D%/train.c \
	%D%/train_config.c \
	%D%/train_config.h \
	%D%/training.c \
	%D%/training.h \
	%D%/tuning.c \
	%D%/tuning.h \
	%D%/weights_fit.c
pkgconfig_DATA += %D%/lgt-app.pc
