#!/bin/sh
# lgt-factorize as a user sees it.
set -u
. "$top_srcdir/tests/tap.sh"

# Threads of tests that run side by side would wait for each other.
OMP_NUM_THREADS=1
export OMP_NUM_THREADS
cd "$tmp" || exit 99

# Two networks, the second one with a kernel of 1.
cat > two.yaml << 'END_YAML'
lgt: 1
lattice: { shape: [4, 4] }
group: { u1: {} }
action: [ { wilson: { beta: 1.0 } } ]
precision: { links: float64, network: float64 }
networks:
  wide:
    inputs: { loops: [plaquette, rectangle] }
    layers:
      - conv: { channels: 6, kernel: 3, activation: silu }
      - conv: { channels: output, kernel: 3, start: identity }
  narrow:
    inputs: { loops: [plaquette, rectangle] }
    layers:
      - conv: { channels: 5, kernel: [3, 1], activation: silu }
      - conv: { channels: output, kernel: 1, start: identity }
flow:
  - sweep:
      mask: { directions: each, steps: { along: 2, across: 1 }, width: 4, offsets: all }
      layer: { coupling: { active: [plaquette], network: wide } }
  - sweep:
      mask: { directions: each, steps: { along: 2, across: 1 }, width: 4, offsets: all }
      layer: { coupling: { active: [plaquette], network: narrow } }
train:
  batch: 32
  average: 0.9
  report: 10
  stages: [ { steps: 60, rate: 1.0e-2 } ]
END_YAML
lgt-train -q two.yaml || echo "Bail out! no run to decompose"

tsv ()
{
  lgt-factorize --format=tsv "$@" 2> err
}

# Status N, one line that has PATTERN, no folder.
refuses ()
{
  wanted=$1 pattern=$2
  shift 2
  status "$wanted" lgt-factorize --output=refused "$@" &&
    grep -q -e "$pattern" err && test "$(grep -vc 'Try ' err)" -eq 1 &&
    test ! -e refused
}

# The same without --output.
refuses_table ()
{
  wanted=$1 pattern=$2
  shift 2
  status "$wanted" lgt-factorize "$@" && one_line lgt-factorize &&
    grep -q -e "$pattern" err
}

for_people ()
{
  status 0 lgt-factorize && grep -q '^wide conv0: kernel 6x6x3x3 ' out &&
    grep -q '^  dense ' out && grep -q '^  tucker  *2,2 ' out &&
    grep -q 'narrow conv1 has a kernel of extent 1' err
}

# Names, costs by their formulas, errors that fall with the rank.
table ()
{
  tsv run > rows &&
    head -n 1 rows | grep -q '^#network	layer	kernel	copies	method	rank	parameters	multiplications	error_max	error_rms$' &&
    awk -F '\t' '
      !/^#/ { n++; split ($3, e, "x"); out = e[1]; in_ = e[2]
              sum = e[3] + e[4]; taps = e[3] * e[4]; split ($6, r, ",")
              if ($5 == "dense") { cost = out * in_ * taps; last = 1 }
              else if ($5 == "cp") cost = r[1] * (out + in_ + sum)
              else cost = in_ * r[1] + r[1] * r[2] * taps + r[2] * out
              if ($8 != cost || $7 != cost * $4) bad = 1
              if ($6 == "1,1") last = 1
              if ($5 != "dense" &&
                  !($9 <= last + 1e-9 && $10 <= $9 + 1e-12 && $10 > 0)) bad = 1
              if ($5 != "dense") last = $9 }
      END { exit bad || n < 12 }' rows
}

# Options choose rows.
choices ()
{
  tsv run --network=narrow --layers=conv0,conv1 --rank=1,3 > some &&
    test "$(grep -v '^#' some | cut -f 1,2,5,6 | tr '\t\n' '  ')" = "narrow \
conv0 dense  narrow conv0 cp 1 narrow conv0 cp 3 narrow conv1 dense  narrow \
conv1 cp 1 narrow conv1 cp 3 " &&
    tsv run/checkpoint.h5 --network=narrow --layers=conv0,conv1 --rank=1,3 |
      diff some - &&
    tsv run --method=tucker | grep -v '^#' | cut -f 5 | sort -u |
      tr '\n' ' ' | grep -q '^dense tucker $' &&
    tsv run --weights=last --rank=2 > last &&
    tsv run --weights=average --rank=2 > average && ! cmp -s last average
}

# Kernels for which BLAS would take more than one thread, factors to the last
# bit.  $1 is the method's options.
threads ()
{
  for n in 1 2; do
    OMP_NUM_THREADS=$n OPENBLAS_NUM_THREADS=$n lgt-factorize broad \
      --layers=conv1 --network=wide "$1" --output="broad$n" > "rows$n" ||
      return 1
  done
  cmp broad1/checkpoint.h5 broad2/checkpoint.h5 && diff rows1 rows2
  same=$?
  rm -r broad1 broad2
  return $same
}

search ()
{
  tsv run --error=0.25 > found &&
    test "$(grep -c '	cp	\|	tucker	' found)" -eq 6 &&
    awk -F '\t' '!/^#/ && !($9 <= 0.25) { bad = 1 } END { exit bad }' found
}

# What is written: a configuration and a checkpoint that says the same.
writes ()
{
  status 0 lgt-factorize run --network=wide --rank=3 --output=cp &&
    grep -q -e 'lgt-train cp/config.yaml --init-from=cp' err &&
    test "$(ls -A cp | tr '\n' ' ')" = "checkpoint.h5 config.yaml " &&
    test "$(grep -c 'cp:' cp/config.yaml)" -eq 2 &&
    lgt-factorize run --network=wide --ranks=3,2 --output=tucker &&
    test "$(grep -c 'ranks: \[3, 2\]' tucker/config.yaml)" -eq 2 &&
    lgt-factorize run --method=cp --error=0.5 --output=half &&
    test "$(grep -c 'rank:' half/config.yaml)" -eq 3
}

# Twice the same: files too.
same_bytes ()
{
  lgt-factorize run --network=wide --rank=3 --output=again &&
    cmp cp/checkpoint.h5 again/checkpoint.h5 &&
    cmp cp/config.yaml again/config.yaml
}

# All ranks as large as they can be: the same flow as before.
exact ()
{
  lgt-factorize run --network=wide --layers=conv0 --ranks=6,6 \
    --output=full > /dev/null &&
    lgt-sample -q --format=tsv -n 2000 --weights=best run > before &&
    lgt-sample -q --format=tsv -n 2000 full > after &&
    awk -F '\t' 'NR == FNR { value[$1] = $2; next }
      !/^#/ { d = $2 - value[$1]; if (!(d < 1e-6 && d > -1e-6)) bad = 1 }
      END { exit bad }' before after
}

# Fine-tuning, both ways; $1 is the run.
tunes ()
{
  lgt-train -q "$1/config.yaml" --init-from="$1" --output="$1-tuned" \
    --set 'train.stages=[{steps: 10, rate: 1.0e-3}]' &&
    lgt-sample -q -n 500 "$1-tuned" > /dev/null &&
    lgt-sample -q -n 500 "$1" > /dev/null &&
    lgt-train -q --resume="$1" &&
    test "$(grep -v '^#' "$1/train.tsv" | tail -n 1 | cut -f 1)" -eq 60 &&
    lgt-sample -q -n 500 "$1" > /dev/null &&
    lgt-factorize "$1" --rank=2 > /dev/null
}

examples ()
{
  sed -n '/^.SH EXAMPLES/,$p' "$top_srcdir/doc/man/lgt-factorize.1" |
    grep '^lgt-factorize' | sed 's/\\-/-/g' > commands
  test "$(wc -l < commands)" -eq 3 && sh -e commands > out 2> err &&
    test -f small/checkpoint.h5
}

# Found late: the table is out by then.
no_folder ()
{
  status 1 lgt-factorize --rank=2 --network=wide --output=no/where run &&
    grep -q '^lgt-factorize: no/where: ' err
}

# All that is left is a kernel of 1: said, and refused.
nothing_left ()
{
  lgt-train -q two.yaml --set networks.wide.layers.0.conv.kernel=1 \
    --set networks.wide.layers.1.conv.kernel=1 \
    --set 'train.stages=[{steps: 2, rate: 1.0e-3}]' --output=points &&
    status 2 lgt-factorize points --network=wide --rank=2 --output=refused &&
    test "$(grep -c 'extent 1' err)" -eq 2 && grep -q 'nothing was' err &&
    test ! -e refused
}

lost_output ()
{
  status=0
  lgt-factorize --rank=1 --network=wide "$@" > /dev/full 2> err || status=$?
  test $status -eq 1 && test "$(wc -l < err)" -eq 1
}

check "for people" for_people
check "the table" table
check "choices" choices
check "ranks for an error" search
check "a new run" writes
check "the same bytes again" same_bytes
lgt-train -q two.yaml --output=broad --set 'networks.wide.layers=[
  {conv: {channels: 48, kernel: 3, activation: silu}},
  {conv: {channels: 64, kernel: 3, activation: silu}},
  {conv: {channels: output, kernel: 3, start: identity}}]' \
  --set 'train.stages=[{steps: 1, rate: 1.0e-3}]' || echo "Bail out! no run"
check "CP has the same bits on two threads" threads --rank=20
check "Tucker has the same bits on two threads" threads --ranks=20,30
check "examples of the manual page" examples
if lgt-train --print-config \
     --set 'networks.small.layers.0.conv.weights={cp: {rank: 2}}' \
     > /dev/null 2>&1; then
  check "full ranks are the same flow" exact
  check "training goes on from CP" tunes cp
  check "training goes on from Tucker" tunes tucker
else
  skip "full ranks are the same flow" "no factorized layers"
  skip "training goes on from CP" "no factorized layers"
  skip "training goes on from Tucker" "no factorized layers"
fi
check "no such run" refuses 1 'no such run' --rank=2 nowhere
check "a file that is no checkpoint" refuses 1 'two.yaml' --rank=2 two.yaml
mkdir there
check "a folder that is there" refuses_table 2 'is there already' \
  --rank=2 --output=there run
check "a run that is there" refuses_table 2 'is there already' \
  --rank=2 --output=run run
check "a folder that cannot be made" no_folder
check "no such layer" refuses 2 'wide conv0, wide conv1' --rank=2 \
  --layers=conv7 run
check "no such network" refuses 2 'narrow conv0' --rank=2 --network=deep run
check "nothing but kernels of 1" nothing_left
check "several ranks for one run" refuses 2 'one choice' --rank=2,3 run
check "no rank for a run" refuses 2 'one choice' run
check "two methods for one run" refuses 2 'one choice' --error=0.1 run
check "ranks of the other method" refuses 2 'CP has one' --method=cp \
  --ranks=2,2 run
check "three ranks" refuses 2 'two numbers' --ranks=2,2,2 run
check "ranks and an error" refuses 2 'leave out' --rank=2 --error=0.1 run
check "ranks that are too large" refuses_table 2 'too much' --ranks=7,2 \
  --layers=conv0 --network=wide run
check "a rank of 0" refuses 2 'rank' --rank=0 run
check "an error of 1" refuses 2 'error' --method=cp --error=1 run
check "an unknown method" refuses 2 'method' --method=svd run
check "an unknown option" refuses 2 'no-such' --no-such-option run
if test -w /dev/full; then
  check "a full disk" lost_output run
else
  skip "a full disk" "no /dev/full"
fi
finish
