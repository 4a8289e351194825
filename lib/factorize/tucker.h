/* What the fits of Tucker share; not installed.  */

#ifndef LGT_FACTORIZE_TUCKER_H
#define LGT_FACTORIZE_TUCKER_H

#include <lgt/factorize.h>

struct lgt_tucker_work
{
  int order;
  int64_t extent[LGT_FACTORIZE_MAX_ORDER];
  int64_t rank[LGT_FACTORIZE_MAX_ORDER];        /* extent: left alone */
  int64_t size, largest;  /* elements of T; the largest extent */
  double norm;
  const double *tensor;   /* [size] */
  double *a, *b;          /* [size] */
  double *vectors, *sigma;      /* [largest^2], [largest] */
  double *factor[LGT_FACTORIZE_MAX_ORDER];
};

/* Check the tensor and reserve room; lgt_tucker_free_ in any case.  */
enum lgt_status lgt_tucker_reserve_ (int order, const int64_t *extent,
                                     const double *tensor,
                                     struct lgt_tucker_work *w,
                                     struct lgt_error *error);
void lgt_tucker_free_ (struct lgt_tucker_work *w);

/* Room for the singular vectors of the modes that CHOSEN names.  A mode left
   alone may be too long for a square matrix.  */
enum lgt_status lgt_tucker_reserve_vectors_ (struct lgt_tucker_work *w,
                                             const unsigned char *chosen,
                                             struct lgt_error *error);

/* Expand CORE, of the extents RANK, by the factors of those modes that have
   any, to A or B, which have room for the result.  */
const double *lgt_tucker_expand_ (int order, const int64_t *rank,
                                  const double *core,
                                  const double *const *factor,
                                  const int64_t *full, double *a, double *b);

#endif
