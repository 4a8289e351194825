#!/bin/sh
# lgt-convert, and lgt-info with files, as a user sees them.
set -u
. "$top_srcdir/tests/tap.sh"

OMP_NUM_THREADS=1
export OMP_NUM_THREADS
cd "$tmp" || exit 99
"$top_builddir/tests/write_field" ildg three.ildg 3 4 2 3 2 &&
  "$top_builddir/tests/write_field" ildg two.ildg 2 2 3 2 4 &&
  "$top_builddir/tests/write_field" ildg five.ildg 5 2 2 2 2 || exit 99

# All the way round, bit for bit.
round ()
{
  lgt-convert "$1.ildg" r.nersc && lgt-convert r.nersc r.h5 &&
    lgt-convert r.h5 again.lime && cmp "$1.ildg" again.lime &&
    lgt-convert --order=little again.lime l.nersc &&
    ! cmp -s r.nersc l.nersc && lgt-convert l.nersc --to=ildg again &&
    cmp "$1.ildg" again && rm r.* l.nersc again again.lime
}
for field in two three five; do
  check "$field: ILDG, NERSC, HDF5 and back" round $field
done

# Single precision loses once.
single ()
{
  lgt-convert --precision=32 three.ildg s.ildg && ! cmp -s three.ildg s.ildg &&
    lgt-info s.ildg | grep 'precision: 32 bits' &&
    lgt-convert s.ildg s.nersc && lgt-info s.nersc | grep '32 bits' &&
    lgt-convert s.nersc t.ildg && cmp s.ildg t.ildg &&
    lgt-convert s.ildg s.h5 && lgt-convert --precision=32 s.h5 t.ildg &&
    cmp s.ildg t.ildg
}
check "--precision=32" single

two_rows ()
{
  lgt-convert --rows=2 three.ildg rows.nersc &&
    grep -a -q '^DATATYPE = 4D_SU3_GAUGE$' rows.nersc &&
    lgt-info rows.nersc > a && cat a && grep -q 'rows: 2, ' a &&
    lgt-info three.ildg > b && cat b &&
    test "$(grep plaquette: a)" = "$(grep plaquette: b)" &&
    lgt-convert --rows=2 rows.nersc again.nersc && cmp rows.nersc again.nersc
}
check "--rows=2" two_rows

label ()
{
  lgt-convert --label='lfn://here/1' two.ildg l.ildg &&
    lgt-info l.ildg | grep 'logical file name: lfn://here/1' &&
    lgt-convert l.ildg m.ildg && cmp l.ildg m.ildg
}
check "--label" label

info ()
{
  lgt-convert "$1" "info.$2" && lgt-info "info.$2" > out &&
    cat out && grep -q "^info.$2: $3\$" out &&
    grep -q '^  lattice: 4x2x3x2$' out && grep -q '^  group: SU(3)$' out &&
    grep -q '^  configurations: 1$' out && grep -q 'checksum: .*right$' out &&
    test "$(grep plaquette out)" = "$plaquette" &&
    grep -q 'deviation from SU(3): [0-9.]*e-1[5-7]$' out
}
plaquette=$(lgt-info three.ildg | grep plaquette)
check "lgt-info: ILDG" info three.ildg ildg ILDG
check "lgt-info: NERSC" info three.ildg nersc NERSC
check "lgt-info: HDF5" info three.ildg h5 'HDF5 ensemble'

# What lgt-sample writes: several configurations, any group and dimension.
cat > small.yaml << 'END'
lgt: 1
lattice: { shape: [2, 2, 2, 2] }
group: { su: { n: 2 } }
action: [ { wilson: { beta: 1.0 } } ]
networks:
  near:
    inputs: { loops: [plaquette], features: [re_tr] }
    layers: [ { conv: { channels: output, kernel: 1, start: identity } } ]
flow:
  - sweep:
      mask: { directions: each, steps: { along: 1, across: 1 }, width: 2, offsets: all }
      layer: { masked_stout: { network: near } }
END
sampled ()
{
  lgt-sample -q small.yaml -n 3 --output=many.h5 > log && lgt-info many.h5 &&
    lgt-info many.h5 | grep '^  configurations: 3$' &&
    lgt-info many.h5 | grep '^  series: log_q action log_w chain$' &&
    lgt-convert --number=1 many.h5 one.nersc &&
    lgt-convert -n 2 many.h5 two.nersc && ! cmp -s one.nersc two.nersc &&
    lgt-convert -n 1 many.h5 one.h5 && lgt-convert one.h5 again.nersc &&
    cmp one.nersc again.nersc
}
check "an ensemble of lgt-sample" sampled

# TOOL refuses: status, one line that has PATTERN, no file of any name.
refuses ()
{
  wanted=$1 pattern=$2
  shift 2
  status "$wanted" lgt-convert "$@" && one_line lgt-convert &&
    grep -q -e "$pattern" err && test -z "$(ls -a | grep refused)"
}
check "several configurations, none asked for" refuses 2 \
  'many.h5 has 3 configurations: --number=0 to 2' many.h5 refused.ildg
check "a number too large" refuses 2 'has 3 configurations, 0 to 2' \
  --number=3 many.h5 refused.ildg
check "a suffix that says nothing" refuses 2 'the suffix says no format' \
  three.ildg refused.dat
check "rows in ILDG" refuses 2 '--rows and --order are for NERSC' --rows=2 \
  three.ildg refused.ildg
check "rows that SU(3) cannot do without" refuses 2 '1 rows of SU(3)' \
  --rows=1 three.ildg refused.nersc
check "32 bits in HDF5" refuses 2 'HDF5 has 64 bits' --precision=32 \
  three.ildg refused.h5
check "no such file" refuses 1 'none.ildg' none.ildg refused.nersc
check "one operand" status 2 lgt-convert three.ildg

# Damage: the old file stays.
head -c 3000 three.ildg > cut.ildg
check "a file cut short" refuses 1 \
  'cut.ildg: record 2 at byte .* (ildg-binary-data): claims' cut.ildg \
  refused.nersc
cp two.ildg kept.nersc
kept ()
{
  status 1 lgt-convert cut.ildg kept.nersc && cmp two.ildg kept.nersc &&
    test -z "$(ls -a | grep tmp)"
}
check "an old file is kept" kept
flipped ()
{
  head -c 2000 three.ildg > flip.ildg && printf 'x' >> flip.ildg &&
    tail -c +2002 three.ildg >> flip.ildg && status 1 lgt-info flip.ildg &&
    one_line lgt-info && grep -q 'checksums .* scidac-checksum has' err
}
check "one byte changed" flipped
both ()
{
  status 1 lgt-info flip.ildg two.ildg && grep -q '^two.ildg: ILDG' out
}
check "a bad file does not hide the next" both
echo 'not a field' > text
check "some text" status 1 lgt-info text
check "is named" grep -q 'text: byte 0: neither' err
finish
