/* Eigenvalues of small symmetric matrices.  Internal to lib/mc.  */

#ifndef LGT_MC_JACOBI_H
#define LGT_MC_JACOBI_H

/* A[N][N], symmetric, becomes diagonal up to rounding by Jacobi's rotations;
   row i of V[N][N] is the unit eigenvector of A[i][i].  0: not done in 60
   sweeps (numbers that are not finite).  */
int lgt_mc_jacobi_ (int n, double *a, double *v);

#endif
