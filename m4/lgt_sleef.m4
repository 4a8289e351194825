# LGT_SLEEF
# ---------
# SLEEF's vector functions, or with --without-sleef libm in a loop.  Sets
# SLEEF_LIBS and defines LGT_WITH_SLEEF.
AC_DEFUN([LGT_SLEEF], [
AC_ARG_WITH([sleef],
  [AS_HELP_STRING([--without-sleef], [use libm instead of SLEEF (slower)])],
  [], [with_sleef=yes])
SLEEF_LIBS=
lgt_sleef="libm (slow)"
AS_IF([test "x$with_sleef" != xno],
  [AC_CHECK_HEADER([sleef.h], [],
     [AC_MSG_ERROR([sleef.h was not found (Debian: libsleef-dev; or give --without-sleef)])])
   dnl The deterministic variants came later than the library.
   AC_CHECK_LIB([sleef], [Sleef_cinz_expd2_u10sse2], [SLEEF_LIBS=-lsleef],
     [AS_CASE([$host_cpu], [x86_64],
        [AC_MSG_ERROR([libsleef 3.5 or later was not found (Debian: libsleef-dev; or give --without-sleef)])],
        [AC_CHECK_LIB([sleef], [Sleef_exp_u10], [SLEEF_LIBS=-lsleef],
           [AC_MSG_ERROR([libsleef was not found (Debian: libsleef-dev; or give --without-sleef)])])])])
   lgt_sleef=SLEEF
   AC_DEFINE([LGT_WITH_SLEEF], [1], [Define to 1 to call SLEEF.])])
AC_SUBST([SLEEF_LIBS])
])
