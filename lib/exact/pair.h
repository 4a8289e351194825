/* Numbers of twice the precision: unevaluated sums of two doubles, some 31
   digits (T. J. Dekker, Numer. Math. 18 (1971) 224); not installed.  */

#ifndef LGT_EXACT_PAIR_H
#define LGT_EXACT_PAIR_H

#include <math.h>

struct pair { double high, low; };      /* |low| <= ulp (high) / 2 */

static inline struct pair
pair_of (double high, double low)       /* |high| >= |low| */
{
  double sum = high + low;

  return (struct pair) { sum, low - (sum - high) };
}

static inline struct pair
pair_add (struct pair a, struct pair b)
{
  double sum = a.high + b.high, part = sum - a.high;
  double rest = (a.high - (sum - part)) + (b.high - part);
  struct pair low = { a.low + b.low, 0 };

  part = low.high - a.low;
  low.low = (a.low - (low.high - part)) + (b.low - part);
  a = pair_of (sum, rest + low.high);
  return pair_of (a.high, a.low + low.low);
}

static inline struct pair
pair_minus (struct pair a)
{
  return (struct pair) { -a.high, -a.low };
}

static inline struct pair
pair_times (struct pair a, struct pair b)
{
  double product = a.high * b.high;
  double rest = fma (a.high, b.high, -product);

  return pair_of (product, rest + (a.high * b.low + a.low * b.high));
}

static inline struct pair
pair_over (struct pair a, struct pair b)
{
  struct pair quotient = { a.high / b.high, 0 }, rest;
  double next;

  rest = pair_add (a, pair_minus (pair_times (quotient, b)));
  next = rest.high / b.high;
  rest = pair_add (rest, pair_minus (pair_times ((struct pair) { next, 0 },
                                                 b)));
  return pair_add (pair_of (quotient.high, next),
                   (struct pair) { rest.high / b.high, 0 });
}

#endif
