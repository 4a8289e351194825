/* The algorithms of the convolution: each against the definition on all cases
   that the direct one is checked with, against the direct one, and against
   itself for other numbers of threads.  */

#include "testutil.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "convcase.h"

static const enum lgt_conv_algorithm others[]
  = { LGT_CONV_SUM, LGT_CONV_GEMM, LGT_CONV_FFT };

/* What ALGORITHM may be wrong by in a sum of TERMS numbers of order 1; ROOT:
   of their squares' square root, which a Fourier transform spreads.  */
static double
tolerance (const struct setup *s, double terms, double root)
{
  const double epsilon = s->x.view.type == LGT_F32 ? (double) FLT_EPSILON
                                                   : DBL_EPSILON;

  if (s->algorithm == LGT_CONV_FFT)
    return 8 * epsilon * (terms + root * (1 + log2 (s->fft->points)));
  return 8 * epsilon * terms;
}

static void
compare (struct setup *s, const struct expected *e)
{
  const struct conv_case *c = &s->c;
  const double taps = s->stencil->taps;
  const double points = s->fft ? s->fft->points : 1;
  const double batch = (double) c->packs * c->lanes;
  const double terms = 4 + taps * (c->ins + c->outs);
  const double sums = terms + s->out->count * batch;
  const char *name = lgt_conv_algorithm_name (s->algorithm);

  run (s);
  pull (s, 7);
#define NEAR(v, wanted, size, root)                                     \
  ck_assert_msg (difference (&s->v.view, wanted)                        \
                 <= tolerance (s, size, root),                          \
                 "%s, " #v ": wrong by %g, may be %g", name,            \
                 difference (&s->v.view, wanted),                       \
                 tolerance (s, size, root))
  NEAR (y, e->y, terms, c->ins * sqrt (taps * points));
  NEAR (gx, e->gx, terms, c->outs * sqrt (taps * points));
  NEAR (gw, e->gw, sums, points * batch);
  NEAR (gb, e->gb, sums, 0);
}

START_TEST (test_definition)
{
  const struct lgt_backend *usable[MAX_BACKENDS];
  const int n = backends (usable);
  const struct conv_case c = conv_case_number (_i);

  for (int type = LGT_F32; type <= LGT_F64; type++)
    {
      struct expected e;
      int known = 0;

      for (int k = 0; k < n; k++)
        for (size_t a = 0; a < sizeof others / sizeof *others; a++)
          {
            struct setup s;

            setup (&s, &c, usable[k], (enum lgt_type) type, 2, others[a]);
            if (!known)
              e = definition (&s);
            known = 1;
            if (has_algorithm (usable[k], others[a]))
              compare (&s, &e);
            else
              check_refused (&s, "Fourier transforms are not on CUDA");
            teardown (&s);
          }
      expected_free (&e);
    }
}
END_TEST

static int
on_host (const struct lgt_backend *backend)
{
  return strncmp (backend->name, "cuda", 4) != 0;
}

/* Which gradients are wanted changes none of them, and neither does the
   number of threads: the bits are equal.  */
static void
gradients (const struct conv_case *c, const struct lgt_backend *backend,
           enum lgt_type type, int threads, unsigned wanted,
           enum lgt_conv_algorithm algorithm, struct setup *s)
{
  setup (s, c, backend, type, threads, algorithm);
  run (s);
  pull (s, wanted);
}

static const struct conv_case large_cases[] = {
  { 4, { 4, 4, 4, 4 }, { 3, 3, 3, 3 }, { 1, 1, 1, 1 }, 9, 10, 1, 32, LATTICE,
    LATTICE, 1, 0, LGT_TANH, 0,
    .groups = 1 },
  { 2, { 8, 8 }, { 3, 3 }, { 1, 1 }, 8, 6, 4, 16, LATTICE, LIST, 1, 1,
    LGT_SILU, 0,
    .groups = 1 },
  { 3, { 6, 5, 7 }, { 3, 3, 3 }, { 1, 1, 1 }, 3, 20, 3, 1, LATTICE, LATTICE,
    1, 0, LGT_LEAKY_RELU, 0.1,
    .groups = 1 },
  /* Several chunks of packs in the pull-back.  */
  { 2, { 32, 32 }, { 3, 3 }, { 1, 1 }, 2, 8, 8, 32, LATTICE, LATTICE, 1, 0,
    LGT_GELU, 0,
    .groups = 1 },
};
enum { N_LARGE = sizeof large_cases / sizeof large_cases[0] };

START_TEST (test_bits)
{
  const struct lgt_backend *usable[MAX_BACKENDS];
  const int n = backends (usable);
  const struct conv_case *c = &large_cases[_i / 4];
  const enum lgt_conv_algorithm algorithm
    = (enum lgt_conv_algorithm) (LGT_CONV_DIRECT + _i % 4);

  for (int k = 0; k < n; k++)
    for (int type = LGT_F32;
         type <= LGT_F64 && has_algorithm (usable[k], algorithm); type++)
      {
        struct setup one, other;

        gradients (c, usable[k], (enum lgt_type) type, 1, 7, algorithm, &one);
        /* Without host threads there is one more run to compare with.  */
        for (int threads = 2; threads <= (on_host (usable[k]) ? 3 : 2);
             threads++)
          {
            gradients (c, usable[k], (enum lgt_type) type, threads, 7,
                       algorithm, &other);
            ck_assert_mem_eq (one.y.memory, other.y.memory, one.y.bytes);
            ck_assert_mem_eq (one.gx.memory, other.gx.memory, one.gx.bytes);
            ck_assert_mem_eq (one.gw.memory, other.gw.memory, one.gw.bytes);
            ck_assert_mem_eq (one.gb.memory, other.gb.memory, one.gb.bytes);
            teardown (&other);
          }
        for (unsigned only = 1; only <= 4; only *= 2)
          {
            struct setup fresh;

            setup (&fresh, c, usable[k], (enum lgt_type) type, 2, algorithm);
            gradients (c, usable[k], (enum lgt_type) type, 2, only,
                       algorithm, &other);
            ck_assert_mem_eq (other.gx.memory,
                              (only & 1 ? &one : &fresh)->gx.memory,
                              one.gx.bytes);
            ck_assert_mem_eq (other.gw.memory,
                              (only & 2 ? &one : &fresh)->gw.memory,
                              one.gw.bytes);
            ck_assert_mem_eq (other.gb.memory,
                              (only & 4 ? &one : &fresh)->gb.memory,
                              one.gb.bytes);
            teardown (&other);
            teardown (&fresh);
          }
        teardown (&one);
      }
}
END_TEST

/* A batch that is handed over pack by pack gives the same bits.  */
static void
check_packs (const struct conv_case *c, const struct lgt_backend *backend,
             enum lgt_conv_algorithm algorithm)
{
  struct setup all, one;

  gradients (c, backend, LGT_F32, 2, 7, algorithm, &all);
  setup (&one, c, backend, LGT_F32, 1, algorithm);
  for (int p = 0; p < c->packs; p++)
    {
      struct setup part = one;

      part.x.view = lgt_view_packs (one.x.view, p, 1);
      part.y.view = lgt_view_packs (one.y.view, p, 1);
      part.gx.view = lgt_view_packs (one.gx.view, p, 1);
      part.gy.view = lgt_view_packs (one.gy.view, p, 1);
      run (&part);
      pull (&part, 1);
    }
  ck_assert_mem_eq (all.y.memory, one.y.memory, one.y.bytes);
  ck_assert_mem_eq (all.gx.memory, one.gx.memory, one.gx.bytes);
  teardown (&all);
  teardown (&one);
}

START_TEST (test_packs)
{
  const struct lgt_backend *usable[MAX_BACKENDS];
  const int n = backends (usable);

  for (int k = 0; k < n; k++)
    for (size_t a = 0; a < sizeof others / sizeof *others; a++)
      if (has_algorithm (usable[k], others[a]))
        check_packs (&large_cases[1], usable[k], others[a]);
}
END_TEST

/* A NaN reaches exactly the outputs that read it; by a Fourier transform all
   of its configuration, and none of the others.  */
static void
check_nan (const struct conv_case *c, const struct lgt_backend *backend,
           enum lgt_conv_algorithm algorithm)
{
  struct setup s;

  setup (&s, c, backend, LGT_F64, 2, algorithm);
  ((double *) s.x.view.data)[at (&s.x.view, 1, 27, 1, 5)] = NAN;
  run (&s);
  for (int p = 0; p < c->packs; p++)
    for (int r = 0; r < s.out->count; r++)
      for (int l = 0; l < c->lanes; l++)
        {
          const int own = p == 1 && l == 5;
          int sees = algorithm == LGT_CONV_FFT;

          for (int t = 0; t < s.stencil->taps; t++)
            sees |= reads (&s, r, t) == 27;
          for (int o = 0; o < c->outs; o++)
            ck_assert_int_eq (!!isnan (get (&s.y.view, p, r, o, l)),
                              own && sees);
        }
  teardown (&s);
}

START_TEST (test_nan)
{
  const struct lgt_backend *usable[MAX_BACKENDS];
  const struct conv_case c = conv_case_number (1);
  const int n = backends (usable);

  for (int k = 0; k < n; k++)
    for (size_t a = 0; a < sizeof others / sizeof *others; a++)
      if (has_algorithm (usable[k], others[a]))
        check_nan (&c, usable[k], others[a]);
}
END_TEST

/* ---- refusals ---- */

static void
refused (struct setup *s, const struct lgt_conv_params *p, const char *words)
{
  struct lgt_view in[3] = { s->x.view, s->w.view, s->b.view };
  struct lgt_view out[2] = { { 0 } };
  size_t scratch[2];
  enum lgt_type entry;
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_int_eq (s->op->infer (p, in, out, scratch, &entry, &error),
                    LGT_EINVAL);
  ck_assert_msg (strstr (error.text, words) != NULL
                 && strncmp (error.text, s->op->name,
                             strlen (s->op->name)) == 0, "%s", error.text);
}

START_TEST (test_refusals)
{
  const struct lgt_backend *usable[MAX_BACKENDS];
  const struct conv_case c = conv_case_number (1);

  ck_assert_int_gt (backends (usable), 0);
  for (size_t a = 0; a < sizeof others / sizeof *others; a++)
    {
      struct setup s;
      struct lgt_conv_params p;

      setup (&s, &c, usable[0], LGT_F64, 1, others[a]);
      p = s.params;
      p.activation = LGT_TANH;
      refused (&s, &p, "activation");
      p = s.params;
      p.stencil = NULL;
      refused (&s, &p, "stencil");
      p = s.params;
      p.groups = 3;
      refused (&s, &p, "groups");
      if (others[a] == LGT_CONV_FFT)
        {
          struct lgt_convolver other = *s.fft;

          p = s.params;
          p.fft = NULL;
          refused (&s, &p, "FFTW");
          other.lanes++;
          p.fft = &other;
          refused (&s, &p, "lanes");
        }
      teardown (&s);
    }
}
END_TEST

START_TEST (test_names)
{
  ck_assert_str_eq (lgt_conv_algorithm_name (LGT_CONV_AUTO), "auto");
  ck_assert_str_eq (lgt_conv_algorithm_name (LGT_CONV_FFT), "fft");
  ck_assert_ptr_null (lgt_conv_algorithm_name
                      ((enum lgt_conv_algorithm) 5));
}
END_TEST

/* Transforms are taken for large kernels only, and where there are any.  */
START_TEST (test_choose)
{
  static const struct
  {
    int ndim, extent, kernel, channels, packs;
    enum lgt_conv_algorithm best;
  } shapes[] = {
    { 4, 8, 3, 8, 2, LGT_CONV_DIRECT }, { 4, 8, 5, 8, 2, LGT_CONV_FFT },
    { 2, 16, 3, 8, 2, LGT_CONV_DIRECT }, { 2, 16, 9, 8, 2, LGT_CONV_FFT },
    { 2, 8, 3, 32, 8, LGT_CONV_DIRECT }, { 3, 8, 5, 16, 4, LGT_CONV_FFT },
    /* One configuration: the kernel's transform is not worth its time.  */
    { 2, 16, 9, 8, 0, LGT_CONV_DIRECT },
  };

  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
    {
      struct lgt_sites lattice = { .ndim = shapes[i].ndim, .volume = 1 };
      struct lgt_stencil stencil = { .ndim = shapes[i].ndim, .taps = 1,
                                     .in = &lattice, .out = &lattice };
      struct lgt_convolver fft = { .stencil = &stencil };
      struct lgt_conv_params p = { .stencil = &stencil, .fft = &fft };
      struct lgt_shape shape = { shapes[i].packs, 1, shapes[i].channels, 16 };
      struct lgt_shape weight = { 1, 1, 1, 1 };
      struct lgt_view x, w;

      for (int d = 0; d < shapes[i].ndim; d++)
        {
          lattice.volume *= shapes[i].extent;
          stencil.taps *= shapes[i].kernel;
        }
      lattice.count = fft.points = shape.sites = lattice.volume;
      weight.comps = stencil.taps * shape.comps * shape.comps;
      if (shapes[i].packs == 0)
        shape.packs = shape.lanes = 1;
      x = lgt_view_dense (NULL, LGT_F32, shape, &lattice);
      w = lgt_view_dense (NULL, LGT_F32, weight, NULL);
      ck_assert_int_eq (lgt_conv_choose ("cpu-avx512", &p, &x, &w),
                        shapes[i].best);
      ck_assert_int_eq (lgt_conv_choose ("other", &p, &x, &w),
                        LGT_CONV_DIRECT);
      p.fft = NULL;
      ck_assert_int_eq (lgt_conv_choose ("cpu-avx512", &p, &x, &w),
                        LGT_CONV_DIRECT);
    }
}
END_TEST

/* An algorithm that there is not; a transform without a convolver.  */
START_TEST (test_tape_refuses)
{
  const struct lgt_tape_options options = { .dry = 1 };
  const struct lgt_backend *usable[MAX_BACKENDS];
  const struct conv_case c = conv_case_number (1);
  struct lgt_error error;
  struct setup s;

  ck_assert_int_gt (backends (usable), 0);
  setup (&s, &c, usable[0], LGT_F64, 1, LGT_CONV_DIRECT);
  for (int i = 0; i < 2; i++)
    {
      struct lgt_tape *tape = lgt_tape_new (s.context, &options, NULL);

      ck_assert_ptr_nonnull (tape);
      s.params.algorithm = i ? LGT_CONV_FFT : (enum lgt_conv_algorithm) 17;
      lgt_conv (tape, lgt_tape_bind (tape, &s.x.view, NULL),
                lgt_tape_bind (tape, &s.w.view, NULL), LGT_NONE, s.params);
      ck_assert_int_eq (lgt_tape_status (tape, &error), LGT_EINVAL);
      ck_assert_msg (strstr (error.text, i ? "FFTW" : "17") != NULL, "%s",
                     error.text);
      lgt_tape_free (tape);
    }
  teardown (&s);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("conv_algorithms");
  TCase *tc = tcase_create ("definition");

  tcase_add_loop_test (tc, test_definition, 0, CONV_CASES);
  suite_add_tcase (suite, tc);
  tc = tcase_create ("bits");
  tcase_add_loop_test (tc, test_bits, 0, 4 * N_LARGE);
  tcase_add_test (tc, test_packs);
  tcase_add_test (tc, test_nan);
  suite_add_tcase (suite, tc);
  tc = tcase_create ("refusals");
  tcase_add_test (tc, test_refusals);
  tcase_add_test (tc, test_names);
  tcase_add_test (tc, test_choose);
  tcase_add_test (tc, test_tape_refuses);
  suite_add_tcase (suite, tc);
  return run_suite (suite, CK_FORK);
}
