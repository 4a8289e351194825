/* Numbers from text and back, the same in every locale.  */

#include "node.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* strtod and printf follow the locale of the program that uses us.  */
static double
c_strtod (const char *text, char **end)
{
  locale_t c = newlocale (LC_ALL_MASK, "C", (locale_t) 0);
  locale_t old = c ? uselocale (c) : (locale_t) 0;
  double value = strtod (text, end);

  if (c)
    {
      uselocale (old);
      freelocale (c);
    }
  return value;
}

void
lgt_format_real (double value, char text[32])
{
  locale_t c, old;

  if (isnan (value) || isinf (value))
    {
      strcpy (text, isnan (value) ? "nan" : value > 0 ? "inf" : "-inf");
      return;
    }
  c = newlocale (LC_ALL_MASK, "C", (locale_t) 0);
  old = c ? uselocale (c) : (locale_t) 0;
  for (int digits = 15; digits <= 17; digits++)
    {
      snprintf (text, 32, "%.*g", digits, value);
      if (strtod (text, NULL) == value)
        break;
    }
  if (c)
    {
      uselocale (old);
      freelocale (c);
    }
}

static const char *
skip_digits (const char *text)
{
  while (*text >= '0' && *text <= '9')
    text++;
  return text;
}

/* [+-] digits, no more.  */
static bool
looks_integer (const char *text)
{
  const char *digits = text + (*text == '+' || *text == '-');
  const char *end = skip_digits (digits);

  return end > digits && *end == '\0';
}

/* [+-] digits [. digits] [e [+-] digits], with a digit before e; strtod
   alone would take hexadecimal numbers, nan and infinity too.  */
static bool
looks_real (const char *text)
{
  const char *digits = text + (*text == '+' || *text == '-');
  const char *end = skip_digits (digits);
  ptrdiff_t count = end - digits;

  if (*end == '.')
    {
      const char *fraction = end + 1;

      end = skip_digits (fraction);
      count += end - fraction;
    }
  if (count == 0)
    return false;
  if (*end == 'e' || *end == 'E')
    {
      const char *power = end + 1 + (end[1] == '+' || end[1] == '-');

      end = skip_digits (power);
      if (end == power)
        return false;
    }
  return *end == '\0';
}

bool
lgt_config_allows (const char *allowed, double value, char want[96])
{
  char low_text[32], high_text[32], *end;
  double low, high;
  bool open_low, open_high;

  if (!allowed)
    return true;
  strcpy (want, "nothing (the interval in the table is wrong)");
  if (*allowed != '[' && *allowed != '(')
    return false;
  open_low = *allowed == '(';
  low = c_strtod (allowed + 1, &end);
  if (*end != ',')
    return false;
  high = c_strtod (end + 1, &end);
  if (*end != ']' && *end != ')')
    return false;
  open_high = *end == ')';
  if ((open_low ? value > low : value >= low)
      && (open_high ? value < high : value <= high))
    return true;

  lgt_format_real (low, low_text);
  lgt_format_real (high, high_text);
  if (isinf (high))
    snprintf (want, 96, "%s %s", open_low ? "more than" : "at least",
              low_text);
  else if (isinf (low))
    snprintf (want, 96, "%s %s", open_high ? "less than" : "at most",
              high_text);
  else if (!open_low && !open_high)
    snprintf (want, 96, low == high ? "%s" : "from %s to %s", low_text,
              high_text);
  else
    snprintf (want, 96, "%s %s and %s %s",
              open_low ? "more than" : "at least", low_text,
              open_high ? "less than" : "at most", high_text);
  return false;
}

enum lgt_status
lgt_parse_int64 (const char *text, const char *name, const char *allowed,
                 int64_t *value, struct lgt_error *error)
{
  char shown[48], want[96];
  long long number;

  lgt_config_show (text, shown, sizeof shown);
  if (!looks_integer (text))
    return lgt_fail (error, LGT_EINVAL, "%s must be an integer, is %s", name,
                     *shown ? shown : "empty");
  errno = 0;
  number = strtoll (text, NULL, 10);
  if (errno == ERANGE)
    return lgt_fail (error, LGT_EINVAL, "%s does not fit into an integer: %s",
                     name, shown);
  if (!lgt_config_allows (allowed, (double) number, want))
    return lgt_fail (error, LGT_EINVAL, "%s must be %s, is %s", name, want,
                     shown);
  *value = number;
  return LGT_OK;
}

enum lgt_status
lgt_parse_real (const char *text, const char *name, const char *allowed,
                double *value, struct lgt_error *error)
{
  char shown[48], want[96];
  double number;

  lgt_config_show (text, shown, sizeof shown);
  if (!looks_real (text))
    return lgt_fail (error, LGT_EINVAL, "%s must be a number, is %s", name,
                     *shown ? shown : "empty");
  number = c_strtod (text, NULL);
  if (isinf (number))
    return lgt_fail (error, LGT_EINVAL, "%s does not fit into a number: %s",
                     name, shown);
  if (!lgt_config_allows (allowed, number, want))
    return lgt_fail (error, LGT_EINVAL, "%s must be %s, is %s", name, want,
                     shown);
  *value = number;
  return LGT_OK;
}

enum lgt_status
lgt_parse_ints (const char *text, const char *name, char separator,
                const char *allowed, struct lgt_ints *value,
                struct lgt_error *error)
{
  struct lgt_ints list = { .count = 0 };
  const char *from = text, *end;

  do
    {
      char word[24], shown[48];
      size_t length;
      int64_t number;
      enum lgt_status status;

      end = strchr (from, separator);
      length = end ? (size_t) (end - from) : strlen (from);
      lgt_config_show (text, shown, sizeof shown);
      if (length == 0 || length >= sizeof word)
        return lgt_fail (error, LGT_EINVAL, "%s must be integers with '%c' "
                         "between, is %s", name, separator,
                         *shown ? shown : "empty");
      if (list.count == LGT_CONFIG_MAX_LIST)
        return lgt_fail (error, LGT_EINVAL, "%s: more than %d numbers", name,
                         LGT_CONFIG_MAX_LIST);
      memcpy (word, from, length);
      word[length] = '\0';
      status = lgt_parse_int64 (word, name, allowed, &number, error);
      if (status != LGT_OK)
        return status;
      if (number > INT32_MAX || number < -INT32_MAX)
        return lgt_fail (error, LGT_EINVAL, "%s does not fit into an "
                         "integer: %s", name, word);
      list.value[list.count++] = (int) number;
      from = end ? end + 1 : NULL;
    }
  while (from);
  list.scalar = list.count == 1;
  *value = list;
  return LGT_OK;
}

enum lgt_status
lgt_parse_word (const char *text, const char *name, const char *words,
                int *value, struct lgt_error *error)
{
  int index = lgt_config_word (words, text);
  char list[120], shown[48];

  if (index < 0)
    {
      lgt_config_list_words (words, list, sizeof list);
      lgt_config_show (text, shown, sizeof shown);
      return lgt_fail (error, LGT_EINVAL, "%s must be %s, is %s", name, list,
                       *shown ? shown : "empty");
    }
  *value = index;
  return LGT_OK;
}
