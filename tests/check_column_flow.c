/* Flows that are exact without training: U(1) in two dimensions by columns
   and by halves.  They test masks, loops, log q and the effective sample size
   against closed formulas.  And mean weights of any flow against ln Z.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include <lgt/exact.h>
#include <lgt/weights.h>

#include "../lib/app/exact_tables.h"
#include "flowcase.h"

struct text
{
  char data[20000];
  size_t used;
};

__attribute__ ((format (printf, 2, 3))) static void
put (struct text *text, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  text->used += (size_t) vsnprintf (text->data + text->used,
                                    sizeof text->data - text->used, format,
                                    arguments);
  va_end (arguments);
  ck_assert_uint_lt (text->used, sizeof text->data);
}

static void
steps (struct text *text, const char *step, int count)
{
  for (int i = 0; i < count; i++)
    put (text, " %s", step);
}

static void
head (struct text *text, int l, double beta)
{
  text->used = 0;
  put (text, "lgt: 1\nlattice: { shape: [%d, %d] }\n"
       "action: [ { wilson: { beta: %.17g } } ]\nflow:\n", l, l, beta);
}

/* Column by column, then all links but one that close the last column.  */
static void
columns (struct text *text, int l, double beta)
{
  head (text, l, beta);
  for (int x = 1; x < l; x++)
    put (text, "- layer: { coupling: { mask: { directions: [1], steps: { "
         "along: 0, across: 1 }, width: %d, offsets: [%d] }, "
         "active: { plaquette: { nu: 0, side: behind } }, transform: { "
         "tabulated_conditional: { bins: 128, angles: 1 } } } }\n", l, l - x);
  for (int t = 1; t < l; t++)
    put (text, "- layer: { coupling: { mask: [ { directions: [0], steps: { "
         "along: 0, across: 1 }, width: %d, offsets: [%d] }, { directions: "
         "sites, steps: [1, 0], width: %d, offset: 1 } ], "
         "active: { plaquette: { nu: 1, side: behind } }, transform: { "
         "tabulated_conditional: { bins: 128, angles: 1 } } } }\n", l, l - t,
         l);
}

/* Loops of width W are halved, W = L, L/2, ... 2.  */
static void
halves (struct text *text, int l, double beta)
{
  head (text, l, beta);
  for (int w = l; w > 1; w /= 2)
    {
      put (text, "- layer: { coupling: { mask: { directions: [1], steps: { "
           "along: 0, across: 1 }, width: %d, offsets: [%d] }, active: [ { "
           "path: \"+1", w, w / 2);
      steps (text, "-0", w / 2);
      put (text, " -1");
      steps (text, "+0", w / 2);
      put (text, "\" } ], condition: { path: \"");
      steps (text, "+0", w / 2);
      put (text, " +1");
      steps (text, "-0", w);
      put (text, " -1");
      steps (text, "+0", w / 2);
      put (text, "\" }, transform: { tabulated_conditional: { bins: 128, "
           "angles: 128 } } } }\n");
    }
}

static struct lgt_weights_summary
weights (struct flow *f, int n)
{
  enum { BATCH = 2048 };
  struct lgt_weights_summary summary;
  struct lgt_sampler *sampler;
  struct lgt_error error = { 0 };
  double *log_w = malloc ((size_t) n * sizeof *log_w);
  double log_q[BATCH], action[BATCH];

  ck_assert_int_eq (lgt_sampler_new (f->model, BATCH, NULL, &sampler, NULL),
                    LGT_OK);
  for (int i = 0; i < n; i += BATCH)
    {
      const int count = n - i < BATCH ? n - i : BATCH;

      ck_assert_msg (lgt_sampler_draw (sampler, 7, LGT_STREAM_SAMPLE, 0,
                                       (uint32_t) i, count, NULL, log_q,
                                       action, &error) == LGT_OK, "%s",
                     error.text);
      for (int k = 0; k < count; k++)
        log_w[i + k] = -action[k] - log_q[k];
    }
  ck_assert_int_eq (lgt_weights_summary (log_w, n, 0, &summary, NULL),
                    LGT_OK);
  lgt_sampler_free (sampler);
  free (log_w);
  return summary;
}

static const struct
{
  void (*text) (struct text *text, int l, double beta);
  int l;
  double beta;
  int n;
} exact[] = {
  { columns, 8, 2, 65536 },
  { columns, 4, 1, 32768 },
  { columns, 8, 5, 65536 },
  { halves, 4, 1, 16384 },
  { halves, 8, 1, 8192 },
  { halves, 8, 2, 65536 },
  { halves, 8, 3, 65536 },
  { halves, 16, 3, 8192 },
};

START_TEST (exact_flows)
{
  const int l = exact[_i].l;
  const double beta = exact[_i].beta;
  struct lgt_weights_summary w;
  struct lgt_error error = { 0 };
  struct text text;
  struct flow f;
  double ess, log_z;

  exact[_i].text (&text, l, beta);
  ck_assert_msg (flow_try (&f, 1, text.data, NULL, &error) == LGT_OK, "%s",
                 error.text);
  ck_assert_msg (lgt_app_exact_tables (f.model, &error) == LGT_OK, "%s",
                 error.text);
  w = weights (&f, exact[_i].n);
  if (exact[_i].text == columns)
    ck_assert_int_eq (lgt_exact_ess_columns (1, beta, &ess, NULL), LGT_OK);
  else
    ck_assert_int_eq (lgt_exact_u1_ess_halves (l, l, beta, &ess, NULL),
                      LGT_OK);
  ck_assert_int_eq (lgt_exact_log_z (1, l, l, beta, &log_z, NULL), LGT_OK);
  ck_assert_msg (fabs (w.ess.value - ess) <= 0.01 * ess
                 && fabs (w.ess.value - ess) <= 4 * w.ess.error + 1e-4,
                 "ESS %.5f +- %.5f, exact %.5f", w.ess.value, w.ess.error,
                 ess);
  ck_assert_msg (fabs (w.log_z.value - log_z) <= 4 * w.log_z.error + 1e-4,
                 "ln Z %.5f +- %.5f, exact %.5f", w.log_z.value,
                 w.log_z.error, log_z);
  ck_assert_double_lt (w.log_z.error, 0.01);
  flow_free (&f);
}
END_TEST

/* Unset tables are the identity: the weights are those of Haar.  Densities
   of exact flows survive a way back.  */
START_TEST (tables)
{
  enum { N = 16 };
  struct lgt_layer_table table;
  struct lgt_error error = { 0 };
  struct text text;
  struct flow f;
  double *links, *before, log_det[N], *values;
  int layer;

  halves (&text, 8, 2);
  ck_assert_int_eq (flow_try (&f, 1, text.data, NULL, &error), LGT_OK);
  ck_assert_int_eq (lgt_model_tables (f.model), 3);
  ck_assert_int_eq (lgt_model_table (f.model, 1, &table, &layer, NULL),
                    LGT_OK);
  ck_assert_int_eq (layer, 1);
  ck_assert_int_eq (table.area, 2);
  ck_assert_int_eq (table.condition_area, 4);
  ck_assert_int_eq (table.bins, 128);
  ck_assert_int_eq (lgt_model_table (f.model, 3, &table, &layer, &error),
                    LGT_EINVAL);
  links = flow_links (f.model, N, 1);
  before = flow_links (f.model, N, 1);
  flow_map (&f, FLOW_FORWARD, N, links, log_det);
  for (int i = 0; i < N; i++)
    ck_assert_double_eq_tol (log_det[i], 0, 1e-9);
  for (int i = 0; i < N * 128; i++)
    ck_assert_double_eq_tol (remainder (links[i] - before[i], 2 * M_PI), 0,
                             1e-9);
  ck_assert_int_eq (lgt_app_exact_tables (f.model, NULL), LGT_OK);
  flow_map (&f, FLOW_FORWARD, N, links, log_det);
  ck_assert_double_gt (fabs (log_det[0]), 0.1);
  flow_map (&f, FLOW_INVERSE, N, links, log_det);
  for (int i = 0; i < N * 128; i++)
    ck_assert_double_eq_tol (remainder (links[i] - before[i], 2 * M_PI), 0,
                             1e-8);
  /* What is no table is refused.  */
  values = calloc (128 * 385, sizeof *values);
  ck_assert_int_eq (lgt_model_set_table (f.model, 0, values, &error),
                    LGT_EINVAL);
  free (values);
  free (links);
  free (before);
  flow_free (&f);
}
END_TEST

static const struct { const char *flow, *words; } wrong[] = {
  { "- layer: { coupling: { mask: { directions: [1], steps: [0, 1], width: 8,"
    " offsets: [4] }, condition: { path: \"+0 +1 -0 -1\" }, transform: { "
    "tabulated_conditional: {} } } }\n", "passes an active link" },
  { "- layer: { coupling: { mask: { directions: [1], steps: [0, 1], width: 8,"
    " offsets: [4] }, condition: plaquette, network: net, transform: "
    "circular_rqs } }\nnetworks: { net: { layers: [ { conv: { channels: "
    "output } } ] } }\n", "takes no condition" },
  { "- layer: { coupling: { mask: { directions: [1], steps: [0, 1], width: 8,"
    " offsets: [4] }, network: net, transform: tabulated_conditional } }\n",
    "takes no network" },
  { "- layer: { coupling: { mask: { directions: [1], steps: [0, 1], width: 8,"
    " offsets: [4] }, condition: chair, transform: tabulated_conditional "
    "} }\n", "give one" },
};

START_TEST (wrong_tables)
{
  struct lgt_error error = { 0 };
  struct text text;
  struct flow f;

  head (&text, 8, 2);
  put (&text, "%s", wrong[_i].flow);
  ck_assert_int_eq (flow_try (&f, 1, text.data, NULL, &error), LGT_EINVAL);
  ck_assert_msg (strncmp (error.text, "flow.yaml:", 10) == 0
                 && strstr (error.text, wrong[_i].words), "%s", error.text);
  flow_free (&f);
}
END_TEST

START_TEST (areas_that_do_not_fit)
{
  struct lgt_error error = { 0 };
  struct text text;
  struct flow f;

  head (&text, 8, 2);
  put (&text, "- layer: { coupling: { mask: { directions: [1], steps: [0, 1],"
       " width: 8, offsets: [4] }, active: { plaquette: { nu: 0 } }, %s"
       "transform: tabulated_conditional } }\n",
       _i ? "" : "condition: { path: \"+0 +1 -0 -0 -1 +0\" }, ");
  ck_assert_msg (flow_try (&f, 1, text.data, NULL, &error) == LGT_OK, "%s",
                 error.text);
  ck_assert_int_eq (lgt_app_exact_tables (f.model, &error), LGT_EINVAL);
  ck_assert_msg (strstr (error.text, "layer 0") != NULL
                 && strstr (error.text, _i ? "angles: 1" : "the same sign"),
                 "%s", error.text);
  flow_free (&f);
}
END_TEST

/* Small random weights at small beta: the sampled density integrates.  */
START_TEST (mean_weight_is_z)
{
  static const struct flow_case cases[] = {
    { "[4, 4]", "  - sweep: { mask: { directions: each, steps: { along: 2, "
      "across: 1 }, width: 4 }, layer: { coupling: { network: far, updates: "
      "each_active_loop } } }\n", "float64", NULL, 1, 0, 0, 0 },
    { "[4, 4]", "  - sweep: { mask: { directions: each, steps: { along: 2, "
      "across: 1 }, width: 4 }, layer: { coupling: { network: net, "
      "transform: ncp } } }\n", "float32", NULL, 1, 0, 0, 0 },
  };
  struct lgt_weights_summary w;
  struct flow f;
  double log_z;

  flow_new (&f, &cases[_i], 0.5, 0.05, 1);
  w = weights (&f, 32768);
  ck_assert_int_eq (lgt_exact_log_z (1, 4, 4, 0.5, &log_z, NULL), LGT_OK);
  ck_assert_double_lt (w.log_z.error, 0.015);
  ck_assert_double_le (fabs (w.log_z.value - log_z), 4 * w.log_z.error);
  flow_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("column_flow");
  TCase *t = tcase_create ("exact");

  tcase_add_loop_test (t, exact_flows, 0, sizeof exact / sizeof *exact);
  tcase_add_test (t, tables);
  suite_add_tcase (s, t);
  t = tcase_create ("wrong");
  tcase_add_loop_test (t, wrong_tables, 0, sizeof wrong / sizeof *wrong);
  tcase_add_loop_test (t, areas_that_do_not_fit, 0, 2);
  suite_add_tcase (s, t);
  t = tcase_create ("ln_z");
  tcase_add_loop_test (t, mean_weight_is_z, 0, 2);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}
