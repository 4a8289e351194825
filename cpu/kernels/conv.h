/* Convolution on the cpu: what its files share that has no number type.

   The algorithm is direct.  A *row vector* is one register of one (site,
   pack): lanes of one channel, or, where there are fewer lanes than the
   register holds, several channels (conv_form.h).  A *tile* is a block of
   outputs times a few row vectors, held in registers over all taps and input
   channels; its input rows are found through a table of row numbers, its
   weights lie packed in the order in which they are used.  The input
   gradient is the same loop through the transposed stencil.

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
  CONV_PAD = 16,          /* row tables are filled in whole vectors */
  CONV_PITCH = CONV_TAPS + CONV_PAD,    /* from one site's rows to the next */
  CONV_ROWS = 8,          /* most row vectors in a tile */
  CONV_SITES = 64,        /* most sites that are taken together */
#if LGT_ISA_LEVEL == 3
  CONV_OUTS = 8,          /* most outputs in a tile */
  CONV_CACHE = 131072     /* bytes for the rows that sites share */
#else
  CONV_OUTS = 6,
  CONV_CACHE = 65536
#endif
};

#ifdef __clang__
# define CONV_UNROLL _Pragma ("clang loop unroll(full)")
# define CONV_UNROLL_FEW _Pragma ("clang loop unroll_count(3)")
#else
# define CONV_UNROLL _Pragma ("GCC unroll 8")
# define CONV_UNROLL_FEW _Pragma ("GCC unroll 3")
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

/* Threads for a convolution: waking a team takes about as long as this many
   multiplications and additions.  */
LGT_INLINE int
conv_threads (const struct lgt_queue *queue, const struct lgt_conv_params *p,
              const struct lgt_view *in)
{
  const double work = (double) in[1].shape.comps * p->stencil->out->count
                      * in[0].shape.packs * in[0].shape.lanes;

  return work < 5e4 ? 1 : queue->threads;
}

LGT_INLINE int
conv_groups (const struct lgt_conv_params *p)
{
  return p->groups ? p->groups : 1;
}

/* ---- rows: which input row a tap reads ---- */

/* One thread's walk through the rows of one side of a stencil, for the taps
   [first, first + count).  The sum over directions 1, 2, ... is made once a
   line of sites.  */
struct conv_walk
{
  const struct lgt_stencil *stencil;
  const int32_t *table;   /* forward or transposed */
  const int *at;
  const int32_t *row_of;  /* the other side's rows, if it is a list */
  const struct lgt_sites *sites;        /* that are walked through */
  int holes;              /* some rows are missing: -1 */
  int first, count;
  int32_t line;           /* that base belongs to; -1: none yet */
  int32_t base[CONV_PITCH];   /* of each tap beside direction 0 */
  /* For each tap: its place in base, and its tap in direction 0.  */
  int32_t other[CONV_PITCH], along[CONV_PITCH];
  /* The same place counted from that of the vector's first tap.  */
  int32_t near[CONV_PITCH];
};

LGT_INLINE void
conv_walk_begin (struct conv_walk *w, const struct lgt_stencil *s,
                 int transposed, int first, int count)
{
  const int k = s->window.kernel[0];

  w->stencil = s;
  w->table = transposed ? s->transposed : s->forward;
  w->at = transposed ? s->transposed_at : s->forward_at;
  w->row_of = transposed ? s->out_row : s->in_row;
  w->sites = transposed ? s->in : s->out;
  w->holes = transposed ? s->transposed_holes : s->forward_holes;
  w->first = first;
  w->count = count;
  w->line = -1;
  for (int e = 0; e < count + CONV_PAD; e++)
    {
      const int tap = e < count ? first + e : first + count - 1;

      w->other[e] = tap / k - first / k;
      w->along[e] = tap % k;
      w->near[e] = w->other[e] - w->other[e / LGT_VF * LGT_VF];
    }
}

/* base: the sums over directions 1, 2, ... for LINE.  */
static void
conv_walk_base (struct conv_walk *w, int32_t line)
{
  const struct lgt_stencil *s = w->stencil;
  const int *kernel = s->window.kernel;
  const int begin = w->first / kernel[0];
  const int n = w->other[w->count - 1] + 1;
  const int32_t *t[LGT_STENCIL_MAX_DIM];
  int digit[LGT_STENCIL_MAX_DIM];
  int rest = begin;

  w->line = line;
  for (int d = 1; d < s->ndim; d++)
    {
      const int extent = w->sites->extent[d];

      t[d] = w->table + w->at[d] + line % extent * kernel[d];
      line /= extent;
      digit[d] = rest % kernel[d];
      rest /= kernel[d];
    }
  if (w->count == s->taps)
    {
      /* All of them: direction by direction, from the last tap down because
         tap 0 overwrites the list itself.  */
      int size = 1;

      w->base[0] = 0;
      for (int d = 1; d < s->ndim; d++)
        {
          for (int k = kernel[d] - 1; k >= 0; k--)
            for (int i = 0; i < size; i++)
              w->base[k * size + i] = (w->base[i] | t[d][k]) < 0
                                      ? -1 : w->base[i] + t[d][k];
          size *= kernel[d];
        }
      return;
    }
  for (int i = 0; i < n; i++)
    {
      int32_t sum = 0;

      for (int d = 1; d < s->ndim; d++)
        sum = sum < 0 || t[d][digit[d]] < 0 ? -1 : sum + t[d][digit[d]];
      w->base[i] = sum;
      for (int d = 1; d < s->ndim && ++digit[d] == kernel[d]; d++)
        digit[d] = 0;
    }
}

/* The rows that row ROW reads through the walk's taps, -1 for none.  ROWS
   has room for count + PAD.  */
static inline void
conv_walk_rows (struct conv_walk *w, int64_t row, int32_t *rows)
{
  const struct lgt_stencil *s = w->stencil;
  const uint32_t site = (uint32_t) (w->sites->site ? w->sites->site[row]
                                                   : row);
  const uint32_t extent = (uint32_t) w->sites->extent[0];
  const int k = s->window.kernel[0];
  const int32_t *t = w->table + w->at[0] + (int) (site % extent) * k;

  if ((int32_t) (site / extent) != w->line)
    conv_walk_base (w, (int32_t) (site / extent));
#if !defined __clang__ && LGT_ISA_LEVEL > 1
  if (k <= LGT_VF)
    {
      typedef int32_t vi __attribute__ ((vector_size (LGT_VECTOR_BYTES),
                                         may_alias, aligned (4)));
      const vfi along = *(const vi *) t;        /* tables are padded */

      for (int e = 0; e < w->count; e += LGT_VF)
        {
          const vfi base = __builtin_shuffle ((vfi) *(const vi *)
                                              (w->base + w->other[e]),
                                              (vfi) *(vi *) (w->near + e));
          const vfi step = __builtin_shuffle (along,
                                              (vfi) *(vi *) (w->along + e));
          const vfi none = (base | step) >> 31;

          *(vi *) (rows + e) = (base + step) | none;
        }
    }
  else
#endif
    for (int e = 0; e < w->count; e++)
      {
        const int32_t base = w->base[w->other[e]], step = t[w->along[e]];

        rows[e] = (base | step) < 0 ? -1 : base + step;
      }
  if (w->row_of)
    for (int e = 0; e < w->count; e++)
      rows[e] = rows[e] < 0 ? -1 : w->row_of[rows[e]];
}

/* Taps at one go, from tap FIRST on: whole lines of direction 0 where they
   fit.  */
LGT_INLINE int
conv_chunk (const struct lgt_stencil *s, int first)
{
  const int k = s->window.kernel[0];
  const int most = k <= CONV_TAPS ? CONV_TAPS / k * k : CONV_TAPS;
  int left = s->taps - first;

  if (k > CONV_TAPS && k - first % k < left)
    left = k - first % k;
  return left < most ? left : most;
}

#endif
