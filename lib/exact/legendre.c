/* Nodes and weights of Gauss and Legendre, from GSL.  */

#include <lgt/exact.h>

#include <math.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

enum { MOST = 256 };

enum lgt_status
lgt_exact_legendre (int points, double a, double b, double *node,
                    double *weight, struct lgt_error *error)
{
  gsl_error_handler_t *old;
  gsl_integration_glfixed_table *table;

  if (points < 1 || points > MOST || !isfinite (a) || !isfinite (b))
    return lgt_fail (error, LGT_EINVAL, "%d nodes on (%g, %g); 1 to %d would "
                     "do, and ends that are finite", points, a, b, MOST);
  old = gsl_set_error_handler_off ();
  table = gsl_integration_glfixed_table_alloc ((size_t) points);
  for (int i = 0; table && i < points; i++)
    gsl_integration_glfixed_point (a, b, (size_t) i, &node[i], &weight[i],
                                   table);
  if (table)
    gsl_integration_glfixed_table_free (table);
  gsl_set_error_handler (old);
  return table ? LGT_OK : lgt_fail (error, LGT_ENOMEM, "no memory for %d "
                                    "nodes", points);
}
