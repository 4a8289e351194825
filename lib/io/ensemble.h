/* Names and sizes in ensemble files; not installed.  */

#ifndef LGT_IO_ENSEMBLE_H
#define LGT_IO_ENSEMBLE_H

#include <lgt/io.h>

#include "hdf5_file.h"

/* The series beside the field, in the order of struct lgt_slab.  */
enum { LOG_Q, ACTION, LOG_W, CHAIN, SERIES };

static const struct { const char *name; enum lgt_record_type type; }
lgt_series_[SERIES] = {
  { "log_q", LGT_RECORD_F64 },
  { "action", LGT_RECORD_F64 },
  { "log_w", LGT_RECORD_F64 },
  { "chain", LGT_RECORD_I64 },
};

/* SLAB's series number S, or NULL.  */
static inline void *
lgt_slab_series_ (const struct lgt_slab *slab, int s)
{
  void *const list[SERIES] = { slab->log_q, slab->action, slab->log_w,
                               slab->chain };

  return list[s];
}

/* name.h5 and 3 to "name.0003.h5", to be freed; NULL: no memory.  */
char *lgt_shard_path_ (const char *path, int shard);

/* Doubles in one configuration, or -1 and words.  */
int64_t lgt_field_size_ (const struct lgt_field_shape *shape,
                         struct lgt_error *error);

#endif
