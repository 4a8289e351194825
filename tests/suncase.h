/* An operation on SU(N) matrices, on arrays of the test's own, and more
   matrices in plain C for reference (unitary.h).  */

#ifndef LGT_TESTS_SUNCASE_H
#define LGT_TESTS_SUNCASE_H

#include <lgt/ops.h>

#include "unitary.h"

enum { SUN_INS = 3, SUN_OUTS = 2 };

struct sun_case
{
  const struct lgt_op *op;
  union
  {
    struct lgt_sun_stout_params stout;
    struct lgt_sun_polar_params polar;
  } params;
  int n, packs, sites, lanes;
  /* Arrays [pack, site, comp, lane]; outputs with sum[j] have one site.  */
  int in_comps[SUN_INS], out_comps[SUN_OUTS], sum[SUN_OUTS];
  enum lgt_type type[SUN_INS];
  double *in[SUN_INS], *out[SUN_OUTS];
  double *g_in[SUN_INS], *g_out[SUN_OUTS];
};

/* Arrays for the sizes in C; gradients of outputs at random, the rest 0.  */
void sun_case_new (struct sun_case *c, unsigned seed);
void sun_case_free (struct sun_case *c);
size_t sun_case_in_count (const struct sun_case *c, int i);
size_t sun_case_out_count (const struct sun_case *c, int j);

/* The operation, and its pull-back; gradients are added to g_in.  Gradients
   of outputs WITHOUT (bit j) are withheld.  */
void sun_case_run (struct sun_case *c, struct lgt_context *context);
void sun_case_pull (struct sun_case *c, struct lgt_context *context,
                    unsigned without);

/* Where component COMP of COMPS is.  */
size_t sun_case_at (const struct sun_case *c, int comps, int pack, int site,
                    int comp, int lane);
/* Matrix number K at a place of X, an array with COMPS components.  */
void sun_case_get (const struct sun_case *c, const double *x, int comps,
                   int pack, int site, int k, int lane, double complex *m);
void sun_case_put (const struct sun_case *c, double *x, int comps, int pack,
                   int site, int k, int lane, const double complex *m);

/* A context on backend I of those compiled in, NULL where this machine cannot
   run it; the best one.  */
struct lgt_context *sun_context (int i, int threads);
int sun_backends (void);
struct lgt_context *sun_best (int threads);

/* ---- matrices ---- */

double sun_random (unsigned *seed);     /* uniform in (-1, 1) */
void sun_random_group (int n, unsigned *seed, double complex *m);
/* Generator I of n^2 - 1, Hermitian, tr T_a T_b = delta / 2.  */
void sun_generator (int n, int i, double complex *t);
/* A Taylor series after scaling.  */
void sun_taylor_exp (int n, const double complex *x, double complex *e);
/* Traceless anti-Hermitian part.  */
void sun_traceless (int n, const double complex *a, double complex *x);

#endif
