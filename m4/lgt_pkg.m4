# LGT_PROG_PKG_CONFIG
# -------------------
# pkg-config itself, or stop.
AC_DEFUN([LGT_PROG_PKG_CONFIG], [
m4_ifdef([PKG_PROG_PKG_CONFIG], [],
  [m4_fatal([pkg.m4 is missing (Debian: pkg-config)])])
PKG_PROG_PKG_CONFIG
AS_IF([test "x$PKG_CONFIG" = x],
  [AC_MSG_ERROR([pkg-config was not found (Debian: pkg-config)])])
])

# LGT_PKG(PREFIX, MODULE, DEBIAN-PACKAGE)
# ---------------------------------------
# Set PREFIX_CFLAGS and PREFIX_LIBS from pkg-config, or stop with the name of
# the package to install.
AC_DEFUN([LGT_PKG], [
PKG_CHECK_MODULES([$1], [$2], [],
  [AC_MSG_ERROR([$2 was not found (Debian: $3)])])
])

# LGT_OPTIONAL_PKG(PREFIX, MODULE, DEBIAN-PACKAGE, WHAT-FOR)
# ----------------------------------------------------------
# The same behind --without-<prefix>; defines LGT_WITH_PREFIX and the
# conditional WITH_PREFIX.  Nothing is guessed: a package that was not left
# out must be there.
AC_DEFUN([LGT_OPTIONAL_PKG], [
m4_pushdef([lgt_name], m4_tolower([$1]))dnl
AC_ARG_WITH(lgt_name,
  [AS_HELP_STRING([--without-]lgt_name, [build without $1 ($4)])],
  [], [with_[]lgt_name=yes])
AS_CASE([$with_[]lgt_name],
  [no], [],
  [yes],
  [PKG_CHECK_MODULES([$1], [$2], [],
     [AC_MSG_ERROR([$2 was not found (Debian: $3; or give --without-]lgt_name[)])])
   AC_DEFINE([LGT_WITH_$1], [1], [Define to 1 if $4 ($1) are compiled in.])],
  [AC_MSG_ERROR([--with-]lgt_name[ takes no folder; set PKG_CONFIG_PATH instead])])
AM_CONDITIONAL([WITH_$1], [test "x$with_[]lgt_name" = xyes])
m4_popdef([lgt_name])dnl
])
