/* S = -(beta/N) sum over sites and paths of coefficient Re tr W; the gradient
   with respect to W is a multiple of the unit matrix.  */

#include "../site_sums.h"
#include "../sun_pull.h"

/* What S is: factors of the paths' traces are -(beta/N) coefficient.  */
struct sun_action
{
  const double *beta;     /* on the device */
  double over;            /* -1/N */
  double coefficient[64];
};

static struct sun_action
action_of (const struct lgt_sun_action_params *p, const struct lgt_view *in)
{
  struct sun_action a = { static_cast<const double *> (in[1].data),
                          -1.0 / p->n, {} };

  for (int k = 0; k < p->paths->paths; k++)
    a.coefficient[k] = p->coefficient[k];
  return a;
}

/* One site's part of S.  A path of L steps takes L - 2 products of 8 N^3
   operations and a trace of 4 N^2, and reads 16 N^2 L bytes, most of them
   from a cache: there are 16 N^2 D different ones a site.  */
template <int N>
static __global__ void
measure (struct lgt_paths p, struct sun_action a, struct lgt_view links,
         struct lgt_view numbers, int n_is)
{
  const int n = lgt_sun_n<N> (n_is);

  LGT_EACH (pack, item, numbers.shape.packs, lgt_count (numbers))
    {
      int64_t site;
      int lane;
      double sum = 0;

      lgt_divide (item, numbers.shape.lanes, &site, &lane);
      const struct lgt_base base = lgt_row_base (p, site);

      for (int k = 0; k < p.paths; k++)
        if (lgt_selected (p, site, k))
          {
            double re, im;

            lgt_sun_walk_trace<N> (n, &re, &im, p, base, p.first[k],
                                   p.first[k + 1], { &links, pack, lane });
            sum += a.coefficient[k] * re;
          }
      lgt_set (numbers, lgt_element_at (numbers, pack, item),
               a.over * *a.beta * sum);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_sun_action_params *> (params);
  const struct lgt_view numbers = lgt_site_numbers (scratch, in[0]);

  lgt_launch (queue,
              lgt_sun_kernel (p->n, measure<2>, measure<3>, measure<0>),
              numbers.shape.packs, lgt_count (numbers),
              lgt_paths_of (p->paths), action_of (p, in), in[0], numbers,
              p->n);
  lgt_add_sites (queue, numbers, out[0]);
}

/* Each visit of a path of L steps takes L - 2 products and reads
   16 N^2 (L - 1) bytes.  */
struct multiples
{
  enum { matrix = 0, squares = 0 };
  struct sun_action a;
  struct lgt_view g;
};

LGT_DEVICE void
lgt_gradient (const struct multiples &s, const struct lgt_sun_links &links,
              const struct lgt_visit &v, double *g)
{
  g[0] = lgt_get (s.g, links.pack * s.g.pack_stride + links.lane)
         * (s.a.over * *s.a.beta * s.a.coefficient[v.k]);
  g[1] = 0;
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_sun_action_params *> (params);
  const struct multiples g = { action_of (p, in), in[3] };

  if (in[3].data && out[0].data)
    lgt_sun_pull (queue, p->paths, p->n, g, in[0], out[0]);
}

LGT_ENTRY (sun_action, run)
LGT_ENTRY (sun_action, pull)
