/* Larger loops from smaller ones.

   Two ways to see a loop as a product of smaller things:

   - lgt_loop_compose writes a closed path W as a product of plaquettes, each
     carried from W's base point to its own place and back:

       W(x) = prod_k T_k P_k(x + end of T_k) T_k^+ .

     A 2 x 1 rectangle or a chair is two such factors, a crown three, an
     R x T rectangle R T.

   - A plan multiplies a set of paths out at all sites at once.  Common
     sub-paths, from wherever they start and in either direction, are
     multiplied once: a product k is an array over sites,

       V_k(x) = A(x + a) B(x + b),

     where A and B are links or earlier products, or their Hermitian
     conjugates, and a, b are shifts.  So its cost is one multiplication a
     site, however many paths use it.

   Both are about strings of steps alone: no lattice is needed before a plan
   is evaluated.  Steps that are at once undone are removed first.  */

#ifndef LGT_LOOP_PLAN_H
#define LGT_LOOP_PLAN_H

#include <lgt/loops.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- plaquettes ---- */

/* T P T^+: walk CARRIER, then LOOP (four steps), then CARRIER back.  */
struct lgt_loop_plaquette_at
{
  struct lgt_loop carrier;
  struct lgt_loop loop;
};

/* Write LOOP, closed on the infinite lattice, as a product of plaquettes in
   the order in which they are walked.  *COUNT factors in *FACTOR, to be
   freed with free (); 0 and NULL for a loop that is only backtracking.

   Method: take the nearest pair of opposite steps and move the first one on
   to the second; a step that is passed costs one plaquette,
   A B = (A B A^+ B^+) B A.  Plaquettes, rectangles, chairs and crowns take
   as many as their smallest surface has (1, R T, 2, 3); that no loop needs
   more than its smallest surface has is not promised.

   LGT_EINVAL: a step out of range, or the path does not close; LGT_ENOMEM. */
enum lgt_status lgt_loop_compose (const struct lgt_loop *loop, int *count,
                                  struct lgt_loop_plaquette_at **factor,
                                  struct lgt_error *error);

/* ---- plans ---- */

enum lgt_loop_plan_kind
{
  /* The matrix of each path, based where the path was given; paths may be
     open (staples).  */
  LGT_LOOP_PLAN_BASED,
  /* The trace of each loop: it may be rotated and reversed at will, and its
     last multiplication is only a trace, N^2 instead of N^3 terms.  The
     paths must close on the lattice on which the plan is evaluated.  */
  LGT_LOOP_PLAN_TRACES
};

/* V(x + SHIFT), or V(x + SHIFT)^+ if DAGGER.  V is the link U_SOURCE for
   SOURCE < ndim, else the product number SOURCE - ndim.  */
struct lgt_loop_factor
{
  int source;
  int dagger;
  int shift[LGT_MAX_DIM];
};

/* V(x) = FACTOR[0] FACTOR[1].  */
struct lgt_loop_product
{
  struct lgt_loop_factor factor[2];
  struct lgt_loop path;         /* what it is, walked from x */
  int array;                    /* where it is kept: products whose last use
                                   is over leave their array to later ones */
};

/* The value of a path: the unit matrix (FACTORS = 0), FACTOR[0], or, in
   plans of traces, tr (FACTOR[0] FACTOR[1]).  */
struct lgt_loop_value
{
  int factors;
  struct lgt_loop_factor factor[2];
  int after;                    /* can be had once so many products are */
  int end[LGT_MAX_DIM];         /* where the path leads from 0 */
};

struct lgt_loop_plan
{
  int ndim;
  enum lgt_loop_plan_kind kind;
  int composed;                 /* 1: through plaquettes, see below */
  int products;                 /* matrix multiplications a site */
  struct lgt_loop_product *product;     /* each needs earlier ones only */
  int loops;                    /* as many as paths were given */
  struct lgt_loop_value *loop;
  int64_t naive;                /* multiplications a site when each path is
                                   multiplied out alone, step by step */
  int arrays;                   /* the most products kept at a time */
};

/* Where a plan looks for common products.  */
enum lgt_loop_plan_method
{
  LGT_LOOP_PLAN_PATHS,          /* in the paths themselves */
  LGT_LOOP_PLAN_PLAQUETTES,     /* in their products of plaquettes, as
                                   lgt_loop_compose has them: all plaquettes
                                   first, then paths of them and of links;
                                   open paths are taken as they are */
  LGT_LOOP_PLAN_CHEAPER         /* the one with fewer products; the first
                                   if they are equal */
};

/* A plan for COUNT paths in NDIM dimensions.

   Method: of all pairs of neighbouring factors in all paths the most
   frequent one becomes a product, everywhere at once, until each path is one
   factor (two, in plans of traces); a few orders among equally frequent
   pairs are tried and the cheapest kept.  What is promised: the same input
   gives the same plan; equal paths (for traces: equal up to rotation and
   reversal; else up to reversal) cost once; PATHS never takes more than
   NAIVE products.  That no plan is cheaper is not promised.

   NAIVE is the sum over paths of length - 1 (traces: length - 2, the last
   product being a trace), backtracking removed, duplicates counted.

   Set *PLAN to a new plan.  LGT_EINVAL: NDIM or COUNT < 1, a step out of
   range; LGT_ENOMEM.  */
enum lgt_status lgt_loop_plan_new (int ndim, int count,
                                   const struct lgt_loop *loop,
                                   enum lgt_loop_plan_kind kind,
                                   enum lgt_loop_plan_method method,
                                   struct lgt_loop_plan **plan,
                                   struct lgt_error *error);

/* PLAN may be NULL.  */
void lgt_loop_plan_free (struct lgt_loop_plan *plan);

/* ---- evaluation on the host ---- */

/* Links of U(1): LINKS[site * D + mu] is the angle of U_mu(site).
   VALUES[i * volume + site] = angle of path i based at site, the sum of its
   links' angles, not reduced modulo 2 pi; plans of both kinds give that.
   In a plan of traces the reversal of a loop counts its angle as it was
   given.

   Time: (products + loops) * volume; memory besides: arrays * volume
   doubles.  LGT_EINVAL: another dimension, or in a plan of traces a path
   that does not close on GEOM; LGT_ENOMEM.  */
enum lgt_status lgt_loop_plan_angles (const struct lgt_loop_plan *plan,
                                      const struct lgt_geom *geom,
                                      const double *links, double *values,
                                      struct lgt_error *error);

/* Links that are N x N matrices: LINKS has volume * D blocks of 2 N^2
   doubles, [site][mu][row][column][re, im].  A plan of matrices gives
   VALUES[(i * volume + site) * 2 N^2 + ...], the matrix of path i based at
   site; one of traces VALUES[(i * volume + site) * 2 + (0: re, 1: im)], its
   trace.  A backward step is the Hermitian conjugate, whether or not the
   matrices are unitary.

   Memory besides: arrays * volume * 2 N^2 doubles.  Errors as above, and
   LGT_EINVAL for N not in 1..4096.  */
enum lgt_status lgt_loop_plan_matrices (const struct lgt_loop_plan *plan,
                                        const struct lgt_geom *geom, int n,
                                        const double *links, double *values,
                                        struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
