/* Philox4x32-10 (Salmon et al., SC11; Random123), one text for the host and
   for CUDA: Random123's own C++ wants the standard library, which kernels do
   without.  The including file defines LGT_BODY, how a function is
   declared.  */

#ifndef LGT_PHILOX_BODY_H
#define LGT_PHILOX_BODY_H

#include <stdint.h>

/* A double in (0, 1) from the 53 highest of the 64 bits HIGH, LOW.  */
LGT_BODY double
lgt_uniform (uint32_t high, uint32_t low)
{
  const uint64_t bits = (uint64_t) high << 32 | low;

  return ((double) (bits >> 11) + 0.5) * 0x1p-53;
}

/* The two doubles of COUNTER.  */
LGT_BODY void
lgt_philox (const uint32_t key[2], const uint32_t counter[4],
            double uniform[2])
{
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];

  for (int round = 0; round < 10; round++)
    {
      const uint64_t p = (uint64_t) c0 * 0xd2511f53u;
      const uint64_t q = (uint64_t) c2 * 0xcd9e8d57u;

      c0 = (uint32_t) (q >> 32) ^ c1 ^ k0;
      c1 = (uint32_t) q;
      c2 = (uint32_t) (p >> 32) ^ c3 ^ k1;
      c3 = (uint32_t) p;
      k0 += 0x9e3779b9u;
      k1 += 0xbb67ae85u;
    }
  uniform[0] = lgt_uniform (c1, c0);
  uniform[1] = lgt_uniform (c3, c2);
}

/* The first counter word with LAYER and DRAW and what RANDOM, the words of
   lgt/ops.h, says of stream and attempt.  */
LGT_BODY uint32_t
lgt_philox_word (const uint32_t *random, int layer, int draw)
{
  return (random[2] & 0xf) << 28 | (random[3] & 0xf) << 24
         | (uint32_t) layer << 12 | (uint32_t) draw;
}

#endif
