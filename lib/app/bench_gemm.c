/* The matrix product that everything is compared with: OpenBLAS.  */

#include <stdlib.h>
#include <string.h>

#include <cblas.h>
#ifdef _OPENMP
# include <omp.h>
#endif

#include "bench.h"

enum { SIZE = 2000 };     /* of the matrices */

/* On all threads; whatever calls BLAS besides has threads of its own.  */
static void
multiply (const struct bench_gemm *gemm)
{
  openblas_set_num_threads (gemm->threads);
  if (gemm->type == LGT_F32)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, SIZE, SIZE, SIZE,
                 1, gemm->matrix[0], SIZE, gemm->matrix[1], SIZE, 0,
                 gemm->matrix[2], SIZE);
  else
    cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, SIZE, SIZE, SIZE,
                 1, gemm->matrix[0], SIZE, gemm->matrix[1], SIZE, 0,
                 gemm->matrix[2], SIZE);
  openblas_set_num_threads (1);
}

/* A reference that computes nothing would make every share look good or
   bad: compare one element of the product.  The numbers are multiples of
   1/64, so the sum is exact in both types.  */
static enum lgt_status
check_product (const struct bench_gemm *gemm, struct lgt_error *error)
{
  const int row = 1234, column = 567;
  double sum = 0, found;

  for (size_t k = 0; k < SIZE; k++)
    sum += (double) (1 + ((size_t) row * SIZE + k) % 7) / 8
           * ((double) (1 + (k * SIZE + (size_t) column) % 7) / 8);
  found = gemm->type == LGT_F32
          ? (double) ((float *) gemm->matrix[2])[row * SIZE + column]
          : ((double *) gemm->matrix[2])[row * SIZE + column];
  if (found != sum)
    return lgt_fail (error, LGT_EBACKEND, "the matrix product is wrong: %g, "
                     "must be %g", found, sum);
  return LGT_OK;
}

/* No zeros: there are BLAS libraries that leave them out.  */
static enum lgt_status
make_matrices (struct bench_gemm *gemm, struct lgt_error *error)
{
  for (int i = 0; i < 3; i++)
    {
      gemm->matrix[i] = calloc (SIZE * SIZE, sizeof (double));
      if (!gemm->matrix[i])
        return lgt_fail (error, LGT_ENOMEM, "no memory for three matrices");
      for (size_t k = 0; k < (size_t) SIZE * SIZE; k++)
        if (gemm->type == LGT_F32)
          ((float *) gemm->matrix[i])[k] = (float) (1 + k % 7) / 8;
        else
          ((double *) gemm->matrix[i])[k] = (double) (1 + k % 7) / 8;
    }
  return LGT_OK;
}

enum lgt_status
lgt_bench_gemm_begin (struct bench_gemm *gemm, enum lgt_type type,
                      int threads, struct lgt_error *error)
{
  enum lgt_status status;

  memset (gemm, 0, sizeof *gemm);
  gemm->type = type;
  gemm->threads_before = openblas_get_num_threads ();
#ifdef _OPENMP
  threads = threads ? threads : omp_get_max_threads ();
#endif
  gemm->threads = threads ? threads : 1;
  status = make_matrices (gemm, error);
  if (status != LGT_OK)
    return status;
  multiply (gemm);        /* the first one wakes threads and maps memory */
  return check_product (gemm, error);
}

void
lgt_bench_gemm (struct bench_gemm *gemm)
{
  double start;

  lgt_bench_rest ();
  start = lgt_app_clock ();
  multiply (gemm);
  gemm->times.seconds[gemm->times.count++] = lgt_app_clock () - start;
  lgt_bench_rest ();
}

void
lgt_bench_gemm_row (const struct bench_gemm *gemm,
                    struct bench_report *report)
{
  const double flops = 2.0 * SIZE * SIZE * SIZE;

  lgt_bench_row (report, gemm->type == LGT_F32 ? "sgemm" : "dgemm",
                 &gemm->times, flops);
  /* Least time, as in the rows.  */
  for (int i = 0; i < gemm->times.count; i++)
    {
      const double rate = flops / gemm->times.seconds[i];

      if (rate > report->gemm)
        report->gemm = rate;
    }
}

void
lgt_bench_gemm_end (struct bench_gemm *gemm)
{
  openblas_set_num_threads (gemm->threads_before);
  for (int i = 0; i < 3; i++)
    free (gemm->matrix[i]);
}

const char *
lgt_bench_gemm_core (void)
{
  return openblas_get_corename ();
}
