#!/bin/sh
# Train a flow for U(1) gauge theory on an 8x8 lattice, sample it, and compare
# with the exact answer.  Each command is shown before it runs: copy them.
# The tools must be on PATH (./quickstart demo sees to that).
set -eu
run=${LGT_DEMO:-lgt-demo}

step ()
{
  printf '\n# %s\n$ ' "$1"
  shift
  printf '%s ' "$@"
  printf '\n'
  "$@"
}

step "One mask of many: the active links of a layer are the bold ones" \
  lgt-mask-print --shape=8x8 --directions=1 --steps=1,2 --width=4 --offset=0

if test -f "$run/checkpoint.h5"; then
  printf '\n# %s/checkpoint.h5 is there: no second training\n' "$run"
else
  step "Train the flow of the default configuration (a minute on two cores)" \
    lgt-train --output="$run"
fi

if test ! -f "$run/ensemble.h5"; then
  step "Sample, correct by weights and by Metropolis, compare with exact" \
    lgt-sample "$run" -n 65536 --output="$run/ensemble.h5"
else
  step "The ensemble is there; sample again without writing" \
    lgt-sample "$run" -n 65536
fi

printf '\n# Written: the training curve is a picture for your browser\n'
ls "$run"/curve.svg "$run"/train.tsv "$run"/config.yaml \
  "$run"/checkpoint.h5 "$run"/ensemble.h5
