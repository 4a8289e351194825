/* Loops for tests of lgt/loops.h.  */

#ifndef LGT_TESTS_LOOPCASE_H
#define LGT_TESTS_LOOPCASE_H

#include <stdint.h>

#include <lgt/loops.h>

/* A small generator, 0 to N - 1: the same cases every time.  */
int draw (uint32_t *state, int n);

/* The loop that TEXT says in four dimensions; LOOP is printed as TEXT.  */
struct lgt_loop parsed (const char *text);
void ck_loop_eq (const struct lgt_loop *loop, const char *text);

/* A random closed walk of HALF steps there and HALF back in another order.  */
struct lgt_loop random_loop (uint32_t *state, int ndim, int half);

#endif
