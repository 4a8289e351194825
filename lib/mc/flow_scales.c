/* Scales t0 and w0: where a tabulated function passes a level.  */

#include <lgt/gradient_flow.h>

#include <math.h>
#include <stdlib.h>

/* The polynomial through COUNT points at X (Lagrange).  */
static double
interpolate (int count, const double *t, const double *y, double x)
{
  double sum = 0;

  for (int i = 0; i < count; i++)
    {
      double term = y[i];

      for (int j = 0; j < count; j++)
        if (j != i)
          term *= (x - t[j]) / (t[i] - t[j]);
      sum += term;
    }
  return sum;
}

/* The first t at which Y passes LEVEL from below.  */
static double
passes (int count, const double *t, const double *y, double level)
{
  int i = 1, first, points = count < 4 ? count : 4;
  double low, high;

  while (i < count && !(y[i - 1] < level && y[i] >= level))
    i++;
  if (i >= count)
    return NAN;
  first = i - 2 < 0 ? 0 : i - 2;
  if (first > count - points)
    first = count - points;
  low = t[i - 1];
  high = t[i];
  /* 60 halvings leave nothing of the interval.  */
  for (int half = 0; half < 60; half++)
    {
      const double middle = low + (high - low) / 2;

      if (interpolate (points, t + first, y + first, middle) < level)
        low = middle;
      else
        high = middle;
    }
  return high;
}

/* dy/dt at point I: the parabola through it and its neighbours.  */
static double
slope (int count, const double *t, const double *y, int i)
{
  const int m = i == 0 ? 1 : i == count - 1 ? count - 2 : i;
  const double left = (y[m] - y[m - 1]) / (t[m] - t[m - 1]);
  const double right = (y[m + 1] - y[m]) / (t[m + 1] - t[m]);
  const double bend = (right - left) / (t[m + 1] - t[m - 1]);

  return left + bend * (2 * t[i] - t[m - 1] - t[m]);
}

static double
scale (int count, const double *time, const double *energy, double level,
       int derivative)
{
  double *y, *z, result;

  if (count < 3)
    return NAN;
  y = malloc (2 * (size_t) count * sizeof *y);
  if (!y)
    return NAN;
  z = y + count;
  for (int i = 0; i < count; i++)
    y[i] = time[i] * time[i] * energy[i];
  for (int i = 0; i < count && derivative; i++)
    z[i] = time[i] * slope (count, time, y, i);
  result = passes (count, time, derivative ? z : y, level);
  free (y);
  return result;
}

double
lgt_gradient_flow_t0 (int count, const double *time, const double *energy,
                      double level)
{
  return scale (count, time, energy, level, 0);
}

double
lgt_gradient_flow_w0 (int count, const double *time, const double *energy,
                      double level)
{
  return sqrt (scale (count, time, energy, level, 1));
}
