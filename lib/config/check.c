/* Checking a mapping against a table of keys, and completing it with the
   defaults.  */

#include "node.h"

#include <string.h>

/* "unknown key 'bta', did you mean 'beta'? (known: beta, ...)"  */
static enum lgt_status
unknown_key (const struct lgt_config_node *mapping, int i,
             const struct lgt_key *keys, struct lgt_error *error)
{
  enum { MOST = 64 };
  const struct lgt_config_pair *pair = &mapping->pair[i];
  const char *names[MOST], *nearest, *file = pair->value->file;
  char shown[40], list[120];
  size_t used = 0;
  int count = 0, line = pair->value->line ? pair->line : 0;

  lgt_config_show (pair->name, shown, sizeof shown);
  for (; keys[count].name && count < MOST; count++)
    names[count] = keys[count].name;
  if (count == 0)
    return lgt_config_fail_at (error, file, line,
                               "unknown key '%s': there are no keys here",
                               shown);
  for (int k = 0; k < count && used < sizeof list; k++)
    used += (size_t) snprintf (list + used, sizeof list - used, "%s%s",
                               k ? ", " : "", names[k]);
  if (used >= sizeof list)
    strcpy (list + sizeof list - 4, "...");
  nearest = lgt_config_nearest (pair->name, names, count);
  return lgt_config_fail_at (error, file, line,
                             "unknown key '%s'%s%s%s; known: %s", shown,
                             nearest ? ", did you mean '" : "",
                             nearest ? nearest : "", nearest ? "'?" : "",
                             list);
}

/* The size that the field of KEY must have.  */
static size_t
field_size (const struct lgt_key *key)
{
  switch (key->kind)
    {
    case LGT_KEY_INT:
    case LGT_KEY_NAME:
      return sizeof (int);
    case LGT_KEY_INT64:
      return sizeof (int64_t);
    case LGT_KEY_REAL:
      return sizeof (double);
    case LGT_KEY_BOOL:
      return sizeof (bool);
    case LGT_KEY_TEXT:
      return sizeof (const char *);
    case LGT_KEY_NAMES:
    case LGT_KEY_INTS:
      return sizeof (struct lgt_ints);
    case LGT_KEY_REALS:
      return sizeof (struct lgt_reals);
    case LGT_KEY_CHOICE:
      return sizeof (struct lgt_chosen);
    case LGT_KEY_LIST:
    case LGT_KEY_NAMED:
    case LGT_KEY_CHOICES:
    case LGT_KEY_NODE:
      return sizeof (struct lgt_config_node *);
    case LGT_KEY_TABLE:
      break;
    }
  return key->size;
}

static enum lgt_status
check_name (const struct lgt_config_node *node, const struct lgt_key *key,
            struct lgt_error *error)
{
  char list[120], shown[64];

  if (node->kind == LGT_CONFIG_SCALAR
      && lgt_config_word (key->allowed, node->text) >= 0)
    return LGT_OK;
  lgt_config_list_words (key->allowed, list, sizeof list);
  lgt_config_show_node (node, shown);
  return lgt_config_fail (error, node, "%s must be %s, is %s", key->name,
                          list, shown);
}

static enum lgt_status
check_length (const struct lgt_config_node *node, const struct lgt_key *key,
              int length, struct lgt_error *error)
{
  const char *want = length < key->length_min ? "at least" : "at most";
  int limit = length < key->length_min ? key->length_min : key->length_max;

  if (length >= key->length_min
      && (key->length_max == 0 || length <= key->length_max))
    return LGT_OK;
  if (key->length_min == key->length_max)
    want = "exactly";
  return lgt_config_fail (error, node, "%s must have %s %d item%s, has %d",
                          key->name, want, limit, limit == 1 ? "" : "s",
                          length);
}

static enum lgt_status
check_number (const struct lgt_config_node *node, const struct lgt_key *key,
              struct lgt_error *error)
{
  struct lgt_error inner;
  struct lgt_ints ints;
  struct lgt_reals reals;
  char list[80];
  int64_t long_value;
  double real;
  int value;
  enum lgt_status status;
  bool worded = (node->kind == LGT_CONFIG_SCALAR && !node->quoted
                 && lgt_config_word (key->words, node->text) >= 0);

  if (worded)
    return LGT_OK;
  switch (key->kind)
    {
    case LGT_KEY_INT:
      status = lgt_config_int (node, key->name, key->allowed, &value, &inner);
      break;
    case LGT_KEY_INT64:
      status = lgt_config_int64 (node, key->name, key->allowed, &long_value,
                                 &inner);
      break;
    case LGT_KEY_REAL:
      status = lgt_config_real (node, key->name, key->allowed, &real, &inner);
      break;
    case LGT_KEY_INTS:
      status = lgt_config_ints (node, key->name, key->allowed, &ints, &inner);
      if (status == LGT_OK)
        status = check_length (node, key, ints.count, &inner);
      break;
    default:
      status = lgt_config_reals (node, key->name, key->allowed, &reals,
                                 &inner);
      if (status == LGT_OK)
        status = check_length (node, key, reals.count, &inner);
      break;
    }
  if (status == LGT_OK)
    return status;
  if (!key->words)
    return lgt_fail (error, inner.code, "%s", inner.text);
  lgt_config_list_words (key->words, list, sizeof list);
  return lgt_fail (error, inner.code, "%s (or the word %s)", inner.text,
                   list);
}

/* An error for a node that should be a list or a mapping.  */
static enum lgt_status
check_kind (const struct lgt_config_node *node, enum lgt_config_kind kind,
            const char *name, struct lgt_error *error)
{
  char shown[64];

  if (node->kind == kind)
    return LGT_OK;
  lgt_config_show_node (node, shown);
  return lgt_config_fail (error, node, "%s must be %s, is %s", name,
                          kind == LGT_CONFIG_MAPPING
                          ? "a mapping ({ key: value })" : "a list ([ ... ])",
                          shown);
}

static enum lgt_status
check_items (struct lgt_config_node *node, const struct lgt_key *key,
             int depth, struct lgt_error *error)
{
  enum lgt_config_kind kind = (key->kind == LGT_KEY_NAMED
                               ? LGT_CONFIG_MAPPING : LGT_CONFIG_SEQUENCE);
  enum lgt_status status;

  if (kind == LGT_CONFIG_MAPPING && lgt_config_empty (node))
    node->kind = LGT_CONFIG_MAPPING;
  status = check_kind (node, kind, key->name, error);
  if (status == LGT_OK)
    status = check_length (node, key, node->count, error);
  for (int i = 0; status == LGT_OK && i < node->count; i++)
    {
      struct lgt_config_node *value = node->pair[i].value;
      struct lgt_chosen chosen;

      if (key->kind == LGT_KEY_CHOICES)
        status = lgt_config_choose_at (value, key->name, key->choices, depth,
                                       &chosen, error);
      else if (key->table)
        {
          if (lgt_config_empty (value))
            value->kind = LGT_CONFIG_MAPPING;
          status = check_kind (value, LGT_CONFIG_MAPPING,
                               node->pair[i].name ? node->pair[i].name
                                                  : key->name, error);
          if (status == LGT_OK)
            status = lgt_config_check (value, key->table, depth, error);
        }
    }
  return status;
}

static enum lgt_status
check_value (struct lgt_config_node *node, const struct lgt_key *key,
             int depth, struct lgt_error *error)
{
  struct lgt_chosen chosen;
  struct lgt_ints names;
  enum lgt_status status;
  bool value;

  switch (key->kind)
    {
    case LGT_KEY_INT:
    case LGT_KEY_INT64:
    case LGT_KEY_REAL:
    case LGT_KEY_INTS:
    case LGT_KEY_REALS:
      return check_number (node, key, error);
    case LGT_KEY_BOOL:
      return lgt_config_bool (node, key->name, &value, error);
    case LGT_KEY_TEXT:
      if (node->kind != LGT_CONFIG_SCALAR || lgt_config_empty (node))
        {
          char shown[64];

          lgt_config_show_node (node, shown);
          return lgt_config_fail (error, node, "%s must be a text, is %s",
                                  key->name, shown);
        }
      return LGT_OK;
    case LGT_KEY_NAME:
      return check_name (node, key, error);
    case LGT_KEY_NAMES:
      status = lgt_config_names (node, key->name, key->allowed, &names,
                                 error);
      return status == LGT_OK ? check_length (node, key, names.count, error)
                              : status;
    case LGT_KEY_TABLE:
      if (lgt_config_empty (node))
        node->kind = LGT_CONFIG_MAPPING;
      status = check_kind (node, LGT_CONFIG_MAPPING, key->name, error);
      if (status != LGT_OK)
        return status;
      return lgt_config_check (node, key->table, depth, error);
    case LGT_KEY_CHOICE:
      return lgt_config_choose_at (node, key->name, key->choices, depth,
                                   &chosen, error);
    case LGT_KEY_LIST:
    case LGT_KEY_NAMED:
    case LGT_KEY_CHOICES:
      return check_items (node, key, depth, error);
    case LGT_KEY_NODE:
      break;
    }
  return LGT_OK;
}

/* The node of KEY's default, placed where MAPPING stands.  */
static enum lgt_status
make_default (struct lgt_config_node *mapping, const struct lgt_key *key,
              struct lgt_config_node **value, struct lgt_error *error)
{
  struct lgt_error inner;
  enum lgt_status status
    = lgt_config_read (mapping->config, mapping->file,
                       mapping->line > 0 ? mapping->line : -1, key->fallback,
                       strlen (key->fallback), value, &inner);

  if (status == LGT_OK && !*value)
    status = lgt_fail (&inner, LGT_EINVAL, "no value");
  if (status != LGT_OK)
    return lgt_fail (error, status, "table: default of '%s': %s", key->name,
                     inner.text);
  return LGT_OK;
}

enum lgt_status
lgt_config_check (struct lgt_config_node *mapping, const struct lgt_key *keys,
                  int depth, struct lgt_error *error)
{
  struct lgt_config_node complete = *mapping;
  enum lgt_status status;

  if (depth > LGT_CONFIG_MAX_DEPTH)
    return lgt_fail (error, LGT_EINVAL,
                     "table: defaults that contain themselves");
  if (lgt_config_empty (mapping))
    mapping->kind = complete.kind = LGT_CONFIG_MAPPING;
  status = check_kind (mapping, LGT_CONFIG_MAPPING, "this", error);
  if (status != LGT_OK)
    return status;
  for (int i = 0; i < mapping->count; i++)
    {
      const struct lgt_key *key = keys;

      while (key->name && strcmp (key->name, mapping->pair[i].name) != 0)
        key++;
      if (!key->name)
        return unknown_key (mapping, i, keys, error);
    }

  complete.count = complete.room = 0;
  complete.pair = NULL;
  for (const struct lgt_key *key = keys; key->name; key++)
    {
      struct lgt_config_node *value = lgt_config_child (mapping, key->name);
      int line = mapping->line;

      if (key->size != 0 && key->size != field_size (key))
        return lgt_fail (error, LGT_EINVAL, "table: the field of '%s' has %zu "
                         "bytes, its kind needs %zu", key->name, key->size,
                         field_size (key));
      if (!value && !key->fallback)
        return lgt_config_fail (error, mapping, "key '%s' is missing%s%s",
                                key->name, key->help ? ": " : "",
                                key->help ? key->help : "");
      if (!value && key->fallback[0] == '\0')
        continue;
      if (!value)
        {
          status = make_default (mapping, key, &value, error);
          if (status != LGT_OK)
            return status;
        }
      for (int i = 0; i < mapping->count; i++)
        if (mapping->pair[i].value == value)
          line = mapping->pair[i].line;
      status = check_value (value, key, depth + 1, error);
      if (status != LGT_OK)
        return status;
      if (!lgt_config_append (&complete, key->name, line, value))
        return lgt_config_no_memory (error);
    }
  *mapping = complete;
  return LGT_OK;
}
