/* From YAML text to nodes, through libyaml's events.  */

#include "node.h"

#include <string.h>

#include <yaml.h>

#define MAX_PAIRS 4096  /* the search for duplicate keys is quadratic */

struct reader
{
  yaml_parser_t parser;
  struct lgt_config *config;
  const char *file, *text;
  size_t length;
  int line;             /* see lgt_config_read */
  struct lgt_error *error;
};

static int
line_of (const struct reader *reader, const yaml_event_t *event)
{
  return reader->line ? reader->line : (int) event->start_mark.line + 1;
}

static enum lgt_status
not_yaml (struct reader *reader)
{
  const yaml_parser_t *parser = &reader->parser;
  int line = (int) parser->problem_mark.line + 1;

  if (parser->error == YAML_MEMORY_ERROR)
    return lgt_config_no_memory (reader->error);
  /* A bad byte is known by its offset only.  */
  if (parser->error == YAML_READER_ERROR)
    {
      line = 1;
      for (size_t i = 0; i < parser->problem_offset && i < reader->length; i++)
        line += reader->text[i] == '\n';
    }
  return lgt_config_fail_at (reader->error, reader->file,
                             reader->line ? reader->line : line,
                             "this is not YAML: %s",
                             parser->problem ? parser->problem
                                             : "unknown problem");
}

static enum lgt_status
next_event (struct reader *reader, yaml_event_t *event)
{
  if (!yaml_parser_parse (&reader->parser, event))
    return not_yaml (reader);
  return LGT_OK;
}

/* Refuse what YAML has and this language has not.  */
static enum lgt_status
plain_yaml (struct reader *reader, const yaml_event_t *event)
{
  const yaml_char_t *anchor = NULL, *tag = NULL;
  const char *what = NULL;

  switch (event->type)
    {
    case YAML_ALIAS_EVENT:
      what = "an alias (*name)";
      break;
    case YAML_SCALAR_EVENT:
      anchor = event->data.scalar.anchor;
      tag = event->data.scalar.tag;
      break;
    case YAML_SEQUENCE_START_EVENT:
      anchor = event->data.sequence_start.anchor;
      tag = event->data.sequence_start.tag;
      break;
    case YAML_MAPPING_START_EVENT:
      anchor = event->data.mapping_start.anchor;
      tag = event->data.mapping_start.tag;
      break;
    default:
      break;
    }
  if (anchor)
    what = "an anchor (&name)";
  else if (tag)
    what = "a tag (!name)";
  if (!what)
    return LGT_OK;
  return lgt_config_fail_at (reader->error, reader->file,
                             line_of (reader, event),
                             "%s is no part of this language; "
                             "write the value out", what);
}

static enum lgt_status
scalar_text (struct reader *reader, const yaml_event_t *event,
             const char **text)
{
  const char *value = (const char *) event->data.scalar.value;
  size_t length = event->data.scalar.length;

  if (memchr (value, '\0', length))
    return lgt_config_fail_at (reader->error, reader->file,
                               line_of (reader, event),
                               "a text with a zero byte");
  *text = lgt_config_copy_text (reader->config, value, length);
  return *text ? LGT_OK : lgt_config_no_memory (reader->error);
}

static enum lgt_status read_node (struct reader *reader,
                                  const yaml_event_t *event, int depth,
                                  struct lgt_config_node **node);

static enum lgt_status
read_sequence (struct reader *reader, int depth, struct lgt_config_node *node)
{
  enum lgt_status status = LGT_OK;

  while (status == LGT_OK)
    {
      yaml_event_t event;
      struct lgt_config_node *value;

      status = next_event (reader, &event);
      if (status != LGT_OK)
        return status;
      if (event.type == YAML_SEQUENCE_END_EVENT)
        {
          yaml_event_delete (&event);
          break;
        }
      status = read_node (reader, &event, depth, &value);
      if (status == LGT_OK && !lgt_config_append (node, NULL, 0, value))
        status = lgt_config_no_memory (reader->error);
      yaml_event_delete (&event);
    }
  return status;
}

/* The name of a pair, from EVENT, and that it is new in NODE.  */
static enum lgt_status
read_name (struct reader *reader, const yaml_event_t *event,
           const struct lgt_config_node *node, const char **name)
{
  int line = line_of (reader, event);
  enum lgt_status status = plain_yaml (reader, event);

  if (status != LGT_OK)
    return status;
  if (event->type != YAML_SCALAR_EVENT)
    return lgt_config_fail_at (reader->error, reader->file, line,
                               "a key must be a name, is a list or mapping");
  if (node->count == MAX_PAIRS)
    return lgt_config_fail_at (reader->error, reader->file, line,
                               "more than %d keys in one mapping", MAX_PAIRS);
  status = scalar_text (reader, event, name);
  if (status != LGT_OK)
    return status;
  for (int i = 0; i < node->count; i++)
    if (strcmp (node->pair[i].name, *name) == 0)
      {
        char shown[64];

        lgt_config_show (*name, shown, sizeof shown);
        if (node->pair[i].line > 0 && !reader->line)
          return lgt_config_fail_at (reader->error, reader->file, line,
                                     "key '%s' was given in line %d already",
                                     shown, node->pair[i].line);
        return lgt_config_fail_at (reader->error, reader->file, line,
                                   "key '%s' is given twice", shown);
      }
  return LGT_OK;
}

static enum lgt_status
read_mapping (struct reader *reader, int depth, struct lgt_config_node *node)
{
  enum lgt_status status = LGT_OK;

  while (status == LGT_OK)
    {
      yaml_event_t event;
      struct lgt_config_node *value;
      const char *name;
      int line;

      status = next_event (reader, &event);
      if (status != LGT_OK)
        return status;
      if (event.type == YAML_MAPPING_END_EVENT)
        {
          yaml_event_delete (&event);
          break;
        }
      line = line_of (reader, &event);
      status = read_name (reader, &event, node, &name);
      yaml_event_delete (&event);
      if (status == LGT_OK)
        status = next_event (reader, &event);
      if (status != LGT_OK)
        return status;
      status = read_node (reader, &event, depth, &value);
      if (status == LGT_OK && !lgt_config_append (node, name, line, value))
        status = lgt_config_no_memory (reader->error);
      yaml_event_delete (&event);
    }
  return status;
}

static enum lgt_status
read_node (struct reader *reader, const yaml_event_t *event, int depth,
           struct lgt_config_node **node)
{
  int line = line_of (reader, event);
  enum lgt_config_kind kind
    = (event->type == YAML_SEQUENCE_START_EVENT ? LGT_CONFIG_SEQUENCE
       : event->type == YAML_MAPPING_START_EVENT ? LGT_CONFIG_MAPPING
       : LGT_CONFIG_SCALAR);
  enum lgt_status status = plain_yaml (reader, event);

  if (status != LGT_OK)
    return status;
  if (depth > LGT_CONFIG_MAX_DEPTH)
    return lgt_config_fail_at (reader->error, reader->file, line,
                               "more than %d levels of lists and mappings",
                               LGT_CONFIG_MAX_DEPTH);
  *node = lgt_config_node_new (reader->config, kind, reader->file, line);
  if (!*node)
    return lgt_config_no_memory (reader->error);
  if (kind == LGT_CONFIG_SEQUENCE)
    return read_sequence (reader, depth + 1, *node);
  if (kind == LGT_CONFIG_MAPPING)
    return read_mapping (reader, depth + 1, *node);
  (*node)->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
  return scalar_text (reader, event, &(*node)->text);
}

/* The one document of the stream.  */
static enum lgt_status
read_stream (struct reader *reader, struct lgt_config_node **node)
{
  enum lgt_status status;
  bool more = true;

  *node = NULL;
  while (more)
    {
      yaml_event_t event;

      status = next_event (reader, &event);
      if (status != LGT_OK)
        return status;
      switch (event.type)
        {
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT:
          break;
        case YAML_STREAM_END_EVENT:
        case YAML_NO_EVENT:
          more = false;
          break;
        case YAML_DOCUMENT_START_EVENT:
          if (*node)
            status = lgt_config_fail_at (reader->error, reader->file,
                                         line_of (reader, &event),
                                         "a second document begins here; "
                                         "only one is allowed");
          break;
        default:
          status = read_node (reader, &event, 0, node);
          break;
        }
      yaml_event_delete (&event);
      if (status != LGT_OK)
        return status;
    }
  return LGT_OK;
}

enum lgt_status
lgt_config_read (struct lgt_config *config, const char *file, int line,
                 const char *text, size_t length,
                 struct lgt_config_node **node, struct lgt_error *error)
{
  struct reader reader = { .config = config, .file = file, .line = line,
                           .text = text, .length = length, .error = error };
  struct lgt_config_node *result;
  enum lgt_status status;

  if (length > LGT_CONFIG_MAX_BYTES)
    return lgt_config_fail_at (error, file, 0,
                               "%zu bytes; at most %d can be a configuration",
                               length, LGT_CONFIG_MAX_BYTES);
  if (!yaml_parser_initialize (&reader.parser))
    return lgt_config_no_memory (error);
  yaml_parser_set_input_string (&reader.parser, (const unsigned char *) text,
                                length);
  status = read_stream (&reader, &result);
  yaml_parser_delete (&reader.parser);
  if (status == LGT_OK)
    *node = result;
  return status;
}
