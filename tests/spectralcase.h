/* Spectral couplings of SU(N) as single operations, for their tests.  */

#ifndef LGT_TESTS_SPECTRALCASE_H
#define LGT_TESTS_SPECTRALCASE_H

#include "opuse.h"
#include "unitary.h"

#define PI 3.14159265358979323846

struct kind
{
  int n, bins, bias, order, conjugation;
};
enum { KINDS = 8 };
extern const struct kind kinds[KINDS];

/* On backend number I, NULL where this machine cannot run it; I < 0: the best
   one.  */
struct lgt_context *new_context (int i, int threads);

/* Random numbers begin anew; a random matrix of U(N).  */
void reseed (unsigned long long seed);
void random_matrix (int n, cplx *a);

/* U, S at random, raw numbers in (-SPREAD, SPREAD); unitary ones.  */
void make (struct op_case *c, struct lgt_context *context,
           const struct kind *k, struct lgt_shape shape, enum lgt_type type,
           double spread);
void randomize (struct op_case *c);

/* Element L (lane), SITE of pack P of a matrix tensor, and back; number I of
   any.  */
void matrix (struct op_case *c, const struct lgt_view *v, int p, int site,
             int l, cplx *get, const cplx *put);
double number (struct op_case *c, const struct lgt_view *v, int i);

/* One link, one lane: U' and the log-determinant of U, S.  */
extern const struct lgt_shape single;
double map_single (struct op_case *c, const cplx *u, const cplx *s, cplx *to);

/* A loop with phases at distance GAP: two of them, or with ALL all of them at
   an element of the centre.  */
void close_phases (int n, double gap, int all, cplx *p);
enum { GAPS = 7 };
extern const double gaps[GAPS];

#endif
