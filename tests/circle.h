/* A transformation of the circle on arrays of the test's own, for
   check_circular and check_circular_table.  */

#ifndef LGT_TESTS_CIRCLE_H
#define LGT_TESTS_CIRCLE_H

#include <lgt/ops.h>

#define PI 3.14159265358979323846

struct circle
{
  const struct lgt_op *op;
  union
  {
    struct lgt_circular_params map;
    struct lgt_circular_table_params table;
  } params;
  int packs, sites, lanes;
  int comps;              /* of the third input: raw, or the condition */
  int gap;                /* comps of the wider tensor that it is part of */
  enum lgt_type type;     /* of the third input */
  /* u, s [packs, sites, lanes]; raw [packs, sites, comps + gap, lanes];
     new u, gradients likewise; log_det and its gradient [packs, lanes].  */
  double *u, *s, *raw, *out, *log_det;
  double *g_out, *g_log, *g_u, *g_s, *g_raw;
  double *table;          /* op circular_table */
};

/* Arrays for the sizes in C, filled from SEED: angles in (-pi, pi), raw
   numbers in (-SPREAD, SPREAD), gradients in (-1, 1).  */
void circle_new (struct circle *c, unsigned seed, double spread);
void circle_free (struct circle *c);

int64_t circle_angles (const struct circle *c);         /* elements of u */
int64_t circle_raws (const struct circle *c);           /* of raw */

/* The map, and its pull-back, on CONTEXT; the gradients g_u, g_s, g_raw are
   added to what they hold.  Gradients WITHOUT (bit 0: of out, bit 1: of
   log_det) are withheld.  */
void circle_run (struct circle *c, struct lgt_context *context);
void circle_pull (struct circle *c, struct lgt_context *context,
                  unsigned without);

/* A context on backend number I of those compiled in, or NULL where this
   machine cannot run it.  */
struct lgt_context *circle_context (int i, int threads);
int circle_backends (void);

/* A context on the best backend of this machine.  */
struct lgt_context *circle_best (int threads);

/* g_u, g_s and g_raw against differences of sum g_out u' + sum g_log
   log_det.  */
void circle_check_gradients (struct circle *c, double tolerance);

/* X modulo 2 pi, from -pi to pi.  */
double circle_turn (double x);

/* Uniform in (-1, 1).  */
double circle_random (unsigned *seed);

#endif
