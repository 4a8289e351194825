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

# A layer and a kernel from outside.  Its Makefile says pkg-config.
mkdir "$tmp/bin"
printf '#!/bin/sh\nexec %s "$@"\n' "$PKG_CONFIG" > "$tmp/bin/pkg-config"
chmod +x "$tmp/bin/pkg-config"
cp -R "$top_srcdir/examples/my-layer" "$tmp/my-layer"
chmod -R u+w "$tmp/my-layer"
cd "$tmp/my-layer"
# Not with what make passed down for our own build.
env -u MAKEFLAGS -u MFLAGS PATH="$tmp/bin:$PATH" ${MAKE:-make} CC="$CC" \
  > out 2>&1 || fail "my-layer: $(cat out)"

# loss FOLDER: in the first and in the last row.
loss ()
{
  awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "loss") at = i }
               NR == 2 { first = $at } END { print first, $at }' \
    "$1/train.tsv"
}

# By the path gradient too: it goes through the inverse.
for estimator in reparametrization path_gradient; do
  ./my-layer flow.yaml -q --seed=3 --output=$estimator \
    --set train.estimator=$estimator > out 2>&1 || fail "my-layer: $(cat out)"
  set -- $(loss $estimator)
  awk "BEGIN { exit !($2 < $1 - 5) }" ||
    fail "my-layer, $estimator: the loss went from $1 to $2"
done

# A wrong determinant would shift the mean: the layer alone, where proposals
# are good enough for weights; 5 standard deviations.
./my-layer flow.yaml -q --seed=3 --output=alone --set 'lattice.shape=[4, 4]' \
  --set 'action=[{wilson: {beta: 0.5}}]' \
  --set 'flow=[{sweep: {mask: {steps: {along: 2, across: 1}, width: 4},
                        layer: moebius}}]' > out 2>&1 ||
  fail "my-layer alone: $(cat out)"
./my-layer sample alone -q -n 8192 --format=tsv > out 2> err ||
  fail "my-layer sample: $(cat err)"
awk -F '\t' '$1 == "plaquette_reweighted" {
               found = 1; off = ($2 - $4) / $3; if (off < 0) off = -off }
             END { exit !(found && off < 5) }' out ||
  fail "my-layer: the plaquette is not the exact one: $(cat out)"

# Two active links in a plaquette are refused.
! ./my-layer flow.yaml -q --output=bad \
    --set 'flow.0.sweep.mask={steps: [1, 1], width: 1}' > out 2>&1 ||
  fail "my-layer: took a mask that is none"
grep -q 'two active links' out || fail "my-layer: $(cat out)"
