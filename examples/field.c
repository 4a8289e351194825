/* Read a configuration of SU(N) (ILDG or NERSC), say what it is, and write it
   as NERSC:  ./a.out FILE COPY.  Needs nothing but
   the folder of  make vendor LIB=fields.  */

#include <stdio.h>
#include <stdlib.h>

#include <lgt/fields.h>

static enum lgt_status
copy (const char *from, const char *to, struct lgt_error *error)
{
  FILE *in = fopen (from, "rb"), *out = NULL;
  struct lgt_field_header header;
  double *links = NULL, plaquette, link_trace;
  enum lgt_status status
    = in ? lgt_field_read_header (in, from, &header, error)
         : lgt_fail (error, LGT_EIO, "%s: cannot be opened", from);

  if (status == LGT_OK)
    {
      links = malloc ((size_t) header.doubles * sizeof *links);
      status = links ? lgt_field_read (in, from, &header, links, error)
                     : lgt_fail (error, LGT_ENOMEM, "no memory");
    }
  if (status == LGT_OK)
    {
      lgt_field_plaquette (&header.geom, header.n, links, &plaquette,
                           &link_trace);
      printf ("SU(%d), %d bits, plaquette %.15f\n", header.n,
              header.precision, plaquette);
      out = fopen (to, "wb");
      status = out ? lgt_field_write (out, to, LGT_FIELD_NERSC, &header.geom,
                                      header.n, NULL, links, error)
                   : lgt_fail (error, LGT_EIO, "%s: cannot be opened", to);
    }
  if (out && fclose (out) != 0 && status == LGT_OK)
    status = lgt_fail (error, LGT_EIO, "%s: cannot be written", to);
  if (in)
    fclose (in);
  free (links);
  return status;
}

int
main (int argc, char **argv)
{
  struct lgt_error error;

  if (argc != 3)
    return fprintf (stderr, "usage: %s FILE COPY\n", argv[0]), 2;
  if (copy (argv[1], argv[2], &error) != LGT_OK)
    return fprintf (stderr, "%s\n", error.text), 1;
  return 0;
}
