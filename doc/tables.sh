#!/bin/sh
# tables.sh keys | options TOOL...: a file of the manual, on standard output,
# made from what the tools say of themselves.  The tools are on PATH.
set -eu
doc=$(dirname "$0")
what=$1
shift
echo "@c Made by doc/tables.sh (make manual-tables): change the tables in C."
case $what in
  keys)
    lgt-train --print-config=keys > keys.tmp
    trap 'rm -f keys.tmp body.tmp' EXIT
    ${AWK-awk} -f "$doc/keys.awk" keys.tmp > body.tmp
    echo "@menu"
    sed -n 's/^@node \(.*\)/* \1::/p' body.tmp
    echo "@end menu"
    cat body.tmp
    ;;
  options)
    echo "@menu"
    for tool; do
      echo "* Options of $tool::"
    done
    echo "@end menu"
    for tool; do
      printf '\n@node Options of %s\n@section Options of @command{%s}\n' \
        "$tool" "$tool"
      printf '@pindex %s\n@verbatim\n' "$tool"
      "$tool" --help
      echo "@end verbatim"
    done
    ;;
esac
