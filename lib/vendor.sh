#!/bin/sh
# vendor.sh LIBRARY FOLDER: write to FOLDER all that a program needs which
# takes LIBRARY into its own sources: .c and .h files and the licence.
#
#     cc -std=c11 -IFOLDER -c FOLDER/*.c
set -eu
fail () { echo "vendor: $*" >&2; exit 1; }

test $# -eq 2 || fail "usage: vendor.sh LIBRARY FOLDER"
source=$(dirname "$0")
case $1 in
  lattice) libraries="lattice" ;;
  loops)   libraries="lattice loops" ;;
  sun)     libraries="sun" ;;
  fields)  libraries="lattice sun fields" ;;
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
