#!/bin/sh
# lgt-compare as a user sees it.
set -u
. "$top_srcdir/tests/tap.sh"

OMP_NUM_THREADS=1
export OMP_NUM_THREADS
cd "$tmp" || exit 99

cat > tiny.yaml << 'END'
lgt: 1
lattice: { shape: [4, 4] }
group: { u1: {} }
action: [ { wilson: { beta: 1.0 } } ]
networks:
  net:
    inputs: { loops: [plaquette] }
    layers:
      - conv: { channels: 4, kernel: 3 }
      - conv: { channels: output, kernel: 3, start: identity }
flow:
  - sweep:
      mask: { directions: each, steps: { along: 2, across: 1 }, width: 4, offsets: all }
      layer: { coupling: { active: [plaquette], network: net } }
train:
  batch: 32
  report: 10
  stages: [ { steps: 60, rate: 1.0e-2 } ]
END
lgt-train -q tiny.yaml || echo "Bail out! no run to compare"

refuses ()
{
  wanted=$1 pattern=$2
  shift 2
  status "$wanted" lgt-compare -q --time=0.1 "$@" && one_line lgt-compare &&
    grep -q -e "$pattern" err
}

# cell FILE METHOD QUANTITY COLUMN, columns by name.
cell ()
{
  awk -F '\t' -v method="$2" -v quantity="$3" -v name="$4" '
    NR == 1 { sub ("^#", ""); for (i = 1; i <= NF; i++) at[$i] = i }
    name in at && $1 == method && $3 == quantity { print $at[name] }' "$1"
}

# that FORMULA NUMBER...: of $1, $2, ...; no number may be missing.
that ()
{
  formula=$1
  shift
  echo "$*" | awk -v n=$# "{ print; good = NF == n && ($formula) }
                           END { exit !good }"
}

for_people ()
{
  status 0 lgt-compare run --time=0.2 && grep -q '^U(1), 4x4, beta 1;' out &&
    grep -q '^<Q^2>, exact 0.650' out &&
    sed -n '/^flow  *ESS/,/^$/p' out |
      grep -q '^run .* \(never\|<*[0-9][0-9.e+]*\)$' &&
    grep -q '^HMC .* leapfrog$\|^HMC .* fourth order$' out &&
    ! grep -q 'nan\|inf' out && grep -q '^compare: ' err
}

rows ()
{
  status 0 lgt-compare -q run --columns --time=0.5 --training=1000 \
    --format=tsv && cp out rows &&
    test "$(cut -f 1,3 rows | tr '\t\n' ':,')" = '#method:quantity,HMC:plaquette,HMC:q2,HMC + instantons:plaquette,HMC + instantons:q2,heat bath:plaquette,heat bath:q2,heat bath + instantons:plaquette,heat bath + instantons:q2,exact columns:plaquette,exact columns:q2,run:plaquette,run:q2,'
}

# All methods find the same, within 5 sigma; 4x4 at beta 1: .446394, .65010.
exact ()
{
  awk -F '\t' 'NR > 1 { print $1, $3, $4, $5, $6
      x = $3 == "q2" ? .65010 : .446394
      d = $4 - x
      if (!($5 > 0 && d < 5 * $5 && d > -5 * $5)) bad = 1 }
    END { exit bad || NR != 13 }' rows
}

# What is printed fits together.
costs ()
{
  for method in HMC 'heat bath + instantons' run; do
    that '$3 > 1.9999 * $1 * $2 && $3 < 2.0001 * $1 * $2 &&
          $3 * $4 > 0.9999 && $3 * $4 < 1.0001 && $1 >= 0.5' \
      "$(cell rows "$method" q2 tau_int)" \
      "$(cell rows "$method" q2 seconds_step)" \
      "$(cell rows "$method" q2 cost)" \
      "$(cell rows "$method" q2 rate)" || return 1
  done
  that '$1 > 0.6 && $1 < 0.99' "$(cell rows HMC q2 acceptance)"
}

# train.tsv's last row, and what came before; the columns need none.
training ()
{
  that '$1 > $2 + 999.99 && $1 < $2 + 1000.01' \
    "$(cell rows run q2 training)" "$(tail -n 1 run/train.tsv | cut -f 10)" &&
    test "$(cell rows 'exact columns' q2 training)" = 0 &&
    that '$1 > 0.1 && $1 < 0.95 && $2 > 0.1' "$(cell rows run q2 ess)" \
      "$(cell rows run q2 acceptance)"
}

# A resumed run begins its seconds anew.
resumed ()
{
  cp -r run longer && printf '%s\t' 61 1 1 1 1 1 1 1 1 >> longer/train.tsv &&
    echo 0 >> longer/train.tsv &&
    printf '%s\t' 62 1 1 1 1 1 1 1 1 >> longer/train.tsv &&
    echo 7 >> longer/train.tsv &&
    lgt-compare -q longer --time=0.1 --format=tsv > rows2 &&
    that '$1 > $2 + 6.99 && $1 < $2 + 7.01' \
      "$(cell rows2 longer q2 training)" \
      "$(tail -n 1 run/train.tsv | cut -f 10)"
}

# One plaquette a site and a large beta: the charge never moves, but by
# instantons it does.
frozen ()
{
  lgt-compare -q --time=0.3 --set lattice.shape=[16,16] \
    --set action.0.wilson.beta=12 --format=tsv > ice &&
    test "$(cell ice HMC q2 frozen)" = 1 &&
    test "$(cell ice 'HMC + instantons' q2 frozen)" = 0 &&
    that '$1 > 100' "$(cell ice HMC q2 tau_int)" &&
    test -z "$(cell ice HMC q2 tau_error)" &&
    lgt-compare -q --time=0.2 --set lattice.shape=[16,16] \
      --set action.0.wilson.beta=12 > ice.txt &&
    grep '^HMC  .* >' ice.txt && grep '^warning: HMC: .*never moved' ice.txt
}

# SU(2) in three dimensions has no charge and no exact answer.
other ()
{
  cat > su2.yaml << 'END'
lgt: 1
lattice: { shape: [4, 4, 4] }
group: { su: { n: 2 } }
action: [ { wilson: { beta: 2 } } ]
networks:
  net:
    inputs: { loops: [plaquette] }
    layers: [ conv: { channels: output, kernel: 1, start: identity } ]
flow:
  - sweep:
      mask: { directions: each, steps: { along: 1, across: 1 }, width: 2, offsets: all }
      layer: { spectral_coupling: { active: [plaquette], network: net } }
END
  lgt-compare -q su2.yaml --time=0.2 --format=tsv > su2 &&
    test "$(cut -f 1,3 su2 | tr '\t\n' ':,')" \
      = '#method:quantity,HMC:plaquette,heat bath:plaquette,' &&
    that '($1 - $2) ^ 2 < 25 * ($3 ^ 2 + $4 ^ 2)' \
      "$(cell su2 HMC plaquette value)" \
      "$(cell su2 'heat bath' plaquette value)" \
      "$(cell su2 HMC plaquette error)" \
      "$(cell su2 'heat bath' plaquette error)" &&
    lgt-compare -q su2.yaml --time=0.1 > su2.txt && cat su2.txt &&
    ! grep -q 'nan\|Q^2' su2.txt
}

picture ()
{
  status 0 lgt-compare -q --time=0.1 --plot=costs.svg &&
    test "$(wc -l < costs.tsv)" -eq 5 &&
    { test -s costs.svg || grep -q 'no picture: gnuplot is not' err; }
}

examples ()
{
  sed -n 's/\\-/-/g; /^\.nf/,/^\.fi/{/^lgt/p;}' \
    "$top_srcdir/doc/man/lgt-compare.1" > page.sh
  test "$(grep -c . page.sh)" -eq 2 && sh -e page.sh
}

has_gsl=$(lgt-exact > /dev/null 2>&1 && echo yes)

check "for people" for_people
if test "$has_gsl"; then
  check "a row for each method and quantity" rows
  check "all agree with the exact answer" exact
  check "costs" costs
  check "training" training
  check "examples of the manual page" examples
else
  skip "rows, costs, training, examples" "exact columns need GSL"
fi
check "a resumed run" resumed
check "a charge that does not move" frozen
check "SU(2) in three dimensions" other
check "a picture" picture
check "no columns of SU(2)" refuses 2 'U(1) in two' --columns su2.yaml
check "no columns of twelve" refuses 2 'power of 2' --columns \
  --set lattice.shape=[12,12]
check "two theories" refuses 2 'su2.yaml is SU(2), 4x4x4, beta 2, the first' \
  run su2.yaml
check "a run that is not there" refuses 1 'nowhere' nowhere
check "no time" refuses 2 'time' --time=0
finish
