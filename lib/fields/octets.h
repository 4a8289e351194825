/* Numbers in a file's byte order, on any host: compilers make one load and at
   most one swap of each of these.  */

#ifndef LGT_FIELDS_OCTETS_H
#define LGT_FIELDS_OCTETS_H

#include <stdint.h>

static inline uint32_t
load_big32 (const unsigned char *b)
{
  return (uint32_t) b[0] << 24 | (uint32_t) b[1] << 16
         | (uint32_t) b[2] << 8 | b[3];
}

static inline uint32_t
load_little32 (const unsigned char *b)
{
  return (uint32_t) b[3] << 24 | (uint32_t) b[2] << 16
         | (uint32_t) b[1] << 8 | b[0];
}

static inline uint64_t
load_big64 (const unsigned char *b)
{
  return (uint64_t) b[0] << 56 | (uint64_t) b[1] << 48
         | (uint64_t) b[2] << 40 | (uint64_t) b[3] << 32
         | (uint64_t) b[4] << 24 | (uint64_t) b[5] << 16
         | (uint64_t) b[6] << 8 | b[7];
}

static inline uint64_t
load_little64 (const unsigned char *b)
{
  return (uint64_t) b[7] << 56 | (uint64_t) b[6] << 48
         | (uint64_t) b[5] << 40 | (uint64_t) b[4] << 32
         | (uint64_t) b[3] << 24 | (uint64_t) b[2] << 16
         | (uint64_t) b[1] << 8 | b[0];
}

static inline void
store_big32 (unsigned char *b, uint32_t u)
{
  b[0] = (unsigned char) (u >> 24);
  b[1] = (unsigned char) (u >> 16);
  b[2] = (unsigned char) (u >> 8);
  b[3] = (unsigned char) u;
}

static inline void
store_little32 (unsigned char *b, uint32_t u)
{
  b[3] = (unsigned char) (u >> 24);
  b[2] = (unsigned char) (u >> 16);
  b[1] = (unsigned char) (u >> 8);
  b[0] = (unsigned char) u;
}

static inline void
store_big64 (unsigned char *b, uint64_t u)
{
  b[0] = (unsigned char) (u >> 56);
  b[1] = (unsigned char) (u >> 48);
  b[2] = (unsigned char) (u >> 40);
  b[3] = (unsigned char) (u >> 32);
  b[4] = (unsigned char) (u >> 24);
  b[5] = (unsigned char) (u >> 16);
  b[6] = (unsigned char) (u >> 8);
  b[7] = (unsigned char) u;
}

static inline void
store_little64 (unsigned char *b, uint64_t u)
{
  b[7] = (unsigned char) (u >> 56);
  b[6] = (unsigned char) (u >> 48);
  b[5] = (unsigned char) (u >> 40);
  b[4] = (unsigned char) (u >> 32);
  b[3] = (unsigned char) (u >> 24);
  b[2] = (unsigned char) (u >> 16);
  b[1] = (unsigned char) (u >> 8);
  b[0] = (unsigned char) u;
}

#endif
