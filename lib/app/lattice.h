/* Lattices and theories compared and in words.  Private to lib/app.  */

#ifndef LGT_APP_LATTICE_H
#define LGT_APP_LATTICE_H

#include <lgt/geom.h>

enum { LGT_LATTICE_TEXT = 12 * LGT_MAX_DIM, LGT_THEORY_TEXT = 128 };

int lgt_same_geom (const struct lgt_geom *a, const struct lgt_geom *b);

/* "8x8x8x16" in TEXT.  */
const char *lgt_lattice_text (const struct lgt_geom *geom,
                              char text[LGT_LATTICE_TEXT]);

/* "SU(3), 4x4x4x4" in TEXT; N 1 is U(1), 0 a scalar field.  */
const char *lgt_theory_text (int n, const struct lgt_geom *geom,
                             char text[LGT_THEORY_TEXT]);

#endif
