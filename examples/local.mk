# Programs, configurations and scripts for users to copy.
exampledir = $(docdir)/examples
dist_example_DATA = \
	%D%/field.c \
	%D%/first.c \
	%D%/loops.c \
	%D%/phi4-2d-mc.yaml \
	%D%/phi4-2d.yaml \
	%D%/phi4-4d.yaml \
	%D%/su2-2d.yaml \
	%D%/su2-3d.yaml \
	%D%/su3-2d.yaml \
	%D%/su3-4d-mc.yaml \
	%D%/su3-4d.yaml \
	%D%/sun.c \
	%D%/u1-16x16.yaml \
	%D%/u1-2d-mc.yaml \
	%D%/u1-3d-factorized.yaml \
	%D%/u1-3d.yaml \
	%D%/u1-4d.yaml \
	%D%/u1-8x8.yaml \
	%D%/u1-columns.yaml \
	%D%/u1-halves.yaml \
	%D%/u1-stochastic.yaml \
	%D%/u1-tutorial.yaml
dist_example_SCRIPTS = \
	%D%/compare.sh \
	%D%/demo.sh \
	%D%/factorized.sh \
	%D%/masks.sh \
	%D%/stochastic.sh \
	%D%/su3-4d.sh

# A program with a layer and a kernel of its own; make installcheck builds it.
mylayerdir = $(exampledir)/my-layer
dist_mylayer_DATA = \
	%D%/my-layer/Makefile \
	%D%/my-layer/README \
	%D%/my-layer/flow.yaml \
	%D%/my-layer/my-layer.c
