/* The weight gradient,

     dw[o, i, t] += sum over sites, packs, lanes of dz[o, s] x[i, row (s, t)].

   Columns are the (tap, input channel) pairs.  A tile is a block of outputs
   times a few columns, a register of lanes each (lanes = 1: of output
   channels); it is added up over a run of row vectors that is short enough
   for dz to stay in the first cache, and kept in scratch between the runs.
   A thread owns columns, so every weight is summed in the same order
   whatever the number of threads.  Included like conv_pass.h.  */

struct conv_outer
{
  const struct lgt_stencil *stencil;
  int outs, ins;
  struct lgt_view x, dz;
  REAL *dw;
  V *partial;             /* sums of one round's tiles */
};

enum
{
  CONV_COLS = 8,          /* most columns of a tile */
  CONV_RUN = 32,          /* row vectors of a run */
  CONV_COLUMNS_ALL = LGT_CONV_ROUND_TAPS * LGT_CONV_ROUND_INS + CONV_COLS
};

/* One tile over one run.  */
struct conv_run
{
  int n;                  /* row vectors */
  const REAL *x;
  const V *dz;            /* [n][NB] */
  const int64_t *x_at;    /* pack and lane of x */
  const int32_t *const *row;            /* rows of that site */
  const int32_t *tap;     /* of each column, in row[] */
  const int32_t *in;      /* its input channel */
  int64_t stride;         /* of a site of x */
  int lanes;
  V *sum;                 /* [NB][NC] */
};

LGT_INLINE void
conv_outer_run (const struct conv_run *a, const int nb, const int nc,
                const int scalar)
{
  const REAL *x0[CONV_COLS];
  int64_t tap[CONV_COLS];
  V sum[CONV_OUTS][CONV_COLS];

  CONV_UNROLL
  for (int k = 0; k < nb; k++)
    CONV_UNROLL
    for (int j = 0; j < nc; j++)
      sum[k][j] = a->sum[k * nc + j];
  CONV_UNROLL
  for (int j = 0; j < nc; j++)
    {
      x0[j] = a->x + (int64_t) a->in[j] * (scalar ? 1 : a->lanes);
      tap[j] = a->tap[j];
    }
  for (int r = 0; r < a->n; r++)
    {
      const V *dz = a->dz + r * nb;
      const int32_t *row = a->row[r];
      V x[CONV_COLS];

      CONV_UNROLL
      for (int j = 0; j < nc; j++)
        {
          const REAL *p = x0[j] + a->x_at[r] + row[tap[j]] * a->stride;

          x[j] = scalar ? V_SET (*p) : *(const V *) p;
        }
      CONV_UNROLL
      for (int k = 0; k < nb; k++)
        {
          V d = dz[k];

          CONV_KEEP (d);
          CONV_UNROLL
          for (int j = 0; j < nc; j++)
            sum[k][j] += d * x[j];
        }
    }
  CONV_UNROLL
  for (int k = 0; k < nb; k++)
    CONV_UNROLL
    for (int j = 0; j < nc; j++)
      a->sum[k * nc + j] = sum[k][j];
}

typedef void conv_run_fn (const struct conv_run *);

/* Columns of a tile of NB outputs.  */
#define CONV_COLUMNS(nb) \
  (CONV_SUMS / (nb) < CONV_COLS ? CONV_SUMS / (nb) : CONV_COLS)

#define CONV_RUN_FN(nb)                                                 \
  static void conv_run_##nb (const struct conv_run *a)                  \
  { conv_outer_run (a, nb, CONV_COLUMNS (nb), 0); }
#define CONV_RUN_SCALAR_FN(nb)                                          \
  static void conv_run_scalar_##nb (const struct conv_run *a)           \
  { conv_outer_run (a, nb, CONV_COLUMNS (nb), 1); }

CONV_RUN_FN (1)
CONV_RUN_FN (2)
CONV_RUN_FN (3)
CONV_RUN_FN (4)
#if LGT_ISA_LEVEL == 3
CONV_RUN_FN (5)
CONV_RUN_FN (6)
CONV_RUN_FN (7)
CONV_RUN_FN (8)
#endif
CONV_RUN_SCALAR_FN (1)
CONV_RUN_SCALAR_FN (2)

static conv_run_fn *const conv_run_table[] = {
  NULL, conv_run_1, conv_run_2, conv_run_3, conv_run_4,
#if LGT_ISA_LEVEL == 3
  conv_run_5, conv_run_6, conv_run_7, conv_run_8
#endif
};
static conv_run_fn *const conv_run_scalar_table[] = {
  NULL, conv_run_scalar_1, conv_run_scalar_2
};

/* One round: a block of NB outputs (vectors of outputs if lanes = 1) from
   OUT on, times the columns of the INS inputs from IN on and the TAPS taps
   from TAP on.  */
struct conv_round
{
  int out, nb, in, ins, tap, taps;
};

/* Column number COLUMN of round O: which tap (as u, from the round's first)
   and which input.  Where all taps are in the round, direction 0 is the
   fastest: neighbouring columns then read neighbouring sites.  */
LGT_INLINE void
conv_outer_column (const struct conv_outer *c, const struct conv_round *o,
                   int column, int *u, int *in)
{
  const struct lgt_stencil *s = c->stencil;
  const int k = o->taps == s->taps ? s->kernel[0] : 1;
  const int rest = column / k / o->ins;

  *in = o->in + column / k % o->ins;
  *u = s->separable ? column % k * (o->taps / k) + rest
                    : rest * k + column % k;
}

/* Add tile I's sums to dw.  */
static void
conv_outer_finish (const struct conv_outer *c, const struct conv_round *o,
                   int64_t i)
{
  const int nc = CONV_COLUMNS (o->nb), columns = o->taps * o->ins;
  const int scalar = c->x.shape.lanes == 1;
  const V *sum = c->partial + i * nc * o->nb;
  const int64_t taps = c->stencil->taps;

  for (int j = 0; j < nc && i * nc + j < columns; j++)
    {
      int u, in;
      REAL *w;

      conv_outer_column (c, o, (int) (i * nc) + j, &u, &in);
      w = c->dw + in * taps
          + conv_tap (c->stencil, c->stencil->taps, o->tap + u);

      for (int k = 0; k < o->nb; k++)
        if (scalar)
          for (int l = 0, out = (o->out + k) * VN; l < VN && out < c->outs;
               l++, out++)
            w[out * c->ins * taps] += sum[k * nc + j][l];
        else
          {
            REAL *at = w + (o->out + k) * c->ins * taps;

            *at = (REAL) (*at + conv_total (sum[k * nc + j]));
          }
    }
}

/* One thread's tables for a run.  */
struct conv_outer_tables
{
  struct conv_walk walk;
  int64_t x_at[CONV_RUN];
  const int32_t *row[CONV_RUN];
  int32_t rows[CONV_RUN][LGT_CONV_ROUND_TAPS + CONV_PAD];
  V dz[CONV_RUN * CONV_OUTS];
  int32_t tap[CONV_COLUMNS_ALL], in[CONV_COLUMNS_ALL];  /* of columns */
};

/* Thread K's columns of a round.  */
static void
conv_outer_round (const struct conv_outer *c, const struct conv_round *o,
                  int k, int threads)
{
  const int lanes = c->x.shape.lanes, scalar = lanes == 1;
  const int packs = c->x.shape.packs, vectors = scalar ? 1 : lanes / VN;
  const int nc = CONV_COLUMNS (o->nb), columns = o->taps * o->ins;
  const int64_t n = (int64_t) c->dz.shape.sites * packs * vectors;
  const int64_t step = scalar ? VN : lanes;
  const REAL *dz = (const REAL *) c->dz.data + o->out * step;
  struct conv_outer_tables t;
  struct conv_run a;
  struct conv_place p = conv_place (0, packs, vectors);
  int64_t from, to, site = -1;
  int slot = 0;

  conv_share ((columns + nc - 1) / nc, k, threads, &from, &to);
  if (from == to)
    return;
  memset (c->partial + from * nc * o->nb, 0,
          (size_t) ((to - from) * nc * o->nb) * sizeof (V));
  conv_walk_begin (&t.walk, c->stencil, 0, c->stencil->taps, o->tap,
                   o->taps);
  /* The last tile is filled up with the last column.  */
  for (int j = (int) from * nc; j < to * nc; j++)
    {
      int u, in;

      conv_outer_column (c, o, j < columns ? j : columns - 1, &u, &in);
      t.tap[j] = u;
      t.in[j] = in;
    }
  a.x = c->x.data;
  a.x_at = t.x_at;
  a.row = t.row;
  a.stride = c->x.site_stride;
  a.lanes = lanes;
  a.dz = t.dz;

  for (int64_t q = 0; q < n; q += CONV_RUN)
    {
      a.n = n - q < CONV_RUN ? (int) (n - q) : CONV_RUN;
      for (int r = 0; r < a.n; r++, conv_step (&p, packs, vectors))
        {
          if (r == 0 || p.site != site)
            {
              slot = r == 0 ? 0 : slot + 1;
              site = p.site;
              conv_walk_rows (&t.walk, site, t.rows[slot]);
            }
          t.row[r] = t.rows[slot];
          t.x_at[r] = p.pack * c->x.pack_stride + p.vector * VN;
          /* A copy, because in place the rows of many channels may all fall
             into the same few sets of the cache.  */
          for (int j = 0; j < o->nb; j++)
            t.dz[r * o->nb + j]
              = *(const V *) (dz + p.pack * c->dz.pack_stride
                              + p.site * c->dz.site_stride + p.vector * VN
                              + j * step);
        }
      for (int64_t i = from; i < to; i++)
        {
          a.tap = t.tap + i * nc;
          a.in = t.in + i * nc;
          a.sum = c->partial + i * nc * o->nb;
          (scalar ? conv_run_scalar_table : conv_run_table)[o->nb] (&a);
        }
    }
  for (int64_t i = from; i < to; i++)
    conv_outer_finish (c, o, i);
}

/* Thread K's share of the weight gradient.  Called by all threads of a team:
   the barriers keep rounds apart that share PARTIAL.  */
static void
conv_outer (const struct conv_outer *c, int k, int threads)
{
  const int lanes = c->x.shape.lanes;
  const int units = conv_units (lanes, c->outs), most = conv_most (lanes);
  const int blocks = conv_blocks (units, most);
  const int in_blocks = conv_blocks (c->ins, LGT_CONV_ROUND_INS);
  const int all = c->stencil->taps, step = LGT_CONV_ROUND_TAPS;

  for (int tap = 0; tap < all; tap += step)
    for (int i = 0; i < in_blocks; i++)
      for (int b = 0; b < blocks; b++)
        {
          struct conv_round o;

          o.tap = tap;
          o.taps = all - tap < step ? all - tap : step;
          o.in = conv_begin (i, c->ins, LGT_CONV_ROUND_INS);
          o.ins = conv_begin (i + 1, c->ins, LGT_CONV_ROUND_INS) - o.in;
          o.out = conv_begin (b, units, most);
          o.nb = conv_begin (b + 1, units, most) - o.out;
          if (tap || i || b)
            {
#pragma omp barrier
            }
          conv_outer_round (c, &o, k, threads);
        }
}
