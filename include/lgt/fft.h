/* Fourier transforms, as a table of functions that is handed down.

   A tool that was built with FFTW gives lgt_fft_fftw () to whoever can use
   an FFT; NULL in that place means: do it the slow way.  So only tools refer
   to liblgt-fft, the one archive that calls FFTW, and everybody else needs
   no more than this header.

   Numbers are float64 (convolvers: also float32).  Fields have the site order of lgt/geom.h, direction
   0 fastest.  Plans are estimated, never measured, and every transform runs
   in buffers of the plan, so that results are equal to the bit from run to
   run.  FFTW's planner is not safe among threads: make and free plans (and
   call autocorrelation) in one thread at a time.  */

#ifndef LGT_FFT_H
#define LGT_FFT_H

#include <stdint.h>

#include <lgt/convolver.h>
#include <lgt/status.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_fft_plan;      /* opaque */

struct lgt_fft
{
  const char *name;       /* "fftw" */

  /* RESULT[k] = sum_{i = 0}^{COUNT - 1 - k} X[i] X[i + k] for k = 0 ..
     LAGS - 1: the series is padded with zeros, not periodic; no mean is
     subtracted and nothing is divided.  The error is a few epsilon times
     RESULT[0].  RESULT may not overlap X.  LGT_EINVAL: COUNT < 1 or LAGS not
     in 1 .. COUNT.  LGT_ENOMEM.  */
  enum lgt_status (*autocorrelation) (const double *x, int64_t count,
                                      int64_t lags, double *result,
                                      struct lgt_error *error);

  /* Plan transforms of MANY real fields at once on the periodic lattice
     EXTENT[0] x ... x EXTENT[DIMS - 1], 1 <= DIMS <= 6.  Fields are
     interleaved: value j of site s is X[s * MANY + j], which is how lanes
     and components lie in a tensor.  LGT_EINVAL: a number out of range.
     LGT_ENOMEM.  The plan is the caller's, to be freed with plan_free, which
     accepts NULL; it is used by one thread at a time.  */
  enum lgt_status (*plan_new) (struct lgt_fft_plan **plan, int dims,
                               const int *extent, int many,
                               struct lgt_error *error);
  void (*plan_free) (struct lgt_fft_plan *plan);

  /* Y(k) = sum_x exp (-i k x) X(x), k_mu = 2 pi n_mu / L_mu, for the half
     n_0 = 0 .. L_0 / 2 of direction 0; the rest is Y(-k) = conj Y(k).  Y has
     lgt_fft_modes sites, direction 0 fastest, interleaved like X, each value
     two doubles, real and imaginary: Y[(n * MANY + j) * 2].  */
  void (*forward) (struct lgt_fft_plan *plan, const double *x, double *y);

  /* The inverse: X(x) = (1/V) sum_k exp (i k x) Y(k), so that backward after
     forward gives X back.  Y is not changed.  */
  void (*backward) (struct lgt_fft_plan *plan, const double *y, double *x);

  /* A convolver for the convolutions through STENCIL, kept by reference, of
     tensors of TYPE with LANES lanes (lgt/convolver.h); the caller's, to be
     freed with lgt_convolver_free.  Host memory.  LGT_EINVAL: an integer
     type, LANES < 1, too many points.  LGT_ENOMEM.  */
  enum lgt_status (*convolver_new) (struct lgt_convolver **convolver,
                                    const struct lgt_stencil *stencil,
                                    enum lgt_type type, int lanes,
                                    struct lgt_error *error);
};

/* The number of modes that forward writes for each field:
   (EXTENT[0] / 2 + 1) * EXTENT[1] * ... * EXTENT[DIMS - 1].  */
static inline int64_t
lgt_fft_modes (int dims, const int *extent)
{
  int64_t modes = extent[0] / 2 + 1;

  for (int mu = 1; mu < dims; mu++)
    modes *= extent[mu];
  return modes;
}

/* The table that calls FFTW; in liblgt-fft.  */
const struct lgt_fft *lgt_fft_fftw (void);
/* "3.3.10": the FFTW library linked in.  */
const char *lgt_fft_version (void);

#ifdef __cplusplus
}
#endif

#endif
