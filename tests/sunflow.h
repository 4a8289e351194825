/* Small models of SU(N) for tests of flows, and links on the host.  */

#ifndef LGT_TESTS_SUNFLOW_H
#define LGT_TESTS_SUNFLOW_H

#include "flowcheck.h"

#define SUN_SWEEP(mask, layer) \
  "  - sweep: { mask: " mask ", layer: { " layer " } }\n"
#define SUN_STAGGER \
  "{ directions: each, steps: { along: 2, across: 1 }, width: 4 }"
#define SUN_PAIRS \
  "{ directions: each, steps: { along: 1, across: 1 }, width: 2 }"
/* Both directions at once.  */
#define SUN_TOGETHER \
  "{ directions: [0, 1], steps: [1, 1], width: 4, offset: [0, 2], " \
  "together: true }"

/* Everything that an SU(N) model can say.  */
extern const struct flow_case sun_cases[];
extern const int sun_case_count;
/* Places in the table.  */
enum
{
  SUN_SU2_PLAIN,          /* SU(2), one update, a convolution */
  SUN_SU3_EACH,           /* SU(3), all active loops, all features */
  SUN_EVEN_SU2,           /* two that commute with conjugation */
  SUN_EVEN_SU3
};

/* G (x) U G (x + mu)^+ for all LINKS of a configuration; the random G are
   number NUMBER of SEED.  */
void sun_transform (const struct lgt_model *model, uint64_t seed, int number,
                    double *links);

/* All LINKS of N configurations replaced by exp (SIZE X), X of random
   coordinates in (-1, 1).  */
void sun_links_near_one (struct lgt_model *model, int n, double size,
                         double *links);

/* Complex conjugates of COUNT numbers of matrices, in place.  */
void sun_conjugate (int64_t count, double *links);

/* The largest |a - b| of COUNT numbers; infinite if one is not finite.  */
double largest_difference (int64_t count, const double *a, const double *b);

/* The largest distance from the group of the links of N configurations.  */
double sun_links_deviation (const struct lgt_model *model, int n,
                            const double *links);

/* sum_x Re tr of the product of links along STEPS (as in struct lgt_path)
   from x.  */
double sun_loop_sum (const struct lgt_model *model, const double *links,
                     int count, const int *steps);
/* The sum over all plaquettes, of -(1/N) of which beta makes the Wilson
   action, and over all 2 x 1 rectangles.  */
double sun_plaquette_sum (const struct lgt_model *model, const double *links);
double sun_rectangle_sum (const struct lgt_model *model, const double *links);

#endif
