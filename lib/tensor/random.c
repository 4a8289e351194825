/* Random numbers on the host: one counter, two doubles.  */

#include <lgt/ops.h>

#include <Random123/philox.h>

uint32_t
lgt_random_word (int stream, int attempt, int layer, int draw)
{
  return ((uint32_t) stream & 0xf) << 28 | ((uint32_t) attempt & 0xf) << 24
         | ((uint32_t) layer & 0xfff) << 12 | ((uint32_t) draw & 0xfff);
}

void
lgt_random_pair (uint64_t seed, const uint32_t counter[4], double uniform[2])
{
  philox4x32_key_t key = { { (uint32_t) seed, (uint32_t) (seed >> 32) } };
  philox4x32_ctr_t word = { { counter[0], counter[1], counter[2],
                              counter[3] } };

  word = philox4x32_R (10, word, key);
  for (int i = 0; i < 2; i++)
    {
      uint64_t bits = (uint64_t) word.v[2 * i + 1] << 32 | word.v[2 * i];

      uniform[i] = ((double) (bits >> 11) + 0.5) * 0x1p-53;
    }
}
