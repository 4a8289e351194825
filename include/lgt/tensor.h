/* Tensors: windows on memory in the layout (pack, site, component, lane).

   A flow is trained on many configurations at once.  Configuration number
   c sits in lane c % lanes of pack c / lanes, and the lane runs fastest, so
   that every kernel is a loop over sites whose inner loop is a contiguous
   vector operation, whatever the number of dimensions.

     element (p, s, c, l)  =  data[p * pack_stride + s * site_stride
                                   + c * lanes + l]

   lanes is 1 or a multiple of the register width of the narrowest type in
   use; one number serves a whole model.  A batch that is no multiple of the
   lanes is rounded up: the spare lanes carry valid configurations (copies of
   the last one) whose weight is zero.

   Components: links have (mu, row, column, re/im), re/im fastest; U(1) links
   have one component for each mu, an angle in (-pi, pi].  Networks have their
   channels.  Whatever has one number a configuration (an action, a
   log-density) has sites = 1, comps = 1.  Weights have packs = sites =
   lanes = 1.  */

#ifndef LGT_TENSOR_H
#define LGT_TENSOR_H

#include <stddef.h>
#include <stdint.h>

#include <lgt/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lgt_type
{
  LGT_F32,
  LGT_F64,
  LGT_U32                 /* counters of random streams; no gradients */
};

/* Bytes of one element.  */
size_t lgt_type_size (enum lgt_type type);
/* "float32", "float64", "uint32".  */
const char *lgt_type_name (enum lgt_type type);

struct lgt_sites;         /* lgt/sites.h: the lattice or a list of places */

struct lgt_shape
{
  int32_t packs, sites, comps, lanes;   /* each at least 1 */
};

struct lgt_view
{
  void *data;             /* on the backend's device, aligned to 64 bytes */
  enum lgt_type type;
  struct lgt_shape shape;
  int64_t site_stride;    /* elements; comps * lanes unless a window */
  int64_t pack_stride;    /* elements; sites * site_stride unless a window */
  const struct lgt_sites *sites;        /* where they are; NULL: nowhere */
};

/* A dense view of TYPE and SHAPE on DATA, which may be NULL.  */
struct lgt_view lgt_view_dense (void *data, enum lgt_type type,
                                struct lgt_shape shape,
                                const struct lgt_sites *sites);

/* VIEW's components [first, first + n), without a copy: concatenation and
   splitting of channels.  The range is the caller's to check.  */
struct lgt_view lgt_view_comps (struct lgt_view view, int first, int n);

/* VIEW's packs [first, first + n).  */
struct lgt_view lgt_view_packs (struct lgt_view view, int first, int n);

/* Number of elements (not counting gaps), and bytes of a dense copy rounded
   up to 64.  */
int64_t lgt_shape_count (struct lgt_shape shape);
size_t lgt_shape_bytes (enum lgt_type type, struct lgt_shape shape);

/* Whether the two shapes are equal.  */
int lgt_shape_equal (struct lgt_shape a, struct lgt_shape b);

/* Packs that COUNT configurations fill with LANES to a pack.  */
int lgt_packs_for (int64_t count, int lanes);

struct lgt_context;       /* lgt/context.h */

/* Host array to tensor and back.  HOST has COUNT configurations in C order
   [configuration][site][component] of doubles; DST or SRC has room for
   COUNT <= packs * lanes.  lgt_pack repeats configuration COUNT - 1 in the
   spare lanes.  These two are the only transposition in the toolkit.  Both
   wait until the queue is done.  LGT_EINVAL: COUNT out of range.  */
enum lgt_status lgt_pack (struct lgt_context *context, const double *host,
                          int64_t count, struct lgt_view dst,
                          struct lgt_error *error);
enum lgt_status lgt_unpack (struct lgt_context *context, struct lgt_view src,
                            int64_t count, double *host,
                            struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif
