/* Whether a checkpoint's weights are those of a model.  */

#include "checkpoint.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ROOM = 24 };       /* kept for "; and 12345 more" */

/* A sentence's items as far as there is room, and how many there are.  */
struct list
{
  char text[170];
  size_t used;
  int count, left_out;
};

#if defined __GNUC__
__attribute__ ((format (printf, 2, 3)))
#endif
static void
add (struct list *list, const char *format, ...)
{
  const size_t room = sizeof list->text - list->used;
  va_list arguments;
  int length;

  list->count++;
  va_start (arguments, format);
  length = vsnprintf (list->text + list->used, room, format, arguments);
  va_end (arguments);
  if (list->left_out == 0 && length >= 0 && (size_t) length + ROOM < room)
    {
      list->used += (size_t) length;
      return;
    }
  list->text[list->used] = '\0';
  list->left_out++;
}

/* "[3, 8, 8]".  */
static const char *
show (char text[64], int rank, const int64_t *extent)
{
  size_t used = 1;

  strcpy (text, "[");
  for (int r = 0; r < rank && used < 48; r++)
    used += (size_t) snprintf (text + used, 64 - used, "%s%lld",
                               r ? ", " : "", (long long) extent[r]);
  snprintf (text + used, 64 - used, "]");
  return text;
}

/* Whether NAME is a slice's.  */
static int
has (const struct lgt_slices *slices, const char *name)
{
  for (int i = 0; i < slices->count; i++)
    if (strcmp (slices->slice[i].name, name) == 0)
      return 1;
  return 0;
}

enum lgt_status
lgt_weights_fit (const struct lgt_slices *slices,
                 const struct lgt_record *record, const char *folder,
                 struct lgt_error *error)
{
  const size_t length = strlen (folder);
  struct list list = { .count = 0 };

  for (int i = 0; i < slices->count; i++)
    {
      const struct lgt_slice *slice = &slices->slice[i];
      char name[LGT_SLICE_NAME + 64], found[64], wanted[64];
      const struct lgt_entry *entry;

      snprintf (name, sizeof name, "%.60s/%s", folder, slice->name);
      entry = lgt_record_find (record, name);
      if (!entry)
        add (&list, "; %s is missing", slice->name);
      else if (entry->rank != slice->ndim
               || memcmp (entry->extent, slice->extent,
                          (size_t) slice->ndim * sizeof *slice->extent) != 0)
        add (&list, "; %s is %s, not %s", slice->name,
             show (found, entry->rank, entry->extent),
             show (wanted, slice->ndim, slice->extent));
    }
  for (int e = 0; e < record->entries; e++)
    if (strncmp (record->entry[e].name, folder, length) == 0
        && record->entry[e].name[length] == '/'
        && !has (slices, record->entry[e].name + length + 1))
      add (&list, "; %.80s is not of this flow",
           record->entry[e].name + length + 1);
  if (list.count == 0)
    return LGT_OK;
  if (list.left_out)
    snprintf (list.text + list.used, sizeof list.text - list.used,
              "; and %d more", list.left_out);
  return lgt_fail (error, LGT_EDATA, "%d weights do not fit: %s", list.count,
                   list.text + 2);
}
