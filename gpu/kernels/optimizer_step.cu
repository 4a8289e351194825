/* One step of SGD with momentum, Adam, AdamW or AMSGrad.

     g = factor grad (scaled, shortened to the largest norm), clipped by value
     g += decay w                              (not AdamW: w *= 1 - rate decay)
     SGD:   m = beta1 m + g;  w -= rate m
     Adam:  m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2,
            w -= rate (m / correct1) / (sqrt (v / correct2) + epsilon)
     AMSGrad: vmax = max (vmax, v) in the place of v there

   Kingma and Ba, arXiv:1412.6980; Loshchilov and Hutter, arXiv:1711.05101;
   Reddi, Kale and Kumar, arXiv:1904.09237.

   The step's numbers, and whether it is taken, are read on the device.  Adam:
   3 t + 32 bytes and 14 flops a weight, t the bytes of its type.  */

#include <math.h>

#include "../kernel.h"

/* What is the same for all weights of a step.  */
struct step
{
  double factor, limit, decay, shrink, rest1;
};

LGT_DEVICE struct step
prepare (const struct lgt_optimizer_params &p, const double *control)
{
  const double rate = control[LGT_CONTROL_RATE];

  return { control[LGT_CONTROL_FACTOR], control[LGT_CONTROL_CLIP_VALUE],
           p.kind == LGT_ADAMW ? 0 : p.decay,
           p.kind == LGT_ADAMW ? 1 - rate * p.decay : 1,
           p.kind == LGT_SGD ? 1 : 1 - p.beta1 };
}

/* Weight I.  M, V, VMAX: NULL where the kind does not use them.  */
LGT_DEVICE void
update (const struct lgt_optimizer_params &p, const struct step &s,
        const double *control, const struct lgt_view &grad,
        const struct lgt_view &weights, double *m, double *v, double *vmax,
        int64_t i)
{
  const double rate = control[LGT_CONTROL_RATE];
  double w = lgt_get (weights, i), g = s.factor * lgt_get (grad, i), mean;

  if (s.limit > 0)
    {
      g = g > s.limit ? s.limit : g;
      g = g < -s.limit ? -s.limit : g;
    }
  g += s.decay * w;
  w *= s.shrink;
  mean = s.rest1 * g;
  if (m)
    {
      mean += p.beta1 * m[i];
      m[i] = mean;
    }
  if (p.kind == LGT_SGD)
    w -= rate * mean;
  else
    {
      double square = p.beta2 * v[i] + (1 - p.beta2) * g * g;

      v[i] = square;
      if (p.kind == LGT_AMSGRAD)
        {
          square = square > vmax[i] ? square : vmax[i];
          vmax[i] = square;
        }
      w -= rate * (mean / control[LGT_CONTROL_CORRECT1])
           / (sqrt (square / control[LGT_CONTROL_CORRECT2]) + p.epsilon);
    }
  lgt_set (weights, i, w);
}

static __global__ void
step_weights (struct lgt_optimizer_params p, struct lgt_view grad,
              const double *control, struct lgt_view weights, double *m,
              double *v, double *vmax)
{
  const struct step s = prepare (p, control);

  if (control[LGT_CONTROL_TAKEN] != 0)
    LGT_EACH (pack, i, 1, grad.shape.comps)
      update (p, s, control, grad, weights, m, v, vmax, i);
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_optimizer_params *> (params);

  lgt_launch (queue, step_weights, 1, in[0].shape.comps, *p, in[0],
              static_cast<const double *> (in[1].data), out[0],
              static_cast<double *> (out[1].data),
              static_cast<double *> (out[2].data),
              static_cast<double *> (out[3].data));
}

LGT_ENTRY (optimizer_step, run)
