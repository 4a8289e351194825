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
  int ins;                /* most steps of a round */
};

enum
{
  CONV_COLS = 8,          /* most columns of a tile, an even number */
  CONV_BLOCK = 4,         /* most units */
  CONV_RUN = 64,          /* most row vectors of a run */
#if LGT_ISA_LEVEL == 3
  CONV_SUMS = 24          /* accumulators */
#else
  CONV_SUMS = 12          /* 4 units: 3 columns, which are never in pairs */
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
  const int32_t *tap;     /* of each column, in row[] */
  const int32_t *in;      /* where its input is in a row */
  int64_t pair;           /* from an input to the next one in a row */
  int64_t stride;         /* of a site of x */
  const REAL *zeros;
  V *sum;                 /* [NB][NC] */
};

/* How the columns of a tile lie.  */
enum
{
  CONV_SINGLY,
  CONV_PAIRS,             /* two steps of each tap: half as many rows */
  CONV_HOLES              /* singly, and rows may be missing */
};

LGT_INLINE void
conv_run (const struct conv_run *a, const int nb, const int nc,
          const int cast, const int kind)
{
  const int pairs = kind == CONV_PAIRS ? 2 : 1;
  const int64_t stride = a->stride, pair = a->pair;
  V sum[CONV_BLOCK][CONV_COLS];
  int64_t tap[CONV_COLS], in[CONV_COLS];

  CONV_UNROLL
  for (int k = 0; k < nb; k++)
    CONV_UNROLL
    for (int j = 0; j < nc; j++)
      sum[k][j] = a->sum[k * nc + j];
  CONV_UNROLL
  for (int j = 0; j < nc; j += pairs)
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
      for (int j = 0; j < nc; j += pairs)
        {
          const int64_t from = row[tap[j]];
          const REAL *p = kind == CONV_HOLES && from < 0
                          ? a->zeros : at + from * stride + in[j];

          x[j] = cast ? conv_cast (p, cast) : *(const V *) p;
          if (pairs == 2)
            x[j + 1] = cast ? conv_cast (p + pair, cast)
                            : *(const V *) (p + pair);
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

#define CONV_RUN_FN(nb, cast)                                           \
  static void conv_run_##nb##_##cast##_0 (const struct conv_run *a)     \
  { conv_run (a, nb, CONV_COLUMNS (nb), cast, CONV_SINGLY); }           \
  static void conv_run_##nb##_##cast##_1 (const struct conv_run *a)     \
  { conv_run (a, nb, CONV_COLUMNS (nb), cast, CONV_PAIRS); }            \
  static void conv_run_##nb##_##cast##_2 (const struct conv_run *a)     \
  { conv_run (a, nb, CONV_COLUMNS (nb), cast, CONV_HOLES); }
#define CONV_RUN_FNS(cast)                                              \
  CONV_RUN_FN (1, cast) CONV_RUN_FN (2, cast)                           \
  CONV_RUN_FN (3, cast) CONV_RUN_FN (4, cast)

CONV_RUN_FNS (0)
CONV_RUN_FNS (1)
CONV_RUN_FNS (2)
#if LGT_ISA_LEVEL > 1
CONV_RUN_FNS (4)
#endif
#if LGT_ISA_LEVEL == 3
CONV_RUN_FNS (8)
#endif
CONV_RUN_FN (1, VN)

LGT_INLINE conv_run_fn *
conv_run_choose (const struct conv_form *f, int nb, int kind)
{
#define CONV_RUN_ONE(nb, cast)                                          \
    kind == CONV_HOLES ? conv_run_##nb##_##cast##_2                     \
    : kind == CONV_PAIRS ? conv_run_##nb##_##cast##_1                   \
                         : conv_run_##nb##_##cast##_0
#define CONV_RUN_CASE(nb, cast)                                         \
  case nb * 16 + cast:                                                  \
    return CONV_RUN_ONE (nb, cast);
#define CONV_RUN_CASES(cast)                                            \
  CONV_RUN_CASE (1, cast) CONV_RUN_CASE (2, cast)                       \
  CONV_RUN_CASE (3, cast) CONV_RUN_CASE (4, cast)

  if (!f->wide && f->cast == VN)
    return CONV_RUN_ONE (1, VN);
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
#undef CONV_RUN_ONE
}

/* One round: the units [unit, unit + units) times the columns of the steps
   [in, in + ins) and the taps [tap, tap + taps).  */
struct conv_round
{
  int unit, units, in, ins, tap, taps;
};

/* One thread's tables for a round and a run.  */
struct conv_outer_tables
{
  struct conv_walk walk;
  const REAL *x[CONV_RUN];
  const int32_t *row[CONV_RUN];
  int32_t rows[CONV_RUN * CONV_PITCH];
  V dz[CONV_RUN * LGT_CONV_ROUND_OUTS]; /* block after block */
  /* The columns: tap and place of the input, step; the last ones again, to
     fill up a tile.  */
  int32_t tap[LGT_CONV_ROUND_TAPS * LGT_CONV_ROUND_INS + CONV_COLS];
  int32_t in[LGT_CONV_ROUND_TAPS * LGT_CONV_ROUND_INS + CONV_COLS];
};

/* Where steps are even in number, two of the same tap stand together: then
   two columns share a row.  The end is filled up with the last of them.  */
static void
conv_outer_columns (const struct conv_form *f, const struct conv_round *o,
                    struct conv_outer_tables *t)
{
  const int pairs = o->ins % 2 == 0 ? 2 : 1;
  int n = 0;

  for (int in = o->in; in < o->in + o->ins; in += pairs)
    for (int tap = 0; tap < o->taps; tap++)
      for (int i = in; i < in + pairs; i++, n++)
        {
          t->tap[n] = tap;
          t->in[n] = i * f->together * f->lanes;
        }
  for (int j = 0; j < CONV_COLS; j++)
    {
      t->tap[n + j] = t->tap[n - pairs + j % pairs];
      t->in[n + j] = t->in[n - pairs + j % pairs];
    }
}

/* Add the sums of NB units from UNIT on, NC columns from COLUMN on, to
   dw.  */
static void
conv_outer_finish (const struct conv_outer *c, const struct conv_round *o,
                   const struct conv_outer_tables *t, int unit, int nb,
                   int column, int nc, const V *sum)
{
  const struct conv_form *f = &c->form;
  const int64_t taps = c->stencil->taps;
  REAL *dw = c->dw + (int64_t) c->group * f->outs * f->ins * taps;

  for (int j = 0; j < nc && column + j < o->taps * o->ins; j++)
    for (int k = 0; k < nb; k++)
      {
        const V z = sum[k * nc + j];
        const int out = (unit + k) * f->per;
        const int in = t->in[column + j] / f->lanes;
        REAL *w = dw + ((int64_t) out * f->ins + in) * taps + o->tap
                  + t->tap[column + j];

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

/* A run: N row vectors from number Q on, which are counted as
   (site * packs + pack) * vectors + vector.  */
static void
conv_outer_load (const struct conv_outer *c, const struct conv_round *o,
                 struct conv_outer_tables *t, int64_t q, int n)
{
  const struct conv_form *f = &c->form;
  const int packs = c->x.shape.packs, lanes = f->lanes;
  const int unit = f->wide ? lanes : f->per * lanes;
  const int blocks = conv_blocks (o->units, CONV_BLOCK);
  int begin[LGT_CONV_ROUND_OUTS / CONV_BLOCK + 1];
  const REAL *dz = (const REAL *) c->dz.data
                   + ((int64_t) c->group * f->outs + (int64_t) o->unit
                      * f->per) * lanes;
  const int left = (f->outs - o->unit * f->per) * lanes;
  int vector = (int) (q % f->vectors);
  int pack = (int) (q / f->vectors % packs);
  int64_t site = q / f->vectors / packs;
  int32_t *rows = t->rows;

  for (int b = 0; b <= blocks; b++)
    begin[b] = conv_begin (b, o->units, CONV_BLOCK);
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
      for (int b = 0; b < blocks; b++)
        {
          const int from = begin[b], nb = begin[b + 1] - from;
          V *to = t->dz + from * n + r * nb;

          for (int k = 0; k < nb; k++)
            {
              const int e = (from + k) * unit;

              to[k] = f->wide ? *(const V *) (at + e)
                      : conv_repeat (f, conv_load (at + e,
                                                   left - e < unit
                                                   ? left - e : unit));
            }
        }
      if (++vector < f->vectors)
        continue;
      vector = 0;
      if (++pack < packs)
        continue;
      pack = 0;
      site++;
      rows += CONV_PITCH;
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
  const int columns = o->taps * o->ins;
  const int blocks = conv_blocks (o->units, CONV_BLOCK);
  const int64_t n = (int64_t) c->dz.shape.sites * c->x.shape.packs
                    * f->vectors;
  struct conv_outer_tables t;
  struct conv_run a = { .x = t.x, .row = t.row, .stride = c->x.site_stride,
                        .pair = f->together * f->lanes, .zeros = c->zeros };

  conv_walk_begin (&t.walk, c->stencil, 0, o->tap, o->taps);
  conv_outer_columns (f, o, &t);
  for (int64_t q = 0; q < n; q += CONV_RUN)
    {
      a.n = n - q < CONV_RUN ? (int) (n - q) : CONV_RUN;
      conv_outer_load (c, o, &t, q, a.n);
      for (int b = 0; b < blocks; b++)
        {
          const int unit = conv_begin (b, o->units, CONV_BLOCK);
          const int nb = conv_begin (b + 1, o->units, CONV_BLOCK) - unit;
          const int nc = CONV_COLUMNS (nb);
          const int kind = t.walk.holes ? CONV_HOLES
                           : o->ins % 2 == 0 && nc % 2 == 0 ? CONV_PAIRS
                           : CONV_SINGLY;
          conv_run_fn *run = conv_run_choose (f, nb, kind);
          V *partial = c->partial + (int64_t) unit * (columns + CONV_COLS);
          int64_t from, to;

          conv_share ((columns + nc - 1) / nc, k, threads, &from, &to);
          if (q == 0)
            memset (partial + from * nc * nb, 0,
                    (size_t) ((to - from) * nc * nb) * sizeof (V));
          a.dz = t.dz + unit * a.n;
          for (int64_t i = from; i < to; i++)
            {
              a.tap = t.tap + i * nc;
              a.in = t.in + i * nc;
              a.sum = partial + i * nc * nb;
              run (&a);
            }
          for (int64_t i = from; i < to && q + CONV_RUN >= n; i++)
            conv_outer_finish (c, o, &t, o->unit + unit, nb, (int) i * nc,
                               nc, partial + i * nc * nb);
        }
    }
}

/* Thread K's share of the weight gradient.  Called by all threads of a team:
   the barriers keep rounds apart that share PARTIAL.  */
static void
conv_outer (const struct conv_outer *c, int k, int threads)
{
  const struct conv_form *f = &c->form;
  const int most = LGT_CONV_ROUND_OUTS;
  const int blocks = conv_blocks (f->units, most);
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
            o.unit = conv_begin (b, f->units, most);
            o.units = conv_begin (b + 1, f->units, most) - o.unit;
            conv_outer_round (c, &o, k, threads);
#pragma omp barrier
          }
    }
}
