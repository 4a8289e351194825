/* write_chain OUT.h5 N BETA CHAINS COUNT L0 L1...: an ensemble of the Wilson
   action of U(1) (N = 1) or SU(N): COUNT configurations of each of CHAINS
   Markov chains, which take turns; for scripts.  */

#include <stdio.h>
#include <stdlib.h>

#include <lgt/backend.h>
#include <lgt/chain.h>
#include <lgt/io.h>

enum { THERMALIZATION = 30, EVERY = 3 };

static enum lgt_status
attributes (double beta, int chains, struct lgt_record **record,
            struct lgt_error *error)
{
  char text[120];
  enum lgt_status status;

  *record = lgt_record_new ();
  if (!*record)
    return lgt_fail (error, LGT_ENOMEM, "no memory");
  snprintf (text, sizeof text, "lgt: 1\naction: [ { wilson: { beta: %.17g } } "
            "]\n", beta);
  status = lgt_record_set_text (*record, "configuration", text, error);
  return status == LGT_OK
         ? lgt_record_set_integer (*record, "chains", chains, error) : status;
}

static struct lgt_field_shape
shape_of (const struct lgt_geom *geom, int n)
{
  struct lgt_field_shape s = { .name = "U" };

  for (int d = geom->ndim - 1; d >= 0; d--)
    s.extent[s.rank++] = geom->extent[d];
  s.extent[s.rank++] = geom->ndim;
  for (int i = 0; n > 1 && i < 3; i++)
    s.extent[s.rank++] = i < 2 ? n : 2;
  return s;
}

static enum lgt_status
write_all (struct lgt_chain *chain, const char *out,
           const struct lgt_field_shape *shape, double beta, int chains,
           int count, struct lgt_error *error)
{
  double *links = malloc ((size_t) chains * (size_t) lgt_chain_size (chain)
                          * sizeof *links);
  const struct lgt_slab slab = { .field = links };
  struct lgt_ensemble_writer *writer = NULL;
  struct lgt_record *record = NULL;
  enum lgt_status status = links ? attributes (beta, chains, &record, error)
                                 : lgt_fail (error, LGT_ENOMEM, "no memory");

  if (status == LGT_OK)
    status = lgt_ensemble_create (&writer, out, shape, record, 0, error);
  if (status == LGT_OK)
    status = lgt_chain_run (chain, THERMALIZATION, error);
  for (int i = 0; i < count && status == LGT_OK; i++)
    {
      status = lgt_chain_run (chain, EVERY, error);
      if (status == LGT_OK)
        status = lgt_chain_get (chain, links, error);
      if (status == LGT_OK)
        status = lgt_ensemble_write (writer, chains, &slab, error);
    }
  if (status == LGT_OK)
    status = lgt_ensemble_commit (writer, error);
  else
    lgt_ensemble_abort (writer);
  lgt_record_free (record);
  free (links);
  return status;
}

static enum lgt_status
make (struct lgt_context *context, const struct lgt_geom *geom, int n,
      double beta, int chains, int count, const char *out,
      struct lgt_error *error)
{
  const struct lgt_field_shape shape = shape_of (geom, n);
  struct lgt_chain_options options;
  struct lgt_loop_list loops = { 0 };
  double coefficient[LGT_CHAIN_LOOPS];
  struct lgt_chain *chain = NULL;
  enum lgt_status status = lgt_chain_action (geom->ndim, beta, 0, &loops,
                                             coefficient, error);

  lgt_chain_options_default (&options);
  options.chains = chains;
  options.overrelaxation = 2;
  options.instantons = n == 1 && geom->ndim == 2;
  if (status == LGT_OK)
    status = lgt_chain_new (context, geom, n, loops.count, loops.loop,
                            coefficient, &options, &chain, error);
  if (status == LGT_OK)
    status = write_all (chain, out, &shape, beta, chains, count, error);
  lgt_chain_free (chain);
  lgt_loop_list_free (&loops);
  return status;
}

int
main (int argc, char **argv)
{
  const struct lgt_backend *backend;
  struct lgt_context *context = NULL;
  struct lgt_error error;
  struct lgt_geom geom;
  int extent[LGT_MAX_DIM];
  enum lgt_status status;

  if (argc < 8 || argc > 6 + LGT_MAX_DIM)
    return 2;
  for (int d = 0; d < argc - 6; d++)
    extent[d] = atoi (argv[6 + d]);
  status = lgt_geom_init (&geom, argc - 6, extent, &error);
  if (status == LGT_OK)
    status = lgt_backend_find (NULL, &backend, &error);
  if (status == LGT_OK
      && !(context = lgt_context_new (backend, NULL, &error)))
    status = LGT_ENODEV;
  if (status == LGT_OK)
    status = make (context, &geom, atoi (argv[2]), atof (argv[3]),
                   atoi (argv[4]), atoi (argv[5]), argv[1], &error);
  lgt_context_free (context);
  if (status != LGT_OK)
    fprintf (stderr, "write_chain: %s\n", error.text);
  return status != LGT_OK;
}
