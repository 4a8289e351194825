/* Random numbers on the host: one counter, two doubles.  */

#include <lgt/ops.h>

#define LGT_BODY static inline
#include "philox_body.h"

uint32_t
lgt_random_word (int stream, int attempt, int layer, int draw)
{
  return ((uint32_t) stream & 0xf) << 28 | ((uint32_t) attempt & 0xf) << 24
         | ((uint32_t) layer & 0xfff) << 12 | ((uint32_t) draw & 0xfff);
}

void
lgt_random_pair (uint64_t seed, const uint32_t counter[4], double uniform[2])
{
  const uint32_t key[2] = { (uint32_t) seed, (uint32_t) (seed >> 32) };

  lgt_philox (key, counter, uniform);
}
