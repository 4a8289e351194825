# What shell tests share.  A test starts with
#
#     set -u
#     . "$top_srcdir/tests/tap.sh"
#
# calls  check "what must hold" COMMAND...  for each thing that must hold (a
# command or function that succeeds), and ends with  finish.  $tmp is a folder
# of its own that goes away at the end.

# Tests change folders.
top_srcdir=$(cd "$top_srcdir" && pwd) || exit 99
test -z "${top_builddir-}" ||
  top_builddir=$(cd "$top_builddir" && pwd) || exit 99

tap_count=0
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# check NAME COMMAND...: "ok" if COMMAND succeeds; else "not ok" and what it
# printed.
check ()
{
  tap_name=$1
  shift
  tap_count=$((tap_count + 1))
  if "$@" > "$tmp/tap.log" 2>&1; then
    echo "ok $tap_count - $tap_name"
  else
    echo "not ok $tap_count - $tap_name"
    sed 's/^/# /' "$tmp/tap.log"
  fi
}

# skip NAME REASON: one test that cannot be run here.
skip ()
{
  tap_count=$((tap_count + 1))
  echo "ok $tap_count - $1 # SKIP $2"
}

# skip_all REASON: the whole script cannot be run here.
skip_all ()
{
  echo "1..0 # SKIP $1"
  exit 0
}

# status N COMMAND...: the command ends with that status; what it wrote is in
# out and err of the present folder.
status ()
{
  wanted=$1
  shift
  got=0
  "$@" > out 2> err || got=$?
  cat out err
  test "$got" -eq "$wanted" || { echo "status $got: $*"; return 1; }
}

# one_line TOOL: after status, nothing on standard output and one line of
# TOOL's complaint, perhaps followed by the hint to --help.
one_line ()
{
  test ! -s out && test "$(grep -vc 'Try ' err)" -eq 1 &&
    grep -q "^$1: " err
}

# The plan comes last, so that a script that dies early has none and fails.
finish ()
{
  echo "1..$tap_count"
}
