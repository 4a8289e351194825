/* ILDG: a configuration in LIME records.  */

#include "ildg.h"

#include <string.h>

#include "field.h"
#include "payload.h"

/* ---- reading ---- */

/* The records that matter, by their places in SEEN.  */
enum { FORMAT, LFN, DATA, CHECKSUM, KINDS };
static const char *const types[KINDS] = {
  "ildg-format", "ildg-data-lfn", "ildg-binary-data", "scidac-checksum"
};

static int
kind_of (const struct lime_record *record)
{
  int kind = 0;

  while (kind < KINDS && strcmp (record->type, types[kind]) != 0)
    kind++;
  return kind;
}

static enum lgt_status
take_text_record (FILE *stream, const char *name,
                  const struct lime_record *record, int kind,
                  struct lgt_field_header *h, struct lgt_error *error)
{
  char text[ILDG_TEXT];
  enum lgt_status status = lgt_lime_text_ (stream, name, record, text,
                                           sizeof text, error);

  if (status != LGT_OK)
    return status;
  if (kind == FORMAT)
    return lgt_ildg_take_format_ (name, record, text, h, error);
  if (kind == CHECKSUM)
    return lgt_ildg_take_checksum_ (name, record, text, h, error);
  if (!lgt_word_copy_ (h->label, sizeof h->label, text, strlen (text)))
    return lgt_lime_fail_ (name, record, error, "no line of less than %d "
                           "bytes", LGT_FIELD_TEXT);
  return LGT_OK;
}

enum lgt_status
lgt_ildg_read_header_ (FILE *stream, const char *name, int64_t length,
                       struct lgt_field_header *h, struct lgt_error *error)
{
  struct lime_record record, seen[KINDS];
  int end = 0;
  enum lgt_status status = LGT_OK;

  memset (&record, 0, sizeof record);
  memset (seen, 0, sizeof seen);
  while (status == LGT_OK && !end)
    {
      int kind;

      status = lgt_lime_next_ (stream, name, length, &record, &end, error);
      kind = kind_of (&record);
      if (status != LGT_OK || end || kind == KINDS)
        continue;
      if (seen[kind].number)
        return lgt_lime_fail_ (name, &record, error, "record %d has this type "
                               "already", seen[kind].number);
      seen[kind] = record;
      if (kind != DATA)
        status = take_text_record (stream, name, &record, kind, h, error);
    }
  if (status != LGT_OK)
    return status;
  for (int kind = FORMAT; kind <= DATA; kind += DATA - FORMAT)
    if (!seen[kind].number)
      return lgt_fail (error, LGT_EDATA, "%s: %d records, none is %s", name,
                       record.number, types[kind]);
  if (seen[DATA].bytes != h->bytes)
    return lgt_lime_fail_ (name, &seen[DATA], error, "%lld bytes, should be "
                           "%lld for SU(%d) on %dx%dx%dx%d with %d bits",
                           (long long) seen[DATA].bytes, (long long) h->bytes,
                           h->n, h->geom.extent[0], h->geom.extent[1],
                           h->geom.extent[2], h->geom.extent[3],
                           h->precision);
  h->offset = seen[DATA].data;
  return LGT_OK;
}

enum lgt_status
lgt_ildg_read_ (FILE *stream, const char *name, struct lgt_field_header *h,
                double *links, struct lgt_error *error)
{
  struct payload_sums sums;
  enum lgt_status status = lgt_payload_read_ (stream, name, h, links, &sums,
                                              error);

  if (status != LGT_OK)
    return status;
  if (!h->has_checksum
      || (sums.scidac[0] == h->checksum[0]
          && sums.scidac[1] == h->checksum[1]))
    return lgt_payload_finite_ (name, h, &sums, error);
  return lgt_fail (error, LGT_EDATA, "%s: bytes %lld to %lld "
                   "(ildg-binary-data): checksums %08lx %08lx, "
                   "scidac-checksum has %08lx %08lx", name,
                   (long long) h->offset,
                   (long long) (h->offset + h->bytes - 1),
                   (unsigned long) sums.scidac[0],
                   (unsigned long) sums.scidac[1],
                   (unsigned long) h->checksum[0],
                   (unsigned long) h->checksum[1]);
}

/* ---- writing ---- */

static enum lgt_status
put_text (FILE *stream, const char *name, int kind, int flags,
          const char *text, struct lgt_error *error)
{
  const int64_t bytes = (int64_t) strlen (text);
  enum lgt_status status = lgt_lime_put_head_ (stream, name, types[kind],
                                               flags, bytes, error);

  if (status == LGT_OK)
    status = lgt_field_put_ (stream, name, text, (size_t) bytes, error);
  if (status == LGT_OK)
    status = lgt_lime_put_fill_ (stream, name, bytes, error);
  return status;
}

enum lgt_status
lgt_ildg_write_ (FILE *stream, const char *name,
                 const struct lgt_field_header *h, const double *links,
                 struct lgt_error *error)
{
  struct payload_sums sums;
  char text[ILDG_TEXT];
  enum lgt_status status;

  lgt_ildg_print_format_ (h, text);
  status = put_text (stream, name, FORMAT, LIME_BEGINS, text, error);
  if (status == LGT_OK && h->label[0])
    status = put_text (stream, name, LFN, 0, h->label, error);
  if (status == LGT_OK)
    status = lgt_lime_put_head_ (stream, name, types[DATA], 0, h->bytes,
                                 error);
  if (status == LGT_OK)
    status = lgt_payload_write_ (stream, name, h, links, &sums, error);
  if (status == LGT_OK)
    status = lgt_lime_put_fill_ (stream, name, h->bytes, error);
  if (status != LGT_OK)
    return status;
  lgt_ildg_print_checksum_ (sums.scidac, text);
  return put_text (stream, name, CHECKSUM, LIME_ENDS, text, error);
}
