/* ILDG files: SciDAC's checksum, other programs' records, damage.  */

#include "fieldcase.h"

#include <string.h>

#include "testutil.h"

/* By definition.  */
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

#define COUNT(array) ((int) (sizeof (array) / sizeof (array)[0]))

int
main (void)
{
  Suite *s = suite_create ("ildg");
  TCase *right = tcase_create ("right"), *damage = tcase_create ("damage");

  tcase_add_test (right, scidac_checksum);
  tcase_add_test (right, foreign_ildg);
  tcase_add_loop_test (damage, ildg_in_words, 0, COUNT (bad_ildg));
  tcase_add_test (damage, both_sums);
  tcase_add_loop_test (damage, ildg_claims, 0, 10);
  tcase_add_test (damage, lime_claims);
  suite_add_tcase (s, right);
  suite_add_tcase (s, damage);
  return run_suite (s, CK_FORK);
}
