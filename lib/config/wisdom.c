/* Files of wisdom: entries in memory, found by their keys.  */

#include "wisdom.h"

#include <stdlib.h>
#include <string.h>

struct lgt_wisdom
{
  int count, room;
  struct lgt_wisdom_entry *entry;
};

struct lgt_wisdom_key
lgt_wisdom_key (const char *backend, const struct lgt_conv_params *params,
                const struct lgt_view *x, const struct lgt_view *weight)
{
  const struct lgt_stencil *s = params->stencil;
  struct lgt_wisdom_key k;

  memset (&k, 0, sizeof k);
  snprintf (k.backend, sizeof k.backend, "%s", backend);
  k.type = x->type;
  k.lanes = x->shape.lanes;
  k.packs = x->shape.packs;
  k.ndim = s->ndim;
  for (int d = 0; d < s->ndim; d++)
    {
      k.in[d] = s->in->extent[d];
      k.out[d] = s->out->extent[d];
      k.window.kernel[d] = s->window.kernel[d];
      k.window.dilation[d] = s->window.dilation[d];
      k.window.stride[d] = s->window.stride[d];
      k.window.boundary[d] = s->window.boundary[d];
    }
  k.rows[0] = s->in->count;
  k.rows[1] = s->out->count;
  k.list[0] = s->in->site != NULL;
  k.list[1] = s->out->site != NULL;
  k.groups = params->groups ? params->groups : 1;
  k.ins = x->shape.comps;
  k.outs = (int) (weight->shape.comps
                  / ((int64_t) k.ins / k.groups * s->taps));
  return k;
}

struct lgt_wisdom *
lgt_wisdom_new (void)
{
  return calloc (1, sizeof (struct lgt_wisdom));
}

void
lgt_wisdom_free (struct lgt_wisdom *wisdom)
{
  if (!wisdom)
    return;
  free (wisdom->entry);
  free (wisdom);
}

/* A key has no gaps between its fields.  */
static struct lgt_wisdom_entry *
find (const struct lgt_wisdom *wisdom, const struct lgt_wisdom_key *key)
{
  for (int i = 0; i < wisdom->count; i++)
    if (memcmp (&wisdom->entry[i].key, key, sizeof *key) == 0)
      return &wisdom->entry[i];
  return NULL;
}

static enum lgt_status
set (struct lgt_wisdom *wisdom, const struct lgt_wisdom_entry *entry,
     struct lgt_error *error)
{
  struct lgt_wisdom_entry *old = find (wisdom, &entry->key);

  if (old)
    {
      *old = *entry;
      return LGT_OK;
    }
  if (wisdom->count == wisdom->room)
    {
      const int room = 2 * wisdom->room + 8;
      void *more = realloc (wisdom->entry, (size_t) room * sizeof *entry);

      if (!more)
        return lgt_fail (error, LGT_ENOMEM, "no memory for wisdom");
      wisdom->entry = more;
      wisdom->room = room;
    }
  wisdom->entry[wisdom->count++] = *entry;
  return LGT_OK;
}

struct file { int version; struct lgt_config_node *list; };

static const struct lgt_key file_keys[] = {
  { .name = "lgt_wisdom", .kind = LGT_KEY_INT, LGT_AT (struct file, version),
    .allowed = "[1, 1]" },
  { .name = "convolutions", .kind = LGT_KEY_NODE,
    LGT_AT (struct file, list) },
  { .name = NULL }
};

/* Read all entries before the first is taken.  */
static enum lgt_status
read_all (struct lgt_wisdom *wisdom, struct lgt_config_node *list,
          struct lgt_error *error)
{
  const int n = lgt_config_count (list);
  struct lgt_wisdom_entry *read = calloc ((size_t) n + 1, sizeof *read);
  enum lgt_status status = read ? LGT_OK
                           : lgt_fail (error, LGT_ENOMEM,
                                       "no memory for wisdom");

  for (int i = 0; i < n && status == LGT_OK; i++)
    status = lgt_wisdom_read_ (lgt_config_item (list, i), &read[i], error);
  for (int i = 0; i < n && status == LGT_OK; i++)
    status = set (wisdom, &read[i], error);
  free (read);
  return status;
}

enum lgt_status
lgt_wisdom_load (struct lgt_wisdom *wisdom, const char *file,
                 struct lgt_error *error)
{
  struct file values = { 0, NULL };
  struct lgt_config *config = NULL;
  enum lgt_status status = lgt_config_load (file, &config, error);

  if (status == LGT_OK)
    status = lgt_config_fill (lgt_config_root (config), file_keys, &values,
                              error);
  if (status == LGT_OK
      && lgt_config_kind (values.list) != LGT_CONFIG_SEQUENCE)
    status = lgt_config_fail (error, values.list,
                              "convolutions must be a list");
  if (status == LGT_OK)
    status = read_all (wisdom, values.list, error);
  lgt_config_free (config);
  return status;
}

enum lgt_conv_algorithm
lgt_wisdom_find (const struct lgt_wisdom *wisdom,
                 const struct lgt_wisdom_key *key)
{
  const struct lgt_wisdom_entry *entry = wisdom ? find (wisdom, key) : NULL;

  return entry ? entry->algorithm : LGT_CONV_AUTO;
}

enum lgt_status
lgt_wisdom_add (struct lgt_wisdom *wisdom, const struct lgt_wisdom_key *key,
                const double milliseconds[LGT_CONV_FFT + 1],
                struct lgt_error *error)
{
  struct lgt_wisdom_entry entry;

  memset (&entry, 0, sizeof entry);
  entry.key = *key;
  for (int a = LGT_CONV_DIRECT; a <= LGT_CONV_FFT; a++)
    {
      entry.milliseconds[a] = milliseconds[a];
      if (milliseconds[a] > 0
          && (entry.algorithm == LGT_CONV_AUTO
              || milliseconds[a] < milliseconds[entry.algorithm]))
        entry.algorithm = (enum lgt_conv_algorithm) a;
    }
  if (entry.algorithm == LGT_CONV_AUTO)
    return lgt_fail (error, LGT_EINVAL, "wisdom without a measurement");
  return set (wisdom, &entry, error);
}

enum lgt_status
lgt_wisdom_text (const struct lgt_wisdom *wisdom, char **text,
                 struct lgt_error *error)
{
  static const char head[] = "lgt_wisdom: 1\nconvolutions: []\n";
  struct lgt_config *config = NULL;
  enum lgt_status status = lgt_config_parse ("wisdom", head,
                                             sizeof head - 1, &config,
                                             error);
  struct lgt_config_node *list
    = status == LGT_OK ? lgt_config_child (lgt_config_root (config),
                                           "convolutions") : NULL;

  for (int i = 0; i < wisdom->count && status == LGT_OK; i++)
    status = lgt_wisdom_write_ (list, &wisdom->entry[i], error);
  if (status == LGT_OK)
    status = lgt_config_text (config, text, error);
  lgt_config_free (config);
  return status;
}
