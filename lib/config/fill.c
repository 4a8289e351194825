/* Filling a struct from a mapping by a table of keys.

   Everything is checked before anything is filled, so that a struct is
   filled as a whole or not at all.  */

#include "node.h"

const struct lgt_key lgt_no_keys[] = { { .name = NULL } };

/* Store a value that was checked.  */
static void
store_value (struct lgt_config_node *node, const struct lgt_key *key,
             void *field)
{
  int word = -1;

  if (key->words && node->kind == LGT_CONFIG_SCALAR && !node->quoted)
    word = lgt_config_word (key->words, node->text);
  switch (key->kind)
    {
    case LGT_KEY_INT:
      if (word >= 0)
        *(int *) field = LGT_WORD (word);
      else
        lgt_config_int (node, key->name, NULL, field, NULL);
      break;
    case LGT_KEY_INT64:
      if (word >= 0)
        *(int64_t *) field = LGT_WORD (word);
      else
        lgt_config_int64 (node, key->name, NULL, field, NULL);
      break;
    case LGT_KEY_REAL:
      if (word >= 0)
        *(double *) field = LGT_WORD (word);
      else
        lgt_config_real (node, key->name, NULL, field, NULL);
      break;
    case LGT_KEY_INTS:
      if (word >= 0)
        *(struct lgt_ints *) field = (struct lgt_ints) { .count = -1 - word };
      else
        lgt_config_ints (node, key->name, NULL, field, NULL);
      break;
    case LGT_KEY_REALS:
      if (word >= 0)
        *(struct lgt_reals *) field
          = (struct lgt_reals) { .count = -1 - word };
      else
        lgt_config_reals (node, key->name, NULL, field, NULL);
      break;
    case LGT_KEY_BOOL:
      lgt_config_bool (node, key->name, field, NULL);
      break;
    case LGT_KEY_TEXT:
      *(const char **) field = node->text;
      break;
    case LGT_KEY_NAME:
      *(int *) field = lgt_config_word (key->allowed, node->text);
      break;
    case LGT_KEY_NAMES:
      lgt_config_names (node, key->name, key->allowed, field, NULL);
      break;
    case LGT_KEY_CHOICE:
      lgt_config_choose (node, key->name, key->choices, field, NULL);
      break;
    case LGT_KEY_LIST:
    case LGT_KEY_NAMED:
    case LGT_KEY_CHOICES:
    case LGT_KEY_NODE:
      *(struct lgt_config_node **) field = node;
      break;
    case LGT_KEY_TABLE:
      for (const struct lgt_key *inner = key->table; inner->name; inner++)
        {
          struct lgt_config_node *value = lgt_config_child (node,
                                                            inner->name);

          if (value)
            store_value (value, inner, (char *) field + inner->offset);
        }
      break;
    }
}

enum lgt_status
lgt_config_fill (struct lgt_config_node *mapping, const struct lgt_key *keys,
                 void *out, struct lgt_error *error)
{
  const struct lgt_key whole = { .name = "", .kind = LGT_KEY_TABLE,
                                 .table = keys };
  enum lgt_status status;

  if (!mapping && keys[0].name)
    return lgt_fail (error, LGT_EINVAL, "table: no mapping to fill from");
  if (!mapping)
    return LGT_OK;
  status = lgt_config_check (mapping, keys, 0, error);
  if (status == LGT_OK && out)
    store_value (mapping, &whole, out);
  return status;
}
