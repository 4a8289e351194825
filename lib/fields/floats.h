/* Rows of numbers between file and memory; not installed.  */

#ifndef LGT_FIELDS_FLOATS_H
#define LGT_FIELDS_FLOATS_H

#include <lgt/fields.h>

/* COUNT numbers in HEADER's precision and order to or from doubles.  */
void lgt_floats_decode_ (const struct lgt_field_header *header,
                         const unsigned char *from, int64_t count,
                         double *to);
void lgt_floats_encode_ (const struct lgt_field_header *header,
                         const double *from, int64_t count,
                         unsigned char *to);

/* Whether all are finite.  */
int lgt_floats_finite_ (const double *x, int64_t count);

#endif
