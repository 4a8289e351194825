/* Operations on SU(N) links, 2 <= N <= LGT_SUN_MAX; included by lgt/ops.h.

   A matrix is 2 N^2 numbers, (row, column, re/im), re/im fastest; K matrices
   are K times as many components.  Links are [P, V, D 2 N^2, B], everything
   about matrices is float64.  What depends on N has it in its parameters.

   Gradients have the shape of the matrix: real and imaginary parts count as
   coordinates.  Unless said otherwise they are right in all directions; of
   those that say "on the group" only along the group.  */

#ifndef LGT_OPS_SUN_H
#define LGT_OPS_SUN_H

#include <lgt/paths.h>
#include <lgt/tape.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { LGT_SUN_MAX = 8 };

/* ---- paths ---- */

/* The matrices of all paths, [P, rows, K 2 N^2, B]: the product of the links
   in the order in which they are walked, a backward step being the Hermitian
   conjugate; the unit matrix for a path without steps, and where a path is
   not selected.  */
struct lgt_sun_paths_params { const struct lgt_path_set *paths; int n; };
lgt_var lgt_sun_paths (struct lgt_tape *, lgt_var links,
                       const struct lgt_path_set *paths, int n);

/* What a network may see of a closed path W, in this order.  */
enum lgt_sun_feature
{
  LGT_SUN_RE_TR = 1,      /* Re tr W / N */
  LGT_SUN_IM_TR = 2,      /* Im tr W / N */
  LGT_SUN_RE_TR_P2 = 4,   /* Re tr W^2 / N */
  LGT_SUN_IM_TR_P2 = 8    /* Im tr W^2 / N */
};

/* [P, rows, F K, B] of type TO: the F chosen features of path k are the
   components k F, ...; those of the unit matrix (1, 0, 1, 0) where the path
   is not selected.  Values are selected, never multiplied by the mask, so a
   NaN outside of the selection is not seen.  */
struct lgt_sun_traces_params
{
  const struct lgt_path_set *paths;
  int n;
  unsigned features;      /* of enum lgt_sun_feature; at least one */
  enum lgt_type to;
};
lgt_var lgt_sun_traces (struct lgt_tape *, lgt_var links,
                        const struct lgt_path_set *paths, int n,
                        unsigned features, enum lgt_type to);

/* Pairs of matrices with the same ends: S [P, rows, K 2 N^2, B], K >= 2, to
   [P, rows, K (K - 1), B] of type TO: for i < j, i slowest,
   Re tr S_i S_j^+ / N and Im tr S_i S_j^+ / N.  */
struct lgt_sun_pairs_params { int n; enum lgt_type to; };
lgt_var lgt_sun_pairs (struct lgt_tape *, lgt_var s, int n,
                       enum lgt_type to);

/* S[p, 0, 0, l] = -(beta/N) sum_x sum_k coefficient[k] Re tr W_k (x); BETA is
   one element float64, without gradient; float64.  */
struct lgt_sun_action_params
{
  const struct lgt_path_set *paths;     /* on the whole lattice, K <= 64 */
  int n;
  double coefficient[64];               /* one a path */
};
lgt_var lgt_sun_action (struct lgt_tape *, lgt_var links, lgt_var beta,
                        const struct lgt_path_set *paths, int n,
                        const double *coefficient);

/* ---- numbers from other sites, one vector a row ---- */

/* y[p, i, k, l] = x[p, row (site (i) + shift_k), comp_k, l]: X is [P, sites,
   C, B] on the lattice or on a list, Y is [P, rows, K, B] of the same type;
   row () is the row of X that stands for that site.  For fields of any
   group.  */
struct lgt_collection;
struct lgt_collect_item
{
  int8_t shift[LGT_STENCIL_MAX_DIM];
  int32_t comp;
};
/* ITEMS items for ROWS, a lattice or a list; FROM is where X is.  LGT_EINVAL:
   a site that is needed is not in FROM (the message names it), FROM has
   several rows at a site, a component below 0.  */
enum lgt_status lgt_collection_new (struct lgt_context *context,
                                    const struct lgt_sites *from,
                                    const struct lgt_sites *rows, int items,
                                    const struct lgt_collect_item *item,
                                    struct lgt_collection **collection,
                                    struct lgt_error *error);
void lgt_collection_free (struct lgt_context *context,
                          struct lgt_collection *);
struct lgt_collect_params { const struct lgt_collection *collection; };
lgt_var lgt_collect (struct lgt_tape *, lgt_var x,
                     const struct lgt_collection *collection);

/* ---- maps of links; log-determinants are with respect to Haar measure ---- */

/* Spectral coupling (arXiv:2008.05456, 2305.02402).  A link U and the frozen
   rest S of its loop, both [P, list, 2 N^2, B] in the group, make the loop
   P = U S = V diag (e^{i theta}) V^+; it goes to P' = V diag (e^{i theta'})
   V^+ with the same V, and the link comes back as U' = P' S^+.  *LOG_DET gets
   the sum over the list of

     log |d theta'/d theta| over the N - 1 independent phases
     + sum_{i<j} 2 log |sin (g'_ij / 2) / sin (g_ij / 2)|, g_ij phase gaps,

   [P, 1, 1, B].  Gradients are right on the group.  With inverse = 1, U' is
   the preimage and *LOG_DET that of the inverse map.

   Coordinates.  Phases are sorted, theta_1 <= ... <= theta_N <= theta_1 +
   2 pi, with sum 0 (multiples of 2 pi are added where needed, which only
   numbers them anew).  With s_1 = theta_N - theta_1, s_{j+1} = s_j - g_j and
   the gaps g_j = theta_{j+1} - theta_j, the box coordinates are

     x_1 = s_1 / 2 pi,   x_j = g_{j-1} / s_{j-1}, j = 2, ..., N - 1,

   each in [0, 1].  SU(2): x_1 = theta / pi where theta in [0, pi] is the
   angle of the matrix.  SU(3): x_1 is the spread of the phases, x_2 in which
   proportion the middle one divides it.

   Each coordinate goes through a rational quadratic spline of K bins on
   [0, 1] (arXiv:1906.04032) and, with bias, through y -> y e^t / (1 - y +
   y e^t), a shift t of its logit.  Raw numbers of one spline: K widths, K
   heights, K + 1 slopes, the shift; widths min_bin + (1 - K min_bin)
   softmax (raw), slopes min_slope + (1 - min_slope) softplus (raw + ln (e -
   1)), so that raw = 0 is the identity.  The splines of x_2, x_3, ... depend
   on the image y_1 of x_1: with order M their raw numbers are

     raw (y_1) = sum_{m = 0}^{M - 1} raw_m cos (m pi y_1).

   RAW, float32 or float64, has the 3 K + 1 + bias numbers for x_1, then for
   each further coordinate M times as many, m = 0 first; lgt_sun_spectral_raw
   of them.

   conjugation = 1: the map commutes with complex conjugation, f (P*) = f
   (P)*; the spline of x_2 is made odd around 1/2 (widths, heights and slopes
   are averaged with their mirror images, its shift is left out of the sum).
   N <= 3; for N = 2 it is always so.

   LGT_EINVAL: N out of range, K not in 2..LGT_SUN_BINS_MAX, M not in
   1..LGT_SUN_ORDER_MAX, min_bin, min_slope as in circular_rqs, conjugation
   with N > 3.  */
enum { LGT_SUN_BINS_MAX = 64, LGT_SUN_ORDER_MAX = 8 };
struct lgt_sun_spectral_params
{
  int n;
  int bins, bias, order, conjugation;
  int inverse;
  double min_bin, min_slope;            /* 1e-3 both */
};
int lgt_sun_spectral_raw (struct lgt_sun_spectral_params params);
lgt_var lgt_sun_spectral (struct lgt_tape *, lgt_var u, lgt_var s,
                          lgt_var raw, struct lgt_sun_spectral_params params,
                          lgt_var *log_det);

/* A learned staple (arXiv:2502.00263): A = sum_k w_k S_k, S [P, rows,
   K 2 N^2, B], W [P, rows, K, B] float32 or float64, and its nearest matrix
   in SU(N),

     R = Omega / det (Omega)^{1/N},  Omega = A (A^+ A)^{-1/2},

   the root with the argument in (-pi/N, pi/N]; [P, rows, 2 N^2, B].  A
   singular A gives NaN.  */
struct lgt_sun_polar_params { int n; };
lgt_var lgt_sun_polar (struct lgt_tape *, lgt_var s, lgt_var w, int n);

/* Residual layer, one step of stout smearing (hep-lat/0311018) of the active
   links: with frozen staples S_k [P, list, K 2 N^2, B], loops U S_k,

     M = U sum_k c_k S_k,
     X = -(M - M^+)/2 + tr (M - M^+)/(2 N),   U' = exp (X) U.

   c > 0 makes Re tr U S larger.  With raw [P, list, K, B], float32 or float64,

     c_k = limit raw_k / (1 + sum_j sqrt (raw_j^2 + 1/K^2)),  0 < limit < 1,

   so sum |c_k| < limit; then the map has an inverse, since X changes by less
   than U does.  (Raw numbers are clamped to +- 1e30.)  *LOG_DET [P, 1, 1, B]
   gets the sum over the list of

     log det (1 + phi (-ad X) D),  D: Y -> -(traceless anti-Hermitian part of
     Y M),  phi (z) = (e^z - 1)/z,  on the N^2 - 1 dimensions of su(N).

   With inverse = 1, U' is the preimage, found by Newton steps from U (a fixed
   bound on their number), and *LOG_DET that of the inverse map.  Gradients
   are right on the group.  */
struct lgt_sun_stout_params { int n; int inverse; double limit; };
lgt_var lgt_sun_stout (struct lgt_tape *, lgt_var u, lgt_var s, lgt_var raw,
                       struct lgt_sun_stout_params params, lgt_var *log_det);

/* ---- random numbers ---- */

/* OUT, links [P, V, D 2 N^2, B] float64, from Haar measure, independent of
   each other; recorded with lgt_tape_run.  Link number site * D + mu uses the
   draws DRAW to DRAW + N^2 - 1 of its counters (lgt/ops.h).  RANDOM as in
   lgt_random_uniform.  */
struct lgt_sun_haar_params { int n; int layer, draw; };
void lgt_sun_haar (struct lgt_tape *, const struct lgt_view *out,
                   const struct lgt_view *random,
                   struct lgt_sun_haar_params params);

#ifdef __cplusplus
}
#endif

#endif
