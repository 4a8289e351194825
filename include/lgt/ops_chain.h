/* Operations of Markov chains: local updates, molecular dynamics, decisions.

   None has a pull-back; links and momenta are changed in place, and recorded
   with lgt_tape_run.  Every lane is a chain of its own: P packs of B lanes
   are P B chains.

   Staples.  The action is a sum of loops.  For the link U of one entry of a
   list it is

     S = -Re tr (U A) + what does not depend on U,   A = sum_k w_k S_k,

   S_k the rest of the k-th loop through the link.  PATHS are these rests, on
   a list of links (with directions): lgt_path_set_new with skip = 1 of loops
   that begin with the link.  WEIGHT, [1, 1, variants K, 1] float64, has w_k of
   variant v at v K + k, all factors included (beta / N times the loop's
   coefficient); where it is 0 the path is not walked.  U(1) is N = 1, with
   angles: S = -sum_k w_k cos (theta + s_k).

   No two links of the list of a local update may share a loop: they are
   changed at the same time.  (lgt/split.h makes such lists.)

   Random numbers: Philox as in lgt/ops.h, link word site * D + mu, layer
   LAYER, configuration word first + p B + l, step word RANDOM[4]: results do
   not depend on threads, packs, lanes or the order of lists.  Tries of a
   rejection loop are draws.  */

#ifndef LGT_OPS_CHAIN_H
#define LGT_OPS_CHAIN_H

#include <lgt/paths.h>
#include <lgt/tape.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- local updates ---- */

struct lgt_update_params
{
  const struct lgt_path_set *paths;     /* staples of a list of links */
  int n;                  /* 1: U(1) */
  int layer;
  int hits;               /* of Metropolis, 1 to LGT_HITS_MAX */
};
enum { LGT_HITS_MAX = 32 };

/* Heat bath.  SU(2): Kennedy and Pendleton (Phys. Lett. B 156 (1985) 393)
   where |A| is large, and where it is small Creutz (Phys. Rev. D 21 (1980)
   2308): 71% of the tries succeed at the worst.  SU(N): the N (N - 1) / 2
   subgroups SU(2) one after the other (Cabibbo and Marinari, Phys. Lett. B 119
   (1982) 387).  LGT_TRIES tries at most; a lane that has failed in all of them
   (one in 10^16) keeps its link, which the stationary distribution does not
   feel, since failure depends on the staple alone.

   U(1): von Mises by rejection from a wrapped Cauchy distribution (Best and
   Fisher, Appl. Statist. 28 (1979) 152), two thirds accepted at least.  */
enum { LGT_TRIES = 31 };
void lgt_heat_bath (struct lgt_tape *, const struct lgt_view *links,
                    const struct lgt_view *weight,
                    const struct lgt_view *random,
                    struct lgt_update_params params);

/* Overrelaxation: another link of the same action, without random numbers
   (Creutz, Phys. Rev. D 36 (1987) 515; Brown and Woch, Phys. Rev. Lett. 58
   (1987) 2394): in the subgroups SU(2) for SU(N); U(1): the mirror image.
   Its own inverse for N <= 2.  */
void lgt_overrelaxation (struct lgt_tape *, const struct lgt_view *links,
                         const struct lgt_view *weight,
                         struct lgt_update_params params);

/* Metropolis: HITS proposals one after the other in each subgroup SU(2), a
   rotation by an angle uniform in (-width, width) around any axis; U(1): an
   angle added.  WIDTH [1, 1, 1, 1] float64.  ACCEPTED [P, list, 1, B] gets
   the share of the proposals taken.  */
void lgt_local_metropolis (struct lgt_tape *, const struct lgt_view *links,
                           const struct lgt_view *accepted,
                           const struct lgt_view *weight,
                           const struct lgt_view *random,
                           const struct lgt_view *width,
                           struct lgt_update_params params);

/* Gram-Schmidt on the rows, against rounding errors of long runs.  */
struct lgt_reunitarize_params { int n; };
void lgt_reunitarize (struct lgt_tape *, const struct lgt_view *links, int n);

/* ---- molecular dynamics ---- */

/* H = K + S, K = sum p_a^2 / 2.  The momenta of a link are the N^2 - 1
   coordinates (lgt/sun.h) of P = i sum_a p_a T_a, of U(1) one number; MOMENTA
   is [P, V, D (N^2 - 1), B].  Times are FACTOR times STEP, [1, 1, 1, 1]
   float64: integrators have factors, and step sizes are tuned.

   Drift: U = exp (FACTOR STEP P) U.  Kick: p_a -= FACTOR STEP dS/d_a, the
   derivative along exp (i s T_a) U.

   The kick of SU(N) has the PATHS of local updates on a list of any of the
   links, which need not be free of each other; a loop that passes a link
   several times has an entry for each.  That of U(1) has the loops
   themselves, on the whole lattice, and WEIGHT [1, 1, K, 1].  */
struct lgt_drift_params { int n; double factor; };
void lgt_drift (struct lgt_tape *, const struct lgt_view *links,
                const struct lgt_view *momenta, const struct lgt_view *step,
                struct lgt_drift_params params);
struct lgt_kick_params
{
  const struct lgt_path_set *paths;
  int n;
  double factor;
};
void lgt_kick (struct lgt_tape *, const struct lgt_view *momenta,
               const struct lgt_view *links, const struct lgt_view *weight,
               const struct lgt_view *step, struct lgt_kick_params params);

/* z[p, 0, 0, l] = FACTOR times the sum over sites and components of x^2,
   float64; 64 fixed blocks of sites, added in order.  */
struct lgt_sum_squares_params { double factor; };
void lgt_sum_squares (struct lgt_tape *, const struct lgt_view *z,
                      const struct lgt_view *x, double factor);

/* OUT, float64, = normal numbers (Box and Muller) times SCALE: components
   2 j and 2 j + 1 of site x from the counter with link word x ((M + 1) / 2) +
   j, M the number of components.  (struct lgt_random_params of lgt/ops.h.)  */
struct lgt_random_params;
void lgt_random_normal (struct lgt_tape *, const struct lgt_view *out,
                        const struct lgt_view *random,
                        const struct lgt_random_params *params);

/* FIELD [P, V, C, B] is the proposal and OLD what it was before; with
   probability min (1, exp (-DELTA)) of a lane, DELTA [P, 1, 1, B], it stays,
   else it becomes OLD again.  NaN is rejected.  ACCEPTED [P, 1, 1, B] is 1 or
   0.  The uniform number is the first of the counter with link word 0, draw
   0.  */
struct lgt_metropolis_params { int layer; };
void lgt_metropolis_select (struct lgt_tape *, const struct lgt_view *field,
                            const struct lgt_view *accepted,
                            const struct lgt_view *old,
                            const struct lgt_view *delta,
                            const struct lgt_view *random, int layer);

/* U(1): every chain's angles plus or minus (with even odds: the first number
   of link word 0, draw 1, below 1/2) those of SHIFT [1, V, D, 1].  The
   proposal of instanton moves.  */
struct lgt_u1_shift_params { int layer; };
void lgt_u1_shift (struct lgt_tape *, const struct lgt_view *links,
                   const struct lgt_view *shift,
                   const struct lgt_view *random, int layer);

/* U(1) in two dimensions, S = -beta sum cos theta: a whole trajectory of
   leapfrog steps of length STEP in one operation that stays in the cache,
   for small lattices: momenta (draws 16 and on of the layer), energies, steps
   and decision (draw 0).  BETA and STEP are [1, 1, 1, 1]; DELTA = the change
   of H, ACCEPTED as above and ACTION after the decision are [P, 1, 1, B],
   float64 all.  Momenta: the same numbers as lgt_random_normal with draw 16.
   At most LGT_TRAJECTORY_MAX sites.  */
enum { LGT_TRAJECTORY_MAX = 4096 };
struct lgt_u1_trajectory_params { int steps, layer; };
void lgt_u1_trajectory (struct lgt_tape *, const struct lgt_view *links,
                        const struct lgt_view *delta,
                        const struct lgt_view *accepted,
                        const struct lgt_view *action,
                        const struct lgt_view *beta,
                        const struct lgt_view *step,
                        const struct lgt_view *random,
                        struct lgt_u1_trajectory_params params);

#ifdef __cplusplus
}
#endif

#endif
