/* lgt-info: what this program is made of and can run on.  */

#include <lgt/app.h>
#include <lgt/backend.h>

#include "session.h"

struct values
{
  bool backends;
};

static const struct lgt_option options[] = {
  { .name = "backends", .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, backends),
    .help = "every backend that was compiled in, whether it can run here, "
            "and on what" },
  { .name = NULL }
};

/* A file to describe would be an operand.  */
static const struct lgt_app app = {
  .name = "lgt-info",
  .summary = "Say what lgt is made of: its version, compiler, backends and "
             "libraries.",
  .usage = "[OPTION]...",
  .options = options,
  .example = "Example: lgt-info --backends",
  .versions = lgt_session_versions
};

/* Whether BACKEND can run here, else why not, and what it runs on.  */
static void
print_backend (const struct lgt_backend *backend)
{
  struct lgt_error error;

  if (backend->probe (&error) == LGT_OK)
    printf ("%s: runs here\n", backend->name);
  else
    printf ("%s: cannot run here: %s\n", backend->name, error.text);
  printf ("  %d lanes in float32, %d in float64\n",
          backend->lanes[LGT_F32], backend->lanes[LGT_F64]);
  if (backend->describe)
    backend->describe (stdout);
}

static void
print_backends (void)
{
  const struct lgt_backend *best;

  for (const struct lgt_backend *const *b = lgt_backend_list (); *b; b++)
    print_backend (*b);
  if (lgt_backend_find ("cpu", &best, NULL) == LGT_OK)
    printf ("cpu stands for %s\n", best->name);
}

int
lgt_info_main (int argc, char **argv)
{
  struct values values = { .backends = false };
  struct lgt_operands operands;
  int result = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (result >= 0)
    return result;
  if (values.backends)
    print_backends ();
  else
    lgt_app_version (&app, stdout);
  return lgt_app_close (&app, 0);
}
