/* Wisdom: which algorithm was the fastest for a convolution, as measured on
   this machine (lgt-bench conv --tune) and kept in a YAML file:

       lgt_wisdom: 1
       convolutions:
         - backend: cpu-avx512
           type: float32
           lanes: 32
           ...
           algorithm: direct
           milliseconds: { direct: 1.9, sum: 2.4, gemm: 7.5 }

   The times are of the forward and backward pass together.  An object holds
   all entries of a file; it changes by lgt_wisdom_add only.  Who has none, or
   finds nothing in it, goes on with LGT_CONV_AUTO.  */

#ifndef LGT_WISDOM_H
#define LGT_WISDOM_H

#include <lgt/ops.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a measurement depends on; two convolutions with equal keys are the
   same.  Fields beyond NDIM are 0.  */
struct lgt_wisdom_key
{
  char backend[32];
  enum lgt_type type;
  int lanes, packs, ndim;
  int in[LGT_STENCIL_MAX_DIM], out[LGT_STENCIL_MAX_DIM];
  struct lgt_window window;
  int rows[2];            /* of input and output */
  int list[2];            /* whether they are lists */
  int groups, ins, outs;
};

/* The key of a convolution on BACKEND, from the shapes of X and WEIGHT.  */
struct lgt_wisdom_key lgt_wisdom_key (const char *backend,
                                      const struct lgt_conv_params *params,
                                      const struct lgt_view *x,
                                      const struct lgt_view *weight);

struct lgt_wisdom;        /* opaque */

/* An empty one; NULL: no memory.  FREE accepts NULL.  */
struct lgt_wisdom *lgt_wisdom_new (void);
void lgt_wisdom_free (struct lgt_wisdom *wisdom);

/* Add the entries of FILE.  LGT_EIO: it cannot be read (or is not there);
   LGT_EINVAL: it is damaged, with the place.  WISDOM is then as it was, and
   ERROR has the words of a warning.  */
enum lgt_status lgt_wisdom_load (struct lgt_wisdom *wisdom, const char *file,
                                 struct lgt_error *error);

/* The algorithm for KEY; LGT_CONV_AUTO where there is no entry, or WISDOM is
   NULL.  */
enum lgt_conv_algorithm lgt_wisdom_find (const struct lgt_wisdom *wisdom,
                                         const struct lgt_wisdom_key *key);

/* Set the entry of KEY from MILLISECONDS[algorithm] (0: not measured):
   the fastest one.  LGT_EINVAL: nothing was measured; LGT_ENOMEM.  */
enum lgt_status lgt_wisdom_add (struct lgt_wisdom *wisdom,
                                const struct lgt_wisdom_key *key,
                                const double milliseconds[LGT_CONV_FFT + 1],
                                struct lgt_error *error);

/* All entries as the YAML that load reads; the caller's, released with
   free.  */
enum lgt_status lgt_wisdom_text (const struct lgt_wisdom *wisdom,
                                 char **text, struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
