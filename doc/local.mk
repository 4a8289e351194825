# Manual pages, one line each: dist_man1_MANS += %D%/man/lgt-TOOL.1
dist_man1_MANS += %D%/man/lgt-analyze.1
dist_man1_MANS += %D%/man/lgt-bench.1
dist_man1_MANS += %D%/man/lgt-compare.1
dist_man1_MANS += %D%/man/lgt-convert.1
dist_man1_MANS += %D%/man/lgt-exact.1
dist_man1_MANS += %D%/man/lgt-factorize.1
dist_man1_MANS += %D%/man/lgt-info.1
dist_man1_MANS += %D%/man/lgt-loops.1
dist_man1_MANS += %D%/man/lgt-mask-print.1
dist_man1_MANS += %D%/man/lgt-measure.1
dist_man1_MANS += %D%/man/lgt-mc.1
dist_man1_MANS += %D%/man/lgt-sample.1
dist_man1_MANS += %D%/man/lgt-train.1

# The manual: make info html pdf.  A chapter is a file.
info_TEXINFOS = %D%/lgt.texi
%C%_lgt_TEXINFOS = \
	%D%/adding.texi \
	%D%/comparison.texi \
	%D%/conventions.texi \
	%D%/convolution.texi \
	%D%/cuda.texi \
	%D%/emulator.texi \
	%D%/exact-sampling.texi \
	%D%/files.texi \
	%D%/keys.texi \
	%D%/masks.texi \
	%D%/options.texi \
	%D%/reports.texi \
	%D%/results.texi \
	%D%/samplers.texi \
	%D%/su-n.texi \
	%D%/tutorial.texi
# Goes on without makeinfo.
MAKEINFO = $(SHELL) $(top_srcdir)/%D%/makeinfo.sh
AM_MAKEINFOFLAGS = --no-split
AM_MAKEINFOHTMLFLAGS = --no-split
EXTRA_DIST += %D%/keys.awk %D%/makeinfo.sh %D%/tables.sh

# The two chapters that the tools write; tests/manual_tables.sh asks for it.
manual-tables: $(bin_PROGRAMS)
	PATH="$(abs_top_builddir)/tools:$$PATH"; export PATH; \
	AWK='$(AWK)'; export AWK; \
	$(SHELL) $(srcdir)/%D%/tables.sh keys > keys.new && \
	$(SHELL) $(srcdir)/%D%/tables.sh options \
	  `for tool in $(bin_PROGRAMS); do basename $$tool $(EXEEXT); done | \
	   LC_ALL=C sort` > options.new && \
	mv keys.new $(srcdir)/%D%/keys.texi && \
	mv options.new $(srcdir)/%D%/options.texi
.PHONY: manual-tables

# What was made here; a tarball's own stays.
distclean-local:
	test . = '$(srcdir)' || rm -f %D%/lgt.info
