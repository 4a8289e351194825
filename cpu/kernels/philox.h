/* Philox4x32-10 (Random123), a counter a lane: the same numbers as
   lgt_random_pair.  */

#ifndef LGT_CPU_PHILOX_H
#define LGT_CPU_PHILOX_H

#include "../vmath.h"

/* A double in (0, 1) from the 53 highest of the 64 bits HIGH, LOW; what is
   above 32 bits in either is ignored.  */
LGT_INLINE vd
lgt_uniform (vdu high, vdu low)
{
  const vdu bits = (high << 32 | (low & 0xffffffff)) >> 11;
#if LGT_ISA_LEVEL == 3
  return ((vd) _mm512_cvtepu64_pd ((__m512i) bits) + 0.5) * 0x1p-53;
#else
  const vdu exponent = (vdu) vd_set (0x1p52);
  vd upper = (vd) (bits >> 32 | exponent) - 0x1p52;
  vd lower = (vd) ((bits & 0xffffffff) | exponent) - 0x1p52;

  return (upper * 0x1p32 + lower + 0.5) * 0x1p-53;
#endif
}

/* A's low halves times B < 2^32: what compilers do not see is that one
   instruction suffices.  */
LGT_INLINE vdu
lgt_multiply_low (vdu a, uint64_t b)
{
#if LGT_ISA_LEVEL == 3
  return (vdu) _mm512_mul_epu32 ((__m512i) a, (__m512i) ((vdu) { 0 } + b));
#elif LGT_ISA_LEVEL == 2
  return (vdu) _mm256_mul_epu32 ((__m256i) a, (__m256i) ((vdu) { 0 } + b));
#elif defined __SSE2__
  return (vdu) _mm_mul_epu32 ((__m128i) a, (__m128i) ((vdu) { 0 } + b));
#else
  return (a & 0xffffffff) * b;
#endif
}

/* The two doubles of COUNTER, whose words have 32 bits.  Upper halves are
   not cleared in between: no product sees them.  */
LGT_INLINE void
lgt_philox (const uint32_t key[2], const vdu counter[4], vd uniform[2])
{
  vdu c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];

  for (int round = 0; round < 10; round++)
    {
      vdu p = lgt_multiply_low (c0, 0xd2511f53);
      vdu q = lgt_multiply_low (c2, 0xcd9e8d57);

      c0 = (q >> 32) ^ c1 ^ (uint64_t) k0;
      c1 = q;
      c2 = (p >> 32) ^ c3 ^ (uint64_t) k1;
      c3 = p;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
  uniform[0] = lgt_uniform (c1, c0);
  uniform[1] = lgt_uniform (c3, c2);
}

#endif
