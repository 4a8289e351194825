/* Cases of the operations on scalar fields, and of maps of the line.  */

#include "opcases_impl.h"

/* h, q, l, c.  */
static struct lgt_view
coefficients (struct op_case *c)
{
  const double value[LGT_SCALAR_COEFFICIENTS] = { 0.8, -0.6, 1.3, 0.4 };
  struct lgt_view v = op_tensor (c, 0, LGT_F64, 1, 1,
                                 LGT_SCALAR_COEFFICIENTS, 1, NULL);

  op_view_put (c->context, &v, value);
  return v;
}

/* A field of one number a site.  */
static struct lgt_view
site_field (struct op_case *c, const struct op_shape *s, int stream)
{
  struct lgt_view v = op_output (c, s, LGT_F64, c->lattice->count, 1,
                                 c->lattice);

  op_fill (c, &v, stream, 0, 1.5);
  return v;
}

void
build_scalar_action (struct op_case *c, const struct op_shape *s,
                     enum lgt_type type, int variant)
{
  (void) variant;
  op_one_input (c, s, type, 1);
  c->in[1] = coefficients (c);
  c->out[0] = op_output (c, s, LGT_F64, 1, 1, NULL);
}

void
build_scalar_drift (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  (void) type;
  (void) variant;
  op_need_lattice (c, s);
  c->params.scalar_step.factor = 0.7;
  c->in[0] = site_field (c, s, 3);
  c->in[1] = op_number (c, 0.4);
  c->out[0] = site_field (c, s, 0);
}

void
build_scalar_kick (struct op_case *c, const struct op_shape *s,
                   enum lgt_type type, int variant)
{
  (void) type;
  (void) variant;
  op_need_lattice (c, s);
  c->params.scalar_step.factor = 0.7;
  c->in[0] = site_field (c, s, 0);
  c->in[1] = coefficients (c);
  c->in[2] = op_number (c, 0.4);
  c->out[0] = site_field (c, s, 3);
}

/* VARIANT 0: nothing is active; 1: every second site; 2: of its mirror image,
   one feature; 3: rows are a list, and all of them active.  */
void
build_scalar_features (struct op_case *c, const struct op_shape *s,
                       enum lgt_type type, int variant)
{
  struct lgt_scalar_features_params *p = &c->params.scalar_features;

  op_one_input (c, s, LGT_F64, 1);
  op_need_list (c, 0);
  p->rows = variant == 3 ? c->list : c->lattice;
  p->active = variant == 0 ? NULL : c->list;
  p->features = variant == 2 ? LGT_FEATURE_PHI
                             : LGT_FEATURE_PHI | LGT_FEATURE_PHI2;
  p->sign = variant == 2 ? -1 : 1;
  p->to = type;
  c->out[0] = op_output (c, s, type, p->rows->count,
                         lgt_scalar_features_count (p->features), p->rows);
}

/* x, raw and outputs of a transformation of the line.  */
static void
line (struct op_case *c, const struct op_shape *s, enum lgt_type type,
      int raw, double size)
{
  op_need_lattice (c, s);
  op_need_list (c, 0);
  c->in[0] = op_output (c, s, LGT_F64, c->list->count, 1, c->list);
  op_fill (c, &c->in[0], 0, 0, 2);
  c->in[1] = op_output (c, s, type, c->list->count, raw, c->list);
  op_fill (c, &c->in[1], 2, 0, size);
  c->out[0] = op_output (c, s, LGT_F64, c->list->count, 1, c->list);
  c->out[1] = op_output (c, s, LGT_F64, 1, 1, NULL);
}

void
build_line_affine (struct op_case *c, const struct op_shape *s,
                   enum lgt_type type, int variant)
{
  c->params.line.inverse = variant;
  line (c, s, type, 2, 0.8);
}

/* Kernels have code of their own for the usual number, 8; a quarter of the
   numbers lies beyond the ends.  */
void
build_line_rqs (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  struct lgt_line_params *p = &c->params.line;

  p->count = variant == 4 ? 1 : variant < 2 ? 4 : 8;
  p->inverse = variant % 2;
  p->bound = 1.5;
  p->min_bin = p->min_slope = 1e-3;
  line (c, s, type, lgt_line_rqs_raw (*p), 0.8);
}
