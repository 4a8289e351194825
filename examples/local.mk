# Configurations and scripts for users to copy.
exampledir = $(docdir)/examples
dist_example_DATA =
dist_example_SCRIPTS =
