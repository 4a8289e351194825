/* What chains and flows are run with: tensors of their own, and a tape of what
   is done again and again.  Internal to lib/mc.  */

#ifndef LGT_MC_RECORDING_H
#define LGT_MC_RECORDING_H

#include <lgt/tape.h>

/* A dense view of doubles in memory of its own, which lgt_context_release
   takes back.  */
enum lgt_status lgt_mc_view_ (struct lgt_context *context,
                              struct lgt_view *view, int packs, int sites,
                              int comps, int lanes,
                              const struct lgt_sites *where,
                              struct lgt_error *error);

/* *TAPE gets what RECORD puts on a tape, and has done it once.  RECORD is
   called twice, first with a tape that is dry: how large is the arena?  */
typedef void lgt_mc_record_fn (struct lgt_tape *tape, void *ctx);
enum lgt_status lgt_mc_tape_new_ (struct lgt_context *context,
                                  lgt_mc_record_fn *record, void *ctx,
                                  struct lgt_tape **tape,
                                  struct lgt_error *error);

#endif
