/* Alternating least squares for CP; not installed.  */

#ifndef LGT_FACTORIZE_CP_H
#define LGT_FACTORIZE_CP_H

#include <lgt/factorize.h>

/* The caller's tensor without its extents of 1, scaled to norm 1, and the
   components found.  */
struct lgt_cp_task
{
  int order;              /* extents above 1 */
  int64_t extent[LGT_FACTORIZE_MAX_ORDER];
  int mode[LGT_FACTORIZE_MAX_ORDER];    /* of the caller's */
  int rank;
  int64_t size;
  int longest;            /* the mode of the largest extent */
  double norm;
  double *tensor;         /* [size] */
  double *factor[LGT_FACTORIZE_MAX_ORDER];
};

/* Where RANK reaches the size of all modes but the longest: one component
   for each of their indices.  */
void lgt_cp_fibres_ (struct lgt_cp_task *task);

/* Order 2: the singular value decomposition, cut off.  */
enum lgt_status lgt_cp_matrix_ (struct lgt_cp_task *task,
                                struct lgt_error *error);

/* The best of several starts of alternating least squares.  FIRST_NORM [the
   options' first_rank]: factors of OPTIONS->first that belong to extents of
   1, multiplied.  SWEEPS gets those of the best start.  */
enum lgt_status lgt_cp_iterate_ (struct lgt_cp_task *task,
                                 const struct lgt_cp_options *options,
                                 const double *first_norm, int *sweeps,
                                 struct lgt_error *error);

/* A fit under way: a tensor of norm 1 whose extents are all above 1, and
   factors for it.  */
struct lgt_als
{
  int order;              /* at least 3 */
  int64_t extent[LGT_FACTORIZE_MAX_ORDER];
  int rank;
  int64_t size;
  const double *tensor;   /* [size] */

  /* The modes before SPLIT are the rows of a matrix [rows x columns].  */
  int split;
  int64_t rows, columns;

  double *factor[LGT_FACTORIZE_MAX_ORDER];      /* [extent][rank] */
  double *before[LGT_FACTORIZE_MAX_ORDER];      /* of the sweep before */
  double *best[LGT_FACTORIZE_MAX_ORDER];        /* lowest error so far */
  double *gram[LGT_FACTORIZE_MAX_ORDER];        /* A^T A [rank][rank] */
  double *left, *right;   /* products of columns [rows or columns][rank] */
  double *partial;        /* [the larger of rows, columns][rank] */
  double *normal;         /* [rank][rank] */
  double *model;          /* [size] */
  double best_error;
  double limit;           /* of a component's norm */
};

/* Reserve room; LGT_ENOMEM.  lgt_als_free in any case.  */
enum lgt_status lgt_als_new_ (int order, const int64_t *extent, int rank,
                              const double *tensor, double limit,
                              struct lgt_als *als, struct lgt_error *error);
void lgt_als_free_ (struct lgt_als *als);

/* Sweeps from the present factors; the best ones are remembered across
   calls.  Returns how many.  */
int lgt_als_run_ (struct lgt_als *als, int most, double tolerance);

/* Make all columns of a component equally long; the largest norm of a
   component.  */
double lgt_als_balance_ (struct lgt_als *als, double *const *factor);

/* Remember the present factors if nothing better is known.  */
void lgt_als_offer_ (struct lgt_als *als);

/* ||T - T'|| of the present factors.  */
double lgt_als_error_ (struct lgt_als *als);

/* TO [product of extents FROM .. TO - 1][rank] = products of the factors'
   rows; the columns of TO are the components there.  */
void lgt_cp_rows_ (int from, int to, const int64_t *extent, int rank,
                   const double *const *factor, double *product);

/* SplitMix64 of *STATE: a number in (-1, 1).  */
double lgt_cp_random_ (uint64_t *state);

#endif
