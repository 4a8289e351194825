/* Tests of operation activate: values, pull-back, windows, threads.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include <lgt/ops.h>

static double
act (enum lgt_activation kind, double slope, double x)
{
  switch (kind)
    {
    case LGT_TANH:
      return tanh (x);
    case LGT_LEAKY_RELU:
      return x > 0 ? x : slope * x;
    case LGT_SILU:
      return x / (1 + exp (-x));
    case LGT_GELU:
      return x * (1 + erf (x * sqrt (0.5))) / 2;
    default:
      return x;
    }
}

/* Shapes with odd rows; GAP components in front make windows.  */
static const struct
{
  int packs, sites, comps, lanes, gap;
} cases[] = {
  { 1, 1, 1, 1, 0 }, { 2, 3, 5, 1, 2 }, { 2, 3, 2, 16, 1 },
  { 1, 7, 3, 3, 0 }, { 3, 40, 9, 32, 0 },
};
enum { CASES = sizeof cases / sizeof cases[0], KINDS = LGT_GELU + 1 };

static double
get (const struct lgt_view *v, int p, int s, int c, int l)
{
  int64_t i = p * v->pack_stride + s * v->site_stride
              + (int64_t) c * v->shape.lanes + l;

  return v->type == LGT_F32 ? (double) ((float *) v->data)[i]
                            : ((double *) v->data)[i];
}

/* Values 3 sin (number) everywhere, gaps too.  */
static struct lgt_view
window (int k, enum lgt_type type, double phase, void **memory)
{
  struct lgt_shape shape = { cases[k].packs, cases[k].sites,
                             cases[k].comps + cases[k].gap, cases[k].lanes };
  int64_t n = lgt_shape_count (shape);

  *memory = aligned_alloc (64, lgt_shape_bytes (type, shape));
  ck_assert_ptr_nonnull (*memory);
  for (int64_t i = 0; i < n; i++)
    {
      double x = 3 * sin (1.7 * (double) i + phase);

      if (type == LGT_F32)
        ((float *) *memory)[i] = (float) x;
      else
        ((double *) *memory)[i] = x;
    }
  return lgt_view_comps (lgt_view_dense (*memory, type, shape, NULL),
                         cases[k].gap, cases[k].comps);
}

static void
check (const struct lgt_backend *backend, int k, enum lgt_activation kind,
       enum lgt_type type, int threads)
{
  struct lgt_context_options options = { .threads = threads };
  struct lgt_context *context = lgt_context_new (backend, &options, NULL);
  struct lgt_activation_params p = { kind, 0.1 };
  double tolerance = type == LGT_F32 ? 1e-6 : 1e-14, h = 1e-5;
  void *memory[5];
  struct lgt_view x = window (k, type, 0.5, &memory[0]);
  struct lgt_view y = window (k, type, 1, &memory[1]);
  struct lgt_view g = window (k, type, 2, &memory[2]);
  struct lgt_view gx = window (k, type, 3, &memory[3]);
  struct lgt_view old = window (k, type, 3, &memory[4]), in[3] = { x, y, g };

  ck_assert_ptr_nonnull (context);
  ck_assert_int_eq (lgt_context_run (context, &lgt_op_activate, &p, &x, &y,
                                     NULL), LGT_OK);
  in[1].data = NULL;
  ck_assert_int_eq (lgt_context_kernel (context, &lgt_op_activate)
                    ->pull[type] (lgt_context_queue (context), &p, in, &gx,
                                  NULL, NULL), LGT_OK);
  for (int a = 0; a < x.shape.packs; a++)
    for (int s = 0; s < x.shape.sites; s++)
      for (int c = -cases[k].gap; c < x.shape.comps; c++)
        for (int l = 0; l < x.shape.lanes; l++)
          {
            double at = get (&x, a, s, c, l);
            double slope = (act (kind, 0.1, at + h) - act (kind, 0.1, at - h))
                           / (2 * h);
            double sum = get (&old, a, s, c, l);

            if (c < 0) /* outside of the window */
              {
                ck_assert (get (&gx, a, s, c, l) == sum);
                continue;
              }
            sum += slope * get (&g, a, s, c, l);
            ck_assert_double_eq_tol (get (&y, a, s, c, l),
                                     act (kind, 0.1, at), 3 * tolerance);
            ck_assert_double_eq_tol (get (&gx, a, s, c, l), sum,
                                     10 * tolerance + 2e-9);
          }
  for (int i = 0; i < 5; i++)
    free (memory[i]);
  lgt_context_free (context);
}

START_TEST (test_values_and_gradients)
{
  enum lgt_activation kind = (enum lgt_activation) (_i % KINDS);
  int k = _i / KINDS;

  for (int b = 0; lgt_backend_list ()[b]; b++)
    if (lgt_backend_list ()[b]->probe (NULL) == LGT_OK)
      for (int threads = 1; threads <= 2; threads++)
        {
          check (lgt_backend_list ()[b], k, kind, LGT_F64, threads);
          check (lgt_backend_list ()[b], k, kind, LGT_F32, threads);
        }
}
END_TEST

START_TEST (test_bad_arguments)
{
  struct lgt_shape shape = { 1, 2, 3, 1 };
  struct lgt_view x = lgt_view_dense (NULL, LGT_F64, shape, NULL), out = x;
  struct lgt_activation_params p = { (enum lgt_activation) 17, 0 };
  struct lgt_error error;
  enum lgt_type entry;
  size_t scratch[2];

  ck_assert_int_eq (lgt_op_activate.infer (&p, &x, &out, scratch, &entry,
                                           &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "17"));
  p.kind = LGT_LEAKY_RELU;
  p.slope = NAN;
  ck_assert_int_eq (lgt_op_activate.infer (&p, &x, &out, scratch, &entry,
                                           &error), LGT_EINVAL);
  p.slope = 0;
  x.type = LGT_U32;
  ck_assert_int_eq (lgt_op_activate.infer (&p, &x, &out, scratch, &entry,
                                           &error), LGT_EINVAL);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("activate");
  TCase *t = tcase_create ("activate");

  tcase_add_loop_test (t, test_values_and_gradients, 0, CASES * KINDS);
  tcase_add_test (t, test_bad_arguments);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}
