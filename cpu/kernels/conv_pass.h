/* One pass of the convolution: y = or += sum over taps and input channels,
   forward or through the transposed stencil.  Included like conv_form.h.

   Work is divided into blocks of sites times columns; a column is what lies
   side by side at a site, a tile's width of it.  Taps are taken in groups
   whose rows, of the block's sites, stay in a cache.  */

struct conv_pass
{
  const struct lgt_stencil *stencil;
  int transposed;
  int groups;             /* of channels */
  struct conv_form form;  /* of a group */
  struct lgt_view x, y;
  const REAL *weights;    /* packed, one group after the other */
  const REAL *bias;       /* packed; NULL: y += */
  const REAL *zeros;      /* a row of x that stands for missing ones */
  enum lgt_activation activation;
  double slope;
  struct lgt_view pre;    /* gets the sum before the activation; data NULL:
                             nobody wants it */
};

/* ---- activations ---- */

/* y = act (y) for N elements; PRE, where it is not NULL, gets the
   argument.  */
LGT_INLINE void
conv_activate_as (enum lgt_activation kind, double slope, REAL *y, REAL *pre,
                  int n)
{
  for (int i = 0; i < n; i += VN)
    {
      const V x = conv_load (y + i, n - i);

      if (pre)
        conv_store (pre + i, n - i, x);
      conv_store (y + i, n - i, V_ (activate) (kind, slope, x));
    }
}

/* The channels of one row vector: wide, a register of each; narrow, all of
   the row.  */
static void
conv_activate (const struct conv_pass *c, REAL *y, REAL *pre)
{
  const int lanes = c->form.lanes, channels = c->form.outs * c->groups;
  const int wide = c->form.wide;
  const int n = wide ? VN : channels * lanes;

  for (int i = 0; i < (wide ? channels : 1); i++)
    {
      REAL *z = pre ? pre + (int64_t) i * lanes : NULL;
      REAL *to = y + (int64_t) i * lanes;

      switch (c->activation)
        {
        case LGT_TANH:
          conv_activate_as (LGT_TANH, c->slope, to, z, n);
          break;
        case LGT_LEAKY_RELU:
          conv_activate_as (LGT_LEAKY_RELU, c->slope, to, z, n);
          break;
        case LGT_SILU:
          conv_activate_as (LGT_SILU, c->slope, to, z, n);
          break;
        case LGT_GELU:
          conv_activate_as (LGT_GELU, c->slope, to, z, n);
          break;
        case LGT_IDENTITY:
          break;
        }
    }
}

/* ---- how a pass is cut ---- */

struct conv_cut
{
  int nr;                 /* row vectors of a tile */
  int shared;             /* they are of one site */
  int columns;
  int sites;              /* of a block */
  int group;              /* taps of a group */
};

/* Nothing in here but SITES may depend on the size of the batch or on
   threads: a group's sums are rounded when they go to memory.  */
static struct conv_cut
conv_cut (const struct conv_pass *c)
{
  const struct conv_form *f = &c->form;
  const int *kernel = c->stencil->window.kernel;
  const int across = c->y.shape.packs * f->vectors;
  /* Bytes that a row vector reads of a row.  */
  const size_t row = (size_t) f->ins * sizeof (REAL)
                     * (size_t) (f->wide ? VN : f->lanes);
  struct conv_cut u;

  u.nr = conv_tile_rows (f);
  u.shared = across % u.nr == 0;
  u.columns = u.shared ? across / u.nr : across;
  u.sites = 8;
  u.group = c->stencil->taps;
  if (f->wide && f->units <= 4)
    {
      /* Few outputs: an input is used so rarely that it must come from the
         first cache; sites of a plane share most of their rows.  */
      u.sites = CONV_SITES;
      while (u.sites > 8 && row * (size_t) u.sites > 32768)
        u.sites /= 2;
      u.group = kernel[0] * (c->stencil->ndim > 1 ? kernel[1] : 1);
    }
  else
    {
      const size_t all = row * (size_t) (f->wide ? u.nr : 1)
                         * (size_t) (kernel[0] + 1);
      const int others = c->stencil->taps / kernel[0];
      const int most = (int) (CONV_CACHE / all);
      const int groups = conv_blocks (others, most > 0 ? most : 1);

      u.group = (others + groups - 1) / groups * kernel[0];
    }
  return u;
}

/* One thread's tables for the sites at hand.  */
struct conv_tables
{
  struct conv_walk walk;
  int32_t row[(CONV_SITES + CONV_ROWS) * CONV_PITCH];
  int32_t some[CONV_PITCH];             /* taps that a tile really reads */
  int32_t found[CONV_ROWS * CONV_PITCH];        /* and their rows */
};

/* Leave out of N taps those that none of NR sites reads.  Through the
   transposed stencil of a list most taps of most sites are missing.  Returns
   how many are left.  */
LGT_INLINE int
conv_present (struct conv_tables *t, const int32_t *row, int nr, int n)
{
  int found = 0;

#if LGT_ISA_LEVEL == 3
  if (nr == 1)
    {
      __m512i tap = _mm512_set_epi32 (15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4,
                                      3, 2, 1, 0);

      for (int e = 0; e < n; e += 16)
        {
          const __m512i r = _mm512_loadu_si512 (row + e);
          __mmask16 there = _mm512_cmpge_epi32_mask (r,
                                                     _mm512_setzero_si512 ());

          if (n - e < 16)
            there &= (__mmask16) ((1u << (n - e)) - 1);
          _mm512_storeu_si512 (t->found + found,
                               _mm512_maskz_compress_epi32 (there, r));
          _mm512_storeu_si512 (t->some + found,
                               _mm512_maskz_compress_epi32 (there, tap));
          tap = _mm512_add_epi32 (tap, _mm512_set1_epi32 (16));
          found += __builtin_popcount (there);
        }
      return found;
    }
#endif
  for (int e = 0; e < n; e++)
    {
      int any = 0;

      for (int r = 0; r < nr; r++)
        {
          t->found[r * CONV_PITCH + found] = row[r * CONV_PITCH + e];
          any |= row[r * CONV_PITCH + e] >= 0;
        }
      t->some[found] = e;
      found += any;
    }
  return found;
}

/* ---- tiles ---- */

/* The blocks of outputs of tile A, whose rows and places are set, for
   channels of group G; TAP is the first tap, and BEGINS says that none came
   before, so that Y begins with the bias.  */
LGT_INLINE void
conv_pass_tile (const struct conv_pass *c, const struct conv_cut *u,
                struct conv_tile *a, int g, int tap, int begins)
{
  const struct conv_form *f = &c->form;
  const int taps = c->stencil->taps;
  const REAL *weights = c->weights + g * conv_packed (f, taps);
  REAL *y[CONV_ROWS];

  for (int r = 0; r < u->nr; r++)
    y[r] = a->y[r];
  for (int b = 0; b < f->blocks; b++)
    {
      const int from = conv_begin (b, f->units, f->most);
      const int nb = conv_begin (b + 1, f->units, f->most) - from;
      const int64_t at = (int64_t) from * f->per * f->lanes;

      a->weights = weights + ((int64_t) from * taps + (int64_t) tap * nb)
                             * f->steps * f->width;
      a->bias = begins && c->bias ? c->bias + (g * f->units + from) * f->width
                                  : NULL;
      a->left = f->outs * f->lanes - (int) at;
      for (int r = 0; r < u->nr; r++)
        a->y[r] = y[r] + at;
      conv_tile_choose (f, nb, u->nr) (a);
    }
  for (int r = 0; r < u->nr; r++)
    a->y[r] = y[r];
}

/* Taps [TAP, TAP + N) of the chunk that begins at FIRST, for the sites
   [begin, end) of a column, whose rows are in T.  */
static void
conv_pass_group (const struct conv_pass *c, const struct conv_cut *u,
                 struct conv_tables *t, struct conv_tile *a, int64_t begin,
                 int64_t end, int g, int first, int tap, int n)
{
  const int sites = (int) (end - begin), step = u->shared ? 1 : u->nr;

  a->n = n;
  if (!t->walk.holes)
    {
      a->rows = t->row + tap;
      a->tap = NULL;
      a->positions = (sites + step - 1) / step;
      a->last = sites - 1;
      conv_pass_tile (c, u, a, g, first + tap, first + tap == 0);
      return;
    }
  for (int s = 0; s < sites; s += step)
    {
      const int nr = step < sites - s ? step : sites - s;
      REAL *y[CONV_ROWS];

      a->n = conv_present (t, t->row + s * CONV_PITCH + tap, nr, n);
      for (int r = nr; r < step; r++)
        memcpy (t->found + r * CONV_PITCH, t->found + (nr - 1) * CONV_PITCH,
                (size_t) a->n * sizeof *t->found);
      a->tap = t->some;
      a->rows = t->found;
      a->positions = 1;
      a->last = nr - 1;
      for (int r = 0; r < u->nr; r++)
        {
          y[r] = a->y[r];
          a->y[r] += s * a->y_stride;
        }
      conv_pass_tile (c, u, a, g, first + tap, first + tap == 0);
      for (int r = 0; r < u->nr; r++)
        a->y[r] = y[r];
    }
}

/* Column COLUMN of the sites [begin, end), whose rows are in T.  */
static void
conv_pass_column (const struct conv_pass *c, const struct conv_cut *u,
                  struct conv_tables *t, int64_t begin, int64_t end,
                  int column)
{
  const struct conv_form *f = &c->form;
  const int first = t->walk.first, count = t->walk.count;
  int64_t x_at[CONV_ROWS], y_at[CONV_ROWS], pre_at[CONV_ROWS];
  struct conv_tile a = {
    .steps = f->steps, .shared = u->shared, .x_stride = c->x.site_stride,
    .y_stride = c->y.site_stride, .lanes = f->lanes, .zeros = c->zeros,
    .per_lanes = f->per * f->lanes
  };

  for (int j = 1; j < f->together; j *= 2, a.folds++)
    for (int e = 0; e < VN; e++)
      a.fold[a.folds][e] = e ^ j * f->lanes;
  for (int e = 0; e < VN && a.folds; e++)
    a.fold[a.folds][e] = e / f->lanes * f->cast % VN + e % f->lanes;
  for (int r = 0; r < u->nr; r++)
    {
      const int q = u->shared ? column * u->nr + r : column;
      const int pack = q / f->vectors, lane = q % f->vectors * VN;

      x_at[r] = pack * c->x.pack_stride + lane;
      y_at[r] = pack * c->y.pack_stride + begin * c->y.site_stride + lane;
      pre_at[r] = pack * c->pre.pack_stride + lane
                  + begin * c->pre.site_stride;
    }
  for (int g = 0; g < c->groups; g++)
    {
      for (int r = 0; r < u->nr; r++)
        {
          a.x[r] = (const REAL *) c->x.data + x_at[r]
                   + (int64_t) g * f->ins * f->lanes;
          a.y[r] = (REAL *) c->y.data + y_at[r]
                   + (int64_t) g * f->outs * f->lanes;
        }
      for (int tap = 0; tap < count; tap += u->group)
        conv_pass_group (c, u, t, &a, begin, end, g, first, tap,
                         count - tap < u->group ? count - tap : u->group);
    }

  if (c->activation == LGT_IDENTITY || first + count < c->stencil->taps)
    return;
  for (int64_t s = 0; s < end - begin; s++)
    for (int r = 0; r < (u->shared ? u->nr : 1); r++)
      conv_activate (c, (REAL *) c->y.data + y_at[r] + s * c->y.site_stride,
                     c->pre.data ? (REAL *) c->pre.data + pre_at[r]
                                   + s * c->pre.site_stride : NULL);
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
  int count;

  conv_share ((sites + u.sites - 1) / u.sites * u.columns, k, threads, &from,
              &to);
  if (from == to)
    return;
  for (int first = 0; first < taps; first += count)
    {
      int64_t block = -1;

      count = conv_chunk (c->stencil, first);
      conv_walk_begin (&t.walk, c->stencil, c->transposed, first, count);
      for (int64_t i = from; i < to; i++)
        {
          const int64_t begin = i / u.columns * u.sites;
          const int64_t end = begin + u.sites < sites ? begin + u.sites
                                                      : sites;

          if (begin != block)
            {
              int n = 0;

              for (int64_t s = begin; s < end; s++, n++)
                conv_walk_rows (&t.walk, s, t.row + n * CONV_PITCH);
              /* Fill up the last tile.  */
              for (; !u.shared && n % u.nr; n++)
                memcpy (t.row + n * CONV_PITCH, t.row + (n - 1) * CONV_PITCH,
                        (size_t) count * sizeof *t.row);
            }
          block = begin;
          conv_pass_column (c, &u, &t, begin, end, (int) (i % u.columns));
        }
    }
}
