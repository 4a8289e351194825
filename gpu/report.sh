#!/bin/sh
# What the compiler says of every kernel: make cuda-report.
#
#   report.sh NVCC ARCH FLAGS... -- FILE.cu...
#
# A table of tab-separated columns: file, kernel, registers, bytes of shared
# memory, of stack, of spill stores and loads, and how many of the
# multiprocessor's warps registers and shared memory leave room for with 128
# threads a block.
set -u
nvcc=$1
arch=$2
shift 2
flags=
while test "$1" != --; do
  flags="$flags $1"
  shift
done
shift

# Warps, registers and bytes of shared memory of a multiprocessor.
case $arch in
  75) limits="32 65536 65536" ;;
  80|87) limits="64 65536 167936" ;;
  86|88|89|120|121) limits="48 65536 102400" ;;
  *) limits="64 65536 233472" ;;
esac

printf 'file\tkernel\tregisters\tshared\tstack\tspill_stores\tspill_loads\twarps\tof\n'
for file; do
  # A command line of words: none of them has blanks but what eval takes.
  eval "$nvcc $flags -arch=sm_$arch -Xptxas -v -c -o /dev/null \"$file\"" 2>&1 |
    c++filt |
    awk -v file="$(basename "$file" .cu)" -v limits="$limits" '
      BEGIN { split (limits, most, " "); OFS = "\t" }
      /Compiling entry function/ {
        # (anonymous) names and argument lists say nothing here.
        name = $0
        sub (/.*entry function ./, "", name)
        sub (/. for .sm_.*/, "", name)
        sub (/^void /, "", name)
        gsub (/\(anonymous namespace\)::/, "", name)
        depth = 0; short = ""
        for (i = 1; i <= length (name); i++)
          {
            c = substr (name, i, 1)
            if (c == "(" && depth == 0 && substr (name, i, 5) != "(int)"\
                && substr (name, i, 6) != "(bool)")
              break
            if (c == "<") depth++
            if (c == ">") depth--
            short = short c
          }
        name = short
      }
      /bytes stack frame/ { stack = $1; stores = $5; loads = $9 }
      /Used [0-9]+ registers/ {
        registers = $0; sub (/.*Used /, "", registers)
        sub (/ .*/, "", registers)
        shared = 0
        if ($0 ~ /bytes smem/)
          { shared = $0; sub (/ bytes smem.*/, "", shared)
            sub (/.* /, "", shared) }
        # Registers are given out 8 a thread, blocks have four warps.
        each = int ((registers + 7) / 8) * 8 * 32
        warps = int (most[2] / each / 4) * 4
        if (shared > 0 && int (most[3] / (shared + 1024)) * 4 < warps)
          warps = int (most[3] / (shared + 1024)) * 4
        if (warps > most[1]) warps = most[1]
        print file, name, registers, shared, stack, stores, loads, warps,
              most[1]
      }'
done
