/* Parts of cases: views, places, numbers.  */

#include "opcases_impl.h"
#include "unitary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

double
op_value (int stream, size_t i)
{
  const uint32_t counter[4] = { (uint32_t) stream, (uint32_t) i, 7, 7 };
  double u[2];

  lgt_random_pair (12345, counter, u);
  return 2 * u[0] - 1;
}

size_t
op_view_count (const struct lgt_view *v)
{
  return v->data ? (size_t) lgt_shape_count (v->shape) : 0;
}

/* Bytes from the first to the last element of V.  */
static size_t
extent (const struct lgt_view *v)
{
  return (size_t) ((v->shape.packs - 1) * v->pack_stride
                   + (v->shape.sites - 1) * v->site_stride
                   + (int64_t) v->shape.comps * v->shape.lanes)
         * lgt_type_size (v->type);
}

/* Copy between VALUES and V, whole rows through a host copy.  */
static void
transfer (struct lgt_context *context, const struct lgt_view *v,
          double *values, const double *new_values)
{
  size_t bytes, i = 0;
  char *host;

  if (!v->data)
    return;
  bytes = extent (v);
  host = malloc (bytes);
  ck_assert_ptr_nonnull (host);
  ck_assert_int_eq (lgt_context_get (context, host, v->data, bytes, NULL),
                    LGT_OK);
  for (int p = 0; p < v->shape.packs; p++)
    for (int s = 0; s < v->shape.sites; s++)
      for (int e = 0; e < v->shape.comps * v->shape.lanes; e++, i++)
        {
          int64_t at = p * v->pack_stride + s * v->site_stride + e;

          if (v->type == LGT_U32)
            {
              uint32_t *x = (uint32_t *) host + at;

              if (new_values)
                *x = (uint32_t) new_values[i];
              else
                values[i] = *x;
            }
          else if (v->type == LGT_F32)
            {
              float *x = (float *) host + at;

              if (new_values)
                *x = (float) new_values[i];
              else
                values[i] = *x;
            }
          else
            {
              double *x = (double *) host + at;

              if (new_values)
                *x = new_values[i];
              else
                values[i] = *x;
            }
        }
  if (new_values)
    ck_assert_int_eq (lgt_context_put (context, v->data, host, bytes, NULL),
                      LGT_OK);
  free (host);
}

void
op_view_get (struct lgt_context *context, const struct lgt_view *v,
             double *values)
{
  transfer (context, v, values, NULL);
}

void
op_view_put (struct lgt_context *context, const struct lgt_view *v,
             const double *values)
{
  transfer (context, v, NULL, values);
}

static void *
take (struct op_case *c, size_t bytes)
{
  void *data = lgt_context_alloc (c->context, bytes, NULL);

  ck_assert_ptr_nonnull (data);
  ck_assert_int_lt (c->memories,
                    (int) (sizeof c->memory / sizeof *c->memory));
  c->memory[c->memories++] = data;
  return data;
}

struct lgt_view
op_case_like (struct op_case *c, const struct lgt_view *v)
{
  struct lgt_view w = lgt_view_dense (NULL, v->type, v->shape, v->sites);

  if (v->data)
    w.data = take (c, lgt_shape_bytes (w.type, w.shape));
  return w;
}

/* A tensor; with GAP the middle components of a wider one.  */
struct lgt_view
op_tensor (struct op_case *c, int gap, enum lgt_type type, int packs,
           int count, int comps, int lanes, const struct lgt_sites *sites)
{
  struct lgt_shape shape = { packs, count, comps + 2 * gap, lanes };
  struct lgt_view view = lgt_view_dense (NULL, type, shape, sites);

  view.data = take (c, lgt_shape_bytes (type, shape));
  return gap ? lgt_view_comps (view, 1, comps) : view;
}

/* Fill V with OFFSET + SIZE times numbers of sequence STREAM.  */
void
op_fill (struct op_case *c, const struct lgt_view *v, int stream,
         double offset, double size)
{
  size_t n = op_view_count (v);
  double *values = malloc (n * sizeof *values);

  ck_assert_ptr_nonnull (values);
  for (size_t i = 0; i < n; i++)
    values[i] = offset + size * op_value (stream, i);
  op_view_put (c->context, v, values);
  free (values);
}

void
op_need_lattice (struct op_case *c, const struct op_shape *shape)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_sites_new (c->context, shape->ndim, shape->extent,
                                &c->lattice, &error) == LGT_OK,
                 "%s", error.text);
}

/* Every second site, in falling order; with DIRECTED, directions in turn,
   some sites twice.  */
void
op_need_list (struct op_case *c, int directed)
{
  int32_t *site = malloc (2 * (size_t) c->lattice->volume * sizeof *site);
  int32_t *direction = malloc (2 * (size_t) c->lattice->volume
                               * sizeof *direction);
  struct lgt_error error = { LGT_OK, "" };
  int32_t n = 0;

  ck_assert (site && direction);
  for (int32_t s = c->lattice->volume - 1; s >= 0; s -= 2)
    {
      site[n] = s;
      direction[n++] = s % c->lattice->ndim;
      if (directed && s % 3 == 0 && c->lattice->ndim > 1)
        {
          site[n] = s;
          direction[n++] = (s + 1) % c->lattice->ndim;
        }
    }
  ck_assert_msg (lgt_sites_list (c->context, c->lattice, n, site,
                                 directed ? direction : NULL, &c->list,
                                 &error) == LGT_OK, "%s", error.text);
  free (site);
  free (direction);
}

/* Three paths a row: a plaquette in (mu, nu), a staple of the rectangle with
   its first step skipped, and nothing; in one dimension lines.  VARIANT 0: on
   the lattice; 1: some selected; 2: a list with directions, turned paths;
   3: a list without; 4: a path of 70 steps; 5: directions, the same paths
   for all.  */
void
op_need_paths (struct op_case *c, int variant)
{
  static int steps[2][LGT_STENCIL_MAX_DIM][LONG_PATH];
  struct lgt_path path[PATHS * LGT_STENCIL_MAX_DIM];
  const struct lgt_sites *rows = c->lattice;
  int ndim = c->lattice->ndim, turns = 1;
  unsigned char *select = NULL;
  struct lgt_error error = { LGT_OK, "" };

  memset (path, 0, sizeof path);
  if (variant == 2 || variant == 3 || variant == 5)
    {
      op_need_list (c, variant != 3);
      rows = c->list;
      turns = variant == 2 ? rows->directions : 1;
    }
  for (int mu = 0; mu < turns; mu++)
    {
      int a = mu + 1, b = (mu + 1) % ndim + 1;
      const int square[4] = { a, b, -a, -b };
      const int oblong[6] = { a, -b, -b, -a, b, b };
      int *first = steps[0][mu], *second = steps[1][mu];

      memcpy (first, square, sizeof square);
      memcpy (second, oblong, sizeof oblong);
      if (ndim == 1)
        first[2] = first[3] = second[3] = 1;
      path[PATHS * mu] = (struct lgt_path) { 4, first, 0 };
      path[PATHS * mu + 1] = (struct lgt_path) { 6, second, 1 };
    }
  if (variant == 4)
    {
      for (int i = 0; i < LONG_PATH; i++)
        steps[0][0][i] = i % 3 ? 1 : ndim;
      path[0].count = LONG_PATH;
    }
  if (variant == 1 || variant == 3)
    {
      select = malloc ((size_t) rows->count * PATHS);
      ck_assert_ptr_nonnull (select);
      for (int i = 0; i < rows->count * PATHS; i++)
        select[i] = i % 5 != 1 && i % 3 != 0;
    }
  ck_assert_msg (lgt_path_set_new (c->context, rows, PATHS, turns, path,
                                   select, &c->paths, &error) == LGT_OK,
                 "%s", error.text);
  free (select);
}

void
op_one_input (struct op_case *c, const struct op_shape *s, enum lgt_type type,
              int comps)
{
  op_need_lattice (c, s);
  c->in[0] = op_tensor (c, s->gap, type, s->packs, c->lattice->count, comps,
                        s->lanes, c->lattice);
  op_fill (c, &c->in[0], 0, 0, 3);
}

struct lgt_view
op_output (struct op_case *c, const struct op_shape *s, enum lgt_type type,
           int count, int comps, const struct lgt_sites *sites)
{
  return op_tensor (c, sites ? s->gap : 0, type, s->packs, count, comps,
                    s->lanes, sites);
}

struct lgt_view
op_number (struct op_case *c, double value)
{
  struct lgt_view v = op_tensor (c, 0, LGT_F64, 1, 1, 1, 1, NULL);

  op_view_put (c->context, &v, &value);
  return v;
}

void
op_links (struct op_case *c, const struct op_shape *s, int variant,
          enum lgt_type type)
{
  op_one_input (c, s, type, s->ndim);
  op_need_paths (c, variant);
}

struct lgt_view
op_counters (struct op_case *c)
{
  static const double words[LGT_RANDOM_WORDS]
    = { 123456789, 4000000000, LGT_STREAM_TEST, 2, 77, 1000, 0, 0 };
  struct lgt_view v = op_tensor (c, 0, LGT_U32, 1, 1, LGT_RANDOM_WORDS, 1,
                                 NULL);

  op_view_put (c->context, &v, words);
  return v;
}

/* Fill V with matrices in SU(N): products of rotations of neighbouring
   rows.  */
void
op_fill_groups (struct op_case *c, const struct lgt_view *v, int n, int stream)
{
  size_t size = op_view_count (v), lanes = (size_t) v->shape.lanes, draw = 0;
  size_t row = (size_t) (2 * n * n) * lanes;
  double *all = calloc (size, sizeof *all);

  ck_assert_ptr_nonnull (all);
  for (double *m = all; m < all + size; m += row)
    for (size_t l = 0; l < lanes; l++)
      {
#define ELEMENT(i, j, half) \
        m[(size_t) (2 * (n * (i) + (j)) + (half)) * lanes + l]
        for (int i = 0; i < n; i++)
          ELEMENT (i, i, 0) = 1;
        for (int i = 0; i < n - 1; i++)
          {
            double q[4], norm = 0;

            for (int k = 0; k < 4; k++)
              {
                q[k] = op_value (stream, draw++);
                norm += q[k] * q[k];
              }
            for (int k = 0; k < 4; k++)
              q[k] /= sqrt (norm);
            for (int j = 0; j < n; j++)
              {
                double a = ELEMENT (i, j, 0), b = ELEMENT (i, j, 1);
                double s = ELEMENT (i + 1, j, 0), t = ELEMENT (i + 1, j, 1);

                ELEMENT (i, j, 0) = q[0] * a - q[1] * b + q[2] * s - q[3] * t;
                ELEMENT (i, j, 1) = q[0] * b + q[1] * a + q[2] * t + q[3] * s;
                ELEMENT (i + 1, j, 0)
                  = q[0] * s + q[1] * t - q[2] * a - q[3] * b;
                ELEMENT (i + 1, j, 1)
                  = q[0] * t - q[1] * s - q[2] * b + q[3] * a;
              }
          }
#undef ELEMENT
      }
  op_view_put (c->context, v, all);
  free (all);
}

/* N = 3, or for another VARIANT 2 or 4.  */
int
op_matrix_size (int variant)
{
  return variant % 3 == 0 ? 3 : variant % 3 == 1 ? 2 : 4;
}
