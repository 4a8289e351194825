/* Transforms of real fields on a lattice.  */

#include <stdlib.h>
#include <string.h>

#include <fftw3.h>

#include "fft.h"

enum { MAX_DIMS = 6 };

/* Transforms run in the plan's own buffers, whose alignment never varies:
   else FFTW might take another algorithm, and bits would differ.  The real
   buffer also spares the caller's Y, which FFTW destroys on the way back.  */
struct lgt_fft_plan
{
  size_t reals, modes;    /* doubles and complex numbers in the buffers */
  double volume;
  double *real;
  fftw_complex *mode;
  fftw_plan forward, backward;
};

void
lgt_fft_plan_free_ (struct lgt_fft_plan *plan)
{
  if (!plan)
    return;
  fftw_destroy_plan (plan->backward);
  fftw_destroy_plan (plan->forward);
  fftw_free (plan->mode);
  fftw_free (plan->real);
  free (plan);
}

static enum lgt_status
check (int dims, const int *extent, int many, struct lgt_error *error)
{
  int64_t reals = many;

  if (dims < 1 || dims > MAX_DIMS)
    return lgt_fail (error, LGT_EINVAL, "Fourier transform in %d dimensions; "
                     "1 to %d would do", dims, MAX_DIMS);
  if (many < 1)
    return lgt_fail (error, LGT_EINVAL, "Fourier transform of %d fields; "
                     "1 or more would do", many);
  for (int mu = 0; mu < dims; mu++)
    {
      if (extent[mu] < 1)
        return lgt_fail (error, LGT_EINVAL, "Fourier transform with extent "
                         "%d in direction %d; 1 or more would do",
                         extent[mu], mu);
      reals *= extent[mu];
      if (reals > INT32_MAX)
        return lgt_fail (error, LGT_EINVAL, "Fourier transform of more than "
                         "%d numbers", INT32_MAX);
    }
  return LGT_OK;
}

enum lgt_status
lgt_fft_plan_new_ (struct lgt_fft_plan **result, int dims, const int *extent,
                   int many, struct lgt_error *error)
{
  struct lgt_fft_plan *plan;
  enum lgt_status status = check (dims, extent, many, error);
  int reversed[MAX_DIMS]; /* FFTW's last direction is the fastest */

  if (status != LGT_OK)
    return status;
  plan = calloc (1, sizeof *plan);
  if (!plan)
    goto no_memory;

  plan->volume = 1;
  for (int mu = 0; mu < dims; mu++)
    {
      reversed[dims - 1 - mu] = extent[mu];
      plan->volume *= extent[mu];
    }
  plan->reals = (size_t) plan->volume * (size_t) many;
  plan->modes = (size_t) lgt_fft_modes (dims, extent) * (size_t) many;
  plan->real = fftw_alloc_real (plan->reals);
  plan->mode = fftw_alloc_complex (plan->modes);
  if (!plan->real || !plan->mode)
    goto no_memory;

  plan->forward = fftw_plan_many_dft_r2c (dims, reversed, many,
                                          plan->real, NULL, many, 1,
                                          plan->mode, NULL, many, 1,
                                          FFTW_ESTIMATE);
  plan->backward = fftw_plan_many_dft_c2r (dims, reversed, many,
                                           plan->mode, NULL, many, 1,
                                           plan->real, NULL, many, 1,
                                           FFTW_ESTIMATE);
  if (!plan->forward || !plan->backward)
    goto no_memory;
  *result = plan;
  return LGT_OK;

no_memory:
  lgt_fft_plan_free_ (plan);
  return lgt_fail (error, LGT_ENOMEM, "no memory for a Fourier transform");
}

void
lgt_fft_forward_ (struct lgt_fft_plan *plan, const double *x, double *y)
{
  memcpy (plan->real, x, plan->reals * sizeof *plan->real);
  fftw_execute (plan->forward);
  memcpy (y, plan->mode, plan->modes * sizeof *plan->mode);
}

void
lgt_fft_backward_ (struct lgt_fft_plan *plan, const double *y, double *x)
{
  memcpy (plan->mode, y, plan->modes * sizeof *plan->mode);
  fftw_execute (plan->backward);
  for (size_t i = 0; i < plan->reals; i++)
    x[i] = plan->real[i] / plan->volume;
}
