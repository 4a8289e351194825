/* What tests that run single operations on every backend begin with.  */

#ifndef LGT_TESTS_OPUSE_H
#define LGT_TESTS_OPUSE_H

#include "opcases.h"

enum { OP_SHAPES = 6 };
extern const struct op_shape op_shapes[OP_SHAPES];

/* Backends that were compiled in; tests that loop over them are this many
   times as many.  */
int op_backends (void);
/* A context on the best backend, and on number I: NULL where this machine
   cannot run it.  */
struct lgt_context *op_context (void);
struct lgt_context *op_context_on (int i);

const struct op_recipe *op_recipe_of (const struct lgt_op *op);

/* V's elements on the host, for the caller to free, and where in them (pack,
   site, component, lane) is.  */
double *op_numbers (struct op_case *c, const struct lgt_view *v);
size_t op_at (const struct lgt_view *v, int p, int s, int m, int l);

/* V is EXPECTED, element by element.  */
void op_expect (struct op_case *c, const struct lgt_view *v,
                const double *expected, double tolerance);

#endif
