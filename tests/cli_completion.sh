#!/bin/sh
# Completion in bash: what every tool answers, and what a user gets.
set -u
. "$top_srcdir/tests/tap.sh"
cd "$tmp" || exit 99

# The options are those of --help.
same ()
{
  "$1" --help | grep -o -e '--[a-z][a-z0-9-]*' | sort -u > help
  "$1" --completion | cut -f 1 | tr -d = | sort -u > completion
  test -s help && diff help completion
}

found=0
for tool in "$top_builddir"/tools/lgt-*; do
  test -x "$tool" && test ! -d "$tool" || continue
  name=$(basename "$tool")
  case $name in
    *.*) continue ;;
  esac
  found=1
  check "$name --completion has the options of --help" same "$name"
done
test $found = 1 || skip_all "no tool has been built"

check "it must stand alone" \
  status 2 lgt-train --completion --output=run
check "a flag, an argument, one that may be left out, words" eval '
  lgt-train --completion > table &&
  grep -q -x -e "$(printf -- "--quiet\t\t")" table &&
  grep -q -x -e "$(printf -- "--output=\tDIR\t")" table &&
  grep -q -x -e "$(printf -- "--print-config\t\t")" table &&
  grep -q -e "^--print-config=.*expanded" table'

if ! command -v bash > /dev/null; then
  skip "bash" "no bash"
  finish
  exit
fi

# replies WORD...: what bash would offer for the last of them, on one line.
cat > replies.bash <<'END'
. "$top_srcdir/completions/lgt" || exit
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_lgt "$1"
echo "${COMPREPLY[*]}"
END
export top_srcdir
offers ()
{
  wanted=$1
  shift
  got=$(bash replies.bash "$@" 2> err)
  echo "offered: $got"
  cat err
  test "$got" = "$wanted" && test ! -s err
}

mkdir folder folder2
touch file
check "the beginning of an option" \
  offers '--set= --seed=' lgt-train --se
check "an option whose argument may be left out comes in both forms" \
  offers '--print-config --print-config=' lgt-train --pr
check "flags" offers '--quiet' lgt-train --qu
check "words after the equals sign, which is a word to bash" \
  offers 'text tsv' lgt-sample --format =
check "words that begin so" offers 'tsv' lgt-sample --format = ts
check "in one word, where COMP_WORDBREAKS has no equals sign" \
  offers '--format=text --format=tsv' lgt-sample --format=t
check "an argument in the next word" offers 'tsv' lgt-sample --format ts
check "a flag takes none from there: files come next" \
  offers '' lgt-train --quiet fi
check "folders" offers 'folder folder2' lgt-train --output = fo
check "backends" offers 'cpu-generic' lgt-train --backend = cpu-g
check "cases of lgt-bench" offers 'conv' lgt-bench con
check "no words for an unknown option" offers '' lgt-train --nothing = x
check "a tool that is not there" offers '' lgt-nothing --se

registered ()
{
  ln -s "$top_srcdir/completions/lgt" lgt-train
  bash -c '. ./lgt-train && complete -p' > out
  cat out
  test "$(cat out)" = "complete -o bashdefault -o default -F _lgt lgt-train"
}
check "installed under a tool's name it is for that tool" registered
all ()
{
  bash -c '. "$top_srcdir/completions/lgt" && complete -p' > out
  grep -q ' lgt-train$' out && grep -q ' lgt-bench$' out
}
check "in a checkout for all that are on the PATH" all
finish
