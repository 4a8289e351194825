/* Sums of matrices with weights, and one thread's matrix of a list.  */

#ifndef LGT_GPU_SUN_TERMS_H
#define LGT_GPU_SUN_TERMS_H

#include "sun.h"

/* The matrix with the number ITEM of a pack: its row and lane.  */
struct lgt_place { int64_t pack, row; int lane; };

LGT_DEVICE struct lgt_place
lgt_place_of (int pack, int64_t item, int lanes)
{
  struct lgt_place p;

  p.pack = pack;
  lgt_divide (item, lanes, &p.row, &p.lane);
  return p;
}

/* Where V's component COMP is; of a view with one row, in that one.  */
LGT_DEVICE int64_t
lgt_place_at (const struct lgt_view &v, const struct lgt_place &p, int comp)
{
  return lgt_at (v, p.pack, v.shape.sites > 1 ? p.row : 0, comp) + p.lane;
}
LGT_DEVICE double *
lgt_place_matrix (const struct lgt_view &v, const struct lgt_place &p,
                  int comp)
{
  return lgt_sun_at (v, p.pack, p.row, comp, p.lane);
}

/* M = V's matrix from component COMP on, and V's matrix = M or += M.  */
LGT_DEVICE void
lgt_place_load (int n, const struct lgt_view &v, const struct lgt_place &p,
                int comp, double *m)
{
  lgt_sun_load (n, m, lgt_place_matrix (v, p, comp), v.shape.lanes, 0);
}
LGT_DEVICE void
lgt_place_store (int n, const struct lgt_view &v, const struct lgt_place &p,
                 const double *m)
{
  lgt_sun_store (n, lgt_place_matrix (v, p, 0), v.shape.lanes, m);
}
LGT_DEVICE void
lgt_place_add (int n, const struct lgt_view &v, const struct lgt_place &p,
               const double *m)
{
  lgt_sun_add (n, lgt_place_matrix (v, p, 0), v.shape.lanes, m);
}

/* A += W S_k.  */
LGT_DEVICE void
lgt_term_sum (int n, const struct lgt_view &s, const struct lgt_place &p,
              int k, double w, double *a)
{
  const double *from = lgt_place_matrix (s, p, 2 * n * n * k);

  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    {
      a[i] += w * *from;
      from = lgt_step (from, s.shape.lanes);
    }
}

/* S_k += W A.  */
LGT_DEVICE void
lgt_term_add (int n, const struct lgt_view &s, const struct lgt_place &p,
              int k, double w, const double *a)
{
  double *to = lgt_place_matrix (s, p, 2 * n * n * k);

  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    {
      *to += w * a[i];
      to = lgt_step (to, s.shape.lanes);
    }
}

/* Re tr A^+ S_k.  */
LGT_DEVICE double
lgt_term_dot (int n, const struct lgt_view &s, const struct lgt_place &p,
              int k, const double *a)
{
  const double *from = lgt_place_matrix (s, p, 2 * n * n * k);
  double sum = 0;

  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    {
      sum += a[i] * *from;
      from = lgt_step (from, s.shape.lanes);
    }
  return sum;
}

#endif
