/* Between the two halves of making a plan, inside lib/loops: paths as words,
   and words as a plan.  */

#ifndef LGT_LOOP_BUILDER_H
#define LGT_LOOP_BUILDER_H

#include <lgt/loop_plan.h>

#include "loop_words.h"

/* Which word a path is: the word, or its conjugate (REVERSED), based where
   the path is based plus OFFSET.  */
struct lgt_loop_origin
{
  int word;
  int reversed;
  int offset[LGT_MAX_DIM];
};

/* The paths of a plan, and those among them that differ, once each.  */
struct lgt_loop_builder
{
  int ndim;
  enum lgt_loop_plan_kind kind;
  int paths;
  struct lgt_loop_origin *origin;       /* one a path */
  int words;
  struct lgt_loop *word;
  int64_t naive;
};

/* Find what differs among the paths LOOP, as many as B says; B's arrays are
   new, and the caller frees them, on failure too.  */
enum lgt_status lgt_loop_builder_collect (struct lgt_loop_builder *b,
                                          const struct lgt_loop *loop,
                                          struct lgt_error *error);

/* New WORDS for what differs, in links alone or, COMPOSED, in plaquettes and
   links.  */
enum lgt_status lgt_loop_builder_words (const struct lgt_loop_builder *b,
                                        int composed,
                                        struct lgt_loop_words *words,
                                        struct lgt_error *error);

#endif
