/* The flow that sets the columns of a lattice by halves, as in
   examples/u1-columns.yaml, for any lattice that can be halved.  */

#include "compare.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void
steps (FILE *stream, const char *step, int count)
{
  for (int i = 0; i < count; i++)
    fprintf (stream, " %s", step);
}

/* Links of direction 1 at HALF, 3 HALF, ...: the angle of the loop back to
   the column HALF before, given that of the loop around both halves.  */
static void
layer (FILE *stream, int half)
{
  fprintf (stream, "  - layer:\n      coupling:\n        mask: { directions: "
           "[1], steps: { along: 0, across: 1 }, width: %d, offsets: [%d] }\n"
           "        active: [ { path: \"+1", 2 * half, half);
  steps (stream, "-0", half);
  fputs (" -1", stream);
  steps (stream, "+0", half);
  fputs ("\" } ]\n        condition: { path: \"", stream);
  steps (stream, "+0", half);
  fputs (" +1", stream);
  steps (stream, "-0", 2 * half);
  fputs (" -1", stream);
  steps (stream, "+0", half);
  fputs ("\" }\n        transform: { tabulated_conditional: { bins: 128, "
         "angles: 128 } }\n", stream);
}

enum lgt_status
lgt_compare_columns (const struct lgt_theory *theory, char **text,
                     struct lgt_error *error)
{
  const struct lgt_geom *geom = &theory->geom;
  const int l0 = geom->extent[0];
  char beta[32];
  size_t size;
  FILE *stream;

  if (theory->n != 1 || geom->ndim != 2 || isnan (theory->beta) || l0 < 2
      || (l0 & (l0 - 1)) != 0)
    return lgt_fail (error, LGT_EINVAL, "--columns: columns are set by halves "
                     "for U(1) in two dimensions with the Wilson action "
                     "where L_0 is a power of 2; this is %s", theory->words);
  stream = open_memstream (text, &size);
  if (!stream)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a configuration");
  lgt_format_real (theory->beta, beta);
  fprintf (stream, "lgt: 1\nlattice: { shape: [%d, %d] }\n"
           "group: { u1: {} }\naction: [ { wilson: { beta: %s } } ]\n"
           "flow:\n", l0, geom->extent[1], beta);
  for (int half = l0 / 2; half >= 1; half /= 2)
    layer (stream, half);
  if (fclose (stream) == 0)
    return LGT_OK;
  free (*text);
  return lgt_fail (error, LGT_ENOMEM, "no memory for a configuration");
}
