/* The weights of a model: one flat array of named slices.

   Gradients, the moments of an optimizer and averages have the same shape,
   so that optimizers, clipping, roll-back and transfer are one loop each.
   Slices start at multiples of 16 elements; the gaps hold zeros and stay
   zero.  */

#ifndef LGT_SLICES_H
#define LGT_SLICES_H

#include <lgt/ops.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LGT_SLICE_NAME 64
#define LGT_SLICE_MAX_DIM 8

struct lgt_slice
{
  char name[LGT_SLICE_NAME];            /* "layer3.dir0.conv1.weight" */
  int ndim;
  int64_t extent[LGT_SLICE_MAX_DIM];    /* C order: the last one fastest */
  int64_t count;          /* product of the extents */
  int64_t offset;         /* elements from the start of the array */
  int64_t fan_in;         /* start: uniform in +- gain / sqrt (fan_in); 0:
                             zero, or PATTERN */
  double gain;            /* 0 means 1 */
  const double *pattern;  /* start of element i is pattern[i % period];
                             lgt_slices_add makes a copy of its own */
  int period;             /* 0: no pattern */
};

struct lgt_slices
{
  struct lgt_context *context;
  enum lgt_type type;
  int count;
  struct lgt_slice *slice;
  int64_t total;          /* elements of the array, gaps included */
  int64_t parameters;     /* without gaps */
  struct lgt_view values, grad;         /* [1, 1, total, 1] */
};

void lgt_slices_init (struct lgt_slices *slices, struct lgt_context *context,
                      enum lgt_type type);
void lgt_slices_free (struct lgt_slices *slices);

/* Append a slice (copied, its pattern too, with count and offset filled in);
   *INDEX is its number.  Only before lgt_slices_allocate.  */
enum lgt_status lgt_slices_add (struct lgt_slices *slices,
                                const struct lgt_slice *slice, int *index,
                                struct lgt_error *error);

/* Device memory for values and gradients, zero.  */
enum lgt_status lgt_slices_allocate (struct lgt_slices *slices,
                                     struct lgt_error *error);

/* The starting values of SEED: random words of stream LGT_STREAM_WEIGHTS,
   layer = the slice's number, link = the element.  */
enum lgt_status lgt_slices_start (struct lgt_slices *slices, uint64_t seed,
                                  struct lgt_error *error);

/* Slice I as a window on ARRAY (values, grad, or another array of that
   shape): [1, 1, count, 1].  */
struct lgt_view lgt_slices_view (const struct lgt_slices *slices,
                                 const struct lgt_view *array, int i);

/* Host copies of a whole array of the slices' shape, as doubles.  */
enum lgt_status lgt_slices_get (const struct lgt_slices *slices,
                                const struct lgt_view *array, double *host,
                                struct lgt_error *error);
enum lgt_status lgt_slices_put (const struct lgt_slices *slices,
                                const struct lgt_view *array,
                                const double *host, struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
