/* Tensors and tapes of chains and flows.  */

#include "recording.h"

enum lgt_status
lgt_mc_view_ (struct lgt_context *context, struct lgt_view *view, int packs,
              int sites, int comps, int lanes, const struct lgt_sites *where,
              struct lgt_error *error)
{
  const struct lgt_shape shape = { packs, sites, comps, lanes };

  *view = lgt_view_dense (lgt_context_alloc (context,
                                             lgt_shape_bytes (LGT_F64, shape),
                                             error), LGT_F64, shape, where);
  return view->data ? LGT_OK : LGT_ENOMEM;
}

enum lgt_status
lgt_mc_tape_new_ (struct lgt_context *context, lgt_mc_record_fn *record,
                  void *ctx, struct lgt_tape **tape, struct lgt_error *error)
{
  struct lgt_tape_options options = { 0, 1, 0 };
  enum lgt_status status = LGT_OK;

  for (int dry = 1; dry >= 0 && status == LGT_OK; dry--)
    {
      struct lgt_tape *new = lgt_tape_new (context, &options, error);

      if (!new)
        return LGT_ENOMEM;
      record (new, ctx);
      status = lgt_tape_status (new, error);
      /* An arena of 0 bytes is refused.  */
      options.arena_bytes = lgt_tape_usage (new).arena_peak + 64;
      options.dry = 0;
      if (dry || status != LGT_OK)
        lgt_tape_free (new);
      else
        *tape = new;
    }
  return status;
}
