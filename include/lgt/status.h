/* Status codes and error texts.

   Every function that can fail returns an enum lgt_status and takes, as its
   last argument, a struct lgt_error of the caller's (NULL when words are not
   wanted).  On failure the error holds the code and one sentence, the results
   are untouched, and nothing has been printed.

   This header has no object file, so that each library can be vendored
   alone.  It is C11 and C++.  */

#ifndef LGT_STATUS_H
#define LGT_STATUS_H

#include <stdarg.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lgt_status
{
  LGT_OK,                 /* done */
  LGT_EINVAL,             /* an argument that cannot be right */
  LGT_ENOMEM,             /* no memory, or an arena that is too small */
  LGT_ENODEV,             /* no such device, or no driver */
  LGT_EBACKEND,           /* the backend failed, or lacks an operation */
  LGT_EIO,                /* the operating system refused a file */
  LGT_EDATA,              /* a file or a number is damaged */
  LGT_ENUM,               /* numbers that are not finite, no convergence */
  LGT_ESTOP               /* the caller's callback asked to stop */
};

struct lgt_error
{
  enum lgt_status code;
  char text[240];         /* one line, no newline at the end */
};

#if defined __GNUC__
__attribute__ ((format (printf, 3, 4), unused))
#endif
/* Fill ERROR (NULL allowed) with CODE and the formatted words; return CODE,
   so that a function can end with  return lgt_fail (error, LGT_EINVAL, ...);
   A text that is too long is cut.  */
static inline enum lgt_status
lgt_fail (struct lgt_error *error, enum lgt_status code,
          const char *format, ...)
{
  if (error)
    {
      va_list arguments;

      error->code = code;
      va_start (arguments, format);
      vsnprintf (error->text, sizeof error->text, format, arguments);
      va_end (arguments);
    }
  return code;
}

#ifdef __cplusplus
}
#endif

#endif
