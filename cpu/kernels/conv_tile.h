/* The tile: a block of outputs times a few row vectors, over taps and
   inputs.  Included like conv_form.h.  */

/* Tiles of one block, for POSITIONS sites one after the other (groups of
   sites, where the row vectors are of several).  */
struct conv_tile
{
  int n;                  /* taps */
  int steps;              /* of inputs a tap */
  int positions, shared;
  /* Rows of x, CONV_PITCH from one site to the next.  Shared: all row vectors
     are of one site, position p is site p.  Otherwise row vector r is of site
     p * NR + r; the last rows may stand there several times.  */
  const int32_t *rows;
  int last;               /* the last site */
  /* Not NULL: the places of the taps in the packed weights, and a row may be
     -1; without it taps are all there.  Then there is one position.  */
  const int32_t *tap;
  const REAL *x[CONV_ROWS];             /* pack and lane of each row vector */
  REAL *y[CONV_ROWS];     /* the same in y, at site 0 */
  int64_t x_stride, y_stride;           /* of a site */
  const REAL *zeros;      /* stands for a missing row */
  const REAL *weights;
  const REAL *bias;       /* NULL: y +=; else y = bias + */
  int lanes;
  /* Narrow.  */
  int per_lanes;          /* elements of y in a unit */
  int left;               /* elements of y from the block's first on */
  VI fold[5];             /* how the sums over inputs that go together */
  int folds;              /* are added, and put in front */
};

/* One step: SUM += weights x rows.  */
LGT_INLINE void
conv_step (const REAL *const *x, int64_t i, const REAL *w,
           V (*sum)[CONV_ROWS], const int nb, const int nr, const int cast)
{
  V in[CONV_ROWS];

  if (cast == 0)
    {
      CONV_UNROLL
      for (int r = 0; r < nr; r++)
        in[r] = *(const V *) (x[r] + i);
      CONV_UNROLL
      for (int k = 0; k < nb; k++)
        {
          const V wk = V_SET (w[k]);

          CONV_UNROLL
          for (int r = 0; r < nr; r++)
            sum[k][r] += wk * in[r];
        }
    }
  else
    {
      CONV_UNROLL
      for (int r = 0; r < nr; r++)
        {
          const V xr = conv_cast (x[r] + i, cast);

          CONV_UNROLL
          for (int k = 0; k < nb; k++)
            sum[k][r] += *(const V *) (w + k * VN) * xr;
        }
    }
}

/* How a tile finds its rows.  */
enum
{
  CONV_SIDE,              /* shared, and row vectors lie side by side */
  CONV_SHARED,            /* of one site */
  CONV_APART,             /* of several sites, in one column */
  CONV_SPARSE             /* and some may be missing */
};

/* All taps of one position, whose rows are ROWS.  */
LGT_INLINE void
conv_taps (const struct conv_tile *a, const int32_t *rows,
           V (*sum)[CONV_ROWS], const int nb, const int nr, const int kind,
           const int cast)
{
  const int sparse = kind == CONV_SPARSE, side = kind == CONV_SIDE;
  const int pitch = sparse && a->shared ? 0 : CONV_PITCH;
  const int wstep = cast ? nb * VN : nb;
  const int64_t xstep = cast ? cast : side ? nr * VN : a->lanes;
  const int64_t stride = a->x_stride;
  const REAL *w = a->weights, *x0 = a->x[0];
  const int n = a->n, steps = a->steps;

#define CONV_X(e)                                                       \
  const REAL *x[CONV_ROWS];                                             \
  CONV_UNROLL                                                           \
  for (int r = 0; r < nr; r++)                                          \
    if (sparse)                                                         \
      x[r] = rows[e + r * pitch] < 0                                    \
             ? a->zeros : a->x[r] + rows[e + r * pitch] * stride;       \
    else if (side)                                                      \
      x[r] = r ? x[0] + r * VN : x0 + rows[e] * stride;                 \
    else if (kind == CONV_SHARED)                                       \
      x[r] = a->x[r] + rows[e] * stride;                                \
    else                                                                \
      x[r] = x0 + rows[e + r * CONV_PITCH] * stride

  if (steps == 1)
    {
      CONV_UNROLL_FEW
      for (int e = 0; e < n; e++)
        {
          CONV_X (e);
          conv_step (x, 0, sparse ? w + (int64_t) a->tap[e] * wstep : w,
                     sum, nb, nr, cast);
          w += sparse ? 0 : wstep;
        }
      return;
    }
  for (int e = 0; e < n; e++)
    {
      CONV_X (e);
      int s = steps;
      int64_t i = 0;

      if (sparse)
        w = a->weights + (int64_t) a->tap[e] * steps * wstep;
      /* By eights and fours: what is not multiplication counts, a
         mispredicted branch a tap most of all.  */
      for (; side && s >= 8; s -= 8)
        {
          CONV_UNROLL
          for (int j = 0; j < 8; j++, i += xstep, w += wstep)
            conv_step (x, i, w, sum, nb, nr, cast);
        }
      for (; s >= 4; s -= 4)
        {
          CONV_UNROLL
          for (int j = 0; j < 4; j++, i += xstep, w += wstep)
            conv_step (x, i, w, sum, nb, nr, cast);
        }
      for (; s > 0; s--, i += xstep, w += wstep)
        conv_step (x, i, w, sum, nb, nr, cast);
    }
#undef CONV_X
}

/* Y, or the bias, plus the sums of row vector R.  */
LGT_INLINE void
conv_finish (const struct conv_tile *a, V (*sum)[CONV_ROWS], int r, REAL *y,
             const int nb, const int cast)
{
  CONV_UNROLL
  for (int k = 0; k < nb; k++)
    if (cast == 0)
      {
        V *to = (V *) (y + k * a->lanes);

        *to = sum[k][r] + (a->bias ? V_SET (a->bias[k]) : *to);
      }
    else
      {
        REAL *to = y + k * a->per_lanes;
        const int left = a->left - k * a->per_lanes;
        const int n = left < a->per_lanes ? left : a->per_lanes;
        V z = sum[k][r];

        for (int j = 0; j < a->folds; j++)
          z += conv_permute (z, a->fold[j]);
        if (a->folds)
          z = conv_permute (z, a->fold[a->folds]);
        z += a->bias ? *(const V *) (a->bias + k * VN) : conv_load (to, n);
        conv_store (to, n, z);
      }
}

/* All positions.  The last four are constants where this is inlined.  */
LGT_INLINE void
conv_tiles (const struct conv_tile *a, const int nb, const int nr,
            const int kind, const int cast)
{
  const int shared = kind == CONV_SPARSE ? a->shared : kind != CONV_APART;

  for (int p = 0; p < a->positions; p++)
    {
      REAL *y[CONV_ROWS];
      V sum[CONV_OUTS][CONV_ROWS];

      CONV_UNROLL
      for (int k = 0; k < nb; k++)
        CONV_UNROLL
        for (int r = 0; r < nr; r++)
          sum[k][r] = (V) { 0 };
      conv_taps (a, a->rows + p * (shared ? 1 : nr) * CONV_PITCH, sum, nb,
                 nr, kind, cast);
      CONV_UNROLL
      for (int r = 0; r < nr; r++)
        {
          int site = shared ? p : p * nr + r;

          /* Sites past the last one stand for it: the same numbers are then
             written twice.  */
          if (!shared && site > a->last)
            site = a->last;
          y[r] = a->y[r] + site * a->y_stride;
        }
      if (shared || a->bias)
        {
          CONV_UNROLL
          for (int r = 0; r < nr; r++)
            conv_finish (a, sum, r, y[r], nb, cast);
        }
      else
        {
          /* y += : once for each site.  */
          const int left = a->last + 1 - p * nr;

          CONV_UNROLL
          for (int r = 0; r < nr; r++)
            if (r < left)
              conv_finish (a, sum, r, y[r], nb, cast);
        }
    }
}

typedef void conv_tile_fn (const struct conv_tile *);

/* NB outputs, NR row vectors; CAST 0: wide.  */
#define CONV_TILE(nb, nr, cast)                                         \
  static void conv_tile_##nb##_##nr##_##cast (const struct conv_tile *a) \
  {                                                                     \
    if (a->tap)                                                         \
      conv_tiles (a, nb, nr, CONV_SPARSE, cast);                        \
    else if (!cast && nr == 2 && a->shared && a->lanes == 2 * VN)       \
      conv_tiles (a, nb, nr, CONV_SIDE, cast);                          \
    else if (a->shared)                                                 \
      conv_tiles (a, nb, nr, CONV_SHARED, cast);                        \
    else                                                                \
      conv_tiles (a, nb, nr, CONV_APART, cast);                         \
  }

/* The tiles that there are: as many row vectors as there are registers for,
   and a divisor of what batches have, where that is large.  All blocks of a
   pass have the row vectors of its largest block; where blocks are several,
   the others may be one smaller.  */
#if LGT_ISA_LEVEL == 3
# define CONV_TILES_WIDE(X)                                             \
  X (1, 8, 0) X (2, 8, 0) X (3, 4, 0) X (4, 4, 0) X (4, 2, 0)           \
  X (5, 2, 0) X (6, 2, 0) X (7, 2, 0) X (8, 2, 0)
# define CONV_TILES_NARROW(X, cast)                                     \
  X (1, 8, cast) X (2, 8, cast)
#else
# define CONV_TILES_WIDE(X)                                             \
  X (1, 8, 0) X (2, 4, 0) X (3, 4, 0) X (3, 2, 0) X (4, 2, 0)           \
  X (5, 2, 0) X (6, 2, 0)
# define CONV_TILES_NARROW(X, cast)                                     \
  X (1, 4, cast) X (1, 8, cast) X (2, 4, cast)
#endif
#if LGT_ISA_LEVEL == 3
# define CONV_TILES_CAST(X)                                             \
  CONV_TILES_NARROW (X, 1) CONV_TILES_NARROW (X, 2)                     \
  CONV_TILES_NARROW (X, 4) CONV_TILES_NARROW (X, 8)
#elif LGT_ISA_LEVEL == 2
# define CONV_TILES_CAST(X)                                             \
  CONV_TILES_NARROW (X, 1) CONV_TILES_NARROW (X, 2)                     \
  CONV_TILES_NARROW (X, 4)
#else
# define CONV_TILES_CAST(X)                                             \
  CONV_TILES_NARROW (X, 1) CONV_TILES_NARROW (X, 2)
#endif

CONV_TILES_WIDE (CONV_TILE)
CONV_TILES_CAST (CONV_TILE)
/* One output, as many inputs as fit.  */
static void
conv_tile_dot (const struct conv_tile *a)
{
  if (a->tap)
    conv_tiles (a, 1, 8, CONV_SPARSE, VN);
  else if (a->shared)
    conv_tiles (a, 1, 8, CONV_SHARED, VN);
  else
    conv_tiles (a, 1, 8, CONV_APART, VN);
}

LGT_INLINE int
conv_tile_rows (const struct conv_form *f)
{
  const int nb = (f->units + f->blocks - 1) / f->blocks;

#if LGT_ISA_LEVEL == 3
  static const int wide[] = { 0, 8, 8, 4, 4, 2, 2, 2, 2 };
  static const int narrow[] = { 0, 8, 8 };
#else
  static const int wide[] = { 0, 8, 4, 4, 2, 2, 2 };
  static const int narrow[] = { 0, 8, 4 };
#endif

  return f->wide ? wide[nb] : narrow[nb];
}

LGT_INLINE conv_tile_fn *
conv_tile_choose (const struct conv_form *f, int nb, int nr)
{
#define CONV_CASE(nb, nr, cast)                                         \
    case (nb * 16 + nr) * 16 + cast:                                    \
      return conv_tile_##nb##_##nr##_##cast;

  if (!f->wide && f->cast == VN)
    return conv_tile_dot;
  switch ((nb * 16 + nr) * 16 + f->cast)
    {
      CONV_TILES_WIDE (CONV_CASE)
      CONV_TILES_CAST (CONV_CASE)
    }
  __builtin_unreachable ();
#undef CONV_CASE
}
