/* c = cos theta, s = sin theta of every path; the angle's gradient is
   c gs - s gc, made first, then summed for every link.  */

#include "../number.h"
#include "../u1_paths.h"

/* A path of L steps takes L additions, a sine and a cosine, and reads and
   writes 8 (L + 2) bytes (half for float32) beside tables.  */
static __global__ void
measure (struct lgt_paths p, struct lgt_view links, struct lgt_view z)
{
  LGT_EACH (pack, item, z.shape.packs, lgt_count (z) / 2)
    {
      const int lanes = z.shape.lanes;
      int64_t path, row;
      int lane, k;
      double cosine = 1, sine = 0;

      lgt_divide (item, lanes, &path, &lane);
      lgt_divide (path, p.paths, &row, &k);
      const int64_t to = lgt_at (z, pack, row, 2 * k) + lane;

      if (lgt_selected (p, row, k))
        num_sincos (lgt_path_angle (p, lgt_row_base (p, row),
                                    lgt_row_path (p, row, k), links, pack,
                                    lane), &sine, &cosine);
      lgt_set (z, to, cosine);
      lgt_set (z, to + lanes, sine);
    }
}

static __global__ void
angle_gradient (struct lgt_paths p, struct lgt_view z, struct lgt_view gz,
                struct lgt_view angle)
{
  LGT_EACH (pack, item, angle.shape.packs, lgt_count (angle))
    {
      const int lanes = z.shape.lanes;
      int64_t path, row;
      int lane, k;

      lgt_divide (item, lanes, &path, &lane);
      lgt_divide (path, p.paths, &row, &k);
      if (lgt_selected (p, row, k))
        {
          const int64_t at = lgt_at (z, pack, row, 2 * k) + lane;
          const int64_t gat = lgt_at (gz, pack, row, 2 * k) + lane;

          lgt_set (angle, lgt_element_at (angle, pack, item),
                   lgt_get (z, at) * lgt_get (gz, gat + lanes)
                   - lgt_get (z, at + lanes) * lgt_get (gz, gat));
        }
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_u1_paths_params *> (params);

  lgt_launch (queue, measure, out[0].shape.packs, lgt_count (out[0]) / 2,
              lgt_paths_of (p->paths), in[0], out[0]);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_u1_paths_params *> (params);
  const struct lgt_shape shape = in[1].shape;
  const struct lgt_view angle = lgt_angles_in (scratch, p->paths, shape.packs,
                                               shape.lanes);

  if (!in[2].data || !out[0].data)
    return;
  lgt_launch (queue, angle_gradient, shape.packs, lgt_count (angle),
              lgt_paths_of (p->paths), in[1], in[2], angle);
  lgt_u1_transpose (queue, p->paths, angle, out[0]);
}

LGT_ENTRY (u1_cos_sin, run)
LGT_ENTRY (u1_cos_sin, pull)
