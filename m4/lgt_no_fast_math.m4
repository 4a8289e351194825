# LGT_NO_FAST_MATH
# ----------------
# Stop if CFLAGS allow the compiler to assume that there is no NaN or to
# reorder sums: NaN tracing and reproducible bits both depend on it.
AC_DEFUN([LGT_NO_FAST_MATH], [
AS_CASE([" $CC $CFLAGS $CPPFLAGS "],
  [*\ -Ofast\ * | *\ -ffast-math\ * | *\ -funsafe-math-optimizations\ * | \
   *\ -ffinite-math-only\ * | *\ -fassociative-math\ *],
  [AC_MSG_ERROR([CFLAGS must not hold -Ofast, -ffast-math or parts of it: they break NaN tracing and reproducible sums])])
AC_MSG_CHECKING([whether $CC keeps NaN and the order of sums])
AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[
#if defined __FAST_MATH__ || defined __FINITE_MATH_ONLY__ && __FINITE_MATH_ONLY__
# error "fast math"
#endif
]])],
  [AC_MSG_RESULT([yes])],
  [AC_MSG_RESULT([no])
   AC_MSG_ERROR([the compiler runs in its fast-math mode, which breaks NaN tracing and reproducible sums])])
])
