/* The header of a NERSC file; not installed.  */

#ifndef LGT_FIELDS_NERSC_H
#define LGT_FIELDS_NERSC_H

#include <lgt/fields.h>

/* The longest header that is read.  */
enum { NERSC_HEADER = 1 << 15 };

/* Take all from TEXT, the first LENGTH bytes of the file; H.offset is set to
   where the links begin.  */
enum lgt_status lgt_nersc_take_header_ (const char *name, const char *text,
                                        int64_t length,
                                        struct lgt_field_header *h,
                                        struct lgt_error *error);

/* The same to write.  */
void lgt_nersc_print_header_ (const struct lgt_field_header *h,
                              char text[NERSC_HEADER]);

#endif
