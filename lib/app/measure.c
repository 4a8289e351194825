/* lgt-measure.  */

#include "measure.h"
#include "plots_draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct values
{
  bool wanted[LGT_MEASUREMENTS];        /* but loops, flow */
  bool potential, reweight, quiet;
  struct lgt_ints loops;
  struct lgt_texts outputs;
  const char *flow, *plot, *backend;
  int64_t discard;
  double beta;
  int batch, threads, format;
};

enum format { FORMAT_TEXT, FORMAT_TSV };

/* Of a flow: months on the smallest of lattices.  */
static const double most_steps = 1e9;

static const struct lgt_option options[] = {
  { .name = "plaquette", .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, wanted[LGT_MEASURE_PLAQUETTE]),
    .help = "mean of Re tr P / N" },
  { .name = "wilson-loops", .kind = LGT_OPTION_SHAPE,
    LGT_AT (struct values, loops), .argument = "RxT", .allowed = "[1, 64]",
    .help = "Wilson loops of all sizes up to R x T" },
  { .name = "potential", .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, potential),
    .help = "Wilson loops, static potential, Creutz ratios" },
  { .name = "polyakov", .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, wanted[LGT_MEASURE_POLYAKOV]),
    .help = "Polyakov loop" },
  { .name = "correlator", .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, wanted[LGT_MEASURE_CORRELATOR]),
    .help = "correlator of Polyakov loops along the axes" },
  { .name = "charge", .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, wanted[LGT_MEASURE_CHARGE]),
    .help = "topological charge (in four dimensions rather by --flow)" },
  { .name = "flow", .kind = LGT_OPTION_TEXT, LGT_AT (struct values, flow),
    .argument = "TIME[,STEP]",
    .help = "gradient flow up to TIME in steps of STEP (default 0.02): t^2 E, "
            "t0, w0, charge" },
  { .name = "discard", .kind = LGT_OPTION_INT64,
    LGT_AT (struct values, discard), .argument = "N", .allowed = "[0, inf)",
    .help = "leave out the first N configurations of each chain" },
  { .name = "reweight", .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, reweight),
    .help = "averages of proposals by their weights log_w, not along the "
            "Metropolis chain in the file" },
  { .name = "beta", .kind = LGT_OPTION_REAL, LGT_AT (struct values, beta),
    .argument = "BETA", .allowed = "(0, inf)",
    .help = "of the Wilson action, for exact values (default: from the "
            "file)" },
  { .name = "output", .letter = 'o', .kind = LGT_OPTION_TEXTS,
    LGT_AT (struct values, outputs), .argument = "FILE",
    .help = "a row for each configuration to FILE.tsv or FILE.h5; may be "
            "given twice" },
  { .name = "plot", .kind = LGT_OPTION_TEXT, LGT_AT (struct values, plot),
    .argument = "PICTURE",
    .help = "pictures NAME-potential, NAME-correlator, NAME-flow for PICTURE "
            "NAME.svg or NAME.png" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, format), .argument = "FORMAT",
    .allowed = "text tsv", .help = "text (default) or tsv" },
  { .name = "batch", .kind = LGT_OPTION_INT, LGT_AT (struct values, batch),
    .argument = "N", .allowed = "[1, 100000]",
    .help = "configurations in memory at a time" },
  { .name = "threads", .kind = LGT_OPTION_INT,
    LGT_AT (struct values, threads), .argument = "N", .allowed = "[1, 1024]",
    .help = "threads (default OMP_NUM_THREADS, or all cores)" },
  { .name = "backend", .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, backend), .argument = "NAME",
    .help = "backend of the flow (default LGT_BACKEND, or the best one)" },
  { .name = "quiet", .letter = 'q', .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, quiet), .help = "no progress" },
  { .name = NULL }
};

static const struct lgt_app app = {
  .name = "lgt-measure",
  .summary = "Measure observables on gauge configurations: ensembles (.h5), "
             "ILDG and NERSC files.",
  .usage = "[OPTION]... FILE...",
  .options = options,
  .operands_min = 1, .operands_max = 1000000,
  .example = "Example: lgt-measure run/ensemble.h5 --wilson-loops=4x4 "
             "--output=loops.tsv",
  .versions = lgt_session_versions
};

/* ---- what is asked for ---- */

/* TIME[,STEP].  */
static enum lgt_status
take_flow (struct lgt_measuring *m, const char *text, struct lgt_error *error)
{
  const char *comma = strchr (text, ',');
  const size_t length = comma ? (size_t) (comma - text) : strlen (text);
  char time[32];
  double steps;
  enum lgt_status status = LGT_OK;

  m->flow_step = 0.02;
  if (length >= sizeof time)
    return lgt_fail (error, LGT_EINVAL, "--flow: TIME has %zu letters; %zu "
                     "are enough", length, sizeof time - 1);
  snprintf (time, sizeof time, "%.*s", (int) length, text);
  status = lgt_parse_real (time, "--flow: TIME", "(0, 1000]", &m->flow_time,
                           error);
  if (status == LGT_OK && comma)
    status = lgt_parse_real (comma + 1, "--flow: STEP", "(0, 0.5]",
                             &m->flow_step, error);
  if (status != LGT_OK)
    return status;
  /* Whole steps, none larger than asked for.  */
  steps = ceil (m->flow_time / m->flow_step - 1e-9);
  if (steps > most_steps)
    return lgt_fail (error, LGT_EINVAL, "--flow=%.80s: %.3g steps, more than "
                     "1e9; a larger STEP needs fewer", text, steps);
  m->flow_steps = steps < 1 ? 1 : (int64_t) steps;
  m->flow_step = m->flow_time / (double) m->flow_steps;
  return LGT_OK;
}

static enum lgt_status
settle (struct lgt_measuring *m, const struct values *v,
        struct lgt_error *error)
{
  memcpy (m->wanted, v->wanted, sizeof m->wanted);
  m->potential = v->potential;
  m->reweight = v->reweight;
  m->quiet = v->quiet;
  m->discard = v->discard;
  m->batch = v->batch;
  m->threads = v->threads;
  m->backend = v->backend;
  m->beta = v->beta;
  m->beta_given = !isnan (v->beta);
  if (v->loops.count != 0 && v->loops.count != 2)
    return lgt_fail (error, LGT_EINVAL, "--wilson-loops: two sides, as 4x4");
  if (v->loops.count)
    {
      m->r = v->loops.value[0];
      m->t = v->loops.value[1];
    }
  if (v->loops.count || v->potential)
    m->wanted[LGT_MEASURE_LOOPS] = true;
  for (int i = 0; i < v->outputs.count; i++)
    if (!lgt_measuring_can_write (v->outputs.value[i]))
      return lgt_fail (error, LGT_EINVAL, "--output=%.150s: the suffix must "
                       "be .tsv or .h5", v->outputs.value[i]);
  if (v->plot && !lgt_is_picture (v->plot))
    return lgt_fail (error, LGT_EINVAL, "--plot=%.150s: the suffix must be "
                     ".svg or .png", v->plot);
  if (v->plot && !v->potential && !v->flow
      && !m->wanted[LGT_MEASURE_CORRELATOR])
    return lgt_fail (error, LGT_EINVAL, "--plot draws what --potential, "
                     "--correlator and --flow measure; none is given");
  if (!v->flow)
    return LGT_OK;
  m->wanted[LGT_MEASURE_FLOW] = true;
  return take_flow (m, v->flow, error);
}

/* ---- the end ---- */

static enum lgt_status
run (struct lgt_measuring *m, const struct values *v,
     const struct lgt_operands *operands, struct lgt_error *error)
{
  struct lgt_summary summary = { 0 };
  enum lgt_status status = settle (m, v, error);

  if (status == LGT_OK)
    status = lgt_measuring_run (m, operands->count, operands->value, error);
  for (int i = 0; i < v->outputs.count && status == LGT_OK; i++)
    {
      status = lgt_measuring_write (m, v->outputs.value[i], error);
      if (status == LGT_OK && !v->quiet)
        lgt_app_message (&app, "wrote %s", v->outputs.value[i]);
    }
  if (status == LGT_OK)
    status = lgt_measuring_summary (m, &summary, error);
  if (status == LGT_OK && v->format == FORMAT_TSV)
    lgt_summary_tsv (&summary, stdout);
  else if (status == LGT_OK)
    lgt_summary_text (&summary, stdout);
  if (status == LGT_OK && v->plot)
    lgt_measuring_plot (m, &summary, v->plot);
  lgt_summary_free (&summary);
  return status;
}

int
lgt_measure_main (int argc, char **argv)
{
  struct values values = { .beta = NAN };
  struct lgt_operands operands;
  struct lgt_measuring m = { .app = &app };
  struct lgt_error error;
  enum lgt_status status;
  int result = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (result >= 0)
    return result;
  lgt_app_catch_signals ();
  status = run (&m, &values, &operands, &error);
  result = status == LGT_OK ? 0 : lgt_app_fail (&app, &error);
  lgt_measuring_free (&m);
  return lgt_app_close (&app, result);
}
