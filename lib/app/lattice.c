/* Lattices and theories compared and in words.  */

#include "lattice.h"

#include <stdio.h>
#include <string.h>

int
lgt_same_geom (const struct lgt_geom *a, const struct lgt_geom *b)
{
  return a->ndim == b->ndim
         && memcmp (a->extent, b->extent,
                    (size_t) a->ndim * sizeof a->extent[0]) == 0;
}

const char *
lgt_lattice_text (const struct lgt_geom *geom, char text[LGT_LATTICE_TEXT])
{
  size_t used = 0;

  for (int d = 0; d < geom->ndim; d++)
    used += (size_t) snprintf (text + used, LGT_LATTICE_TEXT - used, "%s%d",
                               d ? "x" : "", geom->extent[d]);
  return text;
}

const char *
lgt_theory_text (int n, const struct lgt_geom *geom,
                 char text[LGT_THEORY_TEXT])
{
  char lattice[LGT_LATTICE_TEXT];

  lgt_lattice_text (geom, lattice);
  if (n == 0)
    snprintf (text, LGT_THEORY_TEXT, "scalar field, %s", lattice);
  else
    snprintf (text, LGT_THEORY_TEXT, "%s(%d), %s", n > 1 ? "SU" : "U", n,
              lattice);
  return text;
}
