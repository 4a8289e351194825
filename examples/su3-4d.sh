#!/bin/sh
# Which loops to transform and what to see of the frozen ones: the flow of
# su3-4d.yaml in several forms, each trained for the same time.
#
#   su3-4d.sh [FOLDER]        runs go to FOLDER (default: su3-4d)
#
# Environment:
#   LGT_SECONDS=600     time for each training
#   LGT_SAMPLES=16384   proposals for the effective sample size (ESS)
#   LGT_ROWS="..."      which rows (default: all)
#   LGT_SET=PATH=VALUE  one more change of the configuration
#
# Columns: parameters; milliseconds a step, the median of lgt-bench; steps
# that fit into the time; the seconds that they took; loss, the mean of
# log q + S over the last twentieth of the steps, which is the divergence KL
# but for the constant -ln Z that all rows share; ESS with its error.
set -eu
folder=${1-su3-4d}
seconds=${LGT_SECONDS-600}
samples=${LGT_SAMPLES-16384}
file=$(dirname "$0")/su3-4d.yaml
tab=$(printf '\t')
all="one six learned1 learned2 near pairs stout stout_staple5 stout_learned
stout_six"
start='transform: { cell_rqs: { bins: 6, bias: true, order: 2 } }'
six='updates: each_active_loop'

# A layer in one of its forms.
layer () {
  learned="active: { learned: { count: ${1#learned}, paths: [staple] } }"
  case $1 in
    one) echo "{ spectral_coupling: { $start, network: around } }" ;;
    six) echo "{ spectral_coupling: { $start, network: around, $six } }" ;;
    near | pairs)
      echo "{ spectral_coupling: { $start, network: $1, $six } }" ;;
    learned[0-9])
      echo "{ spectral_coupling: { $start, network: around, $learned } }" ;;
    stout) echo "{ masked_stout: { network: around } }" ;;
    stout_staple5)
      echo "{ masked_stout: { network: pairs, paths: [staple, staple5] } }" ;;
    *) echo "su3-4d.sh: no row $row; there are" $all >&2; exit 2 ;;
  esac
}

# Those of the two sweeps, one a line.
layers () {
  case $1 in
    stout_learned) first=stout second=learned1 ;;
    stout_six) first=stout second=six ;;
    *) first=$1 second=$1 ;;
  esac
  first=$(layer $first) && second=$(layer $second) || exit 2
  echo "flow.0.sweep.layer=$first"
  echo "flow.1.sweep.layer=$second"
}

mkdir -p "$folder"
printf '#row\tparameters\tms_step\tsteps\tseconds\tloss\tess\terror\tn\n'
for row in ${LGT_ROWS-$all}; do
  run=$folder/$row
  set -- "$file"
  layers "$row" > "$folder/changes"
  while IFS= read -r change; do
    set -- "$@" --set "$change"
  done < "$folder/changes"
  test -z "${LGT_SET-}" || set -- "$@" --set "$LGT_SET"

  lgt-bench train-step "$@" --format=tsv > "$folder/bench.tsv"
  parameters=$(sed -n 's/.* \([0-9]*\) parameters.*/\1/p' "$folder/bench.tsv")
  ms=$(awk -F "$tab" '$1 == "train-step" { print $2 }' "$folder/bench.tsv")
  steps=$(awk -v s="$seconds" -v ms="$ms" \
    'BEGIN { n = int (1000 * s / ms); print (n > 20 ? n : 20) }')

  lgt-train --quiet "$@" --output="$run" \
    --set "train.stages.0.steps=$steps" --set "train.report=$((steps / 20))"
  lgt-sample --quiet "$run" -n "$samples" --weights=last --format=tsv \
    > "$folder/sample.tsv"
  last=$(tail -n 1 "$run/train.tsv")
  ess=$(awk -F "$tab" '$1 == "ess" { printf "%.4f\t%.4f", $2, $3 }' \
    "$folder/sample.tsv")
  printf '%s\t%s\t%.1f\t%s\t%.1f\t%.3f\t%s\t%s\n' "$row" "$parameters" \
    "$ms" "$steps" "$(printf '%s' "$last" | cut -f 10)" \
    "$(printf '%s' "$last" | cut -f 5)" "$ess" "$samples"
done
