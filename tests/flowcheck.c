#include "flowcheck.h"

#include <math.h>
#include <string.h>

void
flow_check_gradient (const struct flow_case *c, double beta, double size,
                     int batch, double h)
{
  static const double step[4] = { 2, 1, -1, -2 };
  struct target t;

  target_new (&t, c, beta, size, 1, batch, LGT_REPARAMETRIZATION);
  for (int d = 0; d < 4; d++)
    {
      double slope, loss[4];

      target_move (&t, d, 0);
      target_step (&t, 4);
      slope = target_along (&t, d);
      for (int k = 0; k < 4; k++)
        {
          target_move (&t, d, step[k] * h);
          loss[k] = target_step (&t, 4);
        }
      ck_assert_double_eq_tol ((8 * (loss[1] - loss[2]) - loss[0] + loss[3])
                               / (12 * h), slope,
                               1e-5 * fmax (1, fabs (slope)));
    }
  target_free (&t);
}

void
flow_check_bits (const struct flow_case *of, double beta, double size,
                 int batch, enum lgt_estimator estimator)
{
  struct flow_case c = *of;
  double loss, *grad;
  struct target t;

  c.rematerialize = 1;
  target_new (&t, &c, beta, size, 1, batch, estimator);
  grad = t.grad;
  loss = target_step (&t, 4);
  t.grad = malloc ((size_t) t.total * sizeof *t.grad);
  target_step (&t, 5);
  ck_assert_mem_ne (t.grad, grad, (size_t) t.total * sizeof *grad);
  target_step (&t, 4);
  ck_assert_mem_eq (t.grad, grad, (size_t) t.total * sizeof *grad);
  target_free (&t);
  for (int threads = 1; threads <= 2; threads++)
    {
      double again;

      c.rematerialize = 2 - threads;
      target_new (&t, &c, beta, size, threads, batch, estimator);
      again = target_step (&t, 4);
      ck_assert_mem_eq (&again, &loss, sizeof loss);
      ck_assert_mem_eq (t.grad, grad, (size_t) t.total * sizeof *grad);
      target_free (&t);
    }
  free (grad);
}

enum { DIRECTIONS = 4 };
struct moments { double mean[DIRECTIONS], variance[DIRECTIONS]; };

/* The mean gradient of STEPS batches from FIRST on, and its variance.  */
static struct moments
gradient_moments (struct target *t, uint32_t first, int steps)
{
  struct moments m = { { 0 }, { 0 } };

  for (int s = 0; s < steps; s++)
    {
      target_step (t, first + (uint32_t) s);
      for (int d = 0; d < DIRECTIONS; d++)
        {
          const double g = target_along (t, d);

          m.mean[d] += g / steps;
          m.variance[d] += g * g / steps;
        }
    }
  for (int d = 0; d < DIRECTIONS; d++)
    m.variance[d] = (m.variance[d] - m.mean[d] * m.mean[d]) / (steps - 1);
  return m;
}

void
flow_check_estimators (const struct flow_case *c, double beta, double size,
                       int batch, int steps)
{
  struct moments m[3];
  double seen = 0;

  for (int e = 0; e < 3; e++)
    {
      struct target t;

      target_new (&t, c, beta, size, 1, batch, (enum lgt_estimator) e);
      m[e] = gradient_moments (&t, (uint32_t) (e * steps), steps);
      target_free (&t);
    }
  for (int d = 0; d < DIRECTIONS; d++)
    {
      seen = fmax (seen, fabs (m[0].mean[d]) / sqrt (m[0].variance[d]));
      for (int e = 1; e < 3; e++)
        ck_assert_double_le (fabs (m[e].mean[d] - m[0].mean[d]),
                             4.5 * sqrt (m[e].variance[d]
                                         + m[0].variance[d]));
    }
  /* Had one a wrong sign or factor, it would show.  */
  ck_assert_double_gt (seen, 20);
}

void
flow_check_expanded (const struct flow_case *c, double size)
{
  struct flow_case rest = *c;
  struct lgt_error error = { 0 };
  struct lgt_config *copy;
  struct lgt_config_node *root;
  struct flow f, g;
  struct sample a, b;
  char head[FLOW_TEXT], *expanded;

  flow_new (&f, c, 1, size, 1);
  a = flow_draw (&f, 4, 4);
  /* The document without its flow, then the layers.  */
  rest.flow = "  []";
  flow_text (&rest, 1, head, sizeof head);
  *strstr (head, "flow:") = 0;
  ck_assert_int_eq (lgt_config_parse ("x", head, strlen (head), &copy, NULL),
                    LGT_OK);
  root = lgt_config_root (copy);
  ck_assert_msg (lgt_model_expand (f.model, root, &error) == LGT_OK, "%s",
                 error.text);
  ck_assert_int_eq (lgt_config_text (copy, &expanded, NULL), LGT_OK);
  ck_assert_msg (flow_try (&g, 1, expanded, NULL, &error) == LGT_OK, "%s",
                 error.text);
  free (expanded);
  lgt_config_free (copy);
  ck_assert_int_eq (lgt_model_layers (g.model), lgt_model_layers (f.model));
  flow_fill (g.model, size, 11);
  b = flow_draw (&g, 4, 4);
  ck_assert_mem_eq (a.log_q, b.log_q, 4 * sizeof *a.log_q);
  sample_free (&a);
  sample_free (&b);
  flow_free (&f);
  flow_free (&g);
}
