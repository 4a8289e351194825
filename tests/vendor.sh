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

# A program elsewhere that has nothing of ours but that folder.
stranger ()
{
  mkdir "$tmp/elsewhere" && cp "$top_srcdir/tests/stranger.c" \
    "$tmp/elsewhere" && cd "$tmp/elsewhere" &&
    $CC -std=c11 -pedantic -Wall -Wextra -Werror -I../loops -o stranger \
      stranger.c ../loops/library.so -Wl,-rpath,"$tmp/loops" -lm &&
    ./stranger > out && cat out && grep -q '^9 loops, ' out
}
(stranger) > "$tmp/build.log" 2>&1
status=$?
check "a stranger's program uses lib/loops" \
  sh -c "cat '$tmp/build.log'; exit $status"

# The example for lib/sun, likewise.
matrices ()
{
  cp "$top_srcdir/examples/sun.c" "$tmp/elsewhere" && cd "$tmp/elsewhere" &&
    $CC -std=c11 -pedantic -Wall -Wextra -Werror -I../sun -o matrices sun.c \
      ../sun/library.so -Wl,-rpath,"$tmp/sun" -lm && ./matrices
}
(matrices) > "$tmp/build.log" 2>&1
status=$?
check "examples/sun.c needs lib/sun alone" \
  sh -c "cat '$tmp/build.log'; exit $status"

refuses ()
{
  ! sh "$top_srcdir/lib/vendor.sh" "$1" "$2"
}
check "an existing folder is left alone" refuses lattice "$tmp/lattice"
check "a library that cannot stand alone is refused" refuses flow "$tmp/flow"
check "and writes nothing" test ! -e "$tmp/flow"
finish
