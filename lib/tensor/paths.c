#include <lgt/paths.h>

#include <stdlib.h>
#include <string.h>

#include "shift_table.h"

/* The set while it is put together on the host.  */
struct draft
{
  struct lgt_path_step *step;
  int32_t *first, *by_link_first, *by_link, *table;
  size_t table_entries;
};

static void
draft_free (struct draft *draft)
{
  free (draft->step);
  free (draft->first);
  free (draft->by_link_first);
  free (draft->by_link);
  free (draft->table);
}

/* Steps of PATH that count.  */
static int
counted (const struct lgt_path *path)
{
  return path->count > path->skip ? path->count - path->skip : 0;
}

/* Follow PATH and write the steps that count to STEP.  *REACH becomes the
   path's extent along a direction, base site and all links together, if that
   is more.  */
static enum lgt_status
follow (const struct lgt_path *path, int ndim, struct lgt_path_step *step,
        int *reach, struct lgt_error *error)
{
  int at[LGT_STENCIL_MAX_DIM] = { 0 };
  int low[LGT_STENCIL_MAX_DIM] = { 0 }, high[LGT_STENCIL_MAX_DIM] = { 0 };

  for (int i = 0; i < path->count; i++)
    {
      const int signed_step = path->steps[i];
      const int mu = abs (signed_step) - 1;

      if (mu < 0 || mu >= ndim)
        return lgt_fail (error, LGT_EINVAL,
                         "step %d of a path goes along direction %d, the "
                         "lattice has 0 to %d", i, mu, ndim - 1);
      if (signed_step < 0)
        at[mu]--;
      for (int d = 0; d < ndim; d++)
        {
          if (abs (at[d]) > 127)
            return lgt_fail (error, LGT_EINVAL,
                             "a path reaches further than 127 sites");
          if (at[d] < low[d])
            low[d] = at[d];
          if (at[d] > high[d])
            high[d] = at[d];
          if (high[d] - low[d] > *reach)
            *reach = high[d] - low[d];
        }
      if (i >= path->skip)
        {
          memset (step, 0, sizeof *step);
          for (int d = 0; d < ndim; d++)
            step->shift[d] = (int8_t) at[d];
          step->mu = (int8_t) mu;
          step->sign = signed_step > 0 ? 1 : -1;
          step++;
        }
      if (signed_step > 0)
        at[mu]++;
    }
  return LGT_OK;
}

/* The steps sorted by the direction of their link; stable.  */
static void
sort_by_link (const struct lgt_path_set *set, struct draft *draft)
{
  int32_t n = 0;

  for (int mu = 0; mu < set->links; mu++)
    {
      draft->by_link_first[mu] = n;
      for (int32_t p = 0; p < set->variants * set->paths; p++)
        for (int32_t i = draft->first[p]; i < draft->first[p + 1]; i++)
          if (draft->step[i].mu == mu)
            {
              draft->by_link[2 * n] = i;
              draft->by_link[2 * n + 1] = p;
              n++;
            }
    }
  draft->by_link_first[set->links] = n;
}

static enum lgt_status
fill_draft (struct lgt_path_set *set, const struct lgt_path *path,
            struct draft *draft, struct lgt_error *error)
{
  const int n_paths = set->variants * set->paths;
  int64_t steps = 0;

  for (int p = 0; p < n_paths; p++)
    steps += counted (&path[p]);
  if (steps > 1 << 24)
    return lgt_fail (error, LGT_EINVAL, "paths of over 2^24 steps");
  draft->step = malloc (((size_t) steps + 1) * sizeof *draft->step);
  draft->first = malloc (((size_t) n_paths + 1) * sizeof *draft->first);
  draft->by_link_first = malloc (((size_t) set->links + 1)
                                 * sizeof *draft->by_link_first);
  draft->by_link = malloc ((2 * (size_t) steps + 1) * sizeof *draft->by_link);
  if (!draft->step || !draft->first || !draft->by_link_first
      || !draft->by_link)
    return lgt_fail (error, LGT_ENOMEM, "no memory for paths");
  draft->first[0] = 0;
  for (int p = 0; p < n_paths; p++)
    {
      enum lgt_status status
        = follow (&path[p], set->lattice->ndim,
                  draft->step + draft->first[p], &set->reach, error);

      if (status != LGT_OK)
        return status;
      draft->first[p + 1] = draft->first[p] + counted (&path[p]);
    }
  set->steps = (int32_t) steps;
  sort_by_link (set, draft);
  draft->table = lgt_shift_table (set->lattice, set->reach, set->offset,
                                  &draft->table_entries);
  if (!draft->table)
    return lgt_fail (error, LGT_ENOMEM, "no memory for paths");
  return LGT_OK;
}

static enum lgt_status
to_device (struct lgt_context *context, struct lgt_path_set *set,
           const struct draft *draft, const unsigned char *select,
           struct lgt_error *error)
{
  const size_t n_paths = (size_t) set->variants * (size_t) set->paths;
  const size_t steps = (size_t) set->steps;

  set->first = lgt_context_table (context, draft->first,
                                  (n_paths + 1) * sizeof *draft->first,
                                  error);
  set->step = lgt_context_table (context, draft->step,
                                 steps * sizeof *draft->step, error);
  set->by_link_first
    = lgt_context_table (context, draft->by_link_first,
                         ((size_t) set->links + 1)
                         * sizeof *draft->by_link_first, error);
  set->by_link = lgt_context_table (context, draft->by_link,
                                    2 * steps * sizeof *draft->by_link,
                                    error);
  set->table = lgt_context_table (context, draft->table,
                                  draft->table_entries
                                  * sizeof *draft->table, error);
  if (select)
    set->select = lgt_context_table (context, select,
                                     (size_t) set->rows->count
                                     * (size_t) set->paths, error);
  if (!set->first || !set->step || !set->by_link_first || !set->by_link
      || !set->table || (select && !set->select))
    return LGT_ENOMEM;
  return LGT_OK;
}

enum lgt_status
lgt_path_set_new (struct lgt_context *context, const struct lgt_sites *rows,
                  int paths, int variants, const struct lgt_path *path,
                  const unsigned char *select, struct lgt_path_set **result,
                  struct lgt_error *error)
{
  struct lgt_path_set *set;
  struct draft draft = { 0 };
  enum lgt_status status;

  if (paths < 1 || (variants != 1 && variants != rows->directions))
    return lgt_fail (error, LGT_EINVAL,
                     "a set of %d paths in %d variants on rows with %d "
                     "directions", paths, variants, rows->directions);
  set = calloc (1, sizeof *set);
  if (!set)
    return lgt_fail (error, LGT_ENOMEM, "no memory for paths");
  set->rows = rows;
  set->lattice = rows->lattice;
  set->links = rows->ndim;
  set->paths = paths;
  set->variants = variants;
  status = fill_draft (set, path, &draft, error);
  if (status == LGT_OK)
    status = to_device (context, set, &draft, select, error);
  draft_free (&draft);
  if (status == LGT_OK)
    *result = set;
  else
    lgt_path_set_free (context, set);
  return status;
}

void
lgt_path_set_free (struct lgt_context *context, struct lgt_path_set *set)
{
  if (!set)
    return;
  lgt_context_release (context, (void *) set->first);
  lgt_context_release (context, (void *) set->step);
  lgt_context_release (context, (void *) set->by_link_first);
  lgt_context_release (context, (void *) set->by_link);
  lgt_context_release (context, (void *) set->table);
  lgt_context_release (context, (void *) set->select);
  free (set);
}
