#!/bin/sh
# Markov chains in two dimensions, 16x16, against exact plaquettes: each
# algorithm at each point until the relative error is below 2e-4.  The chains
# of two builds differ by rounding and so by chance: of 39 deviations one may
# be above 3 sigmas (chance of more: 0.5%), none above 4.5.
set -u
. "$top_srcdir/tests/tap.sh"

cd "$tmp" || exit 99
chains=16
pilot=2000
lgt-mc -q --format=tsv -n 10 > first || exit 99
awk -F '\t' '$1 == "plaquette" { exit $7 != "" }' first &&
  skip_all "no exact plaquettes without GSL"

# GROUP BETA OPTION...: a run in ./run until its error is small enough; its row
# goes to rows.
point ()
{
  group=$1 beta=$2
  shift 2
  rm -rf run
  lgt-mc -q --format=tsv --output=run --chains=$chains -n $pilot --seed=11 \
    --set group="$group" --set action.0.wilson.beta="$beta" \
    --set 'lattice.shape=[16, 16]' "$@" > out || return 1
  more=$(awk -F '\t' -v n=$pilot '$1 == "plaquette" {
    r = $3 / $2 / 1.8e-4; printf "%.0f", n * (r > 1 ? r * r : 1) }' out)
  lgt-mc -q --format=tsv --resume=run -n "$more" > out || return 1
  awk -F '\t' -v name="$group $beta $*" '$1 == "plaquette" {
      printf "%s: %.6f +- %.6f, exact %.6f, %.2f sigma, tau %.2f, %d\n",
        name, $2, $3, $7, $8, $4, $6
      print $8 >> "rows"
      good = $3 / $2 < 2e-4 && $8 * $8 < 20.25 }
    END { exit !good }' out
}

# Without instanton moves chains of U(1) stay at the charge they began with: at
# beta 7 the plaquette is 4 sigmas too large.  HMC: modes have frequencies up to
# sqrt (8 beta); trajectories are shorter than half the least period.
u1 ()
{
  length=$(awk -v b="$1" 'BEGIN { print 1 / sqrt (b) }')
  case $2 in
    hmc) algorithm="{ hmc: { length: $length } }" ;;
    *) algorithm=$2 ;;
  esac
  point u1 "$1" --set "mc.algorithm=$algorithm" --set mc.instantons=true
}

for beta in 1 2 3 4 5 6 7; do
  for algorithm in heat_bath metropolis hmc; do
    check "U(1), beta $beta, $algorithm" u1 $beta $algorithm
  done
done
for case in "2 1.8" "2 2.2" "2 2.7" "3 4" "3 5" "3 6"; do
  n=${case% *} beta=${case#* }
  for algorithm in heat_bath metropolis hmc; do
    check "SU($n), beta $beta, $algorithm" point "{ su: { n: $n } }" "$beta" \
      --algorithm=$algorithm
  done
done
check "39 deviations" awk '$1 * $1 > 9 { far++ } { s += $1 * $1 }
  END { print NR, far + 0, s; exit !(NR == 39 && far <= 1) }' rows
finish
