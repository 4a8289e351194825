#!/bin/sh
# Each public header stands alone, as strict C11 and as C++.
set -u
. "$top_srcdir/tests/tap.sh"

# The header comes first and twice: it needs nothing before it, and guards.
compile ()
{
  printf '#include <lgt/%s>\n#include <lgt/%s>\nint lgt_unused_;\n' \
    "$1" "$1" > "$tmp/use.$2"
  shift
  suffix=$1
  shift
  "$@" -Wall -Wextra -Werror -I"$top_srcdir/include" -fsyntax-only \
    "$tmp/use.$suffix"
}

no_configuration ()
{
  ! grep -E '(HAVE_[A-Z]|LGT_WITH_|[<"]config\.h)' "$1"
}

printf 'int main () { return 0; }\n' > "$tmp/probe.cc"
$CXX -fsyntax-only "$tmp/probe.cc" 2> /dev/null && cxx=yes || cxx=no

for path in "$top_srcdir"/include/lgt/*.h; do
  header=$(basename "$path")
  check "$header is C11" compile "$header" c $CC -std=c11 -pedantic
  if test $cxx = yes; then
    check "$header is C++" compile "$header" cc $CXX -std=c++17
  else
    skip "$header is C++" "no C++ compiler"
  fi
  check "$header does not depend on configure" no_configuration "$path"
done

# The checks themselves must be able to fail.
mkdir -p "$tmp/include/lgt"
(
  printf 'size_t lgt_needs_stddef (void);\n' > "$tmp/include/lgt/bad.h"
  top_srcdir=$tmp
  ! compile bad.h c $CC -std=c11 -pedantic > /dev/null 2>&1
)
check "a header that needs another first is refused" test $? -eq 0
finish
