/* The writer of an ensemble, and its file at work; not installed.  */

#ifndef LGT_IO_SHARD_H
#define LGT_IO_SHARD_H

#include "ensemble.h"

struct lgt_ensemble_writer
{
  char *path, *stem;      /* as given; links followed */
  struct lgt_field_shape shape;
  char name[32];          /* the field's */
  int64_t size;           /* doubles a configuration */
  struct lgt_record *attributes;
  int64_t limit, attribute_bytes;
  size_t chunk, series_chunk;

  int settled, has[SERIES];
  int64_t capacity;       /* configurations a file */
  int64_t total;          /* configurations in all files */

  /* The file at work; replace is NULL before its first configuration.  */
  int shard;
  int64_t first, count;
  struct lgt_replace *replace;
  struct hdf5_file file;
  hid_t field, series[SERIES];
  char previous[DIGEST_SIZE];
  int failed;
};

/* Begin the file at work, empty.  */
enum lgt_status lgt_shard_begin_ (struct lgt_ensemble_writer *writer,
                                  struct lgt_error *error);
/* Close what libhdf5 has open of it.  */
enum lgt_status lgt_shard_close_ (struct lgt_ensemble_writer *writer,
                                  struct lgt_error *error);
/* Complete it, under its own name; LAST: no other file follows.  */
enum lgt_status lgt_shard_end_ (struct lgt_ensemble_writer *writer, int last,
                                struct lgt_error *error);

#endif
