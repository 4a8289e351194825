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
AS_IF([test "x$enable_werror" = xyes],
  [LGT_WARN_CFLAGS="$LGT_WARN_CFLAGS -Werror"])
AC_SUBST([LGT_WARN_CFLAGS])
])
