/* alter_link FROM.h5 TO.h5 CONFIGURATION NUMBER STEP: a copy of an ensemble
   in which number NUMBER of a configuration is larger by STEP; for scripts.  */

#include <stdio.h>
#include <stdlib.h>

#include <lgt/io.h>

static int
copy (const struct lgt_ensemble *from, const char *to, int64_t at,
      double step, struct lgt_error *error)
{
  struct lgt_ensemble_writer *writer = NULL;
  struct lgt_slab slab = {
    .field = malloc ((size_t) (from->count * from->size) * sizeof (double))
  };
  enum lgt_status status
    = slab.field ? lgt_ensemble_read (from, 0, from->count, &slab, error)
                 : lgt_fail (error, LGT_ENOMEM, "no memory");

  if (status == LGT_OK)
    {
      slab.field[at] += step;
      status = lgt_ensemble_create (&writer, to, &from->shape, NULL, 0,
                                    error);
    }
  if (status == LGT_OK)
    status = lgt_ensemble_write (writer, from->count, &slab, error);
  if (status == LGT_OK)
    status = lgt_ensemble_commit (writer, error);
  else
    lgt_ensemble_abort (writer);
  free (slab.field);
  return status;
}

int
main (int argc, char **argv)
{
  struct lgt_ensemble *from;
  struct lgt_error error;
  int64_t configuration, number;
  enum lgt_status status;

  if (argc != 6)
    return 2;
  configuration = atoll (argv[3]);
  number = atoll (argv[4]);
  status = lgt_ensemble_open (&from, argv[1], &error);
  if (status == LGT_OK)
    {
      if (configuration < 0 || configuration >= from->count || number < 0
          || number >= from->size)
        status = lgt_fail (&error, LGT_EINVAL, "no such number");
      else
        status = copy (from, argv[2], configuration * from->size + number,
                       atof (argv[5]), &error);
      lgt_ensemble_close (from);
    }
  if (status != LGT_OK)
    fprintf (stderr, "alter_link: %s\n", error.text);
  return status != LGT_OK;
}
