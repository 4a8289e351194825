#!/bin/sh
# Run by make installcheck: strangers' programs against what make install
# put in place, through pkg-config.  PKG_CONFIG, CC, libdir and the folder of
# the .pc files come from make.
set -eu
fail () { echo "installcheck: $*" >&2; exit 1; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
PKG_CONFIG_PATH=$pkgconfigdir${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export PKG_CONFIG_PATH
# With DESTDIR the .pc files speak of the place that files will be moved to.
PKG_CONFIG="$PKG_CONFIG --define-variable=libdir=$libdir \
  --define-variable=includedir=$includedir"

# The program in README, linked as README says.
$CC $CFLAGS -o "$tmp/first" "$top_srcdir/examples/first.c" \
  $($PKG_CONFIG --cflags --libs lgt-lattice)
"$tmp/first" > "$tmp/out"
grep -q '16 of 128 links' "$tmp/out" || fail "first: $(cat "$tmp/out")"

# The same for matrices.
$CC $CFLAGS -o "$tmp/sun" "$top_srcdir/examples/sun.c" \
  $($PKG_CONFIG --cflags --libs lgt-sun)
"$tmp/sun" > "$tmp/out" || fail "sun: $(cat "$tmp/out")"

# Every library with all that its .pc file names: no object of it may ask
# for more.
echo 'int main (void) { return 0; }' > "$tmp/all.c"
for pc in "$pkgconfigdir"/lgt-*.pc; do
  name=$(basename "$pc" .pc)
  $CC $CFLAGS -o "$tmp/all" "$tmp/all.c" -Wl,--whole-archive \
    $($PKG_CONFIG --cflags --libs "$name") -Wl,--no-whole-archive ||
    fail "$name.pc does not name all that $name needs"
done
