#!/bin/sh
# lgt-measure as a user sees it.
set -u
. "$top_srcdir/tests/tap.sh"

# Threads of tests that run side by side would wait for each other.
OMP_NUM_THREADS=1
export OMP_NUM_THREADS
cd "$tmp" || exit 99

# Chains of U(1) in two dimensions and of SU(2), SU(3) in four; single files; a
# flow that does nothing at a beta where that is good enough.
"$top_builddir/tests/write_chain" u1.h5 1 2.0 4 300 6 5 &&
  "$top_builddir/tests/write_chain" three.h5 3 6.0 2 4 4 2 2 3 &&
  "$top_builddir/tests/write_chain" one.h5 2 2.3 1 1 4 4 4 4 &&
  "$top_builddir/tests/write_field" ildg a.ildg 3 4 2 2 3 &&
  "$top_builddir/tests/write_field" nersc b.nersc 3 4 2 2 3 || exit 99
cat > weak.yaml << 'END'
lgt: 1
lattice: { shape: [4, 4] }
group: { u1: {} }
action: [ { wilson: { beta: 0.5 } } ]
networks:
  net:
    inputs: { loops: [plaquette] }
    layers: [ { conv: { channels: output, kernel: 1, start: identity } } ]
flow:
  - sweep:
      mask: { directions: each, steps: { along: 2, across: 1 }, width: 4, offsets: all }
      layer: { coupling: { active: [plaquette], network: net } }
END
lgt-sample -q weak.yaml -n 3000 --output=weak.h5 > sampled || exit 99

tsv ()
{
  lgt-measure -q --format=tsv "$@"
}

# COLUMN of the row QUANTITY in FILE.
cell ()
{
  awk -F '\t' -v q="$1" -v c="$2" '$1 == q { print $c }' "$3"
}

# |$1 - $2| <= $3.
close_to ()
{
  awk -v a="$1" -v b="$2" -v most="$3" 'BEGIN {
    d = a - b; d = d < 0 ? -d : d
    if (a == "" || b == "" || !(d <= most)) { print a " " b " " most; exit 1 }
  }'
}

# The columns that end in the mean of rows are those of the summary.
same_mean ()
{
  mean=$(awk -F '\t' -v name="$1" '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == name || $i == "#" name) c = i; next }
    { s += $c; n++ } END { printf "%.15g", s / n }' "$2")
  close_to "$mean" "$(cell "$1" 2 "$3")" "$4"
}

# Rows whose value is more than 4 sigma from the exact one; where there are
# exact values at all.  Seeds are fixed.
within ()
{
  awk -F '\t' -v least="$2" '
    NR > 1 && $7 != "" && $3 > 0 {
      n++
      if ($8 > 4 || $8 < -4) { print $0; bad = 1 }
    }
    END { if (n < least) { print n " exact values"; bad = 1 } exit bad }' "$1"
}

usual ()
{
  status 0 lgt-measure -q u1.h5 && test ! -s err &&
    grep -q '^plaquette  *0\.' out && grep -q '^charge ' out &&
    grep -q '^wilson_loop_3_2 ' out && ! grep -q 'loop_4' out
}
if grep -q '0\.[0-9]* .* sigma' sampled; then
  exact=yes
else
  exact=no
fi
exact_values ()
{
  tsv u1.h5 --plaquette --wilson-loops=3x2 --charge --potential > t &&
    within t 10 && test "$(cell plaquette 6 t)" = 1200
}

# Every row there is, and what is derived from others is of the right ones; the
# bias that is taken off is well below an error.
many_rows ()
{
  tsv u1.h5 --wilson-loops=20x20 --potential > t &&
    test "$(grep -c ^wilson_loop t)" -eq 400 &&
    awk -F '\t' '
      function w(r, t) { return mean["wilson_loop_" r "_" t] }
      { mean[$1] = $2 }
      $1 ~ /^(potential|creutz)_/ {
        split ($1, part, "_"); r = part[2]; t = part[3]
        x = part[1] == "potential" ? w(r, t) / w(r, t + 1) \
            : w(r, t - 1) / w(r, t) * w(r - 1, t) / w(r - 1, t - 1)
        d = $2 - log (x); n[part[1]]++
        if (d * d > 1e-18 + $3 * $3 / 4) { print; bad++ } }
      END { exit bad || n["potential"] < 100 || n["creutz"] < 50 }' t
}

# Chains that take turns are told apart: their order in the table.
turns ()
{
  tsv u1.h5 --plaquette -o t.tsv > s && same_mean plaquette t.tsv s 1e-12 &&
    head -n 1 t.tsv | grep "^#chain	file	configuration	plaquette$" &&
    test "$(sed -n 2,3p t.tsv | cut -f 1-3 | tr '\t\n' '  ')" = '0 0 0 0 0 4 ' &&
    test "$(sed -n 302p t.tsv | cut -f 1-3 | tr '\t' ' ')" = '1 0 1' &&
    test "$(wc -l < t.tsv)" -eq 1201
}

discard ()
{
  tsv u1.h5 --plaquette --discard=100 -o d.tsv > s &&
    test "$(cell plaquette 6 s)" = 800 &&
    awk -F '\t' '/^#/ || $3 >= 400' t.tsv | cmp - d.tsv &&
    status 2 lgt-measure -q u1.h5 --discard=300 && one_line lgt-measure &&
    grep -q 'leaves nothing' err
}

same_numbers ()
{
  tsv three.h5 --flow=0.1 --correlator --polyakov -o a.tsv > a &&
    tsv three.h5 --flow=0.1 --correlator --polyakov -o b.tsv --threads=2 \
      --batch=3 > b &&
    cut -f 1-8 a.tsv > a8 && cut -f 1-8 b.tsv | cmp a8 - &&
    test "$(wc -l < a.tsv)" -eq 9
}

# Along the chain in the file, and by weights: the same physics.
weights ()
{
  tsv weak.h5 --plaquette -o c.tsv > c && tsv weak.h5 --plaquette --reweight \
    -o w.tsv > w &&
    close_to "$(cell plaquette 2 c)" "$(cell plaquette 2 w)" 0.02 &&
    test "$(cell plaquette 4 c)" != "" && test "$(cell plaquette 4 w)" = "" &&
    same_mean plaquette c.tsv c 1e-12 &&
    head -n 1 w.tsv | grep -q 'log_w' && ! same_mean plaquette w.tsv w 0.05 &&
    test "$(cut -f 3 w.tsv | sort -u | wc -l)" -eq 3001 &&
    test "$(cut -f 3 c.tsv | sort -u | wc -l)" -lt 2500
}

# As lgt-sample has it.
agrees ()
{
  tsv weak.h5 --plaquette > c && tsv weak.h5 --plaquette --reweight > w &&
    lgt-sample -q weak.yaml -n 3000 --format=tsv > s &&
    close_to "$(cell plaquette_chain 2 s)" "$(cell plaquette 2 c)" 1e-12 &&
    close_to "$(cell plaquette_chain 3 s)" "$(cell plaquette 3 c)" 1e-12 &&
    close_to "$(cell plaquette_reweighted 2 s)" "$(cell plaquette 2 w)" 1e-12 &&
    close_to "$(cell plaquette_reweighted 3 s)" "$(cell plaquette 3 w)" 1e-12
}

# Single files are a chain together; their header knows the plaquette.
singles ()
{
  lgt-info a.ildg > i && tsv a.ildg --plaquette > s &&
    close_to "$(awk '/plaquette:/ { print $2 }' i)" "$(cell plaquette 2 s)" \
      1e-9 && test -z "$(cell plaquette 3 s)" &&
    tsv a.ildg b.nersc a.ildg --plaquette -o f.tsv > s &&
    test "$(cut -f 1,2 f.tsv | tr '\t\n' '  ')" = '#chain file 0 0 0 1 0 2 ' &&
    test "$(cell plaquette 6 s)" = 3 &&
    tsv a.ildg b.nersc a.ildg --plaquette --discard=1 -o f.tsv > s &&
    test "$(cut -f 1,2 f.tsv | tr '\t\n' '  ')" = '#chain file 0 1 0 2 ' &&
    status 2 lgt-measure a.ildg --discard=1
}

# t^2 E after one small step is close
# to that of E (0) = 24 (1 - P), and t0 is where t^2 E passes 0.3.
flow ()
{
  tsv one.h5 --plaquette --flow=0.0001,0.0001 > s &&
    e=$(cell plaquette 2 s | awk '{ print 24 * (1 - $1) * 1e-8 }') &&
    close_to "$(cell t2e_plaquette_0.0001 2 s)" "$e" 1e-10 &&
    tsv a.ildg --flow=0.5 -o f.tsv > s &&
    t0=$(cell t0_clover 2 s) && test -n "$t0" &&
    awk -F '\t' -v t0="$t0" '
      NR == 1 { n = NF; for (i = 1; i <= NF; i++) name[i] = $i; next }
      { for (i = 2; i <= NF; i++)
          if (split (name[i], p, "_") == 3 && p[2] == "clover") {
            if (last < t0 && p[3] >= t0) good = before < 0.3 && $i >= 0.3
            last = p[3]; before = $i
          } }
      END { exit !good }' f.tsv &&
    test -n "$(cell charge_flow 2 s)" && test -n "$(cell w0_clover 2 s)"
}

hdf5 ()
{
  tsv three.h5 --plaquette -o r.h5 > s &&
    lgt-info r.h5 | grep -q '^r.h5: HDF5 measurements$' &&
    { ! command -v h5dump > /dev/null ||
        h5dump -d plaquette r.h5 | grep -q 'SIMPLE { ( 8 )'; }
}

pictures ()
{
  status 0 lgt-measure -q u1.h5 --potential --correlator --flow=0.2,0.1 \
    --plot=p.svg && test ! -s err &&
    for name in potential correlator flow; do
      grep -q '<svg' p-$name.svg && test "$(wc -l < p-$name.tsv)" -gt 2 ||
        return 1
    done
}

# Status N, one line that has PATTERN, no file.
refuses ()
{
  wanted=$1 pattern=$2
  shift 2
  status "$wanted" lgt-measure --quiet --output=refused.h5 "$@" &&
    one_line lgt-measure && grep -q -e "$pattern" err &&
    test -z "$(ls -a | grep refused)"
}

wrong_use ()
{
  "$top_builddir/tests/write_chain" cube.h5 2 2.0 1 2 2 2 2 &&
    refuses 2 '--charge needs U(1) in two dimensions, or four dimensions; cube.h5 has SU(2) in 3' \
      --charge cube.h5 &&
    refuses 2 'two sides' --wilson-loops=4 u1.h5 &&
    refuses 2 'TIME must be' --flow=x u1.h5 &&
    refuses 2 'STEP must be' --flow=1,0 u1.h5 &&
    refuses 2 'more than 1e9' --flow=1,1e-20 u1.h5 &&
    refuses 2 'TIME has 34 letters' \
      --flow=0.00000000000000000000000000000001 u1.h5 &&
    refuses 2 'has no log_w' --reweight u1.h5 &&
    refuses 2 'draws what' --plot=p.svg u1.h5 &&
    refuses 2 'suffix must be .svg' --plot=p.pdf --flow=1 u1.h5 &&
    refuses 2 'suffix must be .tsv' -o x.txt u1.h5 &&
    refuses 1 'three.h5 has another group or lattice' u1.h5 three.h5 &&
    status 2 lgt-measure
}

couplings ()
{
  "$top_builddir/tests/write_chain" other.h5 1 2.5 1 3 6 5 &&
    refuses 1 'other.h5 has another action than u1.h5' u1.h5 other.h5 &&
    status 0 lgt-measure -q --beta=2 u1.h5 other.h5
}

damaged ()
{
  head -c 20000 u1.h5 > cut.h5 && refuses 1 'cut.h5.*cut short' cut.h5 &&
    "$top_builddir/tests/alter_link" three.h5 off.h5 1 7 0.01 &&
    refuses 1 'off.h5: configuration 1: link .* is off SU(3)' off.h5 &&
    "$top_builddir/tests/alter_link" u1.h5 nan.h5 3 7 nan &&
    refuses 1 'nan.h5: configuration 3 .*not finite' nan.h5 &&
    refuses 1 'none.h5' none.h5
}

# In the midst of a flow that would take an hour.
signal ()
{
  lgt-measure three.h5 --flow=1000,0.001 -o signal.tsv 2> err &
  pid=$!
  sleep 1
  kill -TERM $pid
  got=0
  wait $pid || got=$?
  cat err
  test $got -eq 143 && test ! -e signal.tsv
}

examples ()
{
  mkdir run && cp weak.h5 run/ensemble.h5 && cp a.ildg conf.1.ildg &&
    "$top_builddir/tests/write_field" ildg conf.2.ildg 3 4 2 2 3 &&
    sed -n '/^.SH EXAMPLES/,/^.SH SEE/{s/\\-/-/g;p;}' \
      "$top_srcdir/doc/man/lgt-measure.1" | grep '^lgt-measure' > commands &&
    test "$(wc -l < commands)" -eq 4 && sh -e commands > out 2> err &&
    grep -q '^t2e_clover_2' out && test "$(wc -l < flow.tsv)" -eq 3
}

lost_output ()
{
  got=0
  lgt-measure -q one.h5 --plaquette > /dev/full 2> err || got=$?
  test $got -eq 1 && test "$(wc -l < err)" -eq 1
}

check "what suits the ensemble, without options" usual
if test $exact = yes; then
  check "exact values: loops, potential, charge" exact_values
else
  skip "exact values: loops, potential, charge" "no GSL"
fi
check "more rows than a page has" many_rows
check "chains that take turns" turns
check "--discard" discard
check "threads and batches change no number" same_numbers
check "along the chain, and by weights" weights
check "as lgt-sample" agrees
check "single files" singles
check "gradient flow, t0" flow
check "HDF5" hdf5
if command -v gnuplot > /dev/null; then
  check "pictures" pictures
else
  skip "pictures" "no gnuplot"
fi
check "wrong use" wrong_use
check "two couplings" couplings
check "damaged files" damaged
check "a signal" signal
check "lost output" lost_output
check "the manual's examples" examples
finish
