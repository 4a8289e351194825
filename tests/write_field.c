/* write_field FORMAT OUT N L0 L1 L2 L3: a random configuration of SU(N), the
   same every time, as ildg or nersc; for scripts.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/fields.h>
#include <lgt/sun.h>

static double
uniform (uint64_t *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return ((double) (*state >> 12) + 0.5) / 4503599627370496.0;
}

static void
fill (const struct lgt_geom *geom, int n, double *links)
{
  const int numbers = 2 * n * n;
  double x[LGT_SUN_NUMBERS_MAX];
  uint64_t state = 1;

  for (int64_t link = 0; link < geom->volume * 4; link++)
    {
      for (int i = 0; i < numbers; i++)
        x[i] = uniform (&state);
      lgt_sun_random (n, x, links + link * numbers);
    }
}

int
main (int argc, char **argv)
{
  struct lgt_geom geom;
  struct lgt_error error;
  double *links = NULL;
  FILE *stream = NULL;
  int extent[4], n;
  enum lgt_status status;

  if (argc != 8)
    return 2;
  n = atoi (argv[3]);
  for (int mu = 0; mu < 4; mu++)
    extent[mu] = atoi (argv[4 + mu]);
  status = n >= 2 && n <= LGT_SUN_N_MAX
           ? lgt_geom_init (&geom, 4, extent, &error)
           : lgt_fail (&error, LGT_EINVAL, "no such N");
  if (status == LGT_OK)
    {
      links = malloc ((size_t) (geom.volume * 8 * n * n) * sizeof *links);
      stream = fopen (argv[2], "wb");
      if (!links || !stream)
        return 1;
      fill (&geom, n, links);
      status = lgt_field_write (stream, argv[2],
                                strcmp (argv[1], "ildg") == 0
                                ? LGT_FIELD_ILDG : LGT_FIELD_NERSC, &geom, n,
                                NULL, links, &error);
      free (links);
      if (fclose (stream) != 0)
        return 1;
    }
  if (status != LGT_OK)
    fprintf (stderr, "write_field: %s\n", error.text);
  return status != LGT_OK;
}
