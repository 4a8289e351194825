/* A transformation of the circle on arrays of the test's own.  */

#include "circle.h"

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "gradcheck.h"

double
circle_random (unsigned *seed)
{
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) * (2.0 / (1 << 24)) - 1;
}

static double *
array (int64_t n, unsigned *seed, double spread)
{
  double *a = malloc ((size_t) n * sizeof *a);

  ck_assert_ptr_nonnull (a);
  for (int64_t i = 0; i < n; i++)
    a[i] = spread == 0 ? 0 : spread * circle_random (seed);
  return a;
}

int64_t
circle_angles (const struct circle *c)
{
  return (int64_t) c->packs * c->sites * c->lanes;
}

int64_t
circle_raws (const struct circle *c)
{
  return circle_angles (c) * (c->comps + c->gap);
}

void
circle_new (struct circle *c, unsigned seed, double spread)
{
  int64_t n = circle_angles (c), logs = (int64_t) c->packs * c->lanes;

  c->u = array (n, &seed, PI);
  c->s = array (n, &seed, PI);
  c->raw = array (circle_raws (c), &seed, spread);
  c->out = array (n, &seed, 0);
  c->log_det = array (logs, &seed, 0);
  c->g_out = array (n, &seed, 1);
  c->g_log = array (logs, &seed, 1);
  c->g_u = array (n, &seed, 0);
  c->g_s = array (n, &seed, 0);
  c->g_raw = array (circle_raws (c), &seed, 0);
  c->table = NULL;
}

void
circle_free (struct circle *c)
{
  double *all[] = { c->u, c->s, c->raw, c->out, c->log_det, c->g_out,
                    c->g_log, c->g_u, c->g_s, c->g_raw, c->table };

  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
    free (all[i]);
}

/* The window [gap, gap + comps) of a view with gap + comps components.  */
static struct lgt_view
raw_view (const struct circle *c, void *data)
{
  struct lgt_shape shape = { c->packs, c->sites, c->comps + c->gap,
                             c->lanes };

  return lgt_view_comps (lgt_view_dense (data, c->type, shape, NULL), c->gap,
                         c->comps);
}

/* Copies between doubles and device memory of TYPE.  */
static void *
upload (struct lgt_context *context, const double *host, int64_t n,
        enum lgt_type type)
{
  size_t bytes = (size_t) n * lgt_type_size (type);
  void *data = lgt_context_alloc (context, bytes, NULL);
  float *single = malloc ((size_t) n * sizeof *single);

  ck_assert_ptr_nonnull (data);
  ck_assert_ptr_nonnull (single);
  for (int64_t i = 0; i < n; i++)
    single[i] = (float) host[i];
  ck_assert_int_eq (lgt_context_put (context, data,
                                     type == LGT_F32 ? (const void *) single
                                                     : host, bytes, NULL),
                    LGT_OK);
  free (single);
  return data;
}

static void
download (struct lgt_context *context, double *host, int64_t n,
          enum lgt_type type, void *data)
{
  size_t bytes = (size_t) n * lgt_type_size (type);
  float *single = malloc ((size_t) n * sizeof *single);

  ck_assert_ptr_nonnull (single);
  ck_assert_int_eq (lgt_context_get (context, type == LGT_F32
                                              ? (void *) single : host,
                                     data, bytes, NULL), LGT_OK);
  if (type == LGT_F32)
    for (int64_t i = 0; i < n; i++)
      host[i] = single[i];
  free (single);
  lgt_context_release (context, data);
}

struct views
{
  struct lgt_view in[4], out[2];
};

static void
views_new (const struct circle *c, struct lgt_context *context,
           struct views *v)
{
  struct lgt_shape angles = { c->packs, c->sites, 1, c->lanes };
  struct lgt_shape logs = { c->packs, 1, 1, c->lanes };
  int64_t n = circle_angles (c);

  v->in[0] = lgt_view_dense (upload (context, c->u, n, LGT_F64), LGT_F64,
                             angles, NULL);
  v->in[1] = lgt_view_dense (upload (context, c->s, n, LGT_F64), LGT_F64,
                             angles, NULL);
  v->in[2] = raw_view (c, upload (context, c->raw, circle_raws (c), c->type));
  v->out[0] = lgt_view_dense (upload (context, c->out, n, LGT_F64), LGT_F64,
                              angles, NULL);
  v->out[1] = lgt_view_dense (upload (context, c->log_det,
                                      (int64_t) c->packs * c->lanes, LGT_F64),
                              LGT_F64, logs, NULL);
  memset (&v->in[3], 0, sizeof v->in[3]);
  if (c->table)
    {
      const struct lgt_circular_table_params *p = &c->params.table;
      struct lgt_shape shape = { 1, 1, p->angles * (3 * p->bins + 1), 1 };

      v->in[3] = lgt_view_dense (upload (context, c->table, shape.comps,
                                         LGT_F64), LGT_F64, shape, NULL);
    }
}

/* The start of the tensor that the raw window is part of.  */
static void *
raw_memory (const struct circle *c, const struct lgt_view *v)
{
  return (char *) v->data
         - (size_t) c->gap * (size_t) c->lanes * lgt_type_size (c->type);
}

static void
views_free (const struct circle *c, struct lgt_context *context,
            struct views *v)
{
  lgt_context_release (context, v->in[0].data);
  lgt_context_release (context, v->in[1].data);
  lgt_context_release (context, raw_memory (c, &v->in[2]));
  if (c->table)
    lgt_context_release (context, v->in[3].data);
}

void
circle_run (struct circle *c, struct lgt_context *context)
{
  struct views v;
  struct lgt_error error = { 0 };

  views_new (c, context, &v);
  ck_assert_msg (lgt_context_run (context, c->op, &c->params, v.in, v.out,
                                  &error) == LGT_OK, "%s", error.text);
  download (context, c->out, circle_angles (c), LGT_F64, v.out[0].data);
  download (context, c->log_det, (int64_t) c->packs * c->lanes, LGT_F64,
            v.out[1].data);
  views_free (c, context, &v);
}

void
circle_pull (struct circle *c, struct lgt_context *context, unsigned without)
{
  const struct lgt_kernel *kernel = lgt_context_kernel (context, c->op);
  int n_in = c->op->n_in;
  struct lgt_view in[8], out[4], inferred[2] = { { 0 } };
  struct views v;
  size_t scratch[2];
  enum lgt_type entry;
  void *memory, *raw;

  ck_assert_ptr_nonnull (kernel);
  views_new (c, context, &v);
  ck_assert_int_eq (c->op->infer (&c->params, v.in, inferred, scratch, &entry,
                                  NULL), LGT_OK);
  for (int i = 0; i < n_in; i++)
    in[i] = v.in[i];
  for (int j = 0; j < 2; j++)
    {
      in[n_in + j] = v.out[j];
      in[n_in + j].data = NULL; /* not read */
      in[n_in + 2 + j] = v.out[j];
    }
  lgt_context_release (context, v.out[0].data);
  lgt_context_release (context, v.out[1].data);
  in[n_in + 2].data = upload (context, c->g_out, circle_angles (c), LGT_F64);
  in[n_in + 3].data = upload (context, c->g_log,
                              (int64_t) c->packs * c->lanes, LGT_F64);
  out[0] = v.in[0];
  out[0].data = upload (context, c->g_u, circle_angles (c), LGT_F64);
  out[1] = v.in[1];
  out[1].data = upload (context, c->g_s, circle_angles (c), LGT_F64);
  raw = upload (context, c->g_raw, circle_raws (c), c->type);
  out[2] = raw_view (c, raw);
  out[3] = v.in[3];
  out[3].data = NULL;
  memory = lgt_context_alloc (context, scratch[1] + 64, NULL);
  ck_assert_ptr_nonnull (memory);
  {
    struct lgt_view shown[8];

    memcpy (shown, in, sizeof shown);
    for (int j = 0; j < 2; j++)
      if (without >> j & 1)
        shown[n_in + 2 + j].data = NULL;
    ck_assert_int_eq (kernel->pull[entry] (lgt_context_queue (context),
                                           &c->params, shown, out, memory,
                                           NULL), LGT_OK);
  }
  download (context, c->g_u, circle_angles (c), LGT_F64, out[0].data);
  download (context, c->g_s, circle_angles (c), LGT_F64, out[1].data);
  download (context, c->g_raw, circle_raws (c), c->type, raw);
  lgt_context_release (context, in[n_in + 2].data);
  lgt_context_release (context, in[n_in + 3].data);
  lgt_context_release (context, memory);
  views_free (c, context, &v);
}

int
circle_backends (void)
{
  int n = 0;

  while (lgt_backend_list ()[n])
    n++;
  return n;
}

struct lgt_context *
circle_context (int i, int threads)
{
  struct lgt_context_options options = { .threads = threads };
  const struct lgt_backend *backend = lgt_backend_list ()[i];
  struct lgt_context *context;
  struct lgt_error error = { 0 };

  if (backend->probe (NULL) != LGT_OK)
    return NULL;
  context = lgt_context_new (backend, &options, &error);
  ck_assert_msg (context != NULL, "%s", error.text);
  return context;
}

struct lgt_context *
circle_best (int threads)
{
  struct lgt_context *context = NULL;

  for (int i = 0; context == NULL; i++)
    context = circle_context (i, threads);
  return context;
}

double
circle_turn (double x)
{
  return remainder (x, 2 * PI);
}

struct loss
{
  struct circle *c;
  struct lgt_context *context;
  double *at;             /* outputs at the point itself */
  double **which;         /* the array of C that is varied */
};

/* sum g_out U' + sum g_log log_det; U' on the branch of AT.  */
static double
loss_of (struct circle *c, const double *at)
{
  double sum = 0;

  for (int64_t i = 0; i < circle_angles (c); i++)
    sum += c->g_out[i] * (circle_turn (c->out[i] - at[i]) + at[i]);
  for (int i = 0; i < c->packs * c->lanes; i++)
    sum += c->g_log[i] * c->log_det[i];
  return sum;
}

static double
vary (const double *x, size_t n, void *context)
{
  struct loss *loss = context;

  (void) n;
  *loss->which = (double *) x;
  circle_run (loss->c, loss->context);
  return loss_of (loss->c, loss->at);
}

void
circle_check_gradients (struct circle *c, double tolerance)
{
  struct lgt_context *context = circle_best (1);
  int64_t n = circle_angles (c);
  struct loss loss = { c, context, malloc ((size_t) n * sizeof (double)),
                       NULL };
  struct { double **x, *g; int64_t n; } arrays[] = {
    { &c->u, c->g_u, n }, { &c->s, c->g_s, n },
    { &c->raw, c->g_raw, circle_raws (c) },
  };

  ck_assert_ptr_nonnull (loss.at);
  circle_run (c, context);
  memcpy (loss.at, c->out, (size_t) n * sizeof (double));
  circle_pull (c, context, 0);
  for (int i = 0; i < 3; i++)
    {
      double error;

      loss.which = arrays[i].x;
      error = grad_error (vary, &loss, *arrays[i].x, arrays[i].g,
                          (size_t) arrays[i].n, 1e-4);
      ck_assert_msg (error <= tolerance, "input %d: %g", i, error);
    }
  free (loss.at);
  lgt_context_free (context);
}
