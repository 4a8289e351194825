/* Choices: a mapping with exactly one key, or a bare name.  */

#include "node.h"

#include <string.h>

static enum lgt_status
unknown_choice (const struct lgt_config_node *node, const char *what,
                const char *name, const struct lgt_choice *choices,
                struct lgt_error *error)
{
  enum { MOST = 64 };
  const char *names[MOST], *nearest;
  char shown[40], list[140] = "";
  size_t used = 0;
  int count = 0;

  lgt_config_show (name, shown, sizeof shown);
  for (; choices[count].name && count < MOST; count++)
    names[count] = choices[count].name;
  for (int k = 0; k < count && used < sizeof list; k++)
    used += (size_t) snprintf (list + used, sizeof list - used, "%s%s",
                               k ? ", " : "", names[k]);
  if (used >= sizeof list)
    strcpy (list + sizeof list - 4, "...");
  nearest = lgt_config_nearest (name, names, count);
  return lgt_config_fail (error, node, "unknown %s '%s'%s%s%s; known: %s",
                          what, shown, nearest ? ", did you mean '" : "",
                          nearest ? nearest : "", nearest ? "'?" : "", list);
}

/* The name in NODE, and what stands after it (NULL: a bare name).  */
static enum lgt_status
split (struct lgt_config_node *node, const char *what, const char **name,
       struct lgt_config_node **parameters, struct lgt_error *error)
{
  char shown[64];

  if (node->kind == LGT_CONFIG_SCALAR && !lgt_config_empty (node))
    {
      *name = node->text;
      *parameters = NULL;
      return LGT_OK;
    }
  if (node->kind == LGT_CONFIG_MAPPING && node->count == 1)
    {
      *name = node->pair[0].name;
      *parameters = node->pair[0].value;
      return LGT_OK;
    }
  if (node->kind == LGT_CONFIG_MAPPING && node->count > 1)
    {
      char first[32], second[32];

      lgt_config_show (node->pair[0].name, first, sizeof first);
      lgt_config_show (node->pair[1].name, second, sizeof second);
      return lgt_config_fail (error, node, "%s must be one choice with its "
                              "parameters below it, { name: { ... } }; "
                              "it has %d keys: %s, %s%s", what, node->count,
                              first, second, node->count > 2 ? ", ..." : "");
    }
  lgt_config_show_node (node, shown);
  return lgt_config_fail (error, node, "%s must be a name or "
                          "{ name: { ... } }, is %s", what,
                          node->kind == LGT_CONFIG_MAPPING ? "empty" : shown);
}

enum lgt_status
lgt_config_choose_at (struct lgt_config_node *node, const char *what,
                      const struct lgt_choice *choices, int depth,
                      struct lgt_chosen *chosen, struct lgt_error *error)
{
  struct lgt_config_node *parameters = NULL;
  const char *name = NULL;
  int i = 0;
  enum lgt_status status = split (node, what, &name, &parameters, error);

  if (status != LGT_OK)
    return status;
  while (choices[i].name && strcmp (choices[i].name, name) != 0)
    i++;
  if (!choices[i].name)
    return unknown_choice (node, what, name, choices, error);

  /* A bare name becomes a mapping, which has room for the defaults.  */
  if (!parameters && choices[i].keys && choices[i].keys[0].name)
    {
      parameters = lgt_config_node_new (node->config, LGT_CONFIG_MAPPING,
                                        node->file, node->line);
      if (!parameters
          || !lgt_config_append (node, name, node->line, parameters))
        return lgt_config_no_memory (error);
      node->kind = LGT_CONFIG_MAPPING;
    }
  if (parameters && choices[i].keys)
    {
      if (parameters->kind != LGT_CONFIG_MAPPING
          && !lgt_config_empty (parameters))
        {
          char shown[64];

          lgt_config_show_node (parameters, shown);
          return lgt_config_fail (error, parameters, "the parameters of %s "
                                  "must be a mapping ({ key: value }), "
                                  "are %s", name, shown);
        }
      status = lgt_config_check (parameters, choices[i].keys, depth + 1,
                                 error);
    }
  if (status == LGT_OK)
    *chosen = (struct lgt_chosen) { i, &choices[i], node, parameters };
  return status;
}

enum lgt_status
lgt_config_choose (struct lgt_config_node *node, const char *what,
                   const struct lgt_choice *choices,
                   struct lgt_chosen *chosen, struct lgt_error *error)
{
  return lgt_config_choose_at (node, what, choices, 0, chosen, error);
}

enum lgt_status
lgt_config_fill_chosen (const struct lgt_chosen *chosen, void *out,
                        struct lgt_error *error)
{
  if (!chosen->parameters || !chosen->choice->keys)
    return LGT_OK;
  return lgt_config_fill (chosen->parameters, chosen->choice->keys, out,
                          error);
}
