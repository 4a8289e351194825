/* Samples of active links that share no loop: lgt-mask-print --split.  */

#include <lgt/split.h>

#include "mask_print.h"

/* Write the link that SITE and MU name: coordinates and direction.  */
static void
print_link (const struct lgt_geom *geom, int64_t site, int mu)
{
  int coords[LGT_MAX_DIM];

  lgt_geom_coords (geom, site, coords);
  for (int nu = 0; nu < geom->ndim; nu++)
    printf ("%d\t", coords[nu]);
  printf ("%d", mu);
}

/* The links of SAMPLE, of all samples if it is -1.  */
static void
print_links (const struct lgt_mask *mask, const struct lgt_split *split,
             int sample)
{
  int64_t i = 0;

  for (int64_t site = 0; site < mask->geom.volume; site++)
    for (int mu = 0; mu < mask->geom.ndim; mu++)
      {
        if (!lgt_mask_active (mask, site, mu))
          continue;
        if (sample < 0 || split->sample[i] == sample)
          {
            print_link (&mask->geom, site, mu);
            if (sample < 0)
              printf ("\t%d", split->sample[i]);
            putchar ('\n');
          }
        i++;
      }
}

static int64_t
size_of (const struct lgt_split *split, int sample)
{
  int64_t size = 0;

  for (int64_t i = 0; i < split->links; i++)
    size += split->sample[i] == sample;
  return size;
}

enum lgt_status
lgt_mask_print_split (const struct lgt_mask *mask,
                      const struct lgt_mask_loops *loops, int tsv,
                      struct lgt_error *error)
{
  struct lgt_split split;
  enum lgt_status status = lgt_split_new (mask, loops->all.count,
                                          loops->all.loop, &split, error);

  if (status)
    return status;
  if (!tsv)
    {
      printf ("%lld active links in %d sample%s; no fewer than %d %s "
              "possible\n", (long long) split.links, split.samples,
              split.samples == 1 ? "" : "s", split.bound,
              split.bound == 1 ? "is" : "are");
      if (split.again)
        puts ("some loops wind around the lattice and pass an active link "
              "twice:\nno sample makes them single");
    }
  if (tsv)
    putchar ('#');
  for (int nu = 0; nu < mask->geom.ndim; nu++)
    printf ("x%d\t", nu);
  puts (tsv ? "mu\tsample" : "mu");
  if (tsv)
    print_links (mask, &split, -1);
  for (int s = 0; s < split.samples && !tsv; s++)
    {
      printf ("sample %d, %lld links:\n", s,
              (long long) size_of (&split, s));
      print_links (mask, &split, s);
    }
  lgt_split_free (&split);
  return LGT_OK;
}
