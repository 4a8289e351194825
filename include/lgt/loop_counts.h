/* How many loops of a whole lattice a mask leaves frozen, single or
   multiple (see lgt/loops.h), counted on the mask's unit cell and repeated:
   time and memory go with the cell, not with the lattice.  */

#ifndef LGT_LOOP_COUNTS_H
#define LGT_LOOP_COUNTS_H

#include <lgt/loops.h>
#include <lgt/mask.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Each loop counts once for every site that it is based at.  */
struct lgt_loop_counts
{
  int64_t all, frozen, single, multiple;
};

/* *COUNTS for LOOPS loops, by traversals.  LGT_EINVAL: a step that the
   lattice has not, or more loops than INT64_MAX; LGT_ENOMEM.  */
enum lgt_status lgt_loop_count (const struct lgt_mask *mask, int loops,
                                const struct lgt_loop *loop,
                                struct lgt_loop_counts *counts,
                                struct lgt_error *error);

/* What NaN tracing sees: loops that look at no, at one and at several
   different active links.  */
struct lgt_loop_traced
{
  int64_t all, frozen, one, several;
  int64_t again;        /* of ONE: those that pass their link several times,
                           which makes them multiple */
  int64_t differing;    /* where tracing contradicts counting; 0 expected */
};

/* *TRACED for LOOPS loops, evaluated as products of U(1) links on the unit
   cell, made large enough that links which differ on the lattice differ
   there too.  Errors as of lgt_loop_count.  */
enum lgt_status lgt_loop_count_traced (const struct lgt_mask *mask,
                                       int loops,
                                       const struct lgt_loop *loop,
                                       struct lgt_loop_traced *traced,
                                       struct lgt_error *error);

#define LGT_LOOP_NO_LINK (-1)
#define LGT_LOOP_MANY_LINKS (-2)

/* WHICH[i] = the active link (site * D + mu) that value i looks at,
   LGT_LOOP_NO_LINK if it looks at none and LGT_LOOP_MANY_LINKS if at
   several.  Arguments and errors as of lgt_loop_trace, which is called
   2 ceil (log2 n) + 1 times for n active links: those whose number has
   a given binary digit are set to NaN, and a value that looks at one link
   only becomes NaN for exactly one value of each digit.  */
enum lgt_status lgt_loop_trace_links (const struct lgt_geom *geom,
                                      const unsigned char *active, int block,
                                      const double *links, int64_t values,
                                      lgt_loop_evaluate_fn *evaluate,
                                      void *ctx, int64_t *which,
                                      struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
