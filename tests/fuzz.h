/* What the fuzz targets share.  */

#ifndef LGT_FUZZ_H
#define LGT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include <lgt/fields.h>

/* The name that libFuzzer calls.  */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A good file of the target's format, of several kinds; its size, at most
   ROOM.  */
size_t fuzz_example (int kind, uint8_t *data, size_t room);

/* Read DATA; abort if that breaks a promise of lgt/fields.h.  */
void fuzz_read (const uint8_t *data, size_t size);

/* What fuzz_example returns, of FORMAT.  */
size_t fuzz_write (enum lgt_field_format format, int kind, uint8_t *data,
                   size_t room);

#endif
