/* Single values by their path: --set a.b.0.c=value.  */

#include "node.h"

#include <stdlib.h>
#include <string.h>

/* One step of a path: a key, or an index where it has digits only.  */
struct step
{
  const char *name;
  int index;            /* -1: no index */
};

static int
split_path (char *path, struct step *step)
{
  int count = 0;

  for (char *word = path; word; count++)
    {
      char *dot = strchr (word, '.');
      size_t length;

      if (dot)
        *dot = '\0';
      length = strlen (word);
      if (length == 0 || count == LGT_CONFIG_MAX_DEPTH)
        return -1;
      step[count].name = word;
      step[count].index = (strspn (word, "0123456789") == length && length < 7
                           ? atoi (word) : -1);
      word = dot ? dot + 1 : NULL;
    }
  return count;
}

/* VALUE under the missing steps [FROM, COUNT), as a new tree.  */
static enum lgt_status
wrap (struct lgt_config *config, const char *file, const struct step *step,
      int from, int count, struct lgt_config_node **value,
      struct lgt_error *error)
{
  for (int i = count - 1; i >= from; i--)
    {
      bool list = step[i].index >= 0;
      struct lgt_config_node *outer
        = lgt_config_node_new (config, list ? LGT_CONFIG_SEQUENCE
                                            : LGT_CONFIG_MAPPING, file, 0);

      if (step[i].index > 0)
        return lgt_config_fail_at (error, file, 0, "there is no item %d: the "
                                   "list is empty", step[i].index);
      if (!outer
          || !lgt_config_append (outer, list ? NULL : step[i].name, 0,
                                 *value))
        return lgt_config_no_memory (error);
      *value = outer;
    }
  return LGT_OK;
}

/* Put VALUE where the path leads, from the root.  */
static enum lgt_status
put (struct lgt_config *config, const char *file, const struct step *step,
     int count, struct lgt_config_node *value, struct lgt_error *error)
{
  struct lgt_config_node *node = config->root;

  for (int i = 0;; i++)
    {
      bool list = node->kind == LGT_CONFIG_SEQUENCE;
      const char *name = list ? NULL : step[i].name;
      int at = 0;
      enum lgt_status status;

      if (list && step[i].index < 0)
        return lgt_config_fail_at (error, file, 0, "'%s' must be the number "
                                   "of an item: a list stands there",
                                   step[i].name);
      if (list && step[i].index > node->count)
        return lgt_config_fail_at (error, file, 0, "there is no item %d: the "
                                   "list has %d (from 0)", step[i].index,
                                   node->count);
      if (list)
        at = step[i].index;
      else
        while (at < node->count && strcmp (node->pair[at].name, name) != 0)
          at++;

      if (at < node->count && i + 1 < count
          && !lgt_config_empty (node->pair[at].value))
        {
          node = node->pair[at].value;
          if (node->kind != LGT_CONFIG_SCALAR)
            continue;
          return lgt_config_fail_at (error, file, 0, "'%s' holds the value "
                                     "%.40s and nothing below it",
                                     step[i].name, node->text);
        }
      status = wrap (config, file, step, i + 1, count, &value, error);
      if (status != LGT_OK)
        return status;
      if (at < node->count)
        {
          node->pair[at].value = value;
          node->pair[at].line = 0;
        }
      else if (!lgt_config_append (node, name, 0, value))
        return lgt_config_no_memory (error);
      return LGT_OK;
    }
}

enum lgt_status
lgt_config_set (struct lgt_config *config, const char *assignment,
                struct lgt_error *error)
{
  const char *equals = strchr (assignment, '=');
  size_t length = strlen ("--set ") + strlen (assignment);
  struct step step[LGT_CONFIG_MAX_DEPTH];
  struct lgt_config_node *value;
  enum lgt_status status;
  char *file = lgt_config_alloc (config, length + 1), *path;
  int count;

  if (!file)
    return lgt_config_no_memory (error);
  snprintf (file, length + 1, "--set %s", assignment);
  if (!equals || equals == assignment)
    return lgt_config_fail_at (error, file, 0, "this must be PATH=VALUE, for "
                               "example lattice.shape=[8,8]");
  path = lgt_config_copy_text (config, assignment,
                               (size_t) (equals - assignment));
  if (!path)
    return lgt_config_no_memory (error);
  count = split_path (path, step);
  if (count < 0)
    return lgt_config_fail_at (error, file, 0, "the path must be at most %d "
                               "keys with one dot between",
                               LGT_CONFIG_MAX_DEPTH);
  status = lgt_config_read (config, file, -1, equals + 1, strlen (equals + 1),
                            &value, error);
  if (status != LGT_OK)
    return status;
  if (!value)
    return lgt_config_fail_at (error, file, 0, "there is no value after '='");
  return put (config, file, step, count, value, error);
}
