#!/bin/sh
# lgt-bench as a user sees it.
set -u
. "$top_srcdir/tests/tap.sh"

lists_cases ()
{
  lgt-bench > "$tmp/out" && grep -q '^conv ' "$tmp/out"
}

small ()
{
  lgt-bench conv --shape=4x4 --batch=4 --repeat=1 "$@"
}

tsv ()
{
  small --format=tsv "$@" > "$tmp/out" && cat "$tmp/out" &&
    grep -q '^#case	ms_median	ms_min	gflops	share_of_gemm	scratch_percent$' \
      "$tmp/out" &&
    awk -F '\t' '/^#/ { next }
                 NF != 6 || !($2 > 0 && $3 > 0 && $4 > 0) { bad = 1 }
                 /^conv/ && !($5 > 0 && $6 > 0) { bad = 1 }
                 { n++ } END { exit bad || n != 3 }' "$tmp/out"
}

# Two rows an algorithm; fft only where there is FFTW.
all_algorithms ()
{
  small --format=tsv --algorithm=all "$@" > "$tmp/out" && cat "$tmp/out" &&
    awk -F '\t' '/^#/ { next }
                 $1 != "sgemm" && !($3 > 0 && $4 > 0 && $6 > 0) { bad = 1 }
                 { n[$1]++; rows++ }
                 END { exit bad || (rows != 7 && rows != 9) ||
                         !n["direct forward"] || !n["sum forward"] ||
                         !n["gemm forward+backward"] }' "$tmp/out"
}

# --tune writes what --algorithm=tuned reads; what else the file has stays.
tunes ()
{
  rm -f "$tmp/wisdom"
  small --tune --wisdom="$tmp/wisdom" > "$tmp/out" &&
    small --tune --wisdom="$tmp/wisdom" --in=3 > "$tmp/out" &&
    small --tune --wisdom="$tmp/wisdom" --in=3 > "$tmp/out" &&
    test "$(grep -c 'algorithm:' "$tmp/wisdom")" -eq 2 &&
    LGT_WISDOM=$tmp/wisdom small --algorithm=tuned > "$tmp/out" \
      2> "$tmp/err" && test ! -s "$tmp/err"
}

# What the file says is done.
obeys ()
{
  sed 's/algorithm: .*/algorithm: gemm/' "$tmp/wisdom" > "$tmp/other" &&
    small --algorithm=tuned --wisdom="$tmp/other" > "$tmp/out" &&
    grep -q '^algorithm gemm' "$tmp/out"
}

# One line of warning, and on with auto.
warns ()
{
  small --algorithm=tuned --wisdom="$1" > "$tmp/out" 2> "$tmp/err" &&
    cat "$tmp/err" && test "$(wc -l < "$tmp/err")" -eq 1 &&
    grep -q 'auto' "$tmp/err" && grep -q '^conv forward ' "$tmp/out"
}

# A small flow: one row and one entry for each of its three shapes (the two
# stages of one batch size count once), lists among them, in a file beside
# what it has.
tunes_flow ()
{
  cat > "$tmp/flow.yaml" << 'END'
lgt: 1
lattice: { shape: [4, 8] }
networks:
  net:
    inputs: { loops: [plaquette] }
    layers:
      - conv: { channels: 4, kernel: 3, activation: tanh }
      - conv: { channels: output, kernel: 1 }
  deep:
    inputs: { loops: [plaquette] }
    layers:
      - conv: { channels: 4, kernel: 3, groups: 2 }
      - conv: { channels: output, kernel: 3 }
flow:
  - sweep:
      mask: { directions: each, steps: { along: 2, across: 1 }, width: 4, offsets: [0] }
      layer: { coupling: { active: [plaquette], network: net } }
  - sweep:
      mask: { directions: each, steps: { along: 2, across: 1 }, width: 4, offsets: [1] }
      layer: { coupling: { active: [plaquette], network: deep } }
train:
  batch: 8
  stages: [ { steps: 4, rate: 1.0e-2 }, { steps: 4, rate: 1.0e-3 } ]
END
  rm -f "$tmp/flow.wisdom"
  small --tune --wisdom="$tmp/flow.wisdom" > "$tmp/out" &&
    lgt-bench conv --tune --repeat=1 --wisdom="$tmp/flow.wisdom" \
      --format=tsv "$tmp/flow.yaml" > "$tmp/out" && cat "$tmp/out" &&
    awk -F '\t' 'NR == 1 { if (NF != 9 || $9 != "algorithm") bad = 1; next }
      /^#/ { next }
      NF != 9 || $2 != "3x3" || $4 != 8 || !($5 > 0 && $6 > 0 && $7 > 0) ||
        $9 !~ /^(direct|sum|gemm|fft)$/ { bad = 1 }
      { n++; lists += $3 == "32->8" } END { exit bad || n != 3 || !lists }' \
      "$tmp/out" &&
    test "$(grep -c 'algorithm:' "$tmp/flow.wisdom")" -eq 4 &&
    lgt-bench conv --tune --repeat=1 --wisdom="$tmp/flow.wisdom" \
      "$tmp/flow.yaml" > "$tmp/out" && grep -q '^2->4 .*32->' "$tmp/out" &&
    test "$(grep -c 'algorithm:' "$tmp/flow.wisdom")" -eq 4
}

# Its run, as a folder and as a checkpoint, with other lanes and batches.
tunes_run ()
{
  rm -rf "$tmp/run"
  lgt-train -q "$tmp/flow.yaml" --output="$tmp/run" &&
    lgt-bench conv --tune --repeat=1 --wisdom="$tmp/flow.wisdom" \
      "$tmp/run" > "$tmp/out" &&
    test "$(grep -c 'algorithm:' "$tmp/flow.wisdom")" -eq 4 &&
    lgt-bench conv --tune --repeat=1 --wisdom="$tmp/flow.wisdom" --lanes=1 \
      --set precision.network=float64 --batch=3 "$tmp/run/checkpoint.h5" \
      > "$tmp/out" && cat "$tmp/out" && grep -q ' 1 lanes' "$tmp/out" &&
    test "$(grep -c 'algorithm:' "$tmp/flow.wisdom")" -eq 7
}

# A damaged file is not replaced.
keeps_damaged ()
{
  echo 'lgt_wisdom: [' > "$tmp/damaged"
  ! small --tune --wisdom="$tmp/damaged" > "$tmp/out" 2> "$tmp/err" &&
    grep -q '^lgt_wisdom: \[$' "$tmp/damaged"
}

text ()
{
  small > "$tmp/out" && grep -q '^conv forward+backward ' "$tmp/out"
}

refuses ()
{
  status=0
  lgt-bench "$@" > "$tmp/out" 2> "$tmp/err" || status=$?
  test $status -eq 2 && test -s "$tmp/err"
}

# GSL brings a slow library with the same names.
gemm_is_openblas ()
{
  LD_DEBUG=bindings LD_BIND_NOW=1 lgt-bench conv --shape=4 --batch=1 \
    --repeat=1 > "$tmp/out" 2> "$tmp/bindings" || return 1
  grep 'lgt-bench .*symbol .cblas_sgemm' "$tmp/bindings" > "$tmp/gemm"
  cat "$tmp/gemm"
  ! grep -q gslcblas "$tmp/gemm"
}

# A step and a draw of a small flow.
model ()
{
  lgt-bench "$@" --repeat=1 --batch=4 --format=tsv \
    --set 'lattice.shape=[4, 4]' --set flow.0.sweep.repeat=1 \
    --set precision.network=float64 > "$tmp/out" && cat "$tmp/out" &&
    awk -F '\t' -v c="$1" '/^#/ { next }
      NF != 6 || !($2 > 0 && $3 > 0) || $1 != (n ? c : "dgemm") { bad = 1 }
      $1 == "train-step" && !($4 > 0 && $5 > 0) { bad = 1 }
      { n++ } END { exit bad || n != 2 }' "$tmp/out" &&
    grep -q 'batch 4, 8 layers' "$tmp/out"
}

# All operations of a step; shares add up, arithmetic is that of the step.
profile ()
{
  lgt-bench profile --repeat=2 --batch=4 --format=tsv \
    --set 'lattice.shape=[4, 4]' --set flow.0.sweep.repeat=1 > "$tmp/out" &&
    cat "$tmp/out" &&
    awk -F '\t' '/^#/ { next }
      NF != 8 || !($3 > 0 && $4 > 0 && $6 >= 0 && $7 > 0) { bad = 1 }
      seen[$1 " " $2]++ { bad = 1 }
      NR > 2 && $4 > last { bad = 1 }
      { share += $5; last = $4 }
      END { exit bad || share < .999 || share > 1.001 ||
            !seen["conv run"] || !seen["conv pull"] ||
            !seen["circular_rqs pull"] || !seen["optimizer_step run"] }' \
      "$tmp/out"
}

# Its own table; shares where there is a peak.
sun ()
{
  lgt-bench sun --shape=2x3 --repeat=1 --format=tsv "$@" > "$tmp/out" &&
    cat "$tmp/out" &&
    grep -q '^#case	ns_median	ns_min	gflops	share_of_peak$' "$tmp/out" &&
    awk -F '\t' '/^#/ { next }
      NF != 5 || !($2 > 0 && $3 > 0 && $4 > 0) { bad = 1 }
      $1 ~ /product/ && !($5 > 0) { bad = 1 }
      { n++ } END { exit bad || n != 6 }' "$tmp/out"
}

# Sweeps of chains: its own table, too.
chain ()
{
  lgt-bench chain --shape=2x4 --repeat=1 --format=tsv "$@" > "$tmp/out" &&
    cat "$tmp/out" &&
    grep -q '^#case	ns_link_median	ns_link_min	us_chain_median' "$tmp/out" &&
    awk -F '\t' '/^#/ { next }
      NF != 5 || ($1 !~ /over/ && !($2 > 0 && $3 > 0 && $5 > 0)) { bad = 1 }
      { n++ } END { exit bad || n != 4 }' "$tmp/out"
}

check "the reference is OpenBLAS's" gemm_is_openblas
check "lists its cases" lists_cases
check "text" text
check "table" tsv
check "table of float64 on a list" tsv --type=float64 --every=3 --in=3
check "table of an activation" tsv --activation=gelu --kernel=1x3
check "all algorithms" all_algorithms
check "all algorithms, other windows" all_algorithms --boundary=zero \
  --stride=2 --dilation=1x2 --groups=2 --bias=no --activation=silu
check "all algorithms, an open boundary" all_algorithms --boundary=open
check "tunes" tunes
check "obeys the file of wisdom" obeys
check "tunes a flow" tunes_flow
check "tunes a run" tunes_run
check "no file of wisdom" warns "$tmp/nothing"
check "a damaged file of wisdom is left" keeps_damaged
check "a damaged file of wisdom is not used" warns "$tmp/damaged"
sed 's/lanes: .*/lanes: 999/' "$tmp/wisdom" > "$tmp/none"
check "no entry" warns "$tmp/none"
check "a training step" model train-step --estimator=path_gradient
check "a draw" model sample
check "a profile" profile
check "SU(N)" sun
check "SU(N), one lane" sun --lanes=1 --batch=3 --threads=1
check "SU(N) in one dimension" sh -c '! lgt-bench sun --shape=4 2> /dev/null'
check "chains" chain
check "chains, one lane" chain --lanes=1 --batch=3 --threads=1
check "a case without a configuration" refuses conv flow.yaml
check "no such configuration" sh -c \
  '! lgt-bench conv --tune nothing.yaml 2> /dev/null'
check "a key that is not there" refuses sample --set lattice.shap=4
check "unknown case" refuses cov
check "kernel of wrong dimension" refuses conv --shape=4x4 --kernel=3x3x3
check "groups that do not divide" refuses conv --groups=3
check "an open lattice too small" refuses conv --shape=2 --boundary=open
check "no such algorithm" refuses conv --algorithm=slow
check "no channels" refuses conv --in=0
check "unknown backend" sh -c '! lgt-bench conv --backend=abacus 2> /dev/null'
finish
