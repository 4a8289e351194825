/* Values of single nodes.  */

#include "node.h"

#include <limits.h>
#include <string.h>

/* The text of a node that can be a number.  */
static enum lgt_status
number_text (const struct lgt_config_node *node, const char *name,
             const char *want, const char **text, struct lgt_error *error)
{
  char shown[64];

  if (node->kind == LGT_CONFIG_SCALAR && !node->quoted
      && !lgt_config_empty (node))
    {
      *text = node->text;
      return LGT_OK;
    }
  lgt_config_show_node (node, shown);
  return lgt_config_fail (error, node, "%s must be %s, is %s", name, want,
                          shown);
}

enum lgt_status
lgt_config_int64 (const struct lgt_config_node *node, const char *name,
                  const char *allowed, int64_t *value,
                  struct lgt_error *error)
{
  struct lgt_error inner;
  const char *text;
  enum lgt_status status = number_text (node, name, "an integer", &text,
                                        error);

  if (status != LGT_OK)
    return status;
  if (lgt_parse_int64 (text, name, allowed, value, &inner) != LGT_OK)
    return lgt_config_fail (error, node, "%s", inner.text);
  return LGT_OK;
}

enum lgt_status
lgt_config_int (const struct lgt_config_node *node, const char *name,
                const char *allowed, int *value, struct lgt_error *error)
{
  int64_t number;
  enum lgt_status status = lgt_config_int64 (node, name, allowed, &number,
                                             error);

  if (status != LGT_OK)
    return status;
  /* The lowest numbers are those of LGT_WORD.  */
  if (number > INT_MAX || number < -INT_MAX / 2)
    return lgt_config_fail (error, node, "%s does not fit into an integer: %s",
                            name, node->text);
  *value = (int) number;
  return LGT_OK;
}

enum lgt_status
lgt_config_real (const struct lgt_config_node *node, const char *name,
                 const char *allowed, double *value, struct lgt_error *error)
{
  struct lgt_error inner;
  const char *text;
  enum lgt_status status = number_text (node, name, "a number", &text, error);

  if (status != LGT_OK)
    return status;
  if (lgt_parse_real (text, name, allowed, value, &inner) != LGT_OK)
    return lgt_config_fail (error, node, "%s", inner.text);
  return LGT_OK;
}

enum lgt_status
lgt_config_bool (const struct lgt_config_node *node, const char *name,
                 bool *value, struct lgt_error *error)
{
  char shown[64];

  if (node->kind == LGT_CONFIG_SCALAR && !node->quoted
      && (strcmp (node->text, "true") == 0
          || strcmp (node->text, "false") == 0))
    {
      *value = node->text[0] == 't';
      return LGT_OK;
    }
  lgt_config_show_node (node, shown);
  return lgt_config_fail (error, node, "%s must be true or false, is %s",
                          name, shown);
}

/* How many of WHAT NODE holds, which is one or a list of them.  */
static enum lgt_status
list_count (const struct lgt_config_node *node, const char *name,
            const char *what, int *count, bool *scalar,
            struct lgt_error *error)
{
  char shown[64];

  if (node->kind == LGT_CONFIG_MAPPING || lgt_config_empty (node))
    {
      lgt_config_show_node (node, shown);
      return lgt_config_fail (error, node,
                              "%s must be a list of %s, is %s", name, what,
                              shown);
    }
  if (node->count > LGT_CONFIG_MAX_LIST)
    return lgt_config_fail (error, node, "%s has %d %s, at most %d are "
                            "allowed", name, node->count, what,
                            LGT_CONFIG_MAX_LIST);
  *scalar = node->kind == LGT_CONFIG_SCALAR;
  *count = *scalar ? 1 : node->count;
  return LGT_OK;
}

enum lgt_status
lgt_config_ints (const struct lgt_config_node *node, const char *name,
                 const char *allowed, struct lgt_ints *value,
                 struct lgt_error *error)
{
  struct lgt_ints list = { .count = 0 };
  enum lgt_status status = list_count (node, name, "numbers", &list.count,
                                       &list.scalar, error);

  for (int i = 0; status == LGT_OK && i < list.count; i++)
    status = lgt_config_int (list.scalar ? node : node->pair[i].value, name,
                             allowed, &list.value[i], error);
  if (status == LGT_OK)
    *value = list;
  return status;
}

enum lgt_status
lgt_config_reals (const struct lgt_config_node *node, const char *name,
                  const char *allowed, struct lgt_reals *value,
                  struct lgt_error *error)
{
  struct lgt_reals list = { .count = 0 };
  enum lgt_status status = list_count (node, name, "numbers", &list.count,
                                       &list.scalar, error);

  for (int i = 0; status == LGT_OK && i < list.count; i++)
    status = lgt_config_real (list.scalar ? node : node->pair[i].value, name,
                              allowed, &list.value[i], error);
  if (status == LGT_OK)
    *value = list;
  return status;
}

enum lgt_status
lgt_config_names (const struct lgt_config_node *node, const char *name,
                  const char *allowed, struct lgt_ints *value,
                  struct lgt_error *error)
{
  struct lgt_ints list = { .count = 0 };
  char known[120], shown[64];
  enum lgt_status status = list_count (node, name, "words", &list.count,
                                       &list.scalar, error);

  for (int i = 0; status == LGT_OK && i < list.count; i++)
    {
      const struct lgt_config_node *item = list.scalar ? node
                                                       : node->pair[i].value;

      list.value[i] = item->kind == LGT_CONFIG_SCALAR
                      ? lgt_config_word (allowed, item->text) : -1;
      if (list.value[i] >= 0)
        continue;
      lgt_config_list_words (allowed, known, sizeof known);
      lgt_config_show_node (item, shown);
      status = lgt_config_fail (error, item, "%s must be %s, is %s", name,
                                known, shown);
    }
  if (status == LGT_OK)
    *value = list;
  return status;
}

enum lgt_status
lgt_config_spread (const struct lgt_config_node *mapping, const char *key,
                   const struct lgt_ints *list, int count, int *value,
                   struct lgt_error *error)
{
  const struct lgt_config_node *node = lgt_config_child (mapping, key);

  if (!(list->scalar && list->count == 1) && list->count != count)
    return lgt_config_fail (error, node ? node : mapping,
                            "%s has %d items, must have %d (one a "
                            "direction) or be a single one without brackets",
                            key, list->count, count);
  for (int i = 0; i < count; i++)
    value[i] = list->value[list->scalar ? 0 : i];
  return LGT_OK;
}
