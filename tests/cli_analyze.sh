#!/bin/sh
# lgt-analyze as a user sees it.
set -u
. "$top_srcdir/tests/tap.sh"

cd "$tmp" || exit 99

# Two chains, mixed, of an AR(1) process (a = 0.8: tau_int 4.5) around 0.5, its
# square, a charge and words; 100 rows at the beginning that are far off.
awk 'function normal() {
       return sqrt (-2 * log (1 - rand ())) * cos (6.283185307 * rand ()) }
     BEGIN { srand (3)
       print "#chain\tsweep\tloop_1\tloop_2\tcharge\tnote"
       x[0] = normal (); x[1] = normal ()
       for (t = 0; t < 4000; t++)
         for (c = 0; c < 2; c++) {
           x[c] = 0.8 * x[c] + 0.6 * normal ()
           y = 0.5 + 0.02 * x[c] + (t < 100 ? 1 : 0)
           q = (x[c] < 0 ? -1 : (x[c] > 1 ? 1 : 0))
           printf "%d\t%d\t%.12g\t%.12g\t%d\tok\n", c, 10 * t, y, y * y, q
         } }' > history.tsv

tsv ()
{
  lgt-analyze --format=tsv "$@"
}

# COLUMN of the row QUANTITY in FILE.
cell ()
{
  awk -F '\t' -v q="$1" -v c="$2" '$1 == q { print $c }' "$3"
}

# is A B TOLERANCE
is ()
{
  awk -v a="$1" -v b="$2" -v t="$3" \
    'BEGIN { d = a - b; exit !(a != "" && b != "" && d <= t && d >= -t) }' ||
    { echo "$1 is not $2 +- $3"; return 1; }
}

for_people ()
{
  status 0 lgt-analyze history.tsv -d 100 &&
    grep -q '^history.tsv: 7800 rows in 2 chains$' out &&
    grep -q '^loop_1  *0\.[45][0-9]*([0-9]*)  *[0-9.]*([0-9.]*)$' out &&
    grep -q 'one row (sweep rises by 10)' out && ! grep -q warning out &&
    test "$(grep -c '^loop_\|^charge' out)" -eq 3 && ! grep -q '^sweep' out
}

# error^2 = 2 tau var / n = 9 * 0.02^2 / 7800, tau known to 10%.
known_answers ()
{
  tsv history.tsv -d 100 > table &&
    is "$(cell loop_1 2 table)" 0.5 0.0028 &&
    is "$(cell loop_1 3 table)" 0.00068 0.00014 &&
    is "$(cell loop_1 4 table)" 4.5 1.8 &&
    test "$(cell loop_1 6 table)" = 7800
}

# What was not in equilibrium shows.
discard ()
{
  tsv history.tsv > all && is "$(cell loop_1 2 all)" 0.525 0.003 &&
    awk -v tau="$(cell loop_1 4 all)" 'BEGIN { exit !(tau > 20) }' &&
    head -n 400 history.tsv > short.tsv && status 0 lgt-analyze short.tsv &&
    grep -q '^warning: loop_1: 399 measurements are fewer than 50' out
}

derived ()
{
  tsv history.tsv -d 100 -c loop_1 --variance=loop_1 --binder=loop_1 \
    --ratio=loop_2/loop_1 > derived &&
    test "$(grep -vc '^#' derived)" -eq 4 &&
    is "$(cell 'variance(loop_1)' 2 derived)" 0.0004 0.00006 &&
    is "$(cell 'binder(loop_1)' 2 derived)" 0.6645 0.001 &&
    is "$(cell loop_2/loop_1 2 derived)" 0.5008 0.0028 &&
    is "$(cell loop_2/loop_1 3 derived)" "$(cell loop_1 3 derived)" 0.00002
}

methods ()
{
  tsv history.tsv -d 100 -c loop_1 --variance=loop_1 -m all > methods &&
    test "$(grep -vc '^#' methods)" -eq 6 || return 1
  for q in loop_1 'variance(loop_1)'; do
    e=$(cell "$q:gamma" 3 methods)
    for m in jackknife bootstrap; do
      is "$(cell "$q:$m" 3 methods)" "$e" \
        "$(awk -v e="$e" 'BEGIN { print 0.2 * e }')" || return 1
    done
  done
  tsv history.tsv -c loop_1 -m jackknife --block=1 > short &&
    tsv history.tsv -c loop_1 -m jackknife --block=200 > long &&
    awk -v a="$(cell loop_1 3 short)" -v b="$(cell loop_1 3 long)" \
      'BEGIN { exit !(b > 2 * a) }'
}

# The seed changes the bootstrap, and the locale nothing.
same_numbers ()
{
  tsv history.tsv -m bootstrap > one && tsv history.tsv -m bootstrap |
    diff one - && tsv history.tsv -m bootstrap --seed=2 > two &&
    ! cmp -s one two && LC_ALL=de_DE.UTF-8 tsv history.tsv -m bootstrap |
    diff one -
}

# Rows of chains one after the other are the same data; another column may
# tell them apart.
chains ()
{
  tsv history.tsv > mixed
  { head -n 1 history.tsv; grep '^0' history.tsv; grep '^1' history.tsv; } \
    > sorted.tsv
  tsv sorted.tsv | diff mixed - || return 1
  sed '1s/chain/replica/' history.tsv > renamed.tsv
  tsv renamed.tsv --chain-column=replica | diff mixed - &&
    status 0 lgt-analyze renamed.tsv -c loop_1 &&
    grep -q '8000 rows in 1 chain$' out
}

pictures ()
{
  status 0 lgt-analyze history.tsv --plot=pictures || return 1
  for kind in history autocorrelation histogram; do
    test -s "pictures/charge.$kind.tsv" || return 1
    if command -v gnuplot > /dev/null; then
      grep -q '<svg' "pictures/charge.$kind.svg" || return 1
    fi
  done
  command -v gnuplot > /dev/null ||
    grep -q '^lgt-analyze: gnuplot is not installed' err
}

# refuses STATUS PATTERN ARGUMENT...
refuses ()
{
  wanted=$1 pattern=$2
  shift 2
  status "$wanted" lgt-analyze "$@" && one_line lgt-analyze &&
    grep -q -e "$pattern" err
}

# damaged PATTERN TEXT: a file of that TEXT is refused.
damaged ()
{
  printf "$2" > bad.tsv
  refuses 1 "$1" bad.tsv
}

examples ()
{
  sed -n '/^.SH EXAMPLES/,/^.SH SEE/s/\\-/-/gp' \
    "$top_srcdir/doc/man/lgt-analyze.1" | grep '^lgt-analyze' > commands
  test "$(wc -l < commands)" -eq 3 && sh -e commands > out 2> err &&
    grep -q '^variance(charge):bootstrap' out && grep -q '^loop_2/loop_1	' out
}

lost_output ()
{
  status=0
  lgt-analyze history.tsv > /dev/full 2> err || status=$?
  cat err
  test $status -eq 1 && test "$(wc -l < err)" -eq 1
}

check "a table for people" for_people
check "values, errors, times that are known" known_answers
check "rows that are discarded" discard
check "ratio, variance, cumulant" derived
check "three methods, blocks" methods
check "the same numbers again" same_numbers
check "chains mixed, one after the other, by another name" chains
check "pictures" pictures
check "examples of the manual page" examples
if test -w /dev/full; then
  check "lost output" lost_output
else
  skip "lost output" "no /dev/full"
fi

check "a file that is not there" refuses 1 'nowhere.tsv' nowhere.tsv
check "a folder" refuses 1 'directory' .
check "an empty file" damaged 'bad.tsv:1: a table without rows' ''
check "no header" damaged 'bad.tsv:1: the first line must be' '1\t2\n'
check "a header alone" damaged 'bad.tsv:1: a table without rows' '#a\tb\n'
check "names twice" damaged "bad.tsv:1: two columns are called 'a'" \
  '#a\ta\n1\t2\n'
check "a cell too few" damaged 'bad.tsv:3: 1 cells; the header names 2' \
  '#a\tb\n1\t2\n3\n'
check "no number" damaged "bad.tsv:4: 'b' must be a number, is '2,5'" \
  '#a\tb\n1\t2\n\n3\t2,5\n'
check "a hexadecimal number" damaged "is '0x10'" '#a\n1\n0x10\n'
check "a last line cut short" damaged 'bad.tsv:3: the last line is cut' \
  '#a\n1\n2'
check "a zero byte" damaged 'bad.tsv:2: a zero byte' '#a\n1\0002\n'
check "an empty cell" damaged \
  'a: 1 cells are empty or not finite, the first in row 2' \
  '#a\tb\n1.5\t2.5\n\t3\n2.5\t2.25\n'
check "a chain that is no number" damaged "row 2: 'chain' must be the number" \
  '#chain\ta\n1\t2\n1.5\t3\n'
# Each of 400 columns has its row.
wide ()
{
  awk 'BEGIN { srand (1)
    for (i = 1; i <= 400; i++) printf "%sc%d", (i > 1 ? "\t" : "#"), i
    print ""
    for (t = 0; t < 20; t++)
      for (i = 1; i <= 400; i++)
        printf "%.6f%s", rand (), (i < 400 ? "\t" : "\n") }' > wide.tsv &&
    tsv wide.tsv > t && test "$(wc -l < t)" -eq 401 &&
    test -n "$(cell c400 2 t)"
}
check "a table of many columns" wide
check "one row" refuses 2 'fewer than 2' history.tsv -d 3999
check "an unknown column" refuses 2 "no column 'loop'.*loop_1" history.tsv \
  -c loop
check "a column of words" refuses 2 "no column 'note'" history.tsv -c note
check "a ratio without a /" refuses 2 'must be A/B' history.tsv --ratio=loop_1
check "a ratio with an unknown column" refuses 2 "no column 'x'" history.tsv \
  --ratio=loop_1/x
check "an unknown chain column" refuses 2 "no column 'replica'" history.tsv \
  --chain-column=replica
check "a block too long" refuses 2 'at least 2 blocks' renamed.tsv \
  -c loop_1 -m jackknife --block=8000
check "an unknown method" refuses 2 'method' history.tsv -m guess
check "a window of 0" refuses 2 'window' history.tsv --window=0
check "no table" refuses 2 'an argument is missing'
finish
