/* Random numbers for tests: Philox, stream LGT_STREAM_TEST, one counter a
   pair.  */

#ifndef LGT_TESTS_NORMAL_H
#define LGT_TESTS_NORMAL_H

#include <math.h>

#include <lgt/ops.h>

struct normal { uint64_t seed; uint32_t next; };

/* Uniform in (0, 1).  */
static inline double
test_uniform (struct normal *source)
{
  uint32_t counter[4] = { lgt_random_word (LGT_STREAM_TEST, 0, 0, 1), 0, 0,
                          source->next++ };
  double u[2];

  lgt_random_pair (source->seed, counter, u);
  return u[0];
}

/* Gaussian with mean 0 and variance 1 (Box and Muller).  */
static inline double
test_normal (struct normal *source)
{
  uint32_t counter[4] = { lgt_random_word (LGT_STREAM_TEST, 0, 0, 2), 0, 0,
                          source->next++ };
  double u[2];

  lgt_random_pair (source->seed, counter, u);
  return sqrt (-2 * log (u[0])) * cos (6.283185307179586 * u[1]);
}

#endif
