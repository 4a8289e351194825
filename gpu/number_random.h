/* Random numbers of the *_body.h files on the device: one thread's
   counter.  */

#ifndef LGT_GPU_NUMBER_RANDOM_H
#define LGT_GPU_NUMBER_RANDOM_H

#include "philox.h"

struct num_random
{
  uint32_t key[2], word, link, configuration, step;     /* word: of draw 0 */
};

/* The counter of LAYER, link word LINK and configuration number CONFIGURATION
   of those from the first one on.  */
LGT_BODY struct num_random
num_random_of (const uint32_t *random, int layer, uint32_t link,
               uint32_t configuration)
{
  struct num_random r;

  r.key[0] = random[0];
  r.key[1] = random[1];
  r.word = lgt_philox_word (random, layer, 0);
  r.link = link;
  r.configuration = random[5] + configuration;
  r.step = random[4];
  return r;
}

LGT_BODY void
num_random_pair (const struct num_random *r, int draw, num *u, num *v)
{
  const uint32_t counter[4] = { r->word + (uint32_t) draw, r->link,
                                r->configuration, r->step };
  double uniform[2];

  lgt_philox (r->key, counter, uniform);
  *u = uniform[0];
  *v = uniform[1];
}

#endif
