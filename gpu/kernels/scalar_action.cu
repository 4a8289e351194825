/* S of a scalar field; its gradient is gS dS/dphi.  */

#include "../scalar.h"
#include "../site_sums.h"

/* One site's part of S: D + 8 operations, 16 bytes.  */
static __global__ void
measure (struct scalar_torus torus, const double *c, struct lgt_view field,
         struct lgt_view numbers)
{
  LGT_EACH (pack, item, numbers.shape.packs, lgt_count (numbers))
    {
      int64_t site;
      int lane;

      lgt_divide (item, numbers.shape.lanes, &site, &lane);
      lgt_set (numbers, lgt_element_at (numbers, pack, item),
               scalar_density (c, lgt_get (field, lgt_at (field, pack, site,
                                                          0) + lane),
                               lgt_sum_around (torus, field, pack, site, lane,
                                               0)));
    }
}

/* 2 D + 10 operations, 24 bytes a site.  */
static __global__ void
gradient (struct scalar_torus torus, const double *c, struct lgt_view field,
          struct lgt_view gz, struct lgt_view g)
{
  LGT_EACH (pack, item, g.shape.packs, lgt_count (g))
    {
      int64_t site;
      int lane;

      lgt_divide (item, g.shape.lanes, &site, &lane);
      lgt_add_to (g, lgt_element_at (g, pack, item),
                  lgt_get (gz, pack * gz.pack_stride + lane)
                  * lgt_derivative (torus, field, c, pack, site, lane));
    }
}

static void
run (struct lgt_queue *queue, const void *, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_view numbers = lgt_site_numbers (scratch, in[0]);

  lgt_launch (queue, measure, numbers.shape.packs, lgt_count (numbers),
              scalar_torus_of (in[0].sites),
              static_cast<const double *> (in[1].data), in[0], numbers);
  lgt_add_sites (queue, numbers, out[0]);
}

static void
pull (struct lgt_queue *queue, const void *, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  if (in[3].data && out[0].data)
    lgt_launch (queue, gradient, out[0].shape.packs, lgt_count (out[0]),
                scalar_torus_of (in[0].sites),
                static_cast<const double *> (in[1].data), in[0], in[3],
                out[0]);
}

LGT_ENTRY (scalar_action, run)
LGT_ENTRY (scalar_action, pull)
