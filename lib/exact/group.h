/* Character expansions of the groups; not installed.  */

#ifndef LGT_EXACT_GROUP_H
#define LGT_EXACT_GROUP_H

#include <stdint.h>

#include <lgt/status.h>

/* Representations are numbered 0 .. count (size) - 1, SIZE being how far the
   expansion goes: |n| <= size in U(1), d - 1 <= size in SU(2), rows of Young
   diagrams of at most size boxes in SU(N).  The first argument of all
   functions is the group's N.  */
struct group
{
  int n;
  const char *name;
  double max_beta;
  /* 0: too many to be stored.  */
  int (*count) (int n, int size);
  int (*trivial) (int n, int size);
  double (*dimension) (int n, int size, int r);
  /* Representation number K < N of r x f, or -1 if it is beyond SIZE or
     does not exist.  */
  int (*neighbour) (int n, int size, int r, int k);
  /* RHO[r] = l_r / l_0 for beta > 0, RHO cleared before; *EDGE = the largest
     of those with the highest label, SIZE.  Representations that do not
     matter in sums of rho^POWER may be left 0.  */
  enum lgt_status (*ratios) (int n, double beta, double power, int size,
                             double *rho, double *edge,
                             struct lgt_error *error);
  /* *RESULT = ln l_0 for beta > 0.  */
  enum lgt_status (*log_trivial) (int n, double beta, double *result,
                                  struct lgt_error *error);
};

extern const struct group lgt_exact_u1_, lgt_exact_su2_;
extern const struct group lgt_exact_sun_[6];    /* N = 3 to 8 */

/* The group with this N, or NULL and LGT_EINVAL in words; BETA is checked
   too.  */
const struct group *lgt_exact_group_ (int n, double beta,
                                      struct lgt_error *error);
enum lgt_status lgt_exact_extents_ (int l0, int l1, struct lgt_error *error);

/* An expansion that goes as far as rho^POWER is above rounding.  */
struct expansion
{
  int size, count;
  double *rho;            /* to be freed */
};
enum lgt_status lgt_exact_expand_ (const struct group *group, double beta,
                                   double power, struct expansion *expansion,
                                   struct lgt_error *error);

/* *RESULT = exp (-x) I_n (x), n >= 0, x >= 0; 0 where it underflows.  */
enum lgt_status lgt_exact_bessel_ (int n, double x, double *result,
                                   struct lgt_error *error);

#endif
