# LGT_CPU_ISA
# -----------
# Which instruction sets the files of cpu/kernels/ are compiled for, besides
# the baseline: AVX2 and AVX-512 where the compiler has them for this
# machine.  Sets AVX2_CFLAGS and AVX512_CFLAGS, defines LGT_WITH_AVX2 and
# LGT_WITH_AVX512 and the conditionals WITH_AVX2 and WITH_AVX512.  Which of
# them runs is decided at run time.
AC_DEFUN([LGT_CPU_ISA], [
lgt_cpu_isas=generic
lgt_have_avx2=no
lgt_have_avx512=no
AS_CASE([$host_cpu], [x86_64],
  [LGT_TRY_ISA([avx2], [-mavx2 -mfma],
     [[#include <immintrin.h>
       __m256 f (__m256 a, __m256 b) { return _mm256_fmadd_ps (a, a, b); }
       __m256i g (__m256i a) { return _mm256_add_epi32 (a, a); }]])
   LGT_TRY_ISA([avx512],
     [-mavx512f -mavx512dq -mavx512bw -mavx512vl -mavx2 -mfma],
     [[#include <immintrin.h>
       __m512d f (__m512d a, __m512d b) { return _mm512_fmadd_pd (a, a, b); }
       __mmask8 g (__m512d a) { return _mm512_fpclass_pd_mask (a, 1); }]])
   dnl Else gcc splits plain loops into 256-bit halves.
   AS_IF([test $lgt_have_avx512 = yes],
     [lgt_save_CFLAGS=$CFLAGS
      CFLAGS="$CFLAGS -Werror $AVX512_CFLAGS -mprefer-vector-width=512"
      AC_MSG_CHECKING([whether $CC accepts -mprefer-vector-width=512])
      AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[]])],
        [AC_MSG_RESULT([yes])
         AVX512_CFLAGS="$AVX512_CFLAGS -mprefer-vector-width=512"],
        [AC_MSG_RESULT([no])])
      CFLAGS=$lgt_save_CFLAGS])])
AS_IF([test $lgt_have_avx2 = yes],
  [AC_DEFINE([LGT_WITH_AVX2], [1], [Define to 1 if there are AVX2 kernels.])])
AS_IF([test $lgt_have_avx512 = yes],
  [AC_DEFINE([LGT_WITH_AVX512], [1],
     [Define to 1 if there are AVX-512 kernels.])])
AM_CONDITIONAL([WITH_AVX2], [test $lgt_have_avx2 = yes])
AM_CONDITIONAL([WITH_AVX512], [test $lgt_have_avx512 = yes])
AC_SUBST([AVX2_CFLAGS])
AC_SUBST([AVX512_CFLAGS])
])

# LGT_TRY_ISA(NAME, FLAGS, PROGRAM)
# ---------------------------------
# User flags stand after ours on make's command lines, so they do here: with
# CFLAGS=-mno-avx2 there are no AVX2 kernels.
AC_DEFUN([LGT_TRY_ISA], [
AC_MSG_CHECKING([whether $CC compiles for $1])
lgt_save_CFLAGS=$CFLAGS
CFLAGS="$2 $CFLAGS"
AC_COMPILE_IFELSE([AC_LANG_SOURCE([$3])],
  [AC_MSG_RESULT([yes])
   lgt_have_$1=yes
   lgt_cpu_isas="$lgt_cpu_isas $1"
   AS_TR_CPP([$1])_CFLAGS="$2"],
  [AC_MSG_RESULT([no])])
CFLAGS=$lgt_save_CFLAGS
])
