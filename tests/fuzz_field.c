/* Files in memory for the fuzz targets.  */

#include "fuzz.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <lgt/sun.h>

static void
read_links (FILE *stream, struct lgt_field_header *header, size_t size)
{
  double *links;

  /* 4 bytes a number, two rows of three or one of two.  */
  if (header->doubles < 1 || (uint64_t) header->doubles > size / 2
      || header->offset < 0 || header->bytes < 1
      || (uint64_t) (header->offset + header->bytes) > size
      || header->geom.ndim != 4 || header->n < 2
      || header->n > LGT_SUN_N_MAX)
    abort ();
  links = malloc ((size_t) header->doubles * sizeof *links);
  if (lgt_field_read (stream, "fuzz", header, links, NULL) == LGT_OK)
    for (int64_t i = 0; i < header->doubles; i++)
      if (!isfinite (links[i]))
        abort ();
  free (links);
}

void
fuzz_read (const uint8_t *data, size_t size)
{
  struct lgt_field_header header;
  struct lgt_error error = { .text = "" };
  enum lgt_status status;
  FILE *stream;

  if (!size || !(stream = fmemopen ((void *) (uintptr_t) data, size, "rb")))
    return;
  status = lgt_field_read_header (stream, "fuzz", &header, &error);
  if (status == LGT_OK)
    read_links (stream, &header, size);
  else if (status != LGT_EDATA || !error.text[0])
    abort ();
  fclose (stream);
}

size_t
fuzz_write (enum lgt_field_format format, int kind, uint8_t *data,
            size_t room)
{
  const int extent[4] = { 2, 1, 1 + kind % 2, 1 }, n = 2 + kind / 2 % 2;
  const int nersc = format == LGT_FIELD_NERSC;
  const struct lgt_field_options options = {
    .precision = kind / 4 % 2 ? 32 : 64,
    .rows = nersc && kind / 8 % 2 ? n - 1 : n,
    .order = nersc && kind / 16 % 2 ? LGT_FIELD_LITTLE : LGT_FIELD_BIG,
    .label = kind % 3 ? "a label" : NULL
  };
  double links[4 * 4 * 18];
  struct lgt_geom geom;
  FILE *stream = fmemopen (data, room, "wb");
  long size;

  if (!stream || lgt_geom_init (&geom, 4, extent, NULL) != LGT_OK)
    abort ();
  for (int64_t i = 0; i < geom.volume * 4; i++)
    lgt_sun_identity (n, links + i * 2 * n * n);
  if (lgt_field_write (stream, "fuzz", format, &geom, n, &options, links,
                       NULL) != LGT_OK)
    abort ();
  size = ftell (stream);
  fclose (stream);
  return (size_t) size;
}
