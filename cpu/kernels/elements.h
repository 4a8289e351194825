/* Loops over the elements of views, and loads of part of a vector.

   All arithmetic of these kernels is in double: a float32 element is
   converted when it is loaded and when it is stored, and the kernels are
   memory-bound.  Elements that do not fill a vector (lanes = 1, the end of a
   row) are padded with zeros and take the same arithmetic, hence give the
   same bits.  */

#ifndef LGT_CPU_ELEMENTS_H
#define LGT_CPU_ELEMENTS_H

#include "isa.h"

/* The kernel's two entries, from static functions run and pull without the
   arguments that they do not need.  Most of these kernels serve all types
   with one text, and both entries are the same.  */
#define LGT_ENTRY_(op, what, suffix)                                    \
  enum lgt_status                                                       \
  LGT_KERNEL (op, what, suffix) (struct lgt_queue *queue,               \
                                 const void *params,                    \
                                 const struct lgt_view *in,             \
                                 const struct lgt_view *out,            \
                                 void *scratch, struct lgt_error *error) \
  {                                                                     \
    (void) error;                                                       \
    return what (queue, params, in, out, scratch);                      \
  }
#define LGT_ENTRY(op, what)                                             \
  LGT_ENTRY_ (op, what, f32)                                            \
  LGT_ENTRY_ (op, what, f64)

/* The same vectors at any address.  */
typedef double vd_any __attribute__ ((vector_size (LGT_VECTOR_BYTES),
                                      may_alias, aligned (8)));
typedef float vh_any __attribute__ ((vector_size (LGT_VECTOR_BYTES / 2),
                                     may_alias, aligned (4)));

/* Below so many element operations a parallel region costs more than it
   gains.  */
enum { LGT_SMALL = 20000 };

/* Threads for OPERATIONS element operations.  */
LGT_INLINE int
lgt_threads (const struct lgt_queue *queue, int64_t operations)
{
  return operations < LGT_SMALL ? 1 : queue->threads;
}

LGT_INLINE int64_t
lgt_shape_size (struct lgt_shape shape)
{
  return (int64_t) shape.packs * shape.sites * shape.comps * shape.lanes;
}

/* N <= VD elements from DATA + I of TYPE, zeros behind them.  */
LGT_INLINE vd
lgt_load (const void *data, enum lgt_type type, int64_t i, int n)
{
  if (type == LGT_F32)
    {
      const float *at = (const float *) data + i;
      vh x = { 0 };

      if (n >= LGT_VD)
        return vd_from_vh (*(const vh_any *) at);
      for (int l = 0; l < n; l++)
        x[l] = at[l];
      return vd_from_vh (x);
    }
  else
    {
      const double *at = (const double *) data + i;
      vd x = { 0 };

      if (n >= LGT_VD)
        return *(const vd_any *) at;
      for (int l = 0; l < n; l++)
        x[l] = at[l];
      return x;
    }
}

/* The first N elements of X to DATA + I.  */
LGT_INLINE void
lgt_store (void *data, enum lgt_type type, int64_t i, int n, vd x)
{
  if (type == LGT_F32)
    {
      float *at = (float *) data + i;
      vh y = vh_from_vd (x);

      if (n >= LGT_VD)
        *(vh_any *) at = y;
      else
        for (int l = 0; l < n; l++)
          at[l] = y[l];
    }
  else
    {
      double *at = (double *) data + i;

      if (n >= LGT_VD)
        *(vd_any *) at = x;
      else
        for (int l = 0; l < n; l++)
          at[l] = x[l];
    }
}

LGT_INLINE double
lgt_load_one (const void *data, enum lgt_type type, int64_t i)
{
  return type == LGT_F32 ? (double) ((const float *) data)[i]
                         : ((const double *) data)[i];
}

/* The elements of views of one shape as packs x sites x pieces, a piece
   being at most LGT_PIECE elements in a row.  The cut does not depend on the
   number of threads.  */
enum { LGT_PIECE = 2048 };

struct lgt_pieces
{
  int64_t sites, pieces, row, count;    /* count: all pieces */
};

LGT_INLINE int
lgt_is_dense (const struct lgt_view *v)
{
  return (v->site_stride == (int64_t) v->shape.comps * v->shape.lanes
          && v->pack_stride == v->shape.sites * v->site_stride);
}

/* The cut of SHAPE; DENSE says that none of the views has gaps.  */
LGT_INLINE struct lgt_pieces
lgt_cut (struct lgt_shape shape, int dense)
{
  struct lgt_pieces c;
  int64_t packs = dense ? 1 : shape.packs;

  c.sites = dense ? 1 : shape.sites;
  c.row = (int64_t) shape.comps * shape.lanes
          * (dense ? (int64_t) shape.packs * shape.sites : 1);
  c.pieces = (c.row + LGT_PIECE - 1) / LGT_PIECE;
  c.count = packs * c.sites * c.pieces;
  return c;
}

/* Where piece number I starts in V, and how many elements it has.  */
LGT_INLINE int64_t
lgt_piece_at (const struct lgt_pieces *c, const struct lgt_view *v, int64_t i)
{
  int64_t row = i / c->pieces;

  return row / c->sites * v->pack_stride + row % c->sites * v->site_stride
         + i % c->pieces * LGT_PIECE;
}
LGT_INLINE int64_t
lgt_piece_size (const struct lgt_pieces *c, int64_t i)
{
  int64_t left = c->row - i % c->pieces * LGT_PIECE;

  return left < LGT_PIECE ? left : LGT_PIECE;
}

/* One piece of lgt_combine.  */
LGT_INLINE void
lgt_combine_piece (enum lgt_type tx, enum lgt_type tz, int add, int64_t size,
                   double a, const void *x, int64_t at_x, double b,
                   const void *y, int64_t at_y, void *z, int64_t at_z)
{
  vd va = vd_set (a), vb = vd_set (b);

  for (int64_t e = 0; e < size; e += LGT_VD)
    {
      int n = size - e < LGT_VD ? (int) (size - e) : LGT_VD;
      vd r = va * lgt_load (x, tx, at_x + e, n);

      if (y)
        r += vb * lgt_load (y, tx, at_y + e, n);
      if (add)
        r += lgt_load (z, tz, at_z + e, n);
      lgt_store (z, tz, at_z + e, n, r);
    }
}

/* z = a x + b y (y NULL: z = a x), or with ADD z += a x + b y.  The views
   have one shape, x and y one type.  */
LGT_INLINE void
lgt_combine (const struct lgt_queue *queue, int add, double a,
             const struct lgt_view *x, double b, const struct lgt_view *y,
             const struct lgt_view *z)
{
  struct lgt_pieces cut
    = lgt_cut (z->shape, lgt_is_dense (x) && lgt_is_dense (z)
                         && (y == NULL || lgt_is_dense (y)));

#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (z->shape)))
  for (int64_t i = 0; i < cut.count; i++)
    {
      int64_t at_x = lgt_piece_at (&cut, x, i);
      int64_t at_y = y ? lgt_piece_at (&cut, y, i) : 0;
      int64_t at_z = lgt_piece_at (&cut, z, i);
      int64_t size = lgt_piece_size (&cut, i);
      const void *data_y = y ? y->data : NULL;

#define LGT_PIECE_OF(tx, tz)                                            \
      lgt_combine_piece (tx, tz, add, size, a, x->data, at_x, b,        \
                         data_y, at_y, z->data, at_z)
      if (x->type == LGT_F32 && z->type == LGT_F32)
        LGT_PIECE_OF (LGT_F32, LGT_F32);
      else if (x->type == LGT_F32)
        LGT_PIECE_OF (LGT_F32, LGT_F64);
      else if (z->type == LGT_F32)
        LGT_PIECE_OF (LGT_F64, LGT_F32);
      else
        LGT_PIECE_OF (LGT_F64, LGT_F64);
#undef LGT_PIECE_OF
    }
}

#endif
