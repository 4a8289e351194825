/* What a file holds: gauge configurations, or a record of ours.  */

#include "info_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/observables.h>
#include <lgt/observables_scalar.h>
#include <lgt/observables_sun.h>
#include <lgt/sun.h>

#include "field_file.h"
#include "lattice.h"

static const char *const formats[] = { "ILDG", "NERSC", "HDF5 ensemble" };

static void
print_lattice (const struct field_file *file)
{
  char lattice[LGT_LATTICE_TEXT];

  printf ("  lattice: %s\n", lgt_lattice_text (&file->geom, lattice));
  if (file->n == 0)
    printf ("  field: scalar, phi\n");
  else if (file->n == 1)
    printf ("  group: U(1), angles\n");
  else
    printf ("  group: SU(%d)\n", file->n);
  printf ("  configurations: %lld\n", (long long) file->count);
}

static void
print_text (const char *key, const char *text)
{
  if (text[0])
    printf ("  %s: %s\n", key, text);
}

/* What only one of the formats has; the links have been read.  */
static void
print_header (const struct field_file *file)
{
  const struct lgt_field_header *h = &file->header;

  printf ("  precision: %d bits, %s endian\n", h->precision,
          h->order == LGT_FIELD_BIG ? "big" : "little");
  if (h->rows < h->n)
    printf ("  rows: %d, the last one is computed\n", h->rows);
  if (!h->has_checksum)
    printf ("  checksum: none\n");
  else if (h->format == LGT_FIELD_ILDG)
    printf ("  checksum: %08lx %08lx, right\n",
            (unsigned long) h->checksum[0], (unsigned long) h->checksum[1]);
  else
    printf ("  checksum: %08lx, right\n", (unsigned long) h->checksum[0]);
  if (h->format == LGT_FIELD_ILDG)
    print_text ("logical file name", h->label);
  else
    {
      print_text ("ensemble label", h->label);
      print_text ("ensemble", h->ensemble);
      printf ("  sequence number: %lld\n", (long long) h->sequence);
    }
}

static void
print_ensemble (const struct lgt_ensemble *e)
{
  printf ("  precision: 64 bits, little endian\n");
  printf ("  checksum: right\n");
  printf ("  files: %d\n", e->files);
  printf ("  series:%s%s%s%s%s\n", e->has_log_q ? " log_q" : "",
          e->has_action ? " action" : "", e->has_log_w ? " log_w" : "",
          e->has_chain ? " chain" : "",
          e->has_log_q || e->has_action || e->has_log_w || e->has_chain
          ? "" : " none");
}

/* Over all configurations.  */
struct means
{
  double plaquette, link_trace, deviation;
  double phi2, abs_m;     /* of a scalar field */
};

static enum lgt_status
measure (const struct field_file *file, const double *links,
         struct means *means, struct lgt_error *error)
{
  const int64_t count = file->geom.volume * file->geom.ndim;
  const int numbers = 2 * file->n * file->n;
  double plaquette = 0, trace = 0;
  enum lgt_status status = LGT_OK;

  if (file->n == 0)
    {
      double value[LGT_SCALAR_QUANTITIES];

      lgt_mc_scalar_measure (&file->geom, 1, links, value);
      means->phi2 += value[LGT_SCALAR_PHI2] / (double) file->count;
      means->abs_m += value[LGT_SCALAR_ABS_M] / (double) file->count;
      return LGT_OK;
    }
  if (file->geom.ndim > 1)
    status = file->n == 1
             ? lgt_mc_u1_plaquette (&file->geom, links, &plaquette, error)
             : lgt_mc_sun_plaquette (&file->geom, file->n, links, &plaquette,
                                     error);
  for (int64_t link = 0; link < count; link++)
    if (file->n == 1)
      trace += cos (links[link]);
    else
      {
        const double *u = links + link * numbers;
        const double off = lgt_sun_deviation (file->n, u);

        for (int i = 0; i < file->n; i++)
          trace += u[2 * (file->n * i + i)];
        /* NaN is the worst.  */
        if (!(off <= means->deviation))
          means->deviation = off;
      }
  means->plaquette += plaquette;
  means->link_trace += trace / ((double) count * file->n);
  return status;
}

static enum lgt_status
measure_all (struct field_file *file, const char *path, struct means *means,
             struct lgt_error *error)
{
  double *links = malloc ((size_t) file->doubles * sizeof *links);
  enum lgt_status status = LGT_OK;

  memset (means, 0, sizeof *means);
  if (!links)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld numbers",
                     (long long) file->doubles);
  for (int64_t i = 0; i < file->count && status == LGT_OK; i++)
    {
      status = lgt_field_file_read (file, path, i, links, error);
      if (status == LGT_OK && file->n <= LGT_SUN_N_MAX)
        status = measure (file, links, means, error);
    }
  free (links);
  means->plaquette /= (double) file->count;
  means->link_trace /= (double) file->count;
  return status;
}

static void
print_means (const struct field_file *file, const struct means *means)
{
  if (file->n > LGT_SUN_N_MAX)
    return;
  if (file->n == 0)
    {
      printf ("  <phi^2>: %.12g\n  <|M|>: %.12g\n", means->phi2,
              means->abs_m);
      return;
    }
  if (file->geom.ndim > 1)
    printf ("  plaquette: %.12g\n", means->plaquette);
  printf ("  link trace: %.12g\n", means->link_trace);
  if (file->n > 1)
    printf ("  largest deviation from SU(%d): %.2g\n", file->n,
            means->deviation);
}

/* A file of ours that is no ensemble: its digest, and what it holds.  1: it
   was one.  */
static int
print_record (const char *path, enum lgt_status *status,
              struct lgt_error *error)
{
  char kind[32], first[4] = "";
  FILE *stream = fopen (path, "rb");
  int ours;

  if (!stream)
    return 0;
  ours = fread (first, 1, 4, stream) == 4 && memcmp (first, "lgt ", 4) == 0;
  fclose (stream);
  if (!ours)
    return 0;
  *status = lgt_record_verify (path, kind, error);
  if (*status == LGT_OK && strcmp (kind, LGT_ENSEMBLE) == 0)
    return 0;
  if (*status == LGT_OK)
    printf ("%s: HDF5 %s\n  checksum: right\n", path, kind);
  return 1;
}

int
lgt_info_file (const struct lgt_app *app, const char *path)
{
  struct field_file file;
  struct means means;
  struct lgt_error error;
  enum lgt_status status;

  if (print_record (path, &status, &error))
    return status == LGT_OK ? 0 : lgt_app_fail (app, &error);
  status = lgt_field_file_open (&file, path, &error);
  if (status != LGT_OK)
    return lgt_app_fail (app, &error);
  status = measure_all (&file, path, &means, &error);
  if (status == LGT_OK)
    {
      printf ("%s: %s\n", path, formats[file.format]);
      print_lattice (&file);
      if (file.format == FILE_HDF5)
        print_ensemble (file.ensemble);
      else
        print_header (&file);
      print_means (&file, &means);
    }
  lgt_field_file_close (&file);
  return status == LGT_OK ? 0 : lgt_app_fail (app, &error);
}
