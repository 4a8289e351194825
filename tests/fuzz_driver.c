/* A fuzz target without libFuzzer: good files altered at random.

   fuzz_ildg [TIMES]     TIMES files, the same every time (default 20000)
   fuzz_ildg -w FOLDER   the good files, as a corpus for libFuzzer  */

#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS = 32, ROOM = 1 << 15 };

static uint64_t state = 1;

static size_t
below (size_t limit)
{
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (size_t) (state >> 33) % limit;
}

/* One alteration of DATA, which has ROOM bytes; the new size.  */
static size_t
alter (uint8_t *data, size_t size)
{
  static const char *const words[] = {
    "0", "-1", "99999999999999999999", "4294967296", "\n", "<", ">", "</",
    "<!--", "=", "\"", "su3gauge", "END_HEADER\n", "IEEE32", "nan", "1e999"
  };
  size_t at, count;
  const char *word;

  if (!size)
    return 0;
  at = below (size);
  count = 1 + below (size - at < 200 ? size - at : 200);
  switch (below (6))
    {
    case 0:             /* a bit */
      data[at] ^= (uint8_t) (1 << below (8));
      return size;
    case 1:             /* a byte */
      data[at] = (uint8_t) below (256);
      return size;
    case 2:             /* cut off */
      return at;
    case 3:             /* taken out */
      memmove (data + at, data + at + count, size - at - count);
      return size - count;
    case 4:             /* twice */
      if (size + count > ROOM)
        return size;
      memmove (data + at + count, data + at, size - at);
      return size + count;
    default:            /* a word over what is there */
      word = words[below (sizeof words / sizeof words[0])];
      if (at + strlen (word) <= size)
        memcpy (data + at, word, strlen (word));
      return size;
    }
}

static int
write_corpus (const char *folder)
{
  static uint8_t data[ROOM];

  for (int kind = 0; kind < KINDS; kind++)
    {
      char name[1000];
      const size_t size = fuzz_example (kind, data, ROOM);
      FILE *stream;

      snprintf (name, sizeof name, "%s/%d", folder, kind);
      stream = fopen (name, "wb");
      if (!stream || fwrite (data, 1, size, stream) != size
          || fclose (stream) != 0)
        return 1;
    }
  return 0;
}

int
main (int argc, char **argv)
{
  static uint8_t good[ROOM], data[ROOM];
  const long times = argc > 1 ? atol (argv[1]) : 20000;

  if (argc > 2 && strcmp (argv[1], "-w") == 0)
    return write_corpus (argv[2]);
  for (long i = 0; i < times; i++)
    {
      size_t size = fuzz_example ((int) (i % KINDS), good, ROOM);
      uint8_t *exact;

      memcpy (data, good, size);
      for (size_t n = below (4); n < 4; n++)
        size = alter (data, size);
      /* A copy of its own: sanitizers see a byte too far.  */
      exact = malloc (size + !size);
      memcpy (exact, data, size);
      LLVMFuzzerTestOneInput (exact, size);
      free (exact);
    }
  printf ("%ld files\n", times);
  return 0;
}
