#!/bin/sh
# What factorized convolutions are worth: the flow of u1-3d-factorized.yaml
# with dense, CP and Tucker networks, trained for the same time.
#
#   factorized.sh [FOLDER]        runs go to FOLDER (default: factorized)
#
# Environment:
#   LGT_SECONDS=240     time for each training
#   LGT_SAMPLES=16384   proposals for the effective sample size (ESS)
#   LGT_SET=PATH=VALUE  one more change of the configuration
#
# Columns: parameters; milliseconds a step, the median of lgt-bench; steps
# that fit into the time, and the seconds that they took; loss, the mean of
# log q + S over the last twentieth of the steps, which is the divergence KL
# but for the constant -ln Z that all three share; ESS with its error.
set -eu
folder=${1-factorized}
seconds=${LGT_SECONDS-240}
samples=${LGT_SAMPLES-16384}
file=$(dirname "$0")/u1-3d-factorized.yaml
tab=$(printf '\t')

mkdir -p "$folder"
printf '#network\tparameters\tms_step\tsteps\tseconds\tloss\tess\terror\tn\n'
for network in dense cp tucker; do
  run=$folder/$network
  choice=flow.0.sweep.layer.coupling.network=$network
  more=${LGT_SET-$choice}

  lgt-bench train-step "$file" --set "$choice" --set "$more" --format=tsv \
    > "$folder/bench.tsv"
  parameters=$(sed -n 's/.* \([0-9]*\) parameters.*/\1/p' "$folder/bench.tsv")
  ms=$(awk -F "$tab" '$1 == "train-step" { print $2 }' "$folder/bench.tsv")
  steps=$(awk -v s="$seconds" -v ms="$ms" \
    'BEGIN { n = int (1000 * s / ms); print (n > 20 ? n : 20) }')

  lgt-train --quiet "$file" --output="$run" --set "$choice" --set "$more" \
    --set "train.stages.0.steps=$steps" \
    --set "train.report=$((steps / 20))"
  lgt-sample --quiet "$run" -n "$samples" --weights=last --format=tsv \
    > "$folder/sample.tsv"
  row=$(tail -n 1 "$run/train.tsv")
  ess=$(awk -F "$tab" '$1 == "ess" { printf "%.4f\t%.4f", $2, $3 }' \
    "$folder/sample.tsv")
  printf '%s\t%s\t%.1f\t%s\t%.1f\t%.3f\t%s\t%s\n' "$network" "$parameters" \
    "$ms" "$steps" "$(printf '%s' "$row" | cut -f 10)" \
    "$(printf '%s' "$row" | cut -f 5)" "$ess" "$samples"
done
