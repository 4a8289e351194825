/* Convolution on the cpu: what its files share that has no number type.

   The algorithm is direct.  A *row vector* is one register of lanes of one
   channel of one (site, pack): row vectors are numbered

     q = (site * packs + pack) * vectors + vector,   vectors = lanes / width,

   so that neighbours in q mostly read the same input sites.  A tile is a
   block of output channels times a few row vectors, held in registers over
   all taps and input channels; its input rows are found through a table of
   row numbers, its weights lie packed in the order in which they are used.
   The input gradient is the same loop through the transposed stencil.  With
   lanes = 1 the roles change: weights are vectors over output channels and
   inputs are broadcast.

   No result depends on which thread makes which tile.  */

#ifndef LGT_CPU_CONV_H
#define LGT_CPU_CONV_H

#ifdef _OPENMP
# include <omp.h>
#endif

#include "activation.h"

enum
{
  CONV_TAPS = 256,        /* taps at one go; more are taken in chunks */
  CONV_ROWS = 8,          /* most row vectors in a tile */
  CONV_UNITS = 2,         /* lanes = 1: most output vectors in a tile */
  CONV_PAD = 16,          /* row tables are filled in whole vectors */
  CONV_SITES = 8,         /* neighbouring sites that go together */
#if LGT_ISA_LEVEL == 3
  CONV_OUTS = 8,          /* most output channels (or vectors) in a tile */
  CONV_SUMS = 24,         /* accumulators of the weight gradient */
  CONV_CACHE = 131072     /* bytes for the rows that sites share */
#else
  CONV_OUTS = 4,
  CONV_SUMS = 12,
  CONV_CACHE = 65536
#endif
};

#ifdef __clang__
# define CONV_UNROLL _Pragma ("clang loop unroll(full)")
#else
# define CONV_UNROLL _Pragma ("GCC unroll 8")
#endif

/* X stays in a register: gcc else reads it from memory for each of the
   multiplications that it enters, and loads become the limit.  */
#if defined __x86_64__ && LGT_ISA_LEVEL == 3
# define CONV_KEEP(x) __asm__ ("" : "+v" (x))
#elif defined __x86_64__
# define CONV_KEEP(x) __asm__ ("" : "+x" (x))
#else
# define CONV_KEEP(x) ((void) 0)
#endif

/* N things in balanced blocks of at most MOST: how many blocks, and where
   block B begins.  */
LGT_INLINE int
conv_blocks (int n, int most)
{
  return (n + most - 1) / most;
}
LGT_INLINE int
conv_begin (int b, int n, int most)
{
  return (int) ((int64_t) n * b / conv_blocks (n, most));
}

/* The share [*FROM, *TO) of thread K of THREADS in N things.  */
LGT_INLINE void
conv_share (int64_t n, int k, int threads, int64_t *from, int64_t *to)
{
  *from = n * k / threads;
  *to = n * (k + 1) / threads;
}

/* This thread's number in its team and the team's size: 0 and 1 without
   OpenMP.  */
LGT_INLINE int
conv_team_rank (void)
{
#ifdef _OPENMP
  return omp_get_thread_num ();
#else
  return 0;
#endif
}
LGT_INLINE int
conv_team_size (void)
{
#ifdef _OPENMP
  return omp_get_num_threads ();
#else
  return 1;
#endif
}

/* ---- rows: which input row a tap reads ---- */

/* One thread's walk through the sites of one side of a stencil.  Taps are
   taken in the order u, in groups of GROUP taps of the directions but 0
   times all taps of direction 0.  Inside of a group direction 0 is the
   slowest, so that sums over the other directions, made once a line of
   sites, give the rows in whole vectors; with an explicit table u is the tap
   number.  */
struct conv_walk
{
  const struct lgt_stencil *stencil;
  const int32_t *table;   /* forward or transposed */
  const struct lgt_sites *sites;        /* that are walked through */
  int first, count;       /* the chunk [first, first + count) of u */
  int others;             /* taps of the directions but 0 */
  int group;              /* of them in a group */
  int64_t site;           /* where x is; -1: nowhere yet */
  int x[LGT_STENCIL_MAX_DIM];
  int based;              /* whether base belongs to x */
  int32_t base[CONV_TAPS + CONV_PAD];
};

/* The tap number of U.  */
LGT_INLINE int
conv_tap (const struct lgt_stencil *s, int group, int u)
{
  const int k = s->kernel[0], others = s->taps / k;
  const int begin = u / (group * k) * group;
  const int n = others - begin < group ? others - begin : group;
  const int in_group = u - begin * k;

  return s->separable ? (begin + in_group % n) * k + in_group / n : u;
}

LGT_INLINE void
conv_walk_begin (struct conv_walk *w, const struct lgt_stencil *s,
                 int transposed, int group, int first, int count)
{
  w->stencil = s;
  w->table = transposed ? s->transposed : s->forward;
  w->sites = transposed ? s->in : s->out;
  w->first = first;
  w->count = count;
  w->others = s->taps / s->kernel[0];
  w->group = group;
  w->site = -1;
  w->based = 0;
}

/* Coordinates of SITE, by a step if it is the next one.  */
LGT_INLINE void
conv_walk_to (struct conv_walk *w, int64_t site)
{
  const struct lgt_stencil *s = w->stencil;
  const int *extent = s->in->extent;

  if (w->site < 0 || site != w->site + 1)
    {
      w->based = 0;
      w->site = site;
      for (int d = 0; d < s->ndim; d++)
        {
          w->x[d] = (int) (site % extent[d]);
          site /= extent[d];
        }
      return;
    }
  w->site = site;
  for (int d = 0; d < s->ndim; d++)
    {
      if (++w->x[d] < extent[d])
        return;
      w->x[d] = 0;
      w->based = 0;
    }
}

/* to[i] = from[i] + shift, i < n; up to PAD more are written.  */
LGT_INLINE void
conv_shift (int32_t *to, const int32_t *from, int n, int32_t shift)
{
  typedef int32_t vi __attribute__ ((vector_size (LGT_VECTOR_BYTES),
                                     may_alias, aligned (4)));

  for (int i = 0; i < n; i += LGT_VF)
    *(vi *) (to + i) = *(const vi *) (from + i) + shift;
}

/* The sums over directions 1, 2, ... for the walk's line of sites.  */
static inline void
conv_walk_base (struct conv_walk *w)
{
  const struct lgt_stencil *s = w->stencil;
  int n = 1;

  w->base[0] = 0;
  for (int d = 1; d < s->ndim; d++)
    {
      const int32_t *t = w->table + s->offset[d] + w->x[d] * s->kernel[d];

      /* From the last tap down, because tap 0 overwrites the list itself.  */
      for (int k = s->kernel[d] - 1; k >= 0; k--)
        for (int i = n - 1; i >= 0; i--)
          w->base[k * n + i] = w->base[i] + t[k];
      n *= s->kernel[d];
    }
  w->based = 1;
}

/* The rows that SITE reads through the walk's chunk of taps.  ROWS has room
   for count + PAD.  */
static inline void
conv_walk_rows (struct conv_walk *w, int64_t site, int32_t *rows)
{
  const struct lgt_stencil *s = w->stencil;

  if (!s->separable)
    {
      memcpy (rows, w->table + site * s->taps + w->first,
              (size_t) w->count * sizeof *rows);
      return;
    }
  conv_walk_to (w, site);
  if (w->count == s->taps)      /* one chunk is all, so base has room */
    {
      const int32_t *t = w->table + s->offset[0] + w->x[0] * s->kernel[0];

      if (!w->based)
        conv_walk_base (w);
      for (int begin = 0; begin < w->others; begin += w->group)
        {
          const int n = w->others - begin < w->group ? w->others - begin
                                                     : w->group;

          for (int k = 0; k < s->kernel[0]; k++, rows += n)
            conv_shift (rows, w->base + begin, n, t[k]);
        }
      return;
    }
  for (int i = 0; i < w->count; i++)
    {
      int tap = conv_tap (s, w->group, w->first + i);

      rows[i] = 0;
      for (int d = 0; d < s->ndim; d++)
        {
          rows[i] += w->table[s->offset[d] + w->x[d] * s->kernel[d]
                              + tap % s->kernel[d]];
          tap /= s->kernel[d];
        }
    }
}

#endif
