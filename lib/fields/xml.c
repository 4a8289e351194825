/* As much of XML as the records of ILDG and SciDAC have.  */

#include "xml.h"

#include <string.h>

#include "field.h"

enum { MAX_DEPTH = 8, MAX_ATTRIBUTES = 16 };

struct scan
{
  struct xml *xml;
  const char *text, *p;
};

/* A tag: <name ...>, <name ... />, </name>.  */
struct tag
{
  const char *name;
  size_t length;
  int closes, empty;
};

static int
wrong (struct scan *scan, const char *what)
{
  scan->xml->wrong = what;
  scan->xml->at = (size_t) (scan->p - scan->text);
  return 0;
}

static int
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_space (struct scan *scan)
{
  while (is_space (*scan->p))
    scan->p++;
}

static int
is_name (char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'
         || c == ':';
}

static size_t
take_name (struct scan *scan)
{
  const char *start = scan->p;

  while (is_name (*scan->p))
    scan->p++;
  return (size_t) (scan->p - start);
}

/* Space, and everything between <? ?> and <!-- -->.  */
static int
skip_between (struct scan *scan)
{
  for (;;)
    {
      const char *end;

      skip_space (scan);
      if (strncmp (scan->p, "<?", 2) == 0)
        end = strstr (scan->p, "?>");
      else if (strncmp (scan->p, "<!--", 4) == 0)
        end = strstr (scan->p + 4, "-->");
      else
        return 1;
      if (!end)
        return wrong (scan, "a <? or <!-- without end");
      scan->p = end + (scan->p[1] == '?' ? 2 : 3);
    }
}

/* name="value", any number of times.  */
static int
skip_attributes (struct scan *scan)
{
  for (int i = 0; i <= MAX_ATTRIBUTES; i++)
    {
      char quote;

      skip_space (scan);
      if (!is_name (*scan->p))
        return 1;
      take_name (scan);
      skip_space (scan);
      if (*scan->p != '=')
        return wrong (scan, "an attribute without =");
      scan->p++;
      skip_space (scan);
      quote = *scan->p;
      if (quote != '"' && quote != '\'')
        return wrong (scan, "an attribute without quotes");
      scan->p++;
      scan->p += strcspn (scan->p, quote == '"' ? "\"<" : "'<");
      if (*scan->p != quote)
        return wrong (scan, "an attribute without end");
      scan->p++;
    }
  return wrong (scan, "too many attributes");
}

static int
take_tag (struct scan *scan, struct tag *tag)
{
  memset (tag, 0, sizeof *tag);
  if (*scan->p != '<')
    return wrong (scan, "no tag where one should be");
  scan->p++;
  tag->closes = *scan->p == '/';
  scan->p += tag->closes;
  tag->name = scan->p;
  tag->length = take_name (scan);
  if (!tag->length)
    return wrong (scan, "a tag without name");
  if (!tag->closes && !skip_attributes (scan))
    return 0;
  skip_space (scan);
  if (!tag->closes && *scan->p == '/')
    {
      tag->empty = 1;
      scan->p++;
    }
  if (*scan->p != '>')
    return wrong (scan, "a tag without >");
  scan->p++;
  return 1;
}

static int
same (const struct tag *a, const struct tag *b)
{
  return a->length == b->length && memcmp (a->name, b->name, a->length) == 0;
}

/* What is inside of OPEN, up to and with the tag that closes it.  *SIMPLE:
   text only, VALUE to END.  */
static int
take_inside (struct scan *scan, const struct tag *open, int *simple,
             const char **value, const char **end)
{
  struct tag stack[MAX_DEPTH], tag;
  int depth = 0;

  *simple = 1;
  *value = scan->p;
  stack[0] = *open;
  for (;;)
    {
      scan->p += strcspn (scan->p, "<");
      if (*simple)
        *end = scan->p;
      if (!skip_between (scan) || !take_tag (scan, &tag))
        return 0;
      if (tag.closes && !same (&tag, &stack[depth]))
        return wrong (scan, "a tag closes another than the one that is open");
      if (tag.closes && depth == 0)
        return 1;
      *simple = 0;
      if (tag.closes)
        depth--;
      else if (!tag.empty && ++depth == MAX_DEPTH)
        return wrong (scan, "elements too deep within each other");
      else if (!tag.empty)
        stack[depth] = tag;
    }
}

static int
take_child (struct scan *scan, const struct tag *tag)
{
  struct xml *xml = scan->xml;
  const char *value = scan->p, *end = scan->p;
  int simple = 1;

  if (!tag->empty && !take_inside (scan, tag, &simple, &value, &end))
    return 0;
  if (xml->children == XML_CHILDREN)
    return wrong (scan, "too many elements");
  xml->child[xml->children].name = tag->name;
  xml->child[xml->children].name_length = tag->length;
  xml->child[xml->children].value = simple ? value : NULL;
  xml->child[xml->children].value_length = (size_t) (end - value);
  xml->children++;
  return 1;
}

int
lgt_xml_parse_ (struct xml *xml, const char *text, const char *root)
{
  struct scan scan;
  struct tag outer, tag;

  memset (xml, 0, sizeof *xml);
  scan.xml = xml;
  scan.text = scan.p = text;
  if (!skip_between (&scan) || !take_tag (&scan, &outer))
    return 0;
  if (outer.closes || outer.length != strlen (root)
      || memcmp (outer.name, root, outer.length) != 0)
    return wrong (&scan, "another outermost element");
  while (!outer.empty)
    {
      if (!skip_between (&scan) || !take_tag (&scan, &tag))
        return 0;
      if (tag.closes && !same (&tag, &outer))
        return wrong (&scan, "a tag closes another than the one that is "
                      "open");
      if (tag.closes)
        break;
      if (!take_child (&scan, &tag))
        return 0;
    }
  if (!skip_between (&scan))
    return 0;
  if (*scan.p)
    return wrong (&scan, "something after the end");
  return 1;
}

int
lgt_xml_value_ (struct xml *xml, const char *name, char *value, size_t size)
{
  int found = -1;

  for (int i = 0; i < xml->children; i++)
    if (xml->child[i].name_length == strlen (name)
        && memcmp (xml->child[i].name, name, strlen (name)) == 0)
      {
        if (found >= 0)
          {
            xml->wrong = "is there twice";
            return 0;
          }
        found = i;
      }
  xml->wrong = "is missing";
  if (found < 0)
    return 0;
  xml->wrong = "is no short word";
  return xml->child[found].value
         && lgt_word_copy_ (value, size, xml->child[found].value,
                            xml->child[found].value_length);
}
