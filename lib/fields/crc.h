/* CRC-32 (that of zlib, PNG and Ethernet) and SciDAC's checksum made of it;
   not installed.  */

#ifndef LGT_FIELDS_CRC_H
#define LGT_FIELDS_CRC_H

#include <stddef.h>
#include <stdint.h>

/* table[k][b]: byte b followed by k bytes of zero.  */
struct lgt_crc
{
  uint32_t table[8][256];
};

void lgt_crc_init_ (struct lgt_crc *crc);
uint32_t lgt_crc_ (const struct lgt_crc *crc, const unsigned char *bytes,
                   size_t count);

/* SUM ^= the CRC of a site's bytes, rotated to the left by the number of the
   site modulo 29 and 31.  */
void lgt_crc_add_site_ (const struct lgt_crc *crc, uint32_t sum[2],
                        int64_t site, const unsigned char *bytes,
                        size_t count);

#endif
