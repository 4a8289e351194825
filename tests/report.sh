# Questions to a report of lgt-sample --format=tsv in ./report.tsv.

# reaches NAME OPERATOR LIMIT: the value of a row of the report.
reaches ()
{
  awk -F '\t' -v name="$1" -v op="$2" -v limit="$3" '
    $1 == name { seen = 1; print $1, $2
                 if (op == ">=" ? $2 >= limit : $2 <= limit) good = 1 }
    END { exit !(seen && good) }' report.tsv
}

# exact NAME: within 4 sigmas of the exact value.
exact ()
{
  awk -F '\t' -v name="$1" '
    $1 == name && $3 > 0 && $4 != "" {
      d = ($2 - $4) / $3; print $0, d; if (d * d <= 16) good = 1 }
    END { exit !good }' report.tsv
}
