#!/bin/sh
# lgt-loops as a user sees it.
set -u
. "$top_srcdir/tests/tap.sh"

# The tool writes what is on standard input.
writes ()
{
  cat > "$tmp/expected"
  lgt-loops "$@" > "$tmp/out" && diff "$tmp/expected" "$tmp/out"
}

two_dimensions ()
{
  writes --dims=2 << END
3 loops a site in 2 dimensions, 2 classes

length 4: 1 a site

plaquette: 1 a site, such as +0 +1 -0 -1
1 plaquette: (+0 +1 -0 -1)

    o-<-o
    v   ^
    O->-o

length 6: 2 a site

rectangle: 2 a site, such as +0 +0 +1 -0 -0 -1
2 plaquettes: +0 (+0 +1 -0 -1) -0  (+0 +1 -0 -1)

    o-<-o-<-o
    v       ^
    O->-o->-o
END
}

crown ()
{
  writes --dims=3 --class=crown << END
4 loops a site in 3 dimensions, 1 class

length 6: 4 a site

crown: 4 a site, such as +0 +1 +2 -0 -1 -2
3 plaquettes: (+0 +1 -0 -1)  +1 (+0 +2 -0 -2) -1  (+1 +2 -1 -2)

        o--<--o
        v   /
        | o
        o |
      /   ^
    O-->--o
END
}

# The table of the field: counts a site in two, three, four dimensions.
counts ()
{
  {
    printf '#length\tclass\tcount\tpath\n'
    printf '4\tplaquette\t6\t+0 +1 -0 -1\n'
    printf '6\trectangle\t12\t+0 +0 +1 -0 -0 -1\n'
    printf '6\tcrown\t16\t+0 +1 +2 -0 -1 -2\n'
    printf '6\tchair\t48\t+0 +1 +2 -0 -2 -1\n'
  } | writes --dims=4 --max-length=6 --format=tsv &&
    lgt-loops --dims=3 --format=tsv | cut -f 3 | paste -s -d ' ' - |
      grep -q '^count 3 6 4 12$' &&
    lgt-loops --dims=2 --format=tsv | cut -f 3 | paste -s -d ' ' - |
      grep -q '^count 1 2$'
}

lists ()
{
  lgt-loops --max-length=6 --list --format=tsv > "$tmp/out" &&
    test "$(wc -l < "$tmp/out")" -eq 83 &&
    test "$(head -n 1 "$tmp/out")" = "$(printf '#length\tclass\tpath')" &&
    test "$(grep -c "$(printf '^6\tcrown\t')" "$tmp/out")" -eq 16 &&
    test -z "$(sort "$tmp/out" | uniq -d)" &&
    lgt-loops --dims=3 --class=plaquette,crown --list > "$tmp/out" &&
    test "$(grep -c '^crown  *+0' "$tmp/out")" -eq 4 &&
    test "$(wc -l < "$tmp/out")" -eq 7
}

# A class is the orbit of each of its loops.
orbit ()
{
  lgt-loops --class=chair --list > "$tmp/expected" &&
    lgt-loops --orbit="-2 +3 +1 +2 -1 -3" --list > "$tmp/out" &&
    diff "$tmp/expected" "$tmp/out" &&
    test "$(wc -l < "$tmp/out")" -eq 48
}

length_eight ()
{
  lgt-loops --dims=4 --max-length=8 > "$tmp/out" &&
    grep -q '^1894 loops a site in 4 dimensions, 29 classes$' "$tmp/out"
}

lines ()
{
  lgt-loops --shape=2x4x2 --class=line --format=tsv > "$tmp/out" &&
    test "$(cut -f 1-3 "$tmp/out" | paste -s -d ' ' - | tr '\t' ' ')" \
      = '#length class count 2 line 2 4 line 1' &&
    lgt-loops --shape=2x4x2 --orbit="+2 +2" --list > "$tmp/out" &&
    test "$(wc -l < "$tmp/out")" -eq 2
}

staple_pairs ()
{
  test "$(lgt-loops --dims=3 --class=staple_pairs --list | wc -l)" -eq 18
}

plan ()
{
  writes --dims=2 --class=plaquette --plan << END
1 loop: 2 matrix multiplications a site instead of 2, then 1 trace of a product
at most 2 products are kept at a time

V0(x) = U0(x) U1(x+0)    +0 +1
V1(x) = V0(x) U0(x+1)^+    +0 +1 -0
tr +0 +1 -0 -1 = tr V1(x) U1(x)^+
END
}

# Products are as many as the first line says, and each uses earlier ones.
plan_table ()
{
  lgt-loops --class=plaquette,rectangle,chair,crown --plan > "$tmp/text" &&
    lgt-loops --class=plaquette,rectangle,chair,crown --plan --format=tsv \
      > "$tmp/out" &&
    said=$(sed -n '1s/.*loops: \([0-9]*\) matrix.*/\1/p' "$tmp/text") &&
    test "$said" -lt 100 && grep -q 'instead of 316' "$tmp/text" &&
    test "$(grep -c '^V' "$tmp/out")" -eq "$said" &&
    test "$(grep -c '^tr' "$tmp/out")" -eq 82 &&
    awk -F '\t' '/^V/ { n = substr ($1, 2) + 0
           for (i = 2; i <= 3; i++)
             if ($i ~ /^V/ && substr ($i, 2) + 0 >= n) bad = 1 }
         END { exit bad }' "$tmp/out" &&
    lgt-loops --class=plaquette --plan=based | head -n 1 |
      grep -q '^6 loops: 18 matrix multiplications a site instead of 18$'
}

# Bad usage: status 2, one line that has PATTERN.
refuses ()
{
  pattern=$1
  shift
  (cd "$tmp" && status 2 lgt-loops "$@" && one_line lgt-loops &&
     grep -q -e "$pattern" err)
}

lost_output ()
{
  status=0
  lgt-loops "$@" > /dev/full 2> "$tmp/err" || status=$?
  test $status -eq 1 && test "$(wc -l < "$tmp/err")" -eq 1
}

examples ()
{
  sed -n '/^.SH EXAMPLES/,$s/\\-/-/gp' "$top_srcdir/doc/man/lgt-loops.1" |
    grep '^lgt-loops' > "$tmp/commands"
  test "$(wc -l < "$tmp/commands")" -eq 5 && sh -e "$tmp/commands" \
    > "$tmp/out" && grep -q '^other: ' "$tmp/out"
}

check "two dimensions" two_dimensions
check "a crown, drawn" crown
check "counts of classes" counts
check "lists" lists
check "a class by one of its loops" orbit
check "length 8 in four dimensions" length_eight
check "lines" lines
check "pairs of staples" staple_pairs
check "a plan" plan
check "a plan as a table" plan_table
check "no configuration" lgt-loops
check "examples of the manual page" examples
check "an open path" refuses 'leads to (0, 1, 0, 0)' --orbit="+0 +1 -0"
check "a path that closes elsewhere" refuses 'leads to (3, 0)' \
  --shape=4x4 --orbit="+0 +0 +0"
check "no such direction" refuses 'no direction 2' --dims=2 --orbit="+2 -2"
check "no path" refuses 'empty path' --orbit=
check "too many dimensions" refuses 'dims must be from 1 to 6' --dims=7
check "an odd length" refuses '6 or 8' --max-length=7
check "a length that is too large" refuses 'max-length must' --max-length=12
check "an unknown class" refuses 'staple_pairs' --class=chairs
check "a rectangle without area" refuses '0 x 2' --class=0x2
check "lines without a lattice" refuses 'extents' --class=line
check "lines that are too long" refuses '999' --shape=999x4 --class=line
check "two answers" refuses 'exclude' --list --plan
check "two questions" refuses 'max-length' --max-length=4 --class=crown
check "two dimensions at once" refuses '2 dimensions' --dims=3 --shape=4x4
check "a plan of nothing" refuses 'no such loops' --dims=2 --class=chair --plan
check "an unknown kind of plan" refuses 'plan' --plan=quick
check "an unknown format" refuses 'format' --format=svg
check "an unknown option" refuses 'no-such' --no-such-option
check "an operand" refuses '' operand
if test -w /dev/full; then
  check "a full disk, classes" lost_output
  check "a full disk, list" lost_output --list --format=tsv
  check "a full disk, plan" lost_output --plan
else
  skip "a full disk" "no /dev/full"
fi
finish
