/* Every operation on every backend that was compiled in and that this
   machine can run: the same values as the generic backend with one thread,
   and the same bits for any number of threads.  */

#include "testutil.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "opcases.h"

static const struct op_shape shapes[] = {
  { 1, { 1 }, 1, 1, 0 },
  { 1, { 7 }, 2, 1, 1 },
  { 2, { 1, 4 }, 3, 16, 1 },
  { 2, { 4, 6 }, 1, 32, 0 },
  { 3, { 2, 3, 4 }, 2, 1, 1 },
  { 4, { 2, 1, 3, 2 }, 1, 16, 0 },
};
/* Enough work for more than one thread.  */
static const struct op_shape large = { 3, { 8, 6, 12 }, 2, 16, 0 };

/* All results of a case: outputs, then gradients, in one array.  */
struct results
{
  double *value;
  size_t count, room;
};

static void
keep (struct results *r, struct lgt_context *context,
      const struct lgt_view *v)
{
  size_t n = op_view_count (v);

  if (r->count + n > r->room)
    {
      r->room = 2 * (r->count + n);
      r->value = realloc (r->value, r->room * sizeof *r->value);
      ck_assert_ptr_nonnull (r->value);
    }
  op_view_get (context, v, r->value + r->count);
  r->count += n;
}

static int
has_pull (const struct lgt_op *op)
{
#define LGT_OP(name) if (op == &lgt_op_##name) return 1;
#define LGT_OP_SETTLED(name) LGT_OP (name)
#define LGT_OP_FORWARD(name)
#include <lgt/ops.def>
#undef LGT_OP
#undef LGT_OP_SETTLED
#undef LGT_OP_FORWARD
  return 0;
}

/* Gradients of random numbers for all outputs, pulled back.  */
static void
pull (struct op_case *c, struct results *r)
{
  struct lgt_view gout[LGT_MAX_OUT] = { { 0 } }, gin[LGT_MAX_IN] = { { 0 } };

  for (int j = 0; j < c->op->n_out; j++)
    {
      size_t n = op_view_count (&c->out[j]);
      double *g = malloc ((n + 1) * sizeof *g);

      ck_assert_ptr_nonnull (g);
      gout[j] = op_case_like (c, &c->out[j]);
      for (size_t i = 0; i < n; i++)
        g[i] = op_value (20 + j, i);
      op_view_put (c->context, &gout[j], g);
      free (g);
    }
  for (int i = 0; i < c->op->n_in; i++)
    if (c->in[i].data && !(c->op->no_gradient & 1u << i)
        && c->in[i].type != LGT_U32)
      gin[i] = op_case_like (c, &c->in[i]);
  op_case_pull (c, gout, gin);
  for (int i = 0; i < c->op->n_in; i++)
    keep (r, c->context, &gin[i]);
}

static struct results
results_on (const struct lgt_backend *backend, int threads,
            const struct op_recipe *recipe, const struct op_shape *shape,
            enum lgt_type type, int variant)
{
  struct lgt_context_options options = { 0, threads, NULL };
  struct lgt_context *context = lgt_context_new (backend, &options, NULL);
  struct results r = { NULL, 0, 0 };
  struct op_case c;

  ck_assert_ptr_nonnull (context);
  op_case_new (&c, context, recipe, shape, type, variant);
  op_case_run (&c);
  for (int j = 0; j < c.op->n_out; j++)
    keep (&r, context, &c.out[j]);
  if (has_pull (c.op))
    pull (&c, &r);
  op_case_free (&c);
  lgt_context_free (context);
  return r;
}

static const struct lgt_backend *
generic (void)
{
  const struct lgt_backend *backend = NULL;

  ck_assert_int_eq (lgt_backend_find ("cpu-generic", &backend, NULL),
                    LGT_OK);
  return backend;
}

static void
compare (const struct lgt_backend *backend, const struct op_recipe *recipe,
         const struct op_shape *shape, enum lgt_type type, int variant)
{
  double tolerance = type == LGT_F32 ? 3e-5 : 1e-11, size = 1;
  struct results a = results_on (generic (), 1, recipe, shape, type,
                                 variant);
  struct results b = results_on (backend, 2, recipe, shape, type, variant);

  ck_assert_uint_eq (a.count, b.count);
  for (size_t i = 0; i < a.count; i++)
    {
      ck_assert_msg (isfinite (a.value[i]), "%s, variant %d: number %zu of "
                     "cpu-generic is %g", recipe->op->name, variant, i,
                     a.value[i]);
      size = fmax (size, fabs (a.value[i]));
    }
  for (size_t i = 0; i < a.count; i++)
    ck_assert_msg (fabs (a.value[i] - b.value[i]) <= tolerance * size,
                   "%s, variant %d, %s, lanes %d: number %zu is %.17g on %s "
                   "and %.17g on cpu-generic", recipe->op->name, variant,
                   lgt_type_name (type), shape->lanes, i, b.value[i],
                   backend->name, a.value[i]);
  free (a.value);
  free (b.value);
}

/* What a backend cannot do by design, and what it says then.  */
static const char *
refusal (const struct lgt_backend *backend, const struct lgt_op *op)
{
  if (op == &lgt_op_conv_fft && strncmp (backend->name, "cuda", 4) == 0)
    return "Fourier transforms are not on CUDA";
  return NULL;
}

/* RECIPE's operation is refused with WORDS.  */
static void
refused (const struct lgt_backend *backend, const struct op_recipe *recipe,
         const struct op_shape *shape, enum lgt_type type, int variant,
         const char *words)
{
  struct lgt_context_options options = { 0, 1, NULL };
  struct lgt_context *context = lgt_context_new (backend, &options, NULL);
  struct lgt_error error = { LGT_OK, "" };
  struct op_case c;

  ck_assert_ptr_nonnull (context);
  op_case_new (&c, context, recipe, shape, type, variant);
  ck_assert_int_eq (lgt_context_run (context, c.op, &c.params, c.in, c.out,
                                     &error), LGT_EBACKEND);
  ck_assert_msg (strstr (error.text, words) != NULL, "%s", error.text);
  op_case_free (&c);
  lgt_context_free (context);
}

static void
check_values (const struct lgt_backend *backend,
              const struct op_recipe *recipe, const struct op_shape *shape,
              enum lgt_type type, int variant)
{
  const char *words = refusal (backend, recipe->op);

  if (words)
    refused (backend, recipe, shape, type, variant, words);
  else
    compare (backend, recipe, shape, type, variant);
}

START_TEST (same_values)
{
  const struct op_recipe *recipe = &op_recipes[_i];

  for (int b = 0; lgt_backend_list ()[b]; b++)
    for (int type = LGT_F32; type <= LGT_F64; type++)
      for (int variant = 0; variant < recipe->variants; variant++)
        for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++)
          if (lgt_backend_list ()[b]->probe (NULL) == LGT_OK)
            check_values (lgt_backend_list ()[b], recipe, &shapes[k],
                          (enum lgt_type) type, variant);
}
END_TEST

START_TEST (same_bits_for_threads)
{
  const struct op_recipe *recipe = &op_recipes[_i];
  const struct lgt_backend *backend = NULL;

  ck_assert_int_eq (lgt_backend_find ("cpu", &backend, NULL), LGT_OK);
  for (int type = LGT_F32; type <= LGT_F64; type++)
    for (int variant = 0; variant < recipe->variants; variant++)
      {
        struct results a = results_on (backend, 1, recipe, &large,
                                       (enum lgt_type) type, variant);
        struct results b = results_on (backend, 3, recipe, &large,
                                       (enum lgt_type) type, variant);

        ck_assert_uint_eq (a.count, b.count);
        ck_assert_msg (memcmp (a.value, b.value, a.count * sizeof *a.value)
                       == 0, "%s, variant %d, %s: bits change with the "
                       "number of threads", recipe->op->name, variant,
                       lgt_type_name ((enum lgt_type) type));
        free (a.value);
        free (b.value);
      }
}
END_TEST

/* Every backend has every operation, and every operation a recipe.  */
START_TEST (nothing_is_missing)
{
  int n = 0;

  for (const struct lgt_op *const *op = lgt_op_list (); *op; op++, n++)
    {
      int recipes = 0;

      ck_assert_int_le ((*op)->n_in, LGT_MAX_IN);
      ck_assert_int_le ((*op)->n_out, LGT_MAX_OUT);
      for (const struct op_recipe *r = op_recipes; r->op; r++)
        recipes += r->op == *op;
      ck_assert_msg (recipes == 1, "%s has %d recipes", (*op)->name,
                     recipes);
      for (int b = 0; lgt_backend_list ()[b]; b++)
        {
          const struct lgt_kernel *k = lgt_backend_list ()[b]->kernels;

          while (k->op && k->op != *op)
            k++;
          ck_assert_msg (k->op && k->run[LGT_F32] && k->run[LGT_F64],
                         "%s cannot run %s", lgt_backend_list ()[b]->name,
                         (*op)->name);
          ck_assert_msg (!has_pull (*op)
                         || (k->pull[LGT_F32] && k->pull[LGT_F64]),
                         "%s cannot pull %s", lgt_backend_list ()[b]->name,
                         (*op)->name);
        }
    }
  ck_assert_int_gt (n, 0);
}
END_TEST

START_TEST (names)
{
  const struct lgt_backend *backend = NULL, *best = NULL;
  struct lgt_error error = { LGT_OK, "" };

  for (int b = 0; lgt_backend_list ()[b]; b++)
    if (lgt_backend_list ()[b]->probe (NULL) == LGT_OK)
      {
        ck_assert_int_eq (lgt_backend_find (lgt_backend_list ()[b]->name,
                                            &backend, &error), LGT_OK);
        ck_assert_ptr_eq (backend, lgt_backend_list ()[b]);
        if (!best && strncmp (backend->name, "cpu-", 4) == 0)
          best = backend;
      }
  ck_assert_int_eq (lgt_backend_find ("cpu", &backend, &error), LGT_OK);
  ck_assert_ptr_eq (backend, best);

  setenv ("LGT_BACKEND", "cpu-generic", 1);
  ck_assert_int_eq (lgt_backend_find (NULL, &backend, &error), LGT_OK);
  ck_assert_str_eq (backend->name, "cpu-generic");
  /* A name that is given goes before the environment.  */
  ck_assert_int_eq (lgt_backend_find ("cpu", &backend, &error), LGT_OK);
  ck_assert_ptr_eq (backend, best);

  setenv ("LGT_BACKEND", "abacus", 1);
  ck_assert_int_eq (lgt_backend_find (NULL, &backend, &error), LGT_ENODEV);
  ck_assert_ptr_nonnull (strstr (error.text, "LGT_BACKEND"));
  ck_assert_ptr_nonnull (strstr (error.text, "abacus"));
  ck_assert_ptr_nonnull (strstr (error.text, "cpu-generic"));
  ck_assert_ptr_eq (backend, best);     /* untouched */
  unsetenv ("LGT_BACKEND");
  ck_assert_int_eq (lgt_backend_find (NULL, &backend, &error), LGT_OK);
}
END_TEST

START_TEST (queues_and_memory)
{
  for (int b = 0; lgt_backend_list ()[b]; b++)
    {
      const struct lgt_backend *backend = lgt_backend_list ()[b];
      struct lgt_queue *queue = NULL;
      struct lgt_error error = { LGT_OK, "" };
      char text[100] = "some bytes", back[100] = "";
      void *data;

      if (backend->probe (NULL) != LGT_OK)
        continue;
      ck_assert_int_eq (backend->queue_new (0, -1, &queue, &error),
                        LGT_EINVAL);
      ck_assert_int_eq (backend->queue_new (1000, 1, &queue, &error),
                        LGT_ENODEV);
      ck_assert_ptr_null (queue);
      ck_assert_int_eq (backend->queue_new (0, 0, &queue, &error), LGT_OK);
      data = backend->alloc (queue, sizeof text);
      ck_assert_ptr_nonnull (data);
      ck_assert_uint_eq ((uintptr_t) data % 64, 0);
      ck_assert_int_eq (backend->put (queue, data, text, sizeof text),
                        LGT_OK);
      ck_assert_int_eq (backend->get (queue, back, data, sizeof text),
                        LGT_OK);
      ck_assert_mem_eq (text, back, sizeof text);
      ck_assert_int_eq (backend->clear (queue, data, 4), LGT_OK);
      ck_assert_int_eq (backend->get (queue, back, data, sizeof text),
                        LGT_OK);
      ck_assert_mem_eq (back, "\0\0\0\0 bytes", 11);
      ck_assert_ptr_null (backend->alloc (queue, SIZE_MAX - 8));
      backend->release (queue, data);
      backend->release (queue, NULL);
      ck_assert_int_eq (backend->sync (queue, &error), LGT_OK);
      backend->queue_free (queue);
      ck_assert_int_gt (backend->lanes[LGT_F32], 0);
      ck_assert_int_gt (backend->lanes[LGT_F64], 0);
    }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("backend");
  TCase *t = tcase_create ("list");
  int n = 0;

  while (op_recipes[n].op)
    n++;
  tcase_add_test (t, nothing_is_missing);
  tcase_add_test (t, names);
  tcase_add_test (t, queues_and_memory);
  suite_add_tcase (s, t);
  t = tcase_create ("values");
  tcase_add_loop_test (t, same_values, 0, n);
  suite_add_tcase (s, t);
  t = tcase_create ("threads");
  tcase_add_loop_test (t, same_bits_for_threads, 0, n);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}
