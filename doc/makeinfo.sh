#!/bin/sh
# makeinfo; where it is not installed, a note in place of the manual, so that
# lgt can be built, and packed, without Texinfo.  The note is older than any
# source: make tries again, and finds makeinfo when it is there.
#
# usage: makeinfo.sh [OPTION]... -o FILE SOURCE
if ${LGT_MAKEINFO-makeinfo} --version > /dev/null 2>&1; then
  exec ${LGT_MAKEINFO-makeinfo} "$@"
fi
file=
previous=
for word; do
  test "$previous" != -o || file=$word
  previous=$word
  case $word in
    --html | --pdf | --docbook | --xml)
      echo "makeinfo is not installed (the package texinfo has it)" >&2
      exit 1
      ;;
  esac
done
test -n "$file" || { echo "makeinfo.sh: no -o FILE" >&2; exit 1; }
cat > "$file" <<'END'
This is lgt.info, without its text: makeinfo was not installed when lgt was
built.  Install the package texinfo and run make again, or read doc/*.texi.

INFO-DIR-SECTION Science
START-INFO-DIR-ENTRY
* lgt: (lgt).           Lattice gauge theory with normalizing flows.
END-INFO-DIR-ENTRY


File: lgt.info,  Node: Top,  Up: (dir)

makeinfo was not installed when lgt was built.
END
touch -t 200001010000 "$file"
echo "doc/makeinfo.sh: makeinfo (package texinfo) is missing: no manual" >&2
