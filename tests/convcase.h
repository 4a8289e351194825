/* Convolutions to be checked: cases that cross all features, one case made on
   one backend for one algorithm, and the definition.  */

#ifndef LGT_CONVCASE_H
#define LGT_CONVCASE_H

#include <lgt/ops.h>

enum { MAX_BACKENDS = 8, MAX_DIM = LGT_STENCIL_MAX_DIM };

enum where { LATTICE, LIST };

struct conv_case
{
  int ndim, extent[MAX_DIM], kernel[MAX_DIM], dilation[MAX_DIM];
  int ins, outs, packs, lanes;
  enum where in, out;     /* LIST: the lattice backwards; every third site */
  int bias, window;       /* window: channels of a wider tensor */
  enum lgt_activation activation;
  double slope;
  int groups;             /* 0: 1 */
  int stride[MAX_DIM];    /* 0: 1 */
  enum lgt_boundary boundary[MAX_DIM];
};

/* Number I of CONV_CASES: listed ones, then random ones.  */
enum { CONV_LISTED = 35, CONV_CASES = CONV_LISTED + 150 };
struct conv_case conv_case_number (int i);

/* A tensor on the host, where tests look at it, and its copy on the
   backend's device.  */
struct tensor
{
  struct lgt_view view;   /* on memory */
  void *memory, *device;
  size_t bytes;
};

struct setup
{
  struct conv_case c;
  enum lgt_conv_algorithm algorithm;
  const struct lgt_op *op;
  struct lgt_context *context;
  struct lgt_sites *lattice, *coarse, *in_list, *out_list;
  const struct lgt_sites *in, *out;
  struct lgt_stencil *stencil;
  struct lgt_convolver *fft;
  struct lgt_conv_params params;
  /* Inputs, outputs, and their gradients.  */
  struct tensor x, w, b, y, pre, gx, gw, gb, gy;
};

/* Make C with ALGORITHM, and stop the test if that fails.  Algorithms that
   are not direct take no activation: c.activation is then none.  All tensors
   are filled, also the gradients, to which a pull-back adds.  */
void setup (struct setup *s, const struct conv_case *c,
            const struct lgt_backend *backend, enum lgt_type type,
            int threads, enum lgt_conv_algorithm algorithm);
void teardown (struct setup *s);

/* FFTW's, or one of the tests' where there is none.  */
struct lgt_convolver *conv_convolver (const struct lgt_stencil *stencil,
                                      enum lgt_type type, int lanes);

/* All tensors to the device, and back; T's view there.  */
void put_tensors (struct setup *s);
void get_tensors (struct setup *s);
struct lgt_view on_device (const struct tensor *t);

/* Whether BACKEND has ALGORITHM; one that has not refuses to run it.  */
int has_algorithm (const struct lgt_backend *backend,
                   enum lgt_conv_algorithm algorithm);

/* From host to host.  */
void run (struct setup *s);
/* Bits of WANTED: which of gx, gw, gb.  */
void pull (struct setup *s, unsigned wanted);
/* The same two, which are refused: stop the test unless they say WORDS.  */
void check_refused (struct setup *s, const char *words);

/* Where element (pack, site, comp, lane) of V is, and what it is.  */
int64_t at (const struct lgt_view *v, int p, int s, int c, int l);
double get (const struct lgt_view *v, int p, int s, int c, int l);

/* The row of x that row ROW of y reads through TAP; -1: none.  */
int reads (const struct setup *s, int row, int tap);

/* Values and, from the contents of the gradients before the pull-back, the
   gradients that it must give, in C order (pack, site, comp, lane).  */
struct expected
{
  double *y, *gx, *gw, *gb;
};
struct expected definition (const struct setup *s);
void expected_free (struct expected *e);

/* The largest difference between the elements of V and WANTED; NaN if there
   is one.  */
double difference (const struct lgt_view *v, const double *wanted);

/* The backends that this machine can run.  */
int backends (const struct lgt_backend *usable[MAX_BACKENDS]);

#endif
