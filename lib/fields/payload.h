/* The numbers of a configuration between file and memory; not installed.  */

#ifndef LGT_FIELDS_PAYLOAD_H
#define LGT_FIELDS_PAYLOAD_H

#include <lgt/fields.h>

/* What is found on the way through the bytes of a file.  */
struct payload_sums
{
  int64_t not_finite;     /* first link that is not, or -1 */
  uint32_t scidac[2];
  /* NERSC: words of 32 bits added modulo 2^32, read as big and as little
     endian.  */
  uint32_t words[2];
};

/* Bytes a site has in the file.  */
int64_t lgt_payload_site_ (const struct lgt_field_header *header);

/* Read HEADER.bytes from HEADER.offset on; SUMS gets what the format has.
   With LINKS NULL the bytes are only added up; HEADER.order may be
   untold.  */
enum lgt_status lgt_payload_read_ (FILE *stream, const char *name,
                                   const struct lgt_field_header *header,
                                   double *links, struct payload_sums *sums,
                                   struct lgt_error *error);

/* LGT_EDATA if links read were not finite: to be asked after the checksums,
   which say more.  */
enum lgt_status lgt_payload_finite_ (const char *name,
                                     const struct lgt_field_header *header,
                                     const struct payload_sums *sums,
                                     struct lgt_error *error);

/* Write LINKS as HEADER (n, rows, precision, order) asks; with STREAM NULL
   they are only added up.  */
enum lgt_status lgt_payload_write_ (FILE *stream, const char *name,
                                    const struct lgt_field_header *header,
                                    const double *links,
                                    struct payload_sums *sums,
                                    struct lgt_error *error);

#endif
