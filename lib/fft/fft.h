/* The functions behind the table of lgt/fft.h; not installed.  */

#ifndef LGT_FFT_PRIVATE_H
#define LGT_FFT_PRIVATE_H

#include <lgt/fft.h>

enum lgt_status lgt_fft_autocorrelation_ (const double *x, int64_t count,
                                          int64_t lags, double *result,
                                          struct lgt_error *error);
enum lgt_status lgt_fft_plan_new_ (struct lgt_fft_plan **plan, int dims,
                                   const int *extent, int many,
                                   struct lgt_error *error);
void lgt_fft_plan_free_ (struct lgt_fft_plan *plan);
void lgt_fft_forward_ (struct lgt_fft_plan *plan, const double *x, double *y);
void lgt_fft_backward_ (struct lgt_fft_plan *plan, const double *y,
                        double *x);
enum lgt_status lgt_fft_convolver_new_ (struct lgt_convolver **convolver,
                                        const struct lgt_stencil *s,
                                        enum lgt_type type, int lanes,
                                        struct lgt_error *error);

#endif
