/* One pass of the convolution: y = or += sum over taps and input channels,
   forward or through the transposed stencil.  Included once for each number
   type with REAL, V, VI, VN, V_SET and V_(name) defined.  */

/* A pass over all row vectors of Y.  */
struct conv_pass
{
  const struct lgt_stencil *stencil;
  int transposed;
  int outs, ins;          /* channels */
  struct lgt_view x, y;
  const REAL *weights;    /* packed */
  const REAL *bias;       /* of y; NULL: none */
  const REAL *zeros;      /* a row of x that stands for missing ones */
  int add;                /* y +=, without an activation */
  enum lgt_activation activation;
  double slope;
  struct lgt_view pre;    /* gets the sum before the activation; data NULL:
                             nobody wants it */
};

/* Packed weights: for each block of outputs, for each u and input, the
   weights of the block's outputs.  With lanes = 1 an output is a vector of
   VN output channels, the last ones padded with zeros.  */
LGT_INLINE int
conv_units (int lanes, int channels)
{
  return lanes == 1 ? (channels + VN - 1) / VN : channels;
}
LGT_INLINE int
conv_most (int lanes)
{
  return lanes == 1 ? CONV_UNITS : CONV_OUTS;
}

/* Thread K's share of packing WEIGHT (out, in, tap).  TRANSPOSED: the
   weights' inputs are the pass's outputs.  */
static void
conv_pack (const struct conv_pass *c, const REAL *weight, REAL *packed,
           int k, int threads)
{
  const int width = c->x.shape.lanes == 1 ? VN : 1;
  const int units = conv_units (c->x.shape.lanes, c->outs);
  const int most = conv_most (c->x.shape.lanes);
  const int blocks = conv_blocks (units, most);
  const int taps = c->stencil->taps;
  const int64_t step_out = c->transposed ? taps : (int64_t) c->ins * taps;
  const int64_t step_in = c->transposed ? (int64_t) c->outs * taps : taps;
  int64_t from, to;

  conv_share ((int64_t) blocks * taps, k, threads, &from, &to);
  for (int64_t job = from; job < to; job++)
    {
      const int b = (int) (job / taps), u = (int) (job % taps);
      const int begin = conv_begin (b, units, most) * width;
      const int size = conv_begin (b + 1, units, most) * width - begin;
      const REAL *w = weight + conv_tap (c->stencil, u) + begin * step_out;
      REAL *to_w = packed + ((int64_t) begin * taps
                             + (int64_t) u * size) * c->ins;

      for (int i = 0; i < c->ins; i++, w += step_in, to_w += size)
        for (int o = 0; o < size; o++)
          to_w[o] = begin + o < c->outs ? w[o * step_out] : 0;
    }
}

/* One tile's work.  */
struct conv_tile
{
  int n;                  /* taps */
  const int32_t *tap;     /* their place in the packed weights */
  const int32_t *row[CONV_ROWS];        /* rows of x, -1: missing; n + 1 */
  const REAL *x[CONV_ROWS];             /* pack and lane of each row vector */
  REAL *y[CONV_ROWS];
  const REAL *zeros, *weights, *bias;
  int64_t stride;         /* of a site of x */
  int ins, lanes;
  int outs;               /* lanes = 1: channels in this block */
};

typedef REAL v_any __attribute__ ((vector_size (LGT_VECTOR_BYTES), may_alias,
                                   aligned (sizeof (REAL))));

/* N <= VN elements at P, zeros behind them.  */
LGT_INLINE V
conv_load (const REAL *p, int n)
{
  V x = { 0 };

  if (n >= VN)
    return *(const v_any *) p;
  memcpy (&x, p, (size_t) n * sizeof *p);
  return x;
}
LGT_INLINE void
conv_store (REAL *p, int n, V x)
{
  if (n >= VN)
    *(v_any *) p = x;
  else
    memcpy (p, &x, (size_t) n * sizeof *p);
}

/* The tile of NB outputs times NR row vectors.  SHARED: all row vectors
   belong to one site.  SCALAR: lanes = 1.  BIAS: start from it (or zero) and
   not from y.  All four are constants where this is inlined.  */
LGT_INLINE void
conv_tile (const struct conv_tile *a, const int nb, const int nr,
           const int shared, const int scalar)
{
  const int wstep = scalar ? nb * VN : nb;
  const int lanes = scalar ? 1 : a->lanes;
  V sum[CONV_OUTS][CONV_ROWS];
  int64_t apart[CONV_ROWS];

  CONV_UNROLL
  for (int k = 0; k < nb; k++)
    CONV_UNROLL
    for (int r = 0; r < nr; r++)
      if (a->bias)
        sum[k][r] = scalar ? conv_load (a->bias + k * VN, a->outs - k * VN)
                           : V_SET (a->bias[k]);
      else
        sum[k][r] = scalar ? conv_load (a->y[r] + k * VN, a->outs - k * VN)
                           : *(const V *) (a->y[r] + k * lanes);
  CONV_UNROLL
  for (int r = 0; r < nr; r++)
    apart[r] = shared ? a->x[r] - a->x[0] : 0;

  for (int e = 0; e < a->n; e++)
    {
      const REAL *w = a->weights + (int64_t) a->tap[e] * a->ins * wstep;
      const REAL *x[CONV_ROWS], *soon[CONV_ROWS];

      CONV_UNROLL
      for (int r = 0; r < nr; r++)
        if (shared)
          {
            x[r] = r ? x[0] + apart[r] : a->x[0] + a->row[0][e] * a->stride;
            soon[r] = r ? soon[0] + apart[r]
                        : a->x[0] + a->row[0][e + 1] * a->stride;
          }
        else
          {
            const int64_t row = a->row[r][e], next = a->row[r][e + 1];

            x[r] = row < 0 ? a->zeros : a->x[r] + row * a->stride;
            soon[r] = next < 0 ? a->zeros : a->x[r] + next * a->stride;
          }
      for (int i = 0; i < a->ins; i++)
        {
          V in[CONV_ROWS];

          CONV_UNROLL
          for (int r = 0; r < nr; r++)
            {
              in[r] = scalar ? V_SET (*x[r]) : *(const V *) x[r];
              x[r] += lanes;
              /* The next tap's rows come while this one's are used.  */
              if (!scalar)
                {
                  __builtin_prefetch (soon[r]);
                  soon[r] += lanes;
                }
            }
          CONV_UNROLL
          for (int k = 0; k < nb; k++)
            {
              const V wk = scalar ? *(const v_any *) (w + k * VN)
                                  : V_SET (w[k]);

              CONV_UNROLL
              for (int r = 0; r < nr; r++)
                sum[k][r] += wk * in[r];
            }
          w += wstep;
        }
    }

  CONV_UNROLL
  for (int k = 0; k < nb; k++)
    CONV_UNROLL
    for (int r = 0; r < nr; r++)
      if (scalar)
        conv_store (a->y[r] + k * VN, a->outs - k * VN, sum[k][r]);
      else
        *(V *) (a->y[r] + k * lanes) = sum[k][r];
}

typedef void conv_tile_fn (const struct conv_tile *);

#define CONV_TILE(nb, nr)                                               \
  static void conv_tile_##nb##_##nr (const struct conv_tile *a)         \
  { conv_tile (a, nb, nr, 0, 0); }                                      \
  static void conv_tile_shared_##nb##_##nr (const struct conv_tile *a)  \
  { conv_tile (a, nb, nr, 1, 0); }
#define CONV_TILE_SCALAR(nb, nr)                                        \
  static void conv_tile_scalar_##nb##_##nr (const struct conv_tile *a)  \
  { conv_tile (a, nb, nr, 0, 1); }

CONV_TILE (1, 8)
CONV_TILE (2, 4)
CONV_TILE_SCALAR (1, 8)
#if LGT_ISA_LEVEL == 3
CONV_TILE (3, 4)
CONV_TILE (4, 4)
CONV_TILE (4, 2)
CONV_TILE (5, 2)
CONV_TILE (6, 2)
CONV_TILE (7, 2)
CONV_TILE (8, 2)
CONV_TILE_SCALAR (2, 8)
#else
CONV_TILE (2, 2)
CONV_TILE (3, 2)
CONV_TILE (4, 2)
CONV_TILE_SCALAR (1, 4)
CONV_TILE_SCALAR (2, 4)
#endif

/* How many row vectors a tile has whose largest block is NB outputs: enough
   for 8 to 16 accumulators.  */
LGT_INLINE int
conv_tile_rows (int scalar, int nb)
{
  if (scalar)
    return LGT_ISA_LEVEL == 3 || nb == 1 ? 8 : 4;
  if (LGT_ISA_LEVEL == 3)
    return nb > 4 ? 2 : nb > 1 ? 4 : 8;
  return nb > 2 ? 2 : nb > 1 ? 4 : 8;
}

#define CONV_CASE(nb, nr)                                               \
  case 16 * nb + nr:                                                    \
    return shared ? conv_tile_shared_##nb##_##nr : conv_tile_##nb##_##nr;
#define CONV_CASE_SCALAR(nb, nr)                                        \
  case 16 * nb + nr:                                                    \
    return conv_tile_scalar_##nb##_##nr;

/* The kernel: NB is the largest block or one less.  */
LGT_INLINE conv_tile_fn *
conv_tile_choose (int nb, int nr, int shared, int scalar)
{
  if (scalar)
    switch (16 * nb + nr)
      {
        CONV_CASE_SCALAR (1, 8)
#if LGT_ISA_LEVEL == 3
        CONV_CASE_SCALAR (2, 8)
#else
        CONV_CASE_SCALAR (1, 4)
        CONV_CASE_SCALAR (2, 4)
#endif
      }
  else
    switch (16 * nb + nr)
      {
        CONV_CASE (1, 8)
        CONV_CASE (2, 4)
#if LGT_ISA_LEVEL == 3
        CONV_CASE (3, 4)
        CONV_CASE (4, 4)
        CONV_CASE (4, 2)
        CONV_CASE (5, 2)
        CONV_CASE (6, 2)
        CONV_CASE (7, 2)
        CONV_CASE (8, 2)
#else
        CONV_CASE (2, 2)
        CONV_CASE (3, 2)
        CONV_CASE (4, 2)
#endif
      }
  __builtin_unreachable ();
}

/* ---- activations ---- */

/* y = act (y) for the channels of one row vector (lanes = 1: of one row);
   PRE, where it is not NULL, gets the argument.  */
LGT_INLINE void
conv_activate_as (const struct conv_pass *c, enum lgt_activation kind,
                  REAL *y, REAL *pre)
{
  const int scalar = c->y.shape.lanes == 1;
  const int step = scalar ? VN : c->y.shape.lanes;
  const int units = conv_units (c->y.shape.lanes, c->outs);

  for (int i = 0; i < units; i++)
    {
      const int n = scalar ? c->outs - i * VN : VN;
      const V x = conv_load (y + (int64_t) i * step, n);

      if (pre)
        conv_store (pre + (int64_t) i * step, n, x);
      conv_store (y + (int64_t) i * step, n,
                  V_ (activate) (kind, c->slope, x));
    }
}

static void
conv_activate (const struct conv_pass *c, REAL *y, REAL *pre)
{
  switch (c->activation)
    {
    case LGT_TANH:
      conv_activate_as (c, LGT_TANH, y, pre);
      break;
    case LGT_LEAKY_RELU:
      conv_activate_as (c, LGT_LEAKY_RELU, y, pre);
      break;
    case LGT_SILU:
      conv_activate_as (c, LGT_SILU, y, pre);
      break;
    case LGT_GELU:
      conv_activate_as (c, LGT_GELU, y, pre);
      break;
    case LGT_IDENTITY:
      break;
    }
}

/* ---- the walk over tiles ---- */

/* Where a row vector is; q counts as in conv.h.  */
struct conv_place
{
  int64_t site;
  int pack, vector;
};

LGT_INLINE struct conv_place
conv_place (int64_t q, int packs, int vectors)
{
  struct conv_place p;

  p.vector = (int) (q % vectors);
  q /= vectors;
  p.pack = (int) (q % packs);
  p.site = q / packs;
  return p;
}
LGT_INLINE void
conv_step (struct conv_place *p, int packs, int vectors)
{
  if (++p->vector < vectors)
    return;
  p->vector = 0;
  if (++p->pack < packs)
    return;
  p->pack = 0;
  p->site++;
}

/* One thread's tables for the tile at hand.  */
struct conv_tables
{
  struct conv_walk walk;
  int32_t tap[CONV_TAPS + CONV_PAD];    /* all taps of the chunk in turn */
  int32_t some[CONV_TAPS];              /* those that a tile really reads */
  int64_t site[CONV_ROWS];              /* whose rows are in row[slot] */
  int32_t row[CONV_ROWS][CONV_TAPS + CONV_PAD];
  int32_t found[CONV_ROWS][CONV_TAPS + 1];      /* rows of some[] */
};

/* Leave out of A the taps that none of its NR row vectors reads: through a
   transposed explicit table most taps of most sites are missing.  */
static void
conv_skip_missing (struct conv_tables *t, struct conv_tile *a, int nr,
                   int shared)
{
  const int rows = shared ? 1 : nr;
  int n = 0;

  for (int e = 0; e < a->n; e++)
    {
      int any = 0;

      for (int r = 0; r < rows; r++)
        {
          t->found[r][n] = a->row[r][e];
          any |= a->row[r][e] >= 0;
        }
      t->some[n] = a->tap[e];
      n += any;
    }
  for (int r = 0; r < rows; r++)
    t->found[r][n] = -1;
  a->n = n;
  a->tap = t->some;
  for (int r = 0; r < nr; r++)
    a->row[r] = t->found[shared ? 0 : r];
}

/* Thread K's share of the taps [first, first + count) of the pass C.  */
static void
conv_pass_chunk (const struct conv_pass *c, int first, int count, int k,
                 int threads)
{
  const int scalar = c->x.shape.lanes == 1;
  const int width = scalar ? VN : 1;
  const int packs = c->y.shape.packs;
  const int vectors = scalar ? 1 : c->y.shape.lanes / VN;
  const int units = conv_units (c->y.shape.lanes, c->outs);
  const int most = conv_most (c->y.shape.lanes);
  const int blocks = conv_blocks (units, most);
  const int nr = conv_tile_rows (scalar, (units + blocks - 1) / blocks);
  const int holes = c->transposed && !c->stencil->separable;
  const int last = first + count == c->stencil->taps;
  const int64_t n = (int64_t) c->y.shape.sites * packs * vectors;
  struct conv_tables t;
  struct conv_tile a = { 0 };
  int64_t from, to;
  struct conv_place p;

  conv_share ((n + nr - 1) / nr, k, threads, &from, &to);
  if (from == to)
    return;
  conv_walk_begin (&t.walk, c->stencil, c->transposed, first, count);
  for (int e = 0; e < count; e++)
    t.tap[e] = first + e;
  for (int r = 0; r < CONV_ROWS; r++)
    t.site[r] = -1;
  a.zeros = c->zeros;
  a.stride = c->x.site_stride;
  a.ins = c->ins;
  a.lanes = c->x.shape.lanes;
  p = conv_place (from * nr, packs, vectors);

  for (int64_t tile = from; tile < to; tile++)
    {
      int64_t at[CONV_ROWS], pre[CONV_ROWS];
      int shared = 1, slot = 0;

      /* The last tile is filled up with its last row vector: the same
         numbers are then written twice.  */
      for (int r = 0; r < nr; r++)
        {
          if (r > 0 && tile * nr + r < n)
            conv_step (&p, packs, vectors);
          a.x[r] = (const REAL *) c->x.data + p.pack * c->x.pack_stride
                   + p.vector * VN;
          at[r] = p.pack * c->y.pack_stride + p.site * c->y.site_stride
                  + p.vector * VN;
          pre[r] = p.pack * c->pre.pack_stride
                   + p.site * c->pre.site_stride + p.vector * VN;
          if (r == 0 || p.site != t.site[slot])
            {
              shared = r == 0;
              slot = r;
              if (t.site[slot] != p.site)
                {
                  conv_walk_rows (&t.walk, p.site, t.row[slot]);
                  t.row[slot][count] = t.row[slot][0];
                }
              t.site[slot] = p.site;
            }
          a.row[r] = t.row[slot];
        }
      conv_step (&p, packs, vectors);
      a.n = count;
      a.tap = t.tap;
      if (holes)
        conv_skip_missing (&t, &a, nr, shared);

      for (int b = 0; b < blocks; b++)
        {
          const int begin = conv_begin (b, units, most);
          const int nb = conv_begin (b + 1, units, most) - begin;
          const int64_t shift = (int64_t) begin * width * a.lanes;

          a.weights = c->weights
                      + (int64_t) begin * width * c->stencil->taps * c->ins;
          a.bias = c->add || first ? NULL : c->bias + begin * width;
          a.outs = c->outs - begin * width;
          for (int r = 0; r < nr; r++)
            a.y[r] = (REAL *) c->y.data + at[r] + shift;
          conv_tile_choose (nb, nr, shared, scalar) (&a);
        }
      if (last && c->activation != LGT_IDENTITY)
        for (int r = 0; r < nr && tile * nr + r < n; r++)
          conv_activate (c, (REAL *) c->y.data + at[r],
                         c->pre.data ? (REAL *) c->pre.data + pre[r] : NULL);
    }
}

static void
conv_pass (const struct conv_pass *c, int k, int threads)
{
  for (int first = 0; first < c->stencil->taps; first += CONV_TAPS)
    {
      const int left = c->stencil->taps - first;

      conv_pass_chunk (c, first, left < CONV_TAPS ? left : CONV_TAPS, k,
                       threads);
    }
}
