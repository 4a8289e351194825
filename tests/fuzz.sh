#!/bin/sh
# Damaged files by the ten thousand: nothing crashes, hangs or believes them.
# With clang's libFuzzer and sanitizers too, where there is one.
set -u
. "$top_srcdir/tests/tap.sh"

seconds=${LGT_FUZZ_SECONDS-30}
clang=${CLANG-clang}

# The libraries under test, compiled once more.
library ()
{
  ls "$top_srcdir"/lib/fields/*.c "$top_srcdir"/lib/sun/*.c \
    "$top_srcdir"/lib/lattice/*.c
}

compile ()
{
  $clang -g -O1 -fsanitize=fuzzer,address,undefined \
    -fno-sanitize-recover=undefined -I"$top_srcdir/include" -o "$tmp/$1" \
    "$top_srcdir/tests/$1.c" "$top_srcdir/tests/fuzz_field.c" $(library) -lm
}

fuzz ()
{
  mkdir "$tmp/$1.corpus" &&
    "$top_builddir/tests/$1" -w "$tmp/$1.corpus" && cd "$tmp" &&
    "$tmp/$1" -max_total_time="$seconds" -max_len=16384 -timeout=10 \
      -rss_limit_mb=512 -malloc_limit_mb=64 -print_final_stats=1 \
      "$tmp/$1.corpus"
}

for target in fuzz_ildg fuzz_nersc; do
  check "$target: altered files" "$top_builddir/tests/$target" 100000
done
echo 'int LLVMFuzzerTestOneInput (void); int LLVMFuzzerTestOneInput (void)
      { return 0; }' > "$tmp/probe.c"
if $clang -fsanitize=fuzzer,address,undefined -o "$tmp/probe" "$tmp/probe.c" \
     2> /dev/null; then
  for target in fuzz_ildg fuzz_nersc; do
    check "$target: for libFuzzer" compile $target
    (fuzz $target) > "$tmp/log" 2>&1
    status=$?
    check "$target: $seconds seconds of libFuzzer" \
      sh -c "tail -n 40 '$tmp/log'; exit $status"
  done
else
  skip "libFuzzer" "no clang with -fsanitize=fuzzer"
fi
finish
