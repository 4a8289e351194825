/* Files of gauge configurations of both formats: bytes, round trips, damage.
   What is of one format alone: check_ildg.c, check_nersc.c.  */

#include "fieldcase.h"

#include <math.h>
#include <string.h>

#include <lgt/sun.h>

#include "testutil.h"

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

  random_matrices (7, 2, geom.volume, g);
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

int
main (void)
{
  Suite *s = suite_create ("fields");
  TCase *bytes = tcase_create ("bytes"), *trips = tcase_create ("trips");
  TCase *damage = tcase_create ("damage");

  tcase_add_test (bytes, order_of_bytes);
  tcase_add_test (bytes, constant_field);
  tcase_add_test (trips, round_trips);
  tcase_add_test (trips, many_blocks);
  tcase_add_test (trips, labels);
  tcase_add_test (damage, flipped_bits_and_cuts);
  tcase_add_test (damage, numbers_not_finite);
  tcase_add_test (damage, arguments);
  tcase_add_test (damage, rows_need_the_group);
  tcase_add_test (damage, system_refuses);
  suite_add_tcase (s, bytes);
  suite_add_tcase (s, trips);
  suite_add_tcase (s, damage);
  return run_suite (s, CK_FORK);
}
