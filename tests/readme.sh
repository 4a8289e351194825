#!/bin/sh
# README tells the truth about what can be checked by a machine.
set -u
. "$top_srcdir/tests/tap.sh"
readme=$top_srcdir/README

example ()
{
  sed 's/^    //' "$readme" > "$tmp/readme"
  awk 'NR == FNR { want[++n] = $0; next }
       { line[++m] = $0 }
       END {
         for (i = 0; i + n <= m; i++)
           {
             for (k = 1; k <= n && line[i + k] == want[k]; k++)
               ;
             if (k > n)
               exit 0
           }
         print "README does not hold examples/first.c"
         exit 1
       }' "$top_srcdir/examples/first.c" "$tmp/readme"
}

runs ()
{
  $CC -I"$top_srcdir/include" -o "$tmp/first" \
    "$top_srcdir/examples/first.c" "$top_builddir/liblgt-lattice.a" &&
    "$tmp/first"
}

# Each archive has its row in the table, and each row its archive.
table ()
{
  sed -n 's/^    \(liblgt-[a-z]*\.a\) .*/\1/p' "$readme" | sort > "$tmp/rows"
  (cd "$top_srcdir/lib" && ls -d */lgt-*.pc.in |
     sed 's|.*/\(lgt-.*\)\.pc\.in|lib\1.a|') | sort > "$tmp/archives"
  diff "$tmp/rows" "$tmp/archives"
}

# The headers named for copying are those that make vendor takes.
headers ()
{
  sh "$top_srcdir/lib/vendor.sh" loops "$tmp/loops" &&
    sh "$top_srcdir/lib/vendor.sh" fields "$tmp/fields" &&
    (cd "$tmp" && ls loops/lgt fields/lgt | grep '\.h$' | sort -u) > "$tmp/taken"
  sed -n 's|.*include/lgt/\({*[a-z_,]*}*\)\.h.*|\1|p' "$readme" |
    tr -d '{}' | tr , '\n' | sed 's/$/.h/' | sort -u > "$tmp/named"
  diff "$tmp/named" "$tmp/taken"
}

packages ()
{
  sed -n '/^packages="/,/"$/p' "$top_srcdir/quickstart" |
    tr -d '"' | sed 's/packages=//' | tr ' ' '\n' | grep . |
    while read -r package; do
      # gcc brings it along when apt-get is used by hand
      test "$package" = libc6-dev ||
        grep -q -w -e "$package" "$readme" ||
        { echo "README does not name $package"; exit 1; }
    done
}

check "the program in README is examples/first.c" example
check "and it runs" runs
check "the table has every archive" table
check "the headers to copy are those of make vendor" headers
check "the packages are those of quickstart" packages
finish
