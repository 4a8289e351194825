#!/bin/sh
# lgt-sample as a user sees it.
set -u
. "$top_srcdir/tests/tap.sh"

# Threads of tests that run side by side would wait for each other.
OMP_NUM_THREADS=1
export OMP_NUM_THREADS
cd "$tmp" || exit 99

# A flow that is worth something after a moment.
cat > tiny.yaml << 'END'
lgt: 1
lattice: { shape: [4, 4] }
group: { u1: {} }
action: [ { wilson: { beta: 1.0 } } ]
precision: { links: float64, network: float64 }
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
  average: 0.9
  report: 10
  stages: [ { steps: 60, rate: 1.0e-2 } ]
END
lgt-train -q tiny.yaml || echo "Bail out! no run to sample from"

# Status N, one line that has PATTERN, no file.
refuses ()
{
  wanted=$1 pattern=$2
  shift 2
  status "$wanted" lgt-sample --quiet --output=refused.h5 "$@" && one_line lgt-sample &&
    grep -q -e "$pattern" err && test -z "$(ls -a | grep refused)"
}

tsv ()
{
  lgt-sample -q --format=tsv "$@"
}

# COLUMN of the row QUANTITY in FILE.
cell ()
{
  awk -F '\t' -v q="$1" -v c="$2" '$1 == q { print $c }' "$3"
}

# |value - exact| of row $1 in file $2 is at most $3 errors.
near ()
{
  awk -F '\t' -v q="$1" -v most="$3" '
    $1 == q { d = ($2 - $4) / $3; good = $3 > 0 && $4 != "" &&
              d <= most && d >= -most }
    END { exit !good }' "$2" || { echo "$1 is off"; return 1; }
}

# Without arguments: the run in ./run, for people.
for_people ()
{
  status 0 lgt-sample && grep -q '^ESS  *0\.' out && grep -q sigma out &&
    grep -q '10000 proposals' out && grep -q 'Gaussian' out &&
    grep -q 'weights: best of run, step' err &&
    grep -q '^sample: 10000/10000' err && ! grep -q "$(printf '\r')" err
}

rows ()
{
  tsv run > rows && head -n 1 rows | grep -q '^#quantity	value	error	exact$' &&
    test "$(grep -v '^#' rows | cut -f 1 | tr '\n' ' ')" = "ess kl acceptance \
max_share tau_int plaquette_reweighted plaquette_chain q2_reweighted q2_chain "
}

# 4x4, beta 1: the table of known values has .446394 and .65010.
exact_answers ()
{
  without_gsl=$(cell plaquette_chain 4 rows)
  test -n "$without_gsl" || return 0
  cell plaquette_reweighted 4 rows | grep -q '^0\.44639' &&
    cell q2_chain 4 rows | grep -q '^0\.6500\|^0\.6501' &&
    near plaquette_reweighted rows 4 && near plaquette_chain rows 5 &&
    near q2_reweighted rows 4 && near q2_chain rows 5 &&
    awk '$1 == "kl" { exit !($2 > 0 && $2 < 2.5) }' rows
}

# Threads, and how many are drawn at a time, change no number.
same_numbers ()
{
  tsv run -n 1000 > one && tsv run -n 1000 --batch=77 | diff one - &&
    tsv run -n 1000 --threads=2 --batch=2000 | diff one - &&
    tsv run/checkpoint.h5 -n 1000 | diff one - &&
    tsv run -n 1000 --seed=2 > two && ! cmp -s one two
}

# Files too: the same bytes, whatever the slabs.
ensemble ()
{
  tsv run -n 3000 --output=run/ensemble.h5 > written &&
    tsv run -n 3000 | diff written - &&
    tsv run -n 3000 --batch=1000 --output=again.h5 > /dev/null &&
    cmp run/ensemble.h5 again.h5
}

# The chain in the file is the chain that was reported, and log q of what was
# drawn is found again: the mean along that chain is the same number.
evaluate ()
{
  tsv run -n 0 --evaluate=run/ensemble.h5 > given &&
    test "$(cut -f 1 given | tr '\n' ' ')" \
      = '#quantity ess_forward plaquette_chain q2_chain ' &&
    test "$(cell plaquette_chain 2 given)" \
      = "$(cell plaquette_chain 2 written)" &&
    test "$(cell q2_chain 3 given)" = "$(cell q2_chain 3 written)" &&
    tsv run -n 3000 --evaluate=run/ensemble.h5 > both &&
    test "$(cell ess_forward 2 both)" = "$(cell ess_forward 2 given)" &&
    test "$(cell ess 2 both)" = "$(cell ess 2 written)" &&
    awk -F '\t' '$1 == "ess" { e = $2 }
      $1 == "ess_forward" { exit !(e - $2 < 0.1 && $2 - e < 0.1) }' both
}

# ln Z from proposals and configurations of another seed: within 4 errors of
# the exact one, and closer than the weights alone have it.
bennett ()
{
  tsv run -n 3000 --seed=7 --evaluate=run/ensemble.h5 > both &&
    test -n "$(cell log_z 3 both)" || return 1
  test -z "$(cell log_z 4 both)" || near log_z both 4
  lgt-sample -q run -n 3000 --seed=7 --evaluate=run/ensemble.h5 > text &&
    grep -q '^ln Z, Bennett' text &&
    awk -v error="$(cell log_z 3 both)" '/^ln Z from/ {
      sub (/,/, "", $8); exit !($8 > error) }' text
}

# Evaluated again and written: the same ensemble, up to rounding in log q.
evaluate_written ()
{
  tsv run -n 0 --evaluate=run/ensemble.h5 --output=evaluated.h5 > one &&
    tsv run -n 0 --evaluate=evaluated.h5 | diff one - || return 1
  command -v h5dump > /dev/null || return 0
  for set in U log_q log_w chain; do
    for file in run/ensemble evaluated; do
      h5dump -d /$set -y -w 1 -m %.17g $file.h5 | tr -d ',' |
        grep '^ *[-0-9.e+]*$' > "$(basename $file).$set"
    done
    paste ensemble.$set evaluated.$set | awk -v set=$set '
      { d = $1 - $2; if (!(d < 1e-9 && d > -1e-9)) bad++ }
      END { if (bad || NR < 3000) { print set, NR, bad; exit 1 } }' || return 1
  done
}

# Attributes and datasets as they are documented.
contents ()
{
  h5dump -A run/ensemble.h5 > dump &&
    grep -q '"/U"\|DATASET "U"' dump && grep -q '( 3000, 4, 4, 2 )' dump &&
    for name in log_q action log_w chain; do
      grep -q "DATASET \"$name\"" dump || return 1
    done && grep -q 'wilson' dump && grep -q '"version"' dump &&
    grep -q '"weights"' dump
}

which_weights ()
{
  tsv run -n 500 > best && tsv run -n 500 --weights=best | diff best - &&
    tsv run -n 500 --weights=last > last &&
    tsv run -n 500 --weights=average > average && ! cmp -s last average &&
    lgt-train -q tiny.yaml --output=plain --set train.average=0 \
      --set train.stages.0.steps=2 &&
    refuses 1 'no averaged weights' plain --weights=average
}

# Weights of float64 serve a float32 network, and the other way round.
precision ()
{
  tsv run -n 2000 > double &&
    tsv run -n 2000 --set precision.network=float32 > single &&
    ! cmp -s double single &&
    near_each kl double single 1e-4 && near_each ess double single 1e-3
}

# Row $1 of two files differs by at most $4.
near_each ()
{
  awk -v a="$(cell "$1" 2 "$2")" -v b="$(cell "$1" 2 "$3")" -v most="$4" \
    'BEGIN { d = a - b; exit !(a != "" && b != "" && d <= most && d >= -most) }'
}

# Another shape and another beta with the same weights.
change ()
{
  tsv run -n 500 --set 'lattice.shape=[8, 8]' > larger &&
    tsv run -n 500 --set action.0.wilson.beta=0.5 > weaker &&
    ! cmp -s larger weaker &&
    { test -z "$(cell q2_chain 4 rows)" ||
      cell q2_chain 4 larger | grep -q '^2\.6007'; }
}

untrained ()
{
  status 0 lgt-sample tiny.yaml -n 100 && grep -q 'untrained, tiny.yaml' err
}

# An exact flow has no weights; tables are set from the exact solution.
exact_flow ()
{
  columns=$top_srcdir/examples/u1-columns.yaml
  if test -z "$(cell plaquette_chain 4 rows)"; then
    refuses 1 GSL "$columns"
  else
    status 0 lgt-sample --format=tsv -n 4000 "$columns" &&
      grep -q 'weights: none' err &&
      awk '$1 == "ess" { exit !($2 > 0.94 && $2 < 0.96) }' out
  fi
}

# Stochastic steps on the weights of any run: other numbers, the same answers;
# as many at a time as one likes; without layers too.
stochastic ()
{
  set -- --set action.0.wilson.beta=1.5 --set stochastic.steps=8 \
    --set stochastic.from=0.66
  status 0 lgt-sample run -n 4000 --format=tsv "$@" && cp out steps &&
    grep -q '8 layers, 8 stochastic steps' err || return 1
  tsv run -n 4000 --batch=77 --threads=2 "$@" | diff steps - &&
    tsv run -n 4000 --set action.0.wilson.beta=1.5 > without &&
    awk -v a="$(cell ess 2 steps)" -v b="$(cell ess 2 without)" \
      'BEGIN { exit !(a > 2 * b) }' || return 1
  sed '/^flow:/,$d' tiny.yaml > haar.yaml && echo 'flow: []' >> haar.yaml &&
    status 0 lgt-sample -n 3000 --format=tsv haar.yaml \
      --set stochastic.steps=20 --set stochastic.algorithm.hmc.steps=2 &&
    cp out annealed && status 0 lgt-sample -n 100 haar.yaml \
      --set stochastic.steps=2 && grep -q 'weights are those of paths' out &&
    { test -z "$(cell q2_chain 4 rows)" ||
      { near plaquette_reweighted steps 4 && near q2_reweighted steps 4 &&
        near plaquette_reweighted annealed 4; }; }
}

# Proposals and sweeps in turn: a table of its own.
mix ()
{
  tsv run --mix=1 --chains=16 -n 300 > mixed &&
    test "$(cut -f 1 mixed | tr '\n' ' ')" \
      = '#quantity plaquette q2 acceptance ' &&
    awk '$1 == "acceptance" { exit !($2 > 0.1 && $2 < 0.9 && $6 == 270 * 16) }' \
      mixed &&
    tsv run --mix=1 --chains=16 -n 300 --skip=30 --threads=2 | diff mixed - &&
    status 0 lgt-sample run --mix=0 --chains=8 -n 50 --skip=0 &&
    grep -q 'tau_int 1: one step: a proposal$' out &&
    grep -q '^mix: 50/50 steps' err || return 1
  awk -F '\t' '
    $1 != "acceptance" && $8 != "" && $8 + 0 == $8 && ($8 > 4 || $8 < -4) { bad = 1 }
    END { exit bad }' mixed
}

# Weights that are no numbers: said, not hidden, and not in a file.
not_finite ()
{
  refuses 1 '^lgt-sample: [0-9]* of 50 proposals .*not finite, the first' run \
    -n 50 --set action.0.wilson.beta=1e308
}

# A good file survives what goes wrong.
full_disk ()
{
  cp run/ensemble.h5 keep.h5
  status 1 sh -c "trap '' XFSZ; ulimit -f 100 &&
    exec lgt-sample -q run -n 20000 --output=keep.h5" && one_line lgt-sample &&
    grep -q 'keep.h5' err && cmp run/ensemble.h5 keep.h5 &&
    test "$(ls -a | grep -c keep)" -eq 1
}

damaged ()
{
  head -c 20000 run/ensemble.h5 > cut.h5
  refuses 1 'cut.h5.*cut short' run --evaluate=cut.h5 || return 1
  head -c 5000 run/checkpoint.h5 > bad.h5
  refuses 1 'bad.h5.*cut short' bad.h5 &&
    refuses 1 'ensemble.h5' run/ensemble.h5 &&
    refuses 1 'checkpoint.h5' run --evaluate=run/checkpoint.h5
}

# An ensemble of another lattice, another net: status and what was expected.
misfits ()
{
  refuses 1 '4, 4, 2.*8, 8, 2' run -n 0 --set 'lattice.shape=[8, 8]' \
    --evaluate=run/ensemble.h5 &&
    refuses 1 'conv0' run --set networks.net.layers.0.conv.channels=5
}

signal ()
{
  rm -f signal.h5
  lgt-sample -q run -n 100000000 --output=signal.h5 2> err &
  pid=$!
  while kill -0 $pid && test -z "$(ls -a | grep signal.h5)"; do
    sleep 0.01
  done
  kill -INT $pid 2> /dev/null
  kill -TERM $pid
  got=0
  wait $pid || got=$?
  cat err
  test $got -eq 143 && grep -q 'nothing was written' err &&
    test -z "$(ls -a | grep signal.h5)"
}

lost_output ()
{
  status=0
  lgt-sample -q run -n 100 > /dev/full 2> err || status=$?
  cat err
  test $status -eq 1 && test "$(wc -l < err)" -eq 1
}

# The script, small: a row for each number of steps, from Haar and from a flow.
example_stochastic ()
{
  LGT_STEPS="2 4" LGT_SAMPLES=20 LGT_SHAPE="[4, 4]" LGT_TRAIN=2 \
    "$top_srcdir/examples/stochastic.sh" compared > table &&
    test "$(grep -v '^#' table | cut -f 1,2 | tr '\t\n' '  ')" \
      = 'haar 2 haar 4 flow 2 flow 4 ' &&
    awk -F '\t' '!/^#/ && !($3 > 0 && $3 <= 1 && $4 > 0 && $7 != "" && NF == 10) {
                   print; bad = 1 }
                 END { exit bad }' table
}

examples ()
{
  sed -n '/^.SH EXAMPLES/,/^.SH SEE/s/\\-/-/gp' \
    "$top_srcdir/doc/man/lgt-sample.1" | grep '^lgt-sample' > commands
  test "$(wc -l < commands)" -eq 5 && sh -e commands > out 2> err &&
    grep -q '^ESS, forward' out
}

check "no arguments: a table for people" for_people
check "rows for scripts" rows
check "exact answers" exact_answers
check "threads and batches change no number" same_numbers
check "an ensemble file, the same in any slabs" ensemble
check "log q of given configurations, forward ESS" evaluate
check "ln Z by Bennett's acceptance ratio" bennett
check "evaluated configurations written" evaluate_written
if command -v h5dump > /dev/null; then
  check "what is in an ensemble file" contents
else
  skip "what is in an ensemble file" "no h5dump"
fi
check "best, last, averaged weights" which_weights
check "weights in another precision" precision
check "another shape, another beta" change
check "a configuration instead of a run" untrained
check "a flow that is exact without training" exact_flow
check "stochastic steps" stochastic
check "chains of proposals and sweeps" mix
check "examples/stochastic.sh" example_stochastic
check "log-weights that are not finite" not_finite
check "a full disk: the old ensemble stays" full_disk
check "damaged files, files of another kind" damaged
check "files that do not fit" misfits
check "stopped by a signal" signal
check "examples of the manual page" examples
if test -w /dev/full; then
  check "lost output" lost_output
else
  skip "lost output" "no /dev/full"
fi
check "no such run" refuses 1 'nowhere' nowhere
check "no such ensemble" refuses 1 'nowhere.h5' run --evaluate=nowhere.h5
check "a folder that is not there" refuses 1 'no/such' run --output=no/such/e.h5
check "too few proposals" refuses 2 'at least 3' run -n 2
check "nothing to do" refuses 2 'evaluate' run -n 0
check "an unknown key in --set" refuses 2 'bta' run --set action.0.wilson.bta=1
check "an unknown key of training" refuses 2 'btch' run --set train.btch=1
check "no step" refuses 2 'no step' run --set 'stochastic={}'
check "steps, and given configurations" refuses 2 'stochastic=none' run -n 0 \
  --evaluate=run/ensemble.h5 --set stochastic.steps=2
check "steps, and sweeps between proposals" status 2 lgt-sample -q run --mix=1 \
  --set stochastic.steps=2
check "sweeps, and a file" refuses 2 'no ensemble' run --mix=1
check "chains without sweeps" refuses 2 'goes with --mix' run --chains=3
check "all steps skipped" status 2 lgt-sample -q run --mix=1 -n 5 --skip=4
check "unknown weights" refuses 2 'weights' run --weights=good
check "an unknown backend" refuses 1 'abacus' run --backend=abacus
finish
