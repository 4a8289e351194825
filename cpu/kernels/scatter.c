/* New values for the entries of a list, in place.  */

#include "list_copy.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_list_params *p = params;
  const struct lgt_view *values = &in[0], *field = &out[0];
  int64_t rows = (int64_t) values->shape.packs * p->list->count;
  size_t size = field->type == LGT_F32 ? 4 : 8;
  size_t bytes = (size_t) p->block * (size_t) field->shape.lanes * size;

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (values->shape)))
  for (int64_t r = 0; r < rows; r++)
    {
      int64_t pack = r / p->list->count, entry = r % p->list->count;
      int64_t at = lgt_entry_at (p->list, p->block, field, pack, entry);

      memcpy ((char *) field->data + at * (int64_t) size,
              (const char *) values->data
              + lgt_at (values, pack, entry, 0) * (int64_t) size, bytes);
    }
  return LGT_OK;
}

LGT_ENTRY (scatter, run)
