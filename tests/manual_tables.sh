#!/bin/sh
# The chapters of the manual that are made from tables are up to date.
set -u
. "$top_srcdir/tests/tap.sh"
cd "$tmp" || exit 99

same ()
{
  chapter=$1
  shift
  sh "$top_srcdir/doc/tables.sh" "$@" > "$chapter" &&
    diff "$top_srcdir/doc/$chapter" "$chapter" ||
    { echo "make manual-tables writes it anew"; return 1; }
}

tools=$(cd "$top_srcdir/tools" && ls lgt-*.c | sed 's/\.c$//' | LC_ALL=C sort)
for tool in $tools; do
  command -v "$tool" > /dev/null || skip_all "not all tools are built"
done
check "doc/keys.texi" same keys.texi keys
check "doc/options.texi" same options.texi options $tools

# A chapter that is not included is read by nobody.
included ()
{
  for chapter in "$top_srcdir"/doc/*.texi; do
    name=$(basename "$chapter")
    case $name in
      lgt.texi | version.texi) continue ;;
    esac
    grep -q -x "@include $name" "$top_srcdir/doc/lgt.texi" ||
      { echo "$name is not in lgt.texi"; return 1; }
  done
}
check "every chapter is included" included

if makeinfo --version > /dev/null 2>&1; then
  printf '@set VERSION 0\n' > version.texi
  texinfo ()
  {
    makeinfo -I . -I "$top_srcdir/doc" --no-split --output=lgt.info \
      "$top_srcdir/doc/lgt.texi" 2>&1 | tee log
    test -s lgt.info && test ! -s log
  }
  check "makeinfo has nothing to say" texinfo
else
  skip "makeinfo has nothing to say" "no makeinfo"
fi

# Without it a build goes on, with a note that is older than any source.
fallback ()
{
  LGT_MAKEINFO=no-such-program sh "$top_srcdir/doc/makeinfo.sh" --no-split \
    -o note.info "$top_srcdir/doc/lgt.texi" &&
    grep -q 'makeinfo was not installed' note.info &&
    test -n "$(find "$top_srcdir/doc/lgt.texi" -newer note.info)" &&
    ! LGT_MAKEINFO=no-such-program sh "$top_srcdir/doc/makeinfo.sh" --html \
        -o note.html "$top_srcdir/doc/lgt.texi"
}
check "without makeinfo there is a note instead" fallback
finish
