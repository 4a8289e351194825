# LGT_WARNINGS
# ------------
# LGT_WARN_CFLAGS: what every file is compiled with; --enable-werror makes
# errors of them.
AC_DEFUN([LGT_WARNINGS], [
AC_ARG_ENABLE([werror],
  [AS_HELP_STRING([--enable-werror], [treat compiler warnings as errors])])
LGT_WARN_CFLAGS="-Wall -Wextra -Wshadow -Wundef -Wstrict-prototypes -Wmissing-prototypes"
dnl Without OpenMP nobody asks a queue for its number of threads.
AS_IF([test "x$OPENMP_CFLAGS" = x],
  [LGT_WARN_CFLAGS="$LGT_WARN_CFLAGS -Wno-unknown-pragmas -Wno-unused-parameter"])
NVCC_WARN_FLAGS="-Xcompiler -Wall,-Wextra"
EMU_WARN_FLAGS="-Wall -Wextra -Wno-unknown-pragmas"
AS_IF([test "x$enable_werror" = xyes],
  [LGT_WARN_CFLAGS="$LGT_WARN_CFLAGS -Werror"
   NVCC_WARN_FLAGS="$NVCC_WARN_FLAGS -Werror all-warnings"
   EMU_WARN_FLAGS="$EMU_WARN_FLAGS -Werror"])
AC_SUBST([LGT_WARN_CFLAGS])
AC_SUBST([NVCC_WARN_FLAGS])
AC_SUBST([EMU_WARN_FLAGS])
])
