/* Tests of random numbers: known answers, and independence from how the
   configurations lie in memory.  */

#include "testutil.h"

#include <stdlib.h>

#include "opcases.h"

/* Philox4x32-10 as published with Random123 (tests/kat_vectors).  */
static const struct known
{
  uint32_t counter[4], key[2], word[4];
} known[] = {
  { { 0, 0, 0, 0 }, { 0, 0 },
    { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
  { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
    { 0xffffffff, 0xffffffff },
    { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
  { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
    { 0xa4093822, 0x299f31d0 },
    { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } }
};

START_TEST (known_answers)
{
  const struct known *k = &known[_i];
  double u[2];

  lgt_random_pair ((uint64_t) k->key[1] << 32 | k->key[0], k->counter, u);
  for (int i = 0; i < 2; i++)
    {
      uint64_t bits = (uint64_t) k->word[2 * i + 1] << 32
                      | k->word[2 * i];

      ck_assert_double_eq (u[i], ((double) (bits >> 11) + 0.5)
                                 / 9007199254740992.0);
    }
}
END_TEST

START_TEST (counter_word)
{
  ck_assert_uint_eq (lgt_random_word (0xa, 0xb, 0xcde, 0xf01), 0xabcdef01);
  /* What does not fit never spills into the neighbour.  */
  ck_assert_uint_eq (lgt_random_word (16, 17, 4096, 4097), 0x01000001);
}
END_TEST

/* The smallest and the largest word stay inside of (0, 1).  */
START_TEST (open_interval)
{
  double smallest = 0.5 / 9007199254740992.0;
  double largest = ((double) (UINT64_MAX >> 11) + 0.5) / 9007199254740992.0;

  ck_assert (smallest > 0);
  ck_assert (largest < 1 || largest == 1 - 0.5 / 9007199254740992.0);
}
END_TEST

enum { SITES = 15, COMPS = 2, COUNT = 48 };

/* Configuration C, site X, component M of one draw into VALUES[C][X][M],
   with LANES, in draws of PACKS packs at a time.  */
static void
draw (struct lgt_context *context, enum lgt_type type, int lanes, int packs,
      double values[COUNT][SITES][COMPS])
{
  const struct lgt_random_params params = { 3, 7, 2.5 };
  struct lgt_shape shape = { packs, SITES, COMPS, lanes };
  uint32_t words[LGT_RANDOM_WORDS] = { 17, 42, LGT_STREAM_TEST, 1, 99 };
  const struct lgt_shape block = { 1, 1, LGT_RANDOM_WORDS, 1 };
  struct lgt_view random, out;
  struct lgt_error error = { LGT_OK, "" };
  double host[COUNT * SITES * COMPS];

  out = lgt_view_dense (lgt_context_alloc (context,
                                           lgt_shape_bytes (type, shape),
                                           NULL), type, shape, NULL);
  random = lgt_view_dense (lgt_context_alloc (context, sizeof words, NULL),
                           LGT_U32, block, NULL);
  for (int first = 0; first < COUNT; first += packs * lanes)
    {
      words[5] = 1000 + (uint32_t) first;
      lgt_context_put (context, random.data, words, sizeof words, NULL);
      ck_assert_msg (lgt_context_run (context, &lgt_op_random_uniform,
                                      &params, &random, &out, &error)
                     == LGT_OK, "%s", error.text);
      op_view_get (context, &out, host);
      for (int p = 0; p < packs; p++)
        for (int x = 0; x < SITES; x++)
          for (int m = 0; m < COMPS; m++)
            for (int l = 0; l < lanes; l++)
              values[first + p * lanes + l][x][m]
                = host[((p * SITES + x) * COMPS + m) * lanes + l];
    }
  lgt_context_release (context, out.data);
  lgt_context_release (context, random.data);
}

/* Every element is the first double of its documented counter, however the
   configurations are spread over lanes, packs, draws, threads, backends.  */
START_TEST (counters_of_elements)
{
  static const int layout[][2] = { { 1, 1 }, { 1, 48 }, { 16, 3 }, { 8, 2 },
                                   { 3, 4 } };
  static double values[COUNT][SITES][COMPS];

  for (int b = 0; lgt_backend_list ()[b]; b++)
    for (int t = 0; t < 2; t++)
      for (size_t k = 0; k < sizeof layout / sizeof *layout; k++)
        {
          struct lgt_context_options options = { 0, 1 + t, NULL };
          struct lgt_context *context;

          if (lgt_backend_list ()[b]->probe (NULL) != LGT_OK)
            continue;
          context = lgt_context_new (lgt_backend_list ()[b], &options, NULL);
          ck_assert_ptr_nonnull (context);
          draw (context, t ? LGT_F32 : LGT_F64, layout[k][0], layout[k][1],
                values);
          for (uint32_t c = 0; c < COUNT; c++)
            for (uint32_t x = 0; x < SITES; x++)
              for (uint32_t m = 0; m < COMPS; m++)
                {
                  const uint32_t counter[4]
                    = { lgt_random_word (LGT_STREAM_TEST, 1, 3, 7),
                        x * COMPS + m, 1000 + c, 99 };
                  double u[2], expected;

                  lgt_random_pair ((uint64_t) 42 << 32 | 17, counter, u);
                  expected = 2.5 * (u[0] - 0.5);
                  ck_assert_double_eq (values[c][x][m],
                                       t ? (double) (float) expected
                                         : expected);
                }
          lgt_context_free (context);
        }
}
END_TEST

/* A mistake in the bits (a dropped word, a repeated counter) shows in
   moments: mean 0, variance 1/12, neighbours independent.  */
START_TEST (moments)
{
  enum { N = 200000 };
  double mean = 0, square = 0, neighbour = 0, last = 0;

  for (uint32_t i = 0; i < N; i++)
    {
      const uint32_t counter[4] = { 1, i, 2, 3 };
      double u[2];

      lgt_random_pair (5, counter, u);
      for (int k = 0; k < 2; k++)
        {
          double x = u[k] - 0.5;

          ck_assert (u[k] > 0 && u[k] < 1);
          mean += x;
          square += x * x;
          neighbour += x * last;
          last = x;
        }
    }
  /* Five standard deviations of each mean over 2 N numbers.  */
  ck_assert_double_eq_tol (mean / (2 * N), 0, 5 * 0.2887 / 632.4);
  ck_assert_double_eq_tol (square / (2 * N), 1.0 / 12, 5 * 0.0746 / 632.4);
  ck_assert_double_eq_tol (neighbour / (2 * N), 0, 5 * 0.0834 / 632.4);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("random");
  TCase *t = tcase_create ("philox");

  tcase_add_loop_test (t, known_answers, 0, sizeof known / sizeof *known);
  tcase_add_test (t, counter_word);
  tcase_add_test (t, open_interval);
  tcase_add_test (t, moments);
  suite_add_tcase (s, t);
  t = tcase_create ("fields");
  tcase_add_test (t, counters_of_elements);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}
