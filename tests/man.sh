#!/bin/sh
# The manual page of each tool names the same options as its --help.
set -u
. "$top_srcdir/tests/tap.sh"

options ()
{
  grep -o -e '--[a-z][a-z0-9-]*' | sort -u
}

same_options ()
{
  page=$top_srcdir/doc/man/$1.1
  test -f "$page" || { echo "no doc/man/$1.1"; return 1; }
  "$1" --help > "$tmp/text" || return 1
  options < "$tmp/text" > "$tmp/help"
  sed 's/\\-/-/g' "$page" | options > "$tmp/man"
  test -s "$tmp/help" && diff "$tmp/help" "$tmp/man"
}

one_screen ()
{
  "$1" --help > "$tmp/text" &&
    awk 'length > 79 { print "long line: " $0; bad = 1 }
         END { if (NR > 60) { print NR " lines"; bad = 1 } exit bad }' \
      "$tmp/text"
}

# A real name=value for every version: what a bug report needs.
version ()
{
  "$1" --version > "$tmp/text" && grep -q "^$1 " "$tmp/text" &&
    grep -q "$VERSION" "$tmp/text"
}

# It is installed: a page in no list would stay here.
listed ()
{
  grep -q "man/$1\.1" "$top_srcdir/doc/local.mk"
}

found=0
for tool in "$top_builddir"/tools/lgt-*; do
  test -x "$tool" && test ! -d "$tool" || continue
  name=$(basename "$tool")
  case $name in
    *.*) continue ;;
  esac
  found=1
  check "$name: --help and manual page agree" same_options "$name"
  check "$name: the page is in doc/local.mk" listed "$name"
  check "$name: --help fits a screen" one_screen "$name"
  check "$name: --version" version "$name"
done
test $found = 1 || skip_all "no tool has been built"
finish
