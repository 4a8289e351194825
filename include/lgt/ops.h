/* The operations, as an author of layers calls them.

   Each wrapper records one operation on the tape and returns its output.
   Shapes are written [packs, sites, comps, lanes], P packs, S sites,
   B lanes.  All arguments are checked by the operation's shape inference:
   a wrong one makes the tape fail with a sentence.  The parameter structs
   are what kernels receive.

   Types: links, angles, actions and log-densities are float64; networks run
   in float32 or float64.  */

#ifndef LGT_OPS_H
#define LGT_OPS_H

#include <lgt/convolver.h>
#include <lgt/ops_chain.h>
#include <lgt/ops_sun.h>
#include <lgt/paths.h>
#include <lgt/tape.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The const objects, lgt_op_add and so on: one for each line of ops.def.  */
#define LGT_OP(name) extern const struct lgt_op lgt_op_##name;
#define LGT_OP_SETTLED(name) extern const struct lgt_op lgt_op_##name;
#define LGT_OP_FORWARD(name) extern const struct lgt_op lgt_op_##name;
#include <lgt/ops.def>
#undef LGT_OP
#undef LGT_OP_SETTLED
#undef LGT_OP_FORWARD

/* All of them, ended by NULL.  */
const struct lgt_op *const *lgt_op_list (void);

/* ---- sums, casts, scalars ---- */

struct lgt_linear_params { double a, b; };

/* z = a x + b y, same shape and type; Y may be LGT_NONE (z = a x).  */
lgt_var lgt_linear (struct lgt_tape *, double a, lgt_var x, double b,
                    lgt_var y);
#define lgt_add(tape, x, y) lgt_linear ((tape), 1, (x), 1, (y))

/* z = x y, elementwise, same shape and type.  */
lgt_var lgt_multiply (struct lgt_tape *, lgt_var x, lgt_var y);

/* z = s x; S is one element ([1, 1, 1, 1], float64), without gradient.  */
lgt_var lgt_scale (struct lgt_tape *, lgt_var x, lgt_var s);

/* z = x in the other floating-point type.  */
struct lgt_cast_params { enum lgt_type to; };
lgt_var lgt_cast (struct lgt_tape *, lgt_var x, enum lgt_type to);

/* z = the components of x, then those of y; same sites and type.  */
lgt_var lgt_concat (struct lgt_tape *, lgt_var x, lgt_var y);

/* z[p, 0, 0, l] = sum over sites and components of x[p, s, c, l], float64.
   The sites are cut into 64 fixed blocks; blocks are added in order.  */
lgt_var lgt_sum_sites (struct lgt_tape *, lgt_var x);

/* z = sum over packs and lanes of w x, x and w [P, 1, 1, B] float64,
   z [1, 1, 1, 1]; W selects: where w = 0, x is not looked at.  No gradient
   for W.  */
lgt_var lgt_weighted_sum (struct lgt_tape *, lgt_var x, lgt_var w);

/* ---- fields and lists (lgt_gather and lgt_scatter are in tape.h) ---- */

struct lgt_list_params { const struct lgt_sites *list; int block; };

/* ---- activations ---- */

enum lgt_activation
{
  LGT_IDENTITY,
  LGT_TANH,
  LGT_LEAKY_RELU,         /* x > 0 ? x : slope x */
  LGT_SILU,               /* x / (1 + exp (-x)) */
  LGT_GELU                /* x (1 + erf (x / sqrt 2)) / 2 */
};

struct lgt_activation_params { enum lgt_activation kind; double slope; };

/* y = act (x), elementwise; float32 or float64.  */
lgt_var lgt_activate (struct lgt_tape *, lgt_var x, enum lgt_activation kind,
                      double slope);

/* ---- convolution ---- */

enum lgt_conv_algorithm
{
  LGT_CONV_AUTO,          /* what lgt_conv_choose says */
  LGT_CONV_DIRECT,        /* sums in registers, through a table of rows */
  LGT_CONV_SUM,           /* one convolution of a dimension less for each tap
                             of the last direction, added up */
  LGT_CONV_GEMM,          /* rows copied side by side, and OpenBLAS */
  LGT_CONV_FFT            /* products of Fourier transforms */
};

struct lgt_conv_params
{
  const struct lgt_stencil *stencil;    /* taps, strides, boundaries */
  int groups;             /* 0 means 1 */
  enum lgt_activation activation;
  double slope;           /* of leaky ReLU */
  enum lgt_conv_algorithm algorithm;
  const struct lgt_convolver *fft;      /* lgt/convolver.h; NULL: no Fourier
                                           transforms */
};

/* y[o, s] = act (b[o] + sum_{i, t} w[o, i, t] x[first (o) + i, row (s, t)]).
   x [P, in sites, C_in, B]; weight C_out * C_in / groups * taps elements in C
   order (out, in, tap), tap direction 0 fastest; bias C_out elements or
   LGT_NONE; y [P, out sites, C_out, B].  x, weight and bias have one type.
   Cross-correlation, as everywhere in machine learning.

   Groups divide both kinds of channels: output o belongs to group o / (C_out
   / groups) and reads the inputs of that group alone, from first (o) = group
   C_in / groups on.  groups = C_in is a depthwise convolution.

   Algorithms differ in time, memory and rounding only, but for one thing: a
   Fourier transform takes a number that is not finite to all sites of its
   configuration.  One that is not direct is an operation of its own
   (conv_sum, conv_gemm, conv_fft: the same arguments, no activation),
   followed by lgt_activate.  On CUDA the sum and GEMM are the direct one, an
   implicit GEMM, and the Fourier transform is refused (LGT_EBACKEND).  */
lgt_var lgt_conv (struct lgt_tape *, lgt_var x, lgt_var weight, lgt_var bias,
                  struct lgt_conv_params params);

/* "auto", "direct", "sum", "gemm", "fft"; NULL for other numbers.  */
const char *lgt_conv_algorithm_name (enum lgt_conv_algorithm algorithm);

/* What LGT_CONV_AUTO means on the backend BACKEND for an X and a WEIGHT of
   these shapes and type; data are not looked at, nothing is measured.  The
   rule is in lib/tensor/conv_choose.c.  */
enum lgt_conv_algorithm lgt_conv_choose (const char *backend,
                                         const struct lgt_conv_params *params,
                                         const struct lgt_view *x,
                                         const struct lgt_view *weight);

/* ---- U(1) ---- */

struct lgt_u1_paths_params
{
  const struct lgt_path_set *paths;
  enum lgt_type to;
};

/* theta[k] = sum over path k of +- links, reduced to (-pi, pi];
   links [P, V, D, B] float64 -> [P, rows, K, B] float64.  Not selected: 0.  */
lgt_var lgt_u1_angles (struct lgt_tape *, lgt_var links,
                       const struct lgt_path_set *paths);

/* [P, rows, 2 K, B] of type TO: cos theta_k, sin theta_k (components 2k,
   2k + 1); 1, 0 where not selected.  Values are selected, never multiplied
   by the mask, so a NaN outside of the selection is not seen.  */
lgt_var lgt_u1_cos_sin (struct lgt_tape *, lgt_var links,
                        const struct lgt_path_set *paths, enum lgt_type to);

struct lgt_u1_action_params
{
  const struct lgt_path_set *paths;     /* on the whole lattice, K <= 64 */
  double coefficient[64];               /* one a path */
};

/* S[p, 0, 0, l] = -beta sum_x sum_k coefficient[k] cos theta_k (x); BETA is
   one element float64, without gradient; float64.  */
lgt_var lgt_u1_action (struct lgt_tape *, lgt_var links, lgt_var beta,
                       const struct lgt_path_set *paths,
                       const double *coefficient);

/* Transformations of the circle.  An active link's angle U and the angle S
   of the frozen rest of its loop, both [P, list, 1, B] float64, give the
   loop angle x = U + S; y = f (x | raw), and the link comes back as
   U' = y - S, reduced to (-pi, pi].  *LOG_DET gets
   sum_list log |dy/dx|, [P, 1, 1, B] float64.  With inverse = 1, U' is the
   preimage and *LOG_DET that of the inverse map.  RAW is float32 or float64,
   and is turned into float64 before any arithmetic.

   Rational quadratic spline (arXiv:1906.04032, circular as in
   arXiv:2002.02428): K bins on [-pi, pi], seam at pi; raw has 3 K components
   (K widths, K heights, K slopes, the last knot's slope equal to the
   first's), and with bias one more, the shift t.  Widths and heights are
   2 pi (min_bin + (1 - K min_bin) softmax (raw)), slopes
   min_slope + (1 - min_slope) softplus (raw + ln (e - 1)); so raw = 0 is
   the identity.  y = RQS (x) + t, mod 2 pi.

   Mixture of non-compact projections (arXiv:2002.02428, 2101.08176): raw has
   the log-scales s_1 ... s_C and the shift t;
   y = (1/C) sum_i 2 atan (exp (s_i) tan (x/2)) + t, mod 2 pi.  The inverse
   is found in a bracket by safeguarded Newton steps, 64 at most.
   Log-scales are clamped to [-30, 30].  */
enum { LGT_CIRCULAR_MAX = 64 };
struct lgt_circular_params
{
  int count;              /* bins K, or components C; 1 to LGT_CIRCULAR_MAX */
  int bias;               /* RQS: 1 with shift; NCP: always 1 */
  int inverse;
  double min_bin, min_slope;            /* RQS; 1e-3 both */
};
lgt_var lgt_circular_rqs (struct lgt_tape *, lgt_var u, lgt_var s,
                          lgt_var raw, struct lgt_circular_params,
                          lgt_var *log_det);
lgt_var lgt_circular_ncp (struct lgt_tape *, lgt_var u, lgt_var s,
                          lgt_var raw, struct lgt_circular_params,
                          lgt_var *log_det);

/* Components of RAW that PARAMS ask for.  */
int lgt_circular_rqs_raw (struct lgt_circular_params params);
int lgt_circular_ncp_raw (struct lgt_circular_params params);

/* One transformation set from a table instead of a network (flows that are
   exact without training): a rational quadratic spline on BINS bins for each
   of ANGLES values of a condition angle, for instance the map
   F^{-1} (. | condition) of the uniform distribution to a known one.  TABLE
   is [1, 1, ANGLES * (3 BINS + 1), 1] float64: for each condition
   a_j = -pi + 2 pi j / ANGLES the BINS widths (in x), BINS heights (in y),
   BINS slopes dy/dx at the bins' left ends, and the shift, in final form
   (not raw): widths are positive and add up to 2 pi, so do heights, slopes
   are positive; the shift must not jump by 2 pi between neighbours.  Bins
   may lie anywhere (best where x + y advances evenly), but must move smoothly
   with the condition: between conditions each of these numbers, and the
   knots, is the cubic through those at the four nearest (periodic; ANGLES = 1:
   no dependence).  The error of a log-density is of the fourth order in
   2 pi / ANGLES and the third in the bins: for exp (2 cos y + 2 cos (a - y)),
   256 conditions and 512 bins, 1e-6 (root of the mean square).  CONDITION is
   [P, list, 1, B] float64.  No gradient for TABLE.  */
struct lgt_circular_table_params { int bins, angles, inverse; };
lgt_var lgt_circular_table (struct lgt_tape *, lgt_var u, lgt_var s,
                            lgt_var condition, lgt_var table,
                            struct lgt_circular_table_params,
                            lgt_var *log_det);

/* ---- random numbers ---- */

/* Philox4x32-10 (Random123).  Key: the seed.  Counter words:
   stream 4 bits | attempt 4 | layer 12 | draw 12; link; configuration; step.
   What changes between steps is in a tensor of 8 uint32:
   seed low, seed high, stream, attempt, step, first configuration, 0, 0.
   Element (pack p, site x, component m, lane l) belongs to configuration
   first + p B + l and link x M + m, M the number of components.  */
enum { LGT_RANDOM_WORDS = 8 };
enum lgt_stream         /* who draws; never renumbered */
{
  LGT_STREAM_WEIGHTS, LGT_STREAM_TRAIN, LGT_STREAM_SAMPLE, LGT_STREAM_CHAIN,
  LGT_STREAM_TEST, LGT_STREAM_BOOTSTRAP
};

/* Host side: one counter's two doubles, uniform in (0, 1), from 53 bits
   each: u = ((word 2i+1 * 2^32 + word 2i) >> 11 + 0.5) 2^-53.  */
void lgt_random_pair (uint64_t seed, const uint32_t counter[4],
                      double uniform[2]);
/* The first counter word.  */
uint32_t lgt_random_word (int stream, int attempt, int layer, int draw);

/* OUT, float64, = scale * (uniform - 1/2) with the first double of each
   counter; recorded with lgt_tape_run.  scale = 2 pi: Haar for U(1).  */
struct lgt_random_params { int layer, draw; double scale; };
void lgt_random_uniform (struct lgt_tape *, const struct lgt_view *out,
                         const struct lgt_view *random,
                         struct lgt_random_params params);

/* ---- statistics ---- */

/* ESS = (sum w)^2 / (n sum w^2), one element, of the weights
   w = exp (-LOG_RATIO) of the n configurations whose SHARE is not 0; both
   [P, 1, 1, B] float64.  */
void lgt_batch_ess (struct lgt_tape *, const struct lgt_view *log_ratio,
                    const struct lgt_view *share,
                    const struct lgt_view *ess);

/* ---- weights: flat arrays [1, 1, n, 1] ---- */

/* norm = sum of squares of X, float64, one element.  */
void lgt_norm_squared (struct lgt_tape *, const struct lgt_view *x,
                       const struct lgt_view *norm);

/* The step block of an optimizer: 16 doubles in a [1, 1, 16, 1] tensor.  The
   first LGT_CONTROL_HOST are written by the host before each step, the others
   belong to lgt_optimizer_decide.  */
enum lgt_control
{
  LGT_CONTROL_RATE,       /* learning rate of this step */
  LGT_CONTROL_CLIP,       /* largest 2-norm of the gradient; 0: no limit */
  LGT_CONTROL_CLIP_VALUE, /* largest |component|; 0: no limit */
  LGT_CONTROL_SCALE,      /* gradients are multiplied by this first */
  LGT_CONTROL_GUARD,      /* with a 2-norm above this, before SCALE, the step
                             is skipped; 0: no limit */
  LGT_CONTROL_ROW,        /* of the history, for this step */
  LGT_CONTROL_HOST,       /* so many */
  LGT_CONTROL_UPDATES = 8,      /* t, steps taken; set once, then counted */
  LGT_CONTROL_TAKEN,      /* 1 if this step is made, 0 if it is skipped */
  LGT_CONTROL_FACTOR,     /* of the gradient: SCALE and the clipped norm */
  LGT_CONTROL_CORRECT1,   /* 1 - beta1^t */
  LGT_CONTROL_CORRECT2    /* 1 - beta2^t */
};

/* A row of the history: what a step came to.  The host reads many at once,
   so that no step waits for it.  */
enum lgt_history
{
  LGT_HISTORY_LOSS,
  LGT_HISTORY_NOTE,       /* a number of the caller's */
  LGT_HISTORY_NORM,       /* 2-norm of the gradient, before SCALE */
  LGT_HISTORY_OUTCOME,    /* enum lgt_step_outcome */
  LGT_HISTORY_NUMBERS
};
enum lgt_step_outcome
{
  LGT_STEP_NOT_FINITE,    /* skipped: loss or norm is not finite */
  LGT_STEP_TAKEN,
  LGT_STEP_GUARDED        /* skipped: the norm is finite, above the guard */
};

enum lgt_optimizer_kind { LGT_SGD, LGT_ADAM, LGT_ADAMW, LGT_AMSGRAD };
struct lgt_optimizer_params
{
  enum lgt_optimizer_kind kind;
  double beta1, beta2, epsilon;         /* SGD: beta1 is the momentum */
  double decay;           /* weight decay: decoupled for AdamW, L2 otherwise */
};

/* What all weights of a step need: whether it is taken, that is LOSS and NORM
   (squared norm of the gradient) are finite and the norm is within the guard;
   UPDATES and, from it, the bias corrections; FACTOR.  LOSS, NOTE (one
   element, or absent: 0), norm and outcome go to row CONTROL_ROW of HISTORY
   [1, 1, rows * LGT_HISTORY_NUMBERS, 1]; a row that is not there is not
   written.  */
void lgt_optimizer_decide (struct lgt_tape *, struct lgt_optimizer_params,
                           const struct lgt_view *norm,
                           const struct lgt_view *loss,
                           const struct lgt_view *note,
                           const struct lgt_view *control,
                           const struct lgt_view *history);

/* One optimizer step on WEIGHTS with GRAD and the states M, V, VMAX (float64
   whatever the weights are; absent where the kind does not use them), as
   CONTROL was decided; nothing is changed unless CONTROL_TAKEN.  */
void lgt_optimizer_step (struct lgt_tape *, struct lgt_optimizer_params,
                         const struct lgt_view *weights,
                         const struct lgt_view *grad,
                         const struct lgt_view *m, const struct lgt_view *v,
                         const struct lgt_view *vmax,
                         const struct lgt_view *control);

/* average = decay * average + (1 - decay) * weights, where CONTROL_TAKEN.  */
struct lgt_average_params { double decay; };
void lgt_average_step (struct lgt_tape *, double decay,
                       const struct lgt_view *average,
                       const struct lgt_view *weights,
                       const struct lgt_view *control);

#ifdef __cplusplus
}
#endif

#endif
