# Runs of lgt-mc, for cli_mc.sh: tables, and what is refused.

tsv ()
{
  lgt-mc -q --format=tsv "$@"
}

# COLUMN of the row QUANTITY in FILE.
cell ()
{
  awk -F '\t' -v q="$1" -v c="$2" '$1 == q { print $c }' "$3"
}

# Rows $2... of file $1 are at most 4 errors from the exact values.
exact ()
{
  file=$1
  shift
  for row in "$@"; do
    awk -F '\t' -v q="$row" '
      $1 == q { print; good = $3 > 0 && ($7 == "" || $8 * $8 <= 16) }
      END { exit !good }' "$file" || return 1
  done
}

# Status N, one line that has PATTERN, no folder.
refuses ()
{
  wanted=$1 pattern=$2
  shift 2
  rm -rf refused
  status "$wanted" lgt-mc -q --output=refused "$@" && one_line lgt-mc &&
    grep -q -e "$pattern" err && test ! -e refused
}
