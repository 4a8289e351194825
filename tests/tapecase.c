#include "tapecase.h"

#include "testutil.h"

#include <string.h>

#include "opcases.h"

/* ---- operations and a backend of our own ---- */

int infers, runs, allocations;

static enum lgt_status
dirty_infer (const void *params, const struct lgt_view *in,
             struct lgt_view *out, size_t scratch[2], enum lgt_type *entry,
             struct lgt_error *error)
{
  (void) params;
  (void) error;
  infers++;
  out[0] = lgt_view_dense (NULL, in[0].type, in[0].shape, in[0].sites);
  scratch[0] = DIRTY_BYTES;
  *entry = LGT_F64;
  return LGT_OK;
}

const struct lgt_op dirty_op = {
  .name = "dirty", .n_in = 1, .n_out = 1, .infer = dirty_infer
};

static enum lgt_status
dirty_run (struct lgt_queue *queue, const void *params,
           const struct lgt_view *in, const struct lgt_view *out,
           void *scratch, struct lgt_error *error)
{
  (void) queue;
  (void) params;
  (void) error;
  runs++;
  memset (scratch, 0xff, DIRTY_BYTES);
  memcpy (out[0].data, in[0].data,
          lgt_shape_bytes (in[0].type, in[0].shape));
  return LGT_OK;
}

static enum lgt_status
dirty_pull (struct lgt_queue *queue, const void *params,
            const struct lgt_view *in, const struct lgt_view *out,
            void *scratch, struct lgt_error *error)
{
  (void) queue;
  (void) params;
  (void) scratch;
  (void) error;
  for (int64_t i = 0; i < lgt_shape_count (out[0].shape); i++)
    ((double *) out[0].data)[i] += ((double *) in[2].data)[i];
  return LGT_OK;
}

static const struct lgt_kernel own_kernels[] = {
  { .op = &dirty_op, .run = { NULL, dirty_run }, .pull = { NULL, dirty_pull } },
  { 0 }
};
static struct lgt_backend counted;
static const struct lgt_backend *plain;

static void *
counted_alloc (struct lgt_queue *queue, size_t bytes)
{
  allocations++;
  return plain->alloc (queue, bytes);
}

/* ---- fixture ---- */

struct lgt_context *context;
struct lgt_sites *lattice, *list[2];
struct lgt_view x_view, x_grad;
double start[COUNT];

void
set_up_with (const struct lgt_kernel *extra)
{
  const struct lgt_context_options options = { 0, 2, extra };
  const int extent[2] = { 2, 3 };
  const int32_t even[3] = { 0, 3, 4 }, odd[3] = { 5, 1, 2 };
  const struct lgt_shape shape = { PACKS, SITES, COMPS, LANES };

  ck_assert_int_eq (lgt_backend_find (NULL, &plain, NULL), LGT_OK);
  counted = *plain;
  counted.alloc = counted_alloc;
  context = lgt_context_new (&counted, &options, NULL);
  ck_assert_ptr_nonnull (context);
  ck_assert_int_eq (lgt_sites_new (context, 2, extent, &lattice, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_sites_list (context, lattice, 3, even, NULL,
                                    &list[0], NULL), LGT_OK);
  ck_assert_int_eq (lgt_sites_list (context, lattice, 3, odd, NULL,
                                    &list[1], NULL), LGT_OK);
  x_view = lgt_view_dense (lgt_context_alloc (context, COUNT * 8, NULL),
                           LGT_F64, shape, lattice);
  x_grad = lgt_view_dense (lgt_context_alloc (context, COUNT * 8, NULL),
                           LGT_F64, shape, lattice);
  for (size_t i = 0; i < COUNT; i++)
    start[i] = op_value (1, i);
  op_view_put (context, &x_view, start);
}

void
set_up (void)
{
  set_up_with (own_kernels);
}

void
tear_down (void)
{
  lgt_context_release (context, x_view.data);
  lgt_context_release (context, x_grad.data);
  lgt_sites_free (context, list[0]);
  lgt_sites_free (context, list[1]);
  lgt_sites_free (context, lattice);
  lgt_context_free (context);
}

struct lgt_tape *
new_tape (size_t bytes, int gradients)
{
  const struct lgt_tape_options options = { bytes, 0, gradients };
  struct lgt_tape *tape = lgt_tape_new (context, &options, NULL);

  ck_assert_ptr_nonnull (tape);
  return tape;
}

void
assert_fails (const struct lgt_tape *tape, enum lgt_status code,
              const char *words)
{
  struct lgt_error error = { 0 };

  ck_assert_int_eq (lgt_tape_status (tape, &error), code);
  ck_assert_int_eq (error.code, code);
  ck_assert_msg (strstr (error.text, words) != NULL, "\"%s\" lacks \"%s\"",
                 error.text, words);
}

void
assert_fine (const struct lgt_tape *tape)
{
  struct lgt_error error = { 0 };

  ck_assert_msg (lgt_tape_status (tape, &error) == LGT_OK, "%s", error.text);
}

lgt_var
new_total (struct lgt_tape *tape)
{
  const struct lgt_shape each = { PACKS, 1, 1, LANES };
  lgt_var total = lgt_tape_field (tape, LGT_F64, each, NULL);
  const struct lgt_view view = lgt_tape_value (tape, total);

  lgt_tape_clear (tape, &view);
  return total;
}
