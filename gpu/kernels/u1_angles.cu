/* theta = sum of +- links along every path, in (-pi, pi]; the links' gradient
   += the sum of +- the paths' gradients.  */

#include "../angle.h"
#include "../u1_paths.h"

/* A path of L steps takes L additions and reads and writes 8 (L + 1) bytes
   (half for float32) beside tables.  */
static __global__ void
measure (struct lgt_paths p, struct lgt_view links, struct lgt_view z)
{
  LGT_EACH (pack, item, z.shape.packs, lgt_count (z))
    {
      int64_t path, row;
      int lane, k;
      double theta = 0;

      lgt_divide (item, z.shape.lanes, &path, &lane);
      lgt_divide (path, p.paths, &row, &k);
      if (lgt_selected (p, row, k))
        theta = lgt_reduce_angle (
          lgt_path_angle (p, lgt_row_base (p, row), lgt_row_path (p, row, k),
                          links, pack, lane));
      lgt_set (z, lgt_at (z, pack, row, k) + lane, theta);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_u1_paths_params *> (params);

  lgt_launch (queue, measure, out[0].shape.packs, lgt_count (out[0]),
              lgt_paths_of (p->paths), in[0], out[0]);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_u1_paths_params *> (params);

  if (in[2].data && out[0].data)
    lgt_u1_transpose (queue, p->paths, in[2], out[0]);
}

LGT_ENTRY (u1_angles, run)
LGT_ENTRY (u1_angles, pull)
