/* A flat array as a folder of arrays, and back.  */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

enum { NAME = 520 };

/* FOLDER/PART's name, cut if too long (which is then no good name).  */
static const char *
path_of (char name[NAME], const char *folder, const char *part)
{
  snprintf (name, NAME, "%s/%s", folder, part);
  return name;
}

enum lgt_status
lgt_record_set_parts (struct lgt_record *record, const char *folder,
                      enum lgt_record_type type, int parts,
                      const struct lgt_part *part, const void *flat,
                      struct lgt_error *error)
{
  struct lgt_record *scratch = lgt_record_new ();
  enum lgt_status status = LGT_OK;
  size_t size = lgt_record_size_ (type);
  char name[NAME];

  if (!scratch)
    return lgt_fail (error, LGT_ENOMEM, "%.150s: no memory", folder);
  for (int i = 0; i < parts && status == LGT_OK; i++)
    {
      path_of (name, folder, part[i].name);
      if (lgt_record_find (scratch, name) || part[i].offset < 0)
        status = lgt_fail (error, LGT_EINVAL, "%.150s: twice, or at a "
                           "negative place", name);
      else
        status = lgt_record_set_array (scratch, name, type, part[i].rank,
                                       part[i].extent,
                                       (const char *) flat
                                       + (size_t) part[i].offset * size,
                                       error);
    }
  if (status == LGT_OK)
    lgt_record_remove_folder_ (record, folder);
  for (int i = 0; i < scratch->entries && status == LGT_OK; i++)
    {
      status = lgt_record_adopt_ (record, &scratch->entry[i], error);
      if (status == LGT_OK)
        scratch->entry[i].data = NULL;
    }
  lgt_record_free (scratch);
  return status;
}

/* "[3, 8, 8]".  */
static const char *
print_shape (char text[100], int rank, const int64_t *extent)
{
  int length = snprintf (text, 100, "[");

  for (int r = 0; r < rank && length < 75; r++)
    length += snprintf (text + length, 100 - (size_t) length, "%s%lld",
                        r ? ", " : "", (long long) extent[r]);
  snprintf (text + length, 100 - (size_t) length, "]");
  return text;
}

/* Whether ENTRY, which may be NULL, is just like PART.  */
static enum lgt_status
fits (const struct lgt_entry *entry, const char *name,
      enum lgt_record_type type, const struct lgt_part *part,
      struct lgt_error *error)
{
  static const char *const names[] = { "float32", "float64", "int64" };
  char found[100], wanted[100];

  if (!entry || entry->type > LGT_RECORD_I64)
    return lgt_fail (error, LGT_EDATA, "no array \"%.200s\"", name);
  if (entry->rank != part->rank
      || memcmp (entry->extent, part->extent,
                 (size_t) part->rank * sizeof *part->extent) != 0)
    return lgt_fail (error, LGT_EDATA, "%.100s has shape %s, should have %s",
                     name, print_shape (found, entry->rank, entry->extent),
                     print_shape (wanted, part->rank, part->extent));
  if (entry->type != type)
    return lgt_fail (error, LGT_EDATA, "%.150s is %s, should be %s", name,
                     names[entry->type], names[type]);
  return LGT_OK;
}

enum lgt_status
lgt_record_get_parts (const struct lgt_record *record, const char *folder,
                      enum lgt_record_type type, int parts,
                      const struct lgt_part *part, void *flat,
                      struct lgt_error *error)
{
  size_t size = lgt_record_size_ (type);
  char name[NAME];

  if (type > LGT_RECORD_I64)
    return lgt_fail (error, LGT_EINVAL, "%.150s: not a type of arrays",
                     folder);
  for (int i = 0; i < parts; i++)
    {
      const struct lgt_entry *entry
        = lgt_record_find (record, path_of (name, folder, part[i].name));
      enum lgt_status status = fits (entry, name, type, &part[i], error);

      if (status != LGT_OK)
        return status;
    }
  for (int e = 0; e < record->entries; e++)
    {
      const char *rest = lgt_record_in_folder_ (&record->entry[e], folder);
      int i = 0;

      while (rest && i < parts && strcmp (rest, part[i].name) != 0)
        i++;
      if (rest && i == parts)
        return lgt_fail (error, LGT_EDATA, "%.200s belongs to no part of the "
                         "model", record->entry[e].name);
    }
  for (int i = 0; i < parts; i++)
    {
      const struct lgt_entry *entry
        = lgt_record_find (record, path_of (name, folder, part[i].name));

      memcpy ((char *) flat + (size_t) part[i].offset * size, entry->data,
              (size_t) entry->count * size);
    }
  return LGT_OK;
}
