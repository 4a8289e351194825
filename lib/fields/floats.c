/* Rows of numbers in a file's precision and byte order.  */

#include "floats.h"

#include <string.h>

#include "octets.h"

#define DECODE(bits, real)                                              \
  for (int64_t i = 0; i < count; i++)                                   \
    {                                                                   \
      const uint##bits##_t u = load (from + i * (bits / 8));            \
      real r;                                                           \
                                                                        \
      memcpy (&r, &u, sizeof r);                                        \
      to[i] = r;                                                        \
    }

#define ENCODE(bits, real)                                              \
  for (int64_t i = 0; i < count; i++)                                   \
    {                                                                   \
      const real r = (real) from[i];                                    \
      uint##bits##_t u;                                                 \
                                                                        \
      memcpy (&u, &r, sizeof u);                                        \
      store (to + i * (bits / 8), u);                                   \
    }

/* A loop for each of the four cases, so that none asks within.  */
#define load load_big32
static void
decode_big32 (const unsigned char *from, int64_t count, double *to)
{
  DECODE (32, float)
}
#undef load
#define load load_little32
static void
decode_little32 (const unsigned char *from, int64_t count, double *to)
{
  DECODE (32, float)
}
#undef load
#define load load_big64
static void
decode_big64 (const unsigned char *from, int64_t count, double *to)
{
  DECODE (64, double)
}
#undef load
#define load load_little64
static void
decode_little64 (const unsigned char *from, int64_t count, double *to)
{
  DECODE (64, double)
}
#undef load

#define store store_big32
static void
encode_big32 (const double *from, int64_t count, unsigned char *to)
{
  ENCODE (32, float)
}
#undef store
#define store store_little32
static void
encode_little32 (const double *from, int64_t count, unsigned char *to)
{
  ENCODE (32, float)
}
#undef store
#define store store_big64
static void
encode_big64 (const double *from, int64_t count, unsigned char *to)
{
  ENCODE (64, double)
}
#undef store
#define store store_little64
static void
encode_little64 (const double *from, int64_t count, unsigned char *to)
{
  ENCODE (64, double)
}
#undef store

void
lgt_floats_decode_ (const struct lgt_field_header *h,
                    const unsigned char *from, int64_t count, double *to)
{
  const int little = h->order == LGT_FIELD_LITTLE;

  if (h->precision == 32)
    (little ? decode_little32 : decode_big32) (from, count, to);
  else
    (little ? decode_little64 : decode_big64) (from, count, to);
}

void
lgt_floats_encode_ (const struct lgt_field_header *h, const double *from,
                    int64_t count, unsigned char *to)
{
  const int little = h->order == LGT_FIELD_LITTLE;

  if (h->precision == 32)
    (little ? encode_little32 : encode_big32) (from, count, to);
  else
    (little ? encode_little64 : encode_big64) (from, count, to);
}

/* The exponent must not be all ones.  In integers, which compilers
   vectorize.  */
int
lgt_floats_finite_ (const double *x, int64_t count)
{
  uint64_t bad = 0;

  for (int64_t i = 0; i < count; i++)
    {
      uint64_t u;

      memcpy (&u, &x[i], sizeof u);
      /* The carry out of the exponent reaches the highest bit.  */
      bad |= (u & 0x7fffffffffffffffu) + 0x0010000000000000u;
    }
  return !(bad >> 63);
}
