/* NERSC files: the checksum, other programs' headers, damage.  */

#include "fieldcase.h"

#include <string.h>

#include "testutil.h"

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

#define COUNT(array) ((int) (sizeof (array) / sizeof (array)[0]))

int
main (void)
{
  Suite *s = suite_create ("nersc");
  TCase *right = tcase_create ("right"), *damage = tcase_create ("damage");

  tcase_add_test (right, nersc_checksum);
  tcase_add_test (right, foreign_nersc);
  tcase_add_loop_test (damage, nersc_in_words, 0, COUNT (bad_nersc));
  tcase_add_test (damage, long_lines);
  suite_add_tcase (s, right);
  suite_add_tcase (s, damage);
  return run_suite (s, CK_FORK);
}
