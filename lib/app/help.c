/* --help and --version, from the table of options.  */

#include <lgt/app.h>

#include <string.h>

enum { COLUMN = 26, WIDTH = 79 };

/* Print TEXT from column START on in lines of WIDTH, later lines indented
   by INDENT.  */
static void
print_wrapped (FILE *stream, const char *text, int start, int indent)
{
  int column = start;

  while (*text)
    {
      int length = (int) strcspn (text, " \n");

      if (column > indent && column + 1 + length > WIDTH)
        {
          fprintf (stream, "\n%*s", indent, "");
          column = indent;
        }
      else if (column > indent)
        {
          fputc (' ', stream);
          column++;
        }
      fprintf (stream, "%.*s", length, text);
      column += length;
      text += length;
      text += strspn (text, " \n");
    }
  fputc ('\n', stream);
}

static void
print_option (FILE *stream, const char *name, char letter,
              const char *argument, const char *help)
{
  char left[80], short_option[8] = "    ";
  int length;

  if (letter)
    snprintf (short_option, sizeof short_option, "-%c, ", letter);
  /* An argument that may be left out: --name[=KIND].  */
  if (argument && argument[0] == '[')
    snprintf (left, sizeof left, "  %s--%s[=%s", short_option, name,
              argument + 1);
  else
    snprintf (left, sizeof left, "  %s--%s%s%s", short_option, name,
              argument ? "=" : "", argument ? argument : "");
  length = (int) strlen (left);
  fputs (left, stream);
  if (length + 2 > COLUMN)
    fprintf (stream, "\n%*s", COLUMN, "");
  else
    fprintf (stream, "%*s", COLUMN - length, "");
  print_wrapped (stream, help, COLUMN, COLUMN);
}

void
lgt_app_help (const struct lgt_app *app, FILE *stream)
{
  fprintf (stream, "Usage: %s %s\n", app->name, app->usage);
  print_wrapped (stream, app->summary, 0, 0);
  fputc ('\n', stream);
  for (const struct lgt_option *option = app->options;
       option && option->name; option++)
    print_option (stream, option->name, option->letter, option->argument,
                  option->help);
  print_option (stream, "help", 0, NULL, "show this help and exit");
  print_option (stream, "version", 0, NULL,
                "show version, compiler and libraries and exit");
  if (app->example)
    fprintf (stream, "\n%s\n", app->example);
}

void
lgt_app_version (const struct lgt_app *app, FILE *stream)
{
  fprintf (stream, "%s (lgt) %s\n", app->name, lgt_version ());
  fprintf (stream, "compiler: %s\n", lgt_compiler ());
  if (app->versions)
    app->versions (stream);
}

const char *
lgt_version (void)
{
  return LGT_VERSION;
}

const char *
lgt_compiler (void)
{
#if defined __clang__ || !defined __GNUC__
  return __VERSION__;
#else
  return "gcc " __VERSION__;
#endif
}
