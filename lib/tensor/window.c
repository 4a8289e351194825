/* The form of a stencil and the extents of what it puts out.  */

#include <lgt/sites.h>

enum { MOST_TAPS = 1 << 20 };

struct lgt_window
lgt_window_cube (int ndim, int kernel)
{
  struct lgt_window w = { .kernel = { 0 } };

  for (int d = 0; d < ndim && d < LGT_STENCIL_MAX_DIM; d++)
    {
      w.kernel[d] = kernel;
      w.dilation[d] = w.stride[d] = 1;
    }
  return w;
}

static enum lgt_status
check (const struct lgt_window *w, int d, struct lgt_error *error)
{
  if (w->kernel[d] < 1 || w->dilation[d] < 1)
    return lgt_fail (error, LGT_EINVAL,
                     "kernel extent %d with dilation %d in direction %d; "
                     "both must be at least 1", w->kernel[d], w->dilation[d],
                     d);
  if (w->stride[d] < 1)
    return lgt_fail (error, LGT_EINVAL,
                     "stride %d in direction %d; it must be at least 1",
                     w->stride[d], d);
  if (w->boundary[d] != LGT_CIRCULAR && w->boundary[d] != LGT_ZERO
      && w->boundary[d] != LGT_OPEN)
    return lgt_fail (error, LGT_EINVAL, "boundary %d in direction %d is "
                     "unknown", (int) w->boundary[d], d);
  return LGT_OK;
}

enum lgt_status
lgt_window_extents (const struct lgt_window *window, int ndim, const int *in,
                    int *out, struct lgt_error *error)
{
  int result[LGT_STENCIL_MAX_DIM];
  int64_t taps = 1;
  enum lgt_status status;

  if (ndim < 1 || ndim > LGT_STENCIL_MAX_DIM)
    return lgt_fail (error, LGT_EINVAL, "a stencil in %d dimensions; 1 to %d "
                     "would do", ndim, LGT_STENCIL_MAX_DIM);
  for (int d = 0; d < ndim; d++)
    {
      const int64_t reach
        = (int64_t) window->dilation[d] * (window->kernel[d] - 1);
      int64_t length = in[d];

      if ((status = check (window, d, error)))
        return status;
      taps *= window->kernel[d];
      if (taps > MOST_TAPS)
        return lgt_fail (error, LGT_EINVAL, "a kernel of over 2^20 taps");
      if (window->boundary[d] == LGT_OPEN)
        length -= reach;
      if (length < 1)
        return lgt_fail (error, LGT_EINVAL,
                         "an open boundary in direction %d, where the kernel "
                         "reaches over %lld sites and the lattice has %d",
                         d, (long long) reach + 1, in[d]);
      result[d] = (int) ((length - 1) / window->stride[d] + 1);
    }
  for (int d = 0; d < ndim; d++)
    out[d] = result[d];
  return LGT_OK;
}
