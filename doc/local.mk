# Manual pages, one line each: dist_man1_MANS += %D%/man/lgt-TOOL.1
dist_man1_MANS += %D%/man/lgt-bench.1 %D%/man/lgt-factorize.1
dist_man1_MANS += %D%/man/lgt-convert.1 %D%/man/lgt-info.1
dist_man1_MANS += %D%/man/lgt-loops.1
dist_man1_MANS += %D%/man/lgt-mask-print.1
dist_man1_MANS += %D%/man/lgt-train.1 %D%/man/lgt-sample.1
dist_doc_DATA = %D%/conventions.md %D%/convolution.md %D%/files.md
dist_doc_DATA += %D%/cuda.md %D%/emulator.md %D%/masks.md %D%/su-n.md
