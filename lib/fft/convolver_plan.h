/* Plans of a convolver, for one number type: included by convolver_f32.c and
   convolver_f64.c, which define REAL, FFTW (name) and NAME (name).

   Plans are estimated on buffers aligned as all later ones are, so that the
   same code runs, and the same bits come out, each time.  */

#include <stdlib.h>

#include <fftw3.h>

#include "convolver.h"

static void
forward (const struct lgt_convolver *base, int lanes, void *real, void *mode)
{
  const struct lgt_fft_convolver *c = (const void *) base;

  FFTW (execute_dft_r2c) (c->forward[lanes == base->lanes], real, mode);
}

static void
backward (const struct lgt_convolver *base, int lanes, void *mode, void *real)
{
  const struct lgt_fft_convolver *c = (const void *) base;

  FFTW (execute_dft_c2r) (c->backward[lanes == base->lanes], mode, real);
}

static void *
room (size_t bytes)
{
  return aligned_alloc (64, (bytes + 63) / 64 * 64);
}

int
NAME (plan) (struct lgt_fft_convolver *c, const int *extent)
{
  const int dims = c->base.stencil->ndim;
  const size_t lanes = (size_t) c->base.lanes;
  REAL *real = room ((size_t) c->base.points * lanes * sizeof *real);
  FFTW (complex) *mode = room ((size_t) c->base.modes * lanes
                               * sizeof *mode);
  int reversed[LGT_STENCIL_MAX_DIM];    /* FFTW's last is the fastest */
  int done = real && mode;

  for (int d = 0; d < dims; d++)
    reversed[dims - 1 - d] = extent[d];
  for (int i = 0; i < 2 && done; i++)
    {
      const int many = i ? c->base.lanes : 1;

      c->forward[i] = FFTW (plan_many_dft_r2c) (dims, reversed, many, real,
                                                NULL, many, 1, mode, NULL,
                                                many, 1, FFTW_ESTIMATE);
      c->backward[i] = FFTW (plan_many_dft_c2r) (dims, reversed, many, mode,
                                                 NULL, many, 1, real, NULL,
                                                 many, 1, FFTW_ESTIMATE);
      done = c->forward[i] && c->backward[i];
    }
  c->base.forward = forward;
  c->base.backward = backward;
  free (real);
  free (mode);
  return done;
}

void
NAME (forget) (struct lgt_fft_convolver *c)
{
  for (int i = 0; i < 2; i++)
    {
      FFTW (destroy_plan) (c->forward[i]);
      FFTW (destroy_plan) (c->backward[i]);
    }
}
