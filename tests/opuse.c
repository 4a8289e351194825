#include "opuse.h"

#include <math.h>
#include <stdlib.h>

#include "testutil.h"

const struct op_shape op_shapes[OP_SHAPES] = {
  { 1, { 1 }, 1, 1, 0 },
  { 1, { 5 }, 2, 1, 1 },
  { 2, { 3, 1 }, 2, 3, 0 },
  { 2, { 2, 4 }, 1, 8, 1 },
  { 3, { 1, 3, 2 }, 1, 1, 0 },
  { 4, { 2, 1, 3, 1 }, 5, 1, 1 },
};

int
op_backends (void)
{
  int n = 0;

  while (lgt_backend_list ()[n])
    n++;
  return n;
}

static struct lgt_context *
context_on (const struct lgt_backend *backend)
{
  const struct lgt_context_options options = { 0, 2, NULL };
  struct lgt_context *context = lgt_context_new (backend, &options, NULL);

  ck_assert_ptr_nonnull (context);
  return context;
}

struct lgt_context *
op_context (void)
{
  const struct lgt_backend *backend = NULL;

  ck_assert_int_eq (lgt_backend_find (NULL, &backend, NULL), LGT_OK);
  return context_on (backend);
}

struct lgt_context *
op_context_on (int i)
{
  const struct lgt_backend *backend = lgt_backend_list ()[i];

  return backend->probe (NULL) == LGT_OK ? context_on (backend) : NULL;
}

const struct op_recipe *
op_recipe_of (const struct lgt_op *op)
{
  const struct op_recipe *r = op_recipes;

  while (r->op && r->op != op)
    r++;
  ck_assert_ptr_nonnull (r->op);
  return r;
}

double *
op_numbers (struct op_case *c, const struct lgt_view *v)
{
  double *x = malloc ((op_view_count (v) + 1) * sizeof *x);

  ck_assert_ptr_nonnull (x);
  op_view_get (c->context, v, x);
  return x;
}

size_t
op_at (const struct lgt_view *v, int p, int s, int m, int l)
{
  return (((size_t) p * (size_t) v->shape.sites + (size_t) s)
          * (size_t) v->shape.comps + (size_t) m) * (size_t) v->shape.lanes
         + (size_t) l;
}

void
op_expect (struct op_case *c, const struct lgt_view *v, const double *expected,
           double tolerance)
{
  double *y = op_numbers (c, v);

  for (size_t i = 0; i < op_view_count (v); i++)
    ck_assert_msg (fabs (y[i] - expected[i]) <= tolerance,
                   "%s: element %zu is %.17g, expected %.17g", c->op->name,
                   i, y[i], expected[i]);
  free (y);
}
