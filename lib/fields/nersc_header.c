/* The header of a NERSC file: lines KEY = VALUE.  */

#include "nersc.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include <lgt/sun.h>

#include "field.h"

enum { MAX_LINE = 1000 };

/* ---- lines ---- */

enum
{
  DATATYPE, FLOATING_POINT, CHECKSUM, PLAQUETTE, LINK_TRACE, DIMENSION,
  LABEL = DIMENSION + 4, ENSEMBLE, SEQUENCE, KEYS
};
/* All up to LABEL must be there.  Others are not looked at.  */
static const char *const keys[KEYS] = {
  "DATATYPE", "FLOATING_POINT", "CHECKSUM", "PLAQUETTE", "LINK_TRACE",
  "DIMENSION_1", "DIMENSION_2", "DIMENSION_3", "DIMENSION_4",
  "ENSEMBLE_LABEL", "ENSEMBLE_ID", "SEQUENCE_NUMBER"
};

struct lines
{
  const char *name;
  struct lgt_error *error;
  int line[KEYS];         /* where the key is, from 1; 0: nowhere */
  char value[KEYS][LGT_FIELD_TEXT];
};

/* LGT_EDATA with "NAME: line 3 " and the words.  */
#if defined __GNUC__
__attribute__ ((format (printf, 3, 4)))
#endif
static enum lgt_status
wrong (const struct lines *lines, int line, const char *format, ...)
{
  char words[200];
  va_list arguments;

  va_start (arguments, format);
  vsnprintf (words, sizeof words, format, arguments);
  va_end (arguments);
  return lgt_fail (lines->error, LGT_EDATA, "%s: line %d %s", lines->name,
                   line, words);
}

/* The value of a key that is not what it SHOULD be.  */
static enum lgt_status
wrong_value (const struct lines *lines, int key, const char *should)
{
  return wrong (lines, lines->line[key], "(%s): \"%.60s\", should be %s",
                keys[key], lines->value[key], should);
}

static enum lgt_status
take_line (struct lines *lines, int number, const char *text, size_t length)
{
  const char *equals = memchr (text, '=', length);
  char key[LGT_FIELD_TEXT];
  int k = 0;

  if (!lgt_word_copy_ (key, sizeof key, text,
                       equals ? (size_t) (equals - text) : length))
    return wrong (lines, number, "cannot be read; END_HEADER should have come "
                  "before the links");
  if (!equals && !key[0])
    return LGT_OK;
  if (!equals)
    return wrong (lines, number, "is \"%.40s\", should be KEY = VALUE", key);
  while (k < KEYS && strcmp (key, keys[k]) != 0)
    k++;
  if (k == KEYS)
    return LGT_OK;
  if (lines->line[k])
    return wrong (lines, number, "has %s, as line %d has", key,
                  lines->line[k]);
  lines->line[k] = number;
  if (!lgt_word_copy_ (lines->value[k], LGT_FIELD_TEXT, equals + 1,
                       length - (size_t) (equals + 1 - text)))
    return wrong (lines, number, "(%s) has no value of less than %d letters",
                  key, LGT_FIELD_TEXT);
  return LGT_OK;
}

static int
is_line (const char *text, size_t length, const char *wanted)
{
  char word[32];

  return lgt_word_copy_ (word, sizeof word, text, length)
         && strcmp (word, wanted) == 0;
}

/* All lines up to END_HEADER; *END is behind it.  */
static enum lgt_status
take_lines (struct lines *lines, const char *text, int64_t length,
            int64_t *end)
{
  const char *p = text;
  enum lgt_status status = LGT_OK;

  for (int number = 1; status == LGT_OK; number++)
    {
      const size_t left = (size_t) (length - (p - text));
      const char *stop = memchr (p, '\n', left < MAX_LINE ? left : MAX_LINE);
      size_t size;

      if (!stop && left >= MAX_LINE)
        return wrong (lines, number, "has more than %d letters", MAX_LINE);
      if (!stop)
        return lgt_fail (lines->error, LGT_EDATA, "%s: no END_HEADER in "
                         "%lld bytes", lines->name, (long long) length);
      size = (size_t) (stop - p);
      if (number == 1 && !is_line (p, size, "BEGIN_HEADER"))
        return wrong (lines, 1, "should be BEGIN_HEADER");
      if (number > 1 && is_line (p, size, "END_HEADER"))
        {
          *end = stop + 1 - text;
          break;
        }
      if (number > 1)
        status = take_line (lines, number, p, size);
      p = stop + 1;
    }
  return status;
}

/* ---- values ---- */

/* 4D_SU3_GAUGE_3x3, 4D_SU3_GAUGE.  */
static enum lgt_status
take_datatype (const struct lines *lines, struct lgt_field_header *h)
{
  for (h->n = 2; h->n <= LGT_SUN_N_MAX; h->n++)
    {
      char whole[64], less[32];

      snprintf (whole, sizeof whole, "4D_SU%d_GAUGE_%dx%d", h->n, h->n,
                h->n);
      snprintf (less, sizeof less, "4D_SU%d_GAUGE", h->n);
      h->rows = h->n;
      if (strcmp (lines->value[DATATYPE], whole) == 0)
        return LGT_OK;
      h->rows = h->n - 1;
      if (h->n <= 3 && strcmp (lines->value[DATATYPE], less) == 0)
        return LGT_OK;
    }
  return wrong_value (lines, DATATYPE, "4D_SU3_GAUGE_3x3 or 4D_SU3_GAUGE (or "
                      "that of another SU(N))");
}

static const struct
{
  const char *word;
  int precision;
  enum lgt_field_order order;
} floats[] = {
  { "IEEE32BIG", 32, LGT_FIELD_BIG }, { "IEEE64BIG", 64, LGT_FIELD_BIG },
  { "IEEE32LITTLE", 32, LGT_FIELD_LITTLE },
  { "IEEE64LITTLE", 64, LGT_FIELD_LITTLE },
  { "IEEE32", 32, LGT_FIELD_UNTOLD }, { "IEEE64", 64, LGT_FIELD_UNTOLD }
};
enum { FLOATS = sizeof floats / sizeof floats[0] };

static enum lgt_status
take_floating_point (const struct lines *lines, struct lgt_field_header *h)
{
  for (int i = 0; i < FLOATS; i++)
    if (strcmp (lines->value[FLOATING_POINT], floats[i].word) == 0)
      {
        h->precision = floats[i].precision;
        h->order = floats[i].order;
        return LGT_OK;
      }
  return wrong_value (lines, FLOATING_POINT, "IEEE32BIG, IEEE64BIG, "
                      "IEEE32LITTLE, IEEE64LITTLE, IEEE32 or IEEE64");
}

static enum lgt_status
take_geometry (const struct lines *lines, struct lgt_field_header *h)
{
  struct lgt_error cause;
  int extent[4];

  for (int mu = 0; mu < 4; mu++)
    {
      int64_t value;

      if (!lgt_word_integer_ (lines->value[DIMENSION + mu], 1, INT_MAX,
                              &value))
        return wrong_value (lines, DIMENSION + mu, "a number from 1 to "
                            "2147483647");
      extent[mu] = (int) value;
    }
  if (lgt_field_size_up_ (h, extent, &cause) == LGT_OK)
    return LGT_OK;
  return wrong (lines, lines->line[DIMENSION], "(DIMENSION_1 to 4): "
                "%dx%dx%dx%d: %.80s", extent[0], extent[1], extent[2],
                extent[3], cause.text);
}

static enum lgt_status
take_values (const struct lines *lines, struct lgt_field_header *h)
{
  enum lgt_status status;

  for (int k = 0; k < LABEL; k++)
    if (!lines->line[k])
      return lgt_fail (lines->error, LGT_EDATA, "%s: the header has no %s",
                       lines->name, keys[k]);
  status = take_datatype (lines, h);
  if (status == LGT_OK)
    status = take_floating_point (lines, h);
  if (status == LGT_OK)
    status = take_geometry (lines, h);
  if (status != LGT_OK)
    return status;
  if (!lgt_word_hex32_ (lines->value[CHECKSUM], &h->checksum[0]))
    return wrong_value (lines, CHECKSUM, "1 to 8 hexadecimal digits");
  h->has_checksum = 1;
  if (!lgt_word_real_ (lines->value[PLAQUETTE], &h->plaquette,
                       &h->plaquette_unit))
    return wrong_value (lines, PLAQUETTE, "a number");
  if (!lgt_word_real_ (lines->value[LINK_TRACE], &h->link_trace,
                       &h->link_trace_unit))
    return wrong_value (lines, LINK_TRACE, "a number");
  if (lines->value[SEQUENCE][0]
      && !lgt_word_integer_ (lines->value[SEQUENCE], 0, INT64_MAX,
                             &h->sequence))
    return wrong_value (lines, SEQUENCE, "a number from 0 on");
  memcpy (h->label, lines->value[LABEL], LGT_FIELD_TEXT);
  memcpy (h->ensemble, lines->value[ENSEMBLE], LGT_FIELD_TEXT);
  return LGT_OK;
}

enum lgt_status
lgt_nersc_take_header_ (const char *name, const char *text, int64_t length,
                        struct lgt_field_header *h, struct lgt_error *error)
{
  struct lines lines;
  enum lgt_status status;

  memset (&lines, 0, sizeof lines);
  lines.name = name;
  lines.error = error;
  status = take_lines (&lines, text, length, &h->offset);
  return status == LGT_OK ? take_values (&lines, h) : status;
}

void
lgt_nersc_print_header_ (const struct lgt_field_header *h,
                         char text[NERSC_HEADER])
{
  const int *l = h->geom.extent;
  char whole[64] = "";
  int f = 0;

  while (floats[f].precision != h->precision || floats[f].order != h->order)
    f++;
  if (h->rows == h->n)
    snprintf (whole, sizeof whole, "_%dx%d", h->n, h->n);
  snprintf (text, NERSC_HEADER,
            "BEGIN_HEADER\n"
            "HDR_VERSION = 1.0\n"
            "DATATYPE = 4D_SU%d_GAUGE%s\n"
            "STORAGE_FORMAT = 1.0\n"
            "DIMENSION_1 = %d\nDIMENSION_2 = %d\n"
            "DIMENSION_3 = %d\nDIMENSION_4 = %d\n"
            "LINK_TRACE = %.12f\n"
            "PLAQUETTE = %.12f\n"
            "BOUNDARY_1 = PERIODIC\nBOUNDARY_2 = PERIODIC\n"
            "BOUNDARY_3 = PERIODIC\nBOUNDARY_4 = PERIODIC\n"
            "CHECKSUM = %08lx\n"
            "ENSEMBLE_ID = %s\n"
            "ENSEMBLE_LABEL = %s\n"
            "SEQUENCE_NUMBER = %lld\n"
            "FLOATING_POINT = %s\n"
            "END_HEADER\n",
            h->n, whole, l[0], l[1], l[2], l[3], h->link_trace, h->plaquette,
            (unsigned long) h->checksum[0], h->ensemble, h->label,
            (long long) h->sequence, floats[f].word);
}
