/* Words of headers, taken strictly and without regard to the locale.  */

#include "field.h"

#include <math.h>
#include <string.h>

static int
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

int
lgt_word_integer_ (const char *text, int64_t least, int64_t most,
                   int64_t *value)
{
  uint64_t v = 0;

  if (!*text)
    return 0;
  for (; *text; text++)
    {
      if (!is_digit (*text) || v > (uint64_t) most / 10)
        return 0;
      v = 10 * v + (uint64_t) (*text - '0');
    }
  if (v < (uint64_t) least || v > (uint64_t) most)
    return 0;
  *value = (int64_t) v;
  return 1;
}

int
lgt_word_hex32_ (const char *text, uint32_t *value)
{
  const char digits[] = "0123456789abcdef0123456789ABCDEF";
  const size_t length = strlen (text);
  uint32_t v = 0;

  if (length < 1 || length > 8)
    return 0;
  for (; *text; text++)
    {
      const char *digit = strchr (digits, *text);

      if (!digit)
        return 0;
      v = v << 4 | (uint32_t) ((digit - digits) % 16);
    }
  *value = v;
  return 1;
}

/* strtod would look for the locale's decimal point.  The digits are those of
   a mean printed in a header: nobody needs the last bit.  */
int
lgt_word_real_ (const char *text, double *value, double *unit)
{
  double mantissa = 0;
  int negative = *text == '-', digits = 0, point = 0, scale = 0;
  int64_t exponent = 0;

  if (*text == '-' || *text == '+')
    text++;
  for (; is_digit (*text) || (*text == '.' && !point); text++)
    if (*text == '.')
      point = 1;
    else
      {
        mantissa = 10 * mantissa + (*text - '0');
        digits++;
        scale += point;
      }
  if (*text == 'e' || *text == 'E')
    {
      int less = text[1] == '-';

      text += 1 + (text[1] == '-' || text[1] == '+');
      if (!lgt_word_integer_ (text, 0, 999, &exponent))
        return 0;
      if (less)
        exponent = -exponent;
      text = "";
    }
  if (!digits || *text)
    return 0;
  *unit = pow (10, (double) exponent - scale);
  *value = (negative ? -mantissa : mantissa)
           * (scale > exponent ? 1 : *unit);
  /* Dividing by a power of ten that is exact loses less.  */
  if (scale > exponent)
    *value /= pow (10, scale - (double) exponent);
  return isfinite (*value) && isfinite (*unit);
}

static int
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int
lgt_word_copy_ (char *to, size_t size, const char *from, size_t count)
{
  for (; count > 0 && is_space (*from); count--)
    from++;
  while (count > 0 && is_space (from[count - 1]))
    count--;
  if (count >= size)
    return 0;
  for (size_t i = 0; i < count; i++)
    if ((unsigned char) from[i] < ' ' || from[i] == 127)
      return 0;
  memcpy (to, from, count);
  to[count] = 0;
  return 1;
}
