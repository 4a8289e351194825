/* Whole flows on the CUDA backends that this machine can run, beside
   cpu-generic: from one seed the same log q, action, loss and gradient, and
   after 20 steps of training the same weights, to rounding.  */

#include "sunflow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/optim.h>

#define SWEEP(mask, layer) \
  "  - sweep: { mask: " mask ", layer: { " layer " } }\n"
#define COUPLING(more) "coupling: { " more " }"
#define SPECTRAL(more) "spectral_coupling: { " more " }"
#define SCALAR(more) "scalar_coupling: { " more " }"
#define STOUT(more) "masked_stout: { " more " }"
#define RQS "transform: { circular_rqs: { bins: 8 } }"
#define NCP "transform: { ncp: { components: 2 } }"
#define CELL "transform: { cell_rqs: { bins: 4, order: 2 } }"
#define EACH "updates: each_active_loop"
#define SU2 "{ su: { n: 2 } }"
#define SU3 "{ su: { n: 3 } }"

static const struct device_case
{
  struct flow_case flow;
  int batch;
  enum lgt_estimator estimator;
} cases[] = {
  { { "[4, 4]", SWEEP (SUN_STAGGER, COUPLING (RQS ", network: net"))
      SWEEP (SUN_STAGGER, COUPLING (NCP ", network: far, " EACH)), 0, 0, 1, 0,
      0, 0 }, 32, LGT_REPARAMETRIZATION },
  { { "[4, 4]", SWEEP (SUN_STAGGER, COUPLING (RQS ", network: net"))
      SWEEP (SUN_STAGGER, COUPLING (RQS ", network: net")), "float32", 0, 0,
      0, 0, 0 }, 32, LGT_REPARAMETRIZATION },
  { { "[4, 4]", SWEEP (SUN_STAGGER, COUPLING (NCP ", network: cp")), 0, 0, 0,
      1, 0, 0 }, 5, LGT_PATH_GRADIENT },
  { { "[4, 4]", SWEEP (SUN_STAGGER, COUPLING (RQS ", network: grouped")), 0,
      0, 0, 0, 0, 0 }, 40, LGT_REINFORCE },
  { { "[2, 4, 2]", SWEEP (SUN_PAIRS, COUPLING (RQS ", network: net")), 0, 0,
      1, 0, 0, 0 }, 32, LGT_REPARAMETRIZATION },
  { { "[2, 2, 2, 2]", SWEEP (SUN_PAIRS, COUPLING (NCP ", network: point")),
      0, 0, 0, 0, 0, 0 }, 32, LGT_REPARAMETRIZATION },
  { { "[4, 4]", SWEEP (SUN_STAGGER, SPECTRAL (CELL ", network: traces")), 0,
      0, 1, 0, SU2, 0 }, 16, LGT_REPARAMETRIZATION },
  { { "[4, 4]", SWEEP (SUN_STAGGER, SPECTRAL (CELL ", network: traces")), 0,
      0, 0, 0, SU3, 0 }, 8, LGT_PATH_GRADIENT },
  { { "[4, 4]", SWEEP (SUN_STAGGER, SPECTRAL (CELL ", network: net")),
      "float32", 0, 1, 0, SU2, 0 }, 16, LGT_REPARAMETRIZATION },
  { { "[4, 4]", SWEEP (SUN_STAGGER, STOUT ("network: traces")), 0, 0, 1, 0,
      SU3, 0 }, 8, LGT_REPARAMETRIZATION },
  { { "[2, 2, 2]", SWEEP (SUN_PAIRS, STOUT ("network: star")), "float32", 0,
      0, 0, SU3, 0 }, 8, LGT_REPARAMETRIZATION },
  { { "[2, 2, 2, 2]", SWEEP (SUN_PAIRS, SPECTRAL (CELL ", network: point")),
      0, 0, 1, 0, SU2, 0 }, 8, LGT_REPARAMETRIZATION },
  { { "[4, 4]", SWEEP ("{ steps: [1, 1], width: 2 }", SCALAR ("transform: { "
      "rqs: { bins: 8 } }, network: sites, symmetric: true")), 0, 0, 1, 0,
      "scalar", "[ { phi4: { m2: -4, lambda: 8 } } ]\n"
      "prior: { free_field: { m2: 0.7 } }" }, 32, LGT_REPARAMETRIZATION },
  { { "[4, 4]", SWEEP ("{ steps: [1, 1], width: 2 }",
      SCALAR ("network: squares")), "float32", 0, 0, 0, "scalar",
      "[ { phi4_hopping: { kappa: 0.2, lambda: 0.1 } } ]" }, 32,
    LGT_PATH_GRADIENT },
};
enum { CASES = sizeof cases / sizeof *cases, STEPS = 20 };

/* The backends that are compared with cpu-generic.  */
static const struct lgt_backend *device[8];
static int devices;

static void
find_devices (void)
{
  for (const struct lgt_backend *const *b = lgt_backend_list (); *b; b++)
    if (strncmp ((*b)->name, "cuda", 4) == 0 && (*b)->probe (NULL) == LGT_OK)
      device[devices++] = *b;
}

/* What is compared.  */
struct run
{
  int64_t total;
  int batch;
  double *log_q, *action, *grad, *weight;
  double loss[STEPS], ess[STEPS];
};

struct training
{
  struct flow f;
  struct lgt_optim *optim;
};

static void
record_step (struct lgt_tape *tape, void *ctx, const struct lgt_view *loss,
             const struct lgt_view *ess)
{
  const struct training *t = ctx;
  struct lgt_slices *slices = lgt_model_slices (t->f.model);

  lgt_optim_record (t->optim, tape, &slices->values, &slices->grad, loss,
                    ess);
}

static void
must (enum lgt_status status, const struct lgt_error *error)
{
  ck_assert_msg (status == LGT_OK, "%s", error->text);
}

/* Twenty steps of Adam, read as seldom as can be; the gradient of the first
   and the weights after the last.  */
static void
train (struct training *t, const struct device_case *c, struct run *run)
{
  /* At the larger rate, differences double from step to step.  */
  const double rate = c->flow.network ? 1e-4 : 1e-3;
  const struct lgt_stage stage = { .steps = STEPS, .rate = rate };
  const struct lgt_rates rates = { .stages = 1, .stage = &stage, .clip = 10 };
  struct lgt_slices *slices = lgt_model_slices (t->f.model);
  struct lgt_objective_options options = { 0 };
  struct lgt_optimizer_params adam = lgt_optimizer_defaults (LGT_ADAM);
  struct lgt_optim_progress progress = { 0 };
  struct lgt_objective *objective;
  struct lgt_error error = { 0 };

  options.batch = c->batch;
  options.estimator = c->estimator;
  options.seed = 7;
  options.after = record_step;
  options.ctx = t;
  /* Adam's first steps are as long for a component that is nothing but
     rounding as for any other; this much of epsilon lets them vanish.  */
  adam.epsilon = 1e-2;
  t->optim = lgt_optim_new (t->f.context, adam, 0.9, &slices->values, &error);
  ck_assert_msg (t->optim != NULL, "%s", error.text);
  must (lgt_objective_new (t->f.model, &options, &objective, &error), &error);
  for (int step = 0; step < STEPS; step++)
    {
      struct lgt_outcome outcome[LGT_OPTIM_HISTORY];
      int count;

      must (lgt_optim_prepare (t->optim, &rates, &progress, 1, &error),
            &error);
      must (lgt_objective_step (objective, (uint32_t) step, 0, &error),
            &error);
      if (step == 0)
        must (lgt_slices_get (slices, &slices->grad, run->grad, &error),
              &error);
      if (!lgt_optim_must_read (&rates, step + 1))
        continue;
      must (lgt_optim_read (t->optim, outcome, &count, &error), &error);
      for (int i = 0; i < count; i++)
        {
          ck_assert (outcome[i].taken);
          run->loss[progress.step] = outcome[i].loss;
          run->ess[progress.step] = outcome[i].note;
          ck_assert_int_eq (lgt_optim_note (&progress, &outcome[i]),
                            LGT_GO_ON);
        }
    }
  ck_assert_int_eq (progress.step, STEPS);
  must (lgt_slices_get (slices, &slices->values, run->weight, &error),
        &error);
  lgt_objective_free (objective);
  lgt_optim_free (t->optim);
}

static struct run
run_on (const struct lgt_backend *backend, const struct device_case *c)
{
  struct lgt_error error = { 0 };
  struct lgt_sampler *sampler;
  struct training t;
  struct run run = { 0 };
  size_t total;

  setenv ("LGT_BACKEND", backend->name, 1);
  flow_new (&t.f, &c->flow, 1.2, 0.3, 1);
  ck_assert_ptr_eq (lgt_context_backend (t.f.context), backend);
  run.total = lgt_model_slices (t.f.model)->total;
  run.batch = c->batch;
  total = (size_t) run.total;
  run.log_q = calloc ((size_t) c->batch, sizeof *run.log_q);
  run.action = calloc ((size_t) c->batch, sizeof *run.action);
  run.grad = calloc (total, sizeof *run.grad);
  run.weight = calloc (total, sizeof *run.weight);
  ck_assert (run.log_q && run.action && run.grad && run.weight);
  must (lgt_sampler_new (t.f.model, c->batch, NULL, &sampler, &error),
        &error);
  /* The second draw is a replay.  */
  for (uint32_t i = 0; i < 2; i++)
    must (lgt_sampler_draw (sampler, 5, LGT_STREAM_TEST, i, 0, c->batch, NULL,
                            run.log_q, run.action, &error), &error);
  lgt_sampler_free (sampler);
  train (&t, c, &run);
  flow_free (&t.f);
  return run;
}

static void
run_free (struct run *run)
{
  free (run->log_q);
  free (run->action);
  free (run->grad);
  free (run->weight);
}

/* COUNT numbers of A and B, up to TOLERANCE of the largest.  */
static void
agree (const char *backend, const char *what, int64_t count, const double *a,
       const double *b, double tolerance)
{
  double size = 1;

  for (int64_t i = 0; i < count; i++)
    size = fmax (size, fabs (a[i]));
  for (int64_t i = 0; i < count; i++)
    ck_assert_msg (fabs (a[i] - b[i]) <= tolerance * size,
                   "%s %lld is %.17g on %s and %.17g on cpu-generic", what,
                   (long long) i, b[i], backend, a[i]);
}

START_TEST (same_training)
{
  const struct lgt_backend *backend = device[_i / CASES];
  const struct device_case *c = &cases[_i % CASES];
  const int narrow = c->flow.network != NULL;
  const double one = narrow ? 1e-4 : 1e-10, many = narrow ? 1e-5 : 1e-8;
  const struct lgt_backend *generic;
  struct run a, b;

  ck_assert_int_eq (lgt_backend_find ("cpu-generic", &generic, NULL),
                    LGT_OK);
  a = run_on (generic, c);
  b = run_on (backend, c);
  ck_assert_int_eq (a.total, b.total);
  agree (backend->name, "log q", a.batch, a.log_q, b.log_q, one);
  agree (backend->name, "action", a.batch, a.action, b.action, one);
  agree (backend->name, "gradient", a.total, a.grad, b.grad, one);
  agree (backend->name, "loss", STEPS, a.loss, b.loss, many);
  /* Of exponentials: rounding of a single log q shows.  */
  agree (backend->name, "ESS", STEPS, a.ess, b.ess, 10 * many);
  agree (backend->name, "weight", a.total, a.weight, b.weight, many);
  run_free (&a);
  run_free (&b);
}
END_TEST

/* A run's bits do not change from one to the next.  */
START_TEST (same_bits)
{
  const struct lgt_backend *backend = device[_i / CASES];
  const struct device_case *c = &cases[_i % CASES];
  struct run a = run_on (backend, c), b = run_on (backend, c);

  ck_assert_mem_eq (a.log_q, b.log_q, (size_t) a.batch * sizeof *a.log_q);
  ck_assert_mem_eq (a.loss, b.loss, sizeof a.loss);
  ck_assert_mem_eq (a.weight, b.weight, (size_t) a.total * sizeof *a.weight);
  run_free (&a);
  run_free (&b);
}
END_TEST

/* Fourier transforms are refused where there are none, by the place in the
   configuration.  */
START_TEST (no_fourier_transforms)
{
  static const struct flow_case c
    = { "[4, 4]", SWEEP (SUN_STAGGER, COUPLING (RQS ", network: fourier")), 0,
        0, 0, 0, 0, 0 };
  static const char network[]
    = "  fourier: { layers: [ { conv: { channels: output, kernel: 3, "
      "algorithm: fft } } ] }\n";
  char text[FLOW_TEXT + sizeof network], *place;
  struct lgt_error error = { 0 };
  struct flow f;

  setenv ("LGT_BACKEND", device[_i]->name, 1);
  flow_text (&c, 1, text, FLOW_TEXT);
  place = strstr (text, "networks:\n") + strlen ("networks:\n");
  memmove (place + strlen (network), place, strlen (place) + 1);
  memcpy (place, network, strlen (network));
  ck_assert_int_eq (flow_try (&f, 1, text, NULL, &error), LGT_EINVAL);
  ck_assert_msg (strstr (error.text, "flow.yaml:")
                 && strstr (error.text, device[_i]->name)
                 && strstr (error.text, "auto"), "%s", error.text);
  flow_free (&f);
}
END_TEST

/* Far more than there is, and by how much.  */
START_TEST (out_of_memory)
{
  struct lgt_context *context = lgt_context_new (device[_i], NULL, NULL);
  struct lgt_error error = { 0 };

  ck_assert_ptr_nonnull (context);
  ck_assert_ptr_null (lgt_context_alloc (context, (size_t) 1 << 50, &error));
  ck_assert_int_eq (error.code, LGT_ENOMEM);
  ck_assert_msg (strstr (error.text, "1073741824.0 MiB")
                 && strstr (error.text, "free"), "%s", error.text);
  lgt_context_free (context);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("device_flow");
  TCase *t;

  find_devices ();
  if (devices == 0)
    return skip_suite ("no CUDA backend can run on this machine");
  t = tcase_create ("training");
  tcase_add_loop_test (t, same_training, 0, devices * CASES);
  suite_add_tcase (s, t);
  t = tcase_create ("bits");
  tcase_add_loop_test (t, same_bits, 0, devices * CASES);
  suite_add_tcase (s, t);
  t = tcase_create ("refusals");
  tcase_add_loop_test (t, no_fourier_transforms, 0, devices);
  tcase_add_loop_test (t, out_of_memory, 0, devices);
  suite_add_tcase (s, t);
  /* A device that was looked at is of no use in a child: no forks.  */
  return run_suite (s, CK_NOFORK);
}
