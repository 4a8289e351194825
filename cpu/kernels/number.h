/* The number of the *_body.h files on the cpu: a vector of doubles.  */

#ifndef LGT_CPU_NUMBER_H
#define LGT_CPU_NUMBER_H

#include "../vmath.h"

#define LGT_BODY LGT_INLINE
typedef vd num;
typedef vdi num_mask;

#define num_set vd_set
#define num_step(p, s)                                                  \
  __extension__ ({                                                      \
    __typeof__ (p) next_ = (p) + (s);                                   \
                                                                        \
    __asm__ ("" : "+r" (next_));                                        \
    next_;                                                              \
  })
#define num_abs vd_abs
#define num_select vd_select
#define num_max vd_max
#define num_min vd_min
#define num_exp vd_exp
#define num_exp_down vd_exp_down
#define num_log vd_log
#define num_sqrt vd_sqrt
#define num_softplus vd_softplus
#define num_sigmoid vd_sigmoid
#define num_sincos vd_sincos
#define num_atan2 vd_atan2

LGT_INLINE int
num_any (vdi mask)
{
  int64_t any = 0;

  for (int l = 0; l < LGT_VD; l++)
    any |= mask[l];
  return any != 0;
}

#endif
