/* The weight gradient,

     dw[o, i, t] += sum over sites, packs, lanes of dz[o, s] x[i, row (s, t)].

   Columns are the (tap, step of inputs) pairs.  A tile is a block of units
   of outputs times a few columns, a register each; it is added up over a run
   of row vectors that is short enough for their dz to stay in the first
   cache, and kept in scratch between the runs.  A thread owns tiles, so
   every weight is summed in the same order whatever the number of threads.
   Included like conv_form.h.  */

struct conv_outer
{
  const struct lgt_stencil *stencil;
  struct conv_form form;  /* of a group */
  int group;
  struct lgt_view x, dz;
  const REAL *zeros;
  REAL *dw;
  V *partial;             /* sums of one round's tiles */
  int ins, outs;          /* most steps and units of a round */
};

enum
{
  CONV_COLS = 8,          /* most columns of a tile */
  CONV_RUN = 64,          /* most row vectors of a run */
#if LGT_ISA_LEVEL == 3
  CONV_SUMS = 24          /* accumulators */
#else
  CONV_SUMS = 12
#endif
};

/* Columns of a tile of NB units.  */
#define CONV_COLUMNS(nb) \
  (CONV_SUMS / (nb) < CONV_COLS ? CONV_SUMS / (nb) : CONV_COLS)

/* One tile over one run.  */
struct conv_run
{
  int n;                  /* row vectors */
  const V *dz;            /* [n][NB] */
  const REAL *const *x;   /* pack and lane */
  const int32_t *const *row;            /* rows of that site */
  int tap[CONV_COLS];     /* of each column, in row[] */
  int64_t in[CONV_COLS];  /* where its input is in a row */
  int64_t stride;         /* of a site of x */
  const REAL *zeros;
  V *sum;                 /* [NB][NC] */
};

LGT_INLINE void
conv_run (const struct conv_run *a, const int nb, const int nc,
          const int cast, const int holes)
{
  V sum[4][CONV_COLS];
  int tap[CONV_COLS];
  int64_t in[CONV_COLS];

  CONV_UNROLL
  for (int k = 0; k < nb; k++)
    CONV_UNROLL
    for (int j = 0; j < nc; j++)
      sum[k][j] = a->sum[k * nc + j];
  CONV_UNROLL
  for (int j = 0; j < nc; j++)
    {
      tap[j] = a->tap[j];
      in[j] = a->in[j];
    }
  for (int r = 0; r < a->n; r++)
    {
      const V *dz = a->dz + r * nb;
      const int32_t *row = a->row[r];
      const REAL *at = a->x[r];
      V x[CONV_COLS];

      CONV_UNROLL
      for (int j = 0; j < nc; j++)
        {
          const int32_t from = row[tap[j]];
          const REAL *p = holes && from < 0
                          ? a->zeros : at + from * a->stride + in[j];

          x[j] = cast ? conv_cast (p, cast) : *(const V *) p;
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

#define CONV_RUN_FN(nb, cast, holes)                                    \
  static void                                                           \
  conv_run_##nb##_##cast##_##holes (const struct conv_run *a)           \
  {                                                                     \
    conv_run (a, nb, CONV_COLUMNS (nb), cast, holes);                   \
  }
#define CONV_RUN_FNS(cast)                                              \
  CONV_RUN_FN (1, cast, 0) CONV_RUN_FN (2, cast, 0)                     \
  CONV_RUN_FN (3, cast, 0) CONV_RUN_FN (4, cast, 0)                     \
  CONV_RUN_FN (1, cast, 1) CONV_RUN_FN (2, cast, 1)                     \
  CONV_RUN_FN (3, cast, 1) CONV_RUN_FN (4, cast, 1)

CONV_RUN_FNS (0)
CONV_RUN_FNS (1)
CONV_RUN_FNS (2)
#if LGT_ISA_LEVEL > 1
CONV_RUN_FNS (4)
#endif
#if LGT_ISA_LEVEL == 3
CONV_RUN_FNS (8)
#endif
CONV_RUN_FN (1, VN, 0)
CONV_RUN_FN (1, VN, 1)

LGT_INLINE conv_run_fn *
conv_run_choose (const struct conv_form *f, int nb, int holes)
{
#define CONV_RUN_CASE(nb, cast)                                         \
  case nb * 16 + cast:                                                  \
    return holes ? conv_run_##nb##_##cast##_1 : conv_run_##nb##_##cast##_0;
#define CONV_RUN_CASES(cast)                                            \
  CONV_RUN_CASE (1, cast) CONV_RUN_CASE (2, cast)                       \
  CONV_RUN_CASE (3, cast) CONV_RUN_CASE (4, cast)

  if (!f->wide && f->cast == VN)
    return holes ? conv_run_1_VN_1 : conv_run_1_VN_0;
  switch (nb * 16 + f->cast)
    {
      CONV_RUN_CASES (0)
      CONV_RUN_CASES (1)
      CONV_RUN_CASES (2)
#if LGT_ISA_LEVEL > 1
      CONV_RUN_CASES (4)
#endif
#if LGT_ISA_LEVEL == 3
      CONV_RUN_CASES (8)
#endif
    }
  __builtin_unreachable ();
#undef CONV_RUN_CASES
#undef CONV_RUN_CASE
}

/* One round: NB units from UNIT on, times the columns of the steps [in, in +
   ins) and the taps [tap, tap + taps).  */
struct conv_round
{
  int unit, nb, in, ins, tap, taps;
};

/* Column number COLUMN of round O: which tap (from the round's first) and
   which step.  Tiles of an even number of columns take two steps of the same
   taps: then two columns share a row.  */
LGT_INLINE void
conv_outer_column (const struct conv_round *o, int column, int *tap, int *in)
{
  const int pairs = o->ins % 2 == 0 ? 2 : 1;
  const int all = o->taps * pairs;

  *in = o->in + column / all * pairs + column % pairs;
  *tap = column % all / pairs;
}

/* Add tile I's sums to dw.  */
static void
conv_outer_finish (const struct conv_outer *c, const struct conv_round *o,
                   int64_t i)
{
  const struct conv_form *f = &c->form;
  const int nc = CONV_COLUMNS (o->nb), columns = o->taps * o->ins;
  const V *sum = c->partial + i * nc * o->nb;
  const int64_t taps = c->stencil->taps;
  REAL *dw = c->dw + (int64_t) c->group * f->outs * f->ins * taps;

  for (int j = 0; j < nc && i * nc + j < columns; j++)
    {
      int tap, in;

      conv_outer_column (o, (int) (i * nc) + j, &tap, &in);
      for (int k = 0; k < o->nb; k++)
        {
          const V z = sum[k * nc + j];
          const int out = (o->unit + k) * f->per;
          REAL *w = dw + ((int64_t) out * f->ins + in * f->together) * taps
                    + o->tap + tap;

          if (f->wide)
            *w = (REAL) (*w + conv_total (z));
          else
            for (int e = 0; e < VN && out + e / f->cast < f->outs;
                 e += f->lanes)
              {
                REAL *at = w + (int64_t) (e / f->cast) * f->ins * taps
                           + e % f->cast / f->lanes * taps;
                double total = 0;

                for (int l = 0; l < f->lanes; l++)
                  total += (double) z[e + l];
                *at = (REAL) (*at + total);
              }
        }
    }
}

/* One thread's tables for a run.  */
struct conv_outer_tables
{
  struct conv_walk walk;
  const REAL *x[CONV_RUN];
  const int32_t *row[CONV_RUN];
  int32_t rows[CONV_RUN * (CONV_TAPS + CONV_PAD)];
  V dz[CONV_RUN * 4];
};

/* A run: N row vectors from number Q on, which are counted as
   (site * packs + pack) * vectors + vector.  */
static void
conv_outer_load (const struct conv_outer *c, const struct conv_round *o,
                 struct conv_outer_tables *t, int64_t q, int n)
{
  const struct conv_form *f = &c->form;
  const int packs = c->x.shape.packs, lanes = f->lanes;
  const int unit = f->wide ? lanes : f->per * lanes;
  const REAL *dz = (const REAL *) c->dz.data
                   + ((int64_t) c->group * f->outs + (int64_t) o->unit
                      * f->per) * lanes;
  const int left = (f->outs - o->unit * f->per) * lanes;
  int vector = (int) (q % f->vectors);
  int pack = (int) (q / f->vectors % packs);
  int64_t site = q / f->vectors / packs;
  int32_t *rows = t->rows;

  conv_walk_rows (&t->walk, site, rows);
  for (int r = 0; r < n; r++)
    {
      const REAL *at = dz + pack * c->dz.pack_stride
                       + site * c->dz.site_stride + vector * VN;

      t->row[r] = rows;
      t->x[r] = (const REAL *) c->x.data + pack * c->x.pack_stride
                + vector * VN + (int64_t) c->group * f->ins * lanes;
      /* A copy, because in place the rows of many channels may all fall into
         the same few sets of the cache.  */
      for (int k = 0; k < o->nb; k++)
        {
          const int m = left - k * unit < unit ? left - k * unit : unit;

          t->dz[r * o->nb + k]
            = f->wide ? *(const V *) (at + k * unit)
                      : conv_repeat (f, conv_load (at + k * unit, m));
        }
      if (++vector < f->vectors)
        continue;
      vector = 0;
      if (++pack < packs)
        continue;
      pack = 0;
      site++;
      rows += t->walk.count + CONV_PAD;
      if (r + 1 < n)
        conv_walk_rows (&t->walk, site, rows);
    }
}

/* Thread K's tiles of a round.  */
static void
conv_outer_round (const struct conv_outer *c, const struct conv_round *o,
                  int k, int threads)
{
  const struct conv_form *f = &c->form;
  const int nc = CONV_COLUMNS (o->nb), columns = o->taps * o->ins;
  const int64_t n = (int64_t) c->dz.shape.sites * c->x.shape.packs
                    * f->vectors;
  struct conv_outer_tables t;
  struct conv_run a;
  conv_run_fn *run;
  int64_t from, to;

  conv_share ((columns + nc - 1) / nc, k, threads, &from, &to);
  if (from == to)
    return;
  memset (c->partial + from * nc * o->nb, 0,
          (size_t) ((to - from) * nc * o->nb) * sizeof (V));
  conv_walk_begin (&t.walk, c->stencil, 0, o->tap, o->taps);
  run = conv_run_choose (f, o->nb, t.walk.holes);
  a.x = t.x;
  a.row = t.row;
  a.stride = c->x.site_stride;
  a.zeros = c->zeros;
  a.dz = t.dz;
  for (int64_t q = 0; q < n; q += CONV_RUN)
    {
      a.n = n - q < CONV_RUN ? (int) (n - q) : CONV_RUN;
      conv_outer_load (c, o, &t, q, a.n);
      for (int64_t i = from; i < to; i++)
        {
          for (int j = 0; j < nc; j++)
            {
              /* The last tile is filled up with the last column.  */
              const int column = (int) i * nc + j;
              int in;

              conv_outer_column (o, column < columns ? column : columns - 1,
                                 &a.tap[j], &in);
              a.in[j] = (int64_t) in * f->together * f->lanes;
            }
          a.sum = c->partial + i * nc * o->nb;
          run (&a);
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
  const struct conv_form *f = &c->form;
  const int blocks = conv_blocks (f->units, c->outs);
  const int in_blocks = conv_blocks (f->steps, c->ins);
  int step;

  for (int tap = 0; tap < c->stencil->taps; tap += step)
    {
      step = conv_chunk (c->stencil, tap);
      for (int i = 0; i < in_blocks; i++)
        for (int b = 0; b < blocks; b++)
          {
            struct conv_round o = { .tap = tap, .taps = step };

            o.in = conv_begin (i, f->steps, c->ins);
            o.ins = conv_begin (i + 1, f->steps, c->ins) - o.in;
            o.unit = conv_begin (b, f->units, c->outs);
            o.nb = conv_begin (b + 1, f->units, c->outs) - o.unit;
            conv_outer_round (c, &o, k, threads);
#pragma omp barrier
          }
    }
}
