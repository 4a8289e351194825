# LGT_RANDOM123
# -------------
# The Random123 headers, or stop.
AC_DEFUN([LGT_RANDOM123], [
AC_CHECK_HEADER([Random123/philox.h], [],
  [AC_MSG_ERROR([Random123/philox.h was not found (Debian: librandom123-dev)])])
])
