/* The number of the *_body.h files on the host: a double.  */

#ifndef LGT_SUN_NUMBER_H
#define LGT_SUN_NUMBER_H

#include <math.h>

/* N is a constant only where the text is inlined.  */
#if defined __GNUC__
# define LGT_BODY static inline __attribute__ ((always_inline, unused))
#else
# define LGT_BODY static inline
#endif

typedef double num;
typedef int num_mask;

LGT_BODY num num_set (double x) { return x; }
LGT_BODY num num_select (num_mask m, num a, num b) { return m ? a : b; }
LGT_BODY int num_any (num_mask m) { return m; }
LGT_BODY num num_abs (num x) { return fabs (x); }
/* The second where one of them is NaN.  */
LGT_BODY num num_max (num a, num b) { return a > b ? a : b; }
LGT_BODY num num_min (num a, num b) { return a < b ? a : b; }
LGT_BODY num num_sqrt (num x) { return sqrt (x); }
LGT_BODY num num_exp (num x) { return exp (x); }
LGT_BODY num num_log (num x) { return log (x); }
LGT_BODY num num_atan2 (num y, num x) { return atan2 (y, x); }
LGT_BODY void
num_sincos (num x, num *sine, num *cosine)
{
  *sine = sin (x);
  *cosine = cos (x);
}

/* F (N, ...) with N a constant where that is worth a copy of the text.  */
#define SUN_DISPATCH(n, f, ...)                                         \
  do                                                                    \
    {                                                                   \
      if ((n) == 2)                                                     \
        f (2, __VA_ARGS__);                                             \
      else if ((n) == 3)                                                \
        f (3, __VA_ARGS__);                                             \
      else                                                              \
        f (n, __VA_ARGS__);                                             \
    }                                                                   \
  while (0)

#endif
