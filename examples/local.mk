# Programs, configurations and scripts for users to copy.
exampledir = $(docdir)/examples
dist_example_DATA = %D%/first.c
dist_example_SCRIPTS = %D%/demo.sh
