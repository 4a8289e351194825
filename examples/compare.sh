#!/bin/sh
# Does the flow pay?  U(1) on 16x16 at beta 1 to 7: a flow is trained at each
# beta, from the weights of the one before, and lgt-compare says what
# independent configurations cost by chains and by flows.
#
#   compare.sh [FOLDER]       runs go to FOLDER (default: compare); those that
#                             are there already are taken as they are
#
# Environment:
#   LGT_SECONDS=150     time for each training
#   LGT_TIME=20         processor time for each method at each beta
#   LGT_BETAS="1 ..."   which betas, in this order (default: 1 2 3 4 5 6 7)
#   LGT_FLOW=FILE.yaml  another flow (default: u1-halves.yaml)
#
# Columns: beta; independent Q^2 a second on one core by each method ("<" where
# the charge never moved); the flow's effective sample size; training up to
# there, in seconds, that of smaller betas included; independent Q^2 after
# which training has paid for itself against the best chain.
set -eu
folder=${1-compare}
seconds=${LGT_SECONDS-150}
betas=${LGT_BETAS-1 2 3 4 5 6 7}
flow=${LGT_FLOW-$(dirname "$0")/u1-halves.yaml}
tab=$(printf '\t')
# Costs are compared by the core; trainings too should have one.
export OMP_NUM_THREADS=1

mkdir -p "$folder"
before=
for beta in $betas; do
  run=$folder/beta$beta
  set -- "$flow" --set "action.0.wilson.beta=$beta"
  if test ! -f "$run/checkpoint.h5"; then
    lgt-bench train-step "$@" --format=tsv > "$folder/bench.tsv"
    ms=$(awk -F "$tab" '$1 == "train-step" { print $2 }' "$folder/bench.tsv")
    steps=$(awk -v s="$seconds" -v ms="$ms" \
      'BEGIN { n = int (1000 * s / ms); print (n > 20 ? n : 20) }')
    lgt-train --quiet "$@" --output="$run" ${before:+--init-from="$before"} \
      --set "train.stages.0.steps=$steps" --set "train.report=$((steps / 20))"
  fi
  before=$run
done

# rate METHOD: of independent Q^2.
rate () {
  awk -F "$tab" -v method="$1" '$1 == method && $3 == "q2" {
    printf "%s%.3g", $10 == 1 ? "<" : "", $14 }' "$table"
}

methods='HMC|HMC + instantons|heat bath|heat bath + instantons|exact columns'
printf '#beta|%s|flow|ess|training|pays_after\n' "$methods" | tr '|' '\t'
trained=0
for beta in $betas; do
  run=$folder/beta$beta
  table=$folder/beta$beta.tsv
  lgt-compare --quiet "$run" --columns --time="${LGT_TIME-20}" \
    --training="$trained" --format=tsv --plot="$folder/costs$beta.svg" \
    > "$table.part"
  mv "$table.part" "$table"
  printf '%s' "$beta"
  for method in HMC 'HMC + instantons' 'heat bath' 'heat bath + instantons' \
    'exact columns' "$run"; do
    printf '\t%s' "$(rate "$method")"
  done
  awk -F "$tab" -v method="$run" '$1 == method && $3 == "q2" {
    printf "\t%.4f\t%.0f\t%.3g\n", $16, $18, $19 }' "$table"
  trained=$(awk -F "$tab" -v method="$run" \
    '$1 == method && $3 == "q2" { print $18 }' "$table")
done
