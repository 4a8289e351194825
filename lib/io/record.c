/* Records in memory: a dictionary.  */

#include "record.h"

#include <stdlib.h>
#include <string.h>

struct lgt_record *
lgt_record_new (void)
{
  return calloc (1, sizeof (struct lgt_record));
}

static void
entry_free (struct lgt_entry *entry)
{
  free (entry->name);
  free (entry->data);
}

void
lgt_record_free (struct lgt_record *record)
{
  if (!record)
    return;
  for (int i = 0; i < record->entries; i++)
    entry_free (&record->entry[i]);
  free (record->entry);
  free (record);
}

const struct lgt_entry *
lgt_record_find (const struct lgt_record *record, const char *name)
{
  for (int i = 0; i < record->entries; i++)
    if (strcmp (record->entry[i].name, name) == 0)
      return &record->entry[i];
  return NULL;
}

size_t
lgt_record_size_ (enum lgt_record_type type)
{
  switch (type)
    {
    case LGT_RECORD_F32:
      return 4;
    case LGT_RECORD_TEXT:
      return 1;
    default:
      return 8;
    }
}

/* Parts between '/' may not be empty, nor "." (HDF5's for the same group).  */
static int
name_is_good (const char *name)
{
  size_t length = strlen (name);

  if (length < 1 || length > 255)
    return 0;
  for (const char *part = name;; part++)
    {
      size_t n = strcspn (part, "/");

      if (n == 0 || (n == 1 && part[0] == '.'))
        return 0;
      part += n;
      if (*part == 0)
        return 1;
    }
}

/* The number of elements, or -1 if EXTENT is bad or that many bytes are not
   to be had.  */
static int64_t
count_of (int rank, const int64_t *extent, size_t size)
{
  int64_t count = 1;

  if (rank < 0 || rank > LGT_RECORD_MAX_RANK)
    return -1;
  for (int r = 0; r < rank; r++)
    if (extent[r] < 0
        || __builtin_mul_overflow (count, extent[r], &count)
        || count > (int64_t) (PTRDIFF_MAX / size))
      return -1;
  return count;
}

enum lgt_status
lgt_record_adopt_ (struct lgt_record *record, const struct lgt_entry *from,
                   struct lgt_error *error)
{
  struct lgt_entry entry = *from, *list;

  entry.name = strdup (from->name);
  if (!entry.name)
    return lgt_fail (error, LGT_ENOMEM, "%s: no memory", from->name);
  for (int i = 0; i < record->entries; i++)
    if (strcmp (record->entry[i].name, entry.name) == 0)
      {
        entry_free (&record->entry[i]);
        record->entry[i] = entry;
        return LGT_OK;
      }

  /* Room doubles at powers of two (and shrinks to that after removals).  */
  if ((record->entries & (record->entries - 1)) == 0)
    {
      size_t room = record->entries ? 2 * (size_t) record->entries : 1;

      list = realloc (record->entry, room * sizeof *list);
      if (!list)
        {
          free (entry.name);
          return lgt_fail (error, LGT_ENOMEM, "%s: no memory", from->name);
        }
      record->entry = list;
    }
  record->entry[record->entries++] = entry;
  return LGT_OK;
}

enum lgt_status
lgt_record_entry_ (struct lgt_entry *entry, const char *name,
                   enum lgt_record_type type, int rank,
                   const int64_t *extent, struct lgt_error *error)
{
  size_t size = lgt_record_size_ (type);

  memset (entry, 0, sizeof *entry);
  if (!name_is_good (name))
    return lgt_fail (error, LGT_EINVAL, "\"%.200s\" is no name; 1 to 255 "
                     "bytes, with something between every '/', would do",
                     name);
  entry->name = (char *) name;
  entry->type = type;
  entry->rank = rank;
  entry->count = count_of (rank, extent, size);
  if (entry->count < 0)
    return lgt_fail (error, LGT_EINVAL, "%.150s: bad shape; at most %d "
                     "extents of 0 or more would do", name,
                     LGT_RECORD_MAX_RANK);
  for (int r = 0; r < rank; r++)
    entry->extent[r] = extent[r];
  entry->data = calloc ((size_t) entry->count + 1, size);
  if (!entry->data)
    return lgt_fail (error, LGT_ENOMEM, "%.150s: no memory for %lld numbers",
                     name, (long long) entry->count);
  return LGT_OK;
}

static enum lgt_status
set (struct lgt_record *record, const char *name, enum lgt_record_type type,
     int rank, const int64_t *extent, const void *data,
     struct lgt_error *error)
{
  struct lgt_entry entry;
  enum lgt_status status = lgt_record_entry_ (&entry, name, type, rank,
                                              extent, error);

  if (status != LGT_OK)
    return status;
  if (entry.count > 0)
    memcpy (entry.data, data, (size_t) entry.count * lgt_record_size_ (type));
  if (type == LGT_RECORD_TEXT)  /* a string, not an array */
    entry.rank = 0;
  status = lgt_record_adopt_ (record, &entry, error);
  if (status != LGT_OK)
    free (entry.data);
  return status;
}

enum lgt_status
lgt_record_set_array (struct lgt_record *record, const char *name,
                      enum lgt_record_type type, int rank,
                      const int64_t *extent, const void *data,
                      struct lgt_error *error)
{
  if (type != LGT_RECORD_F32 && type != LGT_RECORD_F64
      && type != LGT_RECORD_I64)
    return lgt_fail (error, LGT_EINVAL, "%.150s: not a type of arrays", name);
  return set (record, name, type, rank, extent, data, error);
}

enum lgt_status
lgt_record_set_integer (struct lgt_record *record, const char *name,
                        int64_t value, struct lgt_error *error)
{
  return set (record, name, LGT_RECORD_INTEGER, 0, NULL, &value, error);
}

enum lgt_status
lgt_record_set_real (struct lgt_record *record, const char *name,
                     double value, struct lgt_error *error)
{
  return set (record, name, LGT_RECORD_REAL, 0, NULL, &value, error);
}

enum lgt_status
lgt_record_set_text (struct lgt_record *record, const char *name,
                     const char *text, struct lgt_error *error)
{
  int64_t length = (int64_t) strlen (text);

  return set (record, name, LGT_RECORD_TEXT, 1, &length, text, error);
}

static enum lgt_status
get (const struct lgt_record *record, const char *name,
     enum lgt_record_type type, const char *what, const void **data,
     struct lgt_error *error)
{
  const struct lgt_entry *entry = lgt_record_find (record, name);

  if (!entry)
    return lgt_fail (error, LGT_EDATA, "no %s \"%.150s\"", what, name);
  if (entry->type != type)
    return lgt_fail (error, LGT_EDATA, "\"%.150s\" should be %s %s", name,
                     type == LGT_RECORD_INTEGER ? "an" : "a", what);
  *data = entry->data;
  return LGT_OK;
}

enum lgt_status
lgt_record_get_integer (const struct lgt_record *record, const char *name,
                        int64_t *value, struct lgt_error *error)
{
  const void *data;
  enum lgt_status status = get (record, name, LGT_RECORD_INTEGER, "integer",
                                &data, error);

  if (status == LGT_OK)
    *value = *(const int64_t *) data;
  return status;
}

enum lgt_status
lgt_record_get_real (const struct lgt_record *record, const char *name,
                     double *value, struct lgt_error *error)
{
  const void *data;
  enum lgt_status status = get (record, name, LGT_RECORD_REAL, "real number",
                                &data, error);

  if (status == LGT_OK)
    *value = *(const double *) data;
  return status;
}

enum lgt_status
lgt_record_get_text (const struct lgt_record *record, const char *name,
                     const char **text, struct lgt_error *error)
{
  const void *data;
  enum lgt_status status = get (record, name, LGT_RECORD_TEXT, "text", &data,
                                error);

  if (status == LGT_OK)
    *text = data;
  return status;
}

void
lgt_record_remove_folder_ (struct lgt_record *record, const char *folder)
{
  int kept = 0;

  for (int i = 0; i < record->entries; i++)
    if (lgt_record_in_folder_ (&record->entry[i], folder))
      entry_free (&record->entry[i]);
    else
      record->entry[kept++] = record->entry[i];
  record->entries = kept;
}

const char *
lgt_record_in_folder_ (const struct lgt_entry *entry, const char *folder)
{
  size_t length = strlen (folder);

  return entry->type <= LGT_RECORD_I64
         && strncmp (entry->name, folder, length) == 0
         && entry->name[length] == '/' ? entry->name + length + 1 : NULL;
}

int
lgt_record_has_folder (const struct lgt_record *record, const char *folder)
{
  for (int i = 0; i < record->entries; i++)
    if (lgt_record_in_folder_ (&record->entry[i], folder))
      return 1;
  return 0;
}
