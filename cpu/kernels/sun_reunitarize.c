/* Links made unitary by Gram-Schmidt on the rows (lib/sun/haar_body.h).  */

#include "sun_each.h"
#include "../../lib/sun/haar_body.h"

static __attribute__ ((noinline)) void
unitary (int n, num *u, long us)
{
  switch (n)
    {
    case 2:
      sun_gram_schmidt (2, u, us);
      break;
    case 3:
      sun_gram_schmidt (3, u, us);
      break;
    default:
      sun_gram_schmidt (n, u, us);
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const int n = ((const struct lgt_reunitarize_params *) params)->n;
  const int numbers = 2 * n * n;
  const struct lgt_view *links = &out[0];
  const int64_t pieces = lgt_each_pieces (links, links->shape.comps
                                                 / numbers);

  (void) in;
  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 2 * n * lgt_shape_size (links->shape)))
  for (int64_t i = 0; i < links->shape.packs * pieces; i++)
    {
      num room[SUN_NUMBERS];
      long us;
      num *u = lgt_each_open (links, numbers, i / pieces, i % pieces, room,
                              &us);

      unitary (n, u, us);
      lgt_each_close (links, numbers, i / pieces, i % pieces, room);
    }
  return LGT_OK;
}

LGT_ENTRY (sun_reunitarize, run)
