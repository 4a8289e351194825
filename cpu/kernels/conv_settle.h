/* The gradient of the pre-activation, dz = dy act', in place of dy.
   Included like conv_form.h.  */

/* One row of N elements; FROM: the output or the pre-activation.  */
LGT_INLINE void
conv_settle_row (enum lgt_activation kind, double slope, int from_output,
                 const REAL *from, REAL *dy, int n)
{
  for (int i = 0; i < n; i += VN)
    {
      const V x = conv_load (from + i, n - i);

      conv_store (dy + i, n - i,
                  conv_load (dy + i, n - i)
                  * (from_output ? V_ (activate_slope_y) (kind, slope, x)
                                 : V_ (activate_slope) (kind, slope, x)));
    }
}

static void
conv_settle (const struct lgt_conv_params *p, const struct lgt_view *from,
             const struct lgt_view *dy, int threads)
{
  const int from_output = lgt_activation_from_output (p->activation,
                                                      p->slope);
  const int n = dy->shape.comps * dy->shape.lanes;
  const int64_t sites = dy->shape.sites;

  (void) threads;         /* without OpenMP there is one */
#pragma omp parallel for schedule(static) num_threads (threads) \
  if (threads > 1)
  for (int64_t i = 0; i < dy->shape.packs * sites; i++)
    {
      const REAL *f = (const REAL *) from->data
                      + i / sites * from->pack_stride
                      + i % sites * from->site_stride;
      REAL *d = (REAL *) dy->data + i / sites * dy->pack_stride
                + i % sites * dy->site_stride;

      switch (p->activation)
        {
        case LGT_TANH:
          conv_settle_row (LGT_TANH, 0, 1, f, d, n);
          break;
        case LGT_LEAKY_RELU:
          conv_settle_row (LGT_LEAKY_RELU, p->slope, from_output, f, d, n);
          break;
        case LGT_SILU:
          conv_settle_row (LGT_SILU, 0, 0, f, d, n);
          break;
        case LGT_GELU:
          conv_settle_row (LGT_GELU, 0, 0, f, d, n);
          break;
        case LGT_IDENTITY:
          break;
        }
    }
}
