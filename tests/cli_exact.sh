#!/bin/sh
# lgt-exact as a user sees it.
set -u
. "$top_srcdir/tests/tap.sh"

cd "$tmp" || exit 99

refuses ()
{
  pattern=$1
  shift
  status 2 lgt-exact "$@" && one_line lgt-exact && grep -q -e "$pattern" err
}

if ! lgt-exact > out 2> err; then
  check "without GSL: one sentence" sh -c 'grep -q "need GSL" err'
  check "and no table" test ! -s out
  check "and status 1" status 1 lgt-exact
  finish
  exit 0
fi

# value ROW COLUMN: of the table in out, columns by name.
value ()
{
  awk -F '\t' -v row="$1" -v name="$2" '
    NR == 1 { sub ("^#", ""); for (i = 1; i <= NF; i++) at[$i] = i }
    NR == row + 1 && name in at { print $at[name] }' out
}

# about ROW COLUMN NUMBER MOST: within MOST of NUMBER.
about ()
{
  value "$1" "$2" | awk -v x="$3" -v most="$4" '
    { d = $1 - x; found = 1; print $1 }
    END { exit !(found && d <= most && d >= -most) }'
}

# Numbers from elsewhere, not from this program.  Outside of a loop there is a
# disc, too: W (V - A) = W (A).
u1 ()
{
  status 0 lgt-exact --format=tsv --shape=16x16 --beta=2,7 --area=1,2,255,256 &&
    about 1 plaquette .697775 5e-7 && about 1 q2 4.95720 5e-6 &&
    about 1 ess_columns .460 5e-4 && about 2 ess_columns .220 5e-4 &&
    about 1 ess_halves .9997 5e-5 && about 2 ess_halves .083 5e-4 &&
    test "$(value 1 loop_1)" = "$(value 1 plaquette)" &&
    about 1 loop_2 .48689 5e-6 && about 1 loop_256 1 1e-13 &&
    about 1 loop_255 "$(value 1 loop_1)" 1e-13
}

su2 ()
{
  status 0 lgt-exact --format=tsv --group=su2 --shape=16x16 --beta=1.8,2.2 &&
    about 2 plaquette .464479 5e-7 && about 2 ess_columns .474 5e-4 &&
    test -z "$(value 1 q2)"
}

su3 ()
{
  status 0 lgt-exact --format=tsv --group=su3 --shape=16x16 --beta=6 &&
    about 1 plaquette .422532 5e-7 && about 1 ess_columns .112 5e-4
}

# Strong coupling: ln Z = V beta^2 / 4 + ..., W (1) = beta / 2, and at beta 0
# <Q^2> = V / 12, the variance of V uniform angles over (2 pi)^2.
strong ()
{
  status 0 lgt-exact --format=tsv --shape=8x8 --beta=0,1e-3 &&
    about 1 log_z 0 1e-12 && about 1 plaquette 0 0 && about 1 q2 5.3333333333333333 1e-11 &&
    about 2 log_z 16e-6 1e-10 && about 2 plaquette 5e-4 1e-9 &&
    about 1 ess_columns 1 1e-15
}

text ()
{
  status 0 lgt-exact --beta=2 --area=4 && test "$(wc -l < out)" -eq 2 &&
    grep -q '^beta  *log_z  *plaquette  *q2  *loop_4  *ess_columns' out &&
    grep -q '^2  .* 0.6977746' out && ! grep -q 'nan' out
}

all_rows ()
{
  status 0 lgt-exact --format=tsv && test "$(wc -l < out)" -eq 8 &&
    about 7 beta 7 0
}

examples ()
{
  sed -n 's/\\-/-/g; /^\.nf/,/^\.fi/{/^lgt/p;}' \
    "$top_srcdir/doc/man/lgt-exact.1" > page.sh
  test -s page.sh && sh -e page.sh > out && test "$(wc -l < out)" -eq 3
}

lost_output ()
{
  got=0
  lgt-exact > /dev/full 2> err || got=$?
  test "$got" -eq 1 && grep -q lgt-exact err
}

check "U(1)" u1
check "SU(2)" su2
check "SU(3)" su3
check "strong coupling" strong
check "for people" text
check "a row for each beta" all_rows
check "examples of the manual page" examples
check "three dimensions" refuses 'two dimensions' --shape=4x4x4
check "a loop that is too large" refuses '--area=17: .* 16 plaq' \
  --shape=4x4 --area=17
check "a negative beta" refuses '--beta must' --beta=1,-1
check "no beta" refuses '--beta must' --beta=
check "a beta too large for SU(8)" refuses 'at beta 100: ' --group=su8 \
  --beta=100
check "another group" refuses 'group' --group=so3
check "an operand" refuses 'extra' 3
if test -w /dev/full; then
  check "a full disk" lost_output
else
  skip "a full disk" "no /dev/full"
fi
finish
