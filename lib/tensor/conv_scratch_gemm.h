/* How the convolution by matrix products divides its scratch.

   Inputs are copied into tiles of fixed size, a few sites of one pack times a
   few taps of all channels; each tile has a buffer, and there are as many
   buffers as there may be threads.  Nothing in here but their number depends
   on the size of the batch.  */

#ifndef LGT_CONV_SCRATCH_GEMM_H
#define LGT_CONV_SCRATCH_GEMM_H

#include "conv_scratch.h"

enum
{
  LGT_CONV_GEMM_BUFFERS = 16,           /* most threads */
  LGT_CONV_GEMM_COLUMNS = 256,          /* of a tile: sites * lanes */
  LGT_CONV_GEMM_ROWS = 384,             /* of a tile: taps * channels */
  LGT_CONV_GEMM_CHUNKS = 16             /* of the weight gradient, at least,
                                           if there are so many taps */
};

/* One pass: y from x, or dx from dy, or dw from both.  */
struct lgt_conv_gemm_cut
{
  int sites, taps;        /* of a tile */
  size_t product;         /* offsets in a buffer; its copy of x is at 0 */
  size_t sums;            /* weight gradient: doubles */
  size_t other;           /* weight gradient: the copy of dy */
  size_t buffer;          /* bytes */
  int buffers;
};

struct lgt_conv_scratch_gemm
{
  size_t weights;         /* offset of the packed weights */
  size_t buffers;         /* and of the first buffer */
  struct lgt_conv_gemm_cut pass, outer; /* outer: weight gradient */
  size_t total;
};

static inline int
lgt_conv_gemm_least (int64_t a, int64_t b)
{
  return (int) (a < b ? a : b);
}

/* A pass from FROM channels to TO, on rows of SITES sites in PACKS packs.  */
static inline struct lgt_conv_gemm_cut
lgt_conv_gemm_cut (int taps, int from, int to, int64_t sites, int packs,
                   int lanes, size_t real, int outer)
{
  struct lgt_conv_gemm_cut c = { .sites = LGT_CONV_GEMM_COLUMNS / lanes,
                                 .taps = LGT_CONV_GEMM_ROWS / from };
  size_t end = 0, rows, columns;
  int64_t jobs;

  c.sites = c.sites < 1 ? 1 : lgt_conv_gemm_least (c.sites, sites);
  if (outer && c.taps > taps / LGT_CONV_GEMM_CHUNKS)
    c.taps = taps / LGT_CONV_GEMM_CHUNKS;
  c.taps = c.taps < 1 ? 1 : lgt_conv_gemm_least (c.taps, taps);
  c.taps = lgt_conv_gemm_least (c.taps, 256);   /* CONV_TAPS */
  rows = (size_t) c.taps * (size_t) from;
  columns = (size_t) c.sites * (size_t) lanes;
  lgt_conv_part (&end, rows * columns * real);
  if (outer)
    {
      c.product = lgt_conv_part (&end, rows * (size_t) to * real);
      c.sums = lgt_conv_part (&end, rows * (size_t) to * sizeof (double));
      c.other = lgt_conv_part (&end, (size_t) to * columns * real);
      jobs = (taps + c.taps - 1) / c.taps;
    }
  else
    {
      c.product = lgt_conv_part (&end, (size_t) to * columns * real);
      jobs = (sites + c.sites - 1) / c.sites * packs;
    }
  c.buffer = end;
  c.buffers = lgt_conv_gemm_least (jobs, LGT_CONV_GEMM_BUFFERS);
  return c;
}

static inline struct lgt_conv_scratch_gemm
lgt_conv_scratch_gemm (const struct lgt_conv_params *p, struct lgt_view x,
                       struct lgt_view weight, int pull)
{
  struct lgt_conv_scratch_gemm s;
  const int taps = p->stencil->taps, groups = p->groups ? p->groups : 1;
  const int ins = x.shape.comps, packs = x.shape.packs;
  const int outs = (int) (weight.shape.comps / ((int64_t) ins / groups)
                          / taps);
  const int64_t in_sites = p->stencil->in->count;
  const int64_t out_sites = p->stencil->out->count;
  const size_t real = lgt_type_size (x.type);
  size_t end = 0, direct;

  s.weights = lgt_conv_part (&end, (size_t) weight.shape.comps * real);
  s.buffers = end;
  s.pass = pull ? lgt_conv_gemm_cut (taps, outs, ins, in_sites, packs,
                                     x.shape.lanes, real, 0)
                : lgt_conv_gemm_cut (taps, ins, outs, out_sites, packs,
                                     x.shape.lanes, real, 0);
  s.outer = lgt_conv_gemm_cut (taps, ins, outs, out_sites, packs,
                               x.shape.lanes, real, 1);
  s.total = end + s.pass.buffer * (size_t) s.pass.buffers;
  if (pull && s.total < end + s.outer.buffer * (size_t) s.outer.buffers)
    s.total = end + s.outer.buffer * (size_t) s.outer.buffers;
  /* The bias gradient is the direct convolution's, and comes first.  */
  direct = pull ? lgt_conv_scratch (p, x, weight, 1).total : 0;
  s.total = s.total < direct ? direct : s.total;
  return s;
}

#endif
