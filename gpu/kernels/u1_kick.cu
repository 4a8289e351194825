/* p -= dt dS/dtheta, S = -sum over loops of w cos: the sines of all loops
   first, one a thread, then every link collects its own
   (gpu/u1_paths.h).  */

#include "../number.h"
#include "../u1_paths.h"

struct u1_kick
{
  struct lgt_paths paths;
  const double *weight, *step;          /* on the device */
  double factor;
};

/* ANGLE = -dt w sin of every loop: L + 2 operations and a sine, 8 (L + 1)
   bytes, where links come from caches for all but one of a site's loops.  */
static __global__ void
find_sines (struct u1_kick kick, struct lgt_view links, struct lgt_view angle)
{
  const double dt = kick.factor * *kick.step;

  LGT_EACH (pack, item, angle.shape.packs, lgt_count (angle))
    {
      int64_t path, site;
      int lane, k;

      lgt_divide (item, angle.shape.lanes, &path, &lane);
      lgt_divide (path, kick.paths.paths, &site, &k);
      lgt_set (angle, lgt_element_at (angle, pack, item),
               -dt * kick.weight[k]
               * sin (lgt_path_angle (kick.paths,
                                      lgt_row_base (kick.paths, site), k,
                                      links, pack, lane)));
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_kick_params *> (params);
  const struct lgt_view angle = lgt_angles_in (scratch, p->paths,
                                               in[0].shape.packs,
                                               in[0].shape.lanes);
  const struct u1_kick kick
    = { lgt_paths_of (p->paths), static_cast<const double *> (in[1].data),
        static_cast<const double *> (in[2].data), p->factor };

  lgt_launch (queue, find_sines, angle.shape.packs, lgt_count (angle), kick,
              in[0], angle);
  lgt_u1_transpose (queue, p->paths, angle, out[0]);
}

LGT_ENTRY (u1_kick, run)
