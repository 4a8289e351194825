#!/bin/sh
# Every command of the manual that is marked "@c run" does what it says, chapter
# by chapter in a folder of its own (minutes).
set -u
. "$top_srcdir/tests/tap.sh"

for chapter in "$top_srcdir"/doc/*.texi; do
  name=$(basename "$chapter" .texi)
  test "$name" != version || continue
  # Commands of ours must carry a mark, which says whether they are run.
  check "$name: no command without a mark" awk '
    /^@c / { marked = 1; next }
    /^@example/ { inside = 1; next }
    /^@end example/ { inside = marked = 0; next }
    inside && !marked && /^(lgt-[a-z-]*|\.\/quickstart|make|cc) [^|]/ {
      print FILENAME ":" FNR ": " $0; bad = 1 }
    /^$/ && !inside { next }
    END { exit bad }' "$chapter"
  awk -f "$top_srcdir/tests/manual_blocks.awk" "$chapter" > "$tmp/commands"
  test -s "$tmp/commands" || continue
  mkdir "$tmp/$name"
  cp -R "$top_srcdir/examples" "$tmp/$name"
  chmod -R u+w "$tmp/$name"
  check "$name: its commands run" eval '
    (cd "$tmp/$name" && sh -e "$tmp/commands") ||
      { echo "after $(cat "$tmp/$name/place")"; false; }'
done
finish
