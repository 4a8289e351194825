/* LIME records.  */

#include "lime.h"

#include <stdarg.h>
#include <string.h>

#include "field.h"
#include "octets.h"

#define MAGIC 0x456789abu

/* Bytes after BYTES of data up to a multiple of 8.  */
static int64_t
fill (int64_t bytes)
{
  return (8 - bytes % 8) % 8;
}

int
lgt_lime_is_ (const unsigned char *first)
{
  return load_big32 (first) == MAGIC;
}

enum lgt_status
lgt_lime_fail_ (const char *name, const struct lime_record *record,
                struct lgt_error *error, const char *format, ...)
{
  char words[160];
  va_list arguments;

  va_start (arguments, format);
  vsnprintf (words, sizeof words, format, arguments);
  va_end (arguments);
  return lgt_fail (error, LGT_EDATA, "%s: record %d at byte %lld%s%s%s: %s",
                   name, record->number, (long long) record->at,
                   record->type[0] ? " (" : "", record->type,
                   record->type[0] ? ")" : "", words);
}

/* The type, if it is a word that can be printed.  */
static int
take_type (const unsigned char *from, char to[LIME_TYPE])
{
  for (int i = 0; i < LIME_TYPE; i++)
    {
      to[i] = (char) from[i];
      if (!from[i])
        return i > 0;
      if (from[i] <= ' ' || from[i] > '~')
        break;
    }
  to[0] = 0;
  return 0;
}

enum lgt_status
lgt_lime_next_ (FILE *stream, const char *name, int64_t length,
                struct lime_record *record, int *end, struct lgt_error *error)
{
  const int first = record->number == 0 || (record->flags & LIME_ENDS);
  unsigned char head[LIME_HEAD];
  uint64_t bytes;
  int version;
  enum lgt_status status;

  *end = 0;
  if (record->number > 0)
    record->at = record->data + record->bytes + fill (record->bytes);
  if (record->number > 0 && record->at == length)
    {
      if (!first)
        return lgt_lime_fail_ (name, record, error, "the file ends here "
                               "within a message: cut short");
      *end = 1;
      return LGT_OK;
    }
  record->number++;
  record->type[0] = 0;
  if (length - record->at < LIME_HEAD)
    return lgt_lime_fail_ (name, record, error, "%lld bytes left, a record "
                           "has at least %d: cut short",
                           (long long) (length - record->at), LIME_HEAD);
  status = lgt_field_bytes_ (stream, name, record->at, head, sizeof head,
                             error);
  if (status != LGT_OK)
    return status;
  if (!lgt_lime_is_ (head))
    return lgt_lime_fail_ (name, record, error, "begins with %08lx, should be "
                           "%08lx", (unsigned long) load_big32 (head),
                           (unsigned long) MAGIC);
  version = head[4] << 8 | head[5];
  if (version != 1)
    return lgt_lime_fail_ (name, record, error, "LIME version %d, should be "
                           "1", version);
  if (!take_type (head + 16, record->type))
    return lgt_lime_fail_ (name, record, error, "the type is no word of 1 to "
                           "127 letters");
  record->flags = head[6] << 8 | head[7];
  if (first != ((record->flags & LIME_BEGINS) != 0))
    return lgt_lime_fail_ (name, record, error, first
                           ? "begins no message, and none is open"
                           : "begins a message within another");
  bytes = load_big64 (head + 8);
  record->data = record->at + LIME_HEAD;
  if (bytes > (uint64_t) (length - record->data)
      || fill ((int64_t) bytes) > length - record->data - (int64_t) bytes)
    return lgt_lime_fail_ (name, record, error, "claims %llu bytes, the file "
                           "has %lld more: cut short",
                           (unsigned long long) bytes,
                           (long long) (length - record->data));
  record->bytes = (int64_t) bytes;
  return LGT_OK;
}

enum lgt_status
lgt_lime_text_ (FILE *stream, const char *name,
                const struct lime_record *record, char *text, int64_t size,
                struct lgt_error *error)
{
  size_t count = (size_t) record->bytes;
  enum lgt_status status;

  if (record->bytes >= size)
    return lgt_lime_fail_ (name, record, error, "%lld bytes of text, at most "
                           "%lld are read", (long long) record->bytes,
                           (long long) size - 1);
  status = lgt_field_bytes_ (stream, name, record->data, text, count, error);
  if (status != LGT_OK)
    return status;
  while (count > 0 && !text[count - 1])
    count--;
  text[count] = 0;
  if (strlen (text) != count)
    return lgt_lime_fail_ (name, record, error, "a zero byte within the "
                           "text");
  return LGT_OK;
}

enum lgt_status
lgt_lime_put_head_ (FILE *stream, const char *name, const char *type,
                    int flags, int64_t bytes, struct lgt_error *error)
{
  unsigned char head[LIME_HEAD] = { 0 };

  store_big32 (head, MAGIC);
  head[5] = 1;
  head[6] = (unsigned char) (flags >> 8);
  store_big64 (head + 8, (uint64_t) bytes);
  memcpy (head + 16, type, strlen (type));
  return lgt_field_put_ (stream, name, head, sizeof head, error);
}

enum lgt_status
lgt_lime_put_fill_ (FILE *stream, const char *name, int64_t bytes,
                    struct lgt_error *error)
{
  return lgt_field_put_ (stream, name, "\0\0\0\0\0\0\0",
                         (size_t) fill (bytes), error);
}
