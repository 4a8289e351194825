# lgt-train --print-config=keys as chapters' text in Texinfo: keys and choices
# become tables, nested as the indentation is.

function quote (s) { gsub (/[@{}]/, "@&", s); return s }

function close_to (indent)
{
  while (top > 0 && level[top] > indent)
    {
      print "@end " kind[top]
      top--
    }
}

function open_at (indent, how)
{
  close_to (indent)
  if (top == 0 || level[top] < indent)
    {
      top++
      level[top] = indent
      kind[top] = how
      print "@" how " @code"
    }
}

NR == 1 || NF == 0 { next }

{
  indent = match ($0, /[^ ]/) - 1
  text = substr ($0, indent + 1)
}

# "at the top", "train", "flow: items are ...", "layer: { coupling: ... }: ..."
indent == 0 {
  close_to (-1)
  name = text
  rest = ""
  if (match (text, /^layer: { [a-z_0-9]*/))
    {
      name = substr (text, 10, RLENGTH - 9)
      rest = substr (text, index (text, "}: ") + 3)
    }
  else if (match (text, /^[a-z_]*: /))
    {
      name = substr (text, 1, RLENGTH - 2)
      rest = substr (text, RLENGTH + 1)
    }
  node = name == "at the top" ? "Keys at the top" : "Keys of " name
  print "\n@node " node "\n@section " \
        (name == "at the top" ? node : "Keys of @code{" name "}")
  if (rest != "")
    print quote (rest) "."
  help = -1
  next
}

# The line after a key, further in, is its help.
indent == help { print quote (text) "."; help = -1; next }

match (text, /^[a-z_0-9]+: /) {
  open_at (indent, "vtable")
  print "@item " substr (text, 1, RLENGTH - 2)
  print quote (substr (text, RLENGTH + 1)) "@*"
  help = indent + 4
  next
}

match (text, /^[a-z_0-9]+(  |$)/) {
  open_at (indent, "table")
  split (text, word, "  ")
  print "@item " word[1]
  rest = substr (text, length (word[1]) + 3)
  if (rest != "")
    print quote (rest)
  next
}

{ print quote (text) }

END { close_to (-1) }
