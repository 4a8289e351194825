#include <lgt/action.h>
#include <lgt/loops.h>

#include "action_scalar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LOOPS = LGT_ACTION_LOOPS / 2 };      /* of a term, at one site */

/* Terms of S: one operation for the term with beta, which may change from
   step to step (plaquettes, and rectangles if it is improved), and one for
   all other loops.  Of a scalar field there is one term.  */
struct lgt_action
{
  struct lgt_context *context;
  int n;                        /* of SU(N); 1: U(1); 0: scalar field */
  struct term
  {
    struct lgt_loop_list list;
    struct lgt_path_set *paths;
    double coefficient[MAX_LOOPS];
    struct lgt_view scale;      /* one double on the device */
  } wilson, loops;
  double beta;
  int improved;
  int scalar;                   /* 1: there are coefficients */
  double coefficient[LGT_SCALAR_COEFFICIENTS];
  struct lgt_view coefficients; /* on the device */
};

struct wilson_config { double beta, c1; };

static const struct lgt_key wilson_keys[] = {
  { .name = "beta", .kind = LGT_KEY_REAL, LGT_AT (struct wilson_config, beta),
    .fallback = "2.0", .allowed = "[0, inf)", .help = "inverse coupling" },
  { .name = NULL }
};

static const struct lgt_key improved_keys[] = {
  { .name = "beta", .kind = LGT_KEY_REAL, LGT_AT (struct wilson_config, beta),
    .fallback = "2.0", .allowed = "[0, inf)", .help = "inverse coupling" },
  { .name = "c1", .kind = LGT_KEY_REAL, LGT_AT (struct wilson_config, c1),
    .fallback = "-0.08333333333333333", .allowed = "[-1, 1]",
    .help = "coefficient of the rectangles; -1/12: tree level, -0.331: "
            "Iwasaki" },
  { .name = NULL }
};

struct loops_config
{
  struct lgt_config_node *class_;
  double coefficient;
};

static const struct lgt_key loops_keys[] = {
  { .name = "class", .kind = LGT_KEY_NODE,
    LGT_AT (struct loops_config, class_),
    .help = "plaquette, rectangle, chair, crown, { rectangle: [R, T] } or "
            "{ path: \"+0 ...\", orbit: true }" },
  { .name = "coefficient", .kind = LGT_KEY_REAL,
    LGT_AT (struct loops_config, coefficient),
    .help = "c in -(c/N) sum Re tr W" },
  { .name = NULL }
};

/* In the order of these.  */
enum { WILSON, IMPROVED, LOOPS, PHI4, PHI4_HOPPING };

const struct lgt_choice lgt_action_terms[] = {
  { .name = "wilson", .keys = wilson_keys,
    .help = "-(beta/N) sum over plaquettes of Re tr P" },
  { .name = "improved", .keys = improved_keys,
    .help = "-(beta/N) ((1 - 8 c1) sum over plaquettes of Re tr P + c1 sum "
            "over 2 x 1 rectangles of Re tr R)" },
  { .name = "loops", .keys = loops_keys,
    .help = "-(coefficient/N) sum over the loops of a class of Re tr W" },
  { .name = "phi4", .keys = lgt_phi4_keys,
    .help = "scalar field: sum over sites of sum_mu phi(x) (2 phi(x) - "
            "phi(x+mu) - phi(x-mu)) + m2 phi^2 + lambda phi^4" },
  { .name = "phi4_hopping", .keys = lgt_phi4_hopping_keys,
    .help = "scalar field: sum over sites of -2 kappa sum_mu phi(x) "
            "phi(x+mu) + (1 - 2 lambda) phi^2 + lambda phi^4" },
  { .name = NULL }
};

/* A set of paths from LOOPS based at every site.  */
static enum lgt_status
make_paths (struct lgt_context *context, const struct lgt_sites *lattice,
            const struct lgt_loop_list *loops, struct lgt_path_set **set,
            struct lgt_error *error)
{
  struct lgt_path path[MAX_LOOPS];

  memset (path, 0, sizeof path);
  for (int k = 0; k < loops->count; k++)
    {
      path[k].count = loops->loop[k].length;
      path[k].steps = loops->loop[k].steps;
    }
  return lgt_path_set_new (context, lattice, loops->count, 1, path, NULL, set,
                           error);
}

static enum lgt_status
make_scale (struct lgt_context *context, double value, struct lgt_view *scale,
            struct lgt_error *error)
{
  const struct lgt_shape one = { 1, 1, 1, 1 };

  *scale = lgt_view_dense (lgt_context_table (context, &value, sizeof value,
                                              error), LGT_F64, one, NULL);
  return scale->data ? LGT_OK : LGT_ENOMEM;
}

/* LGT_EINVAL at NODE if LOOP does not fit the lattice: it would be another
   loop there.  */
static enum lgt_status
check_length (const struct lgt_config_node *node, const struct lgt_geom *geom,
              const struct lgt_loop *loop, struct lgt_error *error)
{
  for (int d = 0; d < geom->ndim; d++)
    {
      int forward = 0;

      for (int i = 0; i < loop->length; i++)
        forward += loop->steps[i] == d + 1;
      if (forward > geom->extent[d])
        return lgt_config_fail (error, node,
                                "a loop of the action is longer than the "
                                "lattice in direction %d", d);
    }
  return LGT_OK;
}

/* Append MORE, which is emptied, to ALL.  */
static enum lgt_status
append (const struct lgt_config_node *node, const struct lgt_geom *geom,
        struct lgt_loop_list *more, double value, struct lgt_loop_list *all,
        double *coefficient, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int k = 0; k < more->count && status == LGT_OK; k++)
    {
      status = check_length (node, geom, &more->loop[k], error);
      if (status == LGT_OK && all->count == MAX_LOOPS)
        status = lgt_config_fail (error, node, "over %d loops a site in the "
                                  "action", MAX_LOOPS);
      if (status == LGT_OK)
        {
          coefficient[all->count] = value;
          status = lgt_loop_list_add (all, &more->loop[k], error);
        }
    }
  lgt_loop_list_free (more);
  return status;
}

/* The term with beta.  */
static enum lgt_status
read_beta (struct lgt_action *action, const struct lgt_chosen *chosen,
           const struct lgt_geom *geom, struct lgt_error *error)
{
  struct lgt_loop_list *loops = &action->wilson.list;
  struct wilson_config config = { 0, 0 };
  struct lgt_loop_list more = { 0 };
  double *coefficient = action->wilson.coefficient;
  enum lgt_status status;

  if (!isnan (action->beta))
    return lgt_config_fail (error, chosen->node,
                            "a second wilson term in the action");
  status = lgt_config_fill_chosen (chosen, &config, error);
  if (status != LGT_OK)
    return status;
  action->beta = config.beta;
  action->improved = config.c1 != 0;
  status = lgt_loop_list_plaquettes (geom->ndim, &more, error);
  if (status == LGT_OK)
    status = append (chosen->node, geom, &more, 1 - 8 * config.c1, loops,
                     coefficient, error);
  if (status != LGT_OK || !action->improved)
    return status;
  status = lgt_loop_list_rectangles (geom->ndim, 2, 1, &more, error);
  if (status == LGT_OK)
    status = append (chosen->node, geom, &more, config.c1, loops,
                     coefficient, error);
  return status;
}

static enum lgt_status
read_loops (struct lgt_action *action, const struct lgt_chosen *chosen,
            const struct lgt_geom *geom, struct lgt_error *error)
{
  struct lgt_loop_list *loops = &action->loops.list;
  struct loops_config config;
  struct lgt_loop_list more = { 0 };
  enum lgt_status status = lgt_config_fill_chosen (chosen, &config, error);

  if (status == LGT_OK)
    status = lgt_loops_from_config (config.class_, "class", geom, &more,
                                    error);
  if (status == LGT_OK && more.count == 0)
    return lgt_config_fail (error, config.class_,
                            "in %d dimensions there is no such loop",
                            geom->ndim);
  if (status == LGT_OK)
    status = append (chosen->node, geom, &more, config.coefficient, loops,
                     action->loops.coefficient, error);
  return status;
}

/* TERM on its loops, with the factor SCALE; nothing if there are none.  */
static enum lgt_status
make_term (struct lgt_action *action, const struct lgt_sites *lattice,
           double scale, struct term *term, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  if (term->list.count > 0)
    status = make_paths (action->context, lattice, &term->list, &term->paths,
                         error);
  if (status == LGT_OK && term->list.count > 0)
    status = make_scale (action->context, scale, &term->scale, error);
  return status;
}

static enum lgt_status
read_scalar (struct lgt_action *action, const struct lgt_chosen *chosen,
             int ndim, struct lgt_error *error)
{
  if (action->scalar)
    return lgt_config_fail (error, chosen->node,
                            "a second term in a scalar field's action");
  action->scalar = 1;
  return lgt_phi4_read (chosen, chosen->index == PHI4_HOPPING, ndim,
                        action->coefficient, error);
}

static enum lgt_status
read_term (struct lgt_action *action, const struct lgt_chosen *chosen,
           const struct lgt_geom *geom, struct lgt_error *error)
{
  const int scalar = chosen->index == PHI4 || chosen->index == PHI4_HOPPING;

  if (scalar != (action->n == 0))
    return lgt_config_fail (error, chosen->node,
                            scalar ? "%s is the action of a scalar field, "
                            "which is group: { scalar: {} }"
                            : "%s is an action of links; that of a scalar "
                            "field is phi4 or phi4_hopping",
                            chosen->choice->name);
  return scalar ? read_scalar (action, chosen, geom->ndim, error)
         : chosen->index == LOOPS ? read_loops (action, chosen, geom, error)
         : read_beta (action, chosen, geom, error);
}

static enum lgt_status
put_coefficients (struct lgt_action *action, struct lgt_error *error)
{
  const struct lgt_shape shape = { 1, 1, LGT_SCALAR_COEFFICIENTS, 1 };

  action->coefficients
    = lgt_view_dense (lgt_context_table (action->context, action->coefficient,
                                         sizeof action->coefficient, error),
                      LGT_F64, shape, NULL);
  return action->coefficients.data ? LGT_OK : LGT_ENOMEM;
}

static enum lgt_status
read_terms (struct lgt_action *action, const struct lgt_geom *geom,
            const struct lgt_sites *lattice,
            const struct lgt_config_node *node, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < lgt_config_count (node) && status == LGT_OK; i++)
    {
      struct lgt_chosen chosen;

      status = lgt_config_choose (lgt_config_item (node, i), "action",
                                  lgt_action_terms, &chosen, error);
      if (status == LGT_OK)
        status = read_term (action, &chosen, geom, error);
    }
  if (status == LGT_OK && isnan (action->beta)
      && action->loops.list.count == 0 && !action->scalar)
    status = lgt_config_fail (error, node, "an action without a term");
  if (status == LGT_OK)
    status = make_term (action, lattice, action->beta, &action->wilson,
                        error);
  if (status == LGT_OK)
    status = make_term (action, lattice, 1, &action->loops, error);
  if (status == LGT_OK && action->scalar)
    status = put_coefficients (action, error);
  return status;
}

enum lgt_status
lgt_action_new (struct lgt_context *context, const struct lgt_geom *geom,
                const struct lgt_sites *lattice,
                const struct lgt_group *group,
                const struct lgt_config_node *node,
                struct lgt_action **action, struct lgt_error *error)
{
  struct lgt_action *a;
  enum lgt_status status;

  if (geom->ndim < 2 && group->n > 0)
    return lgt_config_fail (error, node,
                            "a lattice of one dimension has no plaquettes");
  a = calloc (1, sizeof *a);
  if (!a)
    return lgt_fail (error, LGT_ENOMEM, "no memory for an action");
  a->context = context;
  a->n = group->n;
  a->beta = NAN;
  status = read_terms (a, geom, lattice, node, error);
  if (status == LGT_OK)
    *action = a;
  else
    lgt_action_free (a);
  return status;
}

void
lgt_action_free (struct lgt_action *action)
{
  if (!action)
    return;
  lgt_loop_list_free (&action->wilson.list);
  lgt_loop_list_free (&action->loops.list);
  lgt_path_set_free (action->context, action->wilson.paths);
  lgt_path_set_free (action->context, action->loops.paths);
  lgt_context_release (action->context, action->wilson.scale.data);
  lgt_context_release (action->context, action->loops.scale.data);
  lgt_context_release (action->context, action->coefficients.data);
  free (action);
}

lgt_var
lgt_action_apply (struct lgt_tape *tape, const struct lgt_action *action,
                  lgt_var links)
{
  const struct term *term[2] = { &action->wilson, &action->loops };
  lgt_var sum = LGT_NONE;

  if (action->scalar)
    return lgt_scalar_action (tape, links,
                              lgt_tape_bind (tape, &action->coefficients,
                                             NULL));
  for (int i = 0; i < 2; i++)
    if (term[i]->paths)
      {
        lgt_var scale = lgt_tape_bind (tape, &term[i]->scale, NULL);
        lgt_var s = action->n == 1
                    ? lgt_u1_action (tape, links, scale, term[i]->paths,
                                     term[i]->coefficient)
                    : lgt_sun_action (tape, links, scale, term[i]->paths,
                                      action->n, term[i]->coefficient);

        sum = sum.id < 0 ? s : lgt_add (tape, sum, s);
      }
  return sum;
}

enum lgt_status
lgt_action_loops (const struct lgt_action *action,
                  struct lgt_loop_list *loops, double *coefficient,
                  struct lgt_error *error)
{
  const struct term *term[2] = { &action->wilson, &action->loops };
  const double scale[2] = { action->beta, 1 };
  struct lgt_loop_list all = { 0 };
  enum lgt_status status = LGT_OK;

  if (action->scalar)
    return lgt_fail (error, LGT_EINVAL,
                     "the action of a scalar field is not made of loops");
  for (int i = 0; i < 2; i++)
    for (int k = 0; k < term[i]->list.count && status == LGT_OK; k++)
      {
        coefficient[all.count] = scale[i] * term[i]->coefficient[k];
        status = lgt_loop_list_add (&all, &term[i]->list.loop[k], error);
      }
  if (status == LGT_OK)
    *loops = all;
  else
    lgt_loop_list_free (&all);
  return status;
}

double
lgt_action_beta (const struct lgt_action *action)
{
  return action->beta;
}

enum lgt_status
lgt_action_set_beta (struct lgt_action *action, double beta,
                     struct lgt_error *error)
{
  if (!action->wilson.scale.data)
    return lgt_fail (error, LGT_EINVAL, "the action has no wilson term");
  return lgt_context_put (action->context, action->wilson.scale.data, &beta,
                          sizeof beta, error);
}

int
lgt_action_is_wilson (const struct lgt_action *action)
{
  return action->wilson.paths && !action->loops.paths && !action->improved;
}

enum lgt_status
lgt_action_coefficients (const struct lgt_action *action,
                         double coefficient[LGT_SCALAR_COEFFICIENTS],
                         struct lgt_error *error)
{
  if (!action->scalar)
    return lgt_fail (error, LGT_EINVAL,
                     "the action is not that of a scalar field");
  memcpy (coefficient, action->coefficient, sizeof action->coefficient);
  return LGT_OK;
}
