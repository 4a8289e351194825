/* LIME records; not installed.

   A record is a head of 144 bytes (the number 456789ab, version 1 in 16 bits,
   flags in 16 bits, length in 64 bits, type in 128 bytes, all big endian),
   then its data and zeros up to a multiple of 8 bytes.  Flags say where a
   message, a row of records, begins and ends.  */

#ifndef LGT_FIELDS_LIME_H
#define LGT_FIELDS_LIME_H

#include <stdint.h>
#include <stdio.h>

#include <lgt/status.h>

enum
{
  LIME_HEAD = 144, LIME_TYPE = 128,
  LIME_BEGINS = 0x8000, LIME_ENDS = 0x4000      /* a message */
};

struct lime_record
{
  int number;             /* from 1; 0: before the first */
  int64_t at;             /* where its head is */
  int64_t data, bytes;    /* where its data are, without what fills up */
  int flags;
  char type[LIME_TYPE];
};

/* Whether a file that begins with these four bytes is LIME.  */
int lgt_lime_is_ (const unsigned char *first);

/* Go from RECORD to the next one; *END is set, and nothing else done, if
   there is none.  LENGTH is the file's.  */
enum lgt_status lgt_lime_next_ (FILE *stream, const char *name,
                                int64_t length, struct lime_record *record,
                                int *end, struct lgt_error *error);

/* LGT_EDATA with "NAME: record 2 at byte 152 (TYPE): " and the words.  */
#if defined __GNUC__
__attribute__ ((format (printf, 4, 5)))
#endif
enum lgt_status lgt_lime_fail_ (const char *name,
                                const struct lime_record *record,
                                struct lgt_error *error,
                                const char *format, ...);

/* The data of a record of text, at most SIZE - 1 bytes and none of them 0 but
   the last ones, which some programs write; then a zero.  */
enum lgt_status lgt_lime_text_ (FILE *stream, const char *name,
                                const struct lime_record *record, char *text,
                                int64_t size, struct lgt_error *error);

/* The head of a record, and the zeros after its data.  */
enum lgt_status lgt_lime_put_head_ (FILE *stream, const char *name,
                                    const char *type, int flags,
                                    int64_t bytes, struct lgt_error *error);
enum lgt_status lgt_lime_put_fill_ (FILE *stream, const char *name,
                                    int64_t bytes, struct lgt_error *error);

#endif
