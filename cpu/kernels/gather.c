/* The entries of a list out of a field; the field's gradient there += the
   entries' gradient.  No entry stands twice in a list, so threads never meet
   in the field.  */

#include "list_copy.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_list_params *p = params;
  const struct lgt_view *field = &in[0], *values = &out[0];
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

      memcpy ((char *) values->data
              + lgt_at (values, pack, entry, 0) * (int64_t) size,
              (const char *) field->data + at * (int64_t) size, bytes);
    }
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_list_params *p = params;
  const struct lgt_view *values = &in[2], *field = &out[0];
  int64_t rows, size;

  (void) scratch;
  if (!values->data || !field->data)
    return LGT_OK;
  rows = (int64_t) values->shape.packs * p->list->count;
  size = (int64_t) p->block * field->shape.lanes;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (values->shape)))
  for (int64_t r = 0; r < rows; r++)
    {
      int64_t pack = r / p->list->count, entry = r % p->list->count;
      int64_t from = lgt_at (values, pack, entry, 0);
      int64_t to = lgt_entry_at (p->list, p->block, field, pack, entry);

      for (int64_t e = 0; e < size; e += LGT_VD)
        {
          int n = size - e < LGT_VD ? (int) (size - e) : LGT_VD;

          lgt_store (field->data, field->type, to + e, n,
                     lgt_load (field->data, field->type, to + e, n)
                     + lgt_load (values->data, values->type, from + e, n));
        }
    }
  return LGT_OK;
}

LGT_ENTRY (gather, run)
LGT_ENTRY (gather, pull)
