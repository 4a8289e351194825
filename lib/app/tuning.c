#include "tuning.h"

#include <stdlib.h>

/* Whether NETWORK has such a layer.  What is no network at all is found
   later, when it is read.  */
static int
wants (const struct lgt_config_node *network)
{
  const struct lgt_config_node *layers = lgt_config_child (network, "layers");

  for (int l = 0; layers && l < lgt_config_count (layers); l++)
    {
      const struct lgt_config_node *conv
        = lgt_config_child (lgt_config_item (layers, l), "conv");
      const struct lgt_config_node *algorithm
        = conv ? lgt_config_child (conv, "algorithm") : NULL;

      if (algorithm && lgt_config_is (algorithm, "tuned"))
        return 1;
    }
  return 0;
}

enum lgt_status
lgt_app_wisdom (const struct lgt_config_node *root,
                struct lgt_wisdom **wisdom, struct lgt_error *error)
{
  const struct lgt_config_node *networks = lgt_config_child (root,
                                                             "networks");
  const char *file = getenv ("LGT_WISDOM");
  struct lgt_wisdom *found;
  enum lgt_status status;
  int wanted = 0;

  for (int i = 0; networks && i < lgt_config_count (networks); i++)
    wanted |= wants (lgt_config_item (networks, i));
  if (!wanted)
    return LGT_OK;
  found = lgt_wisdom_new ();
  if (!found)
    return lgt_fail (error, LGT_ENOMEM, "no memory for wisdom");
  status = lgt_wisdom_load (found, file && *file ? file : "wisdom.yaml",
                            error);
  if (status == LGT_OK)
    *wisdom = found;
  else
    lgt_wisdom_free (found);
  return status == LGT_EIO ? LGT_OK : status;
}
