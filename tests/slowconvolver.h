/* A convolver whose transforms are sums written out: what FFTW's must agree
   with, and what stands in for it where it is left out.  */

#ifndef LGT_SLOWCONVOLVER_H
#define LGT_SLOWCONVOLVER_H

#include <lgt/convolver.h>

/* Stops the test where memory ends.  Freed with lgt_convolver_free.  */
struct lgt_convolver *slow_convolver (const struct lgt_stencil *stencil,
                                      enum lgt_type type, int lanes);

#endif
