#!/bin/sh
# Kernels of CUDA for all architectures that nvcc knows, and all tests with
# the kernels on the host.
set -u
. "$top_srcdir/tests/tap.sh"

source=$(cd "$top_srcdir" && pwd)
unset LGT_TAP MAKEFLAGS MFLAGS MAKELEVEL
if test -f "$source/config.status"; then
  skip_all "the source folder is itself configured"
fi
CK_TIMEOUT_MULTIPLIER=10
export CK_TIMEOUT_MULTIPLIER

PATH=$PATH:/usr/local/cuda/bin
if command -v nvcc > /dev/null; then
  all=$(nvcc --list-gpu-code | sed -n 's/^sm_\([0-9]*\)$/\1/p' | sort -n |
        tr '\n' ',')
  mkdir "$tmp/cuda"
  cd "$tmp/cuda" || exit 99
  check "configure --with-cuda, all architectures" "$source/configure" -q \
    --with-cuda --with-cuda-arch="${all%,}" --enable-werror
  check "make, all architectures" make -j2
  check "make check without a device" make check
  rm -rf "$tmp/cuda"
else
  skip "kernels for all architectures" "there is no nvcc"
fi

mkdir "$tmp/emulate"
cd "$tmp/emulate" || exit 99
check "configure --with-cuda=emulate" "$source/configure" -q \
  --with-cuda=emulate --enable-werror
check "make, emulated" make -j2
for order in 0 1 7; do
  LGT_EMU_ORDER=$order
  export LGT_EMU_ORDER
  check "make check, threads in order $order" make check
done
finish
