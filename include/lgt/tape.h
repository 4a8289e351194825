/* The tape: operations run as they are called, and are recorded so that
   gradients can be pulled back and the whole can be run again.

   A tape is a program in one arena.  Calls append instructions and (unless
   the tape is dry) execute them at once; lgt_tape_backward appends the
   pull-backs; lgt_tape_replay executes the same instructions on the same
   addresses, without a look-up or an allocation, and a CUDA backend captures
   it as a graph.  So nothing that changes between steps may be an argument:
   step number, inverse coupling, learning rate and counters are read from
   small tensors that the program binds.

   Memory: a two-ended arena.  What must live until the backward pass grows
   from the low end; the insides of a segment grow from the high end and are
   dropped when it closes, and computed again in the backward pass.  A field
   that a layer changes in place (lgt_scatter) keeps one buffer for its value
   and one for its gradient throughout; the overwritten values are put back
   on the way back.

   Errors: the first one is kept, every later call does nothing and returns a
   dead variable; ask lgt_tape_status once at the end.  */

#ifndef LGT_TAPE_H
#define LGT_TAPE_H

#include <lgt/context.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_tape;

typedef struct { int32_t id; } lgt_var; /* valid until lgt_tape_reset;
                                           id < 0: dead or absent */
#ifdef __cplusplus
static const lgt_var LGT_NONE = { -1 };
#else
#define LGT_NONE ((lgt_var) { -1 })
#endif

struct lgt_tape_options
{
  size_t arena_bytes;     /* 0 with dry = 0 is LGT_EINVAL */
  int dry;                /* record and count, execute nothing, own nothing */
  int gradients;          /* 0: no backward pass will follow; intermediate
                             values may be dropped early */
};

struct lgt_tape *lgt_tape_new (struct lgt_context *context,
                               const struct lgt_tape_options *options,
                               struct lgt_error *error);
void lgt_tape_free (struct lgt_tape *tape);
void lgt_tape_reset (struct lgt_tape *tape);   /* forget all, keep the arena */
struct lgt_context *lgt_tape_context (const struct lgt_tape *tape);
int lgt_tape_dry (const struct lgt_tape *tape);

/* Memory of the caller's as a variable.  GRAD NULL or without data: a
   constant.  Gradients are added to GRAD; the caller clears it (or records
   lgt_tape_clear).  */
lgt_var lgt_tape_bind (struct lgt_tape *tape, const struct lgt_view *value,
                       const struct lgt_view *grad);

/* A new tensor in the arena, contents undefined until an operation writes
   it; for fields that are changed in place.  */
lgt_var lgt_tape_field (struct lgt_tape *tape, enum lgt_type type,
                        struct lgt_shape shape,
                        const struct lgt_sites *sites);

/* A field that begins as a copy of X, which keeps its value; gradients flow
   through.  */
lgt_var lgt_tape_field_of (struct lgt_tape *tape, lgt_var x);

/* While PAUSED, what is recorded takes no part in the backward pass: it gets
   no gradients and saves nothing for them.  */
void lgt_tape_pause (struct lgt_tape *tape, int paused);

/* Components [first, first + n) of X, sharing its memory and gradient.  */
lgt_var lgt_tape_comps (struct lgt_tape *tape, lgt_var x, int first, int n);

/* The same tensor as a constant: no gradient flows through it.  */
lgt_var lgt_tape_constant (struct lgt_tape *tape, lgt_var x);

/* Run OP on its n_in inputs (LGT_NONE where the operation allows absence)
   and set its n_out outputs; IN may be OUT.  PARAMS are copied.  */
void lgt_tape_apply (struct lgt_tape *tape, const struct lgt_op *op,
                     const void *params, size_t params_size,
                     const lgt_var *in, lgt_var *out);

/* Run OP on explicit views, with outputs in the caller's memory and no
   gradient: optimizer steps, draws, statistics.  */
void lgt_tape_run (struct lgt_tape *tape, const struct lgt_op *op,
                   const void *params, size_t params_size,
                   const struct lgt_view *in, const struct lgt_view *out);

/* Record: set the bytes of VIEW (dense) to zero.  */
void lgt_tape_clear (struct lgt_tape *tape, const struct lgt_view *view);

/* Changes in place.  A field has one buffer for its value and one for its
   gradient; each change makes a new version of it, and only the newest
   version may be used from then on (LGT_EINVAL).

   FIELD[list] = NEW in place; returns the field's next version.  FIELD must
   be a lattice tensor with directions * block components, NEW has block
   components on LIST, OLD is what lgt_gather returned for the same list: it
   is kept and put back in the backward pass.  */
lgt_var lgt_scatter (struct lgt_tape *tape, lgt_var field, lgt_var old_values,
                     lgt_var new_values);

/* The list's entries of FIELD, [list, block]: components mu * block ... of
   the entry's site, mu its direction (0 if the list has none).  Inside of a
   segment too, these values live until the backward pass.  */
lgt_var lgt_gather (struct lgt_tape *tape, lgt_var field,
                    const struct lgt_sites *list, int block);

/* TOTAL += PART in place; returns the total's next version.  TOTAL must be
   dense and of PART's shape and type.  No pull-back may need the total's
   value (sums of log-densities are what it is for), so that the memory for
   it does not grow with the number of layers.  */
lgt_var lgt_accumulate (struct lgt_tape *tape, lgt_var total, lgt_var part);

/* Run BODY and drop its insides; the backward pass runs BODY's instructions
   again on the same inputs, with the same bits.  BODY calls operations on
   IN and on constants, and sets OUT, which may be IN if BODY reads before it
   writes.  Segments do not nest.  CTX is used during this call only.  */
typedef void lgt_segment_fn (struct lgt_tape *tape, void *ctx,
                             const lgt_var *in, lgt_var *out);
void lgt_tape_segment (struct lgt_tape *tape, lgt_segment_fn *body, void *ctx,
                       int n_in, const lgt_var *in, int n_out, lgt_var *out);

/* Pull back.  SEEDS: the variables whose gradient is given, each either with
   a view (added) or with data NULL, meaning 1 in every element.  Once a
   tape.  */
struct lgt_seed { lgt_var of; struct lgt_view grad; };
void lgt_tape_backward (struct lgt_tape *tape, int n,
                        const struct lgt_seed *seeds);

struct lgt_view lgt_tape_value (const struct lgt_tape *tape, lgt_var x);
/* The gradient after backward; data NULL if X got none.  Gradients of
   variables inside of segments are gone, and that of a convolution's output
   has become the one before its activation.  */
struct lgt_view lgt_tape_grad (const struct lgt_tape *tape, lgt_var x);

/* Execute everything again.  */
enum lgt_status lgt_tape_replay (struct lgt_tape *tape,
                                 struct lgt_error *error);
enum lgt_status lgt_tape_status (const struct lgt_tape *tape,
                                 struct lgt_error *error);
/* Make STATUS the tape's first error, as a layer's author does who finds
   something wrong.  */
void lgt_tape_fail (struct lgt_tape *tape, const struct lgt_error *error);

struct lgt_tape_usage
{
  size_t arena_peak;      /* bytes: the most that was in use at once */
  size_t arena_low;       /* bytes that live from forward to backward */
  size_t nodes, instructions;
  double flops;           /* of one replay */
};
struct lgt_tape_usage lgt_tape_usage (const struct lgt_tape *tape);

/* What all calls of one kernel in a replay cost together.  */
enum lgt_tape_pass { LGT_TAPE_RUN, LGT_TAPE_PULL, LGT_TAPE_SETTLE };
struct lgt_tape_cost
{
  const char *op;         /* the operation's name, or "clear" */
  enum lgt_tape_pass pass;
  int64_t calls;
  double seconds;         /* mean over the repetitions */
  double flops;
  double bytes;           /* the least that must move: inputs once, outputs
                             once, and twice where they are added to */
};

/* Execute everything REPEAT times, one instruction after the other and not
   divided, with a wait after each, and set ROW to the costs of the *ROWS
   <= ROOM kernels in order of appearance; there are at most three to an
   operation, and what does not fit is left out.  On a device each call
   includes the time of a launch and of a wait, as "clear" shows.  */
enum lgt_status lgt_tape_profile (struct lgt_tape *tape, int repeat,
                                  struct lgt_tape_cost *row, int room,
                                  int *rows, struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
