/* Convolution by matrix products, for one number type: included by
   conv_gemm_f32.c and conv_gemm_f64.c, which define REAL, VN, GEMM,
   CONV_ENTRY (run or pull) and CONV_DIRECT.

   The rows that a tile's sites read are copied side by side into a matrix
   (columns: sites and lanes; rows: taps and channels), which the packed
   weights multiply.  With one lane the matrix lies the other way round: then
   channels are contiguous in x and in y.  The input gradient is the same
   pass through the transposed stencil: it gathers, nothing is scattered.

   Tiles have a fixed size, a tile is of one pack, and each call of BLAS is
   made by one thread of ours: so no bit depends on the number of threads,
   and none on which packs are handed over together.  */

#include <cblas.h>

#include "conv.h"
#include "../../lib/tensor/conv_scratch_gemm.h"
#include "conv_plain.h"

struct gemm_pass
{
  const struct lgt_stencil *stencil;
  int transposed;
  int groups, from, to;   /* channels of a group */
  int lanes;
  struct lgt_view x, y;   /* weight gradient: y is dy, and read */
  const REAL *weights;    /* [group][to][tap][from] */
  const REAL *bias;
  int add;                /* y += */
  struct lgt_conv_gemm_cut cut;
  char *buffers;
};

/* A thread's tile: SITES sites from SITE on in PACK, and some taps.  */
struct gemm_tile
{
  int pack, sites, taps;
  int64_t site;
  REAL *columns, *product;
};

/* [group][out][tap][in] from the order (out, in, tap); transposed: in and
   out change places.  */
static void
gemm_pack (const struct gemm_pass *c, const REAL *w, REAL *packed, int k,
           int threads)
{
  const int taps = c->stencil->taps, from = c->from, to = c->to;
  const int64_t step_to = c->transposed ? taps : (int64_t) from * taps;
  const int64_t step_from = c->transposed ? (int64_t) to * taps : taps;
  int64_t begin, end;

  conv_share ((int64_t) c->groups * to, k, threads, &begin, &end);
  for (int64_t j = begin; j < end; j++)
    {
      const REAL *at = w + j / to * to * from * taps + j % to * step_to;
      REAL *p = packed + j * taps * from;

      for (int t = 0; t < taps; t++)
        for (int i = 0; i < from; i++)
          *p++ = at[t + i * step_from];
    }
}

/* Copy what the tile's sites read through the walk's taps; the rows of group
   g begin at columns + g * rows * columns of the tile.  */
static void
gemm_gather (const struct gemm_pass *c, struct conv_walk *walk,
             const struct gemm_tile *a)
{
  const int from = c->from, lanes = c->lanes, taps = a->taps;
  const int64_t width = (int64_t) a->sites * lanes;
  const int64_t block = (int64_t) taps * from * width;
  const REAL *x = (const REAL *) c->x.data + a->pack * c->x.pack_stride;
  int32_t rows[CONV_TAPS + CONV_PAD];

  for (int s = 0; s < a->sites; s++)
    {
      conv_walk_rows (walk, a->site + s, rows);
      for (int t = 0; t < taps; t++)
        for (int g = 0; g < c->groups; g++)
          {
            const REAL *row = x + rows[t] * c->x.site_stride
                              + (int64_t) g * from * lanes;
            REAL *to = a->columns + g * block
                       + (lanes == 1 ? (int64_t) s * taps * from
                                       + (int64_t) t * from
                                     : t * from * width
                                       + (int64_t) s * lanes);

            if (rows[t] < 0 && lanes == 1)
              conv_zero (to, from);
            else if (lanes == 1)
              conv_copy (to, row, from);
            else
              for (int i = 0; i < from; i++, to += width)
                if (rows[t] < 0)
                  conv_zero (to, lanes);
                else
                  conv_copy (to, row + (int64_t) i * lanes, lanes);
          }
    }
}

/* product (+)= weights x columns, the taps from FIRST on.  */
static void
gemm_multiply (const struct gemm_pass *c, const struct gemm_tile *a,
               int first)
{
  const int from = c->from, to = c->to, all = c->stencil->taps * from;
  const int depth = a->taps * from, width = a->sites * c->lanes;
  const REAL beta = first > 0;

  for (int g = 0; g < c->groups; g++)
    {
      const REAL *w = c->weights + (int64_t) g * to * all + first * from;
      const REAL *x = a->columns + (int64_t) g * depth * width;

      if (c->lanes == 1)
        GEMM (CblasRowMajor, CblasNoTrans, CblasTrans, width, to, depth, 1,
              x, depth, w, all, beta, a->product + g * to, to * c->groups);
      else
        GEMM (CblasRowMajor, CblasNoTrans, CblasNoTrans, to, width, depth, 1,
              w, all, x, width, beta, a->product + (int64_t) g * to * width,
              width);
    }
}

/* y = bias + or += product.  */
static void
gemm_store (const struct gemm_pass *c, const struct gemm_tile *a)
{
  const int channels = c->to * c->groups, lanes = c->lanes;
  const int64_t width = (int64_t) a->sites * lanes;

  for (int s = 0; s < a->sites; s++)
    {
      REAL *y = (REAL *) c->y.data + a->pack * c->y.pack_stride
                + (a->site + s) * c->y.site_stride;

      for (int o = 0; o < channels; o++, y += lanes)
        {
          const REAL *from = a->product + (lanes == 1 ? s * channels + o
                                           : o * width + s * lanes);
          const REAL b = c->bias ? c->bias[o] : 0;
          int l = 0;

          for (; l + VN <= lanes; l += VN)
            {
              v_loose z = *(const v_loose *) (from + l);

              if (c->add)
                z += *(v_loose *) (y + l);
              else
                z += b;
              *(v_loose *) (y + l) = z;
            }
          for (; l < lanes; l++)
            y[l] = from[l] + (c->add ? y[l] : b);
        }
    }
}

/* Thread K's tiles; it uses buffer K.  */
static void
gemm_pass (const struct gemm_pass *c, int k, int threads)
{
  const int64_t sites = c->y.shape.sites;
  const int tiles = conv_blocks ((int) sites, c->cut.sites);
  char *buffer = c->buffers + (size_t) k * c->cut.buffer;
  struct conv_walk walk;
  struct gemm_tile a = { .columns = (REAL *) buffer,
                         .product = (REAL *) (buffer + c->cut.product) };
  int64_t begin, end;

  conv_share ((int64_t) tiles * c->y.shape.packs, k, threads, &begin, &end);
  for (int64_t j = begin; j < end; j++)
    {
      a.pack = (int) (j / tiles);
      a.site = j % tiles * c->cut.sites;
      a.sites = lgt_conv_gemm_least (sites - a.site, c->cut.sites);
      for (int first = 0; first < c->stencil->taps; first += a.taps)
        {
          a.taps = lgt_conv_gemm_least (c->stencil->taps - first,
                                        c->cut.taps);
          conv_walk_begin (&walk, c->stencil, c->transposed, first, a.taps);
          gemm_gather (c, &walk, &a);
          gemm_multiply (c, &a, first);
        }
      gemm_store (c, &a);
    }
}

/* ---- weight gradient ---- */

/* dy of the tile as a matrix that lies like columns: [channel][site and
   lane], or [site][channel].  */
static void
gemm_gather_dy (const struct gemm_pass *c, const struct gemm_tile *a,
                REAL *other)
{
  const int channels = c->to * c->groups, lanes = c->lanes;
  const int64_t width = (int64_t) a->sites * lanes;

  for (int s = 0; s < a->sites; s++)
    {
      const REAL *dy = (const REAL *) c->y.data + a->pack * c->y.pack_stride
                       + (a->site + s) * c->y.site_stride;

      if (lanes == 1)
        conv_copy (other + (int64_t) s * channels, dy, channels);
      else
        for (int o = 0; o < channels; o++)
          conv_copy (other + o * width + s * lanes, dy + (int64_t) o * lanes,
                     lanes);
    }
}

/* sums += dy x columns, [group][out][tap][in].  */
static void
gemm_outer_tile (const struct gemm_pass *c, const struct gemm_tile *a,
                 const REAL *other, double *sums)
{
  const int from = c->from, to = c->to, channels = to * c->groups;
  const int depth = a->taps * from, width = a->sites * c->lanes;
  const int64_t n = (int64_t) channels * depth;

  for (int g = 0; g < c->groups; g++)
    {
      const REAL *x = a->columns + (int64_t) g * depth * width;
      REAL *product = a->product + (int64_t) g * to * depth;

      if (c->lanes == 1)
        GEMM (CblasRowMajor, CblasTrans, CblasNoTrans, to, depth, width, 1,
              other + g * to, channels, x, depth, 0, product, depth);
      else
        GEMM (CblasRowMajor, CblasNoTrans, CblasTrans, to, depth, width, 1,
              other + (int64_t) g * to * width, width, x, width, 0, product,
              depth);
    }
  for (int64_t i = 0; i < n; i++)
    sums[i] += (double) a->product[i];
}

/* Chunks of taps, divided among threads; each is summed over all packs and
   sites in order.  */
static void
gemm_outer (const struct gemm_pass *c, REAL *dw, int k, int threads)
{
  const int taps = c->stencil->taps, from = c->from;
  const int channels = c->to * c->groups;
  const int64_t sites = c->y.shape.sites;
  char *buffer = c->buffers + (size_t) k * c->cut.buffer;
  REAL *other = (REAL *) (buffer + c->cut.other);
  double *sums = (double *) (buffer + c->cut.sums);
  struct conv_walk walk;
  struct gemm_tile a = { .columns = (REAL *) buffer,
                         .product = (REAL *) (buffer + c->cut.product) };
  int64_t begin, end;

  conv_share (conv_blocks (taps, c->cut.taps), k, threads, &begin, &end);
  for (int64_t j = begin; j < end; j++)
    {
      const int first = (int) j * c->cut.taps;

      a.taps = lgt_conv_gemm_least (taps - first, c->cut.taps);
      memset (sums, 0, (size_t) (channels * a.taps * from) * sizeof *sums);
      conv_walk_begin (&walk, c->stencil, 0, first, a.taps);
      for (a.pack = 0; a.pack < c->y.shape.packs; a.pack++)
        for (a.site = 0; a.site < sites; a.site += c->cut.sites)
          {
            a.sites = lgt_conv_gemm_least (sites - a.site, c->cut.sites);
            gemm_gather (c, &walk, &a);
            gemm_gather_dy (c, &a, other);
            gemm_outer_tile (c, &a, other, sums);
          }
      for (int o = 0; o < channels; o++)
        for (int i = 0; i < from; i++)
          for (int t = 0; t < a.taps; t++)
            {
              REAL *w = dw + ((int64_t) o * from + i) * taps + first + t;

              *w = (REAL) (*w + sums[((int64_t) o * a.taps + t) * from + i]);
            }
    }
}

/* ---- entries ---- */

enum lgt_status
CONV_ENTRY (run) (struct lgt_queue *queue, const void *params,
                  const struct lgt_view *in, const struct lgt_view *out,
                  void *scratch, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  const struct lgt_conv_scratch_gemm s
    = lgt_conv_scratch_gemm (p, in[0], in[1], 0);
  const int groups = conv_groups (p);
  REAL *weights = (REAL *) ((char *) scratch + s.weights);
  struct gemm_pass c = {
    .stencil = p->stencil, .groups = groups,
    .from = in[0].shape.comps / groups, .to = out[0].shape.comps / groups,
    .lanes = in[0].shape.lanes, .x = in[0], .y = out[0], .weights = weights,
    .bias = in[2].data, .cut = s.pass, .buffers = (char *) scratch + s.buffers
  };
  const int threads = lgt_conv_gemm_least (conv_threads (queue, p, in),
                                           s.pass.buffers);

  (void) error;
  (void) threads;         /* without OpenMP there is one */
#pragma omp parallel num_threads (threads) if (threads > 1)
  {
    const int k = conv_team_rank (), team = conv_team_size ();

    gemm_pack (&c, in[1].data, weights, k, team);
#pragma omp barrier
    gemm_pass (&c, k, team);
  }
  return LGT_OK;
}

enum lgt_status
CONV_ENTRY (pull) (struct lgt_queue *queue, const void *params,
                   const struct lgt_view *in, const struct lgt_view *out,
                   void *scratch, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  const struct lgt_conv_scratch_gemm s
    = lgt_conv_scratch_gemm (p, in[0], in[1], 1);
  const struct lgt_view *dy = &in[4];
  const int groups = conv_groups (p);
  REAL *weights = (REAL *) ((char *) scratch + s.weights);
  struct gemm_pass outer = {
    .stencil = p->stencil, .groups = groups,
    .from = in[0].shape.comps / groups, .to = dy->shape.comps / groups,
    .lanes = in[0].shape.lanes, .x = in[0], .y = *dy, .cut = s.outer,
    .buffers = (char *) scratch + s.buffers
  };
  struct gemm_pass back = outer;
  const int threads = conv_threads (queue, p, in);
  const int most = lgt_conv_gemm_least (threads, s.pass.buffers);
  const int most_outer = lgt_conv_gemm_least (threads, s.outer.buffers);
  enum lgt_status status;

  (void) most;
  (void) most_outer;
  if (!dy->data)
    return LGT_OK;
  status = conv_plain_bias (queue, p, in, &out[2], scratch, error);
  if (status != LGT_OK)
    return status;
  back.transposed = back.add = 1;
  back.from = outer.to;
  back.to = outer.from;
  back.x = *dy;
  back.y = out[0];
  back.weights = weights;
  back.cut = s.pass;
  if (out[0].data)
    {
#pragma omp parallel num_threads (most) if (most > 1)
      {
        const int k = conv_team_rank (), team = conv_team_size ();

        gemm_pack (&back, in[1].data, weights, k, team);
#pragma omp barrier
        gemm_pass (&back, k, team);
      }
    }
  if (out[1].data)
    {
#pragma omp parallel num_threads (most_outer) if (most_outer > 1)
      gemm_outer (&outer, out[1].data, conv_team_rank (),
                  conv_team_size ());
    }
  return LGT_OK;
}
