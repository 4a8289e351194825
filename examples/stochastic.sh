#!/bin/sh
# What stochastic steps buy: ESS against their number, for U(1) on 16x16 at
# beta = 4, from Haar measure and from a flow that was trained on 8x8 at
# beta = 2 for a moment.
#
#   stochastic.sh [FOLDER]    the run goes to FOLDER (default: stochastic)
#
# Environment:
#   LGT_STEPS="64 128 256 512 1024"   numbers of steps
#   LGT_SAMPLES=2048                  proposals for each
#   LGT_SHAPE="[16, 16]"              lattice
#   LGT_TRAIN=1000                    steps of training
#
# Columns: where from, steps, ESS of paths and its error, KL and its error,
# <Q^2> by the weights and its error, proposals, seconds.
set -eu
folder=${1-stochastic}
samples=${LGT_SAMPLES-2048}
file=$(dirname "$0")/u1-stochastic.yaml

# $1: name of the row's start; then the run, and further changes.
row ()
{
  name=$1
  shift
  for n in ${LGT_STEPS-64 128 256 512 1024}; do
    begin=$(date +%s)
    lgt-sample --quiet --format=tsv -n "$samples" "$@" \
      --set "lattice.shape=${LGT_SHAPE-[16, 16]}" \
      --set action.0.wilson.beta=4 --set "stochastic.steps=$n" \
      --set stochastic.algorithm.heat_bath.instantons=true \
      > "$folder/result.tsv"
    awk -F '\t' -v OFS='\t' -v name="$name" -v steps="$n" -v n="$samples" \
      -v seconds=$(($(date +%s) - begin)) '
      $1 == "ess" { ess = $2 OFS $3 }
      $1 == "kl" { kl = $2 OFS $3 }
      $1 == "q2_reweighted" { q2 = $2 OFS $3 }
      END { print name, steps, ess, kl ? kl : OFS, q2, n, seconds }' \
      "$folder/result.tsv"
  done
}

mkdir -p "$folder"
test -f "$folder/run/checkpoint.h5" ||
  lgt-train --quiet "$file" --output="$folder/run" \
    --set "train.stages.0.steps=${LGT_TRAIN-1000}"
printf '#from\tsteps\tess\terror\tkl\terror\tq2\terror\tn\tseconds\n'
row haar "$file" --set 'flow=[]' --set 'networks={}'
row flow "$folder/run" --set stochastic.from=0.5
