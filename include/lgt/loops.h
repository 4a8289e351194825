/* Loops: strings of signed steps, and what a mask makes of them.

   A step is an integer: +(mu + 1) goes forward along mu, -(mu + 1) backward
   (the convention of lgt/paths.h; { 1, 2, -1, -2 } is written
   "+0 +1 -0 -1").  From the site x a step +(mu + 1) traverses the link
   U_mu(x) and leads to x + mu; a step -(mu + 1) traverses U_mu(x - mu)^+ and
   leads to x - mu.  So { 1, 2, -1, -2 } based at x is the plaquette
   U_0(x) U_1(x+0) U_0(x+1)^+ U_1(x)^+.

   Loops without a base point are counted up to translation, cyclic
   rotation and reversal; each class has one canonical member.

   Active links are given as bytes active[site * D + mu] (lgt_mask_links
   makes them; so may a caller who has no mask).  They are counted as
   traversals, signs ignored: on an extent of 1, or where a loop winds onto
   itself, the same link counts as often as it is passed.  A loop with none
   is frozen, with exactly one single, else multiple.  Only frozen loops may
   condition a transformation, only single ones may be transformed.  */

#ifndef LGT_LOOPS_H
#define LGT_LOOPS_H

#include <stddef.h>

#include <lgt/geom.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LGT_LOOP_MAX 128        /* steps of one loop */

/* A path, open or closed, as a plain value.  */
struct lgt_loop
{
  int length;                   /* 0..LGT_LOOP_MAX */
  int steps[LGT_LOOP_MAX];
};

/* ---- notation ---- */

/* Read "+0 +1 -0 -1" (blanks between steps are optional) in NDIM
   dimensions.  LGT_EINVAL names the character at which TEXT stops making
   sense.  lgt_loop_parse wants a path that closes: on the infinite lattice,
   or if GEOM is not NULL on that one (Polyakov lines); else LGT_EINVAL says
   where the path ends.  */
enum lgt_status lgt_loop_parse_path (struct lgt_loop *path, int ndim,
                                     const char *text,
                                     struct lgt_error *error);
enum lgt_status lgt_loop_parse (struct lgt_loop *loop, int ndim,
                                const struct lgt_geom *geom,
                                const char *text, struct lgt_error *error);

/* Write LOOP as words into TEXT, at most SIZE bytes with the final 0; return
   the length that the whole text has, as snprintf does.  */
int lgt_loop_print (const struct lgt_loop *loop, char *text, size_t size);

/* LGT_EINVAL: a step of LOOP is 0 or of a direction that NDIM dimensions do
   not have, or the length is out of range.  Other functions here require
   that this holds.  */
enum lgt_status lgt_loop_check (const struct lgt_loop *loop, int ndim,
                                struct lgt_error *error);

/* END[0..NDIM-1] = where the path ends if it starts at 0.  */
void lgt_loop_end (const struct lgt_loop *path, int ndim, int *end);

/* 1 if the path closes (on GEOM; NULL: on the infinite lattice).  */
int lgt_loop_closed (const struct lgt_loop *path, const struct lgt_geom *geom);

/* ---- changing a loop; RESULT may be LOOP ---- */

/* Start LOOP (closed) FIRST steps later, 0 <= FIRST < length.  */
void lgt_loop_rotate (const struct lgt_loop *loop, int first,
                      struct lgt_loop *result);

/* The Hermitian conjugate: the steps backward in reverse order.  */
void lgt_loop_reverse (const struct lgt_loop *loop, struct lgt_loop *result);

/* Remove each step that is at once undone.  CYCLIC: also where a closed
   loop's end undoes its beginning (this moves the base point).  The result
   may have length 0.  */
void lgt_loop_reduce (const struct lgt_loop *loop, int cyclic,
                      struct lgt_loop *result);

/* The smallest of all rotations of LOOP (closed) and of its reverse, in
   dictionary order with +0 < +1 < ... < -0 < -1 < ...  */
void lgt_loop_canonical (const struct lgt_loop *loop,
                         struct lgt_loop *result);

/* Dictionary order of two loops, shorter ones first: < 0, 0, > 0.  */
int lgt_loop_compare (const struct lgt_loop *a, const struct lgt_loop *b);

/* LOOP without its first step: for P = U_mu(x) S this is S, which leads from
   x + mu back to x.  Its reverse, S^+, is a path that starts at x.  */
void lgt_loop_staple (const struct lgt_loop *loop, struct lgt_loop *result);

/* ---- lists of loops ---- */

/* An empty list is { 0 }.  */
struct lgt_loop_list
{
  int count, capacity;
  struct lgt_loop *loop;        /* owned by the list */
};

/* Empty LIST; it may be filled again.  */
void lgt_loop_list_free (struct lgt_loop_list *list);

/* Append a copy of LOOP to LIST.  LGT_ENOMEM: the list is as before.  */
enum lgt_status lgt_loop_list_add (struct lgt_loop_list *list,
                                   const struct lgt_loop *loop,
                                   struct lgt_error *error);

/* Replace LIST's loops by their canonical forms, sort, drop duplicates.  */
void lgt_loop_list_normalize (struct lgt_loop_list *list);

/* Each of the following sets *LIST to a new list (free it): canonical loops,
   ascending, without duplicates unless said otherwise.  LGT_EINVAL:
   arguments out of range; LGT_ENOMEM.  */

/* The D (D - 1) / 2 plaquettes, mu < nu, in the order 01, 02, ..., 12...  */
enum lgt_status lgt_loop_list_plaquettes (int ndim,
                                          struct lgt_loop_list *list,
                                          struct lgt_error *error);

/* Rectangles of sides A and B >= 1 in every orientation: D (D - 1) of them,
   half as many if A = B.  */
enum lgt_status lgt_loop_list_rectangles (int ndim, int a, int b,
                                          struct lgt_loop_list *list,
                                          struct lgt_error *error);

/* All images of LOOP (closed) under the hypercubic group: permutations and
   reflections of the directions.  */
enum lgt_status lgt_loop_list_orbit (int ndim, const struct lgt_loop *loop,
                                     struct lgt_loop_list *list,
                                     struct lgt_error *error);

/* All loops of exactly LENGTH steps (even, 4..10) without backtracking,
   the end onto the beginning included.  */
enum lgt_status lgt_loop_list_all (int ndim, int length,
                                   struct lgt_loop_list *list,
                                   struct lgt_error *error);

/* ---- classes ---- */

enum lgt_loop_class
{
  LGT_LOOP_PLAQUETTE,           /* 1 x 1 */
  LGT_LOOP_RECTANGLE,           /* R x T, not 1 x 1 */
  LGT_LOOP_CHAIR,               /* length 6, two plaquettes at an angle */
  LGT_LOOP_CROWN,               /* length 6, opposite steps are antipodal */
  LGT_LOOP_LINE,                /* straight, closes around the lattice */
  LGT_LOOP_OTHER
};

/* Class of LOOP, backtracking removed first.  */
enum lgt_loop_class lgt_loop_classify (const struct lgt_loop *loop);

/* "plaquette", "rectangle", "chair", "crown", "line", "other".  */
const char *lgt_loop_class_name (enum lgt_loop_class class_);

/* The class of that NAME in *CLASS_; 0 if there is none.  */
int lgt_loop_class_named (const char *name, enum lgt_loop_class *class_);

/* All loops of a class: plaquettes, 2 x 1 rectangles, chairs or crowns; one
   list may be empty (chairs in 2D).  LGT_EINVAL for other classes.  */
enum lgt_status lgt_loop_list_class (int ndim, enum lgt_loop_class class_,
                                     struct lgt_loop_list *list,
                                     struct lgt_error *error);

/* The straight loops around GEOM, one a direction: +mu L_mu times.
   LGT_EINVAL: an extent is larger than LGT_LOOP_MAX.  */
enum lgt_status lgt_loop_list_lines (const struct lgt_geom *geom,
                                     struct lgt_loop_list *list,
                                     struct lgt_error *error);

/* The loops of all pairs of staples of all links (see
   lgt_loop_staple_pairs_of) in NDIM dimensions: D (D - 1) rectangles and
   2 D (D - 1)(D - 2) chairs, each once.  */
enum lgt_status lgt_loop_list_staple_pairs (int ndim,
                                            struct lgt_loop_list *list,
                                            struct lgt_error *error);

/* The loops of a name, as users write it: "plaquette", "rectangle" (2 x 1),
   "RxT" (such as "3x2"), "chair", "crown", "staple_pairs", or "line", for
   which GEOM is needed (else it may be NULL).  LGT_EINVAL: no such name,
   with those that there are.  */
enum lgt_status lgt_loop_list_named (int ndim, const struct lgt_geom *geom,
                                     const char *name,
                                     struct lgt_loop_list *list,
                                     struct lgt_error *error);

/* Loops that the hypercubic group maps to each other: ORBIT[i] is the number
   of the orbit of LIST's loop i, from 0 in the order in which orbits come;
   *ORBITS says how many.  LIST is canonical, ascending, without duplicates
   (as the functions above make it).  */
enum lgt_status lgt_loop_list_orbits (int ndim,
                                      const struct lgt_loop_list *list,
                                      int *orbit, int *orbits,
                                      struct lgt_error *error);

/* ---- active loops of a link ---- */

/* All ways in which a link of direction MU can stand in LOOP (closed): the
   rotations, of the loop and of its reverse, that begin with +(MU + 1),
   without duplicates; first the loop's own in the order of their position,
   then the reverse's.  So each result is U_mu(x) S with the link undaggered.
   RESULT has room for LOOP->length loops; returns how many.  */
int lgt_loop_positions (const struct lgt_loop *loop, int mu,
                        struct lgt_loop *result);

/* The same for COUNT loops one after the other, as a new list without
   duplicates in this order (not canonical, not sorted).  */
enum lgt_status lgt_loop_list_through (int count, const struct lgt_loop *loop,
                                       int mu, struct lgt_loop_list *list,
                                       struct lgt_error *error);

/* The plaquette through U_mu(x) in the plane MU, NU != MU:
     ahead   U_mu(x) U_nu(x+mu) U_mu(x+nu)^+ U_nu(x)^+
     behind  U_mu(x) U_nu(x+mu-nu)^+ U_mu(x-nu)^+ U_nu(x-nu).  */
enum lgt_loop_side { LGT_LOOP_AHEAD, LGT_LOOP_BEHIND };
void lgt_loop_plaquette (int mu, int nu, enum lgt_loop_side side,
                         struct lgt_loop *loop);

/* All 2 (D - 1) of them, nu ascending, ahead then behind, into LOOP.  */
void lgt_loop_plaquettes_of (int ndim, int mu, struct lgt_loop *loop);

/* The (D - 1)(2 D - 3) loops S_j^+ S_i that two staples i < j of U_mu(x)
   make, in the order of lgt_loop_plaquettes_of, i slowest, based at x: D - 1
   rectangles and 2 (D - 1)(D - 2) chairs.  They do not pass the link, and
   are frozen where its plaquettes are single.  */
void lgt_loop_staple_pairs_of (int ndim, int mu, struct lgt_loop *loop);

/* ---- loops and active links ---- */

/* Where loops are based: entry i at SITE[i], in direction DIRECTION[i]
   (as struct lgt_sites of lgt/sites.h has them).  SITE = NULL: every site of
   the lattice in order, COUNT = volume.  */
struct lgt_loop_rows
{
  int64_t count;
  const int32_t *site;
  const int32_t *direction;     /* needed only with several variants */
};

/* TRAVERSALS[i * PATHS + k] = how often path k, based at row i, passes an
   active link.  VARIANTS is 1 or D: path k of row i is
   PATH[v PATHS + k] with v = 0 or DIRECTION[i] (as lgt_path_set_new takes
   them).  Paths may be open.  The first SKIP (0 or 1) steps of each path
   are walked but not counted: with 1 the table tells about the staple S of
   U S based at the link's own site, so an active loop is single exactly if
   its entry is 0.  LGT_EINVAL: VARIANTS, SKIP, a step that the lattice has
   not, a site or direction out of range.  */
enum lgt_status lgt_loop_traversals (const struct lgt_geom *geom,
                                     const unsigned char *active,
                                     struct lgt_loop_rows rows,
                                     int paths, int variants,
                                     const struct lgt_loop *path, int skip,
                                     unsigned char *traversals,
                                     struct lgt_error *error);

/* SELECT[site * PATHS + k] = 1 where loop k based at site passes exactly
   WANTED active links (0: frozen, 1: single), else 0.  This is the SELECT
   of lgt_path_set_new.  */
enum lgt_status lgt_loop_select (const struct lgt_geom *geom,
                                 const unsigned char *active, int wanted,
                                 int paths, const struct lgt_loop *path,
                                 unsigned char *select,
                                 struct lgt_error *error);

/* POSITION[site * PATHS + k] = number of the step with which loop k, based
   at site, passes its only active link; LGT_LOOP_FROZEN where it passes none,
   LGT_LOOP_MULTIPLE where it passes several.  LGT_EINVAL as for
   lgt_loop_check.  */
enum { LGT_LOOP_FROZEN = -1, LGT_LOOP_MULTIPLE = -2 };
enum lgt_status lgt_loop_single (const struct lgt_geom *geom,
                                 const unsigned char *active, int paths,
                                 const struct lgt_loop *path,
                                 int32_t *position, struct lgt_error *error);

/* LOOP (closed) rotated, and reversed if need be, so that it begins with the
   link of step POSITION, undaggered: P = U_mu(y) S.  SHIFT[0..LGT_MAX_DIM-1]
   = y - x, from the old base point x to the new one.  RESULT may be LOOP.  */
void lgt_loop_start_with (const struct lgt_loop *loop, int position,
                          struct lgt_loop *result, int *shift);

/* SELECT[i * PATHS + k] = 1 where path k of row i has an active first link
   and no other: single loops, ready to be transformed.  ROWS are active
   links; VARIANTS is 1 or D as above, and each path begins with
   +(direction + 1) (LGT_EINVAL).  */
enum lgt_status lgt_loop_select_active (const struct lgt_geom *geom,
                                        const unsigned char *active,
                                        struct lgt_loop_rows rows,
                                        int paths, int variants,
                                        const struct lgt_loop *path,
                                        unsigned char *select,
                                        struct lgt_error *error);

/* ---- the second way: NaN ---- */

/* Evaluate a function of the links: LINKS has volume * D * BLOCK doubles in
   the order [site][mu][block], VALUES receives as many doubles as the caller
   of lgt_loop_trace asked for.  CTX is the caller's.  */
typedef enum lgt_status lgt_loop_evaluate_fn (void *ctx, const double *links,
                                              double *values,
                                              struct lgt_error *error);

/* FINITE[i] = 1 if value i does not look at any active link, else 0: the
   active links are set to NaN, EVALUATE is called, and whatever is finite
   is frozen; nothing can cancel by accident.  LINKS (not changed) are links
   for which all values are finite, which is checked first (LGT_ENUM: value
   number i is not).  VALUES is the number of values.  LGT_ENOMEM, or what
   EVALUATE returns.  */
enum lgt_status lgt_loop_trace (const struct lgt_geom *geom,
                                const unsigned char *active, int block,
                                const double *links, int64_t values,
                                lgt_loop_evaluate_fn *evaluate, void *ctx,
                                unsigned char *finite,
                                struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
