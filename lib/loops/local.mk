# Loops and loop masks.  Plain C11: with lib/lattice it can be taken away.
loops_link = liblgt-loops.a $(lattice_link)

lib_LIBRARIES += liblgt-loops.a
liblgt_loops_a_CFLAGS = $(STRICT_CFLAGS)
liblgt_loops_a_SOURCES = %D%/conflicts.c %D%/conflicts.h %D%/conflicts_clique.c \
	%D%/loop_count.c %D%/loop_count_traced.c %D%/loop_split.c \
	%D%/loop_trace_links.c \
	%D%/loop_coverage.c %D%/loop_schedule.c %D%/loop_search.c \
	%D%/loop_star.c %D%/schedule_box.c %D%/schedule_box.h \
	%D%/loop.c %D%/loop_active.c %D%/loop_class.c \
	%D%/loop_enumerate.c %D%/loop_list.c %D%/loop_mask.c \
	%D%/loop_named.c %D%/loop_orbit.c %D%/loop_partition.c \
	%D%/loop_builder.c %D%/loop_builder.h \
	%D%/loop_compose.c %D%/loop_plan.c %D%/loop_plan_evaluate.c \
	%D%/loop_shorten.c %D%/loop_words.c %D%/loop_words.h \
	%D%/loop_rectangles.c %D%/loop_single.c %D%/loop_text.c \
	%D%/loop_trace.c
pkgconfig_DATA += %D%/lgt-loops.pc
