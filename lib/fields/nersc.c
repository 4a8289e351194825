/* NERSC: a header of text, then the links.  */

#include "nersc.h"

#include <math.h>
#include <string.h>

#include "field.h"
#include "payload.h"

enum lgt_status
lgt_nersc_read_header_ (FILE *stream, const char *name, int64_t length,
                        struct lgt_field_header *h, struct lgt_error *error)
{
  char text[NERSC_HEADER];
  const int64_t most = length < NERSC_HEADER ? length : NERSC_HEADER;
  enum lgt_status status = lgt_field_bytes_ (stream, name, 0, text,
                                             (size_t) most, error);

  if (status == LGT_OK)
    status = lgt_nersc_take_header_ (name, text, most, h, error);
  if (status != LGT_OK)
    return status;
  if (length - h->offset != h->bytes)
    return lgt_fail (error, LGT_EDATA, "%s: %lld bytes after the header, "
                     "should be %lld for %d rows of SU(%d) on %dx%dx%dx%d "
                     "with %d bits%s", name, (long long) (length - h->offset),
                     (long long) h->bytes, h->rows, h->n, h->geom.extent[0],
                     h->geom.extent[1], h->geom.extent[2], h->geom.extent[3],
                     h->precision,
                     length - h->offset < h->bytes ? ": cut short" : "");
  return LGT_OK;
}

/* LGT_EDATA for links that add up to something else; FOUND in words.  */
static enum lgt_status
wrong_sum (const char *name, const struct lgt_field_header *h,
           const char *found, struct lgt_error *error)
{
  return lgt_fail (error, LGT_EDATA, "%s: bytes %lld to %lld (links): "
                   "checksum %s, the header has %08lx", name,
                   (long long) h->offset,
                   (long long) (h->offset + h->bytes - 1), found,
                   (unsigned long) h->checksum[0]);
}

/* IEEE32 or IEEE64 alone: that order with which the checksum is right.  */
static enum lgt_status
find_order (FILE *stream, const char *name, struct lgt_field_header *h,
            struct lgt_error *error)
{
  struct payload_sums sums;
  char found[64];
  enum lgt_status status = lgt_payload_read_ (stream, name, h, NULL, &sums,
                                              error);

  if (status != LGT_OK)
    return status;
  for (int order = LGT_FIELD_BIG; order <= LGT_FIELD_LITTLE; order++)
    if (sums.words[order] == h->checksum[0])
      {
        h->order = (enum lgt_field_order) order;
        return LGT_OK;
      }
  snprintf (found, sizeof found, "%08lx big, %08lx little endian",
            (unsigned long) sums.words[LGT_FIELD_BIG],
            (unsigned long) sums.words[LGT_FIELD_LITTLE]);
  return wrong_sum (name, h, found, error);
}

/* Compare a mean with the one in the header, which had UNIT as its last
   digit and may have been computed in single precision.  */
static enum lgt_status
check_mean (const char *name, const char *key, int precision, double found,
            double header, double unit, struct lgt_error *error)
{
  const double most = unit + (precision == 32 ? 1e-5 : 1e-8);

  if (fabs (found - header) <= most)
    return LGT_OK;
  return lgt_fail (error, LGT_EDATA, "%s: the links have %s %.10g, the header "
                   "has %.10g, which may be off by %.1g", name, key, found,
                   header, most);
}

enum lgt_status
lgt_nersc_read_ (FILE *stream, const char *name, struct lgt_field_header *h,
                 double *links, struct lgt_error *error)
{
  struct payload_sums sums;
  double plaquette, link_trace;
  enum lgt_status status = LGT_OK;

  if (h->order == LGT_FIELD_UNTOLD)
    status = find_order (stream, name, h, error);
  if (status == LGT_OK)
    status = lgt_payload_read_ (stream, name, h, links, &sums, error);
  if (status != LGT_OK)
    return status;
  if (sums.words[h->order] != h->checksum[0])
    {
      char found[16];

      snprintf (found, sizeof found, "%08lx",
                (unsigned long) sums.words[h->order]);
      return wrong_sum (name, h, found, error);
    }
  status = lgt_payload_finite_ (name, h, &sums, error);
  if (status != LGT_OK)
    return status;
  lgt_field_plaquette (&h->geom, h->n, links, &plaquette, &link_trace);
  status = check_mean (name, "PLAQUETTE", h->precision, plaquette,
                       h->plaquette, h->plaquette_unit, error);
  if (status == LGT_OK)
    status = check_mean (name, "LINK_TRACE", h->precision, link_trace,
                         h->link_trace, h->link_trace_unit, error);
  return status;
}

/* The checksum comes before what it sums: it takes a pass of its own, so that
   the stream need not be able to seek.  */
enum lgt_status
lgt_nersc_write_ (FILE *stream, const char *name,
                  const struct lgt_field_header *header, const double *links,
                  struct lgt_error *error)
{
  struct lgt_field_header h = *header;
  struct payload_sums sums;
  char text[NERSC_HEADER];
  enum lgt_status status = lgt_payload_write_ (NULL, name, &h, links, &sums,
                                               error);

  if (status != LGT_OK)
    return status;
  h.checksum[0] = sums.words[h.order];
  lgt_field_plaquette (&h.geom, h.n, links, &h.plaquette, &h.link_trace);
  lgt_nersc_print_header_ (&h, text);
  status = lgt_field_put_ (stream, name, text, strlen (text), error);
  if (status == LGT_OK)
    status = lgt_payload_write_ (stream, name, &h, links, &sums, error);
  return status;
}
