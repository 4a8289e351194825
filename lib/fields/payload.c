/* Links in blocks that stay in a cache: read, sum, swap, widen.  */

#include "payload.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "crc.h"
#include "field.h"
#include "floats.h"
#include "last_row.h"
#include "octets.h"

/* At least one site of the largest N: 4 * 128 * 8 bytes.  */
enum { BLOCK = 1 << 17 };

/* ---- matrices without their last row ---- */

static void
decode_sites (const struct lgt_field_header *h, const unsigned char *from,
              int64_t sites, double *links)
{
  const int numbers = 2 * h->n * h->rows, whole = 2 * h->n * h->n;

  if (h->rows == h->n)
    {
      lgt_floats_decode_ (h, from, sites * 4 * whole, links);
      return;
    }
  for (int64_t i = 0; i < sites * 4; i++, links += whole)
    {
      lgt_floats_decode_ (h, from + i * numbers * (h->precision / 8), numbers, links);
      last_row (h->n, links, links + numbers);
    }
}

static void
encode_sites (const struct lgt_field_header *h, const double *links,
              int64_t sites, unsigned char *to)
{
  const int numbers = 2 * h->n * h->rows, whole = 2 * h->n * h->n;

  if (h->rows == h->n)
    {
      lgt_floats_encode_ (h, links, sites * 4 * whole, to);
      return;
    }
  for (int64_t i = 0; i < sites * 4; i++, links += whole)
    lgt_floats_encode_ (h, links, numbers, to + i * numbers * (h->precision / 8));
}

/* Whether the last row of the link is the one that a reader will make.  */
static int
has_last_row (const struct lgt_field_header *h, const double *link)
{
  const int n = h->n;
  const double most = h->precision == 32 ? 1e-6 : 1e-10;
  double row[6];

  if (h->rows == n)
    return 1;
  last_row (n, link, row);
  for (int i = 0; i < 2 * n; i++)
    if (!(fabs (row[i] - link[2 * n * (n - 1) + i]) <= most))
      return 0;
  return 1;
}

/* ---- blocks ---- */

static void
add_words (struct payload_sums *sums, const unsigned char *bytes,
           int64_t count)
{
  uint32_t big = 0, little = 0;

  for (int64_t i = 0; i < count / 4; i++)
    {
      big += load_big32 (bytes + 4 * i);
      little += load_little32 (bytes + 4 * i);
    }
  sums->words[LGT_FIELD_BIG] += big;
  sums->words[LGT_FIELD_LITTLE] += little;
}

/* SITES sites from number FIRST on.  */
static void
add_sites (const struct lgt_field_header *h, const struct lgt_crc *crc,
           struct payload_sums *sums, int64_t first,
           const unsigned char *bytes, int64_t sites)
{
  const int64_t size = lgt_payload_site_ (h);

  if (h->format == LGT_FIELD_NERSC)
    add_words (sums, bytes, sites * size);
  else
    for (int64_t i = 0; i < sites; i++)
      lgt_crc_add_site_ (crc, sums->scidac, first + i, bytes + i * size,
                         (size_t) size);
}

int64_t
lgt_payload_site_ (const struct lgt_field_header *h)
{
  return (int64_t) 4 * 2 * h->n * h->rows * (h->precision / 8);
}

/* "link (site 3,0,1,2, direction 1) WHAT" for the first that is wrong.  */
static enum lgt_status
bad_link (const char *name, const struct lgt_field_header *h, int64_t link,
          const char *what, struct lgt_error *error)
{
  int x[LGT_MAX_DIM];

  lgt_geom_coords (&h->geom, link / 4, x);
  return lgt_fail (error, LGT_EDATA, "%s: link (site %d,%d,%d,%d, direction "
                   "%d) %s", name, x[0], x[1], x[2], x[3], (int) (link % 4),
                   what);
}

/* The first of COUNT links that is not finite, or -1.  */
static int64_t
find_not_finite (const struct lgt_field_header *h, int64_t count,
                 const double *links)
{
  const int whole = 2 * h->n * h->n;

  if (!lgt_floats_finite_ (links, count * whole))
    for (int64_t i = 0; i < count; i++)
      if (!lgt_floats_finite_ (links + i * whole, whole))
        return i;
  return -1;
}

enum lgt_status
lgt_payload_finite_ (const char *name, const struct lgt_field_header *h,
                     const struct payload_sums *sums, struct lgt_error *error)
{
  if (sums->not_finite < 0)
    return LGT_OK;
  return bad_link (name, h, sums->not_finite, "is not finite", error);
}

/* What must hold of links to be written, for a reader to get them back; LINKS
   are those of SITES sites from FIRST on.  */
static enum lgt_status
check_write (const char *name, const struct lgt_field_header *h,
             int64_t first, int64_t sites, const double *links,
             struct lgt_error *error)
{
  const int whole = 2 * h->n * h->n;
  const int64_t bad = find_not_finite (h, sites * 4, links);
  enum lgt_status status = LGT_OK;

  if (bad >= 0)
    return bad_link (name, h, first * 4 + bad, "is not finite", error);
  for (int64_t i = 0; i < sites * 4 && status == LGT_OK; i++)
    {
      if (h->precision == 32)
        for (int k = 0; k < whole; k++)
          if (fabs (links[i * whole + k]) > FLT_MAX)
            status = bad_link (name, h, first * 4 + i,
                               "is too large for 32 bits", error);
      if (!has_last_row (h, links + i * whole))
        status = bad_link (name, h, first * 4 + i, "is not in the group: its "
                           "last row cannot be left out", error);
    }
  return status;
}

enum lgt_status
lgt_payload_read_ (FILE *stream, const char *name,
                   const struct lgt_field_header *h, double *links,
                   struct payload_sums *sums, struct lgt_error *error)
{
  const int64_t size = lgt_payload_site_ (h), most = BLOCK / size;
  const int64_t whole = (int64_t) 4 * 2 * h->n * h->n;
  struct lgt_crc crc;
  unsigned char *block = malloc (BLOCK);
  enum lgt_status status = LGT_OK;

  memset (sums, 0, sizeof *sums);
  sums->not_finite = -1;
  lgt_crc_init_ (&crc);
  if (!block)
    return lgt_fail (error, LGT_ENOMEM, "%s: no memory", name);
  if (fseek (stream, (long) h->offset, SEEK_SET) != 0)
    status = lgt_fail (error, LGT_EIO, "%s: %s", name, strerror (errno));
  for (int64_t site = 0; site < h->geom.volume && status == LGT_OK;
       site += most)
    {
      const int64_t left = h->geom.volume - site;
      const int64_t sites = left < most ? left : most;
      const size_t bytes = (size_t) (sites * size);
      const size_t got = fread (block, 1, bytes, stream);

      if (got < bytes && ferror (stream))
        status = lgt_fail (error, LGT_EIO, "%s: cannot be read at byte %lld",
                           name, (long long) (h->offset + site * size));
      else if (got < bytes)
        status = lgt_fail (error, LGT_EDATA, "%s: ends at byte %lld, in the "
                           "links: cut short while it was read", name,
                           (long long) (h->offset + site * size)
                           + (long long) got);
      else
        add_sites (h, &crc, sums, site, block, sites);
      if (status == LGT_OK && links)
        {
          int64_t bad;

          decode_sites (h, block, sites, links + site * whole);
          bad = find_not_finite (h, sites * 4, links + site * whole);
          if (bad >= 0 && sums->not_finite < 0)
            sums->not_finite = site * 4 + bad;
        }
    }
  free (block);
  return status;
}

enum lgt_status
lgt_payload_write_ (FILE *stream, const char *name,
                    const struct lgt_field_header *h, const double *links,
                    struct payload_sums *sums, struct lgt_error *error)
{
  const int64_t size = lgt_payload_site_ (h), most = BLOCK / size;
  const int64_t whole = (int64_t) 4 * 2 * h->n * h->n;
  struct lgt_crc crc;
  unsigned char *block = malloc (BLOCK);
  enum lgt_status status = LGT_OK;

  memset (sums, 0, sizeof *sums);
  lgt_crc_init_ (&crc);
  if (!block)
    return lgt_fail (error, LGT_ENOMEM, "%s: no memory", name);
  for (int64_t site = 0; site < h->geom.volume && status == LGT_OK;
       site += most)
    {
      const int64_t left = h->geom.volume - site;
      const int64_t sites = left < most ? left : most;
      const size_t bytes = (size_t) (sites * size);

      status = check_write (name, h, site, sites, links + site * whole,
                            error);
      if (status == LGT_OK)
        {
          encode_sites (h, links + site * whole, sites, block);
          add_sites (h, &crc, sums, site, block, sites);
          if (stream)
            status = lgt_field_put_ (stream, name, block, bytes, error);
        }
    }
  free (block);
  return status;
}
