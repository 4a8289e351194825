/* Adding to documents from a program.  */

#include "node.h"

#include <stdlib.h>
#include <string.h>

/* Put VALUE into NODE under KEY (NULL: as the last item).  */
static enum lgt_status
place (struct lgt_config_node *node, const char *key,
       struct lgt_config_node *value, struct lgt_config_node **added,
       struct lgt_error *error)
{
  const char *name = NULL;
  int at = 0;

  if (node->kind != (key ? LGT_CONFIG_MAPPING : LGT_CONFIG_SEQUENCE))
    return lgt_config_fail (error, node, "a %s cannot be added here",
                            key ? "key" : "list's item");
  while (key && at < node->count && strcmp (node->pair[at].name, key) != 0)
    at++;
  if (key && at < node->count)
    node->pair[at].value = value;
  else
    {
      if (key)
        {
          name = lgt_config_copy_text (node->config, key, strlen (key));
          if (!name)
            return lgt_config_no_memory (error);
        }
      if (!lgt_config_append (node, name, node->line, value))
        return lgt_config_no_memory (error);
    }
  if (added)
    *added = value;
  return LGT_OK;
}

enum lgt_status
lgt_config_add (struct lgt_config_node *node, const char *key,
                struct lgt_config_node **added, struct lgt_error *error,
                const char *format, ...)
{
  struct lgt_config_node *value = NULL;
  enum lgt_status status;
  va_list arguments;
  char *text;
  int length;

  va_start (arguments, format);
  length = vsnprintf (NULL, 0, format, arguments);
  va_end (arguments);
  text = length < 0 ? NULL : malloc ((size_t) length + 1);
  if (!text)
    return lgt_config_no_memory (error);
  va_start (arguments, format);
  vsnprintf (text, (size_t) length + 1, format, arguments);
  va_end (arguments);
  status = lgt_config_read (node->config, node->file,
                            node->line > 0 ? node->line : -1, text,
                            (size_t) length, &value, error);
  free (text);
  if (status == LGT_OK && !value)
    status = lgt_config_fail (error, node, "no value for '%s'",
                              key ? key : "an item");
  if (status == LGT_OK)
    status = place (node, key, value, added, error);
  return status;
}

/* SOURCE in the memory of CONFIG, placed at FILE.  */
static struct lgt_config_node *
copy (struct lgt_config *config, const char *file,
      const struct lgt_config_node *source)
{
  struct lgt_config_node *node
    = lgt_config_node_new (config, source->kind, file, source->line);

  if (!node)
    return NULL;
  node->quoted = source->quoted;
  node->text = lgt_config_copy_text (config, source->text,
                                     strlen (source->text));
  if (!node->text)
    return NULL;
  for (int i = 0; i < source->count; i++)
    {
      const struct lgt_config_pair *pair = &source->pair[i];
      struct lgt_config_node *value = copy (config, file, pair->value);
      const char *name = NULL;

      if (pair->name)
        name = lgt_config_copy_text (config, pair->name,
                                     strlen (pair->name));
      if (!value || (pair->name && !name)
          || !lgt_config_append (node, name, pair->line, value))
        return NULL;
    }
  return node;
}

enum lgt_status
lgt_config_add_copy (struct lgt_config_node *node, const char *key,
                     const struct lgt_config_node *source,
                     struct lgt_config_node **added, struct lgt_error *error)
{
  const char *file = lgt_config_copy_text (node->config, source->file,
                                           strlen (source->file));
  struct lgt_config_node *value
    = file ? copy (node->config, file, source) : NULL;

  if (!value)
    return lgt_config_no_memory (error);
  return place (node, key, value, added, error);
}
