/* Random numbers of the *_body.h files on the cpu: a counter a lane.  */

#ifndef LGT_CPU_NUMBER_RANDOM_H
#define LGT_CPU_NUMBER_RANDOM_H

#include "number.h"
#include "philox.h"

struct num_random
{
  const uint32_t *key;
  uint32_t word, step;    /* word: of draw 0 */
  vdu link, configuration;
};

/* The counters of LAYER; link and configuration are the caller's to set.  */
LGT_INLINE struct num_random
num_random_of (const uint32_t *random, int layer)
{
  struct num_random r = { .key = random, .step = random[4] };

  r.word = (random[2] & 0xf) << 28 | (random[3] & 0xf) << 24
           | (uint32_t) layer << 12;
  return r;
}

LGT_INLINE void
num_random_pair (const struct num_random *r, int draw, num *u, num *v)
{
  const vdu counter[4] = { (vdu) { 0 } + (uint64_t) (r->word
                                                     + (uint32_t) draw),
                           r->link, r->configuration,
                           (vdu) { 0 } + (uint64_t) r->step };
  vd uniform[2];

  lgt_philox (r->key, counter, uniform);
  *u = uniform[0];
  *v = uniform[1];
}

#endif
