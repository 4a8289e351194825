/* A configuration in a file of any format; private to lib/app.  */

#ifndef LGT_APP_FIELD_FILE_H
#define LGT_APP_FIELD_FILE_H

#include <lgt/fields.h>
#include <lgt/io.h>

enum { FILE_ILDG, FILE_NERSC, FILE_HDF5 };
#define FILE_FORMATS "ildg nersc hdf5"  /* their words, in this order */

/* What fields.h calls a header, for a configuration of any group and
   dimension.  */
struct field_file
{
  int format;                   /* of the file */
  struct lgt_field_header header;       /* ILDG, NERSC */
  struct lgt_ensemble *ensemble;        /* HDF5 */
  struct lgt_field_shape shape; /* as an ensemble has it */
  struct lgt_geom geom;
  int n;                        /* of SU(N); 1: angles of U(1); 0: a scalar
                                   field, HDF5 alone */
  int64_t doubles, count;       /* of a configuration; configurations */
  FILE *stream;                 /* ILDG, NERSC */
};

/* Open PATH, whose format its first bytes tell, and read what it says of
   itself.  */
enum lgt_status lgt_field_file_open (struct field_file *file,
                                     const char *path,
                                     struct lgt_error *error);
/* Configuration NUMBER to LINKS.  */
enum lgt_status lgt_field_file_read (struct field_file *file,
                                     const char *path, int64_t number,
                                     double *links, struct lgt_error *error);
void lgt_field_file_close (struct field_file *file);

#endif
