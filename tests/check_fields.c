/* Files of gauge configurations: their bytes, round trips, damage.  */

#include <lgt/fields.h>

#include <math.h>
#include <string.h>

#include <lgt/sun.h>

#include "testutil.h"

enum { MOST = 1 << 20, RECORDS = 8 };

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

static struct lgt_geom
geometry (int x, int y, int z, int t)
{
  const int extent[4] = { x, y, z, t };
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, 4, extent, NULL), LGT_OK);
  return geom;
}

static int64_t
doubles (const struct lgt_geom *geom, int n)
{
  return geom->volume * 4 * 2 * n * n;
}

static double *
random_field (const struct lgt_geom *geom, int n)
{
  double *links = malloc ((size_t) doubles (geom, n) * sizeof *links);

  state = 1234;
  for (int64_t i = 0; i < geom->volume * 4; i++)
    random_matrix (n, links + i * 2 * n * n);
  return links;
}

/* ---- files in memory ---- */

struct image
{
  size_t size;
  unsigned char bytes[MOST];
};

static struct image *
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
static enum lgt_status
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

static void
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

static void
append (struct image *image, const void *bytes, size_t size)
{
  ck_assert_uint_le (image->size + size, MOST);
  memcpy (image->bytes + image->size, bytes, size);
  image->size += size;
}

/* Where TEXT is first.  */
static size_t
find (const struct image *image, const char *text)
{
  for (size_t i = 0; i + strlen (text) <= image->size; i++)
    if (memcmp (image->bytes + i, text, strlen (text)) == 0)
      return i;
  ck_abort_msg ("no %s in the file", text);
}

/* A copy in which FROM has become TO, of any length.  */
static struct image *
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

static uint64_t
number (const unsigned char *bytes, int size, int little)
{
  uint64_t u = 0;

  for (int i = 0; i < size; i++)
    u = u << 8 | bytes[little ? size - 1 - i : i];
  return u;
}

static double
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

/* ---- checksums by their definitions ---- */

static uint32_t
crc32_bitwise (const unsigned char *bytes, size_t count)
{
  uint32_t c = 0xffffffffu;

  for (size_t i = 0; i < 8 * count; i++)
    {
      c ^= bytes[i / 8] >> (i % 8) & 1;
      c = c & 1 ? c >> 1 ^ 0xedb88320u : c >> 1;
    }
  return ~c;
}

static uint32_t
rotated (uint32_t u, unsigned places)
{
  for (; places; places--)
    u = u << 1 | u >> 31;
  return u;
}

/* Place and length of the data of the LIME record TYPE.  */
static size_t
record (const struct image *image, const char *type, size_t *bytes)
{
  const size_t head = find (image, type) - 16;

  *bytes = (size_t) number (image->bytes + head + 8, 8, 0);
  return head + 144;
}

START_TEST (scidac_checksum)
{
  const struct lgt_geom geom = geometry (3, 2, 4, 5);
  double *links = random_field (&geom, 3);
  struct image *image = write_image (LGT_FIELD_ILDG, &geom, 3, NULL, links);
  const size_t site = 4 * 18 * 8;
  uint32_t a = 0, b = 0;
  size_t bytes, at = record (image, "ildg-binary-data", &bytes);
  char words[64];

  ck_assert_uint_eq (crc32_bitwise ((const unsigned char *) "123456789", 9),
                     0xcbf43926u);
  ck_assert_uint_eq (bytes, site * (size_t) geom.volume);
  for (unsigned i = 0; i < geom.volume; i++)
    {
      const uint32_t c = crc32_bitwise (image->bytes + at + i * site, site);

      a ^= rotated (c, i % 29);
      b ^= rotated (c, i % 31);
    }
  snprintf (words, sizeof words, "<suma>%08lx</suma>", (unsigned long) a);
  find (image, words);
  snprintf (words, sizeof words, "<sumb>%08lx</sumb>", (unsigned long) b);
  find (image, words);
  free (image);
  free (links);
}
END_TEST

static size_t
after_header (const struct image *image)
{
  return find (image, "END_HEADER\n") + 11;
}

START_TEST (nersc_checksum)
{
  const struct lgt_geom geom = geometry (3, 2, 4, 5);
  double *links = random_field (&geom, 3);

  for (int i = 0; i < 8; i++)
    {
      const struct lgt_field_options options = {
        .precision = i & 1 ? 32 : 64, .rows = i & 2 ? 2 : 3,
        .order = i & 4 ? LGT_FIELD_LITTLE : LGT_FIELD_BIG
      };
      struct image *image = write_image (LGT_FIELD_NERSC, &geom, 3, &options,
                                         links);
      char words[64];
      uint32_t sum = 0;

      for (size_t at = after_header (image); at < image->size; at += 4)
        sum += (uint32_t) number (image->bytes + at, 4, i & 4);
      snprintf (words, sizeof words, "CHECKSUM = %08lx\n",
                (unsigned long) sum);
      find (image, words);
      free (image);
    }
  free (links);
}
END_TEST

/* ---- the bytes ---- */

/* t slowest, then z, y, x, direction, row, column, re/im.  */
static void
check_order (const struct image *image, size_t at, const struct lgt_geom *geom,
             int n, int rows, int precision, int little, const double *links)
{
  const int *l = geom->extent;
  const unsigned char *p = image->bytes + at;

  for (int t = 0; t < l[3]; t++)
    for (int z = 0; z < l[2]; z++)
      for (int y = 0; y < l[1]; y++)
        for (int x = 0; x < l[0]; x++)
          for (int mu = 0; mu < 4; mu++)
            for (int i = 0; i < 2 * n * rows; i++, p += precision / 8)
              {
                const int coords[4] = { x, y, z, t };
                const int64_t site = lgt_geom_site (geom, coords);
                const double u = links[(site * 4 + mu) * 2 * n * n + i];

                ck_assert (real (p, precision, little)
                           == (precision == 32 ? (float) u : u));
              }
}

START_TEST (order_of_bytes)
{
  const struct lgt_geom geom = geometry (2, 3, 4, 5);

  for (int n = 2; n <= 4; n++)
    for (int i = 0; i < 8; i++)
      {
        const int precision = i & 1 ? 32 : 64, little = i >> 1 & 1;
        const int rows = i & 4 && n < 4 ? n - 1 : n;
        const struct lgt_field_options options = {
          .precision = precision, .rows = rows,
          .order = little ? LGT_FIELD_LITTLE : LGT_FIELD_BIG
        };
        double *links = random_field (&geom, n);
        struct image *image;
        size_t bytes, at;

        image = write_image (LGT_FIELD_NERSC, &geom, n, &options, links);
        check_order (image, after_header (image), &geom, n, rows, precision,
                     little, links);
        free (image);
        if (rows == n && !little)
          {
            image = write_image (LGT_FIELD_ILDG, &geom, n, &options, links);
            at = record (image, "ildg-binary-data", &bytes);
            check_order (image, at, &geom, n, n, precision, 0, links);
            free (image);
          }
        free (links);
      }
}
END_TEST

/* ---- round trips ---- */

static void
round_trip (enum lgt_field_format format, const struct lgt_geom *geom, int n,
            const struct lgt_field_options *options)
{
  double *links = random_field (geom, n), *back, *again;
  struct image *image = write_image (format, geom, n, options, links);
  struct image *second;
  struct lgt_field_header header;
  struct lgt_error error = { .text = "" };
  const int numbers = 2 * n * n, kept = 2 * n * options->rows;
  enum lgt_status status = read_image (image, &header, &back, &error);

  ck_assert_msg (status == LGT_OK, "%s", error.text);
  ck_assert_int_eq (header.format, format);
  ck_assert_int_eq (header.n, n);
  ck_assert_int_eq (header.rows, options->rows);
  ck_assert_int_eq (header.precision, options->precision);
  ck_assert_int_eq (header.order, options->order);
  ck_assert_int_eq (header.doubles, doubles (geom, n));
  for (int mu = 0; mu < 4; mu++)
    ck_assert_int_eq (header.geom.extent[mu], geom->extent[mu]);
  for (int64_t i = 0; i < header.doubles; i++)
    if (i % numbers < kept)
      ck_assert (back[i] == (options->precision == 32 ? (float) links[i]
                                                      : links[i]));
    else
      ck_assert_double_eq_tol (back[i], links[i],
                               options->precision == 32 ? 5e-7 : 2e-15);

  /* What was read is written to the same bytes.  */
  second = write_image (format, geom, n, options, back);
  if (format == LGT_FIELD_ILDG)
    ck_assert_uint_eq (second->size, image->size);
  status = read_image (second, &header, &again, &error);
  ck_assert_int_eq (status, LGT_OK);
  ck_assert (memcmp (back, again, (size_t) header.doubles * 8) == 0);
  ck_assert (memcmp (second->bytes + header.offset,
                     image->bytes + header.offset, (size_t) header.bytes)
             == 0);
  free (links);
  free (back);
  free (again);
  free (image);
  free (second);
}

START_TEST (round_trips)
{
  const struct lgt_geom some[] = {
    geometry (2, 3, 4, 3), geometry (1, 1, 1, 1), geometry (5, 1, 2, 1)
  };

  for (int n = 2; n <= 8; n++)
    for (int i = 0; i < 24; i++)
      {
        const struct lgt_field_options options = {
          .precision = i & 1 ? 32 : 64,
          .order = i & 2 ? LGT_FIELD_LITTLE : LGT_FIELD_BIG,
          .rows = i & 4 && n <= 3 ? n - 1 : n
        };
        const struct lgt_geom *geom = &some[i / 8];

        round_trip (LGT_FIELD_NERSC, geom, n, &options);
        if (options.rows == n && options.order == LGT_FIELD_BIG)
          round_trip (LGT_FIELD_ILDG, geom, n, &options);
      }
}
END_TEST

/* A field larger than the buffer that a file is read with.  */
START_TEST (many_blocks)
{
  const struct lgt_geom geom = geometry (5, 6, 7, 7);
  const struct lgt_field_options options = { .precision = 64, .rows = 3 };

  ck_assert_int_gt (doubles (&geom, 3) * 8, 6 << 17);
  round_trip (LGT_FIELD_ILDG, &geom, 3, &options);
  round_trip (LGT_FIELD_NERSC, &geom, 3, &options);
}
END_TEST

START_TEST (labels)
{
  const struct lgt_geom geom = geometry (2, 2, 2, 2);
  const struct lgt_field_options options = {
    .label = "a label = with signs", .ensemble = "b2.3", .sequence = 4000
  };
  double *links = random_field (&geom, 2), *back;

  for (int format = LGT_FIELD_ILDG; format <= LGT_FIELD_NERSC; format++)
    {
      struct image *image = write_image ((enum lgt_field_format) format,
                                         &geom, 2, &options, links);
      struct lgt_field_header header;

      ck_assert_int_eq (read_image (image, &header, &back, NULL), LGT_OK);
      ck_assert_str_eq (header.label, options.label);
      ck_assert_str_eq (header.ensemble,
                        format == LGT_FIELD_NERSC ? "b2.3" : "");
      ck_assert_int_eq (header.sequence,
                        format == LGT_FIELD_NERSC ? 4000 : 0);
      free (back);
      free (image);
    }
  free (links);
}
END_TEST

/* ---- plaquette ---- */

/* A constant field of SU(2): U_1 (x) = diag (e^{i f x_0}, e^{-i f x_0}), f a
   multiple of 2 pi / L_0, has cos f on plaquettes 01 and 1 on all others,
   whatever the gauge.  */
START_TEST (constant_field)
{
  const struct lgt_geom geom = geometry (5, 2, 3, 4);
  const double f = 4 * 3.14159265358979323846 / 5;
  double *links = calloc ((size_t) doubles (&geom, 2), sizeof *links);
  double *g = malloc ((size_t) geom.volume * 8 * sizeof *g);
  double plaquette, trace;

  for (int64_t i = 0; i < geom.volume * 4; i++)
    {
      const double phase = i % 4 == 1
                           ? f * lgt_geom_coord (&geom, i / 4, 0) : 0;
      double *u = links + 8 * i;

      u[0] = u[6] = cos (phase);
      u[1] = sin (phase);
      u[7] = -u[1];
    }
  lgt_field_plaquette (&geom, 2, links, &plaquette, &trace);
  ck_assert_double_eq_tol (plaquette, (5 + cos (f)) / 6, 1e-13);
  ck_assert_double_eq_tol (trace, 3. / 4, 1e-13);

  state = 7;
  for (int64_t x = 0; x < geom.volume; x++)
    random_matrix (2, g + 8 * x);
  for (int64_t i = 0; i < geom.volume * 4; i++)
    {
      const int64_t next = lgt_geom_neighbour (&geom, i / 4, (int) (i % 4),
                                               1);
      double gu[8];

      lgt_sun_multiply (2, gu, g + i / 4 * 8, 0, links + 8 * i, 0);
      lgt_sun_multiply (2, links + 8 * i, gu, 0, g + next * 8, 1);
    }
  lgt_field_plaquette (&geom, 2, links, &plaquette, &trace);
  ck_assert_double_eq_tol (plaquette, (5 + cos (f)) / 6, 1e-13);
  ck_assert_double_lt (fabs (trace), 0.5);
  free (links);
  free (g);
}
END_TEST

/* ---- other programs' files ---- */

static void
append_record (struct image *image, int flags, const char *type,
               const void *data, size_t size)
{
  unsigned char head[144] = { 0x45, 0x67, 0x89, 0xab, 0, 1 };
  const unsigned char zeros[8] = { 0 };

  head[6] = (unsigned char) (flags >> 8);
  for (int i = 0; i < 8; i++)
    head[8 + i] = (unsigned char) ((uint64_t) size >> (56 - 8 * i));
  memcpy (head + 16, type, strlen (type));
  append (image, head, sizeof head);
  append (image, data, size);
  append (image, zeros, (8 - size % 8) % 8);
}

/* As programs on SciDAC's libraries write them: more records, each a message
   of its own, texts that end with a zero, XML in other words.  */
START_TEST (foreign_ildg)
{
  static const char format[] = "<?xml version='1.0' encoding='UTF-8'?>\n"
    "<!-- a < b -->\n<ildgFormat xmlns=\"http://www.lqcd.org/ildg\" a = '>'>"
    "<version> 1.0 </version><field> su3gauge\n</field>"
    "<precision>64</precision><!-- > --><lt>2</lt><lz>3</lz><ly>1</ly>"
    "<lx> 2 </lx><more><of>this</of><or/></more></ildgFormat>\n";
  static const char sums[] = "<scidacChecksum><version>1.0</version>"
    "<suma>%lx</suma><sumb>%lX</sumb></scidacChecksum>";
  const struct lgt_geom geom = geometry (2, 1, 3, 2);
  double *links = random_field (&geom, 3), *back;
  struct image *ours = write_image (LGT_FIELD_ILDG, &geom, 3, NULL, links);
  struct image *image = calloc (1, sizeof *image);
  struct lgt_field_header header;
  struct lgt_error error = { .text = "" };
  unsigned long a, b;
  size_t bytes, at = record (ours, "ildg-binary-data", &bytes);
  char text[200];

  append_record (image, 0xc000, "scidac-private-file-xml", "<x/>", 5);
  append_record (image, 0x8000, "ildg-format", format, sizeof format);
  append_record (image, 0x4000, "scidac-record-xml", "", 0);
  append_record (image, 0x8000, "ildg-binary-data", ours->bytes + at, bytes);
  a = strtoul ((char *) ours->bytes + find (ours, "<suma>") + 6, NULL, 16);
  b = strtoul ((char *) ours->bytes + find (ours, "<sumb>") + 6, NULL, 16);
  snprintf (text, sizeof text, sums, a, b);
  append_record (image, 0x4000, "scidac-checksum", text, strlen (text) + 1);
  ck_assert_msg (read_image (image, &header, &back, &error) == LGT_OK, "%s",
                 error.text);
  ck_assert (header.has_checksum);
  ck_assert_uint_eq (header.checksum[0], a);
  ck_assert_int_eq (header.doubles, doubles (&geom, 3));
  ck_assert (memcmp (links, back, (size_t) header.doubles * 8) == 0);
  free (back);
  free (image);
  free (ours);
  free (links);
}
END_TEST

/* NERSC's own order of keys, lines that end like a PC's, keys we do not know,
   few digits; the byte order told or not.  */
START_TEST (foreign_nersc)
{
  static const char *const names[] = {
    "IEEE64BIG", "IEEE64LITTLE", "IEEE64", "IEEE64"
  };
  const struct lgt_geom geom = geometry (2, 1, 3, 2);
  double *links = random_field (&geom, 3), *back;

  for (int i = 0; i < 4; i++)
    {
      const struct lgt_field_options options = {
        .order = i & 1 ? LGT_FIELD_LITTLE : LGT_FIELD_BIG, .rows = 2
      };
      struct image *ours = write_image (LGT_FIELD_NERSC, &geom, 3, &options,
                                        links);
      struct image *image = calloc (1, sizeof *image);
      struct lgt_field_header header;
      struct lgt_error error = { .text = "" };
      const size_t at = after_header (ours);
      double plaquette, trace;
      char text[600];

      lgt_field_plaquette (&geom, 3, links, &plaquette, &trace);
      snprintf (text, sizeof text,
                "BEGIN_HEADER\r\nHDR_VERSION = 1.0\r\n"
                "DATATYPE = 4D_SU3_GAUGE\r\nDIMENSION_1 = 2\r\n"
                "DIMENSION_2 = 1\r\nDIMENSION_3=3\r\n  DIMENSION_4 =  2\r\n"
                "CHECKSUM = %lx\r\nLINK_TRACE = %.3e\r\nPLAQUETTE = %.4f\r\n"
                "CREATOR = somebody = someone\r\n\r\n"
                "FLOATING_POINT = %s\r\nEND_HEADER\r\n",
                strtoul ((char *) ours->bytes + find (ours, "CHECKSUM = ")
                         + 11, NULL, 16), trace, plaquette, names[i]);
      append (image, text, strlen (text));
      append (image, ours->bytes + at, ours->size - at);
      ck_assert_msg (read_image (image, &header, &back, &error) == LGT_OK,
                     "%s", error.text);
      ck_assert_int_eq (header.order, options.order);
      for (int64_t k = 0; k < header.doubles; k++)
        ck_assert_double_eq_tol (back[k], links[k], 2e-15);
      free (back);

      /* The last digit counts.  */
      snprintf (text, sizeof text, "PLAQUETTE = %.4f\r", plaquette);
      free (ours);
      ours = replaced (image, text, "PLAQUETTE = 0.9\r");
      refused (ours, "the links have PLAQUETTE");
      free (ours);
      snprintf (text, sizeof text, "LINK_TRACE = %.3e\r", trace);
      ours = replaced (image, text, "LINK_TRACE = 1.0\r");
      refused (ours, "the links have LINK_TRACE");
      free (ours);
      ours = replaced (image, "CHECKSUM = ", "CHECKSUM = 1 \r\nCHECK = ");
      refused (ours, i < 2 ? "the header has 00000001" : "little endian");
      free (ours);
      free (image);
    }
  free (links);
}
END_TEST

/* ---- damage ---- */

/* Bytes are flipped and files cut: refused, or what comes out is what went
   in.  */
static void
survive (enum lgt_field_format format, int precision, int rows)
{
  const struct lgt_geom geom = geometry (2, 1, 2, 1);
  const struct lgt_field_options options = {
    .precision = precision, .rows = rows, .label = "here"
  };
  double *links = random_field (&geom, 3), *expected, *back;
  struct image *image = write_image (format, &geom, 3, &options, links);
  struct lgt_field_header good, header;
  struct lgt_error error;
  int64_t refusals = 0;

  ck_assert_int_eq (read_image (image, &good, &expected, NULL), LGT_OK);
  for (size_t i = 0; i < 8 * image->size; i++)
    {
      const int64_t at = (int64_t) (i / 8) - good.offset;
      const int inside = at >= 0 && at < good.bytes;
      enum lgt_status status;

      /* A few bits of each byte of the links will do.  */
      if (inside && i % 8 != i / 8 % 8)
        continue;
      image->bytes[i / 8] ^= (unsigned char) (1 << i % 8);
      status = read_image (image, &header, &back, &error);
      ck_assert (status == LGT_EDATA || (status == LGT_OK && !inside));
      if (status == LGT_OK)
        {
          ck_assert (memcmp (&header.geom, &good.geom, sizeof good.geom)
                     == 0);
          ck_assert (memcmp (back, expected, (size_t) good.doubles * 8) == 0);
        }
      refusals += status != LGT_OK;
      free (back);
      image->bytes[i / 8] ^= (unsigned char) (1 << i % 8);
    }
  ck_assert_int_gt (refusals, good.bytes);
  for (size_t size = image->size; size-- > 0;)
    {
      image->size = size;
      ck_assert_int_eq (read_image (image, &header, &back, &error),
                        LGT_EDATA);
    }
  free (expected);
  free (links);
  free (image);
}

START_TEST (flipped_bits_and_cuts)
{
  survive (LGT_FIELD_ILDG, 64, 3);
  survive (LGT_FIELD_ILDG, 32, 3);
  survive (LGT_FIELD_NERSC, 64, 3);
  survive (LGT_FIELD_NERSC, 32, 2);
}
END_TEST

static const struct
{
  const char *from, *to, *words;
} bad_ildg[] = {
  { "su3gauge", "su1gauge", "record 1 at byte 0 (ildg-format): <field> is "
    "\"su1gauge\", should be su3gauge" },
  { "su3gauge", "su2gauge", "should be 2048 for SU(2) on 2x2x2x2" },
  { "<lx>2<", "<lx>0<", "<lx> is \"0\", should be a number from 1" },
  { "<lx>2<", "<lx>-<", "<lx> is \"-\"" },
  { "<lx>2<", "<lx> <", "<lx> is \"\"" },
  { "<lx>2<", "<lx>3<", "4608 bytes, should be 6912 for SU(3) on 3x2x2x2" },
  { "<precision>32<", "<precision>16<", "should be 32 or 64" },
  { "<precision>32<", "<precision>64<", "should be 9216 for SU(3)" },
  { "<ly>2</ly>", "<lx>2</lx>", "<lx> is there twice" },
  { "<ly>2</ly>", "<lq>2</lq>", "<ly> is missing" },
  { "</ildgFormat>", "</ildgForma>>", "closes another" },
  { "<ildgFormat", "<gligFormat", "another outermost element" },
  { "</lt>", "< lt>", "tag without name" },
  { "ildg-format", "milg-format", "none is ildg-format" },
  { "ildg-binary-data", "milg-binary-data", "none is ildg-binary-data" },
  { "ildg-data-lfn", "ildg-format\0", "record 1 has this type already" },
  { "<suma>", "<sumc>", "closes another" },
  { "scidacChecksum>", "gcidacChecksum>", "another outermost element" },
};

/* Same number of bytes, or LIME itself would be the first to complain; a 0
   in TO stands for the letter that is left.  */
static struct image *
altered (const struct image *image, const char *from, const char *to)
{
  struct image *copy = malloc (sizeof *copy);
  size_t at = find (image, from);

  memcpy (copy, image, sizeof *copy);
  /* A shorter text is filled up with spaces behind.  */
  memset (copy->bytes + at, ' ', strlen (from));
  memcpy (copy->bytes + at, to, strlen (to));
  if (strlen (to) < strlen (from) && to[0] != '<')
    memset (copy->bytes + at + strlen (to), 0, strlen (from) - strlen (to));
  return copy;
}

START_TEST (ildg_in_words)
{
  const struct lgt_geom geom = geometry (2, 2, 2, 2);
  const struct lgt_field_options options = {
    .precision = 32, .label = "lfn://a/b"
  };
  double *links = random_field (&geom, 3);
  struct image *image = write_image (LGT_FIELD_ILDG, &geom, 3, &options,
                                     links);
  struct image *copy = altered (image, bad_ildg[_i].from, bad_ildg[_i].to);

  refused (copy, bad_ildg[_i].words);
  free (copy);
  free (image);
  free (links);
}
END_TEST

/* Each of SciDAC's two sums counts.  */
START_TEST (both_sums)
{
  const struct lgt_geom geom = geometry (2, 2, 2, 2);
  double *links = random_field (&geom, 3);
  struct image *image = write_image (LGT_FIELD_ILDG, &geom, 3, NULL, links);

  for (int i = 0; i < 2; i++)
    {
      unsigned char *digit
        = image->bytes + find (image, i ? "<sumb>" : "<suma>") + 6;
      const unsigned char right = *digit;

      *digit = right == '0' ? '1' : '0';
      refused (image, "(ildg-binary-data): checksums ");
      *digit = 'g';
      refused (image, "should be 1 to 8 hexadecimal digits");
      *digit = right;
    }
  free (image);
  free (links);
}
END_TEST

/* Claims of LIME and of the geometry that no file could keep.  */
START_TEST (ildg_claims)
{
  static const char text[] = "<ildgFormat><field>su3gauge</field><precision>"
    "64</precision><lx>%s</lx><ly>%s</ly><lz>1</lz><lt>1</lt></ildgFormat>";
  static const struct
  {
    const char *x, *y, *words;
  } claims[] = {
    { "2147483647", "2147483647", "more links than can be counted" },
    { "2147483647", "1000000", "too large for a file" },
    { "99999999999999999999", "1", "should be a number from 1 to" },
    { "4294967297", "1", "should be a number from 1 to" },
    { "65536", "65536", "16 bytes, should be 2473901162496" },
    { "+1", "1", "<lx> is \"+1\"" }, { "1 1", "1", "<lx> is \"1 1\"" },
    { "1e0", "1", "<lx> is \"1e0\"" }, { "<a/>", "1", "<lx> is no short" },
    { "12345678901234567890123456789012345", "1", "<lx> is no short word" }
  };
  struct image *image = calloc (1, sizeof *image);
  char words[300];

  snprintf (words, sizeof words, text, claims[_i].x, claims[_i].y);
  append_record (image, 0x8000, "ildg-format", words, strlen (words));
  append_record (image, 0x4000, "ildg-binary-data", "0123456789abcdef", 16);
  refused (image, claims[_i].words);
  free (image);
}
END_TEST

START_TEST (lime_claims)
{
  const struct lgt_geom geom = geometry (2, 2, 2, 2);
  double *links = random_field (&geom, 3);
  struct image *image = write_image (LGT_FIELD_ILDG, &geom, 3, NULL, links);
  const size_t head = find (image, "ildg-binary-data") - 16;
  char words[64];

  snprintf (words, sizeof words, "record 2 at byte %d", (int) head);
  image->bytes[head + 8] = 0x80;        /* negative, if it were signed */
  refused (image, words);
  refused (image, "claims 9223372036854785024 bytes, the file has");
  image->bytes[head + 8] = 0;
  image->bytes[head + 11] = 1;          /* 4 GB more */
  refused (image, "claims 4294976512 bytes, the file has");
  image->bytes[head + 11] = 0;
  image->bytes[head + 5] = 2;
  refused (image, "LIME version 2, should be 1");
  image->bytes[head + 5] = 1;
  image->bytes[head] = 0;
  refused (image, "begins with 006789ab, should be 456789ab");
  image->bytes[head] = 0x45;
  image->bytes[head + 6] = 0x80;
  refused (image, "begins a message within another");
  image->bytes[6] |= 0x40;
  image->bytes[head + 6] = 0;
  refused (image, "begins no message, and none is open");
  image->bytes[6] = 0;
  refused (image, "record 1 at byte 0 (ildg-format): begins no message");
  image->bytes[6] = 0x80;
  memset (image->bytes + head + 16, 'a', 128);
  refused (image, "the type is no word");
  image->bytes[0] = 'x';
  refused (image, "byte 0: neither LIME");
  image->size = 11;
  refused (image, "11 bytes, too short");
  image->size = 0;
  refused (image, "0 bytes, too short");
  free (image);
  free (links);
}
END_TEST

static const struct
{
  const char *from, *to, *words;
} bad_nersc[] = {
  { "END_HEADER\n", "", "line 20 cannot be read; END_HEADER should have "
    "come" },
  { "BEGIN_HEADER\n", "BEGIN_HEADERS\n", "line 1 should be BEGIN_HEADER" },
  { "HDR_VERSION = 1.0", "HDR_VERSION", "line 2 is \"HDR_VERSION\", should be "
    "KEY = VALUE" },
  { "4D_SU3_GAUGE_3x3", "4D_SU3_GAUGE_3x2", "line 3 (DATATYPE): "
    "\"4D_SU3_GAUGE_3x2\", should be 4D_SU3_GAUGE_3x3 or" },
  { "4D_SU3_GAUGE_3x3", "4D_SU4_GAUGE", "line 3 (DATATYPE)" },
  { "4D_SU3_GAUGE_3x3", "4D_SU3_GAUGE", "9216 bytes after the header, should "
    "be 6144 for 2 rows of SU(3) on 2x2x2x2 with 64 bits" },
  { "DIMENSION_1 = 2", "DIMENSION_1 = 0", "line 5 (DIMENSION_1): \"0\", "
    "should be a number from 1" },
  { "DIMENSION_1 = 2", "DIMENSION_1 = -2", "line 5 (DIMENSION_1)" },
  { "DIMENSION_1 = 2", "DIMENSION_1 = 2147483648", "line 5 (DIMENSION_1)" },
  { "DIMENSION_1 = 2", "DIMENSION_1 = 18446744073709551618",
    "line 5 (DIMENSION_1)" },
  { "DIMENSION_1 = 2", "DIMENSION_1 = 200000000", "should be 921600000000 "
    "for" },
  { "DIMENSION_1 = 2\nDIMENSION_2 = 2\n",
    "DIMENSION_1 = 2147483647\nDIMENSION_2 = 2147483647\n",
    "line 5 (DIMENSION_1 to 4): 2147483647x2147483647x2x2: " },
  { "DIMENSION_1 = 2", "DIMENSION_2 = 2", "line 6 has DIMENSION_2, as line 5 "
    "has" },
  { "DIMENSION_1", "DIMENSION_5", "the header has no DIMENSION_1" },
  { "PLAQUETTE =", "PLAQUETTE = x", "(PLAQUETTE): \"x " },
  { "PLAQUETTE =", "PLAQUETTE = 1e9999\nP =", "(PLAQUETTE): \"1e9999\", "
    "should be a number" },
  { "PLAQUETTE =", "PLAQUETTE = nan\nP =", "(PLAQUETTE): \"nan\"" },
  { "PLAQUETTE =", "PLAQUETTE = 2.5\nP =", "the links have PLAQUETTE" },
  { "LINK_TRACE =", "LINK_TRACE = 0.51\nL =", "the links have LINK_TRACE" },
  { "CHECKSUM =", "CHECKSUM = 123456789\nC =", "8 hexadecimal digits" },
  { "CHECKSUM =", "CHECKSUM =\nC =", "(CHECKSUM): \"\"" },
  { "CHECKSUM =", "CHECKSUM = 0\nC =", "the header has 00000000" },
  { "IEEE64BIG", "IEEE32BIG", "9216 bytes after the header, should be 4608" },
  { "IEEE64BIG", "IEEE64", "little endian, the header has" },
  { "IEEE64BIG", "IEEE64LITTLE", "(links): checksum" },  /* before NaN */
  { "IEEE64BIG", "CRAY", "\"CRAY\", should be IEEE32BIG, IEEE64BIG" },
  { "SEQUENCE_NUMBER = 0", "SEQUENCE_NUMBER = -1", "(SEQUENCE_NUMBER)" },
  { "ENSEMBLE_ID = ", "ENSEMBLE_ID = \a", "no value of less than 256" },
  { "END_HEADER\n", "END_HEADER\n ", "9217 bytes after the header" }
};

START_TEST (nersc_in_words)
{
  const struct lgt_geom geom = geometry (2, 2, 2, 2);
  double *links = random_field (&geom, 3);
  struct image *image = write_image (LGT_FIELD_NERSC, &geom, 3, NULL, links);
  struct image *copy = replaced (image, bad_nersc[_i].from, bad_nersc[_i].to);

  /* "IEEE64" alone is fine; damage one link so that no order is right.  */
  if (strcmp (bad_nersc[_i].to, "IEEE64") == 0)
    copy->bytes[copy->size - 1] ^= 1;
  refused (copy, bad_nersc[_i].words);
  free (copy);
  free (image);
  free (links);
}
END_TEST

START_TEST (long_lines)
{
  const struct lgt_geom geom = geometry (2, 2, 2, 2);
  double *links = random_field (&geom, 3);
  struct image *image = write_image (LGT_FIELD_NERSC, &geom, 3, NULL, links);
  struct image *copy;
  char *text = malloc (100000);

  snprintf (text, 100000, "ENSEMBLE_ID = %0300d", 0);
  copy = replaced (image, "ENSEMBLE_ID = ", text);
  refused (copy, "(ENSEMBLE_ID) has no value of less than 256 letters");
  free (copy);
  snprintf (text, 100000, "NO_KEY = %01000d", 0);
  copy = replaced (image, "HDR_VERSION = ", text);
  refused (copy, "line 2 has more than 1000 letters");
  free (copy);
  memset (text, '\n', 99999);
  text[99999] = 0;
  copy = replaced (image, "\nHDR_VERSION = ", text);
  refused (copy, "no END_HEADER in 32768 bytes");
  free (copy);
  free (text);
  free (image);
  free (links);
}
END_TEST

/* Where no checksum speaks first.  */
START_TEST (numbers_not_finite)
{
  const struct lgt_geom geom = geometry (2, 2, 2, 2);
  double *links = random_field (&geom, 3);
  struct lgt_error error = { .text = "" };
  FILE *stream = tmpfile ();
  struct image *image;
  size_t bytes, at;

  image = write_image (LGT_FIELD_ILDG, &geom, 3, NULL, links);
  at = find (image, "scidac-checksum");
  image->bytes[at] = 'x';
  at = record (image, "ildg-binary-data", &bytes);
  memset (image->bytes + at + 8 * (18 * 13 + 4), 0xff, 8);
  refused (image, "link (site 1,1,0,0, direction 1) is not finite");
  image->bytes[at + 8 * (18 * 13 + 4)] = 0x7f;
  memset (image->bytes + at + 8 * (18 * 13 + 4) + 2, 0, 6);
  image->bytes[at + 8 * (18 * 13 + 4) + 1] = 0xf0;
  refused (image, "link (site 1,1,0,0, direction 1) is not finite");
  free (image);

  links[18 * 13 + 4] = INFINITY;
  for (int format = LGT_FIELD_ILDG; format <= LGT_FIELD_NERSC; format++)
    {
      ck_assert_int_eq (lgt_field_write (stream, "file",
                                         (enum lgt_field_format) format,
                                         &geom, 3, NULL, links, &error),
                        LGT_EDATA);
      ck_assert_str_eq (error.text, "file: link (site 1,1,0,0, direction 1) "
                        "is not finite");
    }
  fclose (stream);
  free (links);
}
END_TEST

START_TEST (arguments)
{
  const int three[3] = { 2, 2, 2 };
  const struct lgt_geom geom = geometry (2, 2, 2, 2);
  double *links = random_field (&geom, 3);
  struct lgt_geom small;
  FILE *stream = tmpfile ();
  const struct
  {
    enum lgt_field_format format;
    int n;
    struct lgt_field_options options;
  } bad[] = {
    { LGT_FIELD_ILDG, 1, { .rows = 0 } },
    { LGT_FIELD_ILDG, 9, { .rows = 0 } },
    { LGT_FIELD_ILDG, 3, { .rows = 2 } },
    { LGT_FIELD_ILDG, 3, { .order = LGT_FIELD_LITTLE } },
    { LGT_FIELD_ILDG, 3, { .precision = 16 } },
    { LGT_FIELD_ILDG, 3, { .label = "two\nlines" } },
    { LGT_FIELD_NERSC, 3, { .rows = 1 } },
    { LGT_FIELD_NERSC, 4, { .rows = 3 } },
    { LGT_FIELD_NERSC, 3, { .order = LGT_FIELD_UNTOLD } },
    { LGT_FIELD_NERSC, 3, { .sequence = -1 } }
  };

  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    ck_assert_int_eq (lgt_field_write (stream, "file", bad[i].format, &geom,
                                       bad[i].n, &bad[i].options, links,
                                       NULL), LGT_EINVAL);
  ck_assert_int_eq (lgt_geom_init (&small, 3, three, NULL), LGT_OK);
  ck_assert_int_eq (lgt_field_write (stream, "file", LGT_FIELD_ILDG, &small,
                                     3, NULL, links, NULL), LGT_EINVAL);
  ck_assert_int_eq (ftell (stream), 0);
  fclose (stream);
  free (links);
}
END_TEST

/* Links that a reader could not make again are not cut.  */
START_TEST (rows_need_the_group)
{
  const struct lgt_geom geom = geometry (2, 2, 2, 2);

  for (int n = 2; n <= 3; n++)
    for (int precision = 32; precision <= 64; precision += 32)
      {
        const struct lgt_field_options options = {
          .precision = precision, .rows = n - 1
        };
        double *links = random_field (&geom, n);
        FILE *stream = tmpfile ();
        struct lgt_error error = { .text = "" };

        links[2 * n * n * 5 + 2 * n * (n - 1)] += precision == 32 ? 2e-6
                                                                  : 2e-10;
        ck_assert_int_eq (lgt_field_write (stream, "file", LGT_FIELD_NERSC,
                                           &geom, n, &options, links, &error),
                          LGT_EDATA);
        ck_assert_ptr_nonnull (strstr (error.text, "site 1,0,0,0, direction "
                                       "1) is not in the group"));
        fclose (stream);
        free (links);
      }
}
END_TEST

/* Disks are full, streams end.  */
START_TEST (system_refuses)
{
  const struct lgt_geom geom = geometry (2, 2, 2, 2);
  double *links = random_field (&geom, 3);
  struct lgt_error error = { .text = "" };
  struct lgt_field_header header;
  FILE *stream = fopen ("/dev/full", "wb");

  if (stream)
    {
      setvbuf (stream, NULL, _IONBF, 0);
      for (int format = LGT_FIELD_ILDG; format <= LGT_FIELD_NERSC; format++)
        ck_assert_int_eq (lgt_field_write (stream, "file",
                                           (enum lgt_field_format) format,
                                           &geom, 3, NULL, links, &error),
                          LGT_EIO);
      fclose (stream);
    }
  stream = fopen ("/", "rb");
  if (stream)
    {
      ck_assert_int_ne (lgt_field_read_header (stream, "file", &header,
                                               &error), LGT_OK);
      fclose (stream);
    }
  free (links);
}
END_TEST

#define COUNT(array) ((int) (sizeof (array) / sizeof (array)[0]))

int
main (void)
{
  Suite *s = suite_create ("fields");
  TCase *bytes = tcase_create ("bytes"), *trips = tcase_create ("trips");
  TCase *damage = tcase_create ("damage");

  tcase_add_test (bytes, scidac_checksum);
  tcase_add_test (bytes, nersc_checksum);
  tcase_add_test (bytes, order_of_bytes);
  tcase_add_test (bytes, constant_field);
  tcase_add_test (trips, round_trips);
  tcase_add_test (trips, many_blocks);
  tcase_add_test (trips, labels);
  tcase_add_test (trips, foreign_ildg);
  tcase_add_test (trips, foreign_nersc);
  tcase_add_test (damage, flipped_bits_and_cuts);
  tcase_add_loop_test (damage, ildg_in_words, 0, COUNT (bad_ildg));
  tcase_add_test (damage, both_sums);
  tcase_add_loop_test (damage, ildg_claims, 0, 10);
  tcase_add_test (damage, lime_claims);
  tcase_add_loop_test (damage, nersc_in_words, 0, COUNT (bad_nersc));
  tcase_add_test (damage, long_lines);
  tcase_add_test (damage, numbers_not_finite);
  tcase_add_test (damage, arguments);
  tcase_add_test (damage, rows_need_the_group);
  tcase_add_test (damage, system_refuses);
  suite_add_tcase (s, bytes);
  suite_add_tcase (s, trips);
  suite_add_tcase (s, damage);
  return run_suite (s, CK_FORK);
}
