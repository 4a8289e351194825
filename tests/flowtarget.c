#include "flowtarget.h"

#include <math.h>
#include <string.h>

struct sample
flow_draw (struct flow *f, int n, int batch)
{
  const int64_t numbers = lgt_model_numbers (f->model);
  struct lgt_sampler *sampler;
  struct lgt_error error = { 0 };
  struct sample s;

  s.links = malloc ((size_t) (n * numbers) * sizeof *s.links);
  s.log_q = malloc ((size_t) n * sizeof *s.log_q);
  s.action = malloc ((size_t) n * sizeof *s.action);
  ck_assert_int_eq (lgt_sampler_new (f->model, batch, NULL, &sampler, NULL),
                    LGT_OK);
  for (int i = 0; i < n; i += batch)
    ck_assert_msg (lgt_sampler_draw (sampler, 5, LGT_STREAM_SAMPLE, 0,
                                     (uint32_t) i,
                                     n - i < batch ? n - i : batch,
                                     s.links + i * numbers, s.log_q + i,
                                     s.action + i, &error) == LGT_OK,
                   "%s", error.text);
  lgt_sampler_free (sampler);
  return s;
}

void
flow_evaluate (struct flow *f, int n, struct sample *s)
{
  struct lgt_sampler *sampler;
  struct lgt_error error = { 0 };

  ck_assert_int_eq (lgt_sampler_new (f->model, n, NULL, &sampler, NULL),
                    LGT_OK);
  ck_assert_msg (lgt_sampler_evaluate (sampler, s->links, n, s->log_q,
                                       s->action, &error) == LGT_OK,
                 "%s", error.text);
  lgt_sampler_free (sampler);
}

void
sample_free (struct sample *s)
{
  free (s->links);
  free (s->log_q);
  free (s->action);
}

void
target_new (struct target *t, const struct flow_case *c, double beta,
            double size, int threads, int batch,
            enum lgt_estimator estimator)
{
  const struct lgt_objective_options options
    = { .batch = batch, .estimator = estimator, .seed = 9 };
  struct lgt_slices *slices;
  struct lgt_error error = { 0 };

  flow_new (&t->f, c, beta, size, threads);
  slices = lgt_model_slices (t->f.model);
  t->total = slices->total;
  t->weight = malloc ((size_t) t->total * sizeof *t->weight);
  t->grad = malloc ((size_t) t->total * sizeof *t->grad);
  ck_assert_int_eq (lgt_slices_get (slices, &slices->values, t->weight,
                                    NULL), LGT_OK);
  ck_assert_msg (lgt_objective_new (t->f.model, &options, &t->objective,
                                    &error) == LGT_OK, "%s", error.text);
}

void
target_free (struct target *t)
{
  lgt_objective_free (t->objective);
  free (t->weight);
  free (t->grad);
  flow_free (&t->f);
}

double
target_step (struct target *t, uint32_t step)
{
  struct lgt_slices *slices = lgt_model_slices (t->f.model);
  struct lgt_error error = { 0 };
  double loss;

  ck_assert_msg (lgt_objective_step (t->objective, step, 0, &error)
                 == LGT_OK, "%s", error.text);
  ck_assert_int_eq (lgt_objective_result (t->objective, &loss, NULL, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_slices_get (slices, &slices->grad, t->grad, NULL),
                    LGT_OK);
  return loss;
}

/* Direction D in the space of weights: element I.  */
static double
direction (int d, int64_t i)
{
  const uint32_t counter[4]
    = { lgt_random_word (LGT_STREAM_TEST, 0, 0, 9), (uint32_t) i,
        (uint32_t) d, 0 };
  double u[2];

  lgt_random_pair (1, counter, u);
  return 2 * u[0] - 1;
}

double
target_along (const struct target *t, int d)
{
  const struct lgt_slices *slices = lgt_model_slices (t->f.model);
  double sum = 0;

  for (int s = 0; s < slices->count; s++)
    for (int64_t k = 0; k < slices->slice[s].count; k++)
      {
        const int64_t i = slices->slice[s].offset + k;

        sum += t->grad[i] * direction (d, i);
      }
  return sum;
}

void
target_move (struct target *t, int d, double h)
{
  struct lgt_slices *slices = lgt_model_slices (t->f.model);
  double *w = calloc ((size_t) t->total, sizeof *w);

  for (int s = 0; s < slices->count; s++)
    for (int64_t k = 0; k < slices->slice[s].count; k++)
      {
        const int64_t i = slices->slice[s].offset + k;

        w[i] = t->weight[i] + h * direction (d, i);
      }
  ck_assert_int_eq (lgt_slices_put (slices, &slices->values, w, NULL),
                    LGT_OK);
  free (w);
}

double
log_determinant (double *a, int n)
{
  double sum = 0;

  for (int k = 0; k < n; k++)
    {
      int best = k;

      for (int i = k + 1; i < n; i++)
        if (fabs (a[i * n + k]) > fabs (a[best * n + k]))
          best = i;
      for (int j = 0; j < n; j++)
        {
          double swap = a[k * n + j];

          a[k * n + j] = a[best * n + j];
          a[best * n + j] = swap;
        }
      sum += log (fabs (a[k * n + k]));
      for (int i = k + 1; i < n; i++)
        for (int j = n - 1; j >= k; j--)
          a[i * n + j] -= a[i * n + k] / a[k * n + k] * a[k * n + j];
    }
  return sum;
}
