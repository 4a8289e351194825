#include "fieldcase.h"

#include <string.h>

#include <lgt/sun.h>

#include "testutil.h"

/* ---- fields ---- */

static uint64_t state;

static double
uniform (void)
{
  state = state * 6364136223846793005u + 1442695040888963407u;
  return ((double) (state >> 12) + 0.5) / 4503599627370496.0;
}

static void
random_matrix (int n, double *u)
{
  double x[2 * LGT_SUN_N_MAX * LGT_SUN_N_MAX];

  for (int i = 0; i < 2 * n * n; i++)
    x[i] = uniform ();
  lgt_sun_random (n, x, u);
}

void
random_matrices (uint64_t seed, int n, int64_t count, double *u)
{
  state = seed;
  for (int64_t i = 0; i < count; i++)
    random_matrix (n, u + i * 2 * n * n);
}

struct lgt_geom
geometry (int x, int y, int z, int t)
{
  const int extent[4] = { x, y, z, t };
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, 4, extent, NULL), LGT_OK);
  return geom;
}

int64_t
doubles (const struct lgt_geom *geom, int n)
{
  return geom->volume * 4 * 2 * n * n;
}

double *
random_field (const struct lgt_geom *geom, int n)
{
  double *links = malloc ((size_t) doubles (geom, n) * sizeof *links);

  random_matrices (1234, n, geom->volume * 4, links);
  return links;
}

/* ---- files in memory ---- */

struct image *
write_image (enum lgt_field_format format, const struct lgt_geom *geom, int n,
             const struct lgt_field_options *options, const double *links)
{
  struct image *image = calloc (1, sizeof *image);
  FILE *stream = tmpfile ();
  struct lgt_error error = { .text = "" };

  ck_assert_msg (lgt_field_write (stream, "file", format, geom, n, options,
                                  links, &error) == LGT_OK, "%s", error.text);
  rewind (stream);
  image->size = fread (image->bytes, 1, MOST, stream);
  ck_assert_uint_lt (image->size, MOST);
  fclose (stream);
  return image;
}

/* Read an image; links are allocated (NULL after an error).  */
enum lgt_status
read_image (const struct image *image, struct lgt_field_header *header,
            double **links, struct lgt_error *error)
{
  FILE *stream = tmpfile ();
  enum lgt_status status;

  *links = NULL;
  fwrite (image->bytes, 1, image->size, stream);
  status = lgt_field_read_header (stream, "file", header, error);
  if (status == LGT_OK)
    {
      /* A number has 4 bytes at least, and a row of two may be missing.  */
      ck_assert_int_le (header->doubles, (int64_t) image->size / 2);
      *links = malloc ((size_t) header->doubles * sizeof **links);
      status = lgt_field_read (stream, "file", header, *links, error);
    }
  if (status != LGT_OK)
    {
      ck_assert (strncmp (error->text, "file: ", 6) == 0);
      free (*links);
      *links = NULL;
    }
  fclose (stream);
  return status;
}

void
refused (const struct image *image, const char *words)
{
  struct lgt_field_header header;
  struct lgt_error error = { .text = "" };
  double *links;
  enum lgt_status status = read_image (image, &header, &links, &error);

  ck_assert_msg (status == LGT_EDATA, "not refused; should be: %s", words);
  ck_assert_msg (strstr (error.text, words) != NULL, "\"%s\" is not in: %s",
                 words, error.text);
}

void
append (struct image *image, const void *bytes, size_t size)
{
  ck_assert_uint_le (image->size + size, MOST);
  memcpy (image->bytes + image->size, bytes, size);
  image->size += size;
}

/* Where TEXT is first.  */
size_t
find (const struct image *image, const char *text)
{
  for (size_t i = 0; i + strlen (text) <= image->size; i++)
    if (memcmp (image->bytes + i, text, strlen (text)) == 0)
      return i;
  ck_abort_msg ("no %s in the file", text);
}

/* A copy in which FROM has become TO, of any length.  */
struct image *
replaced (const struct image *image, const char *from, const char *to)
{
  struct image *copy = calloc (1, sizeof *copy);
  size_t at = find (image, from);

  append (copy, image->bytes, at);
  append (copy, to, strlen (to));
  at += strlen (from);
  append (copy, image->bytes + at, image->size - at);
  return copy;
}

uint64_t
number (const unsigned char *bytes, int size, int little)
{
  uint64_t u = 0;

  for (int i = 0; i < size; i++)
    u = u << 8 | bytes[little ? size - 1 - i : i];
  return u;
}

double
real (const unsigned char *bytes, int precision, int little)
{
  const uint64_t u = number (bytes, precision / 8, little);
  const uint32_t v = (uint32_t) u;
  double d;
  float f;

  memcpy (&d, &u, sizeof d);
  memcpy (&f, &v, sizeof f);
  return precision == 32 ? f : d;
}

/* Place and length of the data of the LIME record TYPE.  */
size_t
record (const struct image *image, const char *type, size_t *bytes)
{
  const size_t head = find (image, type) - 16;

  *bytes = (size_t) number (image->bytes + head + 8, 8, 0);
  return head + 144;
}

size_t
after_header (const struct image *image)
{
  return find (image, "END_HEADER\n") + 11;
}
