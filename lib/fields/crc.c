/* CRC-32, eight bytes a step, and SciDAC's checksum.  */

#include "crc.h"

#include "octets.h"

void
lgt_crc_init_ (struct lgt_crc *crc)
{
  for (uint32_t b = 0; b < 256; b++)
    {
      uint32_t c = b;

      /* The polynomial, reflected: lowest bits are the first.  */
      for (int i = 0; i < 8; i++)
        c = c & 1 ? c >> 1 ^ 0xedb88320u : c >> 1;
      crc->table[0][b] = c;
    }
  for (int k = 1; k < 8; k++)
    for (int b = 0; b < 256; b++)
      {
        uint32_t c = crc->table[k - 1][b];

        crc->table[k][b] = c >> 8 ^ crc->table[0][c & 255];
      }
}

uint32_t
lgt_crc_ (const struct lgt_crc *crc, const unsigned char *bytes, size_t count)
{
  const uint32_t (*t)[256] = crc->table;
  uint32_t c = 0xffffffffu;

  for (; count >= 8; count -= 8, bytes += 8)
    {
      const uint32_t a = c ^ load_little32 (bytes);
      const uint32_t b = load_little32 (bytes + 4);

      c = t[7][a & 255] ^ t[6][a >> 8 & 255] ^ t[5][a >> 16 & 255]
          ^ t[4][a >> 24] ^ t[3][b & 255] ^ t[2][b >> 8 & 255]
          ^ t[1][b >> 16 & 255] ^ t[0][b >> 24];
    }
  for (; count > 0; count--, bytes++)
    c = c >> 8 ^ t[0][(c ^ *bytes) & 255];
  return ~c;
}

static uint32_t
rotate (uint32_t u, int places)
{
  return places ? u << places | u >> (32 - places) : u;
}

void
lgt_crc_add_site_ (const struct lgt_crc *crc, uint32_t sum[2], int64_t site,
                   const unsigned char *bytes, size_t count)
{
  const uint32_t c = lgt_crc_ (crc, bytes, count);

  sum[0] ^= rotate (c, (int) (site % 29));
  sum[1] ^= rotate (c, (int) (site % 31));
}
