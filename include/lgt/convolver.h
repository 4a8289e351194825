/* A convolver: the Fourier transforms that one convolution needs.

   lgt/fft.h makes convolvers; the operation conv_fft takes one from its
   parameters.  So the kernels call an FFT without a reference to the library
   that has it, and what is multiplied with what is theirs alone.

   The lattice is padded to N_0 x N_1 x ... points so that a convolution on
   the periodic padded lattice is the stencil's: a circular direction keeps
   its extent, the others get room for the kernel.  Point p = p_0 + N_0 (p_1
   + ...).  With X zero where no input is, and the kernel

     K[p] = sum of the weights of all taps whose tap_at is p,

   the stencil's output number s is sum_q K[q] X[out_at[s] - q].

   Fields are interleaved as lanes are, value l of point p at p * lanes + l,
   in the convolver's type; modes are pairs (real, imaginary) in the same
   order, the half n_0 = 0 .. N_0 / 2 of direction 0 as in lgt/fft.h.  */

#ifndef LGT_CONVOLVER_H
#define LGT_CONVOLVER_H

#include <lgt/sites.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_convolver
{
  const struct lgt_stencil *stencil;    /* kept by reference */
  enum lgt_type type;
  int lanes;
  int32_t points, modes;
  const int32_t *in_at;   /* the point of each input row */
  const int32_t *out_at;  /* of each output row */
  const int32_t *tap_at;  /* of each tap; -1: it reaches no site */

  /* MODE from REAL, LANES fields each, and back; LANES is 1 or the
     convolver's.  No scaling: back after there is POINTS times the field.
     Buffers are aligned to 64 bytes and do not overlap; backward destroys
     MODE.  Any number of threads may call at once.  */
  void (*forward) (const struct lgt_convolver *convolver, int lanes,
                   void *real, void *mode);
  void (*backward) (const struct lgt_convolver *convolver, int lanes,
                    void *mode, void *real);
  void (*release) (struct lgt_convolver *convolver);
};

static inline void
lgt_convolver_free (struct lgt_convolver *convolver)
{
  if (convolver)
    convolver->release (convolver);
}

#ifdef __cplusplus
}
#endif

#endif
