/* New values for the entries of a list, in place.  No entry stands twice in a
   list, so threads never meet in the field.  */

#include "../list_copy.h"

static __global__ void
copy (struct lgt_entries list, struct lgt_view values, struct lgt_view field)
{
  LGT_EACH (pack, item, values.shape.packs, lgt_count (values))
    lgt_set (field, lgt_entry_element (list, field, pack, item),
             lgt_get (values, lgt_element_at (values, pack, item)));
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  lgt_launch (queue, copy, in[0].shape.packs, lgt_count (in[0]),
              lgt_entries_of (params), in[0], out[0]);
}

LGT_ENTRY (scatter, run)
