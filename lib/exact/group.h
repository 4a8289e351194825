/* Character expansions of the groups; not installed.  */

#ifndef LGT_EXACT_GROUP_H
#define LGT_EXACT_GROUP_H

#include <stdint.h>

#include <lgt/status.h>

/* Representations are numbered 0 .. count (size) - 1, SIZE being how far the
   expansion goes: |n| <= size, d - 1 <= size, p + q <= size.  */
struct group
{
  int n;
  const char *name;
  double max_beta;
  int (*count) (int size);
  int (*trivial) (int size);
  double (*dimension) (int size, int r);
  /* Representation number K < n of r x f, or -1 if it is beyond SIZE or
     does not exist.  */
  int (*neighbour) (int size, int r, int k);
  /* RHO[r] = l_r / l_0 for beta > 0; *EDGE = the largest of those with the
     highest label, SIZE.  */
  enum lgt_status (*ratios) (double beta, int size, double *rho,
                             double *edge, struct lgt_error *error);
  /* *RESULT = ln l_0 for beta > 0.  */
  enum lgt_status (*log_trivial) (double beta, double *result,
                                  struct lgt_error *error);
};

extern const struct group lgt_exact_u1_, lgt_exact_su2_, lgt_exact_su3_;

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
