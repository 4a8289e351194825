# The examples of a chapter of the manual that follow a line "@c MARK", as one
# shell script, in order:
#
#   @c run          commands
#   @c file NAME    the contents of the file NAME
#   @c fail N       commands that must end with status N each
#   @c show: why    not run
#
# With -v prefix='op ' only marks that begin with it count, "@c op run".

function plain (s)
{
  gsub (/@\{/, "{", s)
  gsub (/@\}/, "}", s)
  gsub (/@@/, "@", s)
  return s
}

/^@c / {
  mark = substr ($0, 4)
  mark = index (mark, prefix) == 1 ? substr (mark, length (prefix) + 1) : ""
  next
}

/^@example/ {
  inside = 1
  split (mark, word, " ")
  if (word[1] == "file")
    {
      print "mkdir -p \"$(dirname '" word[2] "')\""
      print "cat > '" word[2] "' <<'END OF FILE'"
    }
  next
}

/^@end example/ {
  if (inside && word[1] == "file")
    print "END OF FILE"
  inside = 0
  mark = ""
  delete word
  next
}

inside && word[1] == "run" {
  if (!continued)
    print "echo '" FILENAME ":" FNR "' > place"
  print plain ($0)
  continued = 1
  next
}
inside && word[1] == "file" { print plain ($0) }
inside && word[1] == "fail" {
  print "got=0"
  print plain ($0) " || got=$?"
  print "test $got -eq " word[2] " || exit 99"
}
!inside { continued = 0 }
