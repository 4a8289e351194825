/* Networks of a flow: the names of their slices, their boundaries, and what
   is said about keys that make no sense.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include <lgt/check.h>

#include "flowcase.h"
#include "netcase.h"

#define COUNT(array) ((int) (sizeof (array) / sizeof (array)[0]))

/* ---- networks of a flow ---- */

/* A sweep of MASK on SHAPE; its network has LAYERS and then one with the
   keys LAST.  */
static void
flow_of (struct flow *f, const char *shape, const char *layers,
         const char *last, const char *mask)
{
  struct lgt_error error = { .text = "" };
  char text[2048];

  snprintf (text, sizeof text,
            "lgt: 1\nlattice: { shape: %s }\n"
            "precision: { network: float64 }\nnetworks:\n  net:\n"
            "    layers: [ %s { conv: { channels: output, %s } } ]\n"
            "flow:\n  - sweep: { mask: { %s }, layer: { coupling: { network: "
            "net, transform: { circular_rqs: { bins: 2 } } } } }\n", shape,
            layers, last, mask);
  ck_assert_msg (flow_try (f, 1, text, NULL, &error) == LGT_OK, "%s",
                 error.text);
}

/* Names and extents in the files are a contract.  */
START_TEST (names_of_slices)
{
  static const struct { const char *name; int64_t extent[7]; } slices[] = {
    { "layer0.conv0.weight", { 4, 3, 1, 2, 3 } },
    { "layer0.conv0.bias", { 4 } },
    { "layer0.conv1.tucker.input", { 2, 4 } },
    { "layer0.conv1.tucker.core", { 7, 2, 1, 2, 3 } },
    { "layer0.conv1.tucker.output", { 6, 7 } },
    { "layer0.conv2.direction0.cp.input", { 5, 6 } },
    { "layer0.conv2.direction0.cp.direction0", { 5, 3 } },
    { "layer0.conv2.direction0.cp.direction1", { 5, 2 } },
    { "layer0.conv2.direction0.cp.output", { 7, 5 } },
    { "layer0.conv2.direction0.bias", { 7 } },
    { "layer0.conv2.direction2.cp.input", { 5, 6 } },
    { "layer0.conv2.direction2.cp.direction0", { 5, 3 } },
    { "layer0.conv2.direction2.cp.direction1", { 5, 2 } },
    { "layer0.conv2.direction2.cp.output", { 7, 5 } },
    { "layer0.conv2.direction2.bias", { 7 } },
  };
  const struct lgt_slices *found;
  struct flow f;

  flow_of (&f, "[4, 4, 4]", "{ conv: { channels: 4, kernel: [3, 2, 1], "
           "groups: 2 } }, { conv: { channels: 6, kernel: [3, 2, 1], "
           "bias: false, " TUCKER (2, 7) " } },", "kernel: [3, 2, 1], "
           CP (5), "directions: [0, 2], steps: [1, 1, 1], width: 4, "
           "offset: [0, 2], together: true, offsets: [0]");
  found = lgt_model_slices (f.model);
  ck_assert_int_eq (found->count, COUNT (slices));
  for (int i = 0; i < COUNT (slices); i++)
    {
      ck_assert_str_eq (found->slice[i].name, slices[i].name);
      for (int d = 0; d < 7; d++)
        ck_assert_int_eq (d < found->slice[i].ndim
                          ? found->slice[i].extent[d] : 0,
                          slices[i].extent[d]);
    }
  flow_free (&f);
}
END_TEST

static const struct { const char *keys; int invariant[2]; } ends[] = {
  { "kernel: 3", { 1, 1 } },
  { "kernel: 3, boundary: zero", { 0, 0 } },
  { "kernel: 3, boundary: [circular, zero], dilation: 2", { 1, 0 } },
  { "kernel: 3, boundary: [zero, circular], " CP (4), { 0, 1 } },
  { "kernel: 3, boundary: [zero, circular], " TUCKER (2, 3), { 0, 1 } },
};

/* Four sites along a direction the mask is the same: the flow of moved links
   has the same determinant where the boundary there is circular, and another
   one where it is zero.  */
START_TEST (boundaries_of_a_flow)
{
  struct lgt_error error = { .text = "" };
  const struct lgt_geom *geom;
  double *links, *moved, log_det[3];
  struct flow f;
  int64_t n;

  flow_of (&f, "[8, 8]", "", ends[_i].keys, "directions: each, steps: "
           "{ along: 2, across: 1 }, width: 4");
  geom = lgt_model_geom (f.model);
  flow_fill (f.model, 0.5, 2);
  n = lgt_model_numbers (f.model);
  links = flow_links (f.model, 3, 3);
  moved = malloc ((size_t) (3 * n) * sizeof *moved);
  for (int d = 0; d < 3; d++)
    for (int64_t i = 0; i < n; i++)
      {
        const int64_t from = d == 0 ? i / 2
                             : lgt_geom_neighbour (geom, i / 2, d - 1, 4);

        moved[d * n + i] = links[2 * from + i % 2];
      }
  flow_map (&f, FLOW_FORWARD, 3, moved, log_det);
  ck_assert_msg (lgt_model_check_blind (f.model, 1, &error) == LGT_OK, "%s",
                 error.text);
  for (int d = 0; d < 2; d++)
    if (ends[_i].invariant[d])
      ck_assert_double_eq_tol (log_det[1 + d], log_det[0], 1e-10);
    else
      ck_assert_double_gt (fabs (log_det[1 + d] - log_det[0]), 1e-4);
  free (links);
  free (moved);
  flow_free (&f);
}
END_TEST

/* ---- keys that make no sense ---- */

static const struct { const char *keys, *words; } wrong[] = {
  { "weights: { cp: { rank: 0 } }", "rank must be from 1 to 4096, is 0" },
  { "weights: { cp: { rank: -3 } }", "rank must be from 1 to 4096, is -3" },
  { "weights: { cp: {} }", "key 'rank' is missing: number of "
    "products" },
  { "weights: cp", "rank" },
  { "weights: { tucker: { ranks: [2] } }",
    "ranks must have exactly 2 items, has 1" },
  { "weights: { tucker: { ranks: [2, 3, 4] } }",
    "ranks must have exactly 2 items, has 3" },
  { "weights: { tucker: { ranks: [2, 0] } }",
    "ranks must be from 1 to 4096, is 0" },
  { "weights: { tucker: { ranks: 2 } }",
    "ranks must have exactly 2 items, has 1" },
  { "weights: svd", "unknown weights 'svd'; known: dense, cp, tucker" },
  { "weights: { dense: {}, cp: { rank: 1 } }",
    "weights must be one choice with its parameters below it" },
  { "groups: 0", "groups must be from 1 to 4096, is 0" },
  { "groups: -1", "groups must be from 1 to 4096, is -1" },
  /* Two channels enter, six leave.  */
  { "groups: 3", "groups must divide the channels, and 3 does not divide the "
    "2 that enter this layer" },
  { "groups: 2, channels: 5", "groups must divide the channels, and 2 does "
    "not divide the 5 that leave this layer" },
  { "groups: 2, weights: { cp: { rank: 2 } }", "factorized weights connect "
    "all channels: groups must be 1 with cp or tucker" },
  { "groups: 2, weights: { tucker: { ranks: [2, 2] } }", "factorized weights "
    "connect all channels: groups must be 1 with cp or tucker" },
  { "boundary: open", "boundary must be circular or zero, is open" },
  { "boundary: [zero]", "boundary has 1 items, must have 2 (one a direction) "
    "or be a single one without brackets" },
  { "stride: 2", "unknown key 'stride'" },
  { "algorithm: winograd", "algorithm must be auto, direct, sum, gemm, fft or "
    "tuned, is winograd" },
  /* lgt_model_new has no Fourier transforms to give.  */
  { "algorithm: fft", "algorithm: fft needs FFTW" },
};

START_TEST (wrong_keys)
{
  char text[2048];
  struct lgt_error error = { .text = "" };
  struct flow f;

  snprintf (text, sizeof text,
            "lgt: 1\nlattice: { shape: [4, 4] }\nnetworks:\n  net:\n"
            "    layers:\n      - conv: { kernel: 3,\n         %s%s }\n"
            "      - conv: { channels: output, kernel: 1 }\n"
            "flow:\n  - sweep:\n      mask: { directions: each, "
            "steps: { along: 2, across: 1 }, width: 4 }\n"
            "      layer: { coupling: { network: net } }\n",
            strstr (wrong[_i].keys, "channels") ? "" : "channels: 6, ",
            wrong[_i].keys);
  ck_assert_int_eq (flow_try (&f, 1, text, NULL, &error), LGT_EINVAL);
  ck_assert_msg (strncmp (error.text, "flow.yaml:7: ", 13) == 0, "%s",
                 error.text);
  ck_assert_msg (strstr (error.text, wrong[_i].words) != NULL, "%s",
                 error.text);
  ck_assert (!strchr (error.text, '\n'));
  flow_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("network_keys");
  TCase *t = tcase_create ("flows");

  tcase_add_test (t, names_of_slices);
  tcase_add_loop_test (t, boundaries_of_a_flow, 0, COUNT (ends));
  suite_add_tcase (s, t);
  t = tcase_create ("keys");
  tcase_add_loop_test (t, wrong_keys, 0, COUNT (wrong));
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}
