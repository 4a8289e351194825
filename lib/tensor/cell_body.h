/* The cell of N ordered phases with sum 0, in coordinates that make it a box,
   and the Haar measure's part of a map of the cell.

   gap[j] = theta[j + 1] - theta[j], gap[N - 1] = 2 pi - spread; rest[j] =
   theta[N - 1] - theta[j]; coordinates x[0] = rest[0] / 2 pi and x[j] =
   gap[j - 1] / rest[j - 1], each with its complement (interval_body.h).  Sums
   are made of gaps that are positive, so that all of these are accurate
   relative to themselves.  */

#ifndef LGT_CELL_BODY_H
#define LGT_CELL_BODY_H

#include "interval_body.h"

enum { CELL_MAX = 8 };

#define CELL_TURN 6.28318530717958647693        /* 2 pi */

/* Phases that meet are so far apart.  */
#define CELL_FLOOR 1e-100

LGT_BODY void
cell_coordinates (int n, num *gap, num *rest, struct interval_point *x)
{
  for (int j = 0; j < n; j++)
    gap[j] = num_select (gap[j] < CELL_FLOOR, num_set (CELL_FLOOR), gap[j]);
  rest[n - 2] = gap[n - 2];
  for (int j = n - 3; j >= 0; j--)
    rest[j] = gap[j] + rest[j + 1];
  x[0].x = rest[0] * (1 / CELL_TURN);
  x[0].c = gap[n - 1] * (1 / CELL_TURN);
  for (int j = 1; j < n - 1; j++)
    {
      num inverse = 1.0 / rest[j - 1];

      x[j].x = gap[j - 1] * inverse;
      x[j].c = rest[j] * inverse;
    }
}

LGT_BODY void
cell_gaps (int n, const struct interval_point *x, num *rest, num *gap)
{
  rest[0] = CELL_TURN * x[0].x;
  gap[n - 1] = CELL_TURN * x[0].c;
  for (int j = 1; j < n - 1; j++)
    {
      gap[j - 1] = rest[j - 1] * x[j].x;
      rest[j] = rest[j - 1] * x[j].c;
    }
  gap[n - 2] = rest[n - 2];
}

/* The phases, from their gaps.  */
LGT_BODY void
cell_phases (int n, const num *gap, num *theta)
{
  num first = num_set (0);

  for (int j = 0; j < n - 1; j++)
    first = first - (double) (n - 1 - j) / n * gap[j];
  theta[0] = first;
  for (int j = 0; j < n - 1; j++)
    theta[j + 1] = theta[j] + gap[j];
}

/* Two phases I < J: the arc from one to the other or, BIG, its complement,
   whichever is shorter, and both lengths.  */
struct cell_arc
{
  num direct, around, sine, cosine;     /* of half the shorter one */
  num_mask big;
};

LGT_BODY struct cell_arc
cell_arc_of (int n, const num *gap, int i, int j)
{
  struct cell_arc arc;

  arc.direct = gap[i];
  for (int k = i + 1; k < j; k++)
    arc.direct = arc.direct + gap[k];
  arc.around = gap[n - 1];
  for (int k = 0; k < n - 1; k++)
    if (k < i || k >= j)
      arc.around = arc.around + gap[k];
  arc.big = arc.direct > arc.around;
  num_sincos (0.5 * num_select (arc.big, arc.around, arc.direct), &arc.sine,
              &arc.cosine);
  return arc;
}

/* log |d theta'/d theta| + sum_{i<j} 2 log |sin (g'_ij/2) / sin (g_ij/2)| of
   the map from GAP to TO whose coordinates have the product of derivatives
   SLOPES.  */
LGT_BODY num
cell_log_det (int n, const num *gap, const num *rest, const num *to,
              const num *to_rest, num slopes)
{
  num sum = num_set (0), product = slopes;

  for (int j = 0; j < n - 2; j++)
    product = product * (to_rest[j] / rest[j]);
  for (int i = 0; i < n - 1; i++)
    {
      num above = num_set (1), below = above;

      for (int j = i + 1; j < n; j++)
        {
          above = above * cell_arc_of (n, to, i, j).sine;
          below = below * cell_arc_of (n, gap, i, j).sine;
          /* One logarithm for all of SU(3); more phases could underflow.  */
          if (j == n - 1 || n > 3)
            {
              num ratio = above / below;

              product = product * (ratio * ratio);
              above = below = num_set (1);
            }
        }
      if (n > 3 || i == n - 2)
        {
          sum = sum + num_log (product);
          product = num_set (1);
        }
    }
  return sum;
}

/* ---- reverse mode ---- */

/* The derivative of log sin (arc/2) with respect to its direct length,
   without the poles 1/direct (LOW) and -1/around (HIGH) where they are asked
   to be left out.  cot (t/2)/2 - 1/t by its series for small t.  */
LGT_BODY num
cell_cotangent (const struct cell_arc *arc, int low, int high)
{
  num t = num_select (arc->big, arc->around, arc->direct), z = t * t;
  num pole = 1.0 / t, far = 1.0 / num_select (arc->big, arc->direct,
                                              arc->around);
  num smooth = num_select (t < 0.25,
                           -t * (1.0 / 12
                                 + z * (1.0 / 720
                                        + z * (1.0 / 30240
                                               + z * (1.0 / 1209600)))),
                           0.5 * arc->cosine / arc->sine - pole);
  num direct = smooth + (low ? num_set (0) : pole) + (high ? far
                                                           : num_set (0));
  num around = -smooth - (high ? num_set (0) : pole) - (low ? far
                                                            : num_set (0));

  return num_select (arc->big, around, direct);
}

/* For a loss with the gradient GL with respect to cell_log_det: adds the
   gradients with respect to GAP and TO to G and G_TO, and sets those with
   respect to the logarithms of the coordinates' derivatives and ratios (the
   images are left).  Poles of ratios to'/gap that are products of ratios of
   coordinates go to these, where they cancel by hand.  */
LGT_BODY void
cell_pull_log_det (int n, const num *gap, const num *to, num gl, num *g,
                   num *g_to, struct interval_loss *loss)
{
  for (int j = 0; j < n - 1; j++)
    {
      loss[j].slope = gl;
      loss[j].low = loss[j].high = num_set (0);
    }
  for (int i = 0; i < n - 1; i++)
    for (int j = i + 1; j < n; j++)
      {
        const struct cell_arc from = cell_arc_of (n, gap, i, j);
        const struct cell_arc arc = cell_arc_of (n, to, i, j);
        /* The arc is rest[i], or gap[i] = rest[i] x[i + 1].  */
        int low = j == n - 1 || j == i + 1, high = i == 0 && j == n - 1;
        num a = 2.0 * gl * cell_cotangent (&arc, low, high);
        num b = 2.0 * gl * cell_cotangent (&from, low, high);

        for (int k = i; k < j; k++)
          {
            g_to[k] = g_to[k] + a;
            g[k] = g[k] - b;
          }
        if (high)
          loss[0].high = loss[0].high + 2.0 * gl;
        if (low)
          {
            loss[0].low = loss[0].low + 2.0 * gl;
            for (int k = 1; k <= i; k++)
              loss[k].high = loss[k].high + 2.0 * gl;
            if (j < n - 1)
              loss[j].low = loss[j].low + 2.0 * gl;
          }
      }
  /* The box: rest[0] ... rest[n - 3].  */
  for (int i = 0; i < n - 2; i++)
    {
      loss[0].low = loss[0].low + gl;
      for (int k = 1; k <= i; k++)
        loss[k].high = loss[k].high + gl;
    }
}

/* Reverse mode of cell_phases, G += ...  */
LGT_BODY void
cell_pull_phases (int n, const num *g_theta, num *g)
{
  num all = g_theta[0], above = all;

  for (int j = 1; j < n; j++)
    all = all + g_theta[j];
  above = all;
  for (int k = 0; k < n - 1; k++)
    {
      above = above - g_theta[k];
      g[k] = g[k] + above - (double) (n - 1 - k) / n * all;
    }
}

/* Reverse mode of cell_gaps: the gradients with respect to x[j].x.  */
LGT_BODY void
cell_pull_gaps (int n, const struct interval_point *x, const num *rest,
                const num *g, struct interval_loss *loss)
{
  num g_rest = g[n - 2];

  for (int j = n - 2; j > 0; j--)
    {
      loss[j].image = rest[j - 1] * (g[j - 1] - g_rest);
      g_rest = g[j - 1] * x[j].x + g_rest * x[j].c;
    }
  loss[0].image = CELL_TURN * g_rest;
}

/* Reverse mode of cell_coordinates: from the gradients GX with respect to
   x[j].x, and those with respect to the gaps, G, which are changed, to those
   with respect to the phases.  Where more than two phases meet there is no
   derivative; the quotient is kept finite.  */
LGT_BODY void
cell_pull_coordinates (int n, const struct interval_point *x,
                       const num *rest, const num *gx, num *g, num *g_theta)
{
  num g_rest = gx[0] * (1 / CELL_TURN);

  for (int j = 0; j < n - 1; j++)
    {
      if (j < n - 2)
        {
          num least = num_set (1e-12);
          num q = gx[j + 1] / num_select (rest[j] < least, least, rest[j]);

          g_rest = g_rest - q * x[j + 1].x;
          g[j] = g[j] + q;
        }
      g[j] = g[j] + g_rest;
    }
  for (int j = 0; j < n; j++)
    {
      g_theta[j] = j > 0 ? g[j - 1] : num_set (0);
      if (j < n - 1)
        g_theta[j] = g_theta[j] - g[j];
    }
}

#endif
