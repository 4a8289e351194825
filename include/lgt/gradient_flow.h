/* The Wilson flow, or gradient flow (M. Luescher, arXiv:1006.4518): links are
   smoothed over a radius sqrt (2 D t),

     dV (x, mu) / dt = -g0^2 (d_{x,mu} S_W (V)) V (x, mu),    V = U at t = 0,

   S_W the Wilson action at bare coupling g0, so that g0^2 S_W does not know
   the coupling:

     SU(N)  g0^2 S_W = -2 sum_P Re tr P,  d = sum_a i T_a d_a with tr T_a T_b =
            delta_ab / 2 (lgt/sun.h);
     U(1)   g0^2 S_W = -sum_P cos theta_P,
            d theta / dt = -g0^2 dS_W / d theta.

   In both cases dB_mu / dt = D_nu G_{nu mu} where the field is smooth.  Times
   are in lattice units, a^2.

     lgt_gradient_flow_new (context, &geom, 3, 8, 0, &flow, &error);
     lgt_gradient_flow_put (flow, 8, links, &error);
     lgt_gradient_flow_advance (flow, 0.02, 50, &error);      t = 1
     lgt_gradient_flow_energy (flow, energy, &error);
     lgt_gradient_flow_get (flow, links, &error);

   All configurations of a flow are integrated at once, in the lanes of a
   backend.  A step is that of third order of the paper's appendix C, three
   forces; its error is O(step^3).  Roughest links have frequencies of about
   4 D, so that steps up to 0.05 in four dimensions are safe; 0.01 to 0.02 are
   usual, with errors of t^2 E below 1e-5.

   Results do not depend on threads; with one backend and lane count bits are
   equal.  */

#ifndef LGT_GRADIENT_FLOW_H
#define LGT_GRADIENT_FLOW_H

#include <lgt/context.h>
#include <lgt/geom.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_gradient_flow;

/* *FLOW of up to CAPACITY configurations of U(1) (N = 1) or SU(N) on GEOM, in
   LANES (0: what the backend prefers).  The context is borrowed.  LGT_EINVAL:
   N, one dimension, CAPACITY below 1, over 2^31 links; LGT_ENOMEM.  */
enum lgt_status lgt_gradient_flow_new (struct lgt_context *context,
                                       const struct lgt_geom *geom, int n,
                                       int capacity, int lanes,
                                       struct lgt_gradient_flow **flow,
                                       struct lgt_error *error);
void lgt_gradient_flow_free (struct lgt_gradient_flow *flow); /* or NULL */

/* Links of COUNT configurations at t = 0, a host array in C order
   [configuration][site][mu][...] as in lgt/observables.h and
   lgt/observables_sun.h; and the links now.  LGT_EINVAL: COUNT not in 1 ...
   CAPACITY, the flow stays as it was.  LGT_ENOMEM.  */
enum lgt_status lgt_gradient_flow_put (struct lgt_gradient_flow *flow,
                                       int count, const double *links,
                                       struct lgt_error *error);
enum lgt_status lgt_gradient_flow_get (const struct lgt_gradient_flow *flow,
                                       double *links,
                                       struct lgt_error *error);

/* STEPS steps of size STEP on.  LGT_EINVAL: STEP not in (0, 1], STEPS < 0.  */
enum lgt_status lgt_gradient_flow_advance (struct lgt_gradient_flow *flow,
                                           double step, int64_t steps,
                                           struct lgt_error *error);
double lgt_gradient_flow_time (const struct lgt_gradient_flow *flow);

/* The energy density from plaquettes, one number a configuration: the mean
   over all x of

     E = 2 sum_{mu < nu} Re tr (1 - P),  U(1): E = sum_{mu < nu} (1 - cos
     theta_P),

   both G^a_{mu nu} G^a_{mu nu} / 4 where the field is smooth.  Another
   discretization is lgt_mc_clover (lgt/field_strength.h).  */
enum lgt_status lgt_gradient_flow_energy (struct lgt_gradient_flow *flow,
                                          double *energy,
                                          struct lgt_error *error);

/* ---- scales ---- */

/* From E at COUNT >= 3 ascending TIMEs: t0, where t^2 E = LEVEL (0.3 for
   SU(3)) for the first time; w0 (arXiv:1203.4469), where with t = w0^2
   t d/dt (t^2 E) = LEVEL (0.3, too).  By a cubic through four points (three:
   a parabola), derivatives by parabolas.  NaN: not reached between the first
   and the last time, or fewer than three of them.  */
double lgt_gradient_flow_t0 (int count, const double *time,
                             const double *energy, double level);
double lgt_gradient_flow_w0 (int count, const double *time,
                             const double *energy, double level);

#ifdef __cplusplus
}
#endif

#endif
