/* A configuration in a file of any format.  */

#include "field_file.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* Our HDF5 files begin with a line of text (lgt/io.h); so an ensemble in
   several files, whose own name does not exist, is one too.  */
static enum lgt_status
is_hdf5 (const char *path, int *answer, struct lgt_error *error)
{
  char first[4] = "";
  FILE *stream = fopen (path, "rb");

  *answer = 1;
  if (!stream)
    return errno == ENOENT ? LGT_OK
           : lgt_fail (error, LGT_EIO, "%s: %s", path, strerror (errno));
  *answer = fread (first, 1, 4, stream) == 4 && memcmp (first, "lgt ", 4) == 0;
  fclose (stream);
  return LGT_OK;
}

/* Geometry and group from the shape [x_{D-1}, ..., x_0, mu] and, for SU(N),
   [..., row, column, re/im]; a scalar field phi has no more than sites.  */
static enum lgt_status
take_shape (struct field_file *file, const char *path,
            struct lgt_error *error)
{
  const struct lgt_field_shape *s = &file->shape;
  const int scalar = strcmp (s->name, "phi") == 0;
  int extent[LGT_MAX_DIM], ndim, good;

  /* Angles end with mu: 4 or more where there are as many axes as matrices
     need, which end with re/im.  */
  file->n = scalar ? 0 : 1;
  ndim = s->rank - file->n;
  if (!scalar && s->rank >= 5 && s->extent[s->rank - 1] == 2
      && s->extent[s->rank - 2] == s->extent[s->rank - 3]
      && s->extent[s->rank - 2] > 1 && s->extent[s->rank - 2] <= INT_MAX
      && s->extent[s->rank - 4] == s->rank - 4)
    {
      ndim = s->rank - 4;
      file->n = (int) s->extent[s->rank - 2];
    }
  good = ndim >= 1 && ndim <= LGT_MAX_DIM
         && (scalar
             || (strcmp (s->name, "U") == 0 && s->extent[ndim] == ndim));
  for (int d = 0; d < ndim && good; d++)
    {
      good = s->extent[d] <= INT_MAX;
      extent[ndim - 1 - d] = (int) s->extent[d];
    }
  if (!good)
    return lgt_fail (error, LGT_EDATA, "%s: the ensemble does not hold links "
                     "U [n, x_{D-1}, ..., x_0, mu] or [..., mu, row, column, "
                     "re/im], nor phi [n, x_{D-1}, ..., x_0]", path);
  return lgt_geom_init (&file->geom, ndim, extent, error);
}

/* The shape that an ensemble of such links has.  */
static void
make_shape (struct field_file *file)
{
  struct lgt_field_shape *s = &file->shape;

  s->name = "U";
  for (int d = file->geom.ndim - 1; d >= 0; d--)
    s->extent[s->rank++] = file->geom.extent[d];
  s->extent[s->rank++] = file->geom.ndim;
  s->extent[s->rank++] = file->n;
  s->extent[s->rank++] = file->n;
  s->extent[s->rank++] = 2;
}

static enum lgt_status
open_stream (struct field_file *file, const char *path,
             struct lgt_error *error)
{
  enum lgt_status status;

  file->stream = fopen (path, "rb");
  if (!file->stream)
    return lgt_fail (error, LGT_EIO, "%s: %s", path, strerror (errno));
  status = lgt_field_read_header (file->stream, path, &file->header, error);
  if (status != LGT_OK)
    return status;
  file->format = file->header.format == LGT_FIELD_ILDG ? FILE_ILDG
                                                       : FILE_NERSC;
  file->geom = file->header.geom;
  file->n = file->header.n;
  file->doubles = file->header.doubles;
  file->count = 1;
  make_shape (file);
  return LGT_OK;
}

enum lgt_status
lgt_field_file_open (struct field_file *file, const char *path,
                     struct lgt_error *error)
{
  int hdf5;
  enum lgt_status status = is_hdf5 (path, &hdf5, error);

  memset (file, 0, sizeof *file);
  if (status == LGT_OK && hdf5)
    {
      status = lgt_ensemble_open (&file->ensemble, path, error);
      if (status == LGT_OK)
        {
          file->format = FILE_HDF5;
          file->shape = file->ensemble->shape;
          file->doubles = file->ensemble->size;
          file->count = file->ensemble->count;
          status = take_shape (file, path, error);
        }
    }
  else if (status == LGT_OK)
    status = open_stream (file, path, error);
  if (status != LGT_OK)
    lgt_field_file_close (file);
  return status;
}

enum lgt_status
lgt_field_file_read (struct field_file *file, const char *path,
                     int64_t number, double *links, struct lgt_error *error)
{
  struct lgt_slab slab = { .field = links };

  if (file->format != FILE_HDF5)
    return lgt_field_read (file->stream, path, &file->header, links, error);
  return lgt_ensemble_read (file->ensemble, number, 1, &slab, error);
}

void
lgt_field_file_close (struct field_file *file)
{
  if (file->stream)
    fclose (file->stream);
  lgt_ensemble_close (file->ensemble);
  memset (file, 0, sizeof *file);
}
