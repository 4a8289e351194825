/* lgt-info: what this program is made of and can run on.  */

#include <limits.h>

#include <lgt/app.h>
#include <lgt/backend.h>

#include "info_file.h"
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

static const struct lgt_app app = {
  .name = "lgt-info",
  .summary = "Check each FILE and say what it holds: gauge configurations "
             "(ILDG, NERSC, HDF5) or another file of lgt's. Without a file, "
             "say what lgt is made of: its version, compiler, backends and "
             "libraries.",
  .usage = "[OPTION]... [FILE]...",
  .options = options,
  .operands_max = INT_MAX,
  .example = "Example: lgt-info config.ildg ensemble.h5",
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
  int status = 0;

  if (result >= 0)
    return result;
  if (values.backends)
    print_backends ();
  else if (!operands.count)
    lgt_app_version (&app, stdout);
  /* A bad file does not hide the ones after it.  */
  for (int i = 0; i < operands.count; i++)
    {
      int one = lgt_info_file (&app, operands.value[i]);

      if (one > status)
        status = one;
    }
  return lgt_app_close (&app, status);
}
