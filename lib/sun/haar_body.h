/* Haar-distributed matrices; included after gram_schmidt_body.h.

   Gram-Schmidt of complex Gaussian numbers is Haar-distributed in U(N), since
   neither cares for a rotation; so is, in SU(N), what is left when the last
   row's phase makes det = 1.  */

#ifndef LGT_SUN_HAAR_BODY_H
#define LGT_SUN_HAAR_BODY_H

/* One complex Gaussian number from two uniform ones in (0, 1), by Box and
   Muller; its width does not count here.  */
LGT_BODY void
sun_gaussian (num u, num v, num *re, num *im)
{
  const num r = num_sqrt (-num_log (u));
  num s, c;

  num_sincos (6.2831853071795865 * v, &s, &c);
  *re = r * c;
  *im = r * s;
}

#endif
