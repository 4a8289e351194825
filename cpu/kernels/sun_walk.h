/* Products of links along one path, and their pull-back.

   With W = A U B, A what is before a step and B what is behind it, and G the
   gradient with respect to W, that of U is A^+ G B^+; of a backward step, W =
   A U^+ B, it is B G^+ A.  A walk forward keeps the products A of up to
   LGT_STEPS steps; then H = G B^+ goes back along the path.  A path of L
   steps takes 3 L - 4 products, and 2 L - 2 where G is a multiple of the unit
   matrix.  Of longer paths the products A are made piece by piece, each from
   the beginning.  */

#ifndef LGT_CPU_SUN_WALK_H
#define LGT_CPU_SUN_WALK_H

#include "paths.h"
#include "sun.h"

enum { LGT_STEPS = 16 };

/* Steps: where their links and the links' gradients are (element of lane 0,
   pack 0), and which are walked backward.  */
struct lgt_steps
{
  int count;
  int64_t at[LGT_STEPS], to[LGT_STEPS];
  int back[LGT_STEPS];
};

/* A path from one row.  */
struct lgt_sun_path
{
  const struct lgt_path_set *set;
  const struct lgt_view *links, *grad;  /* grad: NULL where not needed */
  struct lgt_sun sun;
  struct lgt_base base;
  int path, length;
  struct lgt_steps steps;               /* the first ones */
};

/* Steps FIRST, ... of P, as many as fit.  */
LGT_INLINE void
lgt_steps_find (const struct lgt_sun_path *p, int first, struct lgt_steps *s)
{
  const struct lgt_path_step *step
    = p->set->step + p->set->first[p->path] + first;
  const int left = p->length - first;

  s->count = left < LGT_STEPS ? left : LGT_STEPS;
  for (int i = 0; i < s->count; i++)
    {
      const int64_t site = lgt_shifted (&p->base, step[i].shift, 1);
      const int64_t comp = (int64_t) step[i].mu * p->sun.numbers;

      s->at[i] = lgt_at (p->links, 0, site, comp);
      s->to[i] = p->grad ? lgt_at (p->grad, 0, site, comp) : 0;
      s->back[i] = step[i].sign < 0;
    }
}

/* The steps from FIRST on, a multiple of LGT_STEPS; MORE is room for them.  */
LGT_INLINE const struct lgt_steps *
lgt_steps_from (const struct lgt_sun_path *p, int first,
                struct lgt_steps *more)
{
  if (first == 0)
    return &p->steps;
  lgt_steps_find (p, first, more);
  return more;
}

/* P becomes path PATH of its row.  */
LGT_INLINE void
lgt_sun_path_set (struct lgt_sun_path *p, int path)
{
  p->path = path;
  p->length = p->set->first[path + 1] - p->set->first[path];
  lgt_steps_find (p, 0, &p->steps);
}

/* The link of step I, with its dagger.  */
LGT_INLINE struct lgt_sun_matrix
lgt_sun_step (const struct lgt_sun_path *p, const struct lgt_steps *s, int i,
              const struct lgt_column *u, num *room)
{
  return lgt_column_matrix (&p->sun, u, s->at[i], s->back[i], room);
}

struct lgt_sun_room
{
  num link[2][SUN_NUMBERS], product[2][SUN_NUMBERS];
};

/* The product of the first END steps, END > 0.  It is in ROOM or is a link in
   place.  */
static inline struct lgt_sun_matrix
lgt_sun_walk (const struct lgt_sun_path *p, const struct lgt_column *u,
              int end, struct lgt_sun_room *room)
{
  const struct lgt_steps *s = &p->steps;
  struct lgt_steps more;
  struct lgt_sun_matrix w = lgt_sun_step (p, s, 0, u, room->link[0]);

  for (int i = 1; i < end; i++)
    {
      num *product = room->product[i & 1];

      if (i % LGT_STEPS == 0)
        s = lgt_steps_from (p, i, &more);
      lgt_sun_multiply_to (&p->sun, product, 1, w,
                           lgt_sun_step (p, s, i % LGT_STEPS, u,
                                         room->link[i & 1]));
      w = (struct lgt_sun_matrix) { product, 1, 0 };
    }
  return w;
}

/* The link of the last step.  */
LGT_INLINE struct lgt_sun_matrix
lgt_sun_last (const struct lgt_sun_path *p, const struct lgt_column *u,
              num *room)
{
  const int last = p->length - 1;
  struct lgt_steps more;

  return lgt_sun_step (p, lgt_steps_from (p, last - last % LGT_STEPS, &more),
                       last % LGT_STEPS, u, room);
}

/* W = the product of all steps.  */
static inline void
lgt_sun_path_product (const struct lgt_sun_path *p,
                      const struct lgt_column *u, num *w, long ws)
{
  struct lgt_sun_room room;
  num last[SUN_NUMBERS];
  struct lgt_sun_matrix m;

  if (p->length == 0)
    {
      sun_unit (p->sun.n, w, ws);
      return;
    }
  m = lgt_sun_last (p, u, last);
  if (p->length == 1)
    sun_copy (p->sun.n, w, ws, m.at, m.stride, m.dagger);
  else
    lgt_sun_multiply_to (&p->sun, w, ws,
                         lgt_sun_walk (p, u, p->length - 1, &room), m);
}

/* z[0] + i z[1] = the trace of that product, which is not made; with REAL
   only z[0].  */
static inline void
lgt_sun_path_trace (const struct lgt_sun_path *p, const struct lgt_column *u,
                    int real, num *z)
{
  struct lgt_sun_room room;
  num last[SUN_NUMBERS];
  struct lgt_sun_matrix m;

  z[0] = num_set (p->sun.n);
  z[1] = num_set (0);
  if (p->length == 0)
    return;
  m = lgt_sun_last (p, u, last);
  if (p->length > 1)
    {
      lgt_sun_trace_to (&p->sun, lgt_sun_walk (p, u, p->length - 1, &room),
                        m, real, z);
      return;
    }
  sun_trace (p->sun.n, m.at, m.stride, &z[0], &z[1]);
  if (m.dagger)
    z[1] = -z[1];
}

/* The gradient of a path's product: MATRIX (stride 1), or if that is NULL
   (RE + i IM) times the unit matrix.  */
struct lgt_sun_gradient
{
  const num *matrix;
  num re, im;
};

/* Add A^+ H, or of a backward step H^+ A, to the gradient of the step's
   link; A without data is the unit matrix.  */
LGT_INLINE void
lgt_sun_pull_step (const struct lgt_sun *s, num *to, long stride,
                   struct lgt_sun_matrix a, struct lgt_sun_matrix h, int back)
{
  if (back)
    h.dagger = 1;
  else
    a.dagger = !a.dagger;
  if (a.at == NULL)
    lgt_sun_add_to (s, to, stride, h);
  else if (back)
    lgt_sun_multiply_add (s, to, stride, h, a);
  else
    lgt_sun_multiply_add (s, to, stride, a, h);
}

/* Add to the gradients GU of the links of path P.  */
static inline void
lgt_sun_path_pull (const struct lgt_sun_path *p, const struct lgt_column *u,
                   const struct lgt_column *gu,
                   const struct lgt_sun_gradient *g)
{
  const struct lgt_sun *s = &p->sun;
  /* Products of the piece before each of its steps.  */
  num product[LGT_STEPS * SUN_NUMBERS], first_link[SUN_NUMBERS];
  num link[SUN_NUMBERS], half[2][SUN_NUMBERS], sum[SUN_NUMBERS];
  struct lgt_sun_matrix a[LGT_STEPS], h = { g->matrix, 1, 0 };
  struct lgt_sun_room room;
  struct lgt_steps more;
  int turn = 0;

  if (g->matrix == NULL && p->length == 1)
    {
      sun_unit (s->n, half[1], 1);
      lgt_sun_scale_to (s, half[0], 1, g->re, g->im,
                        (struct lgt_sun_matrix) { half[1], 1, 0 }, 0);
      h.at = half[0];
      turn = 1;
    }
  for (int first = (p->length - 1) / LGT_STEPS * LGT_STEPS;
       p->length > 0 && first >= 0; first -= LGT_STEPS)
    {
      const struct lgt_steps *steps = lgt_steps_from (p, first, &more);

      a[0] = (struct lgt_sun_matrix) { NULL, 1, 0 };
      if (first > 0)
        a[0] = lgt_sun_walk (p, u, first, &room);
      for (int i = 0; i + 1 < steps->count; i++)
        {
          num *next = product + i * s->numbers;
          struct lgt_sun_matrix m
            = lgt_sun_step (p, steps, i, u, i == 0 ? first_link : link);

          a[i + 1] = m;
          if (a[i].at)
            {
              lgt_sun_multiply_to (s, next, 1, a[i], m);
              a[i + 1] = (struct lgt_sun_matrix) { next, 1, 0 };
            }
        }
      for (int i = steps->count - 1; i >= 0; i--)
        {
          const int back = steps->back[i];
          struct lgt_sun_matrix m = lgt_sun_step (p, steps, i, u, link);
          long stride;
          num *to = lgt_column_open (gu, steps->to[i], s->numbers, sum,
                                     &stride);

          m.dagger = !m.dagger;
          if (h.at)
            lgt_sun_pull_step (s, to, stride, a[i], h, back);
          else
            {
              /* The last step: H = c, with the unit matrix left out.  */
              struct lgt_sun_matrix b = a[i];

              b.dagger = back ? b.dagger : !b.dagger;
              lgt_sun_scale_to (s, to, stride, g->re, back ? -g->im : g->im,
                                b, 1);
            }
          lgt_column_close (gu, steps->to[i], s->numbers, sum);
          if (first + i == 0)
            break;
          if (h.at)
            lgt_sun_multiply_to (s, half[turn], 1, h, m);
          else
            lgt_sun_scale_to (s, half[turn], 1, g->re, g->im, m, 0);
          h.at = half[turn];
          turn = 1 - turn;
        }
    }
}

#endif
