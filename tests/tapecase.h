/* What tests of the tape begin with: a small lattice, a tensor x on it, an
   operation of their own, a backend that counts.  */

#ifndef LGT_TESTS_TAPECASE_H
#define LGT_TESTS_TAPECASE_H

#include <lgt/ops.h>

enum { PACKS = 2, SITES = 6, COMPS = 3, LANES = 3,
       COUNT = PACKS * SITES * COMPS * LANES };

/* y = x, after all of a large scratch was overwritten.  */
enum { DIRTY_BYTES = 1 << 18 };
extern const struct lgt_op dirty_op;
/* Calls of its infer and run, and of the backend's alloc.  */
extern int infers, runs, allocations;

/* The fixture; x_view holds START.  */
extern struct lgt_context *context;
extern struct lgt_sites *lattice, *list[2];
extern struct lgt_view x_view, x_grad;
extern double start[COUNT];
void set_up (void);
/* With EXTRA kernels instead of dirty_op's.  */
void set_up_with (const struct lgt_kernel *extra);
void tear_down (void);

struct lgt_tape *new_tape (size_t bytes, int gradients);
void assert_fails (const struct lgt_tape *tape, enum lgt_status code,
                   const char *words);
void assert_fine (const struct lgt_tape *tape);

lgt_var new_total (struct lgt_tape *tape);

#endif
