/* One step of SGD with momentum, Adam, AdamW or AMSGrad.

     g = factor grad (scaled, shortened to the largest norm), clipped by value
     g += decay w                              (not AdamW: w *= 1 - rate decay)
     SGD:   m = beta1 m + g;  w -= rate m
     Adam:  m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2,
            w -= rate (m / correct1) / (sqrt (v / correct2) + epsilon)
     AMSGrad: vmax = max (vmax, v) in the place of v there

   Kingma and Ba, arXiv:1412.6980; Loshchilov and Hutter, arXiv:1711.05101;
   Reddi, Kale and Kumar, arXiv:1904.09237.  */

#include "../vmath.h"
#include "elements.h"

/* What is the same for all weights of a step.  */
struct step
{
  enum lgt_optimizer_kind kind;
  vd factor, limit, decay, shrink, beta1, rest1, beta2, rest2, rate, epsilon;
  vd correct1, correct2;
  int clips;
};

static struct step
prepare (const struct lgt_optimizer_params *p, const double *control)
{
  struct step s;
  double rate = control[LGT_CONTROL_RATE];

  s.kind = p->kind;
  s.factor = vd_set (control[LGT_CONTROL_FACTOR]);
  s.clips = control[LGT_CONTROL_CLIP_VALUE] > 0;
  s.limit = vd_set (control[LGT_CONTROL_CLIP_VALUE]);
  s.decay = vd_set (p->kind == LGT_ADAMW ? 0 : p->decay);
  s.shrink = vd_set (p->kind == LGT_ADAMW ? 1 - rate * p->decay : 1);
  s.beta1 = vd_set (p->beta1);
  s.rest1 = vd_set (p->kind == LGT_SGD ? 1 : 1 - p->beta1);
  s.beta2 = vd_set (p->beta2);
  s.rest2 = vd_set (1 - p->beta2);
  s.rate = vd_set (rate);
  s.epsilon = vd_set (p->epsilon);
  s.correct1 = vd_set (control[LGT_CONTROL_CORRECT1]);
  s.correct2 = vd_set (control[LGT_CONTROL_CORRECT2]);
  return s;
}

/* Weights I ... I + N - 1.  OUT: weights, m, v, vmax.  */
LGT_INLINE void
update (const struct step *s, const struct lgt_view *grad,
        const struct lgt_view *out, int64_t i, int n)
{
  const struct lgt_view *weights = &out[0];
  vd w = lgt_load (weights->data, weights->type, i, n);
  vd g = s->factor * lgt_load (grad->data, grad->type, i, n), m;

  if (s->clips)
    {
      g = vd_select (g > s->limit, s->limit, g);
      g = vd_select (g < -s->limit, -s->limit, g);
    }
  g += s->decay * w;
  w *= s->shrink;
  m = s->rest1 * g;
  if (out[1].data)
    {
      m += s->beta1 * lgt_load (out[1].data, LGT_F64, i, n);
      lgt_store (out[1].data, LGT_F64, i, n, m);
    }
  if (s->kind == LGT_SGD)
    w -= s->rate * m;
  else
    {
      vd v = s->beta2 * lgt_load (out[2].data, LGT_F64, i, n)
             + s->rest2 * g * g;

      lgt_store (out[2].data, LGT_F64, i, n, v);
      if (s->kind == LGT_AMSGRAD)
        {
          vd largest = lgt_load (out[3].data, LGT_F64, i, n);

          v = vd_select (v > largest, v, largest);
          lgt_store (out[3].data, LGT_F64, i, n, v);
        }
      w -= s->rate * (m / s->correct1)
           / (vd_sqrt (v / s->correct2) + s->epsilon);
    }
  lgt_store (weights->data, weights->type, i, n, w);
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *grad = &in[0];
  const double *control = in[1].data;
  int64_t count = grad->shape.comps, vectors;
  struct step s;

  (void) scratch;
  if (control[LGT_CONTROL_TAKEN] == 0)
    return LGT_OK;
  s = prepare (params, control);
  vectors = (count + LGT_VD - 1) / LGT_VD;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 8 * count))
  for (int64_t k = 0; k < vectors; k++)
    {
      int64_t left = count - k * LGT_VD;

      update (&s, grad, out, k * LGT_VD, left < LGT_VD ? (int) left : LGT_VD);
    }
  return LGT_OK;
}

LGT_ENTRY (optimizer_step, run)
