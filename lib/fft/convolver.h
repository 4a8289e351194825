/* What the files of the convolver share; not installed.  */

#ifndef LGT_FFT_CONVOLVER_H
#define LGT_FFT_CONVOLVER_H

#include <lgt/convolver.h>

/* Plans for one number type: opaque here.  */
struct lgt_fft_convolver
{
  struct lgt_convolver base;
  int32_t *tables;
  void *forward[2], *backward[2];       /* one field; lanes fields */
};

/* Make the plans for the periodic lattice EXTENT (direction 0 first), and set
   base.forward and base.backward; free them.  0: no memory.  */
int lgt_fft_convolver_plan_f32_ (struct lgt_fft_convolver *c,
                                 const int *extent);
int lgt_fft_convolver_plan_f64_ (struct lgt_fft_convolver *c,
                                 const int *extent);
void lgt_fft_convolver_forget_f32_ (struct lgt_fft_convolver *c);
void lgt_fft_convolver_forget_f64_ (struct lgt_fft_convolver *c);

#endif
