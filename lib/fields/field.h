/* What the two formats share; not installed.  */

#ifndef LGT_FIELDS_FIELD_H
#define LGT_FIELDS_FIELD_H

#include <stddef.h>

#include <lgt/fields.h>

/* The length of the file behind STREAM.  */
enum lgt_status lgt_field_length_ (FILE *stream, const char *name,
                                   int64_t *length, struct lgt_error *error);
/* COUNT bytes from place AT on.  */
enum lgt_status lgt_field_bytes_ (FILE *stream, const char *name, int64_t at,
                                  void *bytes, size_t count,
                                  struct lgt_error *error);
/* Set geom, doubles and bytes of H, whose n, rows and precision are set.
   LGT_EINVAL: EXTENT is no lattice, or one too large to have a length.  */
enum lgt_status lgt_field_size_up_ (struct lgt_field_header *h,
                                    const int extent[4],
                                    struct lgt_error *error);
/* Bytes to STREAM.  */
enum lgt_status lgt_field_put_ (FILE *stream, const char *name,
                                const void *bytes, size_t count,
                                struct lgt_error *error);

/* The parts of the public functions that know a format.  LENGTH is the
   file's; H is zero but for the format, or set up to write.  */
enum lgt_status lgt_ildg_read_header_ (FILE *stream, const char *name,
                                       int64_t length,
                                       struct lgt_field_header *h,
                                       struct lgt_error *error);
enum lgt_status lgt_ildg_read_ (FILE *stream, const char *name,
                                struct lgt_field_header *h, double *links,
                                struct lgt_error *error);
enum lgt_status lgt_ildg_write_ (FILE *stream, const char *name,
                                 const struct lgt_field_header *h,
                                 const double *links,
                                 struct lgt_error *error);
enum lgt_status lgt_nersc_read_header_ (FILE *stream, const char *name,
                                        int64_t length,
                                        struct lgt_field_header *h,
                                        struct lgt_error *error);
enum lgt_status lgt_nersc_read_ (FILE *stream, const char *name,
                                 struct lgt_field_header *h, double *links,
                                 struct lgt_error *error);
enum lgt_status lgt_nersc_write_ (FILE *stream, const char *name,
                                  const struct lgt_field_header *h,
                                  const double *links,
                                  struct lgt_error *error);

/* ---- words ---- */

/* Whether TEXT is nothing but a decimal number from LEAST >= 0 to MOST,
   digits only; *VALUE is it then.  */
int lgt_word_integer_ (const char *text, int64_t least, int64_t most,
                       int64_t *value);
/* 1 to 8 hexadecimal digits.  */
int lgt_word_hex32_ (const char *text, uint32_t *value);
/* A finite decimal number; UNIT gets one unit of its last digit.  */
int lgt_word_real_ (const char *text, double *value, double *unit);
/* Copy the COUNT bytes at FROM, white space around them left out, to the SIZE
   bytes at TO.  0: too long, or not printable.  */
int lgt_word_copy_ (char *to, size_t size, const char *from, size_t count);

#endif
