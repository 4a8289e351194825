/* lgt-bench conv: forward and pull-back of one convolution, by one algorithm
   or by all, beside the matrix product; and what the fastest one is.  */

#include "conv_trial.h"

enum { BATCH = 32 };      /* unless the command line says otherwise */

/* What the file says, or else auto, with a warning.  */
static enum lgt_conv_algorithm
tuned (const struct lgt_conv_trial *t)
{
  const char *file = lgt_bench_wisdom_file (t->values);
  const struct lgt_wisdom_key key = lgt_conv_trial_key (t);
  struct lgt_wisdom *wisdom = lgt_wisdom_new ();
  enum lgt_conv_algorithm found = LGT_CONV_AUTO;
  struct lgt_error error = { LGT_OK, "no memory for wisdom" };

  if (!wisdom || lgt_wisdom_load (wisdom, file, &error) != LGT_OK)
    lgt_bench_warn ("%s; going on with auto", error.text);
  else
    {
      found = lgt_wisdom_find (wisdom, &key);
      if (found == LGT_CONV_AUTO)
        lgt_bench_warn ("%s: no entry for this convolution (--tune makes "
                        "one); going on with auto", file);
      else if (found == LGT_CONV_FFT && !t->params.fft)
        {
          lgt_bench_warn ("%s: fft needs a build with FFTW; going on with "
                          "auto", file);
          found = LGT_CONV_AUTO;
        }
    }
  lgt_wisdom_free (wisdom);
  return found;
}

/* Prepare what was asked for.  */
static enum lgt_status
take (struct lgt_conv_trial *t, struct lgt_error *error)
{
  const struct bench_values *v = t->values;
  enum lgt_conv_algorithm one = (enum lgt_conv_algorithm) v->algorithm;

  if (v->algorithm == LGT_BENCH_ALL || v->tune)
    return lgt_conv_trial_take_all (t, error);
  if (v->algorithm == LGT_BENCH_TUNED)
    one = tuned (t);
  if (one == LGT_CONV_AUTO)
    one = lgt_conv_choose (t->backend->name, &t->params, &t->tensor[TRIAL_X],
                           &t->tensor[TRIAL_WEIGHT]);
  return lgt_conv_trial_take (t, one, error);
}

/* All algorithms in turn, REPEAT times.  */
static enum lgt_status
measure (struct lgt_conv_trial *t, struct bench_gemm *gemm,
         struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < t->values->repeat && status == LGT_OK; i++)
    {
      lgt_bench_gemm (gemm);
      for (int a = LGT_CONV_DIRECT; a <= LGT_CONV_FFT; a++)
        for (int both = 0; both < 2 && status == LGT_OK; both++)
          if (t->way[a].op)
            status = lgt_conv_trial_measure (t, (enum lgt_conv_algorithm) a,
                                             both, error);
    }
  return status;
}

static void
rows (const struct lgt_conv_trial *t, struct bench_report *report)
{
  const int all = t->values->algorithm == LGT_BENCH_ALL || t->values->tune;

  for (int a = LGT_CONV_DIRECT; a <= LGT_CONV_FFT; a++)
    for (int both = 0; both < 2 && t->way[a].op; both++)
      {
        char name[64];

        snprintf (name, sizeof name, "%s %s",
                  all ? lgt_conv_algorithm_name ((enum lgt_conv_algorithm) a)
                      : "conv", both ? "forward+backward" : "forward");
        report->scratch = 100 * (double) t->way[a].scratch
                          / (double) t->bytes;
        lgt_bench_row (report, name, &t->way[a].times[both],
                       (both ? 3 : 1) * t->flops);
        if (!all && both)
          lgt_bench_note (report, "algorithm %s",
                          lgt_conv_algorithm_name
                          ((enum lgt_conv_algorithm) a));
      }
  report->scratch = -1;
}

static void
notes (const struct lgt_conv_trial *t, struct bench_report *report)
{
  const struct lgt_view *x = &t->tensor[TRIAL_X];

  lgt_bench_note (report, "scratch is %% of input, output and weights (%.1f "
                  "MiB); the stencil's tables take %.3f %%",
                  (double) t->bytes / (1 << 20),
                  100 * (double) t->stencil->bytes / (double) t->bytes);
  lgt_bench_note (report, "%s, %s, %d lanes; OpenBLAS core %s (set "
                  "OPENBLAS_CORETYPE where that is not this machine's)",
                  t->backend->name, lgt_type_name (x->type), x->shape.lanes,
                  lgt_bench_gemm_core ());
}

static enum lgt_status
run (const struct bench_values *values, struct bench_report *report,
     struct lgt_error *error)
{
  struct bench_values complete = *values;
  struct lgt_conv_trial t;
  struct bench_gemm gemm;
  enum lgt_conv_algorithm best = LGT_CONV_AUTO;
  enum lgt_status status;

  if (values->file)
    return lgt_bench_tune (values, report, error);
  complete.batch = values->batch ? values->batch : BATCH;
  status = lgt_conv_trial_begin (&t, &complete, error);
  if (status == LGT_OK)
    status = take (&t, error);
  if (status == LGT_OK)
    {
      status = lgt_bench_gemm_begin (&gemm, (enum lgt_type) values->type,
                                     values->threads, error);
      if (status == LGT_OK)
        status = measure (&t, &gemm, error);
      if (status == LGT_OK)
        {
          lgt_bench_gemm_row (&gemm, report);
          rows (&t, report);
          notes (&t, report);
        }
      lgt_bench_gemm_end (&gemm);
    }
  if (status == LGT_OK && values->tune)
    status = lgt_conv_trial_keep (&t, &best, error);
  if (status == LGT_OK && values->tune)
    lgt_bench_note (report, "%s: %s", lgt_bench_wisdom_file (values),
                    lgt_conv_algorithm_name (best));
  lgt_conv_trial_end (&t);
  return status;
}

const struct bench_case lgt_bench_conv =
{
  .name = "conv",
  .summary = "one convolution, forward, and forward with all gradients",
  .tunes_file = 1,
  .run = run
};
