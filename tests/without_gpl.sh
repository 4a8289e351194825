#!/bin/sh
# Without GSL and FFTW the rest builds and passes its tests.
set -u
. "$top_srcdir/tests/tap.sh"

source=$(cd "$top_srcdir" && pwd)
mkdir "$tmp/build"
cd "$tmp/build" || exit 99
unset LGT_TAP MAKEFLAGS MFLAGS MAKELEVEL
if test -f "$source/config.status"; then
  skip_all "the source folder is itself configured"
fi
check "configure" "$source/configure" --without-gsl --without-fftw \
  --enable-werror
check "make" make -j2
check "no GPL archive" test ! -e liblgt-exact.a -a ! -e liblgt-fft.a
check "make check" make check
check "configure refuses -ffast-math" sh -c \
  "! '$source/configure' CFLAGS='-O2 -ffast-math'"
finish
