/* lgt-convert: gauge configurations from one format to another.  */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <lgt/app.h>
#include <lgt/sun.h>

#include "field_file.h"

struct values
{
  int to, precision, order, rows;
  int64_t number;
  const char *label;
};

static const struct lgt_option options[] = {
  { .name = "to", .kind = LGT_OPTION_NAME, LGT_AT (struct values, to),
    .argument = "FORMAT", .allowed = FILE_FORMATS,
    .help = "ildg, nersc or hdf5 (default: by the suffix of OUT: .ildg or "
            ".lime, .nersc, .h5 or .hdf5)" },
  { .name = "number", .letter = 'n', .kind = LGT_OPTION_INT64,
    LGT_AT (struct values, number), .argument = "K", .allowed = "[0, inf)",
    .help = "which configuration of an ensemble with several, from 0" },
  { .name = "precision", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, precision), .argument = "BITS",
    .allowed = "32 64",
    .help = "bits of a number in ILDG and NERSC files, 32 or 64 (default: as "
            "in IN; HDF5 has 64)" },
  { .name = "rows", .kind = LGT_OPTION_INT, LGT_AT (struct values, rows),
    .argument = "R", .allowed = "[1, 8]",
    .help = "NERSC: rows of a matrix to write, N (default) or, for SU(2) and "
            "SU(3), N-1: the last one can be computed" },
  { .name = "order", .kind = LGT_OPTION_NAME, LGT_AT (struct values, order),
    .argument = "ORDER", .allowed = "big little",
    .help = "NERSC: bytes are big (default) or little endian" },
  { .name = "label", .kind = LGT_OPTION_TEXT, LGT_AT (struct values, label),
    .argument = "TEXT",
    .help = "ILDG: logical file name; NERSC: ENSEMBLE_LABEL (default: that "
            "of IN, if its format is the same)" },
  { .name = NULL }
};

static const struct lgt_app app = {
  .name = "lgt-convert",
  .summary = "Read a gauge configuration from the file IN, whose format its "
             "content tells, check it, and write it to OUT in another format: "
             "ILDG or NERSC (SU(N), four dimensions), or an HDF5 ensemble of "
             "one.",
  .usage = "[OPTION]... IN OUT",
  .options = options,
  .operands_min = 2, .operands_max = 2,
  .example = "Example: lgt-convert --precision=32 config.nersc config.ildg"
};

/* ---- what is asked for ---- */

/* The format that the suffix of PATH means, or -1.  */
static int
format_of (const char *path)
{
  static const struct
  {
    const char *suffix;
    int format;
  } known[] = {
    { ".ildg", FILE_ILDG }, { ".lime", FILE_ILDG }, { ".nersc", FILE_NERSC },
    { ".h5", FILE_HDF5 }, { ".hdf5", FILE_HDF5 }
  };
  const char *suffix = strrchr (path, '.');

  for (size_t i = 0; suffix && i < sizeof known / sizeof known[0]; i++)
    if (strcasecmp (suffix, known[i].suffix) == 0)
      return known[i].format;
  return -1;
}

/* LGT_EINVAL for what cannot be put together, in the words of options.  */
static enum lgt_status
check_values (const struct values *v, const struct field_file *in,
              const char *path, struct lgt_error *error)
{
  if (v->to != FILE_NERSC && (v->rows || v->order >= 0))
    return lgt_fail (error, LGT_EINVAL, "--rows and --order are for NERSC "
                     "files");
  if (v->to == FILE_HDF5 && (v->precision == 0 || v->label))
    return lgt_fail (error, LGT_EINVAL, "--precision and --label are for ILDG "
                     "and NERSC files; HDF5 has 64 bits");
  if (v->number >= in->count)
    return lgt_fail (error, LGT_EINVAL, "--number=%lld: %s has %lld "
                     "configurations, 0 to %lld", (long long) v->number, path,
                     (long long) in->count, (long long) in->count - 1);
  if (v->number < 0 && in->count > 1)
    return lgt_fail (error, LGT_EINVAL, "%s has %lld configurations: "
                     "--number=0 to %lld says which", path,
                     (long long) in->count, (long long) in->count - 1);
  if (v->to != FILE_HDF5
      && (in->n < 2 || in->n > LGT_SUN_N_MAX || in->geom.ndim != 4))
    return lgt_fail (error, LGT_EINVAL, "%s: %s%s in %d dimensions; ILDG and "
                     "NERSC files have SU(2) to SU(%d) in 4", path,
                     in->n == 0 ? "a scalar field" : in->n == 1 ? "U(1)" : "SU(N)",
                     in->n > LGT_SUN_N_MAX ? " with a large N" : "",
                     in->geom.ndim, LGT_SUN_N_MAX);
  return LGT_OK;
}

/* ---- the work ---- */

static enum lgt_status
write_field (const struct values *v, const struct field_file *in,
             const char *out, const double *links, struct lgt_error *error)
{
  const int same = v->to == in->format;
  const struct lgt_field_options how = {
    .precision = v->precision >= 0 ? (v->precision ? 64 : 32)
                 : in->format == FILE_HDF5 ? 64 : in->header.precision,
    .rows = v->rows,
    .order = v->order == 1 ? LGT_FIELD_LITTLE : LGT_FIELD_BIG,
    .label = v->label ? v->label : same ? in->header.label : NULL,
    .ensemble = same ? in->header.ensemble : NULL,
    .sequence = same ? in->header.sequence : 0
  };
  struct lgt_replace *replace;
  enum lgt_status status = lgt_replace_begin (&replace, out, error);

  if (status != LGT_OK)
    return status;
  status = lgt_field_write (lgt_replace_stream (replace), out,
                            v->to == FILE_ILDG ? LGT_FIELD_ILDG
                                               : LGT_FIELD_NERSC,
                            &in->geom, in->n, &how, links, error);
  if (status == LGT_OK)
    return lgt_replace_commit (replace, error);
  lgt_replace_abort (replace);
  return status;
}

static enum lgt_status
write_ensemble (const struct field_file *in, const char *out, double *links,
                struct lgt_error *error)
{
  struct lgt_ensemble_writer *writer;
  const struct lgt_slab slab = { .field = links };
  enum lgt_status status = lgt_ensemble_create (&writer, out, &in->shape,
                                                NULL, 0, error);

  if (status != LGT_OK)
    return status;
  status = lgt_ensemble_write (writer, 1, &slab, error);
  if (status == LGT_OK)
    return lgt_ensemble_commit (writer, error);
  lgt_ensemble_abort (writer);
  return status;
}

static enum lgt_status
convert (const struct values *v, const char *from, const char *out,
         struct lgt_error *error)
{
  struct field_file in;
  double *links = NULL;
  enum lgt_status status = lgt_field_file_open (&in, from, error);

  if (status != LGT_OK)
    return status;
  status = check_values (v, &in, from, error);
  if (status == LGT_OK
      && !(links = malloc ((size_t) in.doubles * sizeof *links)))
    status = lgt_fail (error, LGT_ENOMEM, "no memory for %lld numbers",
                       (long long) in.doubles);
  if (status == LGT_OK)
    status = lgt_field_file_read (&in, from, v->number < 0 ? 0 : v->number,
                                  links, error);
  if (status == LGT_OK)
    status = v->to == FILE_HDF5 ? write_ensemble (&in, out, links, error)
                                : write_field (v, &in, out, links, error);
  free (links);
  lgt_field_file_close (&in);
  return status;
}

int
lgt_convert_main (int argc, char **argv)
{
  struct values values = { .to = -1, .precision = -1, .order = -1,
                           .number = -1 };
  struct lgt_operands operands;
  struct lgt_error error;
  int status = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (status >= 0)
    return status;
  if (values.to < 0)
    values.to = format_of (operands.value[1]);
  if (values.to < 0)
    return lgt_app_usage (&app, "%.80s: the suffix says no format; "
                          "--to=ildg, nersc or hdf5 would",
                          operands.value[1]);
  if (convert (&values, operands.value[0], operands.value[1], &error)
      != LGT_OK)
    return lgt_app_fail (&app, &error);
  return lgt_app_close (&app, 0);
}
