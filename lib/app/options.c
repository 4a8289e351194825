/* The command line, by a table, on top of getopt_long.  */

#include <lgt/app.h>

#include <getopt.h>
#include <string.h>

enum
{
  MAX_OPTIONS = 64,
  FIRST = 1000,         /* what getopt_long returns for the first option */
  HELP = 998,
  VERSION = 999
};

/* Tell getopt_long of the table.  LONG_OPTION has room for MAX_OPTIONS + 3
   entries, LETTERS for 3 MAX_OPTIONS + 2 bytes.  */
static int
make_table (const struct lgt_option *options, struct option *long_option,
            char *letters)
{
  int count = 0;

  *letters++ = ':';     /* tell a missing argument from a bad option */
  for (; options && options[count].name && count < MAX_OPTIONS; count++)
    {
      const struct lgt_option *option = &options[count];
      int argument = (!option->argument ? no_argument
                      : option->argument[0] == '[' ? optional_argument
                      : required_argument);

      long_option[count] = (struct option) { .name = option->name,
                                             .has_arg = argument,
                                             .val = FIRST + count };
      if (option->letter)
        {
          *letters++ = option->letter;
          for (int i = 0; i < argument; i++)
            *letters++ = ':';
        }
    }
  *letters = '\0';
  long_option[count] = (struct option) { .name = "help", .val = HELP };
  long_option[count + 1] = (struct option) { .name = "version",
                                             .val = VERSION };
  long_option[count + 2] = (struct option) { .name = NULL };
  return count;
}

static size_t
field_size (enum lgt_option_kind kind)
{
  switch (kind)
    {
    case LGT_OPTION_FLAG:
      return sizeof (bool);
    case LGT_OPTION_INT:
    case LGT_OPTION_NAME:
      return sizeof (int);
    case LGT_OPTION_INT64:
      return sizeof (int64_t);
    case LGT_OPTION_REAL:
      return sizeof (double);
    case LGT_OPTION_TEXT:
      return sizeof (const char *);
    case LGT_OPTION_TEXTS:
      return sizeof (struct lgt_texts);
    case LGT_OPTION_INTS:
    case LGT_OPTION_SHAPE:
      return sizeof (struct lgt_ints);
    }
  return 0;
}

/* Store ARGUMENT (NULL: none was given) for OPTION.  */
static enum lgt_status
store (const struct lgt_option *option, const char *argument, void *values,
       struct lgt_error *error)
{
  void *field = (char *) values + option->offset;
  enum lgt_status status = LGT_OK;
  char name[64];
  struct lgt_texts *texts;
  int64_t number;

  snprintf (name, sizeof name, "--%s", option->name);
  if (option->size != 0 && option->size != field_size (option->kind))
    return lgt_fail (error, LGT_EINVAL, "table: the field of %s has %zu "
                     "bytes, its kind needs %zu", name, option->size,
                     field_size (option->kind));
  switch (option->kind)
    {
    case LGT_OPTION_FLAG:
      *(bool *) field = true;
      break;
    case LGT_OPTION_INT:
      status = lgt_parse_int64 (argument, name, option->allowed, &number,
                                error);
      if (status == LGT_OK && (number > INT32_MAX || number < -INT32_MAX))
        status = lgt_fail (error, LGT_EINVAL,
                           "%s does not fit into an integer: %s", name,
                           argument);
      if (status == LGT_OK)
        *(int *) field = (int) number;
      break;
    case LGT_OPTION_INT64:
      status = lgt_parse_int64 (argument, name, option->allowed, field,
                                error);
      break;
    case LGT_OPTION_REAL:
      status = lgt_parse_real (argument, name, option->allowed, field, error);
      break;
    case LGT_OPTION_TEXT:
      *(const char **) field = argument;
      break;
    case LGT_OPTION_TEXTS:
      texts = field;
      if (texts->count == LGT_APP_MAX_TEXTS)
        status = lgt_fail (error, LGT_EINVAL, "%s is given more than %d "
                           "times", name, LGT_APP_MAX_TEXTS);
      else
        texts->value[texts->count++] = argument;
      break;
    case LGT_OPTION_NAME:
      if (!argument)
        *(int *) field = 0;
      else
        status = lgt_parse_word (argument, name, option->allowed, field,
                                 error);
      break;
    case LGT_OPTION_INTS:
    case LGT_OPTION_SHAPE:
      status = lgt_parse_ints (argument, name,
                               option->kind == LGT_OPTION_SHAPE ? 'x' : ',',
                               option->allowed, field, error);
      break;
    }
  return status;
}

/* What was wrong with the option that getopt_long stopped at.  */
static int
refuse (const struct lgt_app *app, int found, char **argv, int count,
        const struct option *long_option)
{
  const char *word = argv[optind - 1];

  if (optopt >= HELP && optopt < FIRST + count)
    {
      const char *name = (optopt >= FIRST ? long_option[optopt - FIRST].name
                          : optopt == HELP ? "help" : "version");

      if (found == ':')
        return lgt_app_usage (app, "option '--%s' needs an argument", name);
      return lgt_app_usage (app, "option '--%s' takes no argument", name);
    }
  if (optopt != 0 && found == ':')
    return lgt_app_usage (app, "option '-%c' needs an argument", optopt);
  if (optopt != 0)
    return lgt_app_usage (app, "unknown option '-%c'", optopt);
  return lgt_app_usage (app, "unknown or ambiguous option '%s'", word);
}

int
lgt_app_parse (const struct lgt_app *app, int argc, char **argv,
               void *values, struct lgt_operands *operands)
{
  struct option long_option[MAX_OPTIONS + 3];
  char letters[3 * MAX_OPTIONS + 2];
  int count = make_table (app->options, long_option, letters);
  int found, left;

  /* Not one of getopt's: it would take abbreviations from the user.  */
  if (argc == 2 && strcmp (argv[1], "--completion") == 0)
    {
      lgt_app_completion (app, stdout);
      return lgt_app_close (app, 0);
    }
  opterr = 0;
  optind = 0;           /* GNU: start anew, forget an earlier command line */
  while ((found = getopt_long (argc, argv, letters, long_option, NULL)) != -1)
    {
      struct lgt_error error;
      int i = found - FIRST;

      if (found == HELP || found == VERSION)
        {
          if (found == HELP)
            lgt_app_help (app, stdout);
          else
            lgt_app_version (app, stdout);
          return lgt_app_close (app, 0);
        }
      if (found == '?' || found == ':')
        return refuse (app, found, argv, count, long_option);
      if (i < 0)
        for (i = 0; app->options[i].letter != found; i++)
          continue;
      if (store (&app->options[i], optarg, values, &error) != LGT_OK)
        return lgt_app_usage (app, "%s", error.text);
    }

  left = argc - optind;
  if (left > app->operands_max)
    return lgt_app_usage (app, "extra argument '%s'",
                          argv[optind + app->operands_max]);
  if (left < app->operands_min)
    return lgt_app_usage (app, "an argument is missing; usage: %s %s",
                          app->name, app->usage);
  operands->count = left;
  operands->value = argv + optind;
  return -1;
}
