/* Decompositions of tensors, made for the kernels of convolutions.

   A tensor is a host array of doubles in C order (the last extent runs
   fastest) with 1 to LGT_FACTORIZE_MAX_ORDER extents, each at least 1, and at
   most LGT_FACTORIZE_MAX_SIZE elements.  Two approximations of it are known
   here:

     CP       T[i0, i1, ...] = sum_r A0[i0, r] A1[i1, r] ...
              factor d is an array [extent d][rank];

     Tucker   T[i0, i1, ...] = sum_a C[a0, a1, ...] U0[i0, a0] U1[i1, a1] ...
              factor d is an array [extent d][rank d] with orthonormal
              columns, the core C has the extents rank 0, rank 1, ...; a
              mode may be left alone: its U is then 1 and is not stored.

   The kernel of a convolution is such a tensor, [out, in, k_{D-1}, ..., k_0].

   The relative error of an approximation T' is ||T - T'|| / ||T|| in the
   Frobenius norm, computed from the difference itself; 0 if both are 0.

   All results are the caller's arrays, untouched on failure, and depend on
   the arguments alone, but for their last bits, which depend on the number
   of BLAS threads as well: LAPACK and BLAS do the work, on as many threads
   as the program lets them have.  Our tools set one.  Random start values
   come from the seed by SplitMix64 (state += 0x9e3779b97f4a7c15, then two
   xor-shift-multiplies).  Nothing is printed or kept.

   LGT_EINVAL: an argument that cannot be right; LGT_ENUM: an element that is
   not finite, or singular values that do not converge; LGT_ENOMEM.  */

#ifndef LGT_FACTORIZE_H
#define LGT_FACTORIZE_H

#include <stdint.h>

#include <lgt/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum
{
  LGT_FACTORIZE_MAX_ORDER = 8,
  LGT_FACTORIZE_MAX_SIZE = 1 << 28,     /* elements */
  LGT_FACTORIZE_MAX_RANK = 4096         /* of CP */
};

/* How well it went.  */
struct lgt_fit
{
  double error;           /* relative */
  int iterations;         /* sweeps over all modes, those of the start that
                             was taken */
};

/* ---- CP ---- */

/* Zeros stand for the values in brackets.  */
struct lgt_cp_options
{
  int starts;             /* how many start values are tried [6] */
  int iterations;         /* sweeps for each, at most [2000] */
  double tolerance;       /* stop when ten sweeps lower the error by less
                             than this part of it [1e-5] */
  double limit;           /* largest norm of a component, as a multiple of
                             ||T|| [100] */
  uint64_t seed;
  int first_rank;         /* with FIRST: components to begin with; 0: none */
  const double *const *first;   /* factors as lgt_cp_fit returns them, each
                             [extent d][first_rank] */
};

/* Fit RANK components (1 to LGT_FACTORIZE_MAX_RANK) to TENSOR by alternating
   least squares and write them to FACTOR[d], EXTENT[d] * RANK doubles each.
   OPTIONS NULL: all defaults.

   Start values: FIRST with components added to it, if given; then the
   leading singular vectors of the unfoldings, filled up with random columns;
   then random ones.  The best of all is returned, and no further start is
   tried once the error is below 1e-12.  With FIRST (of at most RANK
   components, none above the limit) the result is never worse than FIRST, so
   that errors fall with the rank if each fit is given the one before.

   Where T has no best approximation of this rank, components grow without
   bound while they cancel.  So a sweep lowers
   ||T - T'||^2 + mu sum_r w_r^2, w_r being the norm of component r, where mu
   begins at 1e-3, is halved by each sweep, and doubles while a w_r is above
   LIMIT ||T||; approximations with such components are never returned.

   The result: components are ordered by falling norm w_r, and all columns
   r have the same norm w_r^(1/ORDER).  Components beyond those that T can
   use have weight 0: zeros in FACTOR[0], random unit columns in the others,
   so that a training that continues from there has a gradient.

   Extents of 1 cost nothing.  Where two or fewer extents are larger, or RANK
   is at least the product of all extents but the largest, the best
   approximation is known without iterations.  FIT (NULL allowed) gets error
   and sweeps.  */
enum lgt_status lgt_cp_fit (int order, const int64_t *extent,
                            const double *tensor, int rank,
                            const struct lgt_cp_options *options,
                            double *const *factor, struct lgt_fit *fit,
                            struct lgt_error *error);

/* The product of all extents but the largest: with so many components every
   tensor of these extents is reproduced.  -1: not extents of a tensor.  */
int64_t lgt_cp_rank_max (int order, const int64_t *extent);

/* TENSOR = the sum of the RANK components.  */
enum lgt_status lgt_cp_tensor (int order, const int64_t *extent, int rank,
                               const double *const *factor, double *tensor,
                               struct lgt_error *error);

/* ---- Tucker ---- */

struct lgt_tucker_options
{
  int iterations;         /* sweeps at most [50] */
  double tolerance;       /* stop when a sweep raises ||C||^2 by less than
                             this part of ||T||^2 [1e-10] */
};

/* Fit a Tucker approximation with RANK[d] columns in mode d, 0 or EXTENT[d]
   meaning that the mode is left alone.  It starts from the leading singular
   vectors of each unfolding (HOSVD) and goes on with sweeps that choose the
   best vectors of one mode, given the others (HOOI).  A rank above the
   product of the other ranks is allowed, and of no use.

   CORE gets the product of all ranks (a mode left alone counts with its
   extent), FACTOR[d] EXTENT[d] * RANK[d] doubles; FACTOR[d] of a mode left
   alone may be NULL and is not written.  In each column of a factor the
   largest element is positive.  FIT (NULL allowed) gets error and sweeps.  */
enum lgt_status lgt_tucker_fit (int order, const int64_t *extent,
                                const double *tensor, const int64_t *rank,
                                const struct lgt_tucker_options *options,
                                double *core, double *const *factor,
                                struct lgt_fit *fit,
                                struct lgt_error *error);

/* Small ranks with which the relative error is at most LARGEST_ERROR in
   [0, 1): where CHOSEN[d] is not 0, RANK[d] becomes at least 1, elsewhere 0.
   Singular values of the unfoldings are left out, the smallest of all modes
   first, as long as the sum of their squares is at most
   LARGEST_ERROR^2 ||T||^2; that sum bounds the error of the HOSVD, and
   lgt_tucker_fit does better, so that smaller ranks may do.  */
enum lgt_status lgt_tucker_ranks (int order, const int64_t *extent,
                                  const double *tensor,
                                  const unsigned char *chosen,
                                  double largest_error, int64_t *rank,
                                  struct lgt_error *error);

/* TENSOR from CORE and FACTOR, as they were fitted.  */
enum lgt_status lgt_tucker_tensor (int order, const int64_t *extent,
                                   const int64_t *rank, const double *core,
                                   const double *const *factor,
                                   double *tensor, struct lgt_error *error);

/* ---- what a convolution costs ---- */

struct lgt_conv_cost
{
  int64_t parameters;     /* without the bias */
  int64_t multiplications;      /* for all outputs of one site */
};

/* A convolution from IN to OUT channels with KERNEL[0] ... KERNEL[NDIM - 1];
   all must be positive.

     dense    out * in * prod k
     CP       in * rank + rank * sum k + rank * out
     Tucker   in * rank_in + rank_in * rank_out * prod k + rank_out * out  */
struct lgt_conv_cost lgt_conv_cost_dense (int64_t out, int64_t in, int ndim,
                                          const int64_t *kernel);
struct lgt_conv_cost lgt_conv_cost_cp (int64_t out, int64_t in, int ndim,
                                       const int64_t *kernel, int64_t rank);
struct lgt_conv_cost lgt_conv_cost_tucker (int64_t out, int64_t in, int ndim,
                                           const int64_t *kernel,
                                           int64_t rank_in,
                                           int64_t rank_out);

#ifdef __cplusplus
}
#endif

#endif
