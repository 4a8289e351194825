/* Traces of S_i S_j^+ for all pairs of a row's matrices.  With the gradient g
   = g_re + i g_im of a pair, S_i gets g S_j / N and S_j gets g* S_i / N.  */

#include "sun.h"

/* Lanes l, l + 1, ... of one row: traces to Z.  */
static void
run_row (const struct lgt_sun *s, const struct lgt_view *matrices,
         const struct lgt_view *z, int64_t pack, int64_t row, int l)
{
  const struct lgt_column c = lgt_column_of (matrices, pack, l);
  const int count = matrices->shape.comps / s->numbers;
  int64_t to = lgt_at (z, pack, row, 0) + l;

  for (int i = 0; i < count; i++)
    for (int j = i + 1; j < count; j++)
      {
        num room[2][SUN_NUMBERS], trace[2];
        const struct lgt_sun_matrix a
          = lgt_column_matrix (s, &c, lgt_at (matrices, 0, row,
                                              (int64_t) i * s->numbers), 0,
                               room[0]);
        const struct lgt_sun_matrix b
          = lgt_column_matrix (s, &c, lgt_at (matrices, 0, row,
                                              (int64_t) j * s->numbers), 1,
                               room[1]);

        lgt_sun_trace_to (s, a, b, 0, trace);
        for (int part = 0; part < 2; part++, to += z->shape.lanes)
          lgt_store (z->data, z->type, to, c.n,
                     trace[part] / (double) s->n);
      }
}

/* G += (X + i Y) S, both of one row: matrices number TO and FROM.  */
static void
pull_matrix (const struct lgt_sun *s, const struct lgt_view *matrices,
             const struct lgt_view *grad, int64_t pack, int64_t row, int l,
             int to, int from, num x, num y)
{
  const struct lgt_column c = lgt_column_of (matrices, pack, l);
  const struct lgt_column g = lgt_column_of (grad, pack, l);
  const int64_t at = lgt_at (grad, 0, row, (int64_t) to * s->numbers);
  num room[2][SUN_NUMBERS];
  long stride;
  num *z = lgt_column_open (&g, at, s->numbers, room[0], &stride);

  lgt_sun_scale_to (s, z, stride, x, y,
                    lgt_column_matrix (s, &c,
                                       lgt_at (matrices, 0, row,
                                               (int64_t) from * s->numbers),
                                       0, room[1]), 1);
  lgt_column_close (&g, at, s->numbers, room[0]);
}

static void
pull_row (const struct lgt_sun *s, const struct lgt_view *matrices,
          const struct lgt_view *gz, const struct lgt_view *grad,
          int64_t pack, int64_t row, int l)
{
  const int count = matrices->shape.comps / s->numbers;
  const int lanes = gz->shape.lanes, n = lanes - l < LGT_VD ? lanes - l
                                                            : LGT_VD;
  int64_t at = lgt_at (gz, pack, row, 0) + l;

  for (int i = 0; i < count; i++)
    for (int j = i + 1; j < count; j++, at += 2 * lanes)
      {
        const num x = lgt_load (gz->data, gz->type, at, n) / (double) s->n;
        const num y = lgt_load (gz->data, gz->type, at + lanes, n)
                      / (double) s->n;

        pull_matrix (s, matrices, grad, pack, row, l, i, j, x, y);
        pull_matrix (s, matrices, grad, pack, row, l, j, i, x, -y);
      }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun s
    = lgt_sun_of (((const struct lgt_sun_pairs_params *) params)->n);
  const struct lgt_view *z = &out[0];
  const int64_t rows = (int64_t) z->shape.packs * z->shape.sites;

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, s.numbers * lgt_shape_size (z->shape)))
  for (int64_t r = 0; r < rows; r++)
    for (int l = 0; l < z->shape.lanes; l += LGT_VD)
      run_row (&s, &in[0], z, r / z->shape.sites, r % z->shape.sites, l);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun s
    = lgt_sun_of (((const struct lgt_sun_pairs_params *) params)->n);
  const struct lgt_view *gz = &in[2];
  const int64_t rows = (int64_t) gz->shape.packs * gz->shape.sites;

  (void) scratch;
  if (!gz->data || !out[0].data)
    return LGT_OK;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, s.numbers * lgt_shape_size (gz->shape)))
  for (int64_t r = 0; r < rows; r++)
    for (int l = 0; l < gz->shape.lanes; l += LGT_VD)
      pull_row (&s, &in[0], gz, &out[0], r / gz->shape.sites,
                r % gz->shape.sites, l);
  return LGT_OK;
}

LGT_ENTRY (sun_pairs, run)
LGT_ENTRY (sun_pairs, pull)
