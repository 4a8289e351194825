#!/bin/sh
# What the archives define and what they ask of each other.
set -u
. "$top_srcdir/tests/tap.sh"

# Names that ARCHIVE shows to the linker; one that asks for them.
defined ()
{
  $NM -g --defined-only "$1" 2> /dev/null |
    awk 'NF == 3 && $2 ~ /^[A-TV-Z]$/ { sub (/^_/, "", $3); print $3 }' |
    sort -u
}

undefined ()
{
  $NM -u "$1" 2> /dev/null |
    awk 'NF == 2 { sub (/^_/, "", $2); print $2 }' | sort -u
}

# Put into a stranger's program, we must not clash with its names.
prefixed ()
{
  test -f "$1" || { echo "no $1"; return 1; }
  # What the address sanitizer adds is not ours, nor are the calls that the
  # thread sanitizer has the compiler make, which the checking emulator of CUDA
  # answers.
  defined "$1" | awk '!/^lgt_/ && !/^_odr_asan/ && !/^_tsan_/ { print "defines " $0; bad = 1 }
                      END { exit bad }'
}

# LIBRARY and all libraries that its .pc file requires, directly or not.
required ()
{
  echo "$1"
  for r in $(sed -n 's/^Requires: *//p' "$top_builddir/lib/$1/lgt-$1.pc"); do
    required "${r#lgt-}"
  done
}

# Every lgt_ name is defined in the archive itself or in one that its .pc
# file requires: arrows point down only, and strangers can link.
self_contained ()
{
  for library in $(required "$1" | sort -u); do
    test -f "$top_builddir/liblgt-$library.a" &&
      defined "$top_builddir/liblgt-$library.a"
  done | sort -u > "$tmp/have"
  undefined "$top_builddir/liblgt-$1.a" | grep '^lgt_' > "$tmp/want"
  comm -13 "$tmp/have" "$tmp/want" > "$tmp/lack"
  sed 's/^/refers to /' "$tmp/lack"
  test ! -s "$tmp/lack"
}

for archive in "$top_builddir"/liblgt-*.a; do
  name=$(basename "$archive" .a)
  check "$name defines only lgt_ names" prefixed "$archive"
  check "$name finds all it calls" self_contained "${name#liblgt-}"
done

# The check itself must be able to fail.
echo 'int stranger; int lgt_fine;' > "$tmp/bad.c"
$CC -c "$tmp/bad.c" -o "$tmp/bad.o" && ar cr "$tmp/liblgt-bad.a" "$tmp/bad.o"
! prefixed "$tmp/liblgt-bad.a" > /dev/null
check "a name without the prefix is found" test $? -eq 0
finish
