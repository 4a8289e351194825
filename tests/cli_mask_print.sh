#!/bin/sh
# lgt-mask-print as a user sees it.
set -u
. "$top_srcdir/tests/tap.sh"

# The tool writes what is on standard input.
writes ()
{
  cat > "$tmp/expected"
  lgt-mask-print "$@" > "$tmp/out" && diff "$tmp/expected" "$tmp/out"
}

picture_2d ()
{
  writes --shape=4x4 --directions=1 --steps=1,2 --width=4 --offset=-1 << END
  .   .   .   |
3 o . o . o . o .
  .   |   .   .
2 o . o . o . o .
  .   .   .   |
1 o . o . o . o .
  .   |   .   .
0 o . o . o . o .
  0   1   2   3
4 of 32 links active
END
}

picture_3d ()
{
  writes --shape=2x2x2 --directions=0,2 --steps=1,0,1 --width=2 \
    --offset=0,1 << END
x2 = 0:
  .   .
1 o---2 .
  .   .
0 o---2 .
  0   1

x2 = 1:
  .   .
1 2 . o---
  .   .
0 2 . o---
  0   1
8 of 24 links active
END
}

picture_1d ()
{
  writes --shape=4 --steps=1 --width=2 << END
o---o . o---o .
0   1   2   3
2 of 4 links active
END
}

picture_sites ()
{
  writes --shape=4x2 --sites --offset=1 << END
1 @ . @ .
0 . @ . @
  0 1 2 3
4 of 8 sites active
END
}

# Two conditions choose one link.
table ()
{
  printf '#x0\tx1\tmu\n5\t2\t0\n' |
    writes --steps=1,0 --steps=0,1 --width=8 --offset=3 --offset=-2 \
      --format=tsv
}

table_sites ()
{
  printf '#x0\tx1\n0\t0\n1\t1\n' | writes --sites --shape=2x2 --format=tsv
}

# Tables of all offsets together have every link of the direction once.
partition ()
{
  for offset in 0 1 2 3 4 5; do
    lgt-mask-print --shape=6x4x3 --directions=1 --steps=5,3,-4 --width=6 \
      --offset=$offset --format=tsv || return 1
  done | grep -v '^#' | sort > "$tmp/links"
  test "$(wc -l < "$tmp/links")" -eq 72 &&
    test "$(sort -u "$tmp/links" | wc -l)" -eq 72 &&
    test "$(cut -f 4 "$tmp/links" | sort -u)" = 1
}

empty_mask ()
{
  lgt-mask-print --steps=2,2 --offset=1 > "$tmp/out" &&
    grep -q '^0 of 128 links active$' "$tmp/out" &&
    grep -q 'multiples of 2' "$tmp/out" &&
    test "$(lgt-mask-print --steps=2,2 --offset=1 --format=tsv | wc -l)" -eq 1
}

# The same picture with and without colour, which no pipe gets unasked.
colour ()
{
  escape=$(printf '\033')
  lgt-mask-print > "$tmp/plain" &&
    lgt-mask-print --color=always > "$tmp/coloured" &&
    ! grep -q "$escape" "$tmp/plain" && grep -q "$escape" "$tmp/coloured" &&
    sed "s/$escape\[[0-9;]*m//g" "$tmp/coloured" | diff "$tmp/plain" -
}

# Bad usage: status 2, words on standard error that have PATTERN, one line
# of them before the hint to --help, nothing on standard output.
refuses ()
{
  pattern=$1
  shift
  status=0
  lgt-mask-print "$@" > "$tmp/out" 2> "$tmp/err" || status=$?
  cat "$tmp/err"
  test $status -eq 2 && test ! -s "$tmp/out" &&
    test "$(grep -vc 'Try ' "$tmp/err")" -eq 1 &&
    grep '^lgt-mask-print: ' "$tmp/err" | grep -q -e "$pattern"
}

lost_output ()
{
  status=0
  lgt-mask-print "$@" > /dev/full 2> "$tmp/err" || status=$?
  test $status -eq 1 && test "$(wc -l < "$tmp/err")" -eq 1
}

examples ()
{
  sed -n '/^.SH EXAMPLES/,$s/\\-/-/gp' \
    "$top_srcdir/doc/man/lgt-mask-print.1" |
    grep '^lgt-mask-print' > "$tmp/commands"
  test "$(wc -l < "$tmp/commands")" -eq 4 && sh -e "$tmp/commands" \
    > "$tmp/out" && grep -q '^1 of 128 links active' "$tmp/out"
}

check "one dimension" picture_1d
check "two dimensions" picture_2d
check "three dimensions, two directions" picture_3d
check "a site mask" picture_sites
check "a table of a mask of two conditions" table
check "a table of sites" table_sites
check "offsets partition the links" partition
check "an empty mask names the other offsets" empty_mask
check "colour" colour
check "no configuration" lgt-mask-print
check "examples of the manual page" examples
check "shape: nothing after x" refuses 'character 3' --shape=4x
check "shape: extent 0" refuses 'direction 0 is 0' --shape=0x4
check "shape: too large" refuses 'direction 3' \
  --shape=99999x99999x99999x99999
check "an extent that does not fit" refuses 'extent 4 or 8 would do' \
  --shape=8x6
check "no such direction" refuses 'direction 2' --directions=2
check "a direction twice" refuses 'twice' --directions=1,1
check "too few steps" refuses 'steps=1' --steps=1
check "steps that are no numbers" refuses 'steps must' --steps=1,x
check "an empty number" refuses 'directions must' --directions=0,,1
check "width 0" refuses 'width is 0' --width=0
check "too many offsets" refuses '2 offsets' --offset=0,2
check "an offset that overflows" refuses 'offset must' --offset=99999999999
check "sites with directions" refuses 'exclude' --sites --directions=0
check "an unknown format" refuses 'format' --format=svg
check "an unknown option" refuses 'no-such' --no-such-option
check "an operand" refuses '' operand
if test -w /dev/full; then
  check "a full disk, picture" lost_output
  check "a full disk, table" lost_output --format=tsv
else
  skip "a full disk" "no /dev/full"
fi
finish
