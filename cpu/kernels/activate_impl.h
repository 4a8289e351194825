/* Pieces of op activate, for one type: included with

     REAL       float or double
     VECTOR     its vector, vf or vd
     F(name)    VECTOR's function, as vf_activate for activate

   defined; they are undefined at the end.  */

#define LENGTH ((int) (sizeof (VECTOR) / sizeof (REAL)))

/* N elements: OUT = act (X), or where G is not NULL OUT += act' (X) G.  What
   does not fill a vector is padded.  */
LGT_INLINE void
F (piece_of) (enum lgt_activation kind, double slope, const REAL *x,
              const REAL *g, REAL *out, int64_t n)
{
  typedef REAL any __attribute__ ((vector_size (LGT_VECTOR_BYTES),
                                   may_alias, aligned (sizeof (REAL))));
  int64_t e;
  VECTOR a = { 0 }, b = { 0 }, r = { 0 };
  size_t rest;

  for (e = 0; e + LENGTH <= n; e += LENGTH)
    {
      a = *(const any *) (x + e);
      if (g)
        *(any *) (out + e) += *(const any *) (g + e)
                              * F (activate_slope) (kind, slope, a);
      else
        *(any *) (out + e) = F (activate) (kind, slope, a);
    }
  if (e == n)
    return;
  rest = (size_t) (n - e) * sizeof (REAL);
  a = b;
  memcpy (&a, x + e, rest);
  if (g)
    {
      memcpy (&b, g + e, rest);
      memcpy (&r, out + e, rest);
      r += b * F (activate_slope) (kind, slope, a);
    }
  else
    r = F (activate) (kind, slope, a);
  memcpy (out + e, &r, rest);
}

/* The same with the branch on KIND outside of the loop.  */
static void
F (piece) (const struct lgt_activation_params *p, const REAL *x,
           const REAL *g, REAL *out, int64_t n)
{
  switch (p->kind)
    {
    case LGT_TANH:
      F (piece_of) (LGT_TANH, 0, x, g, out, n);
      break;
    case LGT_LEAKY_RELU:
      F (piece_of) (LGT_LEAKY_RELU, p->slope, x, g, out, n);
      break;
    case LGT_SILU:
      F (piece_of) (LGT_SILU, 0, x, g, out, n);
      break;
    case LGT_GELU:
      F (piece_of) (LGT_GELU, 0, x, g, out, n);
      break;
    default:
      F (piece_of) (LGT_IDENTITY, 0, x, g, out, n);
      break;
    }
}

#undef LENGTH
#undef REAL
#undef VECTOR
#undef F
