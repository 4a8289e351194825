/* SU(N) matrices in fields, VD lanes at a time.

   Arithmetic of matrices is in functions of their own, one set for N = 2, one
   for N = 3 (unrolled) and one for all others, so that what walks over
   lattices is compiled once.  A call costs little beside a product; operands
   are taken from the field in place (a pointer and a stride in vectors).

   Where the lanes of a row are no multiple of VD (lanes = 1) matrices are
   copied to padded ones and back, and take the same arithmetic, hence give
   the same bits.  */

#ifndef LGT_CPU_SUN_H
#define LGT_CPU_SUN_H

#include "elements.h"
#include "number.h"
#include "../../lib/sun/matrix_body.h"

/* Component c of the matrix is at[c * stride]; with DAGGER its Hermitian
   conjugate is meant.  */
struct lgt_sun_matrix
{
  const num *at;
  long stride;
  int dagger;
};

typedef void lgt_sun_product_fn (int n, num *c, long cs, const num *a,
                                 long as, const num *b, long bs);
typedef void lgt_sun_trace_fn (int n, const num *a, long as, const num *b,
                               long bs, num *z);

/* What depends on N.  Indices say whether a factor is daggered.  */
struct lgt_sun_arithmetic
{
  lgt_sun_product_fn *set[2][2];        /* C = A B */
  lgt_sun_product_fn *add[2][2];        /* C += A B */
  lgt_sun_trace_fn *trace[2];   /* Re and Im tr A B to z[0], z[1] */
  lgt_sun_trace_fn *real[2];    /* Re tr A B to z[0] */
};

#define LGT_SUN_PRODUCT(name, n_is, da, db, add)                        \
  static __attribute__ ((noinline)) void                                \
  name (int n, num *c, long cs, const num *a, long as, const num *b,    \
        long bs)                                                        \
  {                                                                     \
    (void) n;                                                           \
    sun_product (n_is, c, cs, a, as, da, b, bs, db, add);               \
  }
#define LGT_SUN_TRACE(name, n_is, db, im)                               \
  static __attribute__ ((noinline)) void                                \
  name (int n, const num *a, long as, const num *b, long bs, num *z)    \
  {                                                                     \
    num unused;                                                         \
                                                                        \
    (void) n;                                                           \
    sun_trace_product (n_is, a, as, b, bs, db, &z[0], im);              \
    (void) unused;                                                      \
  }

/* The arithmetic called NAME for N_IS, a constant or the argument n.  */
#define LGT_SUN_ARITHMETIC(name, n_is)                                  \
  LGT_SUN_PRODUCT (name##_nn, n_is, SUN_PLAIN, SUN_PLAIN, 0)            \
  LGT_SUN_PRODUCT (name##_nd, n_is, SUN_PLAIN, SUN_DAGGER, 0)           \
  LGT_SUN_PRODUCT (name##_dn, n_is, SUN_DAGGER, SUN_PLAIN, 0)           \
  LGT_SUN_PRODUCT (name##_dd, n_is, SUN_DAGGER, SUN_DAGGER, 0)          \
  LGT_SUN_PRODUCT (name##_add_nn, n_is, SUN_PLAIN, SUN_PLAIN, 1)        \
  LGT_SUN_PRODUCT (name##_add_nd, n_is, SUN_PLAIN, SUN_DAGGER, 1)       \
  LGT_SUN_PRODUCT (name##_add_dn, n_is, SUN_DAGGER, SUN_PLAIN, 1)       \
  LGT_SUN_PRODUCT (name##_add_dd, n_is, SUN_DAGGER, SUN_DAGGER, 1)      \
  LGT_SUN_TRACE (name##_trace_n, n_is, SUN_PLAIN, &z[1])                \
  LGT_SUN_TRACE (name##_trace_d, n_is, SUN_DAGGER, &z[1])               \
  LGT_SUN_TRACE (name##_real_n, n_is, SUN_PLAIN, &unused)               \
  LGT_SUN_TRACE (name##_real_d, n_is, SUN_DAGGER, &unused)              \
  static const struct lgt_sun_arithmetic name =                         \
  {                                                                     \
    { { name##_nn, name##_nd }, { name##_dn, name##_dd } },             \
    { { name##_add_nn, name##_add_nd },                                 \
      { name##_add_dn, name##_add_dd } },                               \
    { name##_trace_n, name##_trace_d },                                 \
    { name##_real_n, name##_real_d }                                    \
  };
LGT_SUN_ARITHMETIC (lgt_sun_2, 2)
LGT_SUN_ARITHMETIC (lgt_sun_3, 3)
LGT_SUN_ARITHMETIC (lgt_sun_any, n)

struct lgt_sun
{
  int n, numbers;         /* numbers: 2 n^2 */
  const struct lgt_sun_arithmetic *with;
};

LGT_INLINE struct lgt_sun
lgt_sun_of (int n)
{
  struct lgt_sun s;

  s.n = n;
  s.numbers = 2 * n * n;
  s.with = n == 2 ? &lgt_sun_2 : n == 3 ? &lgt_sun_3 : &lgt_sun_any;
  return s;
}

/* C = A B.  */
LGT_INLINE void
lgt_sun_multiply_to (const struct lgt_sun *s, num *c, long cs,
                     struct lgt_sun_matrix a, struct lgt_sun_matrix b)
{
  s->with->set[a.dagger][b.dagger] (s->n, c, cs, a.at, a.stride, b.at,
                                    b.stride);
}

/* C += A B.  */
LGT_INLINE void
lgt_sun_multiply_add (const struct lgt_sun *s, num *c, long cs,
                      struct lgt_sun_matrix a, struct lgt_sun_matrix b)
{
  s->with->add[a.dagger][b.dagger] (s->n, c, cs, a.at, a.stride, b.at,
                                    b.stride);
}

/* z[0] + i z[1] = tr A B; with REAL only z[0].  */
LGT_INLINE void
lgt_sun_trace_to (const struct lgt_sun *s, struct lgt_sun_matrix a,
                  struct lgt_sun_matrix b, int real, num *z)
{
  /* tr A^+ B = tr B A^+, and tr A^+ B^+ is the conjugate of tr B A.  */
  const struct lgt_sun_matrix x = a.dagger ? b : a, y = a.dagger ? a : b;
  const int turned = a.dagger && b.dagger;

  (real ? s->with->real : s->with->trace)[turned ? 0 : y.dagger]
    (s->n, x.at, x.stride, y.at, y.stride, z);
  if (turned && !real)
    z[1] = -z[1];
}

/* C = (X + i Y) A, or C += that.  */
LGT_INLINE void
lgt_sun_scale_to (const struct lgt_sun *s, num *c, long cs, num x, num y,
                  struct lgt_sun_matrix a, int add)
{
  for (int i = 0; i < s->n; i++)
    for (int j = 0; j < s->n; j++)
      {
        const long at = 2 * (s->n * i + j) * cs;
        const long p = 2 * (a.dagger ? s->n * j + i : s->n * i + j)
                       * a.stride;
        const num re = a.at[p];
        num im = a.at[p + a.stride], u, v;

        if (a.dagger)
          im = -im;
        u = x * re - y * im;
        v = x * im + y * re;

        if (add)
          {
            u = u + c[at];
            v = v + c[at + cs];
          }
        c[at] = u;
        c[at + cs] = v;
      }
}

/* C += A.  */
LGT_INLINE void
lgt_sun_add_to (const struct lgt_sun *s, num *c, long cs,
                struct lgt_sun_matrix a)
{
  for (int i = 0; i < s->n; i++)
    for (int j = 0; j < s->n; j++)
      {
        const long at = 2 * (s->n * i + j) * cs;
        const long p = 2 * (a.dagger ? s->n * j + i : s->n * i + j)
                       * a.stride;

        c[at] = c[at] + a.at[p];
        if (a.dagger)
          c[at + cs] = c[at + cs] - a.at[p + a.stride];
        else
          c[at + cs] = c[at + cs] + a.at[p + a.stride];
      }
}

/* ---- matrices of a field ---- */

/* VD lanes of a float64 view, or as many as there are.  */
struct lgt_column
{
  double *data;           /* of the pack, from the first of the lanes on */
  int lanes;              /* of the view */
  int n;                  /* lanes that are here */
  int whole;              /* 1: whole vectors, in place */
};

LGT_INLINE struct lgt_column
lgt_column_of (const struct lgt_view *v, int64_t pack, int l)
{
  struct lgt_column c;

  c.data = (double *) v->data + pack * v->pack_stride + l;
  c.lanes = v->shape.lanes;
  c.n = c.lanes - l < LGT_VD ? c.lanes - l : LGT_VD;
  c.whole = c.lanes % LGT_VD == 0;
  return c;
}

/* The NUMBERS vectors from element AT (of lane 0, pack 0) on: in place, or
   copied to ROOM.  */
LGT_INLINE num *
lgt_column_open (const struct lgt_column *c, int64_t at, int numbers,
                 num *room, long *stride)
{
  if (c->whole)
    {
      *stride = c->lanes / LGT_VD;
      return (num *) (c->data + at);
    }
  for (int i = 0; i < numbers; i++)
    room[i] = lgt_load (c->data + at, LGT_F64, (int64_t) i * c->lanes, c->n);
  *stride = 1;
  return room;
}

/* The same without their values, which will be written.  */
LGT_INLINE num *
lgt_column_new (const struct lgt_column *c, int64_t at, num *room,
                long *stride)
{
  if (c->whole)
    return lgt_column_open (c, at, 0, room, stride);
  *stride = 1;
  return room;
}

/* What was written is in the view.  */
LGT_INLINE void
lgt_column_close (const struct lgt_column *c, int64_t at, int numbers,
                  const num *room)
{
  if (!c->whole)
    for (int i = 0; i < numbers; i++)
      lgt_store (c->data + at, LGT_F64, (int64_t) i * c->lanes, c->n,
                 room[i]);
}

LGT_INLINE struct lgt_sun_matrix
lgt_column_matrix (const struct lgt_sun *s, const struct lgt_column *c,
                   int64_t at, int dagger, num *room)
{
  struct lgt_sun_matrix m;

  m.at = lgt_column_open (c, at, s->numbers, room, &m.stride);
  m.dagger = dagger;
  return m;
}

#endif
