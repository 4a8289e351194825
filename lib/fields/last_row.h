/* The last row of an SU(2) or SU(3) matrix from the others; not
   installed.  */

#ifndef LGT_FIELDS_LAST_ROW_H
#define LGT_FIELDS_LAST_ROW_H

/* ROW (2 N numbers) from the N - 1 rows at U.  N = 2: (-b*, a*) from (a, b).
   N = 3: the conjugate of the cross product.  */
static inline void
last_row (int n, const double *u, double *row)
{
  const double *v = u + 6;

  if (n == 2)
    {
      row[0] = -u[2];
      row[1] = u[3];
      row[2] = u[0];
      row[3] = -u[1];
      return;
    }
  for (int k = 0; k < 3; k++)
    {
      const int i = 2 * ((k + 1) % 3), j = 2 * ((k + 2) % 3);

      row[2 * k] = (u[i] * v[j] - u[i + 1] * v[j + 1])
                   - (u[j] * v[i] - u[j + 1] * v[i + 1]);
      row[2 * k + 1] = -(u[i] * v[j + 1] + u[i + 1] * v[j])
                       + (u[j] * v[i + 1] + u[j + 1] * v[i]);
    }
}

#endif
