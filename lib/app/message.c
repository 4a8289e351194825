/* Messages, exit statuses, and the end of standard output.  */

#include <lgt/app.h>

#include <errno.h>
#include <stdio_ext.h>
#include <string.h>

static void
message (const struct lgt_app *app, const char *format, va_list arguments)
{
  /* What was printed before shall stand before.  */
  fflush (stdout);
  fprintf (stderr, "%s: ", app->name);
  vfprintf (stderr, format, arguments);
  fputc ('\n', stderr);
}

void
lgt_app_message (const struct lgt_app *app, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  message (app, format, arguments);
  va_end (arguments);
}

int
lgt_app_usage (const struct lgt_app *app, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  message (app, format, arguments);
  va_end (arguments);
  fprintf (stderr, "Try '%s --help' for more information.\n", app->name);
  return LGT_EXIT_USAGE;
}

int
lgt_app_fail (const struct lgt_app *app, const struct lgt_error *error)
{
  lgt_app_message (app, "%s", error->text);
  if (error->code == LGT_ESTOP && lgt_app_signal () != 0)
    return 128 + lgt_app_signal ();
  return error->code == LGT_EINVAL ? LGT_EXIT_USAGE : LGT_EXIT_FAILED;
}

int
lgt_app_close (const struct lgt_app *app, int status)
{
  bool lost = ferror (stdout) != 0, pending = __fpending (stdout) != 0;
  int reason = 0;

  errno = 0;
  /* A standard output that was closed from the start and never written to
     is nobody's loss.  */
  if (fclose (stdout) != 0 && (pending || errno != EBADF))
    {
      lost = true;
      reason = errno;
    }
  if (!lost)
    return status;
  if (reason)
    lgt_app_message (app, "output was lost: %s", strerror (reason));
  else
    lgt_app_message (app, "output was lost");
  return status == 0 ? LGT_EXIT_FAILED : status;
}
