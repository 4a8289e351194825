/* Checks that any flow must pass, on the models of flowcase.h with weights of
   SIZE and the Wilson action of BETA unless the case has its own.  */

#ifndef LGT_TESTS_FLOWCHECK_H
#define LGT_TESTS_FLOWCHECK_H

#include "flowtarget.h"

/* The gradient of the loss of BATCH configurations is that of five-point
   differences with step H, in four random directions; for networks in
   float64.  Where a phase passes a knot the loss has a kink, which the
   differences must not straddle: more updates, smaller H.  */
void flow_check_gradient (const struct flow_case *c, double beta, double size,
                          int batch, double h);

/* Nothing is changed by keeping what could be computed again, nor by the
   number of threads.  */
void flow_check_bits (const struct flow_case *c, double beta, double size,
                      int batch, enum lgt_estimator estimator);

/* The three estimators have one mean, within 4.5 sigma over STEPS batches
   each.  */
void flow_check_estimators (const struct flow_case *c, double beta,
                            double size, int batch, int steps);

/* --print-config=expanded: the layers one by one are the same model.  */
void flow_check_expanded (const struct flow_case *c, double size);

#endif
