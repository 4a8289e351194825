/* The entries of a list out of a field; the field's gradient there += the
   entries' gradient.  No entry stands twice in a list, so threads never meet
   in the field.  */

#include "../list_copy.h"

static __global__ void
copy (struct lgt_entries list, struct lgt_view field, struct lgt_view values)
{
  LGT_EACH (pack, item, values.shape.packs, lgt_count (values))
    lgt_set (values, lgt_element_at (values, pack, item),
             lgt_get (field, lgt_entry_element (list, field, pack, item)));
}

static __global__ void
add (struct lgt_entries list, struct lgt_view values, struct lgt_view field)
{
  LGT_EACH (pack, item, values.shape.packs, lgt_count (values))
    lgt_add_to (field, lgt_entry_element (list, field, pack, item),
                lgt_get (values, lgt_element_at (values, pack, item)));
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  lgt_launch (queue, copy, out[0].shape.packs, lgt_count (out[0]),
              lgt_entries_of (params), in[0], out[0]);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  if (in[2].data && out[0].data)
    lgt_launch (queue, add, in[2].shape.packs, lgt_count (in[2]),
                lgt_entries_of (params), in[2], out[0]);
}

LGT_ENTRY (gather, run)
LGT_ENTRY (gather, pull)
