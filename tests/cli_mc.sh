#!/bin/sh
# lgt-mc as a user sees it.
set -u
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/mc.sh"

OMP_NUM_THREADS=1
export OMP_NUM_THREADS
cd "$tmp" || exit 99
manual=$top_srcdir/doc/man/lgt-mc.1

cat > tiny.yaml << 'END'
lgt: 1
lattice: { shape: [4, 4] }
action: [ { wilson: { beta: 1.0 } } ]
mc: { chains: 3, thermalization: 30, measurements: 40, every: 2 }
END

for_people ()
{
  status 0 lgt-mc && grep -q '^plaquette  *0\.69' out &&
    grep -q '^charge_squared  *1\.' out && grep -q 'sweeps a second' out &&
    grep -q '^sweep: 2500/2500' err && ! grep -q "$(printf '\r')" err &&
    tsv > rows && exact rows plaquette action_density charge charge_squared
}

# Each algorithm; beta 1 on 4x4 has plaquette 0.4464, <Q^2> 0.6501.
algorithm ()
{
  tsv tiny.yaml -n 2000 --every=1 "$@" > rows &&
    exact rows plaquette action_density charge charge_squared &&
    awk -F '\t' '$1 == "plaquette" { exit !($2 > 0.43 && $2 < 0.46) }' rows
}

hmc ()
{
  algorithm --algorithm=hmc --set mc.tuning=0 && exact rows exp_delta_h &&
    awk -F '\t' '$1 == "delta_h" { a = $2; e = $3 }
      $1 == "delta_h_variance/2" { d = a - $2 }
      END { e *= 4; exit !(e > 0 && d < e && d > -e) }' rows
}

metropolis ()
{
  algorithm --algorithm=metropolis --thermalization=300 &&
    awk -F '\t' '$1 == "acceptance" { exit !($2 > 0.4 && $2 < 0.6) }' rows &&
    tsv tiny.yaml --algorithm=metropolis --set mc.tuning=0 > rows &&
    awk -F '\t' '$1 == "acceptance" { exit !($2 > 0.75) }' rows
}

# Without the moves, chains at beta 12 stay in the sector they began in;
# <Q^2> is 0.055.
instantons ()
{
  set -- --algorithm=hmc --set action.0.wilson.beta=12 -n 1000 --chains=4 \
    --set mc.algorithm.hmc.length=0.3 --set mc.tuning=0
  tsv "$@" --set mc.instantons=true > with && tsv "$@" > without &&
    exact with charge_squared plaquette &&
    awk -F '\t' '$1 == "instantons_accepted" { exit !($2 > 0.02) }' with &&
    awk -F '\t' '$1 == "charge_squared" { exit $2 != 0 }' without
}

# SU(2) and SU(3) in two dimensions, SU(3) in four: strong coupling, beta / 18.
groups ()
{
  tsv --set group.su.n=2 --set 'lattice.shape=[4, 4]' -n 300 > rows &&
    exact rows plaquette && test -z "$(cell charge 2 rows)" &&
    tsv --set group.su.n=3 --set 'lattice.shape=[4, 4]' -n 300 > rows &&
    exact rows plaquette &&
    tsv --set group.su.n=3 --set 'lattice.shape=[2, 2, 2, 2]' --chains=2 \
      --set action.0.wilson.beta=0.5 -n 200 --thermalization=20 > rows &&
    awk -F '\t' '$1 == "plaquette" {
      d = ($2 - 0.5 / 18) / $3; exit !(d < 5 && d > -5) }' rows
}

# Actions beyond Wilson's: ln Z and plaquette have no exact value there.
improved ()
{
  tsv tiny.yaml --set 'action=[{ improved: { beta: 1 } }]' > rows &&
    test -z "$(cell plaquette 7 rows)" && test -n "$(cell plaquette 2 rows)"
}

folder ()
{
  status 0 lgt-mc -q tiny.yaml --output=run --algorithm=hmc --save &&
    test "$(ls run | tr '\n' ' ')" \
      = 'checkpoint.h5 config.yaml ensemble.h5 history.tsv ' &&
    head -n 1 run/history.tsv |
    grep -q '^#sweep	chain	plaquette	action	charge	delta_h	accepted$' &&
    awk -F '\t' 'NR > 1 {
      m = int ((NR - 2) / 3); n++
      if ($1 != 32 + 2 * m || $2 != (NR - 2) % 3) bad++ }
      END { exit !(n == 120 && !bad) }' run/history.tsv &&
    grep -q 'measurements: 40' run/config.yaml &&
    lgt-info run/ensemble.h5 > info && grep -q 'configurations: 120' info
}

# The means of the history are those of the table, and those of the links.
history ()
{
  tsv --resume=run > rows &&
    awk 'NR > 1 { s += $3; n++ } END { printf "%.10f\n", s / n }' \
      run/history.tsv > mean &&
    awk -v a="$(cat mean)" -v b="$(cell plaquette 2 rows)" \
      -v c="$(sed -n 's/.*plaquette: //p' info)" 'BEGIN {
        d = a - c; print a, b, c
        exit !(d < 1e-9 && d > -1e-9 && b - a < 1e-9 && a - b < 1e-9) }'
}

existing ()
{
  cp run/history.tsv before &&
    status 2 lgt-mc -q tiny.yaml --output=run && one_line lgt-mc &&
    grep -q 'resume=run' err && cmp before run/history.tsv
}

# The configuration that is kept gives the same run.
kept_config ()
{
  lgt-mc -q run/config.yaml --output=again > /dev/null &&
    cmp run/history.tsv again/history.tsv &&
    cmp run/ensemble.h5 again/ensemble.h5
}

# Threads change no number, another seed does.
seeds ()
{
  tsv tiny.yaml > one && tsv tiny.yaml --threads=2 | diff one - &&
    tsv tiny.yaml --seed=1 | diff one - && tsv tiny.yaml --seed=2 > two &&
    ! cmp -s one two
}

# Stopped and resumed: the same bits.  A run is stopped once its history has
# LINES lines; checkpoints come at any time.
interrupt ()
{
  lines=$1
  shift
  for once_more in 1 2 3; do
    rm -rf stopped
    lgt-mc -q "$@" --output=stopped > out 2> err &
    pid=$!
    while kill -0 $pid 2> /dev/null; do
      test ! -f stopped/history.tsv ||
        test "$(wc -l < stopped/history.tsv)" -lt "$lines" || break
      sleep 0.01
    done
    kill -TERM $pid 2> /dev/null
    got=0
    wait $pid || got=$?
    test $got -eq 0 || break
  done
  cat err
  test $got -eq 143
}

# hmc with an ensemble, in which checkpoints come as often as they can.
saved='tiny.yaml --algorithm=hmc --save --set mc.checkpoint=0.1
  -n 1000 --every=3'
# Metropolis whose width is being tuned.
tuned='tiny.yaml --algorithm=metropolis --thermalization=20000'

# The run WHOLE, and the one that was stopped.
resumed ()
{
  grep -q 'resume=stopped' err && test ! -s out &&
    test "$(wc -l < stopped/history.tsv)" -lt "$(wc -l < $1/history.tsv)" &&
    tsv --resume=stopped > rows && tsv --resume=$1 | diff rows - &&
    for file in history.tsv checkpoint.h5 config.yaml; do
      cmp $1/$file stopped/$file || return 1
    done
}

resume_saved ()
{
  lgt-mc -q $saved --output=whole > /dev/null && interrupt 20 $saved &&
    ls stopped | grep -q 'ensemble.part-0.h5' && resumed whole &&
    cmp whole/ensemble.h5 stopped/ensemble.h5 &&
    test -z "$(ls whole stopped | grep part)"
}

# The links of the first checkpoint are not those of the signal.
resume_thermalization ()
{
  lgt-mc -q $tuned --output=wide > /dev/null && interrupt 1 $tuned &&
    test "$(wc -l < stopped/history.tsv)" -eq 1 && resumed wide
}

# Rows, a cut one too, and parts of the ensemble that are newer than the
# checkpoint are forgotten.
crash ()
{
  interrupt 20 $saved &&
    tail -n 3 stopped/history.tsv | sed 's/^[0-9]*/999/' > more &&
    printf '1000\t1\t0.' >> more && cat more >> stopped/history.tsv &&
    for m in $(awk 'BEGIN { for (m = 1; m < 1000; m += 7) print m }'); do
      test -f stopped/ensemble.part-$m.h5 ||
        cp stopped/ensemble.part-0.h5 stopped/ensemble.part-$m.h5
    done &&
    lgt-mc -q --resume=stopped > /dev/null &&
    cmp whole/history.tsv stopped/history.tsv &&
    cmp whole/ensemble.h5 stopped/ensemble.h5
}

# Joining died: what it has left gives way to the parts, and so does an
# ensemble of as many configurations that is not of this run.
died_joining ()
{
  lgt-mc -q $saved --seed=2 --output=other > /dev/null &&
    interrupt 20 $saved && cp other/ensemble.h5 stopped/ensemble.h5 &&
    cp other/ensemble.h5 stopped/ensemble.0001.h5 &&
    lgt-mc -q --resume=stopped > /dev/null &&
    cmp whole/ensemble.h5 stopped/ensemble.h5 &&
    test -z "$(ls stopped | grep -e part -e 0001)"
}

# So did removing parts: those that are left are not needed.
died_removing ()
{
  cp whole/ensemble.h5 stopped/ensemble.part-7.h5 &&
    lgt-mc -q --resume=stopped > /dev/null &&
    cmp whole/ensemble.h5 stopped/ensemble.h5 &&
    test -z "$(ls stopped | grep part)"
}

# An ensemble is written over by no new run.
existing_ensemble ()
{
  for file in ensemble.h5 ensemble.0001.h5; do
    rm -rf full && mkdir full && cp run/ensemble.h5 full/$file &&
      status 2 lgt-mc -q tiny.yaml --save --output=full &&
      one_line lgt-mc && grep -q "full holds $file already" err || return 1
  done
}

# A part that is lost or damaged is said, not skipped.
lost_part ()
{
  interrupt 20 $saved &&
    printf x >> stopped/ensemble.part-0.h5 &&
    status 1 lgt-mc -q --resume=stopped && one_line lgt-mc &&
    grep -q 'part-0' err
}

# A complete run goes on where it ended, its ensemble too.
longer ()
{
  lgt-mc -q tiny.yaml --save --output=long -n 60 > /dev/null &&
    lgt-mc -q tiny.yaml --save --output=short -n 20 > /dev/null &&
    tsv --resume=short -n 60 > rows && tsv --resume=long | diff rows - &&
    cmp long/history.tsv short/history.tsv &&
    lgt-info long/ensemble.h5 | sed 's/^[^ ]*//' > one &&
    lgt-info short/ensemble.h5 | sed 's/^[^ ]*//' | diff one - &&
    status 2 lgt-mc -q --resume=short -n 30 && one_line lgt-mc &&
    grep -q '60 measurements already' err
}

# Killed before its first checkpoint, it still has its new end.
killed_longer ()
{
  rows=$(wc -l < short/history.tsv)
  lgt-mc -q --resume=short -n 1000000 > /dev/null 2>&1 &
  pid=$!
  while kill -0 $pid 2> /dev/null &&
      test "$(wc -l < short/history.tsv)" -le "$rows"; do
    sleep 0.01
  done
  kill -KILL $pid
  wait $pid 2> /dev/null
  lgt-mc -q --resume=short -n 50 2> err
  grep -q 'measurements already' err &&
    strings short/checkpoint.h5 > words &&
    grep -q 'measurements: 1000000' words
}

# From a file: links of the last measurement, whose plaquettes come first if
# nothing moves (a heat bath moves; hmc with tiny steps all but does not).
start_file ()
{
  still='--algorithm=hmc --set mc.algorithm.hmc.length=1e-9 --set mc.tuning=0'
  lgt-mc -q tiny.yaml --start=long/ensemble.h5 $still --thermalization=0 \
    -n 2 --every=1 --output=started > /dev/null &&
    tail -n 3 long/history.tsv | cut -f 3 | cut -c 1-8 > last &&
    sed -n 2,4p started/history.tsv | cut -f 3 | cut -c 1-8 | diff last - &&
    refuses 1 'holds U(1), 4x4.*SU(2)' tiny.yaml --set group.su.n=2 \
      --start=long/ensemble.h5 &&
    refuses 1 'nowhere.h5' tiny.yaml --start=nowhere.h5
}

start_hot ()
{
  for start in hot cold; do
    lgt-mc -q tiny.yaml --start=$start --set action.0.wilson.beta=0.01 \
      --algorithm=hmc --set mc.algorithm.hmc.length=1e-9 --set mc.tuning=0 \
      --thermalization=0 -n 2 --output=$start > /dev/null || return 1
  done
  awk 'NR > 1 && ($3 < 0.999) { bad++ } END { exit bad }' cold/history.tsv &&
    awk 'NR > 1 && ($3 > 0.8) { bad++ } END { exit bad }' hot/history.tsv
}

pictures ()
{
  status 0 lgt-mc tiny.yaml --output=drawn --plot && ! grep -q 'no ' err &&
    for series in plaquette charge; do
      for kind in history autocorrelation histogram; do
        grep -q '<svg' drawn/${series}_$kind.svg || return 1
      done
    done &&
    lgt-mc -q free.yaml -n 50 --output=drawn_phi --plot > /dev/null &&
    grep -q '<svg' drawn_phi/abs_m_history.svg &&
    grep -q '<svg' drawn_phi/phi2_histogram.svg
}

# ln Z of U(1) and SU(2), and of an action that only t can scale.
integrate ()
{
  if test -z "$(cell plaquette 7 rows)"; then
    status 1 lgt-mc tiny.yaml --integrate=4 && grep -q GSL err
    return
  fi
  tsv tiny.yaml --integrate=6 -n 500 > z &&
    exact z log_z '-S (beta = 0.033765)' &&
    awk -F '\t' '$1 == "log_z" { exit !($3 < 0.05 && $7 > 1) }' z &&
    tsv tiny.yaml --integrate=6 -n 300 --set group.su.n=2 > z &&
    exact z log_z &&
    tsv tiny.yaml --integrate=6 -n 500 --set \
      'action=[{ loops: { class: plaquette, coefficient: 1 } }]' > l &&
    tsv tiny.yaml --integrate=6 -n 500 > z &&
    test "$(cell log_z 2 l)" = "$(cell log_z 2 z)"
}

print_config ()
{
  lgt-mc tiny.yaml --print-config > complete.yaml &&
    grep -q 'overrelaxation: 1' complete.yaml &&
    tsv complete.yaml > a && tsv tiny.yaml | diff a - &&
    lgt-mc --print-config=keys | grep -q overrelaxation &&
    lgt-train --print-config=keys | grep -q overrelaxation
}

# Another algorithm on the command line; the same keeps what the file says.
algorithm_option ()
{
  lgt-mc tiny.yaml --set mc.algorithm.hmc.steps=7 --algorithm=hmc \
    --print-config | grep -q 'steps: 7' &&
    lgt-mc tiny.yaml --set mc.algorithm.hmc.steps=7 --algorithm=metropolis \
      --print-config | grep -q 'hits: 4'
}

# A flow is not needed, but checked where there is one; lgt-train checks mc.
flow ()
{
  tsv "$top_srcdir/examples/u1-8x8.yaml" -n 20 > rows &&
    exact rows plaquette &&
    refuses 2 'chanels' "$top_srcdir/examples/u1-8x8.yaml" \
      --set networks.small.layers.0.conv.chanels=3 &&
    refuses 2 'btch' tiny.yaml --set train.btch=1 &&
    status 2 lgt-train -q --set mc.chans=3 && one_line lgt-train &&
    grep -q chans err && status 2 lgt-train -q tiny.yaml &&
    grep -q "'flow' is missing" err
}

lost_output ()
{
  status=0
  lgt-mc -q tiny.yaml > /dev/full 2> err || status=$?
  cat err
  test $status -eq 1 && test "$(wc -l < err)" -eq 1
}

examples ()
{
  sed -n '/^.SH EXAMPLES/,/^.SH SEE/s/\\-/-/gp' "$manual" |
    grep '^lgt-mc' > commands
  test "$(wc -l < commands)" -eq 4 && sh -e commands > out 2> err &&
    test -s chain6/history.tsv
}

files ()
{
  for file in u1-2d-mc su3-4d-mc phi4-2d-mc; do
    lgt-mc "$top_srcdir/examples/$file.yaml" --print-config > /dev/null ||
      return 1
  done
  tsv "$top_srcdir/examples/u1-2d-mc.yaml" -n 200 --thermalization=200 \
    > rows && exact rows plaquette &&
    tsv "$top_srcdir/examples/phi4-2d-mc.yaml" -n 20 --thermalization=20 \
      --set 'lattice.shape=[8, 8]' > rows && test -n "$(cell xi 2 rows)" &&
    tsv "$top_srcdir/examples/su3-4d-mc.yaml" --chains=1 -n 2 --every=1 \
      --thermalization=0 --set 'lattice.shape=[4, 4, 4, 4]' > rows &&
    test -n "$(cell plaquette 2 rows)"
}

# A free field, with and without Fourier acceleration: xi = 2.
cat > free.yaml << 'END'
lgt: 1
lattice: { shape: [8, 6] }
group: { scalar: {} }
action: [ { phi4: { m2: 0.25, lambda: 0 } } ]
mc: { chains: 5, thermalization: 100, measurements: 3000 }
END

free_field ()
{
  tsv free.yaml "$@" > rows && exact rows phi2 abs_m action_density \
      susceptibility binder xi exp_delta_h &&
    awk -F '\t' '$1 == "xi" { xi = $7 } $1 == "susceptibility" { chi = $7 }
      END { exit !(xi > 1.9999 && xi < 2.0001 && chi > 1.9999) }' rows
}

accelerated ()
{
  set -- --set mc.algorithm.hmc.acceleration_mass=0.5 \
    --set mc.algorithm.hmc.length=1.11
  if ! lgt-mc --version | grep -q 'FFTW [0-9]'; then
    status 2 lgt-mc -q free.yaml "$@" && grep -q FFTW err
    return
  fi
  cp rows slow
  free_field "$@" --set mc.algorithm.hmc.jitter=0.1 &&
    awk -v a="$(cell action_density 4 rows)" \
      -v b="$(cell action_density 4 slow)" 'BEGIN { exit !(3 * a < b) }'
}

# With kappa, and in one dimension, where lambda may be anything.
hopping ()
{
  tsv free.yaml -n 1000 --set 'lattice.shape=[4, 4]' \
    --set 'action=[{ phi4_hopping: { kappa: 0.2, lambda: 0 } }]' > rows &&
    exact rows phi2 abs_m action_density susceptibility xi &&
    tsv free.yaml -n 1000 --set 'lattice.shape=[6]' \
      --set action.0.phi4.lambda=1 > rows &&
    exact rows phi2 susceptibility binder xi &&
    test -n "$(cell binder 7 rows)" && test -z "$(cell abs_m 7 rows)"
}

# Stopped and resumed, steps being tuned; what is saved is what was measured,
# and a start from it has the same <phi^2> if nothing moves.
scalar_run ()
{
  broken='free.yaml --save --set mc.checkpoint=0.02 --every=3'
  lgt-mc -q $broken --output=phi > /dev/null && interrupt 20 $broken &&
    resumed phi && cmp phi/ensemble.h5 stopped/ensemble.h5 &&
    head -n 1 phi/history.tsv | tr '\t' ' ' > columns &&
    echo '#sweep chain phi2 abs_m m2 g1 action delta_h accepted' |
    diff columns - && lgt-info phi/ensemble.h5 > info &&
    awk 'NR > 1 { s += $3; n++ } END { printf "%.8f\n", s / n }' \
      phi/history.tsv > mean && grep -q "phi^2>: $(cut -c 1-8 mean)" info &&
    lgt-mc -q free.yaml --start=phi/ensemble.h5 --thermalization=0 -n 2 \
      --set mc.algorithm.hmc.length=1e-9 --output=on > /dev/null &&
    tail -n 5 phi/history.tsv | cut -f 3 | cut -c 1-7 > last &&
    sed -n 2,6p on/history.tsv | cut -f 3 | cut -c 1-7 | diff last - &&
    refuses 1 'scalar field, 8x6.*8x8' free.yaml --set 'lattice.shape=[8, 8]' \
      --start=phi/ensemble.h5 &&
    refuses 1 'holds U(1), 4x4.*scalar field' free.yaml \
      --start=long/ensemble.h5 &&
    refuses 1 'scalar field, 8x6.*U(1), 4x4' tiny.yaml --start=phi/ensemble.h5
}

scalar_words ()
{
  refuses 2 "'heat_bath'; known: hmc" free.yaml --algorithm=heat_bath &&
    refuses 2 instantons free.yaml --set mc.instantons=true &&
    status 2 lgt-mc -q free.yaml --integrate=4 &&
    refuses 2 acceleration_mass tiny.yaml --algorithm=hmc \
      --set mc.algorithm.hmc.acceleration_mass=1 &&
    lgt-mc free.yaml --print-config | grep -q 'reflections: true' &&
    lgt-mc --print-config=keys | grep -q acceleration_mass
}

check "no arguments: a table for people" for_people
check "heat bath" algorithm
check "hybrid Monte Carlo, <exp (-dH)>" hmc
check "Metropolis, tuned" metropolis
check "instantons" instantons
check "SU(2), SU(3), four dimensions" groups
check "an improved action" improved
check "a run's folder" folder
check "history, table and links agree" history
check "an existing run is refused and untouched" existing
check "the configuration that is kept gives the same run" kept_config
check "seeds and threads" seeds
check "stopped and resumed: the same bits, the ensemble too" resume_saved
check "stopped in thermalization" resume_thermalization
check "what is newer than the checkpoint is forgotten" crash
check "a joining that died" died_joining
check "parts whose removal died" died_removing
check "an ensemble that is there is refused" existing_ensemble
check "a damaged part of the ensemble" lost_part
check "a run that gets longer" longer
check "longer, and killed" killed_longer
check "start from a file" start_file
check "a free scalar field" free_field
check "Fourier acceleration" accelerated
check "a hopping parameter, and one dimension" hopping
check "a scalar field stopped, resumed, saved, started from" scalar_run
check "what a scalar field does not have" scalar_words
check "hot and cold starts" start_hot
if command -v gnuplot > /dev/null; then
  check "pictures" pictures
else
  skip "pictures" "no gnuplot"
fi
tsv tiny.yaml > rows
check "ln Z by integration" integrate
check "--print-config" print_config
check "--algorithm and the file's" algorithm_option
check "flows and trainings" flow
check "examples of the manual page" examples
check "example files" files
if test -w /dev/full; then
  check "lost output" lost_output
else
  skip "lost output" "no /dev/full"
fi
check "--save without a folder" status 2 lgt-mc -q tiny.yaml --save
check "--integrate keeps nothing" refuses 2 'integrate' --integrate=4
check "--resume keeps its configuration" status 2 lgt-mc --resume=run --seed=2
check "no such run" status 1 lgt-mc --resume=nowhere
check "an unknown algorithm" refuses 2 'heat_bath, hmc' --algorithm=langevin
check "an unknown key" refuses 2 'measurments' --set mc.measurments=3
check "tuning beyond thermalization" refuses 2 'tuning takes 99' tiny.yaml \
  --set mc.tuning=99
check "instantons of SU(2)" refuses 2 'U(1) in two' tiny.yaml \
  --set group.su.n=2 --set mc.instantons=true
check "links in one dimension" refuses 2 'one dimension' --set 'lattice.shape=[4]'
check "too few measurements" refuses 2 'from 2' -n 1
check "an unknown backend" refuses 1 'abacus' --backend=abacus
finish
