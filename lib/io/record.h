/* Records inside of the library; not installed.  */

#ifndef LGT_IO_RECORD_H
#define LGT_IO_RECORD_H

#include <lgt/io.h>

/* Bytes of an element; 1 for texts.  */
size_t lgt_record_size_ (enum lgt_record_type type);

/* Check arguments and fill ENTRY, with cleared data to be freed (and one
   element of zeros behind) and the caller's NAME.  */
enum lgt_status lgt_record_entry_ (struct lgt_entry *entry, const char *name,
                                   enum lgt_record_type type, int rank,
                                   const int64_t *extent,
                                   struct lgt_error *error);
/* Set ENTRY, whose data becomes the record's, whose name is copied.  On
   failure the data is still the caller's.  */
enum lgt_status lgt_record_adopt_ (struct lgt_record *record,
                                   const struct lgt_entry *entry,
                                   struct lgt_error *error);

/* The rest of the name if ENTRY is an array in FOLDER, else NULL.  */
const char *lgt_record_in_folder_ (const struct lgt_entry *entry,
                                   const char *folder);
void lgt_record_remove_folder_ (struct lgt_record *record,
                                const char *folder);

#endif
