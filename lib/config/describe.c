/* Tables of keys as text for the manual.  */

#include "node.h"

#include <string.h>

#define MAX_TABLES 128

/* Tables that were described already.  */
struct seen
{
  const void *table[MAX_TABLES];
  int count;
};

static bool
first_time (struct seen *seen, const void *table)
{
  for (int i = 0; i < seen->count; i++)
    if (seen->table[i] == table)
      return false;
  if (seen->count == MAX_TABLES)
    return false;
  seen->table[seen->count++] = table;
  return true;
}

static const char *
kind_name (enum lgt_key_kind kind)
{
  switch (kind)
    {
    case LGT_KEY_INT:
    case LGT_KEY_INT64:
      return "integer";
    case LGT_KEY_REAL:
      return "number";
    case LGT_KEY_BOOL:
      return "true or false";
    case LGT_KEY_TEXT:
      return "text";
    case LGT_KEY_NAME:
      return "word";
    case LGT_KEY_NAMES:
      return "list of words, or one";
    case LGT_KEY_INTS:
      return "list of integers, or one";
    case LGT_KEY_REALS:
      return "list of numbers, or one";
    case LGT_KEY_TABLE:
      return "mapping";
    case LGT_KEY_LIST:
      return "list of mappings";
    case LGT_KEY_NAMED:
      return "mappings by name";
    case LGT_KEY_CHOICE:
      return "one choice of";
    case LGT_KEY_CHOICES:
      return "list of choices of";
    case LGT_KEY_NODE:
      break;
    }
  return "value";
}

static void describe_keys (FILE *stream, const struct lgt_key *keys,
                           int indent, struct seen *seen);

static void
describe_choices (FILE *stream, const struct lgt_choice *choices, int indent,
                  struct seen *seen)
{
  if (!first_time (seen, choices))
    {
      fprintf (stream, "%*s(as above)\n", indent, "");
      return;
    }
  for (; choices->name; choices++)
    {
      fprintf (stream, "%*s%s", indent, "", choices->name);
      if (choices->help)
        fprintf (stream, "  %s", choices->help);
      fputc ('\n', stream);
      if (choices->keys)
        describe_keys (stream, choices->keys, indent + 4, seen);
    }
}

static void
describe_keys (FILE *stream, const struct lgt_key *keys, int indent,
               struct seen *seen)
{
  if (keys[0].name && !first_time (seen, keys))
    {
      fprintf (stream, "%*s(as above)\n", indent, "");
      return;
    }
  for (; keys->name; keys++)
    {
      char list[160];

      fprintf (stream, "%*s%s: %s", indent, "", keys->name,
               kind_name (keys->kind));
      if (keys->kind == LGT_KEY_NAME || keys->kind == LGT_KEY_NAMES)
        {
          lgt_config_list_words (keys->allowed, list, sizeof list);
          fprintf (stream, ", %s", list);
        }
      else if (keys->allowed)
        fprintf (stream, " in %s", keys->allowed);
      if (keys->words)
        {
          lgt_config_list_words (keys->words, list, sizeof list);
          fprintf (stream, ", or %s", list);
        }
      if (!keys->fallback)
        fputs ("; required", stream);
      else if (keys->fallback[0] == '\0')
        fputs ("; may be absent", stream);
      else
        fprintf (stream, "; default %s", keys->fallback);
      fputc ('\n', stream);
      if (keys->help)
        fprintf (stream, "%*s%s\n", indent + 4, "", keys->help);
      if (keys->table)
        describe_keys (stream, keys->table, indent + 4, seen);
      if (keys->choices)
        describe_choices (stream, keys->choices, indent + 4, seen);
    }
}

void
lgt_config_describe (FILE *stream, const struct lgt_key *keys, int indent)
{
  struct seen seen = { .count = 0 };

  describe_keys (stream, keys, indent, &seen);
}
