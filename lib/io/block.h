/* The first 512 bytes of an HDF5 file; not installed.  */

#ifndef LGT_IO_BLOCK_H
#define LGT_IO_BLOCK_H

#include <stdint.h>

#include <lgt/status.h>

enum { BLOCK_SIZE = 512, KIND_SIZE = 32, DIGEST_SIZE = 33 };

struct block
{
  char kind[KIND_SIZE];
  int version;
  int64_t length;         /* of the whole file */
  char digest[DIGEST_SIZE];     /* hexadecimal */
};

/* Whether KIND is 1 to 31 letters, digits or '-'.  */
int lgt_block_kind_ (const char *kind);

/* Compute length and digest of the open file FD and write its block.  BLOCK
   gets what was written.  PATH is for words only.  */
enum lgt_status lgt_block_write_ (int fd, const char *path, const char *kind,
                                  struct block *block,
                                  struct lgt_error *error);

/* Read FD's block and check everything; KIND NULL: any.  */
enum lgt_status lgt_block_check_ (int fd, const char *path, const char *kind,
                                  struct block *block,
                                  struct lgt_error *error);

#endif
