#!/bin/sh
# Every backend that this machine can run trains the same flow: after five
# steps the losses agree to rounding, in both precisions.
set -u
. "$top_srcdir/tests/tap.sh"

OMP_NUM_THREADS=1
export OMP_NUM_THREADS
cd "$tmp" || exit 99

# agree FILE FILE TOLERANCE: the losses in the last rows of two train.tsv.
agree ()
{
  { tail -n 1 "$1"; tail -n 1 "$2"; } | awk -F '\t' -v tolerance="$3" '
    { loss[NR] = $5; print $5 }
    END { d = loss[1] - loss[2]; if (d < 0) d = -d
          exit !(NR == 2 && d <= tolerance && loss[1] == loss[1] + 0) }'
}

backends=$(lgt-train --version | sed -n 's/^backends://p' |
           sed 's/[^ ]* (not on this machine)//g')
check "there is a backend" test -n "$backends"
for type in float32 float64; do
  case $type in
    float32) tolerance=1e-3 ;;
    float64) tolerance=1e-9 ;;
  esac
  for backend in cpu-generic $(echo $backends | sed s/cpu-generic//); do
    check "$backend trains in $type" \
      lgt-train -q --backend="$backend" --output="$backend-$type" \
      --set 'lattice.shape=[4,4]' --set "precision.network=$type" \
      --set 'train={batch: 24, report: 5,
             stages: [{steps: 5, rate: 1e-3}]}'
    check "$backend in $type does as cpu-generic" \
      agree "$backend-$type/train.tsv" "cpu-generic-$type/train.tsv" $tolerance
  done
done
finish
