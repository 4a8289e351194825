/* The records of text in an ILDG file; not installed.  */

#ifndef LGT_FIELDS_ILDG_H
#define LGT_FIELDS_ILDG_H

#include <lgt/fields.h>

#include "lime.h"

/* Bytes of text that a record may have, and the zero after them.  */
enum { ILDG_TEXT = 1 << 14 };

/* Take n, rows, precision and the geometry, or the checksum, from TEXT, the
   data of RECORD.  */
enum lgt_status lgt_ildg_take_format_ (const char *name,
                                       const struct lime_record *record,
                                       const char *text,
                                       struct lgt_field_header *h,
                                       struct lgt_error *error);
enum lgt_status lgt_ildg_take_checksum_ (const char *name,
                                         const struct lime_record *record,
                                         const char *text,
                                         struct lgt_field_header *h,
                                         struct lgt_error *error);

/* The same texts to write.  */
void lgt_ildg_print_format_ (const struct lgt_field_header *h,
                             char text[ILDG_TEXT]);
void lgt_ildg_print_checksum_ (const uint32_t sum[2], char text[ILDG_TEXT]);

#endif
