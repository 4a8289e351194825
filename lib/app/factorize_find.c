/* The convolutions of a run: which slices of its checkpoint they are.  */

#include "factorize.h"

#include <stdlib.h>
#include <string.h>

/* The name of the network behind flow layer NUMBER of the expanded
   configuration, or NULL.  */
static const char *
network_of (const struct lgt_config_node *flow, int number)
{
  const struct lgt_config_node *item = lgt_config_item (flow, number);
  const struct lgt_config_node *layer
    = item ? lgt_config_child (item, "layer") : NULL;
  const struct lgt_config_node *type
    = layer ? lgt_config_item (layer, 0) : NULL;
  const struct lgt_config_node *name
    = type ? lgt_config_child (type, "network") : NULL;

  return name ? lgt_config_scalar (name) : NULL;
}

/* The words of the comma-separated LIST: is WORD one of them?  */
static bool
listed (const char *list, const char *word)
{
  const size_t length = strlen (word);

  for (const char *p = list; p; p = strchr (p, ','), p = p ? p + 1 : NULL)
    if (strncmp (p, word, length) == 0 && (!p[length] || p[length] == ','))
      return true;
  return false;
}

static bool
wanted (const struct lgt_factorize *f, const char *network, int number)
{
  char word[32];

  snprintf (word, sizeof word, "conv%d", number);
  return (!f->network || strcmp (f->network, network) == 0)
         && (!f->layers || listed (f->layers, word));
}

/* Whether convolution NUMBER of the recipe has several groups.  */
static bool
has_groups (const struct lgt_factorize *f, const char *network, int number)
{
  const struct lgt_config_node *root
    = lgt_config_root (f->session->config), *node;

  if (!(node = lgt_config_child (root, "networks"))
      || !(node = lgt_config_child (node, network))
      || !(node = lgt_config_child (node, "layers"))
      || !(node = lgt_config_item (node, number))
      || !(node = lgt_config_item (node, 0))
      || !(node = lgt_config_child (node, "groups")))
    return false;
  return !lgt_config_is (node, "1");
}

/* The entry for convolution NUMBER of NETWORK, made if need be.  */
static struct lgt_factorize_conv *
find_conv (struct lgt_factorize *f, const char *network, int number)
{
  struct lgt_factorize_conv *conv;
  int at = 0;

  for (; at < f->convs; at++)
    {
      conv = &f->conv[at];
      if (conv->number == number && strcmp (conv->network, network) == 0)
        return conv;
    }
  conv = realloc (f->conv, ((size_t) f->convs + 1) * sizeof *conv);
  if (!conv)
    return NULL;
  f->conv = conv;
  memset (&conv[f->convs], 0, sizeof *conv);
  conv[f->convs].network = network;
  conv[f->convs].number = number;
  return &conv[f->convs++];
}

static enum lgt_status
add_kernel (struct lgt_factorize *f, const struct lgt_entry *entry,
            const char *prefix, const char *network, int number,
            struct lgt_error *error)
{
  struct lgt_factorize_conv *conv = find_conv (f, network, number);
  struct lgt_factorize_kernel *kernel
    = conv ? realloc (conv->kernel, ((size_t) conv->kernels + 1)
                                    * sizeof *kernel) : NULL;

  if (!kernel)
    return lgt_fail (error, LGT_ENOMEM, "no memory for kernels");
  conv->kernel = kernel;
  kernel += conv->kernels++;
  memset (kernel, 0, sizeof *kernel);
  snprintf (kernel->prefix, sizeof kernel->prefix, "%s", prefix);
  memcpy (kernel->extent, entry->extent,
          (size_t) entry->rank * sizeof *entry->extent);
  kernel->size = entry->count;
  kernel->value = malloc (((size_t) entry->count + 1) * sizeof (double));
  if (!kernel->value)
    return lgt_fail (error, LGT_ENOMEM, "no memory for kernels");
  for (int64_t i = 0; i < entry->count; i++)
    kernel->value[i] = entry->type == LGT_RECORD_F64
                       ? ((const double *) entry->data)[i]
                       : (double) ((const float *) entry->data)[i];
  conv->order = entry->rank;
  conv->pointwise = true;
  for (int d = 2; d < entry->rank; d++)
    conv->pointwise &= entry->extent[d] == 1;
  conv->grouped = has_groups (f, network, number);
  return LGT_OK;
}

/* Is ENTRY the weight of a convolution?  Its numbers and PREFIX.  */
static bool
is_weight (const struct lgt_factorize *f, const struct lgt_entry *entry,
           int *layer, int *number, char prefix[64])
{
  const size_t length = strlen (f->folder);
  const char *name = entry->name;
  int direction, used = 0;

  if (entry->type > LGT_RECORD_F64 || entry->rank < 3
      || entry->rank > LGT_FACTORIZE_MAX_ORDER
      || strncmp (name, f->folder, length) != 0 || name[length] != '/')
    return false;
  name += length + 1;
  if (sscanf (name, "layer%d.conv%d.weight%n", layer, number, &used) != 2
      || !used || name[used])
    {
      used = 0;
      if (sscanf (name, "layer%d.conv%d.direction%d.weight%n", layer, number,
                  &direction, &used) != 3 || !used || name[used])
        return false;
    }
  snprintf (prefix, 64, "%.*s", used - (int) strlen (".weight") < 63
                                ? used - (int) strlen (".weight") : 63,
            name);
  return true;
}

/* What was asked for and is not there.  */
static enum lgt_status
check_found (const struct lgt_factorize *f, const struct lgt_factorize *all,
             struct lgt_error *error)
{
  char known[160] = "";
  size_t used = 0;

  for (int i = 0; i < all->convs && used < sizeof known; i++)
    used += (size_t) snprintf (known + used, sizeof known - used,
                               "%s%.20s conv%d", i ? ", " : "",
                               all->conv[i].network, all->conv[i].number);
  if (!all->convs)
    return lgt_fail (error, LGT_EINVAL, "the run has no dense convolution");
  for (const char *p = f->layers; p; p = strchr (p, ','), p = p ? p + 1
                                                             : NULL)
    {
      bool found = false;
      char word[32];

      for (int i = 0; i < f->convs; i++)
        {
          snprintf (word, sizeof word, "conv%d", f->conv[i].number);
          found |= strlen (word) == strcspn (p, ",")
                   && strncmp (p, word, strlen (word)) == 0;
        }
      if (!found)
        return lgt_fail (error, LGT_EINVAL, "there is no dense convolution "
                         "%.*s; there are %s", (int) strcspn (p, ","), p,
                         known);
    }
  return f->convs ? LGT_OK
         : lgt_fail (error, LGT_EINVAL, "there is no dense convolution of a "
                     "network %.40s; there are %s", f->network, known);
}

static int
by_place (const void *a_, const void *b_)
{
  const struct lgt_factorize_conv *a = a_, *b = b_;
  const int order = strcmp (a->network, b->network);

  return order ? order : a->number - b->number;
}

enum lgt_status
lgt_factorize_find (struct lgt_factorize *f, struct lgt_error *error)
{
  struct lgt_config_node *root = lgt_config_root (f->session->config), *flow;
  struct lgt_factorize all = *f;
  enum lgt_status status = lgt_model_expand (f->session->model, root, error);

  if (status != LGT_OK)
    return status;
  flow = lgt_config_child (root, "flow");
  for (int i = 0; i < f->record->entries && status == LGT_OK; i++)
    {
      const struct lgt_entry *entry = &f->record->entry[i];
      const char *network;
      char prefix[64];
      int layer, number;

      if (!is_weight (f, entry, &layer, &number, prefix)
          || !(network = network_of (flow, layer)))
        continue;
      if (!find_conv (&all, network, number))
        status = lgt_fail (error, LGT_ENOMEM, "no memory for kernels");
      else if (wanted (f, network, number))
        status = add_kernel (f, entry, prefix, network, number, error);
    }
  if (status == LGT_OK)
    status = check_found (f, &all, error);
  if (f->convs)
    qsort (f->conv, (size_t) f->convs, sizeof *f->conv, by_place);
  free (all.conv);
  return status;
}

void
lgt_factorize_free (struct lgt_factorize *f)
{
  for (int i = 0; i < f->convs; i++)
    {
      lgt_factorize_forget (&f->conv[i]);
      for (int k = 0; k < f->conv[i].kernels; k++)
        free (f->conv[i].kernel[k].value);
      free (f->conv[i].kernel);
    }
  free (f->conv);
}
