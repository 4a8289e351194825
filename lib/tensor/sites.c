#include <lgt/sites.h>

#include <stdlib.h>
#include <string.h>

enum lgt_status
lgt_sites_new (struct lgt_context *context, int ndim, const int *extent,
               struct lgt_sites **sites, struct lgt_error *error)
{
  struct lgt_sites *s;
  int64_t volume = 1;

  (void) context;
  if (ndim < 1 || ndim > LGT_STENCIL_MAX_DIM)
    return lgt_fail (error, LGT_EINVAL, "%d dimensions; 1 to %d are possible",
                     ndim, LGT_STENCIL_MAX_DIM);
  for (int d = 0; d < ndim; d++)
    {
      if (extent[d] < 1)
        return lgt_fail (error, LGT_EINVAL, "extent %d in direction %d",
                         extent[d], d);
      volume *= extent[d];
      if (volume > INT32_MAX)
        return lgt_fail (error, LGT_EINVAL, "more than 2^31 - 1 sites");
    }
  s = calloc (1, sizeof *s);
  if (!s)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a lattice");
  s->ndim = ndim;
  memcpy (s->extent, extent, (size_t) ndim * sizeof *extent);
  s->volume = s->count = (int32_t) volume;
  s->lattice = s;
  s->directions = 1;
  *sites = s;
  return LGT_OK;
}

/* Entry of (site, direction) or -1; LGT_EINVAL if one stands twice.  */
static enum lgt_status
transpose (const struct lgt_sites *s, int32_t *entry,
           struct lgt_error *error)
{
  const int64_t n = (int64_t) s->volume * s->directions;

  for (int64_t i = 0; i < n; i++)
    entry[i] = -1;
  for (int32_t i = 0; i < s->count; i++)
    {
      int64_t at = (int64_t) s->site[i] * s->directions
                   + (s->direction ? s->direction[i] : 0);

      if (entry[at] >= 0)
        return lgt_fail (error, LGT_EINVAL,
                         "site %d stands twice in a list of sites",
                         s->site[i]);
      entry[at] = i;
    }
  return LGT_OK;
}

static int32_t *
copy_of (const int32_t *array, int32_t count)
{
  int32_t *copy = malloc ((size_t) count * sizeof *copy);

  return copy ? memcpy (copy, array, (size_t) count * sizeof *copy) : NULL;
}

enum lgt_status
lgt_sites_list (struct lgt_context *context, const struct lgt_sites *lattice,
                int32_t count, const int32_t *site, const int32_t *direction,
                struct lgt_sites **list, struct lgt_error *error)
{
  const size_t bytes = (size_t) (count > 0 ? count : 0) * sizeof *site;
  struct lgt_sites *s;
  int32_t *entry = NULL;
  size_t entry_bytes;
  enum lgt_status status = LGT_ENOMEM;

  if (count < 1)
    return lgt_fail (error, LGT_EINVAL, "a list of sites without an entry");
  for (int32_t i = 0; i < count; i++)
    if (site[i] < 0 || site[i] >= lattice->volume
        || (direction && direction[i] < 0))
      return lgt_fail (error, LGT_EINVAL,
                       "entry %d of a list is not on the lattice", i);
  s = calloc (1, sizeof *s);
  if (!s)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a list of sites");
  *s = *lattice;
  s->lattice = lattice;
  s->count = count;
  s->directions = 1;
  s->device_site = s->device_direction = s->device_entry = NULL;
  s->site = copy_of (site, count);
  s->direction = direction ? copy_of (direction, count) : NULL;
  for (int32_t i = 0; direction && i < count; i++)
    if (direction[i] >= s->directions)
      s->directions = direction[i] + 1;
  entry_bytes = (size_t) s->volume * (size_t) s->directions * sizeof *entry;
  entry = malloc (entry_bytes);
  if (!s->site || (direction && !s->direction) || !entry)
    lgt_fail (error, LGT_ENOMEM, "no memory for a list of sites");
  else
    status = transpose (s, entry, error);
  if (status == LGT_OK)
    {
      s->device_site = lgt_context_table (context, site, bytes, error);
      s->device_entry = lgt_context_table (context, entry, entry_bytes,
                                           error);
      if (direction)
        s->device_direction = lgt_context_table (context, direction, bytes,
                                                 error);
      if (!s->device_site || !s->device_entry
          || (direction && !s->device_direction))
        status = LGT_ENOMEM;
    }
  free (entry);
  if (status == LGT_OK)
    *list = s;
  else
    lgt_sites_free (context, s);
  return status;
}

void
lgt_sites_free (struct lgt_context *context, struct lgt_sites *sites)
{
  if (!sites)
    return;
  lgt_context_release (context, (void *) sites->device_site);
  lgt_context_release (context, (void *) sites->device_direction);
  lgt_context_release (context, (void *) sites->device_entry);
  free ((void *) sites->site);
  free ((void *) sites->direction);
  free (sites);
}
