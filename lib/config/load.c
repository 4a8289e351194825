/* Documents from memory and from files.  */

#include "node.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum lgt_status
lgt_config_parse (const char *name, const char *text, size_t length,
                  struct lgt_config **config, struct lgt_error *error)
{
  struct lgt_config *result = calloc (1, sizeof *result);
  enum lgt_status status = LGT_ENOMEM;
  const char *file;

  if (!result)
    return lgt_config_no_memory (error);
  file = lgt_config_copy_text (result, name, strlen (name));
  if (!file)
    {
      status = lgt_config_no_memory (error);
      goto fail;
    }
  status = lgt_config_read (result, file, 0, text, length, &result->root,
                            error);
  if (status != LGT_OK)
    goto fail;
  if (!result->root)
    result->root = lgt_config_node_new (result, LGT_CONFIG_MAPPING, file, 1);
  if (!result->root)
    {
      status = lgt_config_no_memory (error);
      goto fail;
    }
  if (lgt_config_empty (result->root))
    result->root->kind = LGT_CONFIG_MAPPING;
  if (result->root->kind != LGT_CONFIG_MAPPING)
    {
      status = lgt_config_fail (error, result->root,
                                "a configuration must be a mapping "
                                "(key: value), is a %s",
                                result->root->kind == LGT_CONFIG_SCALAR
                                ? "text" : "list");
      goto fail;
    }
  *config = result;
  return LGT_OK;

fail:
  lgt_config_free (result);
  return status;
}

enum lgt_status
lgt_config_load (const char *file, struct lgt_config **config,
                 struct lgt_error *error)
{
  bool standard = strcmp (file, "-") == 0;
  FILE *stream = standard ? stdin : fopen (file, "rb");
  char *text = NULL, shown[120];
  size_t length = 0;
  enum lgt_status status;

  lgt_config_show (file, shown, sizeof shown);
  if (!stream)
    return lgt_fail (error, LGT_EIO, "%s: %s", shown, strerror (errno));
  text = malloc ((size_t) LGT_CONFIG_MAX_BYTES + 1);
  if (!text)
    status = lgt_config_no_memory (error);
  else
    {
      /* One byte more than allowed shows that there is more.  */
      errno = 0;
      length = fread (text, 1, (size_t) LGT_CONFIG_MAX_BYTES + 1, stream);
      if (ferror (stream))
        status = lgt_fail (error, LGT_EIO, "%s: %s", shown,
                           errno ? strerror (errno) : "cannot be read");
      else if (length > LGT_CONFIG_MAX_BYTES)
        status = lgt_fail (error, LGT_EINVAL, "%s: more than %d bytes cannot "
                           "be a configuration", shown, LGT_CONFIG_MAX_BYTES);
      else
        status = lgt_config_parse (standard ? "(standard input)" : file,
                                   text, length, config, error);
    }
  free (text);
  if (!standard)
    fclose (stream);
  return status;
}

enum lgt_status
lgt_config_version (const struct lgt_config *config, struct lgt_error *error)
{
  const struct lgt_config_node *node = lgt_config_child (config->root, "lgt");
  struct lgt_error ignored;
  int version;

  if (!node)
    return lgt_config_fail (error, config->root, "the version of the language "
                            "is missing; add the line  lgt: %d",
                            LGT_CONFIG_VERSION);
  if (lgt_config_int (node, "lgt", NULL, &version, &ignored) != LGT_OK)
    return lgt_fail (error, LGT_EINVAL, "%s", ignored.text);
  if (version != LGT_CONFIG_VERSION)
    return lgt_config_fail (error, node, "lgt: %d is another version of the "
                            "language; this program reads lgt: %d", version,
                            LGT_CONFIG_VERSION);
  return LGT_OK;
}
