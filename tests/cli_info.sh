#!/bin/sh
# lgt-info as a user sees it.
set -u
. "$top_srcdir/tests/tap.sh"

cd "$tmp" || exit 99

check "lgt-info" status 0 lgt-info
check "names version, compiler and libraries" \
  sh -c "grep -q '^lgt-info .*$VERSION' out && grep -q '^compiler: ' out &&
         grep -q '^libraries: ' out"

check "lgt-info --backends" status 0 lgt-info --backends
check "cpu-generic runs everywhere" grep -q '^cpu-generic: runs here$' out
check "cpu stands for a backend that runs here" sh -c '
  best=$(sed -n "s/^cpu stands for //p" out)
  test -n "$best" && grep -q "^$best: runs here\$" out'

# The same list as --version has, and the same judgement.
lgt-train --version | sed -n 's/^backends: //p' |
  sed 's/ (not on this machine)/-/g' | tr ' ' '\n' > known
while read -r name; do
  case $name in
    *-) check "${name%-} cannot run here, for a reason" \
          grep -q "^${name%-}: cannot run here: backend ${name%-}: ." out ;;
    *) check "$name runs here" grep -q "^$name: runs here\$" out ;;
  esac
  case $name in
    cuda*) check "$name says what it was compiled for" \
             grep -q '^  CUDA .*, compiled for compute capability [0-9]' out
  esac
done < known
check "as many backends as --version names" \
  test "$(grep -c '^cpu-[a-z0-9]*: \|^cuda[a-z-]*: ' out)" = \
       "$(grep -c . known)"

# What cannot run is refused, with a way out, and nothing else runs instead.
for name in $(sed -n 's/^\(cuda[a-z-]*\)-$/\1/p' known); do
  check "--backend=$name stops lgt-train" \
    status 1 lgt-train -q --backend="$name" --output=none
  check "and names --backend=cpu in one line" \
    sh -c 'test "$(grep -c . err)" = 1 && grep -q -e --backend=cpu err'
  check "and trains on no other" test ! -e none
done

check "an unknown option is refused" status 2 lgt-info --devices
check "a file that is not there" status 1 lgt-info file
check "is named in one line" one_line lgt-info
finish
