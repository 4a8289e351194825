/* Small models for tests of flows, from a line of text each.  */

#ifndef LGT_TESTS_FLOWCASE_H
#define LGT_TESTS_FLOWCASE_H

#include "testutil.h"

#include <lgt/objective.h>

struct flow_case
{
  const char *shape, *flow;
  const char *network;    /* precisions */
  const char *links;
  int rematerialize, lanes;     /* lanes 0: auto */
  const char *group;      /* NULL: u1 */
  const char *action;     /* its terms; NULL: the Wilson action */
};

struct flow
{
  struct lgt_context *context;
  struct lgt_config *config;
  struct lgt_model *model;
};

/* The document of C, for beta.  Networks: net (tanh, two convolutions) and
   point (one, kernel 1), both seeing plaquettes; far sees rectangles
   too; cp, tucker and grouped are as net with such weights, in part with
   zeros beyond the lattice; star sees what touches a link's staples, and
   pairs of them; traces and even see all and the even features of SU(N); sites
   and squares are for scalar fields.  */
enum { FLOW_TEXT = 8192 };
void flow_text (const struct flow_case *c, double beta, char *text,
                size_t size);

struct lgt_context *flow_context (int threads);

/* The model of TEXT; what it says if it cannot be made.  */
enum lgt_status flow_try (struct flow *f, int threads, const char *text,
                          const struct lgt_layer_type *const *types,
                          struct lgt_error *error);
void flow_free (struct flow *f);

/* Random weights, uniform in +- SIZE sqrt (20 / fan-in); biases +- SIZE.  */
void flow_fill (struct lgt_model *model, double size, uint64_t seed);

/* The model of C with such weights.  */
void flow_new (struct flow *f, const struct flow_case *c, double beta,
               double size, int threads);

/* N configurations, Haar; of a scalar field uniform in (-2, 2).  */
double *flow_links (struct lgt_model *model, int n, uint64_t seed);

enum { FLOW_FORWARD = 1, FLOW_INVERSE = 2 };

/* LINKS, in place, through the flow (and back); *LOG_DET (N) is the sum.  */
void flow_map (struct flow *f, int which, int n, double *links,
               double *log_det);

#endif
