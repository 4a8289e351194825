/* Documents and their nodes: memory, access, messages with a place.  */

#include "node.h"

#include <stdlib.h>
#include <string.h>

void *
lgt_config_alloc (struct lgt_config *config, size_t bytes)
{
  struct lgt_config_block *block = malloc (sizeof *block + bytes);

  if (!block)
    return NULL;
  block->next = config->blocks;
  config->blocks = block;
  return block->data;
}

char *
lgt_config_copy_text (struct lgt_config *config, const char *text,
                      size_t length)
{
  char *copy = lgt_config_alloc (config, length + 1);

  if (copy)
    {
      memcpy (copy, text, length);
      copy[length] = '\0';
    }
  return copy;
}

struct lgt_config_node *
lgt_config_node_new (struct lgt_config *config, enum lgt_config_kind kind,
                     const char *file, int line)
{
  struct lgt_config_node *node = lgt_config_alloc (config, sizeof *node);

  if (node)
    *node = (struct lgt_config_node) { .config = config, .kind = kind,
                                       .file = file, .line = line,
                                       .text = "" };
  return node;
}

bool
lgt_config_append (struct lgt_config_node *node, const char *name, int line,
                   struct lgt_config_node *value)
{
  if (node->count == node->room)
    {
      int room = node->room ? 2 * node->room : 4;
      struct lgt_config_pair *pair
        = lgt_config_alloc (node->config, (size_t) room * sizeof *pair);

      if (!pair)
        return false;
      if (node->count > 0)
        memcpy (pair, node->pair, (size_t) node->count * sizeof *pair);
      node->pair = pair;
      node->room = room;
    }
  node->pair[node->count++] = (struct lgt_config_pair) { name, line, value };
  return true;
}

void
lgt_config_free (struct lgt_config *config)
{
  if (!config)
    return;
  while (config->blocks)
    {
      struct lgt_config_block *next = config->blocks->next;

      free (config->blocks);
      config->blocks = next;
    }
  free (config);
}

struct lgt_config_node *
lgt_config_root (const struct lgt_config *config)
{
  return config->root;
}

enum lgt_config_kind
lgt_config_kind (const struct lgt_config_node *node)
{
  return node->kind;
}

const char *
lgt_config_file (const struct lgt_config_node *node)
{
  return node->file;
}

int
lgt_config_line (const struct lgt_config_node *node)
{
  return node->line > 0 ? node->line : 0;
}

int
lgt_config_count (const struct lgt_config_node *node)
{
  return node->count;
}

struct lgt_config_node *
lgt_config_item (const struct lgt_config_node *node, int i)
{
  return i >= 0 && i < node->count ? node->pair[i].value : NULL;
}

const char *
lgt_config_name (const struct lgt_config_node *node, int i)
{
  return i >= 0 && i < node->count ? node->pair[i].name : NULL;
}

struct lgt_config_node *
lgt_config_child (const struct lgt_config_node *node, const char *key)
{
  if (node->kind == LGT_CONFIG_MAPPING)
    for (int i = 0; i < node->count; i++)
      if (strcmp (node->pair[i].name, key) == 0)
        return node->pair[i].value;
  return NULL;
}

const char *
lgt_config_scalar (const struct lgt_config_node *node)
{
  return node->kind == LGT_CONFIG_SCALAR ? node->text : NULL;
}

bool
lgt_config_is (const struct lgt_config_node *node, const char *word)
{
  return node->kind == LGT_CONFIG_SCALAR && strcmp (node->text, word) == 0;
}

bool
lgt_config_empty (const struct lgt_config_node *node)
{
  return (node->kind == LGT_CONFIG_SCALAR && !node->quoted
          && (node->text[0] == '\0' || strcmp (node->text, "~") == 0));
}

void
lgt_config_show (const char *text, char *shown, size_t size)
{
  size_t i;

  for (i = 0; text[i] && i + 1 < size; i++)
    shown[i] = (unsigned char) text[i] < ' ' || text[i] == 127 ? '?' : text[i];
  shown[i] = '\0';
  if (text[i] && size > 4)
    {
      /* Do not leave a piece of a multibyte character before the dots.  */
      i = size - 4;
      while (i > 0 && ((unsigned char) shown[i] & 0xc0) == 0x80)
        i--;
      memcpy (shown + i, "...", 4);
    }
}

void
lgt_config_show_node (const struct lgt_config_node *node, char shown[64])
{
  char text[40];

  if (node->kind != LGT_CONFIG_SCALAR)
    strcpy (shown, node->kind == LGT_CONFIG_MAPPING ? "a mapping" : "a list");
  else if (lgt_config_empty (node))
    strcpy (shown, "empty");
  else
    {
      lgt_config_show (node->text, text, sizeof text);
      snprintf (shown, 64, node->quoted ? "the text '%s'" : "%s", text);
    }
}

static enum lgt_status
fail_with (struct lgt_error *error, const char *file, int line,
           const char *format, va_list arguments)
{
  char words[sizeof error->text], place[100], number[16] = "";

  vsnprintf (words, sizeof words, format, arguments);
  for (char *c = words; *c; c++)
    if ((unsigned char) *c < ' ' || *c == 127)
      *c = '?';
  lgt_config_show (file, place, sizeof place);
  if (line > 0)
    snprintf (number, sizeof number, ":%d", line);
  return lgt_fail (error, LGT_EINVAL, "%s%s: %s", place, number, words);
}

enum lgt_status
lgt_config_fail_at (struct lgt_error *error, const char *file, int line,
                    const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  fail_with (error, file, line, format, arguments);
  va_end (arguments);
  return LGT_EINVAL;
}

enum lgt_status
lgt_config_fail (struct lgt_error *error, const struct lgt_config_node *node,
                 const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  fail_with (error, node->file, node->line, format, arguments);
  va_end (arguments);
  return LGT_EINVAL;
}

enum lgt_status
lgt_config_no_memory (struct lgt_error *error)
{
  return lgt_fail (error, LGT_ENOMEM, "no memory for the configuration");
}
