/* S = -beta sum over sites and paths of coefficient cos theta; the angle's
   gradient is gS beta coefficient sin theta.  The sine is computed again in
   the backward pass: it costs less than keeping it.  */

#include "../number.h"
#include "../site_sums.h"
#include "../u1_paths.h"

struct u1_action
{
  struct lgt_paths paths;
  const double *beta;     /* on the device */
  double coefficient[64];
};

static struct u1_action
action_of (const void *params, const struct lgt_view *in)
{
  const auto *p = static_cast<const struct lgt_u1_action_params *> (params);
  struct u1_action a = { lgt_paths_of (p->paths),
                         static_cast<const double *> (in[1].data), {} };

  for (int k = 0; k < p->paths->paths; k++)
    a.coefficient[k] = p->coefficient[k];
  return a;
}

/* One site's part of S.  K paths of L steps take K (L + 2) operations and as
   many sines and cosines, and read 8 K L bytes (half for float32), most of
   them from a cache: there are 8 D different ones.  */
static __global__ void
measure (struct u1_action a, struct lgt_view links,
         struct lgt_view numbers)
{
  LGT_EACH (pack, item, numbers.shape.packs, lgt_count (numbers))
    {
      int64_t site;
      int lane;
      double sum = 0;

      lgt_divide (item, numbers.shape.lanes, &site, &lane);
      const struct lgt_base base = lgt_row_base (a.paths, site);

      for (int k = 0; k < a.paths.paths; k++)
        if (lgt_selected (a.paths, site, k))
          {
            double sine, cosine;

            num_sincos (lgt_path_angle (a.paths, base, k, links, pack, lane),
                        &sine, &cosine);
            sum += a.coefficient[k] * cosine;
          }
      lgt_set (numbers, lgt_element_at (numbers, pack, item),
               -*a.beta * sum);
    }
}

static __global__ void
angle_gradient (struct u1_action a, struct lgt_view links,
                struct lgt_view gz, struct lgt_view angle)
{
  LGT_EACH (pack, item, angle.shape.packs, lgt_count (angle))
    {
      int64_t path, site;
      int lane, k;

      lgt_divide (item, angle.shape.lanes, &path, &lane);
      lgt_divide (path, a.paths.paths, &site, &k);
      if (lgt_selected (a.paths, site, k))
        {
          double sine, cosine;

          num_sincos (lgt_path_angle (a.paths, lgt_row_base (a.paths, site),
                                      k, links, pack, lane), &sine, &cosine);
          lgt_set (angle, lgt_element_at (angle, pack, item),
                   lgt_get (gz, pack * gz.pack_stride + lane)
                   * (*a.beta * a.coefficient[k]) * sine);
        }
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_view numbers = lgt_site_numbers (scratch, in[0]);

  lgt_launch (queue, measure, numbers.shape.packs, lgt_count (numbers),
              action_of (params, in), in[0], numbers);
  lgt_add_sites (queue, numbers, out[0]);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_u1_action_params *> (params);
  const struct lgt_shape shape = in[0].shape;
  const struct lgt_view angle = lgt_angles_in (scratch, p->paths, shape.packs,
                                               shape.lanes);

  if (!in[3].data || !out[0].data)
    return;
  lgt_launch (queue, angle_gradient, shape.packs, lgt_count (angle),
              action_of (params, in), in[0], in[3], angle);
  lgt_u1_transpose (queue, p->paths, angle, out[0]);
}

LGT_ENTRY (u1_action, run)
LGT_ENTRY (u1_action, pull)
