#!/bin/sh
# Which masks to build a flow from, in two, three and four dimensions.
#
# An active link should have all its plaquettes to be transformed with (no
# other active link in them) and as many frozen loops as possible around its
# staples to look at, in a sweep of few layers.  The search ranks masks by
# that; what it says, steps along the active direction first:
#
#   2D  width 4, steps 2,1      6 of 8 plaquettes frozen, 8 layers a sweep.
#       Width 2 leaves none: nothing to look at.  Full lines (0,1) leave 2.
#   3D  width 4, steps 2,1,1    24 of 32, 12 layers.
#   4D  width 4, steps 2,1,1,2  56 of 72, 16 layers; 2,1,1,1 has 54 and more
#       chairs.  Width 2 (1,1,1,1) has 24 of 72 in half the layers, which is
#       often worth it: plaquettes without the active direction are frozen at
#       any width.
set -eu

for shape in 8x8 8x8x8 8x8x8x8; do
  echo "== $shape"
  lgt-mask-print --search --shape=$shape --loops=plaquette --coverage
  echo
done

# What the sweep for two dimensions looks like, and its first mask in a file.
lgt-mask-print --shape=8x8 --steps=2,1 --width=4 \
  --loops=plaquette,rectangle --count --nan
lgt-mask-print --shape=8x8 --steps=2,1 --width=4 --plot=mask.svg
