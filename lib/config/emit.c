/* From nodes to YAML text, through libyaml's emitter.  */

#include "node.h"

#include <stdlib.h>
#include <string.h>

#include <yaml.h>

struct text
{
  char *data;
  size_t length, room;
};

static int
append_bytes (void *context, unsigned char *bytes, size_t size)
{
  struct text *text = context;

  if (text->length + size + 1 > text->room)
    {
      size_t room = 2 * (text->length + size) + 256;
      char *data = realloc (text->data, room);

      if (!data)
        return 0;
      text->data = data;
      text->room = room;
    }
  memcpy (text->data + text->length, bytes, size);
  text->length += size;
  text->data[text->length] = '\0';
  return 1;
}

/* Whether VALUE stays plain wherever it stands.  The emitter would put
   quotes of its own around other texts, but not in each place, and the same
   document would be printed in two ways.  */
static bool
plain (const char *value)
{
  static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-/ ";
  size_t length = strlen (value);

  if (length == 0 || strcmp (value, "~") == 0)
    return true;
  return (strspn (value, safe) == length && value[0] != ' '
          && value[length - 1] != ' ' && strcmp (value, "-") != 0
          && strncmp (value, "- ", 2) != 0 && strncmp (value, "---", 3) != 0
          && strncmp (value, "...", 3) != 0);
}

static bool
emit_scalar (yaml_emitter_t *emitter, const char *value, bool quoted)
{
  yaml_event_t event;

  return (yaml_scalar_event_initialize (&event, NULL, NULL,
                                        (const yaml_char_t *) value,
                                        (int) strlen (value), 1, 1,
                                        quoted
                                        ? YAML_DOUBLE_QUOTED_SCALAR_STYLE
                                        : YAML_PLAIN_SCALAR_STYLE)
          && yaml_emitter_emit (emitter, &event));
}

/* A list of scalars only fits on one line.  */
static bool
flat (const struct lgt_config_node *node)
{
  for (int i = 0; i < node->count; i++)
    if (node->pair[i].value->kind != LGT_CONFIG_SCALAR
        || lgt_config_empty (node->pair[i].value))
      return false;
  return true;
}

static bool
emit_node (yaml_emitter_t *emitter, const struct lgt_config_node *node)
{
  bool mapping = node->kind == LGT_CONFIG_MAPPING;
  yaml_event_t event;
  int good;

  if (node->kind == LGT_CONFIG_SCALAR)
    return emit_scalar (emitter, node->text,
                        node->quoted || !plain (node->text));
  if (mapping)
    good = yaml_mapping_start_event_initialize (&event, NULL, NULL, 1,
                                                YAML_BLOCK_MAPPING_STYLE);
  else
    good = yaml_sequence_start_event_initialize (&event, NULL, NULL, 1,
                                                 flat (node)
                                                 ? YAML_FLOW_SEQUENCE_STYLE
                                                 : YAML_BLOCK_SEQUENCE_STYLE);
  if (!good || !yaml_emitter_emit (emitter, &event))
    return false;
  for (int i = 0; i < node->count; i++)
    {
      if (mapping && !emit_scalar (emitter, node->pair[i].name, false))
        return false;
      if (!emit_node (emitter, node->pair[i].value))
        return false;
    }
  good = (mapping ? yaml_mapping_end_event_initialize (&event)
                  : yaml_sequence_end_event_initialize (&event));
  return good && yaml_emitter_emit (emitter, &event);
}

static bool
emit_document (yaml_emitter_t *emitter, const struct lgt_config_node *root)
{
  yaml_event_t event;

  return (yaml_stream_start_event_initialize (&event, YAML_UTF8_ENCODING)
          && yaml_emitter_emit (emitter, &event)
          && yaml_document_start_event_initialize (&event, NULL, NULL, NULL,
                                                   1)
          && yaml_emitter_emit (emitter, &event)
          && emit_node (emitter, root)
          && yaml_document_end_event_initialize (&event, 1)
          && yaml_emitter_emit (emitter, &event)
          && yaml_stream_end_event_initialize (&event)
          && yaml_emitter_emit (emitter, &event)
          && yaml_emitter_flush (emitter));
}

enum lgt_status
lgt_config_text (const struct lgt_config *config, char **text,
                 struct lgt_error *error)
{
  struct text result = { .data = NULL };
  yaml_emitter_t emitter;
  enum lgt_status status = LGT_OK;

  if (!yaml_emitter_initialize (&emitter))
    return lgt_config_no_memory (error);
  yaml_emitter_set_output (&emitter, append_bytes, &result);
  yaml_emitter_set_unicode (&emitter, 1);
  if (!emit_document (&emitter, config->root))
    {
      if (emitter.error == YAML_EMITTER_ERROR)
        status = lgt_fail (error, LGT_EINVAL, "this cannot be written as "
                           "YAML: %s", emitter.problem);
      else
        status = lgt_config_no_memory (error);
    }
  yaml_emitter_delete (&emitter);
  if (status == LGT_OK)
    *text = result.data;
  else
    free (result.data);
  return status;
}
