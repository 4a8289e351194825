/* As much of XML as the records of ILDG and SciDAC have; not installed.

   One element whose children are elements that hold text only, or further
   elements, which are skipped.  A prologue, comments and attributes are
   passed over.  Anything else is refused.  Nothing is allocated: names and
   values are places in the text.  */

#ifndef LGT_FIELDS_XML_H
#define LGT_FIELDS_XML_H

#include <stddef.h>

enum { XML_CHILDREN = 32 };

struct xml
{
  const char *wrong;      /* after a refusal: what is wrong */
  size_t at;              /* and where in the text */
  int children;
  struct
  {
    const char *name, *value;   /* value NULL: elements within */
    size_t name_length, value_length;
  } child[XML_CHILDREN];
};

/* Read TEXT, whose outermost element must be ROOT; 0 if it is refused.  */
int lgt_xml_parse_ (struct xml *xml, const char *text, const char *root);

/* The text of the child NAME without white space around it, in the SIZE bytes
   of VALUE.  0: not there, twice, or too long; WRONG says it.  */
int lgt_xml_value_ (struct xml *xml, const char *name, char *value,
                    size_t size);

#endif
