/* What the table of a transformation needs of a density; not installed.  */

#ifndef LGT_EXACT_DENSITY_H
#define LGT_EXACT_DENSITY_H

#include <lgt/exact.h>

/* The angle t in [-pi, pi] with SCALE F (t) + SLOPE t = VALUE, the left side
   rising from VALUE or below to VALUE or above.  */
double lgt_exact_density_solve_ (const struct lgt_exact_density *density,
                                 double scale, double slope, double value);

#endif
