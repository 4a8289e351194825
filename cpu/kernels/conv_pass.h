/* One pass of the convolution: y = or += sum over taps and input channels,
   forward or through the transposed stencil.  Included once for each number
   type with REAL, V, VI, VN, V_SET and V_(name) defined.  */

/* A pass over all row vectors of Y.  */
struct conv_pass
{
  int group;              /* as in struct conv_walk; from conv_group */
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
      const REAL *w = weight + conv_tap (c->stencil, c->group, u)
                      + begin * step_out;
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

/* One input channel of a tap: SUM += weights x rows; all pointers go on.  */
LGT_INLINE void
conv_channel (const REAL **x, const REAL **soon, const REAL **w,
           V (*sum)[CONV_ROWS], const int lanes, const int nb, const int nr,
           const int scalar)
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
      const V wk = scalar ? *(const v_any *) (*w + k * VN) : V_SET ((*w)[k]);

      CONV_UNROLL
      for (int r = 0; r < nr; r++)
        sum[k][r] += wk * in[r];
    }
  *w += scalar ? nb * VN : nb;
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
      /* By fours: a loop as short as a few channels costs a mispredicted
         branch a tap.  */
      int i = a->ins;

      for (; i >= 4; i -= 4)
        {
          CONV_UNROLL
          for (int j = 0; j < 4; j++)
            conv_channel (x, soon, &w, sum, lanes, nb, nr, scalar);
        }
      for (; i > 0; i--)
        conv_channel (x, soon, &w, sum, lanes, nb, nr, scalar);
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

/* One thread's tables for the sites at hand.  */
struct conv_tables
{
  struct conv_walk walk;
  int32_t tap[CONV_TAPS + 1];           /* all taps of the chunk in turn */
  int32_t row[CONV_SITES][CONV_TAPS + CONV_PAD];
  int32_t some[CONV_TAPS];              /* taps that a tile really reads */
  int32_t found[CONV_ROWS][CONV_TAPS + 1];      /* and their rows */
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

/* How a pass is cut: NR row vectors a tile, SHARED if they are of one site;
   a column is what lies side by side at a site, a tile's width of it.  */
struct conv_cut
{
  int scalar, units, most, blocks, nr, shared, columns;
};

LGT_INLINE struct conv_cut
conv_cut (const struct conv_pass *c)
{
  const int lanes = c->y.shape.lanes;
  struct conv_cut u;
  int across;

  u.scalar = lanes == 1;
  u.units = conv_units (lanes, c->outs);
  u.most = conv_most (lanes);
  u.blocks = conv_blocks (u.units, u.most);
  u.nr = conv_tile_rows (u.scalar, (u.units + u.blocks - 1) / u.blocks);
  across = c->y.shape.packs * (u.scalar ? 1 : lanes / VN);
  u.shared = across % u.nr == 0;
  u.columns = u.shared ? across / u.nr : across;
  return u;
}

/* The group of taps for C: rows of one group, of a site and its neighbours
   in direction 0, fit into CONV_CACHE.  */
LGT_INLINE int
conv_group (const struct conv_pass *c)
{
  const struct conv_cut u = conv_cut (c);
  const int k = c->stencil->kernel[0], others = c->stencil->taps / k;
  const size_t row = (size_t) c->ins * sizeof (REAL)
                     * (u.scalar ? 1 : VN * (u.shared ? u.nr : 1));
  const int most = (int) (CONV_CACHE / (row * (size_t) (k + 1)));
  const int groups = conv_blocks (others, most > 0 ? most : 1);

  if (c->stencil->taps > CONV_TAPS)
    return others;
  return (others + groups - 1) / groups;
}

/* Column COLUMN of the sites [begin, end), whose rows are in T, through the
   taps [first, first + count).  */
static void
conv_pass_column (const struct conv_pass *c, const struct conv_cut *u,
                  struct conv_tables *t, int64_t begin, int64_t end,
                  int column, int first, int count)
{
  const int lanes = c->y.shape.lanes, width = u->scalar ? VN : 1;
  const int vectors = u->scalar ? 1 : lanes / VN, nr = u->nr;
  const int holes = c->transposed && !c->stencil->separable;
  const int step = holes || c->stencil->taps > CONV_TAPS
                   ? count : c->group * c->stencil->kernel[0];
  const int64_t stride = u->shared ? 1 : nr;
  int64_t x_at[CONV_ROWS], y_at[CONV_ROWS], pre_at[CONV_ROWS];
  struct conv_tile a;

  for (int r = 0; r < nr; r++)
    {
      const int q = u->shared ? column * nr + r : column;
      const int pack = q / vectors, lane = q % vectors * VN;

      x_at[r] = pack * c->x.pack_stride + lane;
      y_at[r] = pack * c->y.pack_stride + lane;
      pre_at[r] = pack * c->pre.pack_stride + lane;
      a.x[r] = (const REAL *) c->x.data + x_at[r];
    }
  a.zeros = c->zeros;
  a.stride = c->x.site_stride;
  a.ins = c->ins;
  a.lanes = lanes;

  for (int e = 0; e < count; e += step)
    for (int64_t s = begin; s < end; s += stride)
      {
        int64_t at[CONV_ROWS];

        a.n = count - e < step ? count - e : step;
        a.tap = t->tap + e;
        for (int r = 0; r < nr; r++)
          {
            /* Sites past the end stand for the last one: the same numbers
               are then written twice.  */
            const int64_t site = u->shared ? s : s + r < end ? s + r
                                                             : end - 1;

            a.row[r] = t->row[site - begin] + e;
            at[r] = y_at[r] + site * c->y.site_stride;
          }
        if (holes)
          conv_skip_missing (t, &a, nr, u->shared);
        for (int b = 0; b < u->blocks; b++)
          {
            const int from = conv_begin (b, u->units, u->most);
            const int nb = conv_begin (b + 1, u->units, u->most) - from;

            a.weights = c->weights
                        + (int64_t) from * width * c->stencil->taps * c->ins;
            a.bias = c->add || first + e > 0 ? NULL : c->bias + from * width;
            a.outs = c->outs - from * width;
            for (int r = 0; r < nr; r++)
              a.y[r] = (REAL *) c->y.data + at[r]
                       + (int64_t) from * width * lanes;
            conv_tile_choose (nb, nr, u->shared, u->scalar) (&a);
          }
      }

  if (c->activation == LGT_IDENTITY || first + count < c->stencil->taps)
    return;
  for (int64_t s = begin; s < end; s += stride)
    for (int r = 0; r < nr && (u->shared || s + r < end); r++)
      {
        const int64_t site = u->shared ? s : s + r;

        conv_activate (c, (REAL *) c->y.data + y_at[r]
                          + site * c->y.site_stride,
                       c->pre.data ? (REAL *) c->pre.data + pre_at[r]
                                     + site * c->pre.site_stride : NULL);
      }
}

/* Thread K's share of the pass: columns of blocks of sites.  */
static void
conv_pass (const struct conv_pass *c, int k, int threads)
{
  const struct conv_cut u = conv_cut (c);
  const int64_t sites = c->y.shape.sites;
  const int taps = c->stencil->taps;
  struct conv_tables t;
  int64_t from, to;

  conv_share ((sites + CONV_SITES - 1) / CONV_SITES * u.columns, k, threads,
              &from, &to);
  for (int first = 0; first < taps && from < to; first += CONV_TAPS)
    {
      const int count = taps - first < CONV_TAPS ? taps - first : CONV_TAPS;
      int64_t block = -1;

      conv_walk_begin (&t.walk, c->stencil, c->transposed, c->group, first,
                       count);
      for (int e = 0; e < count; e++)
        t.tap[e] = first + e;
      for (int64_t i = from; i < to; i++)
        {
          const int64_t begin = i / u.columns * CONV_SITES;
          const int64_t end = begin + CONV_SITES < sites ? begin + CONV_SITES
                                                         : sites;

          if (begin != block)
            for (int64_t s = begin; s < end; s++)
              {
                int32_t *row = t.row[s - begin];

                conv_walk_rows (&t.walk, s, row);
                row[count] = row[0];
              }
          block = begin;
          conv_pass_column (c, &u, &t, begin, end, (int) (i % u.columns),
                            first, count);
        }
    }
}
