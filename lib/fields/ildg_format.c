/* The XML of ildg-format and scidac-checksum.  */

#include "ildg.h"

#include <limits.h>
#include <string.h>

#include <lgt/sun.h>

#include "field.h"
#include "xml.h"

enum { WORD = 32 };

/* Text and name of a record while its elements are taken.  */
struct source
{
  const char *name;
  const struct lime_record *record;
  struct xml xml;
  struct lgt_error *error;
};

static enum lgt_status
open_source (struct source *source, const char *text, const char *root)
{
  if (lgt_xml_parse_ (&source->xml, text, root))
    return LGT_OK;
  return lgt_lime_fail_ (source->name, source->record, source->error,
                         "XML, at character %lu of it: %s; <%s> should be "
                         "here", (unsigned long) source->xml.at,
                         source->xml.wrong, root);
}

static enum lgt_status
take_word (struct source *source, const char *element, char word[WORD])
{
  if (lgt_xml_value_ (&source->xml, element, word, WORD))
    return LGT_OK;
  return lgt_lime_fail_ (source->name, source->record, source->error,
                         "<%s> %s", element, source->xml.wrong);
}

static enum lgt_status
take_extent (struct source *source, const char *element, int *extent)
{
  char word[WORD];
  int64_t value;
  enum lgt_status status = take_word (source, element, word);

  if (status != LGT_OK)
    return status;
  if (!lgt_word_integer_ (word, 1, INT_MAX, &value))
    return lgt_lime_fail_ (source->name, source->record, source->error,
                           "<%s> is \"%s\", should be a number from 1 to %d",
                           element, word, INT_MAX);
  *extent = (int) value;
  return LGT_OK;
}

enum lgt_status
lgt_ildg_take_format_ (const char *name, const struct lime_record *record,
                       const char *text, struct lgt_field_header *h,
                       struct lgt_error *error)
{
  const char *const elements[4] = { "lx", "ly", "lz", "lt" };
  struct source source;
  struct lgt_error cause;
  char word[WORD];
  int extent[4];
  enum lgt_status status;

  source.name = name;
  source.record = record;
  source.error = error;
  status = open_source (&source, text, "ildgFormat");
  if (status == LGT_OK)
    status = take_word (&source, "field", word);
  if (status != LGT_OK)
    return status;
  /* su3gauge, and su2gauge ... of the same kind.  */
  if (strlen (word) != 8 || memcmp (word, "su", 2) != 0
      || strcmp (word + 3, "gauge") != 0 || word[2] < '2'
      || word[2] > '0' + LGT_SUN_N_MAX)
    return lgt_lime_fail_ (name, record, error, "<field> is \"%s\", should be "
                           "su3gauge (su2gauge to su%dgauge)", word,
                           LGT_SUN_N_MAX);
  h->n = h->rows = word[2] - '0';
  status = take_word (&source, "precision", word);
  if (status != LGT_OK)
    return status;
  if (strcmp (word, "32") != 0 && strcmp (word, "64") != 0)
    return lgt_lime_fail_ (name, record, error, "<precision> is \"%s\", "
                           "should be 32 or 64", word);
  h->precision = word[0] == '3' ? 32 : 64;
  for (int mu = 0; mu < 4 && status == LGT_OK; mu++)
    status = take_extent (&source, elements[mu], &extent[mu]);
  if (status != LGT_OK)
    return status;
  if (lgt_field_size_up_ (h, extent, &cause) != LGT_OK)
    return lgt_lime_fail_ (name, record, error, "%dx%dx%dx%d: %.80s",
                           extent[0], extent[1], extent[2], extent[3],
                           cause.text);
  return LGT_OK;
}

enum lgt_status
lgt_ildg_take_checksum_ (const char *name, const struct lime_record *record,
                         const char *text, struct lgt_field_header *h,
                         struct lgt_error *error)
{
  const char *const elements[2] = { "suma", "sumb" };
  struct source source;
  char word[WORD];
  enum lgt_status status;

  source.name = name;
  source.record = record;
  source.error = error;
  status = open_source (&source, text, "scidacChecksum");
  for (int i = 0; i < 2 && status == LGT_OK; i++)
    {
      status = take_word (&source, elements[i], word);
      if (status == LGT_OK && !lgt_word_hex32_ (word, &h->checksum[i]))
        status = lgt_lime_fail_ (name, record, error, "<%s> is \"%s\", should "
                                 "be 1 to 8 hexadecimal digits", elements[i],
                                 word);
    }
  h->has_checksum = status == LGT_OK;
  return status;
}

void
lgt_ildg_print_format_ (const struct lgt_field_header *h,
                        char text[ILDG_TEXT])
{
  const int *l = h->geom.extent;

  snprintf (text, ILDG_TEXT,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<ildgFormat xmlns=\"http://www.lqcd.org/ildg\"\n"
            "            xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance"
            "\"\n"
            "            xsi:schemaLocation=\"http://www.lqcd.org/ildg"
            " filefmt.xsd\">\n"
            "  <version>1.0</version>\n"
            "  <field>su%dgauge</field>\n"
            "  <precision>%d</precision>\n"
            "  <lx>%d</lx>\n  <ly>%d</ly>\n  <lz>%d</lz>\n  <lt>%d</lt>\n"
            "</ildgFormat>\n", h->n, h->precision, l[0], l[1], l[2], l[3]);
}

void
lgt_ildg_print_checksum_ (const uint32_t sum[2], char text[ILDG_TEXT])
{
  snprintf (text, ILDG_TEXT,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<scidacChecksum>\n"
            "  <version>1.0</version>\n"
            "  <suma>%08lx</suma>\n  <sumb>%08lx</sumb>\n"
            "</scidacChecksum>\n", (unsigned long) sum[0],
            (unsigned long) sum[1]);
}
