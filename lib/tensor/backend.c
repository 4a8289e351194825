/* The list of backends that were compiled in, and the choice among them.  */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <lgt/backend.h>

#include "../../cpu/backend.h"
#include "../../gpu/backend.h"

static const struct lgt_backend *const list[] =
{
#if defined LGT_WITH_AVX512 && LGT_WITH_AVX512
  &lgt_backend_cpu_avx512,
#endif
#if defined LGT_WITH_AVX2 && LGT_WITH_AVX2
  &lgt_backend_cpu_avx2,
#endif
  &lgt_backend_cpu_generic,
#if defined LGT_WITH_CUDA && LGT_WITH_CUDA
  &lgt_backend_cuda,
#endif
#if defined LGT_WITH_CUDA_EMULATED && LGT_WITH_CUDA_EMULATED
  &lgt_backend_cuda_emulated,
#endif
  NULL
};

const struct lgt_backend *const *
lgt_backend_list (void)
{
  return list;
}

/* Write the known names, separated by commas, to TEXT.  */
static void
known_names (char *text, size_t size)
{
  size_t used = 0;

  used += (size_t) snprintf (text, size, "cpu");
  for (int i = 0; list[i] != NULL && used < size; i++)
    used += (size_t) snprintf (text + used, size - used, ", %s",
                               list[i]->name);
}

enum lgt_status
lgt_backend_find (const char *name, const struct lgt_backend **backend,
                  struct lgt_error *error)
{
  const char *source = "";
  char known[160];

  if (name == NULL)
    {
      name = getenv ("LGT_BACKEND");
      source = "LGT_BACKEND: ";
    }
  if (name == NULL || *name == '\0')
    {
      name = LGT_DEFAULT_BACKEND;
      source = "";
    }

  for (int i = 0; list[i] != NULL; i++)
    {
      /* The generic backend, always there, can run everywhere.  */
      if (strcmp (name, "cpu") == 0
          && strncmp (list[i]->name, "cpu-", 4) == 0
          && list[i]->probe (NULL) == LGT_OK)
        {
          *backend = list[i];
          return LGT_OK;
        }
      if (strcmp (name, list[i]->name) == 0)
        {
          enum lgt_status status = list[i]->probe (error);

          if (status == LGT_OK)
            *backend = list[i];
          return status;
        }
    }
  known_names (known, sizeof known);
  return lgt_fail (error, LGT_ENODEV,
                   "%sno backend is called '%.40s'; known are %s", source,
                   name, known);
}
