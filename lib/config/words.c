/* Lists of words in messages, and the word that was meant.  */

#include "node.h"

#include <string.h>

int
lgt_config_word (const char *words, const char *word)
{
  size_t length = strlen (word);
  int index = 0;

  if (!words || length == 0 || strchr (word, ' '))
    return -1;
  while (*words)
    {
      size_t span = strcspn (words, " ");

      if (span == length && memcmp (words, word, length) == 0)
        return index;
      words += span;
      words += strspn (words, " ");
      index++;
    }
  return -1;
}

void
lgt_config_list_words (const char *words, char *list, size_t size)
{
  size_t used = 0;

  list[0] = '\0';
  for (bool first = true; *words && used < size; first = false)
    {
      size_t span = strcspn (words, " ");
      const char *rest = words + span + strspn (words + span, " ");
      int length = snprintf (list + used, size - used, "%s%.*s",
                             first ? "" : *rest ? ", " : " or ", (int) span,
                             words);

      if (length < 0)
        break;
      used += (size_t) length;
      words = rest;
    }
  if (used >= size && size > 4)
    strcpy (list + size - 4, "...");
}

/* Insertions, deletions and exchanges that lead from A to B.  */
static int
edit_distance (const char *a, const char *b)
{
  enum { LONGEST = 40 };
  int row[LONGEST + 1], n = (int) strlen (b);

  if (strlen (a) > LONGEST || n > LONGEST)
    return LONGEST;
  for (int j = 0; j <= n; j++)
    row[j] = j;
  for (int i = 0; a[i]; i++)
    {
      int diagonal = row[0];

      row[0] = i + 1;
      for (int j = 0; j < n; j++)
        {
          int best = diagonal + (a[i] != b[j]);

          if (row[j] + 1 < best)
            best = row[j] + 1;
          if (row[j + 1] + 1 < best)
            best = row[j + 1] + 1;
          diagonal = row[j + 1];
          row[j + 1] = best;
        }
    }
  return row[n];
}

const char *
lgt_config_nearest (const char *word, const char *const *candidates,
                    int count)
{
  const char *nearest = NULL;
  int best = (int) strlen (word) / 3 + 1;

  for (int i = 0; i < count; i++)
    {
      int distance = edit_distance (word, candidates[i]);

      if (distance <= best && (!nearest || distance < best))
        {
          best = distance;
          nearest = candidates[i];
        }
    }
  /* One letter is near to any other; that would be no help.  */
  return nearest && best < (int) strlen (word) ? nearest : NULL;
}
