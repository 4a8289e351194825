/* Pictures by gnuplot, which is started without a shell.  Commands and
   complaints go through temporary files, so that neither side waits for the
   other and a gnuplot that dies early sends no SIGPIPE.  */

#include <lgt/app.h>
#include <lgt/io.h>

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Whether NAME can stand between single quotes for gnuplot.  */
static bool
quotable (const char *name)
{
  for (; *name; name++)
    if ((unsigned char) *name < ' ' || *name == 127)
      return false;
  return true;
}

static void
quote (FILE *stream, const char *name)
{
  fputc ('\'', stream);
  for (; *name; name++)
    {
      if (*name == '\'')
        fputc ('\'', stream);
      fputc (*name, stream);
    }
  fputc ('\'', stream);
}

/* The terminal for the name of a picture, or NULL.  */
static const char *
terminal_for (const char *picture)
{
  const char *dot = strrchr (picture, '.');

  if (dot && strcmp (dot, ".png") == 0)
    return "pngcairo size 900,600 font 'sans,11'";
  if (dot && strcmp (dot, ".svg") == 0)
    return "svg size 900,600 dynamic font 'sans,14' background 'white'";
  return NULL;
}

/* Run gnuplot on SCRIPT with its complaints in ERRORS.  */
static enum lgt_status
run_gnuplot (FILE *script, FILE *errors, const char *picture,
             struct lgt_error *error)
{
  char *argv[] = { "gnuplot", "-d", "-", NULL };
  posix_spawn_file_actions_t actions;
  char line[160] = "";
  pid_t child;
  int failure, wait_status;

  if (posix_spawn_file_actions_init (&actions) != 0)
    return lgt_fail (error, LGT_ENOMEM, "no memory to start gnuplot");
  failure = posix_spawn_file_actions_adddup2 (&actions, fileno (script), 0);
  if (failure == 0)
    failure = posix_spawn_file_actions_addopen (&actions, 1, "/dev/null",
                                                1 /* O_WRONLY */, 0);
  if (failure == 0)
    failure = posix_spawn_file_actions_adddup2 (&actions, fileno (errors), 2);
  if (failure == 0)
    failure = posix_spawnp (&child, argv[0], &actions, NULL, argv, environ);
  posix_spawn_file_actions_destroy (&actions);
  if (failure == ENOENT)
    return lgt_fail (error, LGT_ENODEV, "gnuplot is not installed: there "
                     "will be no picture %.100s", picture);
  if (failure != 0)
    return lgt_fail (error, LGT_EBACKEND, "gnuplot cannot be started: %s",
                     strerror (failure));
  while (waitpid (child, &wait_status, 0) < 0)
    if (errno != EINTR)
      return lgt_fail (error, LGT_EBACKEND, "gnuplot: %s", strerror (errno));
  if (WIFEXITED (wait_status) && WEXITSTATUS (wait_status) == 0)
    return LGT_OK;

  /* Its first line with words; others only point at a column.  */
  rewind (errors);
  while (fgets (line, sizeof line, errors))
    {
      line[strcspn (line, "\n")] = '\0';
      if (strchr (line, ':'))
        break;
    }
  return lgt_fail (error, LGT_EBACKEND, "gnuplot made no picture %.60s: %s",
                   picture, line[0] ? line : "it gave no reason");
}

enum lgt_status
lgt_plot (const char *picture, const char *data, const char *commands,
          struct lgt_error *error)
{
  const char *terminal = terminal_for (picture);
  struct lgt_replace *replace = NULL;
  FILE *script = NULL, *errors = NULL;
  enum lgt_status status;

  if (!terminal)
    return lgt_fail (error, LGT_EINVAL, "the name of a picture must end in "
                     ".png or .svg, is %.100s", picture);
  if (!quotable (picture) || !quotable (data))
    return lgt_fail (error, LGT_EINVAL,
                     "a file's name with control characters");
  status = lgt_replace_begin (&replace, picture, error);
  if (status != LGT_OK)
    return status;
  script = tmpfile ();
  errors = tmpfile ();
  if (!script || !errors)
    {
      status = lgt_fail (error, LGT_EIO, "no temporary file for gnuplot: %s",
                         strerror (errno));
      goto end;
    }
  fprintf (script, "set terminal %s\nset output ", terminal);
  quote (script, lgt_replace_temporary (replace));
  fputs ("\ndata = ", script);
  quote (script, data);
  fprintf (script, "\nset datafile separator '\\t'\nset datafile missing ''\n"
           "%s\nset output\n", commands);
  if (fflush (script) != 0 || fseek (script, 0, SEEK_SET) != 0)
    status = lgt_fail (error, LGT_EIO, "a temporary file for gnuplot: %s",
                       strerror (errno));
  else
    status = run_gnuplot (script, errors, picture, error);

end:
  if (script)
    fclose (script);
  if (errors)
    fclose (errors);
  if (status == LGT_OK)
    return lgt_replace_commit (replace, error);
  lgt_replace_abort (replace);
  return status;
}
