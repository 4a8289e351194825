#!/bin/sh
# lgt-train as a user sees it: small runs, most of them of tens of steps.
set -u
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/interrupt.sh"

unset LGT_WISDOM
# Threads of tests that run side by side would wait for each other.
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
      mask: { directions: each, steps: { along: 2, across: 1 }, width: 4, offsets: [0] }
      layer: { coupling: { active: [plaquette], network: net } }
train:
  batch: 16
  average: 0.9
  report: 10
  checkpoint: 20
  stages: [ { steps: 40, rate: 1.0e-2 } ]
END

# Status N, one line that has PATTERN, nothing made.
refuses ()
{
  wanted=$1 pattern=$2
  shift 2
  status "$wanted" lgt-train --quiet --output=refused "$@" && one_line lgt-train &&
    grep -q -e "$pattern" err && test ! -e refused
}

# Without GSL the flow's tables cannot be made: another status.
nothing_to_train ()
{
  refuses 2 'no weights to train' "$1" || refuses 1 GSL "$1"
}

# The same with tiny.yaml changed by a sed script.
refuses_text ()
{
  sed "$3" tiny.yaml > changed.yaml
  refuses "$1" "$2" changed.yaml
}

# Columns that do not tell the time.
history ()
{
  cut -f 1-9 "$1/train.tsv"
}

same_run ()
{
  cmp "$1/checkpoint.h5" "$2/checkpoint.h5" && history "$1" > history.1 &&
    history "$2" > history.2 && diff history.1 history.2
}

no_configuration ()
{
  status 0 lgt-train --print-config && test ! -s err && cp out built-in.yaml &&
    grep -q 'shape: \[8, 8\]' out && grep -q 'beta: 2.0' out &&
    status 0 lgt-train --print-config - < built-in.yaml &&
    diff built-in.yaml out
}

# What --print-config writes is the same flow, and so is it layer by layer.
print_config ()
{
  lgt-train tiny.yaml --print-config > complete.yaml &&
    lgt-train complete.yaml --print-config | diff complete.yaml - &&
    lgt-train tiny.yaml --print-config=expanded > expanded.yaml &&
    test "$(grep -c '^- layer:' expanded.yaml)" -eq 2 &&
    ! grep -q sweep expanded.yaml &&
    lgt-train -q tiny.yaml --output=given &&
    lgt-train -q complete.yaml --output=complete &&
    lgt-train -q expanded.yaml --output=expanded &&
    same_run given complete &&
    history given > history.1 && history expanded | diff history.1 -
}

set_value ()
{
  lgt-train tiny.yaml --set action.0.wilson.beta=3 \
    --set 'train.stages=[{ steps: 7, rate: 1 }]' --seed=5 --print-config \
    > out && grep -q 'beta: 3' out && grep -q 'steps: 7' out &&
    grep -q 'seed: 5' out
}

folder ()
{
  status 0 lgt-train tiny.yaml --output=run && test ! -s out &&
    test "$(head -n 1 run/train.tsv | cut -c 1-6)" = '#step	' &&
    test "$(history run | tail -n 1 | cut -f 1)" = 40 &&
    test "$(wc -l < run/train.tsv)" -eq 5 &&
    lgt-train --print-config run/config.yaml | diff run/config.yaml - &&
    test -s run/checkpoint.h5 &&
    test "$(ls run | grep -v curve.svg | tr '\n' ' ')" \
      = 'checkpoint.h5 config.yaml train.tsv '
}

# No terminal: no bar, no carriage return; what is needed is forecast first.
plain_lines ()
{
  rm -rf plain
  status 0 lgt-train tiny.yaml --output=plain &&
    ! grep -q "$(printf '\r')" err && grep -q 'needs .* MiB' err &&
    grep -q '^train: 40/40 steps' err && grep -q '4x4' err
}

curve ()
{
  grep -q '<svg' run/curve.svg
}

existing_run ()
{
  cksum run/* > before
  status 2 lgt-train -q tiny.yaml --output=run && one_line lgt-train &&
    grep -q -e '--resume=run' err && cksum run/* | diff before -
}

seeds ()
{
  lgt-train -q tiny.yaml --output=seed1 &&
    lgt-train -q tiny.yaml --seed=2 --output=seed2 && same_run run seed1 &&
    ! same_run seed1 seed2 > /dev/null
}

threads ()
{
  OMP_NUM_THREADS=2 lgt-train -q tiny.yaml --output=threads2 &&
    lgt-train -q tiny.yaml --threads=3 --output=threads3 &&
    same_run run threads2 && same_run run threads3
}

resume ()
{
  sed 's/report: 10/report: 1/; s/steps: 40/steps: 1500/
    s/^train:/&\n  guard: 1.25/' tiny.yaml > long.yaml
  lgt-train -q long.yaml --output=whole || return 1
  test "$(cut -f 9 whole/train.tsv | tail -n 1)" -gt 20 || return 1
  interrupt long.yaml stopped
  test $got -eq 143 && grep -q -e '--resume=stopped' err &&
    test "$(wc -l < stopped/train.tsv)" -lt 1500 &&
    lgt-train -q --resume=stopped && same_run whole stopped
}

# The last weights are the same bits, as far as numbers tell, however seldom
# the loop waits for the device, and after a stop between two such waits.
same_weights ()
{
  for run in "$1" "$2"; do
    lgt-sample -q "$run" --weights=last -n 200 --format=tsv |
      grep -v "$run" > "numbers.$run"
  done
  test -s "numbers.$1" && diff "numbers.$1" "numbers.$2" &&
    test "$(cut -f 9 "$1/train.tsv" | tail -n 1)" = \
         "$(cut -f 9 "$2/train.tsv" | tail -n 1)"
}

seldom ()
{
  sed 's/report: 1$/report: 37/; s/checkpoint: 20/checkpoint: 1501/' \
    long.yaml > seldom.yaml
  lgt-train -q seldom.yaml --output=seldom && same_weights whole seldom ||
    return 1
  interrupt seldom.yaml halted
  test $got -eq 143 && lgt-train -q --resume=halted &&
    same_weights whole halted
}

# A run that has ended can be resumed: nothing changes.
resume_ended ()
{
  cp -r run ended && lgt-train -q --resume=ended && same_run run ended
}

# Rows after the checkpoint, and half a row, are written once more.
resume_rows ()
{
  cp -r run rows && printf '41\t0\t0.01\t1\t0\t0\t0\t0\t0\t0\n42\t0' \
    >> rows/train.tsv && lgt-train -q --resume=rows && same_run run rows
}

damaged ()
{
  rm -rf damaged
  cp -r run damaged
  size=$(wc -c < run/checkpoint.h5)
  head -c $((size - 100)) run/checkpoint.h5 > damaged/checkpoint.h5
  status 1 lgt-train -q --resume=damaged && one_line lgt-train &&
    grep -q 'damaged/checkpoint.h5.*cut short' err || return 1
  { head -c 3000 run/checkpoint.h5; printf 'x'
    tail -c $((size - 3001)) run/checkpoint.h5; } > damaged/checkpoint.h5
  ! cmp -s run/checkpoint.h5 damaged/checkpoint.h5 &&
    status 1 lgt-train -q --resume=damaged && one_line lgt-train &&
    grep -q 'damaged/checkpoint.h5' err &&
    history damaged > history.1 && history run | diff history.1 -
}

# The limit on the size of files stands for a full disk: the old checkpoint
# stays, and nothing else is left behind.
full_disk ()
{
  sed 's/steps: 40/steps: 60/' run/config.yaml > more.yaml
  rm -rf full
  lgt-train -q tiny.yaml --output=full &&
    blocks=$(($(wc -c < full/checkpoint.h5) / 1024)) &&
    cp full/checkpoint.h5 good.h5 || return 1
  status 1 sh -c "trap '' XFSZ; ulimit -f $((blocks / 2)) &&
    exec lgt-train -q --resume=full" && grep -q 'full/checkpoint.h5' err &&
    cmp good.h5 full/checkpoint.h5 &&
    test "$(ls -a full | grep -c checkpoint)" -eq 1
}

lost_output ()
{
  status=0
  lgt-train --print-config > /dev/full 2> err || status=$?
  cat err
  test $status -eq 1 && test "$(wc -l < err)" -eq 1
}

unwritable ()
{
  : > file
  status 1 lgt-train -q tiny.yaml --output=file/run && one_line lgt-train &&
    status 1 lgt-train -q tiny.yaml --output=no/such/folder && one_line lgt-train &&
    grep -q 'no/such/folder' err &&
    status 1 lgt-train -q --resume=no/run && one_line lgt-train
}

# Weights of 4x4 on another shape; those of another net are refused.
init_from ()
{
  lgt-train -q tiny.yaml --set 'lattice.shape=[8, 4]' --init-from=run \
    --set train.stages.0.steps=3 --output=larger &&
    status 1 lgt-train -q tiny.yaml --init-from=run --output=refused \
      --set networks.net.layers.0.conv.channels=5 && one_line lgt-train &&
    grep -q ': run: 6 weights do not fit: layer0.conv0.weight is \[4, 2' err &&
    grep -q '; and [0-9] more$' err && test ! -e refused || return 1
  status 1 lgt-train -q tiny.yaml --init-from=run --output=refused \
    --set 'networks.net.layers.0.conv.weights={ cp: { rank: 2 } }' &&
    one_line lgt-train && grep -q 'layer0.conv0.cp.input is missing' err
}

# The loss of the first and the last row: it goes down.
factorized ()
{
  for weights in '{ cp: { rank: 4 } }' '{ tucker: { ranks: [2, 3] } }'; do
    rm -rf factorized
    lgt-train -q tiny.yaml --output=factorized \
      --set networks.net.layers.0.conv.weights="$weights" \
      --set networks.net.layers.1.conv.weights="$weights" \
      --set train.stages.0.steps=200 --set train.report=50 &&
      cut -f 5 factorized/train.tsv |
      awk 'NR == 2 { first = $1 } { last = $1 }
           END { print first, last; exit !(last < first - 0.25) }' || return 1
  done
}

# The same losses but for rounding, with each way to compute convolutions;
# without a file of wisdom, tuned is auto, and a damaged one is named.
algorithms ()
{
  for a in sum gemm tuned; do
    rm -rf computed
    lgt-train -q tiny.yaml --output=computed --set train.stages.0.steps=10 \
      --set networks.net.layers.0.conv.algorithm=$a &&
      sed -n 2p run/train.tsv | cat - computed/train.tsv | cut -f 5 |
      awk 'NR == 1 { want = $1 } END { d = $1 - want; print d
           exit !(NR == 3 && d < 1e-4 && d > -1e-4) }' || return 1
  done
  echo '- no wisdom' > wisdom.yaml
  status 2 lgt-train -q tiny.yaml --output=refused \
    --set networks.net.layers.0.conv.algorithm=tuned && one_line lgt-train &&
    grep -q wisdom.yaml err && lgt-train tiny.yaml --print-config > out
  got=$?
  rm wisdom.yaml
  return $got
}

# All layers of tiny.yaml are tuned, on wisdom of lgt-bench that says gemm.
tuned_text ()
{
  sed 's/conv: { /&algorithm: tuned, /' tiny.yaml > tuned.yaml &&
    rm -f wisdom.yaml gemm.yaml &&
    lgt-bench conv --tune --repeat=1 --wisdom=found.yaml tuned.yaml > out &&
    sed 's/algorithm: .*/algorithm: gemm/' found.yaml > gemm.yaml &&
    grep -q 'algorithm: gemm' gemm.yaml
}

# What wisdom says is done, without a word: a run with gemm in its
# configuration has the same bits, one without has others.
wisdom ()
{
  rm -rf wise said other
  tuned_text &&
    LGT_WISDOM=gemm.yaml lgt-train -q tuned.yaml --output=wise 2> err &&
    cat err && test ! -s err &&
    sed 's/tuned/gemm/' tuned.yaml > said.yaml &&
    lgt-train -q said.yaml --output=said && history said > history.1 &&
    history wise | diff history.1 - &&
    sed 's/tuned/direct/' tuned.yaml > other.yaml &&
    lgt-train -q other.yaml --output=other &&
    ! history other | diff history.1 - > /dev/null
}

# Resumed with the file of wisdom gone, changed or damaged: the same bits, and
# no warning.
resume_tuned ()
{
  tuned_text || return 1
  sed 's/report: 10/report: 1/; s/steps: 40/steps: 1000/' tuned.yaml \
    > long.yaml
  cp gemm.yaml wisdom.yaml
  rm -rf whole
  lgt-train -q long.yaml --output=whole || return 1
  interrupt long.yaml stopped
  test $got -eq 143 || return 1
  rm -rf changed broken
  cp -r stopped changed
  cp -r stopped broken
  rm wisdom.yaml
  status 0 lgt-train -q --resume=stopped && test ! -s err || return 1
  sed 's/gemm/sum/' gemm.yaml > wisdom.yaml
  status 0 lgt-train -q --resume=changed && test ! -s err || return 1
  echo '- no wisdom' > wisdom.yaml
  status 0 lgt-train -q --resume=broken && test ! -s err || return 1
  rm wisdom.yaml
  same_run whole stopped && same_run whole changed && same_run whole broken
}

# Without wisdom there is a line that tells how to get it; then there is
# none.
advice ()
{
  rm -rf advised wisdom.yaml
  tuned_text
  status 0 lgt-train -q tuned.yaml --output=advised && one_line lgt-train &&
    grep -q 'wisdom.yaml: 2 of 2 shapes' err &&
    command=$(sed -n 's/.*to add them: //p' err) &&
    sh -c "$command --repeat=1" && rm -r advised &&
    status 0 lgt-train -q tuned.yaml --output=advised && test ! -s err &&
    status 0 lgt-sample -q -n 16 advised && test "$(wc -l < err)" -eq 1 &&
    grep -q 'wisdom.yaml: 2 of 2 shapes' err &&
    command=$(sed -n 's/.*to add them: //p' err) &&
    sh -c "$command --repeat=1" &&
    status 0 lgt-sample -q -n 16 advised && test ! -s err
  got=$?
  rm -f wisdom.yaml
  return $got
}

# Auto takes Fourier transforms for a large kernel on a whole lattice, where
# they are compiled in.
auto_takes_fft ()
{
  want=fft
  lgt-train --version | grep -q 'no FFTW' && want=direct
  for a in auto $want; do
    rm -rf large-$a
    lgt-train -q tiny.yaml --output=large-$a --set 'lattice.shape=[16, 16]' \
      --set networks.net.layers.0.conv.kernel=15 \
      --set networks.net.layers.0.conv.algorithm=$a \
      --set train.stages.0.steps=10 || return 1
  done
  history large-$want > history.1 && history large-auto | diff history.1 - &&
    grep -a "layer0.conv0.weight [0-9]*: $want" large-auto/checkpoint.h5
}

# Three rows of nine numbers, of fewer parameters than the dense one's.
example_factorized ()
{
  LGT_SECONDS=0.1 LGT_SAMPLES=64 LGT_SET=train.batch=4 \
    "$top_srcdir/examples/factorized.sh" compared > out && cat out &&
    awk -F '\t' 'NF != 9 { bad = 1 }
      NR == 2 { dense = $2 }
      NR > 2 && !($2 < dense / 2) { bad = 1 }
      NR > 1 && !($3 > 0 && $4 >= 20 && $7 > 0 && $9 == 64) { bad = 1 }
      END { exit bad || NR != 4 }' out
}

# Weights that explode: ten bad steps, back, half the rate, three times.
# The checkpoint is good all the time.
roll_back ()
{
  status 1 lgt-train tiny.yaml --output=wild \
    --set 'train.optimizer={ sgd: {} }' --set train.stages.0.rate=1e30 &&
    test "$(grep -c 'back to step 0 with half the rate' err)" -eq 3 &&
    tail -n 1 err | grep -q 'gave up' &&
    lgt-sample wild -q -n 100 --weights=best --format=tsv > best &&
    lgt-sample wild -q -n 100 --weights=last --format=tsv | diff best - &&
    awk '$1 == "kl" { exit !($2 < 10) }' best
}

# Half the steps are above the median: the run goes on, nothing is rolled
# back, and a line says how many were skipped.  What the guard has seen is
# remembered when a run is resumed (see there).
guard ()
{
  status 0 lgt-train tiny.yaml --output=guarded --set train.guard=1 &&
    grep -q ': [0-9]* steps were skipped: 0 not finite, [0-9]* with a gradient of over 1 times' \
      err && ! grep -q back err &&
    cut -f 9 guarded/train.tsv |
    awk 'NR == 2 && $1 != 0 { exit 1 } END { exit !($1 > 4 && $1 < 20) }' &&
    lgt-train -q tiny.yaml --output=unguarded --set train.guard=0 &&
    test "$(cut -f 9 unguarded/train.tsv | tail -n 1)" -eq 0 &&
    refuses 2 'guard: 0.5 would skip' tiny.yaml --set train.guard=0.5
}

# Two steps of each stage, in each way to estimate the gradient.
stages ()
{
  lgt-train -q tiny.yaml --output=stages --set train.report=2 --set \
    'train.stages=[{ steps: 2, rate: 1e-3, beta: [0.5, 1], batch: 4 },
       { steps: 2, rate: 1e-4, estimator: path_gradient,
         schedule: { cosine: { final: 0 } } },
       { steps: 2, rate: 1e-4, estimator: reinforce }]' &&
    test "$(cut -f 1-3 stages/train.tsv | tr '\t\n' ' ,')" \
      = '#step stage rate,2 0 0.001,4 1 0,6 2 0.0001,'
}

# A run that is not there yet, a file, options that exclude each other.
usage ()
{
  status 2 lgt-train -q --resume=run --set train.batch=3 && one_line lgt-train &&
    status 2 lgt-train tiny.yaml more && one_line lgt-train &&
    status 2 lgt-train --print-config=all && one_line lgt-train &&
    status 2 lgt-train --threads=0 && one_line lgt-train
}

examples ()
{
  sed -n '/^.SH EXAMPLES/,/^.SH SEE/s/\\-/-/gp' \
    "$top_srcdir/doc/man/lgt-train.1" | sed 's/\\e$/\\/' |
    grep -A 1 '^lgt-train' | grep -v '^--$\|^\.' > commands
  test "$(grep -c '^lgt-train' commands)" -eq 3 && mkdir examples &&
    (cd examples && sh -e ../commands 2> ../err) &&
    test -s examples/large/checkpoint.h5
}

check "no configuration: a built-in one" no_configuration
check "--print-config gives the same flow" print_config
check "--set and --seed" set_value
check "a run's folder" folder
check "no terminal: plain lines" plain_lines
if command -v gnuplot > /dev/null; then
  check "a picture of the curve" curve
else
  skip "a picture of the curve" "no gnuplot"
fi
check "an existing run is refused and untouched" existing_run
check "a seed fixes all bits, another seed none" seeds
check "any number of threads gives the same bits" threads
check "interrupted and resumed: the same bits" resume
check "read seldom, stopped between readings: the same weights" seldom
check "an ended run is resumed" resume_ended
check "rows after the checkpoint are replaced" resume_rows
check "a damaged checkpoint is refused by name" damaged
check "a full disk: the old checkpoint stays" full_disk
check "folders that cannot be made or read" unwritable
check "weights of another run" init_from
check "factorized weights are trained" factorized
check "steps that are not finite" roll_back
check "gradients far above the median" guard
check "stages" stages
check "algorithms of convolutions" algorithms
check "auto and Fourier transforms" auto_takes_fft
check "wisdom is used" wisdom
check "tuned and resumed without the wisdom: the same bits" resume_tuned
check "what to do where there is no wisdom" advice
check "examples/factorized.sh" example_factorized
check "usage" usage
check "examples of the manual page" examples
if test -w /dev/full; then
  check "lost output" lost_output
else
  skip "lost output" "no /dev/full"
fi
check "no such file" refuses 1 'nofile.yaml' nofile.yaml
check "an unknown key" refuses_text 2 "^lgt-train: changed.yaml:4: .*'bata'" \
  's/beta/bata/'
check "a negative beta" refuses_text 2 'changed.yaml:4: .*at least 0' \
  's/beta: 1/beta: -1/'
check "a kernel of extent 0" refuses_text 2 'changed.yaml:9: .*kernel' \
  's/4, kernel: 3/4, kernel: 0/'
check "a mask that does not fit" refuses_text 2 \
  'changed.yaml:13: .*extent 6 of direction 1.* 4 or 8 would do' 's/4, 4/4, 6/'
check "a key given twice" refuses_text 2 "changed.yaml:4: .*'group'.*line 3" \
  's/^group.*/&\ngroup: { u1: {} }/'
check "a wrong type" refuses_text 2 'changed.yaml:16: .*batch' \
  's/batch: 16/batch: many/'
check "a network that is not there" refuses_text 2 'changed.yaml:14: ' \
  's/network: net/network: nut/'
check "no number" refuses_text 2 'changed.yaml:4: ' 's/beta: 1.0/beta: nan/'
check "a text that is no YAML" refuses_text 2 'changed.yaml:' '2s/]//'
check "an unknown key in --set" refuses 2 "^lgt-train: --set.*bta" tiny.yaml \
  --set action.0.wilson.bta=1
check "a flow without weights" nothing_to_train \
  "$top_srcdir/examples/u1-columns.yaml"
check "an unknown backend" refuses 1 'abacus' tiny.yaml --backend=abacus
finish
