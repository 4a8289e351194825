/* One step of stout smearing with its log-determinant, the inverse, and the
   reverse modes, one text for every number (lib/sun/matrix_body.h).

   M = U A, A = sum c_k S_k; Q = i (M - M^+)/2 without its trace is Hermitian,
   X = i Q, and U' = e^X U.  The spectral norm of M is at most sum |c_k| < 1
   for S_k in the group, hence gaps d_ij = x_i - x_j of the eigenvalues of Q
   lie in (-2, 2).

   The determinant.  In the eigenbasis of Q, M = S + i diag (m - x) with a
   number m, S Hermitian.  For Y = i Z, Z Hermitian and traceless, D Y is -i
   (S Z + Z S)/2, without trace, and -i d_ij/2 times i z_ij.  phi (-ad X) multiplies
   elements by e^{-i d/2} sinc, sinc = sin (d/2)/(d/2).  Hence

     (1 + phi D) Y = e^{-i d/2} sinc G Y,   G Z = g Z - (S Z + Z S)/2,
     g_ij = (d_ij/2) cot (d_ij/2),

   where the phases of z_ij and z_ji are opposite and drop out of the
   determinant:

     log det = sum_{i<j} 2 log sinc (d_ij/2) + log det G.

   G is symmetric, is 1 for c = 0, and 1 + phi D is invertible for all c on
   the way (X changes by less than U does): G is positive definite, and
   elimination needs no pivots.  */

#ifndef LGT_SUN_STOUT_BODY_H
#define LGT_SUN_STOUT_BODY_H

#include "adjoint_body.h"
#include "hermitian_body.h"

/* What is known at a link; G, or its inverse, is a triangle OP of its own.  */
struct sun_stout
{
  num x[SUN_MAX], phase[2 * SUN_MAX];   /* eigenvalues of Q, e^{i x/2} */
  num v[SUN_NUMBERS];                   /* eigenvectors */
  num s[SUN_NUMBERS];                   /* S in the eigenbasis */
  num mean;                             /* m */
  num g[SUN_MAX * SUN_MAX], sinc[SUN_MAX * SUN_MAX];    /* i < j */
};

/* (d/2) cot (d/2) as a polynomial in t = d^2/4 on [0, 1], interpolated in
   Chebyshev points, error 6e-19: *DIFFERENCE = (g (t) - g (s))/(t - s), also
   where s = t.  Returns g (s).  */
LGT_BODY num
sun_stout_g (num t, num s, num *difference)
{
  static const double c[]
    = { 1, -0.33333333333333348, -0.022222222222215027,
        -0.002116402116535996, -0.00021164021035576346,
        -2.1377806409686964e-05, -2.1643783877417404e-06,
        -2.1932006006751804e-07, -2.21206722983136e-08,
        -2.3459201615467624e-09, -1.682891145929229e-10,
        -4.348995579918503e-11 };
  num value = num_set (c[11]), slope = num_set (0);

  SUN_UNROLL_DEVICE
  for (int i = 10; i >= 0; i--)
    {
      slope = value + t * slope;
      value = c[i] + s * value;
    }
  *difference = slope;
  return value;
}

/* sin (d/2) / (d/2) in t = d^2/4 on [0, 1]; error 1e-19.  */
LGT_BODY num
sun_stout_sinc (num t)
{
  static const double c[]
    = { 1, -0.16666666666666666, 0.008333333333333106,
        -0.00019841269841087419, 2.7557319152292533e-06,
        -2.5052093081256153e-08, 1.6057233159334521e-10,
        -7.5354829874082541e-13 };
  num value = num_set (c[7]);

  SUN_UNROLL_DEVICE
  for (int i = 6; i >= 0; i--)
    value = c[i] + t * value;
  return value;
}

/* C = V^+ A V, or V A V^+ (BACK = 1).  C may be A.  */
LGT_BODY void
sun_conjugate (int n, num *c, const num *v, const num *a, int back)
{
  num t[SUN_NUMBERS];

  if (back)
    {
      sun_product (n, t, 1, v, 1, SUN_PLAIN, a, 1, SUN_PLAIN, 0);
      sun_product (n, c, 1, t, 1, SUN_PLAIN, v, 1, SUN_DAGGER, 0);
    }
  else
    {
      sun_product (n, t, 1, v, 1, SUN_DAGGER, a, 1, SUN_PLAIN, 0);
      sun_product (n, c, 1, t, 1, SUN_PLAIN, v, 1, SUN_PLAIN, 0);
    }
}

/* Q = i (M - M^+)/2 without its trace; returns Im tr M / N.  Q may be M.  */
LGT_BODY num
sun_stout_q (int n, num *q, const num *m)
{
  num re, mean;

  sun_trace (n, m, 1, &re, &mean);
  mean = mean * (1.0 / n);
  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    {
      SUN_UNROLL_DEVICE
      for (int j = 0; j < i; j++)
        {
          const num *a = m + 2 * (n * i + j), *b = m + 2 * (n * j + i);
          const num x = -0.5 * (a[1] + b[1]), y = 0.5 * (a[0] - b[0]);
          num *to = q + 2 * (n * i + j), *other = q + 2 * (n * j + i);

          to[0] = other[0] = x;
          to[1] = y;
          other[1] = -y;
        }
      q[2 * (n + 1) * i] = mean - m[2 * (n + 1) * i + 1];
      q[2 * (n + 1) * i + 1] = num_set (0);
    }
  return mean;
}

/* H = (M + M^+)/2; H may be M.  */
LGT_BODY void
sun_hermitian_part (int n, num *h, const num *m)
{
  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    {
      SUN_UNROLL_DEVICE
      for (int j = 0; j < i; j++)
        {
          const num *a = m + 2 * (n * i + j), *b = m + 2 * (n * j + i);
          const num x = 0.5 * (a[0] + b[0]), y = 0.5 * (a[1] - b[1]);
          num *to = h + 2 * (n * i + j), *other = h + 2 * (n * j + i);

          to[0] = other[0] = x;
          to[1] = y;
          other[1] = -y;
        }
      h[2 * (n + 1) * i] = m[2 * (n + 1) * i];
      h[2 * (n + 1) * i + 1] = num_set (0);
    }
}

/* Spectrum of Q, functions of its gaps.  */
LGT_BODY void
sun_stout_spectrum (int n, struct sun_stout *w, const num *q)
{
  sun_hermitian (n, q, w->x, w->v);
  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    {
      num_sincos (0.5 * w->x[i], &w->phase[2 * i + 1], &w->phase[2 * i]);
      SUN_UNROLL_DEVICE
      for (int j = i + 1; j < n; j++)
        {
          const num d = 0.5 * (w->x[i] - w->x[j]), t = d * d;
          num unused;

          w->g[n * i + j] = sun_stout_g (t, t, &unused);
          w->sinc[n * i + j] = sun_stout_sinc (t);
        }
    }
}

/* S, from M, in the eigenbasis, and G.  */
LGT_BODY void
sun_stout_operator (int n, struct sun_stout *w, const num *m, num *op)
{
  num h[SUN_NUMBERS];

  sun_hermitian_part (n, h, m);
  sun_conjugate (n, w->s, w->v, h, 0);
  sun_fill_operator (n, w->s, w->g, op);
}

/* Everything at the link U, M = U A.  */
LGT_BODY void
sun_stout_at (int n, struct sun_stout *w, const num *m, num *op)
{
  num q[SUN_NUMBERS];

  w->mean = sun_stout_q (n, q, m);
  sun_stout_spectrum (n, w, q);
  sun_stout_operator (n, w, m, op);
}

/* OUT = e^{+-X} U.  */
LGT_BODY void
sun_stout_rotate (int n, const struct sun_stout *w, double sign,
                  const num *u, num *out)
{
  num t[SUN_NUMBERS];

  sun_product (n, t, 1, w->v, 1, SUN_DAGGER, u, 1, SUN_PLAIN, 0);
  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    {
      const num c = w->phase[2 * i], s = w->phase[2 * i + 1];
      const num re = c * c - s * s, im = 2.0 * sign * c * s;

      SUN_UNROLL_DEVICE
      for (int j = 0; j < n; j++)
        {
          num *at = t + 2 * (n * i + j);
          const num x = at[0], y = at[1];

          at[0] = x * re - y * im;
          at[1] = x * im + y * re;
        }
    }
  sun_product (n, out, 1, w->v, 1, SUN_PLAIN, t, 1, SUN_PLAIN, 0);
}

/* log det; G is used up.  */
LGT_BODY num
sun_stout_log_det (int n, const struct sun_stout *w, num *op)
{
  num product = num_set (1);

  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    SUN_UNROLL_DEVICE
    for (int j = i + 1; j < n; j++)
      product = product * w->sinc[n * i + j];
  return 2.0 * num_log (product) + sun_log_determinant (n * n - 1, op);
}

/* Z <- (g + i d/2) Z, element by element, of a Hermitian Z.  */
LGT_BODY void
sun_stout_straighten (int n, const struct sun_stout *w, num *z)
{
  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    SUN_UNROLL_DEVICE
    for (int j = i + 1; j < n; j++)
      {
        num *at = z + 2 * (n * i + j), *other = z + 2 * (n * j + i);
        const num g = w->g[n * i + j], d = 0.5 * (w->x[i] - w->x[j]);
        const num x = at[0], y = at[1];

        at[0] = other[0] = g * x - d * y;
        at[1] = g * y + d * x;
        other[1] = -at[1];
      }
}

/* Q made shorter where its largest gap is above 2.  */
LGT_BODY void
sun_stout_shorten (int n, num *q)
{
  num x[SUN_MAX], v[SUN_NUMBERS], size = num_set (2);

  sun_hermitian (n, q, x, v);
  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    SUN_UNROLL_DEVICE
    for (int j = 0; j < i; j++)
      {
        const num y = num_abs (x[i] - x[j]);

        size = num_select (y > size, y, size);
      }
  size = 2.0 / size;
  SUN_UNROLL_DEVICE
  for (int i = 0; i < 2 * n * n; i++)
    q[i] = q[i] * size;
}

/* The preimage U of V, M = U A, and log det there.

   Unknown is Q: U = e^{-X} V stays in the group, and F (Q) = Q (e^{-X} V) - Q
   must vanish.  Its derivative is -(1 + D phi (-ad X)), and with S and d as
   above (up to terms of the order of F, which Newton's method does not
   mind) (1 + D phi) dX = Z has the solution dX = (g + i d/2) G^{-1} Z.

   As gaps are below 2 at the solution, a step that leads to larger ones is
   shortened; without that, a small G would throw far.  F may grow once before
   it falls; if at every sixth step it is not smaller than ever before, Q
   becomes Q + F of the best one: that makes F smaller by the factor sum |c_k|
   at least.  A lane that has converged stays as it is, so that it does not
   depend on its neighbours.

   ROOM is for SUN_STOUT_ROOM matrices that are not wanted all the time: a
   thread with few registers has it elsewhere.  */
enum { SUN_STOUT_STEPS = 40, SUN_STOUT_WATCH = 6, SUN_STOUT_ROOM = 4 };
LGT_BODY num
sun_stout_invert (int n, struct sun_stout *w, const num *v, const num *a,
                  num *op, num *room, num *u)
{
  const int dim = n * n - 1;
  num *q = room, *f = room + 2 * n * n, *safe = room + 4 * n * n;
  num *vectors = room + 6 * n * n;
  num m[SUN_NUMBERS], z[SUN_NUMBERS], smallest = num_set (INFINITY);
  num_mask going = v[0] == v[0];

  SUN_UNROLL_DEVICE
  for (int i = 0; i < 2 * n * n; i++)
    q[i] = safe[i] = num_set (0);
  for (int step = 0; step <= SUN_STOUT_STEPS; step++)
    {
      num y[SUN_DIM], dy[SUN_DIM], change = num_set (0), size = change;
      num_mask better;

      sun_stout_spectrum (n, w, q);
      sun_stout_rotate (n, w, -1, v, u);
      sun_product (n, m, 1, u, 1, SUN_PLAIN, a, 1, SUN_PLAIN, 0);
      sun_stout_operator (n, w, m, op);
      if (step == SUN_STOUT_STEPS || !num_any (going))
        break;
      w->mean = sun_stout_q (n, f, m);
      SUN_UNROLL_DEVICE
      for (int i = 0; i < 2 * n * n; i++)
        {
          vectors[i] = w->v[i];
          f[i] = f[i] - q[i];
          size = size + f[i] * f[i];
        }
      better = (size < smallest) | (size != size);
      smallest = num_select (better, size, smallest);
      sun_conjugate (n, z, w->v, f, 0);
      sun_coordinates (n, z, y);
      SUN_FORGET;
      sun_invert_symmetric (dim, op);
      SUN_FORGET;
      sun_apply_symmetric (dim, op, y, dy);
      SUN_UNROLL_DEVICE
      for (int i = 0; i < dim; i++)
        change = change + dy[i] * dy[i];
      sun_from_coordinates (n, dy, z);
      sun_stout_straighten (n, w, z);
      sun_conjugate (n, z, vectors, z, 1);
      SUN_UNROLL_DEVICE
      for (int i = 0; i < 2 * n * n; i++)
        {
          const num fixed = q[i] + f[i];

          z[i] = q[i] + z[i];
          if (step % SUN_STOUT_WATCH == SUN_STOUT_WATCH - 1)
            z[i] = num_select (better, z[i], safe[i]);
          safe[i] = num_select (better, fixed, safe[i]);
        }
      sun_stout_shorten (n, z);
      SUN_UNROLL_DEVICE
      for (int i = 0; i < 2 * n * n; i++)
        q[i] = num_select (going, z[i], q[i]);
      going = going & (change > 1e-18);
    }
  return sun_stout_log_det (n, w, op);
}

/* The gradients of log det with respect to M, as S and Q in the eigenbasis,
   times GL; OP is the inverse of G.

     d log det G = tr G^{-1} dG,  dG Z = (dg) (ad Q) Z - (dS Z + Z dS)/2.

   In the eigenbasis ad Q is d_ij on E_ij, ad dQ takes E_ij to E_kj with dQ_ki
   and to E_ik with -dQ_jk, and dg has divided differences of g as factors.
   So no more of G^{-1} is seen than its elements between E_kj and E_ij, and
   by symmetry those between E_jk and E_ji give the same again.  */
LGT_BODY void
sun_stout_pull_log_det (int n, const struct sun_stout *w, const num *op,
                        num gl, num *gs, num *gq)
{
  SUN_UNROLL_DEVICE
  for (int k = 0; k < n; k++)
    SUN_UNROLL_DEVICE
    for (int i = 0; i <= k; i++)
      {
        num *s = gs + 2 * (n * k + i), *q = gq + 2 * (n * k + i);
        num *s_other = gs + 2 * (n * i + k), *q_other = gq + 2 * (n * i + k);

        s[0] = s[1] = q[0] = q[1] = num_set (0);
        SUN_UNROLL_DEVICE
        for (int j = 0; j < n; j++)
          {
            const num a = 0.5 * (w->x[k] - w->x[j]);
            const num b = 0.5 * (w->x[i] - w->x[j]);
            num re, im, difference;

            sun_column_element (n, op, j, k, i, &re, &im);
            sun_stout_g (a * a, b * b, &difference);
            difference = difference * (a + b);
            s[0] = s[0] - re;
            s[1] = s[1] - im;
            q[0] = q[0] + difference * re;
            q[1] = q[1] + difference * im;
            if (i == k)
              {
                /* 2 d log sinc = 2 (g - 1)/d.  */
                sun_stout_g (a * a, num_set (0), &difference);
                q[0] = q[0] + a * difference;
              }
          }
        s[0] = s_other[0] = gl * s[0];
        s[1] = gl * s[1];
        q[0] = q_other[0] = gl * q[0];
        q[1] = gl * q[1];
        if (i != k)
          {
            s_other[1] = -s[1];
            q_other[1] = -q[1];
          }
      }
}

/* GM = V (gS - i gQ) V^+, the gradient of M: M = S - i Q but for the trace,
   which Q does not have.  */
LGT_BODY void
sun_stout_pull_m (int n, const struct sun_stout *w, num *gs, const num *gq,
                  num *gm)
{
  num trace = num_set (0);

  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    trace = trace + gq[2 * (n + 1) * i];
  trace = trace * (1.0 / n);
  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    SUN_UNROLL_DEVICE
    for (int j = 0; j < n; j++)
      {
        const long at = 2 * (n * i + j);

        gs[at] = gs[at] + gq[at + 1];
        gs[at + 1] = gs[at + 1] - gq[at];
        if (i == j)
          gs[at + 1] = gs[at + 1] + trace;
      }
  sun_conjugate (n, gm, w->v, gs, 1);
}

/* Everything at the link U, OP with the inverse of G, and the gradients GS and
   GQ of log det times GL.  */
LGT_BODY void
sun_stout_pull_at (int n, struct sun_stout *w, const num *m, num gl, num *op,
                   num *gs, num *gq)
{
  sun_stout_at (n, w, m, op);
  sun_invert_symmetric (n * n - 1, op);
  sun_stout_pull_log_det (n, w, op, gl, gs, gq);
}

/* The rest of sun_stout_pull, but for what GU gets through M.  */
LGT_BODY void
sun_stout_pull_rotate (int n, const struct sun_stout *w, const num *u,
                       const num *gout, num *gs, num *gq, num *gu, num *gm)
{
  num e[SUN_NUMBERS];

  /* d e^X = e^{i (x_i + x_j)/2} sinc_ij i dQ_ij in the eigenbasis.  */
  sun_product (n, e, 1, gout, 1, SUN_PLAIN, u, 1, SUN_DAGGER, 0);
  sun_conjugate (n, e, w->v, e, 0);
  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    SUN_UNROLL_DEVICE
    for (int j = 0; j < n; j++)
      {
        const num a0 = w->phase[2 * i], b0 = w->phase[2 * i + 1];
        const num a1 = w->phase[2 * j], b1 = w->phase[2 * j + 1];
        const num re = a0 * a1 - b0 * b1, im = a0 * b1 + b0 * a1;
        num *at = e + 2 * (n * i + j);
        const num x = at[0] * re + at[1] * im, y = at[1] * re - at[0] * im;

        at[0] = y;
        at[1] = -x;
        if (i != j)
          {
            const num s = w->sinc[i < j ? n * i + j : n * j + i];

            at[0] = s * at[0];
            at[1] = s * at[1];
          }
      }
  sun_hermitian_part (n, e, e);
  SUN_UNROLL_DEVICE
  for (int i = 0; i < 2 * n * n; i++)
    gq[i] = gq[i] + e[i];
  sun_stout_pull_m (n, w, gs, gq, gm);
  sun_stout_rotate (n, w, -1, gout, gu);
}

/* Reverse mode at the link U, M = U A: GOUT and GL are the gradients of e^X U
   and of log det; GU gets that of U, GM that of M as far as A is concerned
   (gA = U^+ gM).  */
LGT_BODY void
sun_stout_pull (int n, struct sun_stout *w, const num *u, const num *a,
                const num *m, const num *gout, num gl, num *op, num *gu,
                num *gm)
{
  num gs[SUN_NUMBERS], gq[SUN_NUMBERS];

  sun_stout_pull_at (n, w, m, gl, op, gs, gq);
  sun_stout_pull_rotate (n, w, u, gout, gs, gq, gu, gm);
  sun_product (n, gu, 1, gm, 1, SUN_PLAIN, a, 1, SUN_DAGGER, 1);
}

/* The same for the inverse, whose result is U and whose log-determinant is
   that at U with a minus; V = e^X U is its argument and GV that one's
   gradient.  With dV V^+ = e^X (J Y) e^{-X} + ..., Y = dU U^+, J = e^{-i d/2}
   sinc G, the gradient H of Y makes E = G^{-1} H: the gradient of X is -E,
   and that of dV V^+ is (g + i d/2) E in the eigenbasis.

   E = i Z, as Z; GS and GQ are those of log det with -GL.  */
LGT_BODY void
sun_stout_pull_through (int n, const struct sun_stout *w, const num *u,
                        const num *m, const num *gout, const num *op,
                        const num *gs, const num *gq, num *z)
{
  num gm[SUN_NUMBERS], t[SUN_NUMBERS], x[SUN_DIM], y[SUN_DIM];

  /* What log det adds through dM = Y M, M = S + i (m - x).  */
  SUN_UNROLL_DEVICE
  for (int i = 0; i < 2 * n * n; i++)
    t[i] = gs[i];
  sun_stout_pull_m (n, w, t, gq, gm);
  SUN_FORGET;
  sun_product (n, z, 1, gm, 1, SUN_PLAIN, m, 1, SUN_DAGGER, 0);
  sun_product (n, z, 1, gout, 1, SUN_PLAIN, u, 1, SUN_DAGGER, 1);
  sun_conjugate (n, z, w->v, z, 0);
  /* Z is -Q of it.  */
  sun_stout_q (n, z, z);
  sun_coordinates (n, z, x);
  sun_apply_symmetric (n * n - 1, op, x, y);
  sun_from_coordinates (n, y, z);
}

/* From E = i Z to GM, and in Z to what makes GV = Z V; GS and GQ are used
   up.  */
LGT_BODY void
sun_stout_pull_back (int n, const struct sun_stout *w, num *z, num *gs,
                     num *gq, num *gm)
{
  SUN_UNROLL_DEVICE
  for (int i = 0; i < 2 * n * n; i++)
    gq[i] = gq[i] + z[i];
  sun_stout_pull_m (n, w, gs, gq, gm);
  sun_stout_straighten (n, w, z);
  SUN_UNROLL_DEVICE
  for (int i = 0; i < n * n; i++)
    {
      const num x = z[2 * i];

      z[2 * i] = z[2 * i + 1];
      z[2 * i + 1] = -x;
    }
  sun_conjugate (n, z, w->v, z, 1);
}

LGT_BODY void
sun_stout_pull_inverse (int n, struct sun_stout *w, const num *u,
                        const num *v, const num *m, const num *gout, num gl,
                        num *op, num *gv, num *gm)
{
  num z[SUN_NUMBERS], gs[SUN_NUMBERS], gq[SUN_NUMBERS];

  sun_stout_pull_at (n, w, m, -gl, op, gs, gq);
  sun_stout_pull_through (n, w, u, m, gout, op, gs, gq, z);
  sun_stout_pull_back (n, w, z, gs, gq, gm);
  sun_product (n, gv, 1, z, 1, SUN_PLAIN, v, 1, SUN_PLAIN, 0);
}

#endif
