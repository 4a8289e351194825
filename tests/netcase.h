/* One convolution of a network by itself: planned, run, and as the dense kernel
   that it stands for.  */

#ifndef LGT_TESTS_NETCASE_H
#define LGT_TESTS_NETCASE_H

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <lgt/check.h>
#include <lgt/fft.h>

#include "../lib/flow/convolution.h"

/* fft, the last of them, if there is one.  */
#ifdef LGT_WITH_FFTW
# define FFT lgt_fft_fftw ()
enum { ALGORITHMS = 4 };
#else
# define FFT NULL
enum { ALGORITHMS = 3 };
#endif

enum { N = 4, LANES = 4 };      /* configurations; one pack */

struct conv_case
{
  int ndim, extent[4], kernel[4], dilation[4];
  enum lgt_boundary boundary[4];
  int in;
  const char *keys;       /* of the layer; channels are those that leave */
  int list;               /* results on every third site alone */
};

#define CP(rank) "weights: { cp: { rank: " #rank " } }"
#define TUCKER(in, out) "weights: { tucker: { ranks: [" #in ", " #out "] } }"

struct layer
{
  const struct conv_case *c;
  struct lgt_context *context;
  struct lgt_geom geom;
  struct lgt_sites *lattice, *out_list, *in_list;
  const struct lgt_sites *in, *out;
  struct lgt_slices slices;
  struct lgt_config *document;
  struct lgt_net_conv config;
  struct lgt_convolution_plan plan;
  struct lgt_convolution conv;
};

/* The convolution of C called layer3.conv1; START: for start: identity.  */
void layer_new (struct layer *l, const struct conv_case *c,
                const double *start, int start_count);
void layer_free (struct layer *l);

/* COUNT numbers of kind K in [-1, 1), to be freed.  */
double *numbers (int k, int64_t count);
int64_t inputs (const struct layer *l);
int64_t outputs (const struct layer *l);
/* Random weights, to the device too; to be freed.  */
double *fill (struct layer *l);

/* The numbers of the slice called SUFFIX, its extents checked against
   EXTENT (ended by 0); NULL: there is none.  */
const double *slice_of (const struct layer *l, const double *values,
                        const char *suffix, const int64_t *extent);
/* W[out, in, tap] with tap direction 0 fastest and all channels (zeros
   between groups), to be freed.  */
double *dense_kernel (const struct layer *l, const double *values);

/* Values Y of X, on the host; with GRAD, the gradient of sum_i SEED_i y_i
   too: GRAD gets that of all weights (slices.total), GRAD_X that of X.  */
void run (struct layer *l, const double *x, double *y, const double *seed,
          double *grad, double *grad_x);
/* The same with kernel W as one convolution.  */
void run_dense (struct layer *l, const double *x, const double *w,
                const double *bias, double *y);

#endif
