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
  test "$(wc -l < "$tmp/commands")" -eq 7 && (cd "$tmp" && sh -e commands) \
    > "$tmp/out" && grep -q '^1 of 128 links active' "$tmp/out"
}

# The example says what the search finds.
example_masks ()
{
  case $top_srcdir in
    /*) script=$top_srcdir/examples/masks.sh ;;
    *)  script=$PWD/$top_srcdir/examples/masks.sh ;;
  esac
  (cd "$tmp" && sh "$script") > "$tmp/out" &&
    test "$(grep -c '^a sweep of \(8\|12\|16\) layers' "$tmp/out")" -eq 3 &&
    sed -n '/^steps/{n;s/  */ /g;p;}' "$tmp/out" | cut -d ' ' -f 1-3 |
      tr '\n' ';' | grep -q '^2,1 4 8;2,1,1 4 12;2,1,1,2 4 16;$'
}

# Plaquettes of one direction of a stagger: of 6 a site three do not have it,
# of the others half have the active link once.
count_plaquettes ()
{
  printf '#class\tloops\tfrozen\tsingle\tmultiple\tfrozen/link\tsingle/link
plaquette\t6291456\t4718592\t1572864\t0\t18\t6\n' |
    writes --shape=32x32x32x32 --count --format=tsv
}

# Chairs and crowns exist in three dimensions only.
count_classes ()
{
  lgt-mask-print --shape=4x4 --format=tsv --count \
    --loops=plaquette,2x1,rectangle,chair,crown,+0+1-0-1 > "$tmp/out" &&
    awk -F '\t' 'NR == 1 { next }
      { n[$1] = $2; if ($3 + $4 + $5 != $2) bad = 1 }
      END { exit !(!bad && n["plaquette"] == 16 && n["rectangle"] == 32 &&
                   n["2x1"] == 32 && n["chair"] + n["crown"] == 0 &&
                   n["+0+1-0-1"] == 16) }' "$tmp/out"
}

nan_agrees ()
{
  lgt-mask-print --shape=8x8x4x4 --directions=0,1 --steps=1,2,2,1 --width=4 \
    --loops=plaquette,rectangle,chair,crown --nan --count > "$tmp/out" &&
    grep -q '^counting and NaN tracing agree$' "$tmp/out" &&
    awk '$1 == "class" { table++ }
         $1 ~ /^(plaq|rect|chair|crown)/ {
           if (table == 1) counted[$1] = $2 " " $3 " " $4 " " $5
           else if (counted[$1] != $2 " " $3 " " $4 " " $5) bad = 1
           rows++ }
         END { exit !(rows == 8 && !bad) }' "$tmp/out"
}

# A loop around an extent of 1 passes the same link twice.
nan_small ()
{
  lgt-mask-print --shape=4x1 --steps=1,0 --width=2 --nan --format=tsv \
    > "$tmp/out" && grep -q "^plaquette	4	2	2	0	2	0$" "$tmp/out"
}

# Every active link in one sample, four samples.
split ()
{
  all="--shape=4x4 --directions=0,1 --steps=0,0 --width=1"
  lgt-mask-print $all --split > "$tmp/out" &&
    grep -q '^32 active links in 4 samples; no fewer than 4 ' "$tmp/out" &&
    test "$(grep -c '^sample' "$tmp/out")" -eq 4 &&
    lgt-mask-print $all --split --format=tsv > "$tmp/table" &&
    test "$(head -n 1 "$tmp/table")" = "#x0	x1	mu	sample" &&
    test "$(cut -f 4 "$tmp/table" | sed 1d | sort -u | tr '\n' ' ')" \
      = "0 1 2 3 " &&
    cut -f 1-3 "$tmp/table" | sed 1d | sort > "$tmp/split" &&
    lgt-mask-print $all --format=tsv | sed 1d | sort | diff - "$tmp/split"
}

coverage ()
{
  lgt-mask-print --directions=1 --steps=1,2 --coverage > "$tmp/out" &&
    grep -q '^a sweep of 8 layers: updates of every link: 1$' "$tmp/out" &&
    grep -q '^plaquette  *6  *8$' "$tmp/out" &&
    lgt-mask-print --steps=1,1 --width=2 --coverage > "$tmp/out" &&
    grep -q '^plaquette  *0  *8$' "$tmp/out" &&
    grep -q '^8  *never$' "$tmp/out"
}

search ()
{
  for case in 8x8:2,1:4:8:6/8 8x8x8:2,1,1:4:12:24/32 \
    8x8x8x8:2,1,1,2:4:16:56/72; do
    shape=${case%%:*}
    lgt-mask-print --search --shape=$shape --format=tsv > "$tmp/out" &&
      sed -n 2p "$tmp/out" | awk -F '\t' -v want="${case#*:}" \
        '{ exit !($1 ":" $2 ":" $3 ":" $6 == want) }' || return 1
  done
}

# Data beside the picture, and each link drawn once.
plot ()
{
  for shape in 4x4 4x4x4; do
    lgt-mask-print --shape=$shape --plot="$tmp/mask.svg" 2> "$tmp/err" ||
      return 1
    grep -q 'gnuplot is not installed' "$tmp/err" ||
      grep -q '</svg>' "$tmp/mask.svg" || return 1
    rm -f "$tmp/mask.svg"
    test "$(head -n 1 "$tmp/mask.tsv")" = "#kind	x	y	z" || return 1
    active=$(lgt-mask-print --shape=$shape --format=tsv | sed 1d | wc -l)
    test "$(grep -c '^1	' "$tmp/mask.tsv")" -eq $((2 * active)) || return 1
  done
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
check "examples/masks.sh" example_masks
check "loops counted on a large lattice" count_plaquettes
check "loops of all kinds" count_classes
check "counting and NaN agree" nan_agrees
check "NaN on a small lattice" nan_small
check "samples" split
check "coverage" coverage
check "the search finds the known best masks" search
check "pictures in files" plot
check "no such class" refuses 'no class' --count --loops=square
check "too large a rectangle" refuses 'rectangle' --count --loops=99x99
check "an open path" refuses 'leads to (0, 1)' --count --loops=+0+1-0
check "a path of another lattice" refuses 'direction 2' --nan --loops=+0+2-0-2
check "an empty class" refuses "'' is no class" --split --loops=plaquette,
check "too many loops to count" refuses 'too many' --count \
  --shape=32768x32768x32768x32768 --steps=1,1,1,1 --loops=plaquette,chair
check "too large to split" refuses 'too large' --split \
  --shape=65536x65536x4 --loops=plaquette
check "loops of sites" refuses 'sites' --sites --count
check "a sweep of two conditions" refuses 'one condition' --coverage \
  --width=4 --width=2
check "a picture of four dimensions" refuses '2 and 3' \
  --shape=4x4x4x4 --plot="$tmp/four.svg"
check "a picture of another kind" refuses 'png or .svg' \
  --plot="$tmp/mask.pdf"
check "a picture of too much" refuses 'too many' --shape=1024x1024 \
  --plot="$tmp/large.svg"
check "a search that nothing fits" refuses 'no mask' --search --shape=7x5
check "a search among no widths" refuses 'width' --search --width=17
check "a search for a mask that is given" refuses 'search goes with' \
  --search --steps=1,1
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
  check "a full disk, counts" lost_output --count
  check "a full disk, search" lost_output --search
else
  skip "a full disk" "no /dev/full"
fi
finish
