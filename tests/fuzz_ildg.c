/* Fuzz target: ILDG.  */

#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  fuzz_read (data, size);
  return 0;
}

size_t
fuzz_example (int kind, uint8_t *data, size_t room)
{
  return fuzz_write (LGT_FIELD_ILDG, kind, data, room);
}
