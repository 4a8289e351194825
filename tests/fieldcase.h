/* Fields and their files in memory, for tests of lgt/fields.h.  */

#ifndef LGT_TESTS_FIELDCASE_H
#define LGT_TESTS_FIELDCASE_H

#include <lgt/fields.h>

/* COUNT random matrices, the same for the same SEED.  */
void random_matrices (uint64_t seed, int n, int64_t count, double *u);

struct lgt_geom geometry (int x, int y, int z, int t);

/* Numbers of a field, and a random one, to be freed.  */
int64_t doubles (const struct lgt_geom *geom, int n);
double *random_field (const struct lgt_geom *geom, int n);

/* ---- files in memory ---- */

enum { MOST = 1 << 20 };
struct image
{
  size_t size;
  unsigned char bytes[MOST];
};

struct image *write_image (enum lgt_field_format format,
                           const struct lgt_geom *geom, int n,
                           const struct lgt_field_options *options,
                           const double *links);
/* Read an image; links are allocated (NULL after an error).  */
enum lgt_status read_image (const struct image *image,
                            struct lgt_field_header *header, double **links,
                            struct lgt_error *error);
/* It is LGT_EDATA with WORDS in its sentence.  */
void refused (const struct image *image, const char *words);

void append (struct image *image, const void *bytes, size_t size);
/* Where TEXT is first.  */
size_t find (const struct image *image, const char *text);
/* A copy in which FROM has become TO, of any length.  */
struct image *replaced (const struct image *image, const char *from,
                        const char *to);

/* An integer of SIZE bytes, a float of 32 or 64 bits.  */
uint64_t number (const unsigned char *bytes, int size, int little);
double real (const unsigned char *bytes, int precision, int little);

/* Place and length of the data of the LIME record TYPE.  */
size_t record (const struct image *image, const char *type, size_t *bytes);
/* Where the links of a NERSC file begin.  */
size_t after_header (const struct image *image);

#endif
