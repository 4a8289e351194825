#!/bin/sh
# The worked example of doc/adding.texi, word by word, in a copy of the
# sources: a new operation with its kernels passes the tests (minutes).
set -u
. "$top_srcdir/tests/tap.sh"

mkdir "$tmp/copy"
(cd "$top_srcdir" && tar cf - AUTHORS COPYING ChangeLog Makefile.am NEWS \
   README bootstrap configure.ac completions cpu doc examples gpu include \
   lib m4 quickstart tests tools) | (cd "$tmp/copy" && tar xf -)
chmod -R u+w "$tmp/copy"
cd "$tmp/copy" || exit 99
command -v autoreconf > /dev/null || skip_all "no autoconf"
# The makefiles must see the new sources.
awk -v prefix='op ' -f tests/manual_blocks.awk doc/adding.texi |
  sed 's|^mkdir -p build-emulate;|./bootstrap; &|' > commands
check "the example's commands, and the tests" \
  env -u MAKEFLAGS -u MFLAGS sh -e commands
check "the new operation is among what was tested" \
  grep -q lgt_op_square build-emulate/liblgt-tensor.a
finish
