#!/bin/sh
# The libraries that can be taken away alone: the folder that make vendor
# writes builds as strict C11 and calls nothing but the C library.
set -u
. "$top_srcdir/tests/tap.sh"

write ()
{
  sh "$top_srcdir/lib/vendor.sh" "$1" "$tmp/$1" &&
    ls "$tmp/$1"/*.c "$tmp/$1"/lgt/status.h "$tmp/$1"/COPYING
}

# A shared object without undefined names needs nothing from elsewhere.
build ()
{
  cd "$tmp/$1" &&
    $CC -std=c11 -pedantic -Wall -Wextra -Werror -fPIC -I. -shared \
      -Wl,--no-undefined -o library.so *.c -lm
}

for library in fields lattice loops sun; do
  check "lib/$library is written" write $library
  (build $library) > "$tmp/build.log" 2>&1
  status=$?
  check "lib/$library builds alone" \
    sh -c "cat '$tmp/build.log'; exit $status"
done

# The README's numbers, and its command: programs elsewhere that have nothing
# of ours but that folder.
tells ()
{
  files=$(find "$tmp/$1" -name '*.[ch]' | wc -l)
  lines=$(find "$tmp/$1" -name '*.[ch]' -exec cat {} + | wc -l)
  cat "$tmp/$1/README"
  test "$(wc -l < "$tmp/$1/README")" -eq 10 &&
    grep -q "^$files files, $lines lines of C11; packages needed: none" \
      "$tmp/$1/README" &&
    awk 'length > 79 { exit 1 }' "$tmp/$1/README"
}

# program LIBRARY EXAMPLE: build it as the README says.
mkdir "$tmp/elsewhere"
program ()
{
  grep -q -F "examples/$2.c" "$tmp/$1/README" &&
    cp "$top_srcdir/examples/$2.c" "$tmp/elsewhere" &&
    cd "$tmp/elsewhere" &&
    $CC -std=c11 -pedantic -Wall -Wextra -Werror -I../$1 -o $2 $2.c ../$1/*.c \
      -lm
}

for pair in fields:field lattice:first loops:loops sun:sun; do
  library=${pair%:*} example=${pair#*:}
  check "lib/$library has a README of ten lines, with numbers" tells $library
  (program $library $example) > "$tmp/build.log" 2>&1
  status=$?
  check "examples/$example.c needs lib/$library alone" \
    sh -c "cat '$tmp/build.log'; exit $status"
done
cd "$tmp/elsewhere" || exit 99

# says WORDS COMMAND...
says ()
{
  words=$1
  shift
  "$@" > out 2>&1 && cat out && grep -q -e "$words" out
}
check "lattice: counts active links" says '^16 of 128 links' ./first
check "loops: rectangles are sums of plaquettes" says '^9 loops, ' ./loops
check "sun: its checks hold" ./sun
# A cold configuration has the plaquette 1, in the header too.
cat > cold.c <<'END'
#include <lgt/fields.h>
int main (void)
{
  static double links[64 * 18];
  struct lgt_geom geom;
  struct lgt_error error;
  const int extent[] = { 2, 2, 2, 2 };

  for (int i = 0; i < 64; i++)
    for (int a = 0; a < 3; a++)
      links[18 * i + 8 * a] = 1;
  return lgt_geom_init (&geom, 4, extent, &error)
         || lgt_field_write (stdout, "out", LGT_FIELD_ILDG, &geom, 3, NULL,
                             links, &error);
}
END
check "fields: a file is written" eval '
  $CC -std=c11 -I../fields -o cold cold.c ../fields/*.c -lm &&
  ./cold > cold.ildg'
check "read again, and copied to another format" \
  says '^SU(3), 64 bits, plaquette 1\.0' ./field cold.ildg cold.nersc
check "which can be read" \
  says '^SU(3), 64 bits, plaquette 1\.0' ./field cold.nersc again.nersc
check "with the same bytes" cmp cold.nersc again.nersc

refuses ()
{
  ! sh "$top_srcdir/lib/vendor.sh" "$1" "$2"
}
check "an existing folder is left alone" refuses lattice "$tmp/lattice"
check "a library that cannot stand alone is refused" refuses flow "$tmp/flow"
check "and writes nothing" test ! -e "$tmp/flow"
finish
