/* What a shell's completion asks a tool, from the table of options.  */

#include <lgt/app.h>

/* NAME's line: with "=" where an argument follows.  */
static void
print_option (FILE *stream, const char *name, const char *equals,
              const char *argument, const char *words)
{
  fprintf (stream, "--%s%s\t%s\t%s\n", name, equals, argument, words);
}

void
lgt_app_completion (const struct lgt_app *app, FILE *stream)
{
  for (const struct lgt_option *option = app->options;
       option && option->name; option++)
    {
      const char *argument = option->argument;
      const char *words = (option->kind == LGT_OPTION_NAME && option->allowed
                           ? option->allowed : "");

      /* An argument in brackets may be left out.  */
      if (!argument || argument[0] == '[')
        print_option (stream, option->name, "", "", "");
      if (argument)
        print_option (stream, option->name, "=", argument, words);
    }
  print_option (stream, "help", "", "", "");
  print_option (stream, "version", "", "", "");
}
