/* The tape's insides, shared by the files tape*.c of this folder.

   Three growing arrays: variables (where a value and its gradient are),
   nodes (what was called, for the backward pass), instructions (what is
   executed, in order, again at each replay).  */

#ifndef LGT_TAPE_IMPL_H
#define LGT_TAPE_IMPL_H

#include <lgt/ops.h>
#include <lgt/tape.h>

struct variable
{
  struct lgt_view value;
  struct lgt_view grad;   /* data NULL until the first contribution */
  int32_t parent;         /* a window on this variable, or -1 */
  int32_t first;          /* first component of the window */
  int32_t field;          /* first version of a field, or -1 */
  int32_t newest;         /* of a field's first version: the newest one */
  int32_t scope;          /* 0: lives on; else number of its segment */
  int32_t born;           /* 0, or number of the segment that made it */
  int32_t of;             /* a constant: the variable whose value it is; -1 */
  int needs_grad;
};

enum node_kind
{
  NODE_OP,                /* in, out */
  NODE_SCATTER,           /* in: field, old, new; out: field */
  NODE_ACCUMULATE,        /* in: total, part; out: total */
  NODE_SEGMENT            /* the nodes from first_node up to this one */
};

struct node
{
  enum node_kind kind;
  const struct lgt_op *op;
  const struct lgt_kernel *kernel;
  enum lgt_type entry;
  const void *params;
  size_t pull_scratch;
  int later;              /* shared gradients still to be made */
  int32_t in[LGT_MAX_IN], out[LGT_MAX_OUT];
  int32_t first_node;
  int32_t first_instruction, end_instruction;
  size_t high;            /* of a segment: bytes of its insides */
  size_t most;            /* the same with scratch */
  int32_t segment;        /* its number */
};

struct instruction
{
  lgt_kernel_fn *fn;      /* NULL: clear the bytes of the one output */
  const struct lgt_op *op;              /* for messages */
  const void *params;
  int32_t views;          /* inputs, then outputs */
  int32_t n_in, n_out;
  size_t bytes;           /* of a clear */
  void *scratch;
  size_t part_scratch;    /* bytes for each part of divided work */
  int32_t packs;          /* > 0: can be divided by packs */
  int fence;              /* what stands before must be done for all packs */
  double flops;
  int once;               /* not to be repeated when a segment is recomputed */
};

struct block              /* a copy of parameters; a list to be freed */
{
  struct block *next;
  double data[];          /* aligned for anything that parameters hold */
};

struct lgt_tape
{
  struct lgt_context *context;
  struct lgt_tape_options options;
  struct lgt_error error;
  char *arena;            /* of a dry tape: an address that nobody follows */
  size_t low, high, peak;
  size_t most;            /* the largest high of the open segment */

  struct variable *variable;
  struct node *node;
  struct instruction *instruction;
  struct lgt_view *view;
  int32_t variables, nodes, instructions, views;
  int32_t variables_room, nodes_room, instructions_room, views_room;
  struct block *blocks;
  struct block *ones;     /* each holds the address of device memory */

  int32_t segments;       /* number of segments opened */
  int32_t scope;          /* 0, or the open segment's number */
  int32_t pulling;        /* 0, or the segment that is being pulled back */
  int gradients;          /* wanted, and not paused */
  int pulled;             /* lgt_tape_backward was called */
  int keep;               /* the next outputs go to the low end */
  int fence;              /* for the next instruction */
  int parts;              /* into which work is divided; 1: not */
  int eager;              /* an instruction must not be captured */
  void *graph;            /* captured replay */
};

/* Record the failure unless there was one before.  */
void lgt_tape_fail_ (struct lgt_tape *tape, enum lgt_status code,
                     const char *format, ...)
  __attribute__ ((format (printf, 3, 4)));

/* Bytes from the arena; NULL after tape_fail.  HIGH: from the end that is
   dropped.  */
void *lgt_tape_take (struct lgt_tape *tape, size_t bytes, int high);

/* Count HIGH bytes at that end as in use, or fail.  */
void lgt_tape_reach (struct lgt_tape *tape, size_t high);

/* A new variable, node, or copy of parameters; negative or NULL after
   tape_fail.  The pointers of the arrays move.  */
int32_t lgt_tape_new_variable (struct lgt_tape *tape,
                               const struct lgt_view *value, int needs_grad);
struct node *lgt_tape_new_node (struct lgt_tape *tape, enum node_kind kind);
const void *lgt_tape_keep_params (struct lgt_tape *tape, const void *params,
                                  size_t size);

/* Scratch of an operation: BYTES for all packs, or for each of the parts
   what INFER (with out views OUT, may be NULL) says of its packs; WHICH is 0
   for run, 1 for pull.  Inside of a segment it is not used again before the
   segment ends: another part may still be at work there.  *PART_SCRATCH gets
   the bytes of a part.  */
void *lgt_tape_scratch (struct lgt_tape *tape, const struct lgt_op *op,
                        const void *params, const struct lgt_view *in,
                        const struct lgt_view *out, int which, size_t bytes,
                        size_t *part_scratch);

/* Execute instruction I, or all of them divided by packs.  */
void lgt_tape_execute (struct lgt_tape *tape, const struct instruction *i);
void lgt_tape_execute_all (struct lgt_tape *tape);

/* Append an instruction and, unless the tape is dry, execute it.  */
void lgt_tape_emit (struct lgt_tape *tape, const struct lgt_op *op,
                    lgt_kernel_fn *fn, const void *params, int n_in,
                    const struct lgt_view *in, int n_out,
                    const struct lgt_view *out, void *scratch,
                    size_t part_scratch, double flops, int once);
void lgt_tape_emit_clear (struct lgt_tape *tape, const struct lgt_view *view);

/* Append instruction I of this tape once more.  */
void lgt_tape_emit_again (struct lgt_tape *tape, int32_t i);

/* Run OP on views, without variables, with outputs given.  */
void lgt_tape_emit_op (struct lgt_tape *tape, const struct lgt_op *op,
                       const void *params, size_t params_size,
                       const struct lgt_view *in, const struct lgt_view *out,
                       int once);

/* The view of variable ID as an operation sees it: all zero if absent.
   Fails if it may not be used here.  */
struct lgt_view lgt_tape_operand (struct lgt_tape *tape, int32_t id,
                                  const char *who);
int lgt_tape_needs_grad (const struct lgt_tape *tape, int32_t id);

/* The gradient of variable ID; with MAKE, allocated and cleared if it is
   not there yet.  */
struct lgt_view lgt_tape_gradient (struct lgt_tape *tape, int32_t id,
                                   int make);

#endif
