#!/bin/sh
# vendor.sh LIBRARY FOLDER: write to FOLDER all that a program needs which
# takes LIBRARY into its own sources: .c and .h files, the licence and a short
# README.
#
#     cc -std=c11 -IFOLDER -c FOLDER/*.c
set -eu
fail () { echo "vendor: $*" >&2; exit 1; }

test $# -eq 2 || fail "usage: vendor.sh LIBRARY FOLDER"
source=$(dirname "$0")
case $1 in
  lattice) libraries="lattice" example=first ;;
  loops)   libraries="lattice loops" example=loops ;;
  sun)     libraries="sun" example=sun ;;
  fields)  libraries="lattice sun fields" example=field ;;
  "") fail "which library? make vendor LIB=fields, lattice, loops or sun" ;;
  *)  fail "'$1' cannot stand alone; fields, lattice, loops and sun can" ;;
esac
test ! -e "$2" || fail "$2 exists already; remove it or choose another folder"

mkdir -p "$2/lgt"
for library in $libraries; do
  for file in "$source/$library"/*.[ch]; do
    test -f "$file" || continue
    test ! -e "$2/$(basename "$file")" || fail "two files $(basename "$file")"
    cp "$file" "$2"
  done
done
cp "$source/../COPYING" "$2"

# The public headers that these name, and those that they name in turn.
while
  wanted=$(sed -n 's/^ *# *include *<\(lgt\/[^>]*\)>.*/\1/p' \
             "$2"/*.[ch] "$2"/lgt/* 2> /dev/null | sort -u)
  new=
  for header in $wanted; do
    test -f "$2/$header" || new="$new $header"
  done
  test -n "$new"
do
  for header in $new; do
    cp "$source/../include/$header" "$2/lgt"
  done
done

files=$(ls "$2"/*.[ch] "$2"/lgt/*.h | wc -l)
lines=$(cat "$2"/*.[ch] "$2"/lgt/*.h | wc -l)
cat > "$2/README" <<END
lgt-$1: a part of lgt, a toolkit for lattice gauge theory, to be copied
into another program.  Made by  make vendor LIB=$1  in lgt's sources.

$files files, $lines lines of C11; packages needed: none; licence: COPYING.
What there is to call: lgt/*.h, which begin with the conventions.  All names
begin with lgt_.  Build, with this folder as FOLDER:

    cc -std=c11 -IFOLDER program.c FOLDER/*.c -lm

examples/$example.c among lgt's sources is such a program.
END
