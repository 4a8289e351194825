/* Gram-Schmidt to SU(N); included after det_body.h.  */

#ifndef LGT_SUN_GRAM_SCHMIDT_BODY_H
#define LGT_SUN_GRAM_SCHMIDT_BODY_H

/* Row I of U without its parts along the rows before it.  Twice: once leaves
   as much of them as the row has lost digits.  */
LGT_BODY void
sun_orthogonalize (int n, num *u, long us, int i)
{
  for (int pass = 0; pass < 2; pass++)
    for (int k = 0; k < i; k++)
      {
        num x = num_set (0), y = x;

        SUN_UNROLL
        for (int j = 0; j < n; j++)
          {
            const num a = SUN_RE (u, us, n, k, j), b = SUN_IM (u, us, n, k, j);
            const num c = SUN_RE (u, us, n, i, j), d = SUN_IM (u, us, n, i, j);

            x = x + a * c + b * d;
            y = y + a * d - b * c;
          }
        SUN_UNROLL
        for (int j = 0; j < n; j++)
          {
            const num a = SUN_RE (u, us, n, k, j), b = SUN_IM (u, us, n, k, j);

            SUN_RE (u, us, n, i, j) = SUN_RE (u, us, n, i, j) - x * a + y * b;
            SUN_IM (u, us, n, i, j) = SUN_IM (u, us, n, i, j) - x * b - y * a;
          }
      }
}

/* Row I times X + i Y.  */
LGT_BODY void
sun_scale_row (int n, num *u, long us, int i, num x, num y)
{
  SUN_UNROLL
  for (int j = 0; j < n; j++)
    {
      const num a = SUN_RE (u, us, n, i, j), b = SUN_IM (u, us, n, i, j);

      SUN_RE (u, us, n, i, j) = x * a - y * b;
      SUN_IM (u, us, n, i, j) = x * b + y * a;
    }
}

LGT_BODY void
sun_normalize (int n, num *u, long us, int i)
{
  num s = num_set (0);

  SUN_UNROLL
  for (int j = 0; j < n; j++)
    s = s + SUN_RE (u, us, n, i, j) * SUN_RE (u, us, n, i, j)
        + SUN_IM (u, us, n, i, j) * SUN_IM (u, us, n, i, j);
  sun_scale_row (n, u, us, i, 1.0 / num_sqrt (s), num_set (0));
}

/* U to SU(N) in place: rows made orthonormal from the first one on, the last
   one such that det U = 1.  For N = 2 and 3 that is all there is to it: the
   conjugate of the others' cross product, its old value does not count.  */
LGT_BODY void
sun_gram_schmidt (int n, num *u, long us)
{
  num re, im, s;

  for (int i = 0; i < (n <= 3 ? n - 1 : n); i++)
    {
      sun_orthogonalize (n, u, us, i);
      sun_normalize (n, u, us, i);
    }
  if (n == 2)
    {
      SUN_RE (u, us, 2, 1, 0) = -SUN_RE (u, us, 2, 0, 1);
      SUN_IM (u, us, 2, 1, 0) = SUN_IM (u, us, 2, 0, 1);
      SUN_RE (u, us, 2, 1, 1) = SUN_RE (u, us, 2, 0, 0);
      SUN_IM (u, us, 2, 1, 1) = -SUN_IM (u, us, 2, 0, 0);
    }
  else if (n == 3)
    {
      SUN_UNROLL
      for (int j = 0; j < 3; j++)
        {
          sun_minor (3, u, us, 0, (j + 1) % 3, 1, (j + 2) % 3, &re, &im);
          SUN_RE (u, us, 3, 2, j) = re;
          SUN_IM (u, us, 3, 2, j) = -im;
        }
    }
  else
    {
      sun_det (n, u, us, &re, &im);
      s = 1.0 / num_sqrt (re * re + im * im);
      sun_scale_row (n, u, us, n - 1, s * re, -s * im);
    }
}

#endif
