/* The run that lgt-factorize writes: names, extents and values of the new
   slices, by the formulas that define the layers.  */

#include "testutil.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "../lib/app/factorize.h"

/* Three directions of different extents: no two can be mixed up.  */
enum { OUT = 6, IN = 4, K2 = 1, K1 = 2, K0 = 3,
       TAPS = K2 * K1 * K0, SIZE = OUT * IN * TAPS };
static const int64_t extent[] = { OUT, IN, K2, K1, K0 };

static const char configuration[]
  = "lgt: 1\n"
    "networks:\n"
    "  net:\n"
    "    layers:\n"
    "    - conv: { channels: 6, kernel: [3, 2, 1] }\n"
    "    - conv: { channels: output, kernel: 1 }\n";

/* A checkpoint of one dense layer, with moments and an average.  */
static struct lgt_record *
dense_run (double *weight)
{
  static const char *const folders[]
    = { LGT_CHECKPOINT_LAST, LGT_CHECKPOINT_AVERAGE, LGT_CHECKPOINT_M,
        LGT_CHECKPOINT_V };
  static const char *const numbers[]
    = { LGT_CHECKPOINT_STEP, LGT_CHECKPOINT_UPDATES, LGT_CHECKPOINT_SEED,
        LGT_CHECKPOINT_LANES, LGT_CHECKPOINT_BATCH };
  struct lgt_record *record = lgt_record_new ();
  const int64_t out = OUT;
  float narrow[SIZE];
  char name[64];

  for (int i = 0; i < SIZE; i++)
    weight[i] = narrow[i] = (float) (sin (i * i) + 0.01 * i);
  for (int i = 0; i < 4; i++)
    {
      snprintf (name, sizeof name, "%s/layer0.conv0.weight", folders[i]);
      ck_assert_int_eq (lgt_record_set_array (record, name, LGT_RECORD_F32, 5,
                                              extent, narrow, NULL), LGT_OK);
      snprintf (name, sizeof name, "%s/layer0.conv0.bias", folders[i]);
      ck_assert_int_eq (lgt_record_set_array (record, name, LGT_RECORD_F32, 1,
                                              &out, narrow, NULL), LGT_OK);
    }
  for (int i = 0; i < 5; i++)
    ck_assert_int_eq (lgt_record_set_integer (record, numbers[i], 77 + i,
                                              NULL), LGT_OK);
  ck_assert_int_eq (lgt_record_set_text (record, "configuration",
                                         configuration, NULL), LGT_OK);
  return record;
}

/* Slice NAME of FOLDER, of float32 and RANK extents.  */
static const float *
slice (const struct lgt_record *record, const char *folder, const char *name,
       int rank, const int64_t *extents)
{
  const struct lgt_entry *entry;
  char path[128];

  snprintf (path, sizeof path, "%s/layer0.conv0.%s", folder, name);
  entry = lgt_record_find (record, path);
  ck_assert_msg (entry != NULL, "no %s", path);
  ck_assert_int_eq (entry->type, LGT_RECORD_F32);
  ck_assert_int_eq (entry->rank, rank);
  for (int d = 0; d < rank; d++)
    ck_assert_int_eq (entry->extent[d], extents[d]);
  return entry->data;
}

static double
rebuilt_cp (const struct lgt_record *record, const char *folder, int r_max,
            int o, int i, int t2, int t1, int t0)
{
  const int64_t r = r_max;
  const float *in = slice (record, folder, "cp.input", 2,
                           (int64_t[]) { r, IN });
  const float *d0 = slice (record, folder, "cp.direction0", 2,
                           (int64_t[]) { r, K0 });
  const float *d1 = slice (record, folder, "cp.direction1", 2,
                           (int64_t[]) { r, K1 });
  const float *d2 = slice (record, folder, "cp.direction2", 2,
                           (int64_t[]) { r, K2 });
  const float *out = slice (record, folder, "cp.output", 2,
                            (int64_t[]) { OUT, r });
  double sum = 0;

  for (int a = 0; a < r_max; a++)
    sum += (double) out[o * r_max + a] * d0[a * K0 + t0] * d1[a * K1 + t1]
           * d2[a * K2 + t2] * in[a * IN + i];
  return sum;
}

static double
rebuilt_tucker (const struct lgt_record *record, const char *folder,
                int r_in, int r_out, int o, int i, int t)
{
  const float *in = slice (record, folder, "tucker.input", 2,
                           (int64_t[]) { r_in, IN });
  const float *core
    = slice (record, folder, "tucker.core", 5,
             (int64_t[]) { r_out, r_in, K2, K1, K0 });
  const float *out = slice (record, folder, "tucker.output", 2,
                            (int64_t[]) { OUT, r_out });
  double sum = 0;

  for (int a = 0; a < r_out; a++)
    for (int b = 0; b < r_in; b++)
      sum += (double) out[o * r_out + a] * core[(a * r_in + b) * TAPS + t]
             * in[b * IN + i];
  return sum;
}

static const struct run_case
{
  enum lgt_factorize_method method;
  int64_t rank[2];
} cases[] = {
  { LGT_FACTORIZE_CP, { 3, 0 } },
  { LGT_FACTORIZE_CP, { 24, 0 } },      /* exact */
  { LGT_FACTORIZE_TUCKER, { 2, 3 } },
  { LGT_FACTORIZE_TUCKER, { IN, 5 } },  /* one mode is left alone */
  { LGT_FACTORIZE_TUCKER, { IN, OUT } },
};
enum { CASES = sizeof cases / sizeof cases[0] };

static void
check_values (const struct lgt_record *record, const char *folder,
              const struct run_case *c, const double *weight, double error)
{
  double norm = 0, sum = 0;

  for (int x = 0; x < SIZE; x++)
    {
      const int t = x % TAPS, i = x / TAPS % IN, o = x / TAPS / IN;
      const double is
        = c->method == LGT_FACTORIZE_CP
          ? rebuilt_cp (record, folder, (int) c->rank[0], o, i,
                        t / (K0 * K1), t / K0 % K1, t % K0)
          : rebuilt_tucker (record, folder, (int) c->rank[0],
                            (int) c->rank[1], o, i, t);

      norm += weight[x] * weight[x];
      sum += (is - weight[x]) * (is - weight[x]);
    }
  ck_assert_double_eq_tol (sqrt (sum / norm), error, 1e-6);
}

static void
check_run (const char *folder, const struct run_case *c,
           const double *weight, double error)
{
  static const char *const zero[]
    = { LGT_CHECKPOINT_STEP, LGT_CHECKPOINT_UPDATES,
        LGT_CHECKPOINT_BEST_STEP };
  struct lgt_record *record;
  const char *text, *core = c->method == LGT_FACTORIZE_CP ? "cp.direction0"
                                                          : "tucker.core";
  struct lgt_config *config;
  int64_t number;
  char path[300], words[64];

  snprintf (path, sizeof path, "%s/checkpoint.h5", folder);
  ck_assert_int_eq (lgt_checkpoint_load (&record, path, NULL), LGT_OK);
  check_values (record, LGT_CHECKPOINT_LAST, c, weight, error);
  check_values (record, LGT_CHECKPOINT_AVERAGE, c, weight, error);
  ck_assert_float_eq (slice (record, LGT_CHECKPOINT_LAST, "bias", 1,
                             (int64_t[]) { OUT })[3], (float) weight[3]);
  for (int i = 0; i < record->entries; i++)
    {
      const struct lgt_entry *entry = &record->entry[i];

      ck_assert_ptr_null (strstr (entry->name, ".weight"));
      if (strncmp (entry->name, "optimizer/", 10) == 0)
        for (int64_t k = 0; k < entry->count; k++)
          ck_assert_float_eq (((const float *) entry->data)[k], 0);
    }
  snprintf (words, sizeof words, "%s/layer0.conv0.%s", LGT_CHECKPOINT_V,
            core);
  ck_assert_ptr_nonnull (lgt_record_find (record, words));
  for (int i = 0; i < 3; i++)
    {
      ck_assert_int_eq (lgt_record_get_integer (record, zero[i], &number,
                                                NULL), LGT_OK);
      ck_assert_int_eq (number, 0);
    }
  ck_assert_int_eq (lgt_record_get_integer (record, LGT_CHECKPOINT_BATCH,
                                            &number, NULL), LGT_OK);
  ck_assert_int_eq (number, 81);

  /* config.yaml says the same as the checkpoint.  */
  ck_assert_int_eq (lgt_record_get_text (record, "configuration", &text,
                                         NULL), LGT_OK);
  snprintf (path, sizeof path, "%s/config.yaml", folder);
  ck_assert_int_eq (lgt_config_load (path, &config, NULL), LGT_OK);
  {
    struct lgt_config_node *node = lgt_config_root (config);
    char *again;

    ck_assert_int_eq (lgt_config_text (config, &again, NULL), LGT_OK);
    ck_assert_str_eq (text, again);
    free (again);
    node = lgt_config_child (lgt_config_child (node, "networks"), "net");
    node = lgt_config_child (node, "layers");
    ck_assert_ptr_null (lgt_config_child
                        (lgt_config_item (lgt_config_item (node, 1), 0),
                         "weights"));
    node = lgt_config_child (lgt_config_item (lgt_config_item (node, 0), 0),
                             "weights");
    ck_assert_str_eq (lgt_config_name (node, 0),
                      c->method == LGT_FACTORIZE_CP ? "cp" : "tucker");
    node = lgt_config_item (lgt_config_item (node, 0), 0);
    if (c->method == LGT_FACTORIZE_TUCKER)
      node = lgt_config_item (node, 1);
    snprintf (words, sizeof words, "%d",
              (int) c->rank[c->method == LGT_FACTORIZE_TUCKER]);
    ck_assert_str_eq (lgt_config_scalar (node), words);
  }
  lgt_config_free (config);
  lgt_record_free (record);
}

START_TEST (test_run_holds_the_factors)
{
  const struct run_case *c = &cases[_i];
  char folder[] = "check_factorize_run.XXXXXX", path[64];
  double weight[SIZE];
  struct lgt_factorize_kernel kernel
    = { .prefix = "layer0.conv0", .extent = { OUT, IN, K2, K1, K0 },
        .size = SIZE, .value = weight };
  struct lgt_factorize_conv conv
    = { .network = "net", .order = 5, .kernels = 1, .kernel = &kernel };
  struct lgt_factorize f
    = { .folder = LGT_CHECKPOINT_LAST, .convs = 1, .conv = &conv,
        .seed = 1 };
  struct lgt_factorize_choice choice
    = { c->method, { c->rank[0], c->rank[1] }, 0, 0 };
  struct lgt_record *record = dense_run (weight);

  f.record = record;
  ck_assert_ptr_nonnull (mkdtemp (folder));
  snprintf (path, sizeof path, "%s/new", folder);
  ck_assert_int_eq (lgt_factorize_fit (&f, &conv, &choice, NULL), LGT_OK);
  ck_assert_int_eq (lgt_factorize_check_output (path, NULL), LGT_OK);
  ck_assert_int_eq (lgt_factorize_write (&f, c->method, path, NULL), LGT_OK);
  ck_assert_int_eq (lgt_factorize_check_output (path, NULL), LGT_EINVAL);
  check_run (path, c, weight, choice.largest);

  ck_assert_int_eq (chdir (path), 0);
  unlink ("config.yaml");
  unlink ("checkpoint.h5");
  ck_assert_int_eq (chdir ("../.."), 0);
  rmdir (path);
  ck_assert_int_eq (rmdir (folder), 0);
  lgt_factorize_forget (&conv);
  lgt_record_free (record);
}
END_TEST

/* What is found for an error holds it, and one rank less does not.  */
START_TEST (test_search)
{
  double weight[SIZE];
  struct lgt_factorize_kernel kernel
    = { .prefix = "layer0.conv0", .extent = { OUT, IN, K2, K1, K0 },
        .size = SIZE, .value = weight };
  struct lgt_factorize_conv conv
    = { .network = "net", .order = 5, .kernels = 1, .kernel = &kernel };
  struct lgt_factorize f = { .convs = 1, .conv = &conv, .seed = 1 };
  struct lgt_factorize_choice cp = { LGT_FACTORIZE_CP, { 0 }, 0, 0 };
  struct lgt_factorize_choice tucker = { LGT_FACTORIZE_TUCKER, { 0 }, 0, 0 };

  lgt_record_free (dense_run (weight));
  ck_assert_int_eq (lgt_factorize_search (&f, &conv, 0.2, &cp, NULL),
                    LGT_OK);
  ck_assert_double_le (cp.largest, 0.2);
  ck_assert_int_eq (kernel.rank, cp.rank[0]);
  ck_assert_double_eq (kernel.error, cp.largest);
  ck_assert_int_gt (cp.rank[0], 2);
  lgt_factorize_forget (&conv);
  cp.rank[0]--;
  ck_assert_int_eq (lgt_factorize_fit (&f, &conv, &cp, NULL), LGT_OK);
  ck_assert_double_gt (cp.largest, 0.2);

  ck_assert_int_eq (lgt_factorize_search (&f, &conv, 0.2, &tucker, NULL),
                    LGT_OK);
  ck_assert_double_le (tucker.largest, 0.2);
  for (int i = 0; i < 2; i++)
    {
      struct lgt_factorize_choice less = tucker;

      less.rank[i]--;
      ck_assert_int_eq (lgt_factorize_fit (&f, &conv, &less, NULL), LGT_OK);
      ck_assert_double_gt (less.largest, 0.2);
    }
  lgt_factorize_forget (&conv);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("factorize_run");
  TCase *tc = tcase_create ("run");

  tcase_add_loop_test (tc, test_run_holds_the_factors, 0, CASES);
  tcase_add_test (tc, test_search);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}
