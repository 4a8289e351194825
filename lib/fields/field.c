/* Which format a file is of, and what both formats need.  */

#include "field.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include <lgt/sun.h>

#include "lime.h"
#include "payload.h"

static const char nersc_magic[] = "BEGIN_HEADER";

static enum lgt_status
refuse (const char *name, const char *what, struct lgt_error *error)
{
  return lgt_fail (error, LGT_EIO, "%s: %s: %s", name, what,
                   errno ? strerror (errno) : "no reason given");
}

enum lgt_status
lgt_field_length_ (FILE *stream, const char *name, int64_t *length,
                   struct lgt_error *error)
{
  long end;

  errno = 0;
  if (fseek (stream, 0, SEEK_END) != 0 || (end = ftell (stream)) < 0)
    return refuse (name, "has no length", error);
  *length = end;
  return LGT_OK;
}

enum lgt_status
lgt_field_bytes_ (FILE *stream, const char *name, int64_t at, void *bytes,
                  size_t count, struct lgt_error *error)
{
  errno = 0;
  if (at > LONG_MAX || fseek (stream, (long) at, SEEK_SET) != 0)
    return refuse (name, "cannot seek", error);
  if (fread (bytes, 1, count, stream) == count)
    return LGT_OK;
  if (ferror (stream))
    return refuse (name, "cannot be read", error);
  return lgt_fail (error, LGT_EDATA, "%s: ends before byte %lld: cut short "
                   "while it was read", name, (long long) at
                   + (long long) count);
}

enum lgt_status
lgt_field_put_ (FILE *stream, const char *name, const void *bytes,
                size_t count, struct lgt_error *error)
{
  errno = 0;
  if (count > 0 && fwrite (bytes, 1, count, stream) != count)
    return refuse (name, "cannot be written", error);
  return LGT_OK;
}

enum lgt_status
lgt_field_size_up_ (struct lgt_field_header *h, const int extent[4],
                    struct lgt_error *error)
{
  enum lgt_status status = lgt_geom_init (&h->geom, 4, extent, error);

  if (status != LGT_OK)
    return status;
  /* Links of the largest N in memory, and room for records around them.  */
  if (h->geom.volume
      > LONG_MAX / 2 / (4 * LGT_SUN_NUMBERS_MAX * (int64_t) sizeof (double)))
    return lgt_fail (error, LGT_EINVAL, "a lattice of %lld sites, too large "
                     "for a file", (long long) h->geom.volume);
  h->doubles = h->geom.volume * 4 * 2 * h->n * h->n;
  h->bytes = h->geom.volume * lgt_payload_site_ (h);
  return LGT_OK;
}

enum lgt_status
lgt_field_read_header (FILE *stream, const char *name,
                       struct lgt_field_header *header,
                       struct lgt_error *error)
{
  unsigned char first[sizeof nersc_magic - 1];
  int64_t length;
  enum lgt_status status = lgt_field_length_ (stream, name, &length, error);

  if (status == LGT_OK && length < (int64_t) sizeof first)
    return lgt_fail (error, LGT_EDATA, "%s: %lld bytes, too short for an ILDG "
                     "or NERSC file", name, (long long) length);
  if (status == LGT_OK)
    status = lgt_field_bytes_ (stream, name, 0, first, sizeof first, error);
  if (status != LGT_OK)
    return status;
  memset (header, 0, sizeof *header);
  if (lgt_lime_is_ (first))
    {
      header->format = LGT_FIELD_ILDG;
      return lgt_ildg_read_header_ (stream, name, length, header, error);
    }
  if (memcmp (first, nersc_magic, sizeof first) == 0)
    {
      header->format = LGT_FIELD_NERSC;
      return lgt_nersc_read_header_ (stream, name, length, header, error);
    }
  return lgt_fail (error, LGT_EDATA, "%s: byte 0: neither LIME's number "
                   "456789ab nor NERSC's %s", name, nersc_magic);
}

enum lgt_status
lgt_field_read (FILE *stream, const char *name,
                struct lgt_field_header *header, double *links,
                struct lgt_error *error)
{
  if (header->format == LGT_FIELD_ILDG)
    return lgt_ildg_read_ (stream, name, header, links, error);
  return lgt_nersc_read_ (stream, name, header, links, error);
}

/* A text of the options into the header.  */
static enum lgt_status
take_text (char to[LGT_FIELD_TEXT], const char *text, const char *what,
           struct lgt_error *error)
{
  if (!text || lgt_word_copy_ (to, LGT_FIELD_TEXT, text, strlen (text)))
    return LGT_OK;
  return lgt_fail (error, LGT_EINVAL, "the %s is no line of less than %d "
                   "bytes", what, LGT_FIELD_TEXT);
}

enum lgt_status
lgt_field_write (FILE *stream, const char *name, enum lgt_field_format format,
                 const struct lgt_geom *geom, int n,
                 const struct lgt_field_options *options, const double *links,
                 struct lgt_error *error)
{
  const struct lgt_field_options usual = { 0 };
  const struct lgt_field_options *o = options ? options : &usual;
  struct lgt_field_header h;
  enum lgt_status status;

  memset (&h, 0, sizeof h);
  h.format = format;
  h.order = o->order;
  h.n = n;
  h.rows = o->rows ? o->rows : n;
  h.precision = o->precision ? o->precision : 64;
  h.sequence = o->sequence;
  if (geom->ndim != 4)
    return lgt_fail (error, LGT_EINVAL, "%s: %d dimensions; ILDG and NERSC "
                     "files have 4", name, geom->ndim);
  if (n < 2 || n > LGT_SUN_N_MAX)
    return lgt_fail (error, LGT_EINVAL, "%s: SU(%d); SU(2) to SU(%d) would "
                     "do", name, n, LGT_SUN_N_MAX);
  if (h.precision != 32 && h.precision != 64)
    return lgt_fail (error, LGT_EINVAL, "%s: precision %d; 32 or 64 would do",
                     name, h.precision);
  if (h.rows != n
      && (format != LGT_FIELD_NERSC || n > 3 || h.rows != n - 1))
    return lgt_fail (error, LGT_EINVAL, "%s: %d rows of SU(%d); only NERSC "
                     "files of SU(2) and SU(3) may leave the last row out",
                     name, h.rows, n);
  if (h.order != LGT_FIELD_BIG
      && (format != LGT_FIELD_NERSC || h.order != LGT_FIELD_LITTLE))
    return lgt_fail (error, LGT_EINVAL, "%s: byte order; %s would do", name,
                     format == LGT_FIELD_NERSC ? "big or little" : "big");
  if (h.sequence < 0)
    return lgt_fail (error, LGT_EINVAL, "%s: sequence number %lld; 0 or more "
                     "would do", name, (long long) h.sequence);
  status = take_text (h.label, o->label, "label", error);
  if (status == LGT_OK)
    status = take_text (h.ensemble, o->ensemble, "ensemble's name", error);
  if (status == LGT_OK)
    status = lgt_field_size_up_ (&h, geom->extent, error);
  if (status != LGT_OK)
    return status;
  if (format == LGT_FIELD_ILDG)
    return lgt_ildg_write_ (stream, name, &h, links, error);
  return lgt_nersc_write_ (stream, name, &h, links, error);
}
