/* Tests of the key "train", and that the examples are what they say.  */

#include "testutil.h"

#include <string.h>

#include "../lib/app/session.h"
#include "../lib/app/train_config.h"

#define COUNT(array) ((int) (sizeof (array) / sizeof (array)[0]))

/* Fill TRAIN from the text of its mapping.  */
static enum lgt_status
fill (const char *text, struct lgt_train_config *train,
      struct lgt_config **config, struct lgt_error *error)
{
  ck_assert_int_eq (lgt_config_parse ("f.yaml", text, strlen (text), config,
                                      error), LGT_OK);
  return lgt_train_config (lgt_config_root (*config), train, error);
}

START_TEST (test_defaults)
{
  struct lgt_train_config train;
  struct lgt_error error = { .text = "" };
  struct lgt_config *config;

  ck_assert_msg (fill ("", &train, &config, &error) == LGT_OK, "%s",
                 error.text);
  ck_assert_uint_eq (train.seed, 1);
  ck_assert_int_eq (train.optimizer.kind, LGT_ADAM);
  ck_assert_double_eq (train.rates.clip, 0);
  ck_assert_double_eq (train.rates.guard, 100);
  ck_assert_double_eq (train.average, 0);
  ck_assert_int_eq (train.rates.stages, 1);
  ck_assert_int_eq (train.extra[0].batch, 64);
  ck_assert_int_eq (train.extra[0].estimator, LGT_REPARAMETRIZATION);
  ck_assert_int_eq (train.stage[0].schedule, LGT_CONSTANT);
  ck_assert (!train.extra[0].anneals);
  ck_assert_int_eq (lgt_rates_check (&train.rates, &error), LGT_OK);
  lgt_config_free (config);
}
END_TEST

START_TEST (test_stages)
{
  static const char text[] =
    "batch: 32\nestimator: reinforce\nseed: 9\naverage: 0.99\n"
    "optimizer: { sgd: { momentum: 0.5, decay: 0.1 } }\n"
    "clip: 3\nclip_value: 0.25\nguard: 20\n"
    "stages:\n"
    "  - { steps: 10, rate: 0.1, schedule: warmup, beta: [1, 2.5] }\n"
    "  - { steps: 20, rate: 0.2, batch: 128, estimator: path_gradient }\n"
    "  - { steps: 30, rate: 0.3, estimator: { reparametrization: {} },\n"
    "      schedule: { cosine: { final: 0.01 } } }\n";
  struct lgt_train_config train;
  struct lgt_error error = { .text = "" };
  struct lgt_config *config;

  ck_assert_msg (fill (text, &train, &config, &error) == LGT_OK, "%s",
                 error.text);
  ck_assert_uint_eq (train.seed, 9);
  ck_assert_double_eq (train.average, 0.99);
  ck_assert_int_eq (train.optimizer.kind, LGT_SGD);
  ck_assert_double_eq (train.optimizer.beta1, 0.5);
  ck_assert_double_eq (train.optimizer.decay, 0.1);
  ck_assert_double_eq (train.rates.clip, 3);
  ck_assert_double_eq (train.rates.clip_value, 0.25);
  ck_assert_double_eq (train.rates.guard, 20);
  ck_assert_int_eq (train.rates.stages, 3);
  ck_assert_int_eq (lgt_rates_steps (&train.rates), 60);
  ck_assert_int_eq (train.extra[0].batch, 32);
  ck_assert_int_eq (train.extra[1].batch, 128);
  ck_assert_int_eq (train.extra[2].batch, 32);
  ck_assert_int_eq (train.extra[0].estimator, LGT_REINFORCE);
  ck_assert_int_eq (train.extra[1].estimator, LGT_PATH_GRADIENT);
  ck_assert_int_eq (train.extra[2].estimator, LGT_REPARAMETRIZATION);
  ck_assert (train.extra[0].anneals && !train.extra[1].anneals);
  ck_assert_double_eq (train.extra[0].beta[0], 1);
  ck_assert_double_eq (train.extra[0].beta[1], 2.5);
  ck_assert_int_eq (train.stage[0].schedule, LGT_WARMUP);
  ck_assert_int_eq (train.stage[0].warmup, 100);
  ck_assert_int_eq (train.stage[1].schedule, LGT_CONSTANT);
  ck_assert_int_eq (train.stage[2].schedule, LGT_COSINE);
  ck_assert_double_eq (train.stage[2].final, 0.01);
  lgt_config_free (config);
}
END_TEST

/* Each optimizer's name stands for that optimizer, with the defaults that
   lgt/optim.h states.  */
START_TEST (test_optimizers)
{
  for (int kind = LGT_SGD; kind <= LGT_AMSGRAD; kind++)
    {
      struct lgt_optimizer_params want
        = lgt_optimizer_defaults ((enum lgt_optimizer_kind) kind);
      struct lgt_train_config train;
      struct lgt_error error = { .text = "" };
      struct lgt_config *config;
      char text[80];

      snprintf (text, sizeof text, "optimizer: %s",
                lgt_optimizer_name ((enum lgt_optimizer_kind) kind));
      ck_assert_msg (fill (text, &train, &config, &error) == LGT_OK, "%s",
                     error.text);
      ck_assert_int_eq (train.optimizer.kind, want.kind);
      ck_assert_double_eq (train.optimizer.beta1, want.beta1);
      ck_assert_double_eq (train.optimizer.beta2, want.beta2);
      ck_assert_double_eq (train.optimizer.epsilon, want.epsilon);
      ck_assert_double_eq (train.optimizer.decay, want.decay);
      lgt_config_free (config);
    }
}
END_TEST

static const struct { const char *text, *message; } wrong[] = {
  { "batch: 0", "f.yaml:1: batch must be from 1 to 1000000, is 0" },
  { "seed: -1", "f.yaml:1: seed must be at least 0, is -1" },
  { "clip: -1", "f.yaml:1: clip must be at least 0, is -1" },
  { "guard: 0.5", "f.yaml:1: guard: 0.5 would skip every other step; 1 or "
    "more would do, or 0" },
  { "stages: []", "f.yaml:1: stages must have at least 1 item, has 0" },
  { "stages:\n  - { steps: 1 }", "f.yaml:2: key 'rate' is missing: learning "
    "rate" },
  { "stages:\n  - { steps: 1, rate: 1, schedule: { cosine: { final: -1 } } }",
    "f.yaml:2: final must be at least 0, is -1" },
  { "stages:\n  - { steps: 1, rate: 1, beta: [1, 2, 3] }",
    "f.yaml:2: beta must have at most 2 items, has 3" },
  { "stages:\n  - { steps: 1, rate: 1,\n      estimator: guess }",
    "f.yaml:3: unknown estimator 'guess'; known: reparametrization, "
    "path_gradient, reinforce" },
  { "batch: 1\nestimator: reinforce\nstages:\n  - { steps: 1, rate: 1 }",
    "f.yaml:4: reinforce needs a batch of 2" },
  { "optimizer: { adam: { beta1: 1 } }", "f.yaml:1: beta1 must be at least 0 "
    "and less than 1, is 1" },
};

START_TEST (test_wrong)
{
  struct lgt_train_config train;
  struct lgt_error error = { .text = "" };
  struct lgt_config *config;

  ck_assert_int_eq (fill (wrong[_i].text, &train, &config, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, wrong[_i].message);
  lgt_config_free (config);
}
END_TEST

/* ---- Examples ---- */

static struct lgt_config *
load (const char *name)
{
  const char *source = getenv ("top_srcdir");
  struct lgt_error error = { .text = "" };
  struct lgt_config *config = NULL;
  char path[1000];

  snprintf (path, sizeof path, "%s/examples/%s", source ? source : ".", name);
  ck_assert_msg (lgt_config_load (path, &config, &error) == LGT_OK, "%s",
                 error.text);
  return config;
}

/* The model of a document on the best backend for one thread.  */
static struct lgt_model *
build (struct lgt_config *config, struct lgt_context **context)
{
  const struct lgt_context_options one = { .threads = 1 };
  const struct lgt_backend *backend;
  struct lgt_error error = { .text = "" };
  struct lgt_model *model = NULL;

  ck_assert_int_eq (lgt_backend_find (NULL, &backend, &error), LGT_OK);
  *context = lgt_context_new (backend, &one, &error);
  ck_assert_ptr_nonnull (*context);
  ck_assert_int_eq (lgt_config_version (config, &error), LGT_OK);
  ck_assert_msg (lgt_model_new (*context, lgt_config_root (config), NULL,
                                &model, &error) == LGT_OK, "%s", error.text);
  return model;
}

static const struct { const char *name; int layers; int64_t weights; }
examples[] = {
  { "u1-8x8.yaml", 16, 0 },
  { "u1-16x16.yaml", 24, 0 },
  { "u1-3d-factorized.yaml", 12, 197040 },
  { "u1-tutorial.yaml", 16, 15280 },    /* as arXiv:2101.08176 has */
};

START_TEST (test_examples)
{
  struct lgt_config *config = load (examples[_i].name), *again;
  struct lgt_context *context;
  struct lgt_model *model = build (config, &context);
  struct lgt_train_config train;
  struct lgt_error error = { .text = "" };
  char *one, *two;

  ck_assert_int_eq (lgt_model_layers (model), examples[_i].layers);
  if (examples[_i].weights > 0)
    ck_assert_int_eq (lgt_model_slices (model)->parameters,
                      examples[_i].weights);
  ck_assert_msg (lgt_train_config (lgt_config_child
                                   (lgt_config_root (config), "train"),
                                   &train, &error) == LGT_OK, "%s",
                 error.text);
  lgt_model_free (model);
  lgt_context_free (context);

  /* --print-config gives a complete configuration: nothing is added when it
     is read again.  */
  ck_assert_int_eq (lgt_config_text (config, &one, &error), LGT_OK);
  ck_assert_int_eq (lgt_config_parse ("printed", one, strlen (one), &again,
                                      &error), LGT_OK);
  model = build (again, &context);
  ck_assert_int_eq (lgt_train_config (lgt_config_child
                                      (lgt_config_root (again), "train"),
                                      &train, &error), LGT_OK);
  ck_assert_int_eq (lgt_config_text (again, &two, &error), LGT_OK);
  ck_assert_str_eq (one, two);
  lgt_model_free (model);
  lgt_context_free (context);
  free (one);
  free (two);
  lgt_config_free (again);
  lgt_config_free (config);
}
END_TEST

/* Layer i of the tutorial: direction i mod 2, steps 0 along and 1 across,
   width 4, offset -((i / 2) mod 4).  */
START_TEST (test_tutorial_masks)
{
  struct lgt_config *config = load ("u1-tutorial.yaml");
  struct lgt_context *context;
  struct lgt_model *model = build (config, &context);
  struct lgt_error error = { .text = "" };
  struct lgt_config_node *flow;
  struct lgt_config *expanded;

  ck_assert_int_eq (lgt_config_parse ("e", "", 0, &expanded, &error), LGT_OK);
  ck_assert_int_eq (lgt_model_expand (model, lgt_config_root (expanded),
                                      &error), LGT_OK);
  flow = lgt_config_child (lgt_config_root (expanded), "flow");
  ck_assert_int_eq (lgt_config_count (flow), 16);
  for (int i = 0; i < 16; i++)
    {
      struct lgt_config_node *layer
        = lgt_config_child (lgt_config_item (flow, i), "layer");
      struct lgt_config_node *mask
        = lgt_config_child (lgt_config_item (layer, 0), "mask");
      struct lgt_mask *masks, found;
      struct lgt_mask_condition want = { .directions = 1, .offsets = 1,
                                         .width = 4 };
      struct lgt_mask wanted;
      int count;

      ck_assert_int_eq (lgt_masks_from_config (mask, lgt_model_geom (model),
                                               0, 0, &masks, &count, &error),
                        LGT_OK);
      ck_assert_int_eq (count, 1);
      found = masks[0];
      free (masks);
      want.direction[0] = i % 2;
      want.steps[i % 2] = 0;
      want.steps[1 - i % 2] = 1;
      want.offset[0] = -((i / 2) % 4);
      ck_assert_int_eq (lgt_mask_init (&wanted, lgt_model_geom (model), 1,
                                       &want, &error), LGT_OK);
      for (int64_t site = 0; site < 64; site++)
        for (int mu = 0; mu < 2; mu++)
          ck_assert_int_eq (lgt_mask_active (&found, site, mu),
                            lgt_mask_active (&wanted, site, mu));
    }
  lgt_model_free (model);
  lgt_context_free (context);
  lgt_config_free (expanded);
  lgt_config_free (config);
}
END_TEST

/* What the tools do without a configuration is the example, comments
   aside.  */
START_TEST (test_default_is_the_example)
{
  struct lgt_config *config[2] = { load ("u1-8x8.yaml"), NULL };
  struct lgt_error error = { .text = "" };
  char *text[2];

  ck_assert_int_eq (lgt_config_parse ("default", lgt_default_config,
                                      strlen (lgt_default_config), &config[1],
                                      &error), LGT_OK);
  for (int i = 0; i < 2; i++)
    {
      ck_assert_int_eq (lgt_config_text (config[i], &text[i], &error),
                        LGT_OK);
      lgt_config_free (config[i]);
    }
  ck_assert_str_eq (text[0], text[1]);
  free (text[0]);
  free (text[1]);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("train_config");
  TCase *keys = tcase_create ("keys");
  TCase *files = tcase_create ("examples");

  tcase_add_test (keys, test_defaults);
  tcase_add_test (keys, test_stages);
  tcase_add_test (keys, test_optimizers);
  tcase_add_loop_test (keys, test_wrong, 0, COUNT (wrong));
  suite_add_tcase (suite, keys);
  tcase_add_loop_test (files, test_examples, 0, COUNT (examples));
  tcase_add_test (files, test_tutorial_masks);
  tcase_add_test (files, test_default_is_the_example);
  suite_add_tcase (suite, files);
  return run_suite (suite, CK_FORK);
}
